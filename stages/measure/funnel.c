#include "funnel_private.h"

#include "definitions.h"

#include <string.h>

static const char *unit_word(const struct tl_programme *programme)
{
	return measure_unit_is_family(programme) ? "families" : "people";
}

struct measure_key measure_funnel_key_of(
	const struct measure_funnel *funnel, const char *measure, const char *arm, size_t locality)
{
	return (struct measure_key){
		.programme = funnel->programme->name,
		.locality = locality == funnel->localities
				    ? "all"
				    : measure_world_locality_code(funnel->world, locality),
		.measure = measure,
		.statistic = unit_word(funnel->programme),
		.arm = arm,
		.unit = unit_word(funnel->programme),
		.definition = funnel->definition,
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY,
	};
}

size_t measure_funnel_add_base(struct measure_funnel *funnel, const struct measure_cohort *cohort,
	const struct measure_key *key)
{
	size_t point;

	if (cohort->absent)
		return measure_model_absent(
			funnel->model, key, MEASURE_BASE, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	point = measure_model_base(funnel->model, key);
	funnel->model->points.items[point].contributors = 0;
	return point;
}

void measure_funnel_count_unit(struct measure_funnel *funnel, struct measure_members *members,
	int64_t who, size_t point, const struct measure_cohort *cohort,
	const struct measure_unit *unit)
{
	*tl_vec_push(&members->items) = (struct measure_member){who, point};
	if (!measure_model_is_watched(funnel->model, point))
		return;
	for (size_t i = 0; i < unit->row_count; i++) {
		const struct measure_row *row = &cohort->rows.items[unit->first_row + i];

		measure_model_source(funnel->model, (struct measure_source){.point = point,
							    .unit = who,
							    .delivery = row->delivery,
							    .at = row->at,
							    .amount = 1});
	}
}

static bool lives_in(
	const struct measure_funnel *funnel, const struct measure_unit *unit, size_t locality)
{
	return locality == funnel->localities || (size_t)unit->locality == locality;
}

/* ---- cohort --------------------------------------------------------------------------------- */

static void count_others(struct measure_funnel *funnel, const struct measure_cohort *cohort,
	const struct measure_unit *unit, size_t point)
{
	if (!funnel->of_families) {
		measure_funnel_count_unit(
			funnel, &funnel->others, unit->family, point, cohort, unit);
		return;
	}
	for (size_t i = 0; i < unit->person_count; i++)
		measure_funnel_count_unit(funnel, &funnel->others,
			cohort->people.items[unit->first_person + i], point, cohort, unit);
}

/* phase: at their count, all phases together. */
static void cohort_at(struct measure_funnel *funnel, const struct measure_cohort *cohort,
	size_t locality, size_t phase)
{
	const struct tl_programme *programme = funnel->programme;
	bool all = phase == programme->phases_count;
	struct measure_key key = measure_funnel_key_of(funnel, "cohort", cohort->arm, locality);
	size_t units, others;

	key.grp = all ? "" : programme->phases[phase].name;
	units = measure_funnel_add_base(funnel, cohort, &key);
	key.statistic = measure_unit_is_family(programme) ? "people" : "their_families";
	key.unit = measure_unit_is_family(programme) ? "people" : "families";
	others = measure_funnel_add_base(funnel, cohort, &key);
	for (size_t u = 0; u < cohort->count; u++) {
		const struct measure_unit *unit = &cohort->units[u];

		if (!lives_in(funnel, unit, locality) || (!all && unit->phase != (int32_t)phase))
			continue;
		measure_funnel_count_unit(funnel, &funnel->units, unit->who, units, cohort, unit);
		count_others(funnel, cohort, unit, others);
	}
}

static void cohort_of(
	struct measure_funnel *funnel, const struct measure_cohort *cohort, size_t phases)
{
	size_t all = funnel->programme->phases_count;

	for (size_t l = 0; l <= funnel->localities; l++) {
		if (l < funnel->localities && !funnel->used[l])
			continue;
		cohort_at(funnel, cohort, l, all);
		for (size_t p = 0; p < phases; p++)
			cohort_at(funnel, cohort, l, p);
	}
}

/* ---- funnel --------------------------------------------------------------------------------- */

static bool reached(const struct measure_funnel *funnel, const struct measure_cohort *cohort,
	const struct measure_unit *unit, const char *column)
{
	for (size_t i = 0; i < unit->row_count; i++) {
		int32_t day = measure_row_day(
			funnel->world, &cohort->rows.items[unit->first_row + i], column);

		if (day != MEASURE_NO_DAY && day <= funnel->world->study->as_at.n)
			return true;
	}
	return false;
}

static void convert(struct measure_funnel *funnel, const size_t *points, size_t step,
	const char *statistic, size_t of)
{
	struct measure_key key = funnel->model->points.items[points[step]].key;
	const struct measure_operand operands[] = {{"x", points[step]}, {"n", points[of]}};

	key.statistic = statistic;
	key.unit = "%";
	measure_model_derive(funnel->model, &key, TL_METHOD_SHARE, operands, 2, NULL);
}

static void steps_at(struct measure_funnel *funnel, const struct measure_cohort *cohort,
	size_t locality, size_t *points)
{
	const struct tl_programme *programme = funnel->programme;

	for (size_t s = 0; s < programme->steps_count; s++) {
		struct measure_key key =
			measure_funnel_key_of(funnel, "funnel", cohort->arm, locality);

		key.grp = programme->steps[s].name;
		key.axis = "step";
		key.position = (int64_t)s + 1;
		points[s] = measure_funnel_add_base(funnel, cohort, &key);
		for (size_t u = 0; u < cohort->count; u++)
			if (lives_in(funnel, &cohort->units[u], locality) &&
				reached(funnel, cohort, &cohort->units[u],
					programme->steps[s].column))
				measure_funnel_count_unit(funnel, &funnel->units,
					cohort->units[u].who, points[s], cohort, &cohort->units[u]);
	}
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void mark_used(struct measure_funnel *funnel, const struct measure_cohort *cohort)
{
	for (size_t u = 0; funnel->localities && u < cohort->count; u++)
		funnel->used[cohort->units[u].locality] = true;
}

/* Steps per locality; the shares follow when the counts stand. */
static void funnel_of(
	struct measure_funnel *funnel, const struct measure_cohort *cohort, size_t *points)
{
	for (size_t l = 0; l <= funnel->localities; l++)
		if (l == funnel->localities || funnel->used[l])
			steps_at(funnel, cohort, l, points + l * funnel->programme->steps_count);
}

static void convert_all(struct measure_funnel *funnel, const size_t *points)
{
	size_t steps = funnel->programme->steps_count;

	for (size_t l = 0; l <= funnel->localities; l++) {
		if (l < funnel->localities && !funnel->used[l])
			continue;
		for (size_t s = 1; s < steps; s++) {
			convert(funnel, points + l * steps, s, "share", 0);
			convert(funnel, points + l * steps, s, "share_of_previous", s - 1);
		}
	}
}

void measure_funnel_run(const struct measure_world *world, const struct measure_arms *arms,
	size_t match_points[2][2], struct measure_model *model)
{
	const struct tl_programme *programme = arms->programme;
	struct measure_funnel funnel = {.world = world, .programme = programme, .model = model};
	bool matched = programme->comparison.kind == TL_COMPARE_MATCHED;
	size_t *points;

	funnel.of_families = measure_unit_is_family(programme);
	funnel.definition = measure_definition_name(&model->arena, programme->digest);
	funnel.localities = world->locality_count ? world->locality_count + 1 : 0;
	funnel.used = tl_alloc(funnel.localities + 1, sizeof *funnel.used);
	for (size_t l = 0; l + 1 < funnel.localities; l++)
		funnel.used[l] = !world->study->localities_open;
	mark_used(&funnel, &arms->treated);
	mark_used(&funnel, &arms->transferred);
	mark_used(&funnel, &arms->comparison);
	points = tl_alloc((funnel.localities + 1) * programme->steps_count + 1, sizeof *points);
	cohort_of(&funnel, &arms->treated, programme->phases_count);
	funnel_of(&funnel, &arms->treated, points);
	measure_funnel_attrition_of(
		&funnel, &arms->treated, matched ? &arms->matched_treated : NULL, match_points[0]);
	if (measure_has_transferred(programme))
		cohort_of(&funnel, &arms->transferred, 0);
	if (measure_compares(programme)) {
		cohort_of(&funnel, &arms->comparison, 0);
		measure_funnel_attrition_of(&funnel, &arms->comparison,
			matched ? &arms->matched_pool : NULL, match_points[1]);
	}
	measure_tally_members(model, &funnel.units);
	measure_tally_members(model, &funnel.others);
	convert_all(&funnel, points);
	tl_vec_free(&funnel.units.items);
	tl_vec_free(&funnel.others.items);
	free(funnel.used);
	free(points);
}
