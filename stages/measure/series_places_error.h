/*
 * What the errors of localities against each other are made of, where rows are about people: one
 * person's rows are summed before they are squared (stats.h, robust.c), so that a few people with
 * many rows do not pass for many.
 *
 * Rows out of rows: who is in two localities pulls on both, and both pulls are summed. Rows per
 * population: nobody's time is known, so a person adds the square of their rows to the variance of
 * the count, which is a Poisson count's where each has one (Stukel, Glynn, Fisher and others 1994);
 * who has rows in two localities counts as one of each, which can only widen an interval. Rows of
 * nobody known are each a unit of their own.
 */
#ifndef MEASURE_SERIES_PLACES_ERROR_H
#define MEASURE_SERIES_PLACES_ERROR_H

#include "series.h"

#include <throughline/stats.h>

#define MEASURE_PAIRED_PLACES (TL_FUNNEL_LOCALITIES - 1) /* at most, see series_places.h */

struct measure_place_errors {
	struct tl_ratio_side sides[MEASURE_PAIRED_PLACES];
	struct tl_ratio_pair pairs[MEASURE_PAIRED_PLACES]
				  [MEASURE_PAIRED_PLACES]; /* [i][j], i < j */
};

/* Of the localities at these places of the cross, over all months. */
bool measure_place_errors_make(struct measure_series *series, const size_t *localities,
	size_t count, struct measure_place_errors *errors, struct tl_err *err);

#endif
