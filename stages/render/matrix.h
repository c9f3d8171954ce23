/*
 * A matrix: a grid of row, column and value turned so that rows can be compared across columns.
 * Rows and columns stand in the order in which they first come. Where there are many columns it
 * comes in parts, each with the same rows.
 */
#ifndef RENDER_MATRIX_H
#define RENDER_MATRIX_H

#include "grid.h"

#define RENDER_MATRIX_COLUMNS 6 /* of one part, as many as fit on a printed page */

struct render_matrix_name {
	struct tl_str name, key;
};
struct render_matrix {
	const struct render_grid *grid; /* borrowed */
	TL_VEC(struct render_matrix_name) rows, columns;
	TL_VEC(size_t) at; /* row by row: which row of the grid stands there, from 1; 0 for none */
	size_t parts;
};

/* grid: row, column and value; two further columns tell apart rows and columns of one name. False
 * where it has other columns, or two of its rows would stand in one place. */
bool render_matrix_init(struct render_matrix *matrix, const struct render_grid *grid,
	struct render_place place, struct tl_err *err);
/* number: from 0. The part holds copies of nothing: it ends before the grid does. */
void render_matrix_part(
	struct render_grid *part, const struct render_matrix *matrix, size_t number);
void render_matrix_free(struct render_matrix *matrix);

#endif
