#include "programme.h"

#include "demand.h"
#include "funnel.h"
#include "impact_did.h"
#include "outcome.h"
#include "sensitivity.h"
#include "series.h"

static bool has_months(const struct tl_measure *measure)
{
	return measure_is_demand(measure) || measure->shape == TL_SHAPE_SERIES;
}

static bool runs_series(const struct tl_use *use)
{
	return !has_months(use->measure) || use->primary || use->measure->shape == TL_SHAPE_SERIES;
}

bool measure_programme_begin(const struct measure_world *world, size_t jobs,
	struct measure_programme *programme, struct tl_err *err)
{
	return measure_arms_build(world, programme->definition, jobs, &programme->arms, err) &&
	       measure_match_run(world, &programme->arms, &programme->match, err);
}

bool measure_programme_want(
	const struct measure_programme *programme, struct measure_scan *scan, struct tl_err *err)
{
	for (unsigned i = 0; i < programme->definition->measures_count; i++) {
		const struct tl_use *use = &programme->definition->measures[i];

		if (measure_is_demand(use->measure) &&
			!measure_demand_want(scan, use, &programme->arms, err))
			return false;
		/* A panel counts rows of two arms in one tally, and what is counted otherwise as
		 * well picks its rows itself: neither can be wanted yet. */
		if (measure_is_demand(use->measure) &&
			(measure_has_did(use, programme->definition) ||
				(use->primary && measure_compares(programme->definition))))
			measure_scan_refuse(scan, &use->measure->numerator);
		if (runs_series(use) &&
			!measure_series_want(scan, use->measure, &programme->arms.treated,
				has_months(use->measure), err))
			return false;
	}
	return true;
}

/* Before and after for what is demanded; months for the primary ones; every other shape over time
 * as in an area, among the programme's units. */
bool measure_programme_measure(const struct measure_world *world,
	const struct measure_programme *programme, const struct tl_use *use,
	struct measure_model *model, struct tl_err *err)
{
	const struct tl_measure *measure = use->measure;

	if (measure_is_outcome(measure))
		return measure_outcome_run(world, measure, &programme->arms, model, err);
	if (measure_is_demand(measure) &&
		!measure_demand_run(world, use, &programme->arms, model, err))
		return false;
	if (measure_is_demand(measure) && use->primary &&
		!measure_sensitivity_run(world, use, &programme->arms, model, err))
		return false;
	if (measure_is_demand(measure) && measure_has_did(use, programme->definition) &&
		!measure_did_run(world, use, &programme->arms, model, err))
		return false;
	return !runs_series(use) || measure_series_run(world, measure, &programme->arms.treated,
					    has_months(measure), model, err);
}

void measure_programme_people(const struct measure_world *world,
	const struct measure_programme *programme, struct measure_model *model)
{
	size_t match_points[2][2] = {{0}};

	measure_funnel_run(world, &programme->arms, match_points, model);
	measure_balance_emit(world, &programme->match, match_points, model);
}

void measure_programme_free(struct measure_programme *programme)
{
	measure_match_free(&programme->match);
	measure_arms_free(&programme->arms);
}
