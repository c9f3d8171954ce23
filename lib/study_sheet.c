#include "study_sheet.h"

#include <throughline/stagedir.h>
#include <unistd.h>

/* ---- messages ------------------------------------------------------------------------------- */

static void add_message(const struct study_sheet *sheet, int64_t line, size_t field,
	const char *format, va_list args, struct tl_buf *out) __attribute__((format(printf, 4, 0)));

static void add_message(const struct study_sheet *sheet, int64_t line, size_t field,
	const char *format, va_list args, struct tl_buf *out)
{
	tl_buf_addf(out, "%s:%lld:%zu: ", sheet->check.path, (long long)line, field);
	tl_buf_addv(out, format, args);
}

static int64_t line_of(const struct study_sheet *sheet, size_t row)
{
	return row < sheet->rows ? sheet->lines[row] : 1;
}

/* A column that is not in the file: the first is named. */
static size_t field_of(const struct study_sheet *sheet, size_t column)
{
	return column < sheet->column_count && sheet->at[column] != TL_SHEET_NOWHERE
		       ? sheet->at[column] + 1
		       : 1;
}

bool study_sheet_fail(
	const struct study_sheet *sheet, size_t row, size_t column, const char *format, ...)
{
	struct tl_buf message = {0};
	va_list args;

	va_start(args, format);
	add_message(sheet, line_of(sheet, row), field_of(sheet, column), format, args, &message);
	va_end(args);
	tl_fail(sheet->check.err, EX_CONFIG, "%s", tl_buf_c(&message));
	tl_buf_free(&message);
	return false;
}

void study_sheet_warn(
	const struct study_sheet *sheet, size_t row, size_t column, const char *format, ...)
{
	struct tl_buf *warnings = &sheet->check.study->warnings;
	va_list args;

	va_start(args, format);
	add_message(sheet, line_of(sheet, row), field_of(sheet, column), format, args, warnings);
	va_end(args);
	tl_buf_add_char(warnings, '\n');
}

/* ---- reading -------------------------------------------------------------------------------- */

static void hand_over(struct study_sheet *sheet, const struct tl_sheet *read)
{
	struct tl_arena *arena = &sheet->check.study->arena;
	size_t columns = sheet->column_count;

	sheet->rows = read->count;
	sheet->at = tl_arena_array(arena, columns + 1, sizeof *sheet->at);
	sheet->lines = tl_arena_array(arena, read->count + 1, sizeof *sheet->lines);
	sheet->cells = tl_arena_array(arena, read->count * columns + 1, sizeof *sheet->cells);
	sheet->names = tl_arena_array(arena, columns + 1, sizeof *sheet->names);
	for (size_t c = 0; c < columns; c++) {
		struct tl_str rest = tl_str(sheet->columns[c].name), name = rest;

		tl_str_cut(&rest, '|', &name);
		sheet->names[c] = tl_arena_text(arena, name);
		sheet->at[c] = read->at ? read->at[c] : TL_SHEET_NOWHERE;
	}
	for (size_t i = 0; i < read->count; i++) {
		sheet->lines[i] = read->rows[i].line;
		for (size_t c = 0; c < columns; c++)
			sheet->cells[i * columns + c] = tl_arena_str(arena, read->rows[i].cells[c]);
	}
}

bool study_sheet_read(const struct study_check *check, const char *path,
	const struct tl_sheet_column *columns, size_t column_count, struct study_sheet *sheet)
{
	struct tl_sheet read;
	bool ok = tl_sheet_read(&read, path, columns, column_count, check->err);

	*sheet = (struct study_sheet){
		.check = *check, .columns = columns, .column_count = column_count};
	sheet->check.path = path;
	if (ok)
		hand_over(sheet, &read);
	else if (check->err->exit_status == EX_DATAERR)
		check->err->exit_status = EX_CONFIG;
	tl_sheet_free(&read);
	return ok;
}

struct tl_str study_cell(const struct study_sheet *sheet, size_t row, size_t column)
{
	return sheet->cells[row * sheet->column_count + column];
}

bool study_cell_is_blank(const struct study_sheet *sheet, size_t row, size_t column)
{
	return study_cell(sheet, row, column).length == 0;
}

const char *study_sheet_path(const struct study_check *check, const char *name)
{
	struct tl_study *study = check->study;
	const char *own = study_path(study, study->dir, name);
	struct tl_err told_by_reading_it = {0};
	bool there;

	/* Where it cannot be told, reading it says why. */
	if (!tl_path_is_there(own, TL_PATH_GIVEN, &there, &told_by_reading_it) || there)
		return own;
	return tl_arena_printf(&study->arena, "%s/catalogue/%s", tl_share_dir(), name);
}
