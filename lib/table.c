#include <throughline/table.h>

#include <throughline/arena.h>

#include <stdlib.h>

struct tl_table { /* one of the two */
	struct tl_csv *csv;
	struct tl_xlsx *xlsx;
};

struct tl_table *tl_table_open(
	const char *path, struct tl_table_options options, struct tl_err *err)
{
	struct tl_table *table = tl_alloc(1, sizeof *table);

	if (tl_xlsx_is(path))
		table->xlsx = tl_xlsx_open(path, options.xlsx, err);
	else
		table->csv = tl_csv_open(path, options.csv, err);
	if (table->xlsx || table->csv)
		return table;
	free(table);
	return NULL;
}

bool tl_table_next(struct tl_table *table, struct tl_csv_row *row, bool *more, struct tl_err *err)
{
	return table->xlsx ? tl_xlsx_next(table->xlsx, row, more, err)
			   : tl_csv_next(table->csv, row, more, err);
}

bool tl_table_next_plain(
	struct tl_table *table, size_t columns, struct tl_csv_rows *rows, struct tl_err *err)
{
	if (!table->xlsx)
		return tl_csv_next_plain(table->csv, columns, rows, err);
	rows->count = 0;
	return true;
}

const char *tl_table_remarks(const struct tl_table *table)
{
	return table->xlsx ? tl_xlsx_remarks(table->xlsx) : "";
}

struct tl_digest tl_table_digest(const struct tl_table *table)
{
	return table->xlsx ? tl_xlsx_digest(table->xlsx) : tl_csv_digest(table->csv);
}

int64_t tl_table_mixed_lines(const struct tl_table *table)
{
	return table->xlsx ? 0 : tl_csv_mixed_lines(table->csv);
}

int64_t tl_table_bytes(const struct tl_table *table)
{
	return table->xlsx ? tl_xlsx_bytes(table->xlsx) : tl_csv_bytes(table->csv);
}

void tl_table_free(struct tl_table *table)
{
	if (!table)
		return;
	tl_xlsx_free(table->xlsx);
	tl_csv_free(table->csv);
	free(table);
}
