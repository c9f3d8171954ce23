/*
 * What a measure or a programme names must be in every delivery that it reads.
 *
 * A column that a file has not reads as blank in every row: a filter on it would count nothing of
 * that file, in silence, and the month would look like a fall in demand. So it is refused here, at
 * the place that names it, unless its field says `constraints: {required: false}`. Deliveries of
 * which no row counts (late, superseded, delivered again) lack nothing.
 */
#ifndef MEASURE_COLUMNS_H
#define MEASURE_COLUMNS_H

#include "world.h"

/* EX_DATAERR with the definition's file, line and column, and the delivery that lacks it. */
bool measure_columns_check(const struct measure_world *world, struct tl_err *err);

#endif
