#include "matrix.h"

#include <math.h>

#include "mark.h"

enum { ROW, COLUMN, VALUE, ROW_KEY, COLUMN_KEY, MATRIX_COLUMNS };

static size_t name_at(struct render_matrix_name **names, size_t *count, size_t *capacity,
	struct render_matrix_name name)
{
	for (size_t i = 0; i < *count; i++)
		if (tl_str_equal((*names)[i].key, name.key))
			return i;
	tl_vec_room((void **)names, count, capacity, sizeof **names);
	(*names)[*count - 1] = name;
	return *count - 1;
}

static struct render_matrix_name read_name(
	const struct render_grid *grid, size_t row, size_t name, size_t key)
{
	return (struct render_matrix_name){render_grid_at(grid, row, name)->text,
		render_grid_at(grid, row, grid->columns == MATRIX_COLUMNS ? key : name)->text};
}

static size_t row_at(struct render_matrix *matrix, size_t row)
{
	return name_at(&matrix->rows.items, &matrix->rows.count, &matrix->rows.capacity,
		read_name(matrix->grid, row, ROW, ROW_KEY));
}

static size_t column_at(struct render_matrix *matrix, size_t row)
{
	return name_at(&matrix->columns.items, &matrix->columns.count, &matrix->columns.capacity,
		read_name(matrix->grid, row, COLUMN, COLUMN_KEY));
}

bool render_matrix_init(struct render_matrix *matrix, const struct render_grid *grid,
	struct render_place place, struct tl_err *err)
{
	matrix->grid = grid;
	if (grid->columns != VALUE + 1 && grid->columns != MATRIX_COLUMNS)
		return render_fail(place, err,
			"a matrix takes row, column, value and what tells rows and columns of one "
			"name apart; this SELECT has %zu column%s",
			grid->columns, grid->columns == 1 ? "" : "s");
	for (size_t row = 0; row < grid->rows; row++) {
		row_at(matrix, row);
		column_at(matrix, row);
	}
	for (size_t i = 0; i < matrix->rows.count * matrix->columns.count; i++)
		*tl_vec_push(&matrix->at) = 0;
	for (size_t row = 0; row < grid->rows; row++) {
		size_t *at = &matrix->at.items[row_at(matrix, row) * matrix->columns.count +
					       column_at(matrix, row)];

		if (*at)
			return render_fail(place, err,
				"rows %zu and %zu of this SELECT have the same row and column of "
				"the matrix",
				*at, row + 1);
		*at = row + 1;
	}
	matrix->parts = (matrix->columns.count + RENDER_MATRIX_COLUMNS - 1) / RENDER_MATRIX_COLUMNS;
	return true;
}

static const char *column_name(struct render_grid *part, struct tl_str name)
{
	struct tl_buf plain = {0};
	const char *kept;

	render_mark_plain(&plain, name);
	kept = tl_arena_text(&part->arena, tl_buf_str(&plain));
	tl_buf_free(&plain);
	return kept;
}

void render_matrix_part(struct render_grid *part, const struct render_matrix *matrix, size_t number)
{
	size_t first = number * RENDER_MATRIX_COLUMNS, left = matrix->columns.count - first;
	size_t columns = left < RENDER_MATRIX_COLUMNS ? left : RENDER_MATRIX_COLUMNS;

	part->rows = matrix->rows.count;
	part->columns = columns + 1;
	part->names = tl_arena_array(&part->arena, part->columns, sizeof *part->names);
	part->names[0] = matrix->grid->names[ROW];
	for (size_t i = 0; i < columns; i++)
		part->names[i + 1] = column_name(part, matrix->columns.items[first + i].name);
	for (size_t row = 0; row < part->rows; row++) {
		*tl_vec_push(&part->values) =
			(struct render_value){matrix->rows.items[row].name, (double)NAN};
		for (size_t i = first; i < first + columns; i++) {
			size_t at = matrix->at.items[row * matrix->columns.count + i];

			*tl_vec_push(&part->values) =
				at ? *render_grid_at(matrix->grid, at - 1, VALUE)
				   : (struct render_value){{0}, (double)NAN};
		}
	}
}

void render_matrix_free(struct render_matrix *matrix)
{
	tl_vec_free(&matrix->rows);
	tl_vec_free(&matrix->columns);
	tl_vec_free(&matrix->at);
}
