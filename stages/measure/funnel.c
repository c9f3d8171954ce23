#include "funnel.h"

#include "coverage.h"
#include "definitions.h"
#include "demand.h"
#include "tally.h"

#include <string.h>

struct funnel {
	const struct measure_world *world;
	const struct tl_programme *programme;
	struct measure_model *model;
	const char *definition;
	struct measure_members units, others; /* others: people of families, families of people */
	size_t localities;		      /* with elsewhere; 0: none */
	bool *used;
};

static const char *unit_word(const struct tl_programme *programme)
{
	return measure_unit_is_family(programme) ? "families" : "people";
}

static struct measure_key key_of(const struct funnel *funnel, const char *measure, const char *arm,
	size_t locality)
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

static size_t add_base(struct funnel *funnel, const struct measure_key *key)
{
	size_t point = measure_model_base(funnel->model, key);

	funnel->model->points.items[point].contributors = 0;
	return point;
}

/* A unit counts at a point; its rows are what explains it. */
static void count_unit(struct funnel *funnel, struct measure_members *members, int64_t who,
	size_t point, const struct measure_cohort *cohort, const struct measure_unit *unit)
{
	*tl_vec_push(&members->items) = (struct measure_member){who, point};
	if (!measure_model_is_watched(funnel->model, point))
		return;
	for (size_t i = 0; i < unit->row_count; i++) {
		const struct measure_row *row = &cohort->rows.items[unit->first_row + i];

		measure_model_source(funnel->model,
			(struct measure_source){.point = point,
				.unit = who,
				.delivery = row->delivery,
				.at = row->at,
				.amount = 1});
	}
}

static bool lives_in(const struct funnel *funnel, const struct measure_unit *unit, size_t locality)
{
	return locality == funnel->localities || (size_t)unit->locality == locality;
}

/* ---- cohort --------------------------------------------------------------------------------- */

static void count_others(struct funnel *funnel, const struct measure_cohort *cohort,
	const struct measure_unit *unit, size_t point)
{
	if (!measure_unit_is_family(funnel->programme)) {
		count_unit(funnel, &funnel->others, unit->family, point, cohort, unit);
		return;
	}
	for (size_t i = 0; i < unit->person_count; i++)
		count_unit(funnel, &funnel->others, cohort->people.items[unit->first_person + i], point,
			cohort, unit);
}

/* phase: at their count, all phases together. */
static void cohort_at(struct funnel *funnel, const struct measure_cohort *cohort, size_t locality,
	size_t phase)
{
	const struct tl_programme *programme = funnel->programme;
	bool all = phase == programme->phases_count;
	struct measure_key key = key_of(funnel, "cohort", cohort->arm, locality);
	size_t units, others;

	key.grp = all ? "" : programme->phases[phase].name;
	units = add_base(funnel, &key);
	key.statistic = measure_unit_is_family(programme) ? "people" : "their_families";
	key.unit = measure_unit_is_family(programme) ? "people" : "families";
	others = add_base(funnel, &key);
	for (size_t u = 0; u < cohort->count; u++) {
		const struct measure_unit *unit = &cohort->units[u];

		if (!lives_in(funnel, unit, locality) ||
			(!all && unit->phase != (int32_t)phase))
			continue;
		count_unit(funnel, &funnel->units, unit->who, units, cohort, unit);
		count_others(funnel, cohort, unit, others);
	}
}

static void cohort_of(struct funnel *funnel, const struct measure_cohort *cohort, size_t phases)
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

