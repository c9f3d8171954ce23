/*
 * What a file looks like, as far as its bytes tell: the draft of a contract, and what is not sure
 * about it. Nothing found here is ever used unseen: a person reads the draft and makes it a
 * contract.
 *
 *   layout   encoding, delimiter, lines above the header           sniff_layout.c
 *   columns  what every value of a column can be read as           sniff_column.c, sniff_date.c
 *   guess    fields of a contract: names, types, roles, codes      sniff_guess.c, sniff_type.c,
 *                                                                  sniff_role.c, sniff_header.c
 *   repeats  rows and keys that come again                         sniff_repeat.c
 *   draft    all of it as YAML, with "# unsure: ..." lines         sniff_draft.c, sniff_doubt.c
 */
#ifndef INGEST_SNIFF_H
#define INGEST_SNIFF_H

#include <throughline/study.h>
#include <throughline/table.h>
#include <throughline/vec.h>

#define SNIFF_CODES_MAX 20 /* a column with more texts than this has no dictionary */
#define SNIFF_CODE_ROWS 10 /* nor has one with a text in fewer rows: that may be a person */
#define SNIFF_CODE_BYTES 40
#define SNIFF_DISTINCT_MAX 4096 /* beyond this all texts count as different */
#define SNIFF_DATES_MAX 3

struct sniff_layout {
	struct tl_table_options options;
	bool is_workbook;
	int64_t header_line; /* of the file, or the sheet */
	bool guessed_encoding; /* not UTF-8, no mark: Windows-1252 is the likeliest */
	bool has_mark;
	size_t columns; /* in most rows */
};
/* sheet: of a workbook, NULL where it has only one. EX_DATAERR where the file holds no rows, or is
 * neither text nor a workbook. */
bool sniff_layout(
	const char *path, const char *sheet, struct sniff_layout *layout, struct tl_err *err);

/* ---- columns ------------------------------------------------------------------------------- */

/* Texts that often mean that nothing was recorded. */
extern const char *const sniff_marks[];
extern const size_t sniff_mark_count;
#define SNIFF_MARKS_MAX 48

/* The date formats tried, in the order they are preferred; `reading` tells apart what "03/04/2014"
 * may be. */
struct sniff_date_format {
	const char *format;
	char reading; /* Y year first, D day first, M month first, N month by name */
	bool month_only, has_time;
};
extern const struct sniff_date_format sniff_date_formats[];
extern const size_t sniff_date_format_count;
/* The formats a text can be read by, as bits. */
uint64_t sniff_date_mask(struct tl_str text);
/* Three parts as a date has them: "1999-13-45", "30 Feb 2014"; a clock may follow, where the day
 * before it does not exist: "2023-02-30 10:00". */
bool sniff_is_like_date(struct tl_str text);

/* Days that databases and people write for "no date". */
extern const char *const sniff_sentinels[];
#define SNIFF_SENTINELS 6

struct sniff_word {
	struct tl_str text;
	int64_t rows;
};

struct sniff_mask {
	uint64_t formats;
	int64_t rows;
};

struct sniff_column {
	const char *header; /* trimmed */
	size_t number; /* from 1 */
	int64_t rows, blanks;
	int64_t marks[SNIFF_MARKS_MAX]; /* of sniff_marks */
	int64_t values; /* neither blank nor a mark; what follows is about these */
	int64_t whole, real; /* numbers as they are */
	int64_t grouped_whole, grouped_real; /* with thousands separators taken out */
	int64_t comma_real; /* decimal commas */
	int64_t no_days; /* written like a date, but the calendar has no such day */
	int64_t booleans, leading_zeros, long_digits, scientific, serials, minus_ones;
	int64_t sentinels[SNIFF_SENTINELS];
	TL_VEC(struct sniff_mask) dates;
	TL_VEC(struct sniff_word) words; /* texts as met, marks included, up to one too many */
	bool long_words; /* a text too long for a code */
	uint64_t *seen; /* hashes of the texts met */
	size_t distinct; /* at most SNIFF_DISTINCT_MAX */
};

void sniff_column_add(struct sniff_column *column, struct tl_str text, struct tl_arena *arena);
void sniff_column_free(struct sniff_column *column);

/* The formats that together read the values of a column. */
struct sniff_dates {
	size_t formats[SNIFF_DATES_MAX];
	size_t count;
	int64_t fit; /* values that one of them reads */
	/* of each: a format that reads as many otherwise; SIZE_MAX: none */
	size_t other[SNIFF_DATES_MAX];
	int64_t clash; /* values that only the opposite order of day and month reads */
};
struct sniff_dates sniff_dates_of(const struct sniff_column *column);

