#include <throughline/sheet.h>

#include <string.h>
#include <unistd.h>

#include <throughline/path.h>
#include <throughline/vec.h>

/* The header of its own, or any. */
static bool is_header(struct tl_str text, const char *names)
{
	struct tl_str rest = tl_str(names), name;

	while (tl_str_cut(&rest, '|', &name))
		if (tl_str_equal_fold(text, name))
			return true;
	return false;
}

static bool is_wanted(
	const struct tl_sheet_column *columns, size_t count, struct tl_str header, size_t *which)
{
	for (*which = 0; *which < count; ++*which)
		if (is_header(header, columns[*which].name))
			return true;
	return false;
}

static const char *own_name(struct tl_sheet *sheet, const struct tl_sheet_column *column)
{
	struct tl_str rest = tl_str(column->name), name = rest;

	tl_str_cut(&rest, '|', &name);
	return tl_arena_text(&sheet->arena, name);
}

static const char *all_names(
	struct tl_sheet *sheet, const struct tl_sheet_column *columns, size_t count)
{
	struct tl_buf names = {0};
	const char *text;

	for (size_t i = 0; i < count; i++)
		tl_buf_addf(&names, "%s%s", i ? "," : "", own_name(sheet, &columns[i]));
	text = tl_arena_text(&sheet->arena, tl_buf_str(&names));
	tl_buf_free(&names);
	return text;
}

/* What is amiss where a column is not there: often the whole line came as one field. */
static const char *why_lacking(const struct tl_csv_row *header)
{
	size_t at;

	if (header->count == 1 && tl_str_find(header->fields[0], TL_STR(";"), &at))
		return "; its fields are parted by semicolons; save it with commas";
	if (header->count == 1 && tl_str_find(header->fields[0], TL_STR("\t"), &at))
		return "; its fields are parted by tabs; save it with commas";
	return "";
}

/* Where each column wanted lies in the file's rows. */
static bool find_columns(struct tl_sheet *sheet, const struct tl_csv_row *header,
	const struct tl_sheet_column *columns, size_t count, size_t *at, struct tl_err *err)
{
	const char **names = tl_arena_array(&sheet->arena, count, sizeof *names);
	size_t which;

	sheet->header_line = header->line;
	sheet->width = header->count;
	for (size_t i = 0; i < count; i++)
		names[i] = own_name(sheet, &columns[i]);
	for (size_t i = 0; i < header->count; i++) {
		struct tl_str name = tl_str_trim(header->fields[i]);
		const char *nearest;

		if (is_wanted(columns, count, name, &which)) {
			if (at[which] != TL_SHEET_NOWHERE)
				return tl_fail(err, EX_CONFIG,
					"%s:%lld:%zu: column \"%s\" comes twice", sheet->path,
					(long long)header->line, i + 1, names[which]);
			at[which] = i;
		} else if ((nearest = tl_str_nearest(name, names, count)) != NULL) {
			return tl_fail(err, EX_CONFIG,
				"%s:%lld:%zu: unknown column \"" TL_STR_FMT
				"\"; did you mean \"%s\"?",
				sheet->path, (long long)header->line, i + 1, TL_STR_ARG(name),
				nearest);
		}
	}
	for (size_t i = 0; i < count; i++)
		if (columns[i].needed && at[i] == TL_SHEET_NOWHERE)
			return tl_fail(err, EX_CONFIG,
				"%s:%lld: no column \"%s\"; the header is %s%s", sheet->path,
				(long long)header->line, names[i], all_names(sheet, columns, count),
				why_lacking(header));
	return true;
}

typedef TL_VEC(struct tl_sheet_row) row_list;

static bool add_row(struct tl_sheet *sheet, const struct tl_csv_row *row, const size_t *at,
	size_t count, row_list *rows, struct tl_err *err)
{
	struct tl_str *cells = tl_arena_array(&sheet->arena, count, sizeof *cells);
	bool any = false;

	for (size_t i = 0; i < row->count; i++)
		any = any || tl_str_trim(row->fields[i]).length;
	if (!any)
		return true;
	if (row->bad_encoding)
		return tl_fail(err, EX_CONFIG,
			"%s:%lld:1: this is not UTF-8; in Excel, save as \"CSV UTF-8\"",
			sheet->path, (long long)row->line);
	/* Of 245,000 only 245 would be left, and each cell after it would be another column's. */
	if (row->count != sheet->width)
		return tl_fail(err, EX_CONFIG,
			"%s:%lld:1: %zu field%s, the header has %zu; a comma within a cell needs "
			"quotes",
			sheet->path, (long long)row->line, row->count, row->count == 1 ? "" : "s",
			sheet->width);
	for (size_t i = 0; i < count; i++)
		if (at[i] != TL_SHEET_NOWHERE)
			cells[i] = tl_arena_str(&sheet->arena, tl_str_trim(row->fields[at[i]]));
	*tl_vec_push(rows) = (struct tl_sheet_row){row->line, cells};
	return true;
}

/* A file cut to nothing, or not written yet: what it was to say would go unheard. */
static bool fail_empty(struct tl_sheet *sheet, const struct tl_sheet_column *columns, size_t count,
	struct tl_err *err)
{
	return tl_fail(err, EX_CONFIG,
		"%s:1: the file is empty; write the header %s, or delete the file if it has "
		"nothing to say",
		sheet->path, all_names(sheet, columns, count));
}

static bool read_rows(struct tl_sheet *sheet, struct tl_csv *csv,
	const struct tl_sheet_column *columns, size_t count, row_list *rows, struct tl_err *err)
{
	size_t *at = tl_arena_array(&sheet->arena, count, sizeof *at);
	struct tl_csv_row row;
	bool more, first = true;

	sheet->at = at;
	for (size_t i = 0; i < count; i++)
		at[i] = TL_SHEET_NOWHERE;
	while (tl_csv_next(csv, &row, &more, err)) {
		if (!more)
			return !first || fail_empty(sheet, columns, count, err);
		if (!(first ? find_columns(sheet, &row, columns, count, at, err)
			    : add_row(sheet, &row, at, count, rows, err)))
			return false;
		first = false;
	}
	return false;
}

bool tl_sheet_read(struct tl_sheet *sheet, const char *path, const struct tl_sheet_column *columns,
	size_t column_count, struct tl_err *err)
{
	row_list rows = {0};
	struct tl_csv *csv;
	bool ok;

	*sheet = (struct tl_sheet){0};
	sheet->path = tl_arena_text(&sheet->arena, tl_str(path));
	if (!tl_path_is_there(path, TL_PATH_GIVEN, &sheet->found, err))
		return false;
	if (!sheet->found)
		return true;
	csv = tl_csv_open(path, (struct tl_csv_options){0}, err);
	ok = csv && read_rows(sheet, csv, columns, column_count, &rows, err);
	if (ok)
		sheet->digest = tl_csv_digest(csv);
	sheet->count = rows.count;
	sheet->rows = tl_arena_array(&sheet->arena, rows.count, sizeof *sheet->rows);
	if (rows.count)
		memcpy(sheet->rows, rows.items, rows.count * sizeof *sheet->rows);
	tl_vec_free(&rows);
	tl_csv_free(csv);
	return ok;
}

void tl_sheet_free(struct tl_sheet *sheet)
{
	tl_arena_free(&sheet->arena);
	*sheet = (struct tl_sheet){0};
}
