/*
 * Who is in a programme and how far they came:
 *   cohort     families or people per arm, locality and phase; the people in the families, or the
 *              families of the people
 *   funnel     units that reached each step, per locality; shares of the first step and of the one
 *              before
 *   attrition  units from enrolled to analysed
 *
 * All counts of units of a programme share one set of classes, so disclosure control sees that each
 * is part of the others.
 */
#ifndef MEASURE_FUNNEL_H
#define MEASURE_FUNNEL_H

#include "cohort.h"
#include "model.h"

/* match_points, where units are matched: how many [programme, pool][all, matched]. */
void measure_funnel_run(const struct measure_world *world, const struct measure_arms *arms,
	size_t match_points[2][2], struct measure_model *model);

#endif
