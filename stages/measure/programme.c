#include "programme.h"

#include "demand.h"
#include "funnel.h"
#include "series.h"

static bool has_months(const struct tl_measure *measure)
{
	return measure_is_demand(measure) || measure->shape == TL_SHAPE_SERIES;
}

/* Before and after for what is demanded; months for the primary ones; every other shape over time
 * as in an area, among the programme's units. */
static bool run_measure(const struct measure_world *world, const struct tl_use *use,
	const struct measure_cohort *treated, const struct measure_cohort *waiting,
	struct measure_model *model, struct tl_err *err)
{
	const struct tl_measure *measure = use->measure;

	if (measure_is_demand(measure) &&
		!measure_demand_run(world, measure, treated, waiting, model, err))
		return false;
	if (has_months(measure) && !use->primary && measure->shape != TL_SHAPE_SERIES)
		return true;
	return measure_series_run(world, measure, treated, has_months(measure), model, err);
}

bool measure_programme_run(const struct measure_world *world, const struct tl_programme *programme,
	struct measure_model *model, struct tl_err *err)
{
	struct measure_cohort treated = {0}, waiting = {0};
	bool ok = measure_cohort_build(world, programme, &treated, &waiting, err);

	if (ok)
		measure_funnel_run(world, &treated, &waiting, model);
	for (unsigned i = 0; ok && i < programme->measures_count; i++)
		ok = run_measure(world, &programme->measures[i], &treated, &waiting, model, err);
	measure_cohort_free(&waiting);
	measure_cohort_free(&treated);
	return ok;
}
