/* Rates: rows per population, or per other rows. */
#include "series.h"

#include <stdlib.h>
#include <throughline/num.h>

/* The day from which the population of a locality counts in a month: the latest start there is. */
static void latest_starts(const struct measure_series *series, const struct measure_rows *rows,
	int32_t day, int32_t *starts)
{
	for (size_t l = 0; l <= series->cross.localities; l++)
		starts[l] = MEASURE_NO_DAY;
	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];
		size_t l = row->locality < 0 ? series->cross.localities : (size_t)row->locality;

		if (row->from <= day && day < row->to && row->from > starts[l])
			starts[l] = row->from;
	}
}

/* A population counts anew each month, the same in every measure. */
static uint32_t what_in(const struct measure_row *row, size_t position)
{
	const uint64_t name[] = {row->what, position};

	return measure_what((struct tl_str){(const char *)name, sizeof name});
}

/* Rows valid on the first of the month; of estimates that supersede each other the latest. */
void measure_series_add_population(const struct measure_series *series,
	const struct measure_rows *rows, bool of_group, struct measure_parts *parts)
{
	int32_t *starts = tl_alloc(series->cross.localities + 1, sizeof *starts);

	for (size_t p = 0; p < series->cross.positions; p++) {
		int32_t day = measure_series_month_span(series, p).from.n;

		latest_starts(series, rows, day, starts);
		for (size_t i = 0; i < rows->count; i++) {
			const struct measure_row *row = &rows->items[i];
			size_t l = row->locality < 0 ? series->cross.localities
						     : (size_t)row->locality;

			if (row->from != starts[l] || !(row->from <= day && day < row->to))
				continue;
			*tl_vec_push(&parts->items) = (struct measure_part){.who = -1,
				.amount = row->quantity,
				.position = (int32_t)p,
				.locality = row->locality,
				.group = of_group ? row->group : -1,
				.what = what_in(row, p),
				.delivery = row->delivery,
				.at = row->at};
		}
	}
	free(starts);
}

static bool is_peopled_ever(
	const struct measure_cross *cross, const bool *absent, size_t l, size_t g)
{
	for (size_t p = 0; p < cross->positions; p++)
		if (!absent[measure_cross_at(cross, p, l, g)])
			return true;
	return false;
}

/* A month of all lacks what a locality that has a population in another month lacks (of localities
 * that are open some end and others begin); the period lacks what any of its months does. */
static void mark_incomplete(const struct measure_series *series, const struct measure_cross *cross,
	size_t g, bool *absent)
{
	bool listed = !series->world->study->localities_open;

	for (size_t l = 0; listed && l < cross->localities; l++) {
		if (!is_peopled_ever(cross, absent, l, g))
			continue;
		for (size_t p = 0; p < cross->positions; p++)
			absent[measure_cross_at(cross, p, cross->localities, g)] |=
				absent[measure_cross_at(cross, p, l, g)];
	}
	for (size_t l = 0; cross->total && l <= cross->localities; l++) {
		bool *total = &absent[measure_cross_at(cross, cross->positions, l, g)];

		*total = false;
		for (size_t p = 0; p < cross->positions; p++)
			*total |= absent[measure_cross_at(cross, p, l, g)];
	}
}

void measure_series_mark_unpeopled(const struct measure_series *series,
	const struct measure_cross *cross, const struct measure_parts *parts, bool *absent)
{
	for (size_t i = 0; i < measure_cross_size(cross); i++)
		absent[i] = true;
	for (size_t i = 0; i < parts->items.count; i++) {
		const struct measure_part *part = &parts->items.items[i];
		size_t g = part->group < 0 ? cross->groups : (size_t)part->group;
		size_t p = (size_t)part->position;

		absent[measure_cross_at(cross, p, cross->localities, g)] = false;
		if (cross->localities && part->locality >= 0)
			absent[measure_cross_at(cross, p, (size_t)part->locality, g)] = false;
	}
	for (size_t g = 0; g <= cross->groups; g++)
		mark_incomplete(series, cross, g, absent);
}

