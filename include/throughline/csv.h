/*
 * Rows from a delimited file. libcsv is the reference; rows that are plain (no quote, no CR but
 * before an LF) are cut from the text as it lies, which is many times faster and gives the same
 * rows, records, lines and errors. The only file that includes csv.h of libcsv is
 * lib/csv_reference.c.
 *
 * Each row comes with its record number (1 = the first row after the header; rows with nothing in
 * them are counted, they have fields = 0) and the physical line it starts on (1 = the first line of
 * the file). Text is UTF-8: a byte order mark is dropped, and wins over `encoding`; UTF-16
 * (TL_UTF16 needs the mark, TL_UTF16LE and TL_UTF16BE do not) and Windows-1252 are converted; a row
 * with bytes that the encoding does not define is handed over with bad_encoding set. Blanks in
 * fields are kept, but for those between a closing quote and the delimiter. CR, LF and CRLF end a
 * line, mixed too.
 *
 * Limits, past which reading fails with EX_DATAERR and both line numbers (an unclosed quote stops
 * here, not at the end of the file): TL_CSV_FIELD_MAX bytes a field, TL_CSV_ROW_FIELDS_MAX fields
 * and TL_CSV_ROW_MAX bytes a row. A file may have any size; what is held of it at a time does not
 * grow.
 */
#ifndef THROUGHLINE_CSV_H
#define THROUGHLINE_CSV_H

#include <throughline/infile.h>

#ifdef TL_FUZZ /* so that a fuzzer reaches them */
#define TL_CSV_FIELD_MAX ((size_t)48)
#define TL_CSV_ROW_FIELDS_MAX ((size_t)12)
#define TL_CSV_ROW_MAX ((size_t)200)
#else
#define TL_CSV_FIELD_MAX ((size_t)64 * 1024)
#define TL_CSV_ROW_FIELDS_MAX ((size_t)4096)
#define TL_CSV_ROW_MAX ((size_t)1024 * 1024)
#endif

enum tl_encoding { TL_UTF8, TL_WINDOWS_1252, TL_UTF16, TL_UTF16LE, TL_UTF16BE };

struct tl_csv_options {
	char delimiter; /* 0: ',' */
	enum tl_encoding encoding; /* a BOM wins over this */
	int64_t skip_lines; /* physical lines before the header (title rows) */
	bool no_digest; /* nobody will ask for tl_csv_digest */
	bool reference_only; /* every row through libcsv: for tests that compare the two ways */
};

struct tl_csv_row {
	const struct tl_str *fields; /* live until the next row */
	size_t count;
	int64_t record; /* 0 for the header */
	int64_t line; /* physical line where the row starts */
	bool bad_encoding;
	bool in_sheet; /* of a workbook (xlsx.h): a line break in a field is none of the file's */
};

/*
 * Plain rows that follow one another, as they lie in the text: each has `columns` fields, is UTF-8
 * and has no quote in it. Record and line of row r are record + r and line + r. The text stays
 * readable for TL_CSV_PADDING bytes past any field, so that kernels may read whole words.
 */
#define TL_CSV_PADDING ((size_t)64)
struct tl_csv_rows {
	const char *text;
	const uint32_t *ends; /* of field c of row r: ends[r * columns + c]; ends[-1] + 1: the first
				 begins */
	size_t count, columns;
	int64_t record, line;
};

static inline struct tl_str tl_csv_rows_field(
	const struct tl_csv_rows *rows, size_t row, size_t column)
{
	const uint32_t *end = rows->ends + row * rows->columns + column;
	uint32_t start = end[-1] + 1, length = end[0] - start;

	/* Only the CR of a CRLF can be in a plain row. */
	if (column + 1 == rows->columns && length && rows->text[end[0] - 1] == '\r')
		length--;
	return (struct tl_str){rows->text + start, length};
}

struct tl_csv;
struct tl_csv *tl_csv_open(const char *path, struct tl_csv_options options, struct tl_err *err);
/* The header is the first row handed over (record 0). *more is false at the end of the file. */
bool tl_csv_next(struct tl_csv *csv, struct tl_csv_row *row, bool *more, struct tl_err *err);
/* As many plain rows of so many fields as the text at hand has from here on; they live until the
 * next call. count = 0: the next row, if there is one, is for tl_csv_next. A caller may mix both at
 * will. */
bool tl_csv_next_plain(
	struct tl_csv *csv, size_t columns, struct tl_csv_rows *rows, struct tl_err *err);
/* Digest and size of the file as delivered; only after *more was false. */
struct tl_digest tl_csv_digest(const struct tl_csv *csv);
int64_t tl_csv_bytes(const struct tl_csv *csv);
/* Of a file read as Windows-1252: its lines so far that look like UTF-8. */
int64_t tl_csv_mixed_lines(const struct tl_csv *csv);
void tl_csv_free(struct tl_csv *csv);

#endif
