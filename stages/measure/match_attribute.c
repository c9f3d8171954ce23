/* What is known of each unit on its first day. Nothing later than that day may show here. */
#include "match.h"

#include "coverage.h"
#include "demand.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>

#define DAYS_A_YEAR 365.25

static const struct measure_unit *unit_at(
	const struct measure_match *match, size_t number, const struct measure_cohort **cohort)
{
	size_t treated = match->arms->treated.count;

	*cohort = number < treated ? &match->arms->treated : &match->arms->comparison;
	return &(*cohort)->units[number < treated ? number : number - treated];
}

static size_t unit_count(const struct measure_match *match)
{
	return match->arms->treated.count + match->arms->comparison.count;
}

/* ---- of people ------------------------------------------------------------------------------ */

static double age_of(const struct measure_world *world, const struct measure_cohort *cohort,
	const struct measure_unit *unit)
{
	double youngest = NAN;

	for (size_t i = 0; i < unit->person_count; i++) {
		int32_t birth = world->people[cohort->people.items[unit->first_person + i]].birth;

		if (birth != MEASURE_NO_DAY)
			youngest = fmin(youngest, (unit->index - birth) / DAYS_A_YEAR);
	}
	return youngest;
}

static double quarter_of(const struct measure_unit *unit)
{
	return tl_month_index((struct tl_day){unit->index}) / 3;
}

/* ---- of events before ----------------------------------------------------------------------- */

static void add_prior_of_arm(const struct measure_cohort *cohort, const struct tl_measure *measure,
	const struct measure_rows *rows, const struct measure_days *days, double *prior)
{
	double *events = tl_alloc(cohort->count + 1, sizeof *events);

	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];

		if (row->person < 0 || !measure_days_hold(days, row->from))
			continue;
		for (size_t k = cohort->first_of[row->person];
			k < cohort->first_of[row->person + 1]; k++) {
			size_t u = cohort->units_of[k];

			if (tl_span_holds(
				    measure_window(measure, &cohort->units[u], MEASURE_BEFORE),
				    (struct tl_day){row->from}))
				events[u] += (double)row->quantity;
		}
	}
	for (size_t u = 0; u < cohort->count; u++) {
		struct tl_span span = measure_window(measure, &cohort->units[u], MEASURE_BEFORE);
		int64_t covered = measure_days_within(days, span);

		prior[u] += covered > 0 ? events[u] / ((double)covered / DAYS_A_YEAR) : NAN;
	}
	free(events);
}

static bool know_prior(const struct measure_world *world, const struct measure_match *match,
	double *prior, struct tl_err *err)
{
	const struct tl_programme *programme = match->arms->programme;

	for (unsigned i = 0; i < programme->measures_count; i++) {
		const struct tl_measure *measure = programme->measures[i].measure;
		const struct measure_pick pick = {
			.rows = &measure->numerator, .path = measure->path};
		struct measure_days days = {0};
		struct measure_rows rows;

		if (!programme->measures[i].primary || !measure_is_demand(measure))
			continue;
		if (!measure_rows_pick(world, &pick, &rows, err))
			return false;
		measure_coverage_of_rows(world, &measure->numerator, &days);
		add_prior_of_arm(&match->arms->treated, measure, &rows, &days, prior);
		add_prior_of_arm(&match->arms->comparison, measure, &rows, &days,
			prior + match->arms->treated.count);
		measure_days_free(&days);
		measure_rows_free(&rows);
	}
	return true;
}

/* ---- of the row that brought them in --------------------------------------------------------- */

static const struct tl_fact_array *column_of(
	const struct measure_world *world, const struct measure_row *row, const char *name)
{
	return measure_column(&world->deliveries[row->delivery], name);
}

static double number_in(const struct tl_fact_array *array, size_t at)
{
	if (!array)
		return NAN;
	switch (array->type) {
	case TL_FACT_INT:
		return array->ints[at] == TL_NO_INT ? NAN : (double)array->ints[at];
	case TL_FACT_DAY:
		return array->days[at] == TL_NO_DAY.n ? NAN : (double)array->days[at];
	case TL_FACT_REAL:
		return array->reals[at];
	case TL_FACT_TEXT:
		break;
	}
	return NAN;
}

static bool is_text_column(
	const struct measure_match *match, const char *name, const struct measure_world *world)
{
	for (size_t u = 0; u < unit_count(match); u++) {
		const struct measure_cohort *cohort;
		const struct measure_unit *unit = unit_at(match, u, &cohort);
		const struct tl_fact_array *array =
			column_of(world, &cohort->rows.items[unit->first_row], name);

		if (array)
			return array->type == TL_FACT_TEXT;
	}
	return true;
}

static void know_column(const struct measure_world *world, struct measure_match *match,
	struct measure_attribute *attribute)
{
	bool text = is_text_column(match, attribute->name, world);

	for (size_t u = 0; u < unit_count(match); u++) {
		const struct measure_cohort *cohort;
		const struct measure_unit *unit = unit_at(match, u, &cohort);
		const struct measure_row *row = &cohort->rows.items[unit->first_row];
		const struct tl_fact_array *array = column_of(world, row, attribute->name);

		if (text)
			attribute->texts[u] =
				array && array->codes[row->at]
					? tl_arena_text(&match->arena,
						  tl_fact_text(array, (size_t)row->at))
					: "not-recorded";
		else
			attribute->numbers[u] = number_in(array, (size_t)row->at);
	}
	if (!text)
		attribute->texts = NULL;
}

/* ---- all of them ---------------------------------------------------------------------------- */

static bool know_one(const struct measure_world *world, struct measure_match *match,
	struct measure_attribute *attribute, struct tl_err *err)
{
	const char *name = attribute->name;
	bool sex = strcmp(name, "sex") == 0, locality = strcmp(name, "locality") == 0;
	bool age = strcmp(name, "age") == 0, people = strcmp(name, "people") == 0;
	bool quarter = strcmp(name, "quarter") == 0, prior = strcmp(name, "prior") == 0;

	if (!sex && !locality && !age && !people && !quarter && !prior) {
		know_column(world, match, attribute);
		return true;
	}
	for (size_t u = 0; u < unit_count(match); u++) {
		const struct measure_cohort *cohort;
		const struct measure_unit *unit = unit_at(match, u, &cohort);

		if (sex)
			attribute->texts[u] = world->people[unit->who].sex;
		else if (locality)
			attribute->texts[u] =
				measure_world_locality_code(world, (size_t)unit->locality);
		else
			attribute->numbers[u] = age       ? age_of(world, cohort, unit)
						: people  ? (double)unit->person_count
						: quarter ? quarter_of(unit)
							  : 0;
	}
	if (!sex && !locality)
		attribute->texts = NULL;
	return !prior || know_prior(world, match, attribute->numbers, err);
}

bool measure_match_know(
	const struct measure_world *world, struct measure_match *match, struct tl_err *err)
{
	const struct tl_match *how = &match->arms->programme->comparison.match;
	size_t units = unit_count(match);

	match->attribute_count = how->on_count;
	match->attributes =
		tl_arena_array(&match->arena, how->on_count + 1, sizeof *match->attributes);
	for (unsigned i = 0; i < how->on_count; i++) {
		struct measure_attribute *attribute = &match->attributes[i];

		*attribute = (struct measure_attribute){.name = how->on[i].attribute,
			.on = &how->on[i],
			.numbers = tl_arena_array(&match->arena, units + 1, sizeof(double)),
			.texts = tl_arena_array(&match->arena, units + 1, sizeof(char *))};
		if (!know_one(world, match, attribute, err))
			return false;
	}
	return true;
}
