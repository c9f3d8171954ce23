/*
 * What a page's SQL gave: a small table of text and numbers, kept after its statement is gone; and
 * the place in a page that the SQL stands at, so that what is wrong can be found.
 */
#ifndef RENDER_GRID_H
#define RENDER_GRID_H

#include <throughline/db.h>
#include <throughline/vec.h>

#define RENDER_ROWS_MAX 5000 /* of one block: a page is for reading, the rest is in results.csv */

struct render_place {
	const char *file; /* as messages name it */
	int line, column; /* of the first byte */
	int exit_status; /* EX_CONFIG for a study's pages, EX_SOFTWARE for ours */
};

struct render_param {
	const char *name; /* ":programme" */
	const char *value;
};
struct render_params {
	TL_VEC(struct render_param) list; /* later ones win */
};

struct render_value {
	struct tl_str text; /* "" for NULL */
	double number; /* NaN unless stored as a number */
};
struct render_grid {
	struct tl_arena arena;
	const char **names;
	size_t columns, rows;
	TL_VEC(struct render_value) values; /* row by row */
};

/* What a page's SELECTs are asked. */
struct render_source {
	struct tl_db *db; /* the publication, confined */
	bool unasked; /* they are only prepared; each gives one row of blanks */
};

/* Runs one SELECT with the parameters bound by name; a parameter the page does not have is an
 * error. */
bool render_grid_read(struct render_grid *grid, const struct render_source *source, const char *sql,
	const struct render_params *params, struct render_place place, struct tl_err *err);
const struct render_value *render_grid_at(
	const struct render_grid *grid, size_t row, size_t column);
/* base and then each column of a row as ":column"; the grid must outlive the parameters. Values of
 * a NULL are "". */
void render_params_add_row(struct render_params *params, const struct render_params *base,
	struct render_grid *grid, size_t row);
void render_grid_free(struct render_grid *grid);

/* "file:line:column: ..." with the status of the place; false. */
bool render_fail(struct render_place place, struct tl_err *err, const char *format, ...)
	TL_PRINTF(3, 4);
/* The place `offset` bytes further on in text. */
struct render_place render_place_in(struct render_place place, const char *text, size_t offset);

#endif
