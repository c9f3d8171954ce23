/* Stock and flow: different people, on the last day of each month or in it. */
#include "series.h"

#include <string.h>

static bool stock_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	if (!measure_series_month_key(context, position, locality, group, key))
		return false;
	key->from = key->to;
	return true;
}

/* A month is covered for a stock when its last day is. */
static void mark_stock(struct measure_series *series)
{
	const struct measure_cross *cross = &series->cross;

	for (size_t p = 0; p < cross->positions; p++) {
		int32_t day = measure_series_month_span(series, p).to.n - 1;

		for (size_t l = 0; l <= cross->localities; l++)
			measure_series_mark_span(series, p, l, (struct tl_span){{day}, {day + 1}});
	}
}

static bool is_of_families(const struct measure_series *series)
{
	return series->measure->of && strcmp(series->measure->of, "families") == 0;
}

bool measure_series_unit_part(struct measure_series *series, const struct measure_row *row,
	int32_t day, size_t position, struct measure_part *part)
{
	if (!measure_series_place(series, row, day, part))
		return false;
	if (is_of_families(series) && !series->cohort && row->person >= 0)
		part->who = measure_person_family(series->world, row->person, day);
	part->position = (int32_t)position;
	part->amount = 1;
	part->days = day - row->from;
	if (series->cross.localities)
		series->used[part->locality] = true;
	return true;
}

/* Open on a day: start <= day < end. */
static void add_open_months(
	struct measure_series *series, const struct measure_row *row, struct measure_parts *parts)
{
	int first = tl_month_index((struct tl_day){row->from}) - series->first_month;
	struct measure_part part;

	for (size_t p = first > 0 ? (size_t)first : 0; p < series->cross.positions; p++) {
		int32_t day = measure_series_month_span(series, p).to.n - 1;

		if (row->to <= day)
			break;
		if (row->from <= day && measure_series_unit_part(series, row, day, p, &part))
			*tl_vec_push(&parts->items) = part;
	}
}

static void tally_units(struct measure_series *series, struct measure_parts *parts,
	measure_key_fn *key, struct measure_table *table)
{
	const char *name = is_of_families(series) ? "families" : "people";
	struct measure_series_statistic statistic = {
		.series = series, .name = name, .unit = measure_series_unit(series, name)};

	if (is_of_families(series)) /* rows lie by people */
		measure_parts_sort(parts);
	else
		measure_series_sort(series, parts);
	measure_tally_distinct(series->model, parts, &series->cross, key, &statistic, table);
	if (!series->measure->denominator.contracts_count) /* else their rate is judged */
		measure_series_judge(series, table, statistic.unit, 0);
}

static bool divide(struct measure_series *series, const struct measure_table *units,
	const char *when, struct tl_err *err)
{
	return !series->measure->denominator.contracts_count ||
	       measure_series_rate_of(series, units, when, err);
}

bool measure_series_stock(struct measure_series *series, struct tl_err *err)
{
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	struct measure_table units;
	bool ok;

	if (!measure_series_pick(series, &series->measure->numerator, NULL, &rows, err))
		return false;
	series->cross.total = false; /* people on different days do not add up */
	mark_stock(series);
	for (size_t i = 0; i < rows.count; i++)
		add_open_months(series, &rows.items[i], &parts);
	tally_units(series, &parts, stock_key, &units);
	ok = divide(series, &units, " on the day", err);
	if (ok && series->measure->waiting)
		measure_series_waits(series, &rows, &parts, &units);
	free(units.points);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return ok;
}

bool measure_series_flow(struct measure_series *series, struct tl_err *err)
{
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};
	struct measure_table units;
	bool ok;

	if (!measure_series_pick(series, &series->measure->numerator, NULL, &rows, err))
		return false;
	measure_series_mark_uncovered(series);
	for (size_t i = 0; i < rows.count; i++) {
		const struct measure_row *row = &rows.items[i];
		int32_t position = measure_series_month_of(series, row->from);
		struct measure_part part;

		if (position >= 0 &&
			measure_series_unit_part(series, row, row->from, (size_t)position, &part))
			*tl_vec_push(&parts.items) = part;
	}
	tally_units(series, &parts, measure_series_month_key, &units);
	ok = divide(series, &units, " in the month", err);
	free(units.points);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return ok;
}
