/* Stock and flow: different people, on the last day of each month or in it. */
#include "series.h"

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

static void push_placed(struct measure_series *series, const struct measure_row *row, int32_t day,
	size_t position, struct measure_parts *parts)
{
	struct measure_part part;

	if (!measure_series_place(series, row, day, &part))
		return;
	part.position = (int32_t)position;
	part.amount = 1;
	if (series->cross.localities)
		series->used[part.locality] = true;
	*tl_vec_push(&parts->items) = part;
}

/* Open on a day: start <= day < end. */
static void add_open_months(
	struct measure_series *series, const struct measure_row *row, struct measure_parts *parts)
{
	int first = tl_month_index((struct tl_day){row->from}) - series->first_month;

	for (size_t p = first > 0 ? (size_t)first : 0; p < series->cross.positions; p++) {
		int32_t day = measure_series_month_span(series, p).to.n - 1;

		if (row->to <= day)
			break;
		if (row->from <= day)
			push_placed(series, row, day, p, parts);
	}
}

static void tally_people(
	struct measure_series *series, const struct measure_parts *parts, measure_key_fn *key)
{
	struct measure_series_statistic statistic = {
		.series = series, .name = "people", .unit = measure_series_unit(series, "people")};
	struct measure_table people;

	measure_tally_distinct(series->model, parts, &series->cross, key, &statistic, &people);
	measure_series_judge(series, &people, statistic.unit, 0);
	free(people.points);
}

bool measure_series_stock(struct measure_series *series, struct tl_err *err)
{
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};

	if (!measure_series_pick(series, &series->measure->numerator, NULL, &rows, err))
		return false;
	series->cross.total = false; /* people on different days do not add up */
	mark_stock(series);
	for (size_t i = 0; i < rows.count; i++)
		add_open_months(series, &rows.items[i], &parts);
	measure_series_sort(series, &parts);
	tally_people(series, &parts, stock_key);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return true;
}

bool measure_series_flow(struct measure_series *series, struct tl_err *err)
{
	struct measure_rows rows = {0};
	struct measure_parts parts = {0};

	if (!measure_series_pick(series, &series->measure->numerator, NULL, &rows, err))
		return false;
	measure_series_mark_uncovered(series);
	for (size_t i = 0; i < rows.count; i++) {
		int32_t position = measure_series_month_of(series, rows.items[i].from);

		if (position >= 0)
			push_placed(series, &rows.items[i], rows.items[i].from, (size_t)position,
				&parts);
	}
	measure_series_sort(series, &parts);
	tally_people(series, &parts, measure_series_month_key);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return true;
}
