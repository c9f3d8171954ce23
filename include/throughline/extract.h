/*
 * Rows of an extract held against its contract: which column is which field, what a text means as a
 * typed value, and the closed list of reasons for which a row is not kept. Ingest keeps what
 * passes, pseudonymise hands it on, so that a row one of them takes the other takes too.
 */
#ifndef THROUGHLINE_EXTRACT_H
#define THROUGHLINE_EXTRACT_H

#include <throughline/facts.h>
#include <throughline/pattern.h>
#include <throughline/study.h>
#include <throughline/table.h>

/*
 * Why a row is not kept: the closed list. A row is kept or has exactly one reason, the first that
 * applies: the row as a whole, a removal asked for, then its fields in the order of the contract,
 * then its columns together, then the rows kept before it.
 */
enum tl_fault {
	TL_FAULT_NONE,
	TL_FAULT_BLANK_ROW,
	TL_FAULT_NOT_UTF8,
	TL_FAULT_NUL,
	TL_FAULT_SWALLOWED,
	TL_FAULT_TOO_FEW_FIELDS,
	TL_FAULT_TOO_MANY_FIELDS,
	TL_FAULT_BLANK,
	TL_FAULT_UNKNOWN_CODE,
	TL_FAULT_NOT_WHOLE,
	TL_FAULT_NOT_NUMBER,
	TL_FAULT_NOT_DATE,
	TL_FAULT_NOT_TRUE_FALSE,
	TL_FAULT_FUTURE,
	TL_FAULT_BELOW,
	TL_FAULT_ABOVE,
	TL_FAULT_END_BEFORE_START,
	TL_FAULT_REMOVED,
	TL_FAULT_NOT_IN_FORM,
	TL_FAULT_TOO_SHORT,
	TL_FAULT_TOO_LONG,
	TL_FAULT_NOT_POSTCODE,
	TL_FAULT_BEFORE_BIRTH,
	TL_FAULT_AFTER_DEATH,
	TL_FAULT_ROW_RULE,
	TL_FAULT_SAME_ROW,
	TL_FAULT_KEY_AGAIN,
	TL_FAULT_VALUE_AGAIN,
	TL_FAULT_NEGATIVE,
	TL_FAULT_NO_FINGERPRINT,
	TL_FAULT_OTHER_KEY,
	TL_FAULT_COUNT_OF
};

struct tl_fault_facts {
	const char *name; /* as stored and counted: "not a date" */
	const char *sentence; /* for the partner who is asked to mend it */
};
extern const struct tl_fault_facts tl_faults[TL_FAULT_COUNT_OF];

/*
 * A contract's fields as rules that a value can be held against at once: everything that depends on
 * the contract and the study alone is worked out here, once per delivery.
 */
#define TL_NOWHERE SIZE_MAX

struct tl_rule {
	const struct tl_field *field;
	const struct tl_study *study;
	enum tl_fact_type type; /* of the facts column it becomes */
	bool required; /* a row without it is refused; so is a file without the column */
	bool needed; /* a file without the column is refused, unless the contract says otherwise */
	bool not_in_future; /* a day after the study's as_at is refused */
	bool kept; /* false: role ignore */
	char *const *nulls; /* texts that mean nothing was recorded; a blank always does */
	size_t null_count;
	const char *const *formats; /* dates: tried in this order */
	size_t format_count;
	struct tl_num_style style;
	bool holds_text; /* lengths or a pattern are given */
	struct tl_pattern *pattern; /* NULL: none */
	const struct tl_day *sentinels; /* days that stand for none */
	size_t sentinel_count;
	const struct tl_symbol *symbols; /* what stands for a number that is not there, and why */
	size_t symbol_count;
	bool counts; /* a number of people or things without a minimum of its own: not below 0 */
	double minimum, maximum; /* NaN: none */
	struct tl_day minimum_day, maximum_day; /* TL_NO_DAY: none */
	/* Its facts column in the kind's table and in `record`, or TL_NOWHERE. */
	size_t main_at, record_at;
	/* Role locality: how the study spells its own, each with the code that it stands for. */
	const char *const *spellings, *const *spelling_codes;
	size_t spelling_count;
	size_t why_at; /* of the reasons in place of its numbers: "why:<name>" */
};

struct tl_rules {
	const struct tl_contract *contract;
	struct tl_rule *items;
	size_t count;
	bool has_keys; /* rows belong to a person */
	/* Kinds other than persons whose fields say who a person is: a `record` row beside each. */
	bool has_record;
	/* All columns of the two tables, the fixed ones in front. */
	struct tl_fact_column *main, *record;
	size_t main_count, record_count;
	/* What a rejected row or a finding is counted under: the fields, then the contract's row
	 * rules, last the row as a whole. */
	size_t places;
};

