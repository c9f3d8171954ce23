/* A rate with the ages and sexes of a standard, or against what the whole area's rates by age and
 * sex would have given: from counts and person-years by stratum, over the whole period. */
#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct standard {
	struct measure_series *series;
	const struct tl_standardise *how;
	struct measure_cross cross; /* months x localities x strata, the last one: not recorded */
	bool *absent;
	struct measure_series_statistic events, years;
	const char *from_unit;
};

/* ---- which stratum --------------------------------------------------------------------------- */

static bool is_word(struct tl_str word, const char *code)
{
	return !code || tl_str_equal(word, tl_str(code));
}

static struct tl_str word_at(const struct tl_fact_array *array, size_t at)
{
	return array && array->type == TL_FACT_TEXT && array->codes[at] ? tl_fact_text(array, at)
									: TL_STR("");
}

/* By the columns that the population has, in rows that say what they count. */
static int32_t stratum_of_columns(const struct standard *standard, const struct measure_row *row)
{
	const struct measure_delivery *delivery =
		&standard->series->world->deliveries[row->delivery];
	struct tl_str age = word_at(measure_column(delivery, standard->how->age), (size_t)row->at);
	struct tl_str sex = word_at(measure_column(delivery, standard->how->sex), (size_t)row->at);

	for (unsigned i = 0; i < standard->how->strata_count; i++)
		if (is_word(age, standard->how->strata[i].age) &&
			is_word(sex, standard->how->strata[i].sex))
			return (int32_t)i;
	return (int32_t)standard->how->strata_count;
}

/* Whole years on the day; births are known to the month. */
static int32_t stratum_of_person(const struct standard *standard, const struct measure_row *row)
{
	const struct measure_person *person =
		row->person < 0 ? NULL : &standard->series->world->people[row->person];
	int age = -1;

	if (person && person->birth != MEASURE_NO_DAY)
		age = (tl_month_index((struct tl_day){row->from}) -
			      tl_month_index((struct tl_day){person->birth})) /
		      12;
	for (unsigned i = 0; person && i < standard->how->strata_count; i++) {
		const struct tl_stratum *stratum = &standard->how->strata[i];

		if ((!stratum->age || (age >= stratum->from && age <= stratum->to)) &&
			is_word(tl_str(person->sex), stratum->sex))
			return (int32_t)i;
	}
	return (int32_t)standard->how->strata_count;
}

static void place_rows(const struct standard *standard, const struct tl_rows *definition,
	struct measure_rows *rows)
{
	bool persons = tl_kinds[definition->kind].has_persons;

	for (size_t i = 0; i < rows->count; i++)
		rows->items[i].group = persons ? stratum_of_person(standard, &rows->items[i])
					       : stratum_of_columns(standard, &rows->items[i]);
}

/* ---- the counts under it --------------------------------------------------------------------- */

static const char *stratum_code(const struct standard *standard, size_t group)
{
	return group < standard->how->strata_count ? standard->how->strata[group].code
						   : "not-recorded";
}

static bool key_of(const struct standard *standard,
	const struct measure_series_statistic *statistic, size_t position, size_t locality,
	size_t group, struct measure_key *key)
{
	if (position != standard->cross.positions || group == standard->cross.groups ||
		!measure_series_month_key(
			(void *)statistic, position, locality, standard->series->cross.groups, key))
		return false;
	key->axis = "stratum";
	key->grp = stratum_code(standard, group);
	return true;
}

static bool events_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	const struct standard *standard = context;

	return key_of(standard, &standard->events, position, locality, group, key);
}

/* Nobody knows how many there are of whom neither age nor sex is known. */
static bool years_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	const struct standard *standard = context;

	return group < standard->how->strata_count &&
	       key_of(standard, &standard->years, position, locality, group, key);
}

/* What the series itself lacks over the whole period, its strata lack. */
static void mark_as_series(struct standard *standard)
{
	const struct measure_cross *cross = &standard->cross, *whole = &standard->series->cross;

	for (size_t l = 0; l <= cross->localities; l++)
		for (size_t g = 0; g < cross->groups; g++)
			standard->absent[measure_cross_at(cross, cross->positions, l, g)] =
				standard->series->absent[measure_cross_at(
					whole, whole->positions, l, whole->groups)];
}

static bool count_events(struct standard *standard, struct measure_table *table, struct tl_err *err)
{
	struct measure_series *series = standard->series;
	const struct tl_rows *definition = &series->measure->numerator;
	struct measure_sum sum = {.classes = 1, .key = events_key};
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	bool ok = measure_series_pick(series, definition, NULL, &rows, err);

	if (ok) {
		place_rows(standard, definition, &rows);
		mark_as_series(standard);
		measure_series_add_parts(series, &rows, 0, &parts);
		standard->cross.unknown = series->cross.unknown;
		measure_tally_sums(series->model, &parts, &standard->cross, &sum, 1, standard);
		*table = sum.table;
	}
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return ok;
}

