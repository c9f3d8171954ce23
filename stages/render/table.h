/*
 * A grid as an HTML table: a caption, header cells with a scope, numbers to the right. On a narrow
 * screen a table of more than two columns is stacked, each value behind its column's name; roles
 * are spelled out because stacking takes a table's own away. Columns whose name begins with "_" are
 * drawn by a chart and not printed; nor is a column that is empty in every row.
 */
#ifndef RENDER_TABLE_H
#define RENDER_TABLE_H

#include "grid.h"
#include "mark.h"

enum render_table_style {
	RENDER_TABLE_PAGE, /* stacked where narrow */
	RENDER_TABLE_DATA, /* beside a chart: scrolled where narrow */
};

/* The grid is aligned (align.h). title: HTML; label: the same escaped and without tags. */
void render_table(struct tl_buf *out, const struct render_grid *grid, const char *title,
	const char *label, enum render_table_style style, const struct render_ids *ids);
/* One value: marks, or a number as a page prints it. */
void render_table_value(
	struct tl_buf *out, const struct render_value *value, const struct render_ids *ids);

#endif
