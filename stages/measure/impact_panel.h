/* The panel of a difference-in-differences: a row for each locality or unit, a column for each
 * whole covered period, and the counts under it as figures. */
#ifndef MEASURE_IMPACT_PANEL_H
#define MEASURE_IMPACT_PANEL_H

#include "cohort.h"
#include "model.h"

#include <throughline/stats.h>

struct measure_panel {
	const struct measure_arms *arms;
	const struct tl_measure *measure;
	const char *definition, *unit;
	bool by_locality;
	size_t units, periods;
	double *period; /* by month: its index; by quarter that / 3, by year / 12 */
	double *first; /* by unit: the period in which it begins; NaN: never */
	double *y; /* unit after unit */
	TL_VEC(struct measure_operand) under; /* every count that it rests on */
};

bool measure_panel_make(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_arms *arms, struct measure_model *model, struct measure_panel *panel,
	struct tl_err *err);
void measure_panel_free(struct measure_panel *panel);

#endif
