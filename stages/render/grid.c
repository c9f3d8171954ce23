#include "grid.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool render_fail(struct render_place place, struct tl_err *err, const char *format, ...)
{
	char what[sizeof err->text];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof what, format, args);
	va_end(args);
	return tl_fail(
		err, place.exit_status, "%s:%d:%d: %s", place.file, place.line, place.column, what);
}

/* Columns count characters, not bytes: an editor does. */
struct render_place render_place_in(struct render_place place, const char *text, size_t offset)
{
	for (size_t i = 0; i < offset && text[i]; i++) {
		if (text[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if (((unsigned char)text[i] & 0xC0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

static struct render_place place_of_failure(
	struct tl_db *db, const char *sql, struct render_place place)
{
	int offset = tl_db_sql_offset(db);

	return offset > 0 ? render_place_in(place, sql, (size_t)offset) : place;
}

static const char *value_of(const struct render_params *params, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; params && i < params->list.count; i++)
		if (strcmp(params->list.items[i].name, name) == 0)
			value = params->list.items[i].value;
	return value;
}

static bool bind(struct tl_stmt *stmt, const char *sql, const struct render_params *params,
	struct render_place place, struct tl_err *err)
{
	const char *name;

	for (int i = 1; (name = tl_stmt_parameter(stmt, i)); i++) {
		const char *value = value_of(params, name), *at = strstr(sql, name);

		if (!value)
			return render_fail(
				at ? render_place_in(place, sql, (size_t)(at - sql)) : place, err,
				"there is no %s here; a repeated page has the columns of its "
				"`repeat`",
				*name ? name : "parameter without a name");
		tl_bind_textz(stmt, i, value);
	}
	return true;
}

static void keep_row(struct render_grid *grid, struct tl_stmt *stmt)
{
	for (size_t i = 0; i < grid->columns; i++) {
		struct render_value *value = tl_vec_push(&grid->values);
		int column = (int)i;

		value->number = tl_column_is_number(stmt, column) ? tl_column_real(stmt, column)
								  : (double)NAN;
		value->text = tl_arena_str(&grid->arena, tl_column_text(stmt, column));
	}
	grid->rows++;
}

static bool read_rows(struct render_grid *grid, struct tl_stmt *stmt, struct render_place place,
	struct tl_err *err)
{
	bool row = false;

	for (;;) {
		struct tl_err cause = {0};

		if (!tl_stmt_next(stmt, &row, &cause))
			return render_fail(place, err, "%s", cause.text);
		if (!row)
			return true;
		if (grid->rows == RENDER_ROWS_MAX)
			return render_fail(place, err,
				"more than %d rows; a page is for reading, so end the SELECT with "
				"LIMIT",
				RENDER_ROWS_MAX);
		keep_row(grid, stmt);
	}
}

static void keep_blanks(struct render_grid *grid)
{
	for (size_t i = 0; i < grid->columns; i++)
		tl_vec_push(&grid->values)->number = (double)NAN;
	grid->rows = 1;
}

bool render_grid_read(struct render_grid *grid, const struct render_source *source, const char *sql,
	const struct render_params *params, struct render_place place, struct tl_err *err)
{
	struct tl_db *db = source->db;
	struct tl_err cause = {0};
	struct tl_stmt *stmt = tl_db_prepare(db, sql, &cause);
	bool ok;

	if (!stmt)
		return render_fail(place_of_failure(db, sql, place), err, "%s", cause.text);
	grid->columns = (size_t)tl_column_count(stmt);
	grid->names = tl_arena_array(&grid->arena, grid->columns, sizeof *grid->names);
	for (size_t i = 0; i < grid->columns; i++)
		grid->names[i] = tl_arena_text(&grid->arena, tl_str(tl_column_name(stmt, (int)i)));
	ok = bind(stmt, sql, params, place, err);
	if (ok && source->unasked)
		keep_blanks(grid);
	else
		ok = ok && read_rows(grid, stmt, place, err);
	tl_stmt_free(stmt);
	return ok;
}

const struct render_value *render_grid_at(const struct render_grid *grid, size_t row, size_t column)
{
	assert(row < grid->rows && column < grid->columns);
	return &grid->values.items[row * grid->columns + column];
}

void render_params_add_row(struct render_params *params, const struct render_params *base,
	struct render_grid *grid, size_t row)
{
	for (size_t i = 0; base && i < base->list.count; i++)
		*tl_vec_push(&params->list) = base->list.items[i];
	for (size_t column = 0; column < grid->columns; column++) {
		struct render_param *param = tl_vec_push(&params->list);

		param->name = tl_arena_printf(&grid->arena, ":%s", grid->names[column]);
		param->value = tl_arena_text(&grid->arena, render_grid_at(grid, row, column)->text);
	}
}

void render_grid_free(struct render_grid *grid)
{
	tl_vec_free(&grid->values);
	tl_arena_free(&grid->arena);
	*grid = (struct render_grid){0};
}