static bool reached(const struct funnel *funnel, const struct measure_cohort *cohort,
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

static void convert(struct funnel *funnel, const size_t *points, size_t step, const char *statistic,
	size_t of)
{
	struct measure_key key = funnel->model->points.items[points[step]].key;
	const struct measure_operand operands[] = {{"x", points[step]}, {"n", points[of]}};

	key.statistic = statistic;
	key.unit = "%";
	measure_model_derive(funnel->model, &key, TL_METHOD_SHARE, operands, 2, NULL);
}

static void steps_at(struct funnel *funnel, const struct measure_cohort *cohort, size_t locality,
	size_t *points)
{
	const struct tl_programme *programme = funnel->programme;

	for (size_t s = 0; s < programme->steps_count; s++) {
		struct measure_key key = key_of(funnel, "funnel", cohort->arm, locality);

		key.grp = programme->steps[s].name;
		key.axis = "step";
		key.position = (int64_t)s + 1;
		points[s] = add_base(funnel, &key);
		for (size_t u = 0; u < cohort->count; u++)
			if (lives_in(funnel, &cohort->units[u], locality) &&
				reached(funnel, cohort, &cohort->units[u], programme->steps[s].column))
				count_unit(funnel, &funnel->units, cohort->units[u].who, points[s],
					cohort, &cohort->units[u]);
	}
}

/* ---- attrition ------------------------------------------------------------------------------ */

enum stop { ENROLLED, WITH_PERSON, BY_AS_AT, FOLLOWED_UP, ANALYSED, STOPS };
static const char *const stop_names[] = {
	"enrolled", "with-person", "by-as-at", "followed-up", "analysed"};
static_assert(TL_LEN(stop_names) == STOPS, "the last stop has its name");

/* Rows that are no person's stand each for a unit of its own: numbers below those of units. */
static int64_t enrolled_who(const struct funnel *funnel, const struct measure_row *row, size_t number)
{
	int32_t day = row->from == MEASURE_NO_DAY ? funnel->world->study->as_at.n : row->from;

	if (row->person < 0)
		return -1 - (int64_t)number;
	return measure_unit_is_family(funnel->programme)
		       ? measure_person_family(funnel->world, row->person, day)
		       : row->person;
}

static void count_row(struct funnel *funnel, int64_t who, size_t point, const struct measure_row *row)
{
	*tl_vec_push(&funnel->units.items) = (struct measure_member){who, point};
	if (measure_model_is_watched(funnel->model, point))
		measure_model_source(funnel->model,
			(struct measure_source){.point = point,
				.unit = who,
				.delivery = row->delivery,
				.at = row->at,
				.amount = 1});
}

/* In full: the longest window of the programme's measures ends by the as-at day. */
static bool followed_in_full(const struct funnel *funnel, const struct measure_unit *unit)
{
	unsigned months = 0;

	for (unsigned i = 0; i < funnel->programme->measures_count; i++) {
		const struct tl_measure *measure = funnel->programme->measures[i].measure;

		if (measure_is_demand(measure) &&
			measure->windows.run_in + measure->windows.after > months)
			months = measure->windows.run_in + measure->windows.after;
	}
	return tl_day_add_months((struct tl_day){unit->index}, (int)months).n <=
	       funnel->world->study->as_at.n + 1;
}

/* Analysed: some measure has covered time of it after its first day. */
static bool analysed(const struct funnel *funnel, const struct measure_days *days,
	const struct measure_unit *unit)
{
	for (unsigned i = 0; i < funnel->programme->measures_count; i++) {
		const struct tl_measure *measure = funnel->programme->measures[i].measure;
		struct tl_span span;

		if (!measure_is_demand(measure))
			continue;
		span = measure_window(measure, unit, MEASURE_AFTER);
		if (span.from.n < span.to.n && measure_days_within(&days[i], span) > 0)
			return true;
	}
	return false;
}

static struct measure_days *covered_days(const struct funnel *funnel)
{
	struct measure_days *days = tl_alloc(funnel->programme->measures_count + 1, sizeof *days);

	for (unsigned i = 0; i < funnel->programme->measures_count; i++)
		measure_coverage_of_rows(funnel->world,
			&funnel->programme->measures[i].measure->numerator, &days[i]);
	return days;
}

/* Without a measure that looks before and after there is no follow-up to lose anyone in. */
static bool follows_up(const struct tl_programme *programme)
{
	for (unsigned i = 0; i < programme->measures_count; i++)
		if (measure_is_demand(programme->measures[i].measure))
			return true;
	return false;
}

static void attrition_of(struct funnel *funnel, const struct measure_cohort *cohort)
{
	struct measure_days *days = covered_days(funnel);
	size_t points[STOPS], stops = follows_up(funnel->programme) ? STOPS : BY_AS_AT + 1;

	for (size_t s = 0; s < stops; s++) {
		struct measure_key key = key_of(funnel, "attrition", cohort->arm, funnel->localities);

		key.grp = stop_names[s];
		key.axis = "step";
		key.position = (int64_t)s + 1;
		points[s] = add_base(funnel, &key);
	}
	for (size_t i = 0; i < cohort->picked.count; i++) {
		const struct measure_row *row = &cohort->picked.items[i];
		int64_t who = enrolled_who(funnel, row, i);

		count_row(funnel, who, points[ENROLLED], row);
		if (row->person >= 0)
			count_row(funnel, who, points[WITH_PERSON], row);
	}
	for (size_t u = 0; u < cohort->count; u++) {
		const struct measure_unit *unit = &cohort->units[u];

		count_unit(funnel, &funnel->units, unit->who, points[BY_AS_AT], cohort, unit);
		if (stops < STOPS)
			continue;
		if (followed_in_full(funnel, unit))
			count_unit(funnel, &funnel->units, unit->who, points[FOLLOWED_UP], cohort, unit);
		if (analysed(funnel, days, unit))
			count_unit(funnel, &funnel->units, unit->who, points[ANALYSED], cohort, unit);
	}
	for (unsigned i = 0; i < funnel->programme->measures_count; i++)
		measure_days_free(&days[i]);
	free(days);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void mark_used(struct funnel *funnel, const struct measure_cohort *cohort)
{
	for (size_t u = 0; funnel->localities && u < cohort->count; u++)
		funnel->used[cohort->units[u].locality] = true;
}

/* Steps per locality; the shares follow when the counts stand. */
static void funnel_of(struct funnel *funnel, const struct measure_cohort *cohort, size_t *points)
{
	for (size_t l = 0; l <= funnel->localities; l++)
		if (l == funnel->localities || funnel->used[l])
			steps_at(funnel, cohort, l, points + l * funnel->programme->steps_count);
}

static void convert_all(struct funnel *funnel, const size_t *points)
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

void measure_funnel_run(const struct measure_world *world, const struct measure_cohort *treated,
	const struct measure_cohort *waiting, struct measure_model *model)
{
	const struct tl_programme *programme = treated->programme;
	struct funnel funnel = {.world = world, .programme = programme, .model = model};
	bool compares = programme->comparison.kind == TL_COMPARE_WAITING_LIST;
	size_t *points;

	funnel.definition = measure_definition_name(&model->arena, programme->digest);
	funnel.localities = world->locality_count ? world->locality_count + 1 : 0;
	funnel.used = tl_alloc(funnel.localities + 1, sizeof *funnel.used);
	for (size_t l = 0; l + 1 < funnel.localities; l++)
		funnel.used[l] = !world->study->localities_open;
	mark_used(&funnel, treated);
	mark_used(&funnel, waiting);
	points = tl_alloc((funnel.localities + 1) * programme->steps_count + 1, sizeof *points);
	cohort_of(&funnel, treated, programme->phases_count);
	funnel_of(&funnel, treated, points);
	attrition_of(&funnel, treated);
	if (compares) {
		cohort_of(&funnel, waiting, 0);
		attrition_of(&funnel, waiting);
	}
	measure_tally_members(model, &funnel.units);
	measure_tally_members(model, &funnel.others);
	convert_all(&funnel, points);
	tl_vec_free(&funnel.units.items);
	tl_vec_free(&funnel.others.items);
	free(funnel.used);
	free(points);
}
