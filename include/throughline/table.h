/*
 * Rows from a file, whatever it is: a workbook by its first bytes (xlsx.h), else delimited text,
 * plain or gzip (csv.h). Each reader keeps its own rules and limits; this is only the door.
 */
#ifndef THROUGHLINE_TABLE_H
#define THROUGHLINE_TABLE_H

#include <throughline/csv.h>
#include <throughline/xlsx.h>

struct tl_table_options {
	struct tl_csv_options csv;
	struct tl_xlsx_options xlsx;
};

struct tl_table;
struct tl_table *tl_table_open(
	const char *path, struct tl_table_options options, struct tl_err *err);
bool tl_table_next(struct tl_table *table, struct tl_csv_row *row, bool *more, struct tl_err *err);
/* As tl_csv_next_plain; a workbook has no plain rows. */
bool tl_table_next_plain(
	struct tl_table *table, size_t columns, struct tl_csv_rows *rows, struct tl_err *err);
/* Only after *more was false. Remarks are "" or what somebody should look at. */
const char *tl_table_remarks(const struct tl_table *table);
struct tl_digest tl_table_digest(const struct tl_table *table);
int64_t tl_table_mixed_lines(const struct tl_table *table); /* as tl_csv_mixed_lines */
int64_t tl_table_bytes(const struct tl_table *table);
void tl_table_free(struct tl_table *table); /* NULL is fine */

#endif