struct population {
	struct measure_series_statistic statistic;
	size_t groups; /* of the series: what "the whole" is in its keys */
};

static bool population_key(void *context, size_t position, size_t locality, size_t group TL_UNUSED,
	struct measure_key *key)
{
	struct population *population = context;

	return measure_series_month_key(
		&population->statistic, position, locality, population->groups, key);
}

static bool population_table(
	struct measure_series *series, struct measure_table *table, struct tl_err *err)
{
	const struct measure_cross *whole = &series->cross;
	struct measure_cross cross = *whole;
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	struct population population = {{.series = series,
						.name = "population",
						.unit = "people",
						.total_name = "person_years",
						.total_unit = "person-years",
						.total_scale = 12},
		whole->groups};
	struct measure_sum sum = {.classes = 1, .key = population_key};
	bool *absent = tl_alloc(measure_cross_size(whole) + 1, sizeof *absent);
	bool ok = measure_series_pick(series, &series->measure->denominator, NULL, &rows, err);

	if (ok) {
		cross.groups = 0;
		cross.unknown = true;
		cross.said = NULL;
		cross.withheld = NULL;
		cross.absent = absent;
		measure_series_add_population(series, &rows, false, &parts);
		measure_series_mark_unpeopled(series, &cross, &parts, absent);
		measure_tally_sums(series->model, &parts, &cross, &sum, 1, &population);
		table->points = tl_alloc(measure_cross_size(whole) + 1, sizeof *table->points);
		for (size_t i = 0; i < measure_cross_size(whole); i++)
			table->points[i] = MEASURE_NO_POINT;
		for (size_t p = 0; p < cross.positions + cross.total; p++)
			for (size_t l = 0; l <= cross.localities; l++)
				table->points[measure_cross_at(whole, p, l, whole->groups)] =
					sum.table.points[measure_cross_at(&cross, p, l, 0)];
		free(sum.table.points);
	}
	free(absent);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return ok;
}

/* "urgent calls per 1,000 people"; over the whole period it is per year. */
const char *measure_series_rate_unit(
	const struct measure_series *series, const char *of, const char *when)
{
	struct tl_buf unit = {0};
	const char *kept;

	tl_buf_addf(&unit, "%s per ", measure_series_unit(series, "events"));
	if (series->measure->per > 1)
		tl_buf_add_number(&unit, series->measure->per, 0);
	tl_buf_addf(&unit, "%s%s%s", series->measure->per > 1 ? " " : "", of, when);
	kept = tl_arena_text(&series->model->arena, tl_buf_str(&unit));
	tl_buf_free(&unit);
	return kept;
}

bool measure_series_rate_of(struct measure_series *series, const struct measure_table *x,
	const char *when, struct tl_err *err)
{
	bool of_people = series->measure->denominator.kind == TL_KIND_POPULATION;
	const char *of = of_people ? "people" : "rows";
	struct measure_table under = {0}, rates = {0};
	struct measure_series_statistic rate = {.series = series,
		.name = "rate",
		.unit = measure_series_rate_unit(series, of, of_people ? when : ""),
		.total_unit = measure_series_rate_unit(series, of, of_people ? " a year" : "")};
	bool ok = of_people ? population_table(series, &under, err)
			    : measure_series_count(series, MEASURE_SCAN_UNDER,
				      &series->measure->denominator, "denominator", "rows", &under,
				      err);

	if (ok) {
		ok = measure_series_divide(series, TL_METHOD_RATE, x, &under, &rate, &rates, err);
		measure_series_judge(series, &rates, rate.unit, series->measure->per);
	}
	free(under.points);
	free(rates.points);
	return ok;
}

bool measure_series_rate(struct measure_series *series, struct tl_err *err)
{
	struct measure_table events = {0};
	bool ok = measure_series_count(series, MEASURE_SCAN_MONTHS, &series->measure->numerator,
			  "events", measure_series_unit(series, "events"), &events, err) &&
		  measure_series_rate_of(series, &events, " in the month", err);

	free(events.points);
	return ok && (!series->measure->standardise.strata_count || series->cohort ||
			     measure_series_standard(series, err));
}
