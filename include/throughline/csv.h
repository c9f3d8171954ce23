/*
 * Rows from a delimited file, through libcsv. The only file that includes csv.h of libcsv is
 * lib/csv.c.
 *
 * Each row comes with its record number (1 = the first row after the header; rows with nothing in
 * them are counted, they have fields = 0) and the physical line it starts on (1 = the first line of
 * the file). Text is UTF-8: a UTF-8 BOM is dropped, UTF-16 with BOM and Windows-1252 are converted
 * as `encoding` says; a row with bytes that the encoding does not define is handed over with
 * bad_encoding set. Blanks in fields are kept, but for those between a closing quote and the
 * delimiter. CR, LF and CRLF end a line, mixed too.
 *
 * Limits, past which reading fails with EX_DATAERR and both line numbers (an unclosed quote stops
 * here, not at the end of the file): TL_CSV_FIELD_MAX bytes a field, TL_CSV_ROW_FIELDS_MAX fields.
 */
#ifndef THROUGHLINE_CSV_H
#define THROUGHLINE_CSV_H

#include <throughline/infile.h>

#define TL_CSV_FIELD_MAX ((size_t)64 * 1024)
#define TL_CSV_ROW_FIELDS_MAX ((size_t)4096)

enum tl_encoding { TL_UTF8, TL_WINDOWS_1252, TL_UTF16 };

struct tl_csv_options {
	char delimiter; /* 0: ',' */
	enum tl_encoding encoding; /* a BOM wins over this */
	int64_t skip_lines; /* physical lines before the header (title rows) */
};

struct tl_csv_row {
	const struct tl_str *fields; /* live until the next row */
	size_t count;
	int64_t record; /* 0 for the header */
	int64_t line; /* physical line where the row starts */
	bool bad_encoding;
};

struct tl_csv;
struct tl_csv *tl_csv_open(const char *path, struct tl_csv_options options, struct tl_err *err);
/* The header is the first row handed over (record 0). *more is false at the end of the file. */
bool tl_csv_next(struct tl_csv *csv, struct tl_csv_row *row, bool *more, struct tl_err *err);
/* Digest and size of the file as delivered; only after *more was false. */
struct tl_digest tl_csv_digest(const struct tl_csv *csv);
int64_t tl_csv_bytes(const struct tl_csv *csv);
void tl_csv_free(struct tl_csv *csv);

#endif
