/*
 * The decimals of a table: within one column all numbers of one unit get the same, as many as the
 * one of them that needs most.
 */
#ifndef RENDER_ALIGN_H
#define RENDER_ALIGN_H

#include "grid.h"

/* Prints every number of the columns a table shows into the text of its value; a stored number
 * stays beside it for the chart. Columns whose name begins with "_" are left as they are. */
void render_grid_align(struct render_grid *grid);

#endif