static bool count_years(struct standard *standard, struct measure_table *table, struct tl_err *err)
{
	struct measure_series *series = standard->series;
	const struct tl_rows *definition = &series->measure->denominator;
	struct measure_sum sum = {.classes = 1, .key = years_key};
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	bool ok = measure_series_pick(series, definition, NULL, &rows, err);

	if (ok) {
		place_rows(standard, definition, &rows);
		measure_series_add_population(series, &rows, true, &parts);
		/* A stratum without anybody in a locality is one that nothing was said of. */
		measure_series_mark_unpeopled(series, &standard->cross, &parts, standard->absent);
		standard->cross.unknown = true;
		measure_tally_sums(series->model, &parts, &standard->cross, &sum, 1, standard);
		*table = sum.table;
	}
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return ok;
}

/* ---- what follows ---------------------------------------------------------------------------- */

static void add_weights(struct standard *standard, size_t *weights)
{
	for (unsigned i = 0; i < standard->how->strata_count; i++) {
		struct measure_key key;

		measure_series_month_key(&standard->years, standard->cross.positions,
			standard->cross.localities, standard->series->cross.groups, &key);
		key.statistic = "standard_population";
		key.unit = "people";
		key.axis = "stratum";
		key.scale = 0;
		key.grp = standard->how->strata[i].code;
		weights[i] = measure_model_given(
			standard->series->model, &key, standard->how->strata[i].weight, NAN, NAN);
	}
}

/* Of one locality, or of all; nothing where one of its strata has no place on the page. */
static void derive_one(struct standard *standard, const struct measure_table *events,
	const struct measure_table *years, const size_t *weights, size_t locality)
{
	const struct measure_cross *cross = &standard->cross;
	bool indirect = standard->how->indirect;
	const struct tl_recipe_settings settings = {
		.per = indirect ? 100 : standard->series->measure->per};
	struct measure_operand *operands =
		tl_alloc(4 * (size_t)standard->how->strata_count, sizeof *operands);
	struct measure_key key;
	size_t count = 0;
	bool there = true;

	for (unsigned i = 0; i < standard->how->strata_count; i++) {
		size_t at = measure_cross_at(cross, cross->positions, locality, i);
		size_t all = measure_cross_at(cross, cross->positions, cross->localities, i);

		operands[count++] = (struct measure_operand){"x", events->points[at]};
		operands[count++] = (struct measure_operand){"n", years->points[at]};
		if (indirect) {
			operands[count++] = (struct measure_operand){"x0", events->points[all]};
			operands[count++] = (struct measure_operand){"n0", years->points[all]};
		} else {
			operands[count++] = (struct measure_operand){"w", weights[i]};
		}
	}
	for (size_t i = 0; i < count; i++)
		there = there && operands[i].point != MEASURE_NO_POINT;
	if (there && measure_series_month_key(&standard->events, cross->positions, locality,
			     standard->series->cross.groups, &key)) {
		key.statistic = indirect ? "isr" : "dsr";
		key.unit = standard->from_unit;
		key.scale = 0;
		measure_model_derive(standard->series->model, &key,
			indirect ? TL_METHOD_ISR : TL_METHOD_DSR, operands, count, &settings);
	}
	free(operands);
}

static void say_strata(struct standard *standard)
{
	struct measure_model *model = standard->series->model;
	const char *kind =
		tl_arena_printf(&model->arena, "group:%s", standard->series->measure->name);

	for (unsigned i = 0; i < standard->how->strata_count; i++)
		measure_model_label(model, kind, standard->how->strata[i].code,
			standard->how->strata[i].label, i + 1);
}

bool measure_series_standard(struct measure_series *series, struct tl_err *err)
{
	struct standard standard = {.series = series,
		.how = &series->measure->standardise,
		.cross = series->cross,
		.events = {.series = series,
			.name = "events",
			.unit = measure_series_unit(series, "events")},
		.years = {.series = series,
			.name = "person_years",
			.unit = "person-years",
			.total_scale = 12}};
	struct measure_table events = {0}, years = {0};
	size_t *weights = tl_alloc(standard.how->strata_count + 1, sizeof *weights);
	bool ok;

	standard.from_unit = standard.how->indirect
				     ? "for every 100 expected"
				     : measure_series_rate_unit(series, "people", " a year");
	standard.cross.groups = standard.how->strata_count + 1;
	standard.cross.corners = true;
	standard.cross.said = NULL;
	standard.cross.withheld = NULL;
	standard.absent =
		tl_alloc(measure_cross_size(&standard.cross) + 1, sizeof *standard.absent);
	standard.cross.absent = standard.absent;
	ok = count_events(&standard, &events, err) && count_years(&standard, &years, err);
	if (ok) {
		say_strata(&standard);
		if (!standard.how->indirect)
			add_weights(&standard, weights);
		/* Against itself the whole is always what was to be expected. */
		for (size_t l = 0; l + standard.how->indirect <= standard.cross.localities; l++)
			derive_one(&standard, &events, &years, weights, l);
	}
	free(events.points);
	free(years.points);
	free(standard.absent);
	free(weights);
	return ok;
}
