/*
 * What became of one file, as told to the partner who sent it: rows read, kept and rejected, and
 * for each reason and column how many, where the first lie, and what to do. Names of columns, codes
 * and formats come from the contract and the header; nothing from inside a row.
 *
 * Made from a reading, whatever came of it; written as text, JSON, HTML and CSV (report_text.h
 * ...).
 */
#ifndef INGEST_REPORT_ACCOUNT_H
#define INGEST_REPORT_ACCOUNT_H

#include "read.h"

/* Rows rejected for one reason because of one column. */
struct ingest_fault {
	enum tl_fault reason;
	const char *field; /* as the contract names it; NULL: the row as a whole */
	size_t column; /* of the file, from 1; 0: none */
	int64_t rows;
	const char *wanted; /* what would have been right; "" where the reason says it */
	bool rule; /* field is a rule between columns */
	bool wide; /* in the columns that become rows: examples name theirs */
	bool whole; /* no row has a value in this column that fits */
	const struct ingest_example *examples;
	size_t example_count;
};

/* Rows that are kept and worth a word all the same. */
struct ingest_remark {
	const char *name, *sentence;
	const char *field; /* or the row rule; "": the row as a whole */
	int64_t rows;
};

struct ingest_account {
	struct tl_arena arena;
	const char *file, *contract, *partner, *kind;
	unsigned version;
	int64_t read, kept, rejected; /* read = kept + rejected */
	int64_t swallowed; /* about so many more, lost in quotes: in none of the three */
	struct ingest_fault
		*faults; /* most rows first, then as the list of reasons, then columns */
	size_t fault_count;
	struct ingest_remark *remarks; /* as the list of findings, then columns */
	size_t remark_count;
	const char *refused; /* why the file as a whole will not do; NULL: it will */
	const char *warning; /* more rows rejected than the contract expects; NULL: no */
	const char **notes; /* sentences on columns and on what was not looked for */
	size_t note_count;
	int exit_status; /* 0, or that of the refusal */
};

/* file: how the report names it. refusal: err of the reading, or NULL. The reading may be freed
 * afterwards; the study may not. */
void ingest_account_make(struct ingest_account *account, const struct ingest_reading *reading,
	const char *file, struct tl_str warning, const struct tl_err *refusal);
void ingest_account_free(struct ingest_account *account); /* {0} is fine */

/* "record 3 (line 4)", "record 7 (lines 8 to 40)" */
void ingest_example_words(const struct ingest_example *example, struct tl_buf *out);
/* "column 2, Date" or "the row as a whole" */
void ingest_fault_place(const struct ingest_fault *fault, struct tl_buf *out);
/* The reason's sentence, what was wanted, and a hint where no value of the column fits. */
void ingest_fault_advice(const struct ingest_fault *fault, struct tl_buf *out);

/* "3 rows kept, but before birth, Called: The row is dated ..." */
void ingest_remark_words(const struct ingest_remark *remark, struct tl_buf *out);

/* What a field takes, as far as a reason is about that: "dates as 31/12/2024 (%d/%m/%Y)". */
void ingest_wanted(const struct tl_rule *rule, enum tl_fault reason, struct tl_buf *out);

/* The four forms, each a whole document on all files; docs/validate.md says what is in them. */
void ingest_report_text(const struct ingest_account *files, size_t count, struct tl_buf *out);
void ingest_report_json(const struct ingest_account *files, size_t count, struct tl_buf *out);
void ingest_report_html(const struct ingest_account *files, size_t count, struct tl_buf *out);
void ingest_report_csv(const struct ingest_account *files, size_t count, struct tl_buf *out);

#endif
