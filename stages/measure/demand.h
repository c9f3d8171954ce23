/*
 * What happened before and after: events of a programme's units per unit-year, in the months before
 * their first day and after it, against each other and against those who wait.
 *
 *   events, unit_years, rate   per arm, axis before and after, locality, phase
 *   ratio_before_after         per arm: evidence 1, for families enter at a crisis
 *   rate_ratio, change         after, programme against waiting list: evidence 2
 *   spread                     the standard error of the log of each ratio, robust to repeats in a
 * unit
 */
#ifndef MEASURE_DEMAND_H
#define MEASURE_DEMAND_H

#include "cohort.h"
#include "coverage.h"
#include "model.h"
#include "scan.h"

/* What measure_demand_run of the same arguments will add up. */
bool measure_demand_want(struct measure_scan *scan, const struct tl_measure *measure,
	const struct measure_cohort *treated, const struct measure_cohort *waiting,
	struct tl_err *err);
bool measure_demand_run(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_cohort *treated, const struct measure_cohort *waiting,
	struct measure_model *model, struct tl_err *err);

enum { MEASURE_BEFORE, MEASURE_AFTER };
/* The days of a unit that a measure looks at, already ended where its follow-up ends; from >= to
 * where there are none. */
struct tl_span measure_window(
	const struct tl_measure *measure, const struct measure_unit *unit, int side);
/* Shapes that are counted before and after. */
bool measure_is_demand(const struct tl_measure *measure);

#endif