/* The fixed columns of every table. */
enum { TL_AT_RECORD_NO, TL_AT_LINE, TL_AT_KEY_NO };
/* Keys come numbered in every column of this role. */
#define TL_ROLE_IS_KEY(role) ((role) == TL_ROLE_KEY || (role) == TL_ROLE_OTHER)

/* Everything lives in the arena. EX_CONFIG where two fields want the same column. */
bool tl_rules_make(const struct tl_study *study, const struct tl_contract *contract,
	struct tl_arena *arena, struct tl_rules *rules, struct tl_err *err);
/* The facts column that a field becomes, in its kind's table or in `record`; NULL where none. */
const char *tl_rule_column(const struct tl_field *field, struct tl_arena *arena);
/* Patterns are not in the arena. {0} is fine. */
void tl_rules_free(struct tl_rules *rules);
/* The field's or row rule's name; "" for the row as a whole. */
const char *tl_rules_place(const struct tl_rules *rules, size_t place);

/*
 * One field of one row: from the text as delivered to a typed value, or a reason.
 */
struct tl_value {
	bool present; /* false: nothing was recorded */
	bool sentinel; /* not present: a day that the contract says stands for none */
	int64_t number; /* INT; DAY as days since 1970, degraded */
	int64_t exact; /* DAY: before it was degraded; for comparisons, never kept */
	double real; /* REAL */
	struct tl_str text; /* TEXT: lives as long as the row, the study, or this */
	const char *near; /* an unlisted locality spelt almost like one of this code; else NULL */
	const char *why; /* not present: the reason that a symbol stands for; else NULL */
	char postcode[8]; /* what text is, where a postcode was degraded */
};

/* Blanks around a value never count. A locality that the study does not list becomes "elsewhere".
 */
enum tl_fault tl_value_read(const struct tl_rule *rule, struct tl_str text, struct tl_value *value);

/*
 * Which column of a file holds which field of its contract.
 */
struct tl_layout {
	size_t *at; /* per rule: the column, or TL_NOWHERE */
	size_t columns; /* in the header */
	bool *known; /* per column: a field has it, or reshape takes it */
	/* Of a wide table: the columns that become rows. Each gives a row with two fields more, its
	 * header and its cell, where `at` of reshape's two fields points. */
	size_t *wide, wide_count;
	size_t unknown; /* headers that the contract does not know, blank ones included: no error */
};

/* A field's own name first, then its aliases; outer blanks and case do not count. EX_DATAERR where
 * a needed column is missing or a field would have two, or a wide table has none of its columns;
 * the message names header line and column.
 */
bool tl_layout_make(const struct tl_rules *rules, const struct tl_csv_row *header, const char *path,
	struct tl_arena *arena, struct tl_layout *layout, struct tl_err *err);
/* Whether a header is this name, or fits it where it is a pattern (* and ?). */
bool tl_header_is(struct tl_str header, const char *name);
/* Whether a file with this header has the field. */
bool tl_layout_has(const struct tl_contract *contract, const struct tl_field *field,
	const struct tl_csv_row *header);

/*
 * A quote that was opened by mistake and closed by another one further down: the rows between them
 * have become the text of one field.
 */
/* A text of several lines in a quoted field is no fault. It is one where the row has too few or too
 * many fields (ragged), where every whole line inside the text has just the delimiters of a row (of
 * two columns: two such lines or more, no blank after the delimiter), or where a line inside goes
 * on to a quoted field of its own. */
bool tl_row_swallows(const struct tl_csv_row *row, size_t columns, char delimiter, bool ragged);

/* Opens a file as its contract says: encoding, delimiter, lines above the header, sheet. */
struct tl_table *tl_extract_open(
	const struct tl_contract *contract, const char *path, struct tl_err *err);
/* What is wrong with a row as a whole, before its fields are looked at. columns: of the header. */
enum tl_fault tl_row_shape(
	const struct tl_contract *contract, size_t columns, const struct tl_csv_row *row);

/* ---- thresholds ---------------------------------------------------------------------------- */

enum tl_threshold { TL_THRESHOLD_FINE, TL_THRESHOLD_WARN, TL_THRESHOLD_STOP };
/* What a contract's thresholds make of so many rows lost out of so many: where they are passed adds
 * "3 of 20 rows rejected (15.0%), more than the 10% that contract calls expects" (or "lets pass")
 * to words. how: "rejected", or else how they were lost. A contract that does not say expects a
 * tenth at most, and stops nothing. */
enum tl_threshold tl_threshold_of(const struct tl_contract *contract, const char *how, int64_t lost,
	int64_t read, struct tl_buf *words);

#endif