/* ---- the file as a whole ------------------------------------------------------------------- */

struct sniff_file {
	struct tl_arena arena;
	const char *path;
	struct sniff_layout layout;
	TL_VEC(struct sniff_column) columns;
	int64_t rows, ragged, bad_encoding;
	int64_t mixed; /* lines that look like UTF-8, where the file as a whole is not */
	int64_t swallowed; /* rows in which a quote takes in lines that look like rows */
	struct tl_err stopped; /* why the rows end before the file does; no status: they do not */
};
/* A row as wide as the header, with something in it, that can be read: what it holds says something
 * of the columns. */
bool sniff_row_is_whole(const struct sniff_file *file, const struct tl_csv_row *row);
/* Reads all of it, or up to a row that nothing can be read behind (`stopped`) where there are rows
 * before it. EX_DATAERR also where no column has a header of its own, and where the first row
 * looks like data: its texts would be taken for names of columns, and printed. */
bool sniff_file(const char *path, const char *sheet, struct sniff_file *file, struct tl_err *err);
void sniff_file_free(struct sniff_file *file); /* {0} is fine */

/* Why a contract cannot name a column by its header; NULL: it can. */
const char *sniff_why_left_out(const struct sniff_file *file, size_t column);

/* ---- guess --------------------------------------------------------------------------------- */

struct sniff_field {
	const struct sniff_column *column;
	const char *name; /* the header, or what it must be called instead */
	const char *left_out; /* why the contract cannot name it; NULL: it can */
	enum tl_field_type type;
	enum tl_role role;
	struct sniff_dates dates;
	bool is_date, is_serial;
	char group, decimal;
	bool unsure_role;
	bool has_codes;
	bool names_persons; /* it would have codes, but they may be names */
};

struct sniff_guess {
	struct sniff_field *fields; /* one a column */
	enum tl_kind kind;
	bool unsure_kind;
};
/* In the file's arena. */
void sniff_guess(struct sniff_file *file, struct sniff_guess *guess);
/* The parts of it: kind and roles, by the columns' headers and types. */
void sniff_roles(struct sniff_file *file, struct sniff_guess *guess);
/* "DateOfBirth", "Date of birth" and "DATE-OF-BIRTH" are "date_of_birth"; with a blank at both
 * ends. */
void sniff_plain_header(const char *header, struct tl_buf *out);
bool sniff_looks_like_id(const char *header);
bool sniff_looks_like_date(const char *header);
/* Its header says so ("lead", "allocated to"), a value has a title before it (Dr, Mrs), or half of
 * its different texts or more are two to four words with a capital each. Such texts are never
 * printed. */
bool sniff_names_persons(const struct sniff_column *column);
/* The type of a column and how it is written; leaves the role alone. */
void sniff_type(struct sniff_field *field);

/* ---- rows that come again ------------------------------------------------------------------ */

struct sniff_repeats {
	int64_t rows; /* equal to an earlier row */
	int64_t keys; /* whose column of role key is that of an earlier row; blank ones apart */
};
/* Reads the file once more; rows are told apart by 64 bits of a hash, 16 bytes of memory a row. */
bool sniff_repeats(const struct sniff_file *file, const struct sniff_guess *guess,
	struct sniff_repeats *repeats, struct tl_err *err);

/* ---- the draft ----------------------------------------------------------------------------- */

/* name: of the contract; partner: a code, or NULL where it is not known. */
void sniff_draft(const struct sniff_file *file, const struct sniff_guess *guess,
	const struct sniff_repeats *repeats, const char *name, const char *partner,
	struct tl_buf *out);

/* Parts of it: a double-quoted scalar, a number, "1,234 rows", "  # unsure: in 3 rows: ". */
void sniff_add_quoted(struct tl_buf *out, const char *text);
void sniff_add_count(struct tl_buf *out, int64_t number);
void sniff_add_rows(struct tl_buf *out, int64_t rows);
void sniff_begin_doubt(struct tl_buf *out, int64_t rows);
/* A line for each thing that is not sure about a column; and about rows with one key. */
void sniff_doubts(struct tl_buf *out, const struct sniff_field *field);
void sniff_doubt_keys(struct tl_buf *out, enum tl_kind kind, int64_t repeats);
bool sniff_is_number(const struct sniff_field *field);

#endif
