/* Durations: days from one dated step of an episode to another, of the episodes whose second step
 * falls in the reporting period, and in each reporting year of it. */
#include "series.h"

#include <math.h>
#include <throughline/stats.h>

#define YEAR_MONTHS 12

struct durations {
	struct measure_series *series;
	struct measure_cross cross; /* positions are reporting years */
	struct measure_parts parts; /* amount 1; class 0: within the standard, 1: not */
};

static size_t year_months(const struct measure_series *series, size_t year)
{
	size_t left = series->cross.positions - year * YEAR_MONTHS;

	return left < YEAR_MONTHS ? left : YEAR_MONTHS;
}

/* Context is a series_statistic; a year's key is a month's with other days. */
static bool year_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	const struct measure_series_statistic *statistic = context;
	const struct measure_series *series = statistic->series;
	size_t years = (series->cross.positions + YEAR_MONTHS - 1) / YEAR_MONTHS, first, last;

	if (position == years)
		return measure_series_month_key(
			context, series->cross.positions, locality, group, key);
	first = position * YEAR_MONTHS;
	last = first + year_months(series, position) - 1;
	if (!measure_series_month_key(context, first, locality, group, key))
		return false;
	key->axis = "year";
	key->position =
		(series->first_month + (int64_t)first) / YEAR_MONTHS; /* the year it begins in */
	key->to = tl_day_add(measure_series_month_span(series, last).to, -1);
	return true;
}

static bool within_standard(const struct measure_series *series, int32_t days)
{
	return series->measure->standard_days > 0 && days <= series->measure->standard_days;
}

static void add_row(struct durations *d, const struct measure_row *row)
{
	struct measure_series *series = d->series;
	int32_t month = measure_series_month_of(series, row->from);
	int32_t start = measure_row_day(series->world, row, series->measure->from_step);
	struct measure_part part;

	if (month < 0 || start == MEASURE_NO_DAY || start > row->from ||
		!measure_series_place(series, row, row->from, &part))
		return;
	part.position = month / YEAR_MONTHS;
	part.amount = 1;
	part.what = MEASURE_OF_ROWS;
	part.class = within_standard(series, row->from - start) ? 0 : 1;
	if (series->cross.localities)
		series->used[part.locality] = true;
	part.days = row->from - start;
	*tl_vec_push(&d->parts.items) = part;
}

static void mark_year(const struct measure_cross *cross, size_t year, size_t locality, bool *marks)
{
	for (size_t g = 0; g <= cross->groups; g++) {
		marks[measure_cross_at(cross, year, locality, g)] = true;
		marks[measure_cross_at(cross, cross->positions, locality, g)] = true;
	}
}

static void mark_years(struct durations *d, bool *absent, bool *withheld)
{
	const struct measure_series *series = d->series;

	for (size_t m = 0; m < series->cross.positions; m++) {
		struct tl_span month = measure_series_month_span(series, m);

		for (size_t l = 0; l <= d->cross.localities; l++) {
			const struct measure_days *days = measure_series_days_of(series, l);

			if (measure_days_hold_span(days, month))
				continue;
			mark_year(&d->cross, m / YEAR_MONTHS, l, absent);
			if (measure_days_withhold(days, month))
				mark_year(&d->cross, m / YEAR_MONTHS, l, withheld);
		}
	}
}

static bool counts_at(const struct measure_cross *cross, const struct measure_part *part,
	size_t position, size_t locality, size_t group)
{
	return (position == cross->positions || (size_t)part->position == position) &&
	       (locality == cross->localities || (size_t)part->locality == locality) &&
	       (group == cross->groups || (part->group >= 0 && (size_t)part->group == group));
}

static void put_quantile(const struct measure_series *series, const struct measure_key *base,
	const char *statistic, const double *sorted, size_t count, double share, size_t under)
{
	struct tl_interval interval = tl_quantile_interval(sorted, count, share);
	const struct measure_operand operand = {"under", under};
	struct measure_key key = *base;

	key.statistic = statistic;
	measure_model_number(series->model, &key, interval.value, interval.lower, interval.upper,
		interval.lower_998, interval.upper_998, tl_interval_method_name(interval.method),
		&operand, 1);
}

void measure_series_quantiles(
	const struct measure_series *series, size_t under, double *days, size_t count)
{
	static const char *const statistics[] = {"median_days", "p90_days"};
	static const double shares[] = {0.5, 0.9};
	const struct measure_point *point = &series->model->points.items[under];
	struct measure_key key = point->key;
	enum tl_status status = point->status;
	enum tl_reason reason = point->reason;

	key.unit = "days";
	count = status == TL_SHOWN ? tl_quantile_sort(days, count) : 0;
	for (size_t i = 0; i < TL_LEN(statistics); i++) {
		key.statistic = statistics[i];
		if (status == TL_SHOWN)
			put_quantile(series, &key, statistics[i], days, count, shares[i], under);
		else
			measure_model_absent(series->model, &key, MEASURE_MODEL, status, reason);
	}
}

static void quantiles_at(struct durations *d, size_t p, size_t l, size_t g, size_t point)
{
	double *values = tl_alloc(d->parts.items.count + 1, sizeof *values);
	size_t count = 0;

	for (size_t i = 0; i < d->parts.items.count; i++)
		if (counts_at(&d->cross, &d->parts.items.items[i], p, l, g))
			values[count++] = d->parts.items.items[i].days;
	measure_series_quantiles(d->series, point, values, count);
	free(values);
}

