/*
 * What happened before and after: events of a programme's units per unit-year, in the months before
 * their first day and after it, against each other and against a comparison.
 *
 *   events, unit_years, rate   per arm, axis before and after, locality, phase
 *   ratio_before_after         per arm: evidence 1, for families enter at a crisis
 *   rate_ratio, change         after, programme against comparison: evidence 2
 *   events_avoided, e_value    what follows from it; with a comparison only
 *   ratio_of_ratios            after against before, programme against comparison: evidence 3
 *   adjusted_rate              after, of a matched comparison with its weights
 *   spread                     the standard error of the log of each ratio, robust to repeats in a
 *                              unit
 *   events, unit_months, rate  axis profile: month by month round the first day (profile.h)
 */
#ifndef MEASURE_DEMAND_H
#define MEASURE_DEMAND_H

#include "cohort.h"
#include "coverage.h"
#include "model.h"
#include "scan.h"

/* What measure_demand_run of the same arguments will add up. */
bool measure_demand_want(struct measure_scan *scan, const struct tl_use *use,
	const struct measure_arms *arms, struct tl_err *err);
bool measure_demand_run(const struct measure_world *world, const struct tl_use *use,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err);

/* The rate ratio alone, everywhere, as cells of a variant: how the measure is counted may be
 * another than the study says. Does nothing where there is no comparison. */
bool measure_demand_variant(const struct measure_world *world, const struct tl_measure *measure,
	const char *variant, const struct measure_arms *arms, struct measure_model *model,
	struct tl_err *err);

enum { MEASURE_BEFORE, MEASURE_AFTER };
/* The days of a unit that a measure looks at, already ended where its follow-up ends; from >= to
 * where there are none. */
struct tl_span measure_window(
	const struct tl_measure *measure, const struct measure_unit *unit, int side);
/* Shapes that are counted before and after. */
bool measure_is_demand(const struct tl_measure *measure);

#endif
