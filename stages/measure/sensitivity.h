/*
 * How much a primary measure's rate ratio owes to how it was counted: the same ratio with one
 * choice made otherwise at a time, everywhere, as variants of its cells (events and unit_years
 * after, spread, rate_ratio):
 *
 *   after-6, after-18               the window after is so many months
 *   day-0-before                    the first day counts as before, where it counted as after
 *                                   (or day-0-after)
 *   run-in-3                        the first three months after are left out (none, where there
 *                                   is a run-in: run-in-0)
 *   linkage-strict, linkage-loose   keys are linked at that threshold, cohorts and all; where
 *                                   nobody is another there, the ratio is the same and is not
 *                                   given again
 *
 * A variant that is the measure's own choice is not given again. Matched arms keep their weights.
 * How far what is missing could move each of them is in worst.h.
 */
#ifndef MEASURE_SENSITIVITY_H
#define MEASURE_SENSITIVITY_H

#include "cohort.h"
#include "model.h"

bool measure_sensitivity_run(const struct measure_world *world, const struct tl_use *use,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err);

#endif