static void share_at(struct durations *d, size_t numerator, size_t denominator)
{
	struct measure_key key = d->series->model->points.items[denominator].key;
	const struct measure_operand operands[] = {{"x", numerator}, {"n", denominator}};

	key.statistic = "share";
	key.unit = "%";
	measure_model_derive(d->series->model, &key, TL_METHOD_SHARE, operands, 2, NULL);
}

struct duration_keys {
	struct measure_series_statistic events, within;
};

static bool events_key(void *context, size_t p, size_t l, size_t g, struct measure_key *key)
{
	return year_key(&((struct duration_keys *)context)->events, p, l, g, key);
}

static bool within_key(void *context, size_t p, size_t l, size_t g, struct measure_key *key)
{
	return year_key(&((struct duration_keys *)context)->within, p, l, g, key);
}

static void tally(struct durations *d)
{
	struct measure_series *series = d->series;
	const char *unit = "episodes";
	struct duration_keys keys = {{.series = series, .name = "events", .unit = unit},
		{.series = series, .name = "numerator", .unit = unit}};
	struct measure_series_statistic people = {
		.series = series, .name = "people", .unit = "people"};
	struct measure_sum sums[] = {{.classes = 1u << 0 | 1u << 1, .key = events_key},
		{.classes = 1u << 0, .key = within_key}};
	size_t tables = series->measure->standard_days > 0 ? 2 : 1;
	struct measure_table different;

	measure_tally_sums(series->model, &d->parts, &d->cross, sums, tables, &keys);
	if (!series->cohort)
		measure_tally_distinct(
			series->model, &d->parts, &d->cross, year_key, &people, &different);
	for (size_t p = 0; p <= d->cross.positions; p++) {
		for (size_t l = 0; l <= d->cross.localities; l++) {
			for (size_t g = 0; g <= d->cross.groups; g++) {
				size_t at = measure_cross_at(&d->cross, p, l, g);

				if (sums[0].table.points[at] == MEASURE_NO_POINT)
					continue;
				quantiles_at(d, p, l, g, sums[0].table.points[at]);
				if (tables == 2)
					share_at(d, sums[1].table.points[at],
						sums[0].table.points[at]);
			}
		}
	}
	for (size_t t = 0; t < tables; t++)
		free(sums[t].table.points);
	if (!series->cohort)
		free(different.points);
}

/* ---- those in hand --------------------------------------------------------------------------- */

static bool whole_key(void *context, size_t position TL_UNUSED, size_t locality, size_t group,
	struct measure_key *key)
{
	const struct measure_series_statistic *statistic = context;

	return measure_series_month_key(
		context, statistic->series->cross.positions, locality, group, key);
}

/* Begun by the end of the period and not finished before it: those finished in it are of these. */
static void add_in_hand(
	struct durations *d, const struct measure_row *row, struct measure_parts *parts)
{
	const struct measure_series *series = d->series;
	struct tl_day first = measure_series_month_span(series, 0).from;
	struct tl_day end = measure_series_month_span(series, series->cross.positions - 1).to;
	int32_t finished = measure_row_day(series->world, row, series->measure->to_step);
	bool open = finished == MEASURE_NO_DAY || finished >= end.n;
	struct measure_part part;

	if (row->from >= end.n || (!open && (finished < first.n || finished < row->from)) ||
		!measure_series_place(series, row, open ? end.n - 1 : finished, &part))
		return;
	part.position = 0;
	part.amount = 1;
	part.what = MEASURE_OF_ROWS;
	*tl_vec_push(&parts->items) = part;
}

/* What is finished alone is a part, and the quicker one. */
static bool count_in_hand(struct durations *d, struct tl_err *err)
{
	struct measure_series *series = d->series;
	struct measure_series_statistic statistic = {
		.series = series, .name = "in_hand", .unit = "episodes"};
	struct measure_sum sum = {.classes = 1, .key = whole_key};
	struct measure_cross cross = d->cross;
	size_t whole = measure_cross_at(&cross, cross.positions, 0, 0);
	struct measure_parts parts = {0};
	struct measure_rows rows = {0};

	if (!measure_series_pick(
		    series, &series->measure->numerator, series->measure->from_step, &rows, err))
		return false;
	for (size_t i = 0; i < rows.count; i++)
		add_in_hand(d, &rows.items[i], &parts);
	measure_series_sort(series, &parts);
	cross.positions = 1;
	cross.total = false;
	cross.absent = d->cross.absent + whole;
	cross.withheld = d->cross.withheld + whole;
	measure_tally_sums(series->model, &parts, &cross, &sum, 1, &statistic);
	free(sum.table.points);
	tl_vec_free(&parts.items);
	measure_rows_free(&rows);
	return true;
}

bool measure_series_duration(struct measure_series *series, struct tl_err *err)
{
	struct durations d = {.series = series, .cross = series->cross};
	struct measure_rows rows = {0};
	bool *absent, *withheld, ok;

	if (!measure_series_pick(
		    series, &series->measure->numerator, series->measure->to_step, &rows, err))
		return false;
	d.cross.positions = (series->cross.positions + YEAR_MONTHS - 1) / YEAR_MONTHS;
	absent = tl_alloc(measure_cross_size(&d.cross) + 1, sizeof *absent);
	withheld = tl_alloc(measure_cross_size(&d.cross) + 1, sizeof *withheld);
	d.cross.absent = absent;
	d.cross.withheld = withheld;
	d.cross.said = NULL;
	mark_years(&d, absent, withheld);
	for (size_t i = 0; i < rows.count; i++)
		add_row(&d, &rows.items[i]);
	measure_series_sort(series, &d.parts);
	tally(&d);
	ok = count_in_hand(&d, err);
	tl_vec_free(&d.parts.items);
	free(absent);
	free(withheld);
	measure_rows_free(&rows);
	return ok;
}
