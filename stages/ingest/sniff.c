#include "sniff.h"

#include <throughline/extract.h>
#include <throughline/num.h>

#include <stdlib.h>

static void add_columns(struct sniff_file *file, const struct tl_csv_row *header)
{
	for (size_t i = 0; i < header->count; i++) {
		struct tl_str text = tl_str_trim(header->fields[i]);
		struct sniff_column *column = tl_vec_push(&file->columns);

		column->header = tl_arena_text(&file->arena, text);
		column->number = i + 1;
	}
}

static bool swallows(const struct sniff_file *file, const struct tl_csv_row *row)
{
	size_t columns = file->columns.count;

	return tl_row_swallows(
		row, columns, file->layout.options.csv.delimiter, row->count != columns);
}

static bool is_blank(const struct tl_csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (tl_str_trim(row->fields[i]).length)
			return false;
	return true;
}

bool sniff_row_is_whole(const struct sniff_file *file, const struct tl_csv_row *row)
{
	return row->count >= file->columns.count && !row->bad_encoding && !is_blank(row) &&
	       !swallows(file, row);
}

static void add_row(struct sniff_file *file, const struct tl_csv_row *row)
{
	if (is_blank(row))
		return;
	file->rows++;
	file->bad_encoding += row->bad_encoding;
	file->swallowed += swallows(file, row);
	file->ragged += row->count < file->columns.count;
	if (!sniff_row_is_whole(file, row))
		return;
	for (size_t i = 0; i < file->columns.count; i++)
		sniff_column_add(&file->columns.items[i], row->fields[i], &file->arena);
}

/* Headers are names; a day, or a number that is no year, is a value. */
static bool is_value(const char *header)
{
	struct tl_str text = tl_str(header);
	uint64_t formats = sniff_date_mask(text);
	double number;

	for (size_t i = 0; i < sniff_date_format_count; i++)
		if ((formats >> i & 1) && !sniff_date_formats[i].month_only)
			return true;
	return tl_num_real(text, (struct tl_num_style){0}, &number) &&
	       (number < 1900 || number > 2100);
}

static bool is_typed(const struct sniff_column *column)
{
	return column->values && (column->real == column->values || column->dates.count);
}

static bool check_header(const struct sniff_file *file, struct tl_err *err)
{
	size_t named = 0;

	for (size_t i = 0; i < file->columns.count; i++) {
		const struct sniff_column *column = &file->columns.items[i];

		named += !sniff_why_left_out(file, i);
		if (*column->header && is_value(column->header) &&
			(is_typed(column) || !file->rows))
			return tl_fail(err, EX_DATAERR,
				"%s:%lld: this row looks like data: column %zu has a value where "
				"its name should be; ask for the file with one row of headers",
				file->path, (long long)file->layout.header_line, i + 1);
	}
	return named || tl_fail(err, EX_DATAERR,
				"%s:%lld: no column has a header of its own here; ask for the file "
				"with one row of headers",
				file->path, (long long)file->layout.header_line);
}

static bool read_rows(struct sniff_file *file, struct tl_table *table, struct tl_err *err)
{
	struct tl_csv_row row;
	bool more;

	if (!tl_table_next(table, &row, &more, err))
		return false;
	if (more)
		add_columns(file, &row);
	while (more) {
		if (!tl_table_next(table, &row, &more, &file->stopped)) {
			if (file->rows && file->stopped.exit_status == EX_DATAERR)
				return true;
			*err = file->stopped;
			return false;
		}
		if (more)
			add_row(file, &row);
	}
	return true;
}

bool sniff_file(const char *path, const char *sheet, struct sniff_file *file, struct tl_err *err)
{
	struct tl_table *table;
	bool ok;

	*file = (struct sniff_file){.path = path};
	if (!sniff_layout(path, sheet, &file->layout, err))
		return false;
	table = tl_table_open(path, file->layout.options, err);
	ok = table && read_rows(file, table, err) && check_header(file, err);
	file->mixed = table && file->layout.guessed_encoding ? tl_table_mixed_lines(table) : 0;
	tl_table_free(table);
	return ok;
}

void sniff_file_free(struct sniff_file *file)
{
	for (size_t i = 0; i < file->columns.count; i++)
		sniff_column_free(&file->columns.items[i]);
	tl_vec_free(&file->columns);
	tl_arena_free(&file->arena);
	*file = (struct sniff_file){0};
}
