/*
 * Difference-in-differences of a programme's primary measures, as localities or units begin one
 * after the other (stats.h: did.c), evidence 3; 1 where att_pretest is under 0.05, and of units
 * also where it has nothing to test or they are held against the period just before they came:
 *
 *   events       the counts that it rests on: axis month, quarter or year of the panel (did-month
 *                ...), per locality, or per grp begins and never
 *   att          axis "": the mean effect per unit and period; axis event: by periods since the
 *                start (below 0: before it); axis group: by the period of the start; axis calendar
 *   att_pretest  p that everything before the start (and the anticipation) is 0: printed, never
 *                used to choose an estimate
 *   att_p        few localities: the share of all ways in which they could have begun that give an
 *                effect as large; then no limits are shown and the flag says "indicative"
 *
 * Localities: all rows of the measure there, per `per` people where it has a population, else as
 * counted; what lies elsewhere is left out. Units: the programme's and the comparison's, who are
 * there from the first period to the last. Only whole periods that are covered count. Refused where
 * nobody is left to compare with (no untreated).
 */
#ifndef MEASURE_IMPACT_DID_H
#define MEASURE_IMPACT_DID_H

#include "cohort.h"
#include "model.h"

#define MEASURE_FEW_LOCALITIES 8 /* up to so many, every order of beginning is tried */

bool measure_has_did(const struct tl_use *use, const struct tl_programme *programme);
bool measure_did_run(const struct measure_world *world, const struct tl_use *use,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err);

#endif
