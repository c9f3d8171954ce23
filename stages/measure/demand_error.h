/*
 * What the robust errors of an arm's ratios are made of: sums over its units, once a measure, from
 * which every locality and phase has its own (stats.h, robust.c). Events and days are whole, so the
 * sums are exact.
 */
#ifndef MEASURE_DEMAND_ERROR_H
#define MEASURE_DEMAND_ERROR_H

#include "cohort.h"
#include "tally.h"

#include <throughline/stats.h>

struct measure_error { /* of units in one place: by side, and of both sides in the same unit */
	struct tl_ratio_side sides[2];
	struct tl_ratio_pair both; /* after with before */
};

struct measure_errors {
	struct measure_error *items; /* by locality and group, as measure_cross_at of position 0 */
	const struct measure_cohort *cohort;
	const int64_t *event_sum, *day_sum; /* by unit and side */
	struct measure_cross cross;
	bool weighted; /* each unit counts as the cohort's weights say */
};
void measure_errors_make(struct measure_errors *errors);
void measure_errors_free(struct measure_errors *errors);
const struct measure_error *measure_errors_at(
	const struct measure_errors *errors, size_t locality, size_t group);

/* Units that are in both arms, at different times: one's side, then none's. By locality; the whole
 * last. They pair in a locality where they are of it in both. To be freed. */
struct measure_shared {
	struct tl_ratio_pair pairs[2][2];
};
struct measure_shared *measure_errors_share(
	const struct measure_errors *one, const struct measure_errors *none);

#endif
