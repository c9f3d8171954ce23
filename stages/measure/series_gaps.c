#include "series_gaps.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>

struct days {
	TL_VEC(int32_t) items; /* one an event or case, in order */
};

struct gap {
	int32_t day; /* of the event that ends it */
	double length;
};
struct gaps {
	TL_VEC(struct gap) items;
};

static int compare_days(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* Of the reporting months. */
static bool list_days(struct measure_series *series, const struct tl_rows *definition,
	struct days *days, struct tl_err *err)
{
	struct measure_rows rows = {0};

	if (!measure_series_pick(series, definition, NULL, &rows, err))
		return false;
	for (size_t i = 0; i < rows.count; i++)
		for (int64_t n = 0; n < rows.items[i].quantity; n++)
			if (measure_series_month_of(series, rows.items[i].from) >= 0)
				*tl_vec_push(&days->items) = rows.items[i].from;
	if (days->items.count)
		qsort(days->items.items, days->items.count, sizeof(int32_t), compare_days);
	measure_rows_free(&rows);
	return true;
}

/* How many are not after a day. */
static size_t count_by(const struct days *days, int32_t day)
{
	size_t low = 0, high = days->items.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (days->items.items[middle] <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* cases NULL: in days. */
static void list_gaps(const struct measure_series *series, const struct days *events,
	const struct days *cases, struct gaps *gaps)
{
	size_t count = events->items.count;
	size_t first = count > MEASURE_GAPS_MOST ? count - MEASURE_GAPS_MOST : 1;

	for (size_t i = first; i < count; i++) {
		int32_t from = events->items.items[i - 1], to = events->items.items[i];
		double without = (double)(to - from);

		if (to > from &&
			!measure_days_hold_span(&series->days, (struct tl_span){{from}, {to + 1}}))
			continue;
		if (cases)
			without = (double)(count_by(cases, to) - count_by(cases, from)) -
				  (double)(count_by(events, to) - count_by(events, from));
		*tl_vec_push(&gaps->items) = (struct gap){to, without < 0 ? 0 : without};
	}
}

/* ---- points --------------------------------------------------------------------------------- */

static bool is_whole(const struct measure_series *series, const struct measure_key *key)
{
	return key->measure && strcmp(key->measure, series->measure->name) == 0 && !*key->axis &&
	       !*key->grp && strcmp(key->locality, "all") == 0 &&
	       (!key->programme || !*key->programme);
}

/* The count of all events: itself, or what a share is of. */
static size_t find_total(const struct measure_series *series)
{
	const struct measure_model *model = series->model;

	for (size_t i = 0; i < model->points.count; i++) {
		const struct measure_point *point = &model->points.items[i];

		if (!is_whole(series, &point->key))
			continue;
		if (strcmp(point->key.statistic, "events") == 0)
			return i;
		for (size_t j = 0; point->method == TL_METHOD_SHARE && j < point->operand_count;
			j++)
			if (strcmp(model->operands.items[point->first_operand + j].role, "x") == 0)
				return model->operands.items[point->first_operand + j].point;
	}
	return MEASURE_NO_POINT;
}

static struct measure_key key_of(
	const struct measure_series *series, size_t total, const char *statistic, const char *unit)
{
	struct measure_key key = series->model->points.items[total].key;

	key.statistic = statistic;
	key.unit = unit;
	key.scale = 0;
	return key;
}

static struct measure_key key_at(const struct measure_series *series, size_t total,
	const char *statistic, const char *unit, const struct gaps *gaps, size_t i)
{
	struct measure_key key = key_of(series, total, statistic, unit);

	key.axis = "gap";
	key.position = (int64_t)i + 1;
	key.from = key.to = (struct tl_day){gaps->items.items[i].day};
	return key;
}

/* Fewer events are better where a longer gap is. */
static const char *turned(enum tl_polarity polarity)
{
	switch (polarity) {
	case TL_POLARITY_UP:
		return "down";
	case TL_POLARITY_DOWN:
		return "up";
	case TL_POLARITY_NEITHER:
		break;
	}
	return "neither";
}

static void add_points(
	struct measure_series *series, size_t total, const char *unit, const struct gaps *gaps)
{
	const struct measure_operand under = {"under", total};
	const struct tl_recipe_settings settings = {.per = 1,
		.polarity = turned(series->measure->polarity),
		.chart = series->measure->chart};
	size_t count = gaps->items.count;
	size_t *points = tl_alloc(count + 1, sizeof *points);
	struct measure_key *keys = tl_alloc(count + 1, sizeof *keys);

	for (size_t i = 0; i < count; i++) {
		struct measure_key key = key_at(series, total, "gap", unit, gaps, i);

		points[i] = measure_model_number(series->model, &key, gaps->items.items[i].length,
			NAN, NAN, NAN, NAN, "", &under, 1);
		series->model->points.items[points[i]].contributors = 1;
		keys[i] = key_at(series, total, "gap_limits", unit, gaps, i);
	}
	measure_model_judge(series->model, keys, points, count, &settings);
	free(points);
	free(keys);
}

static int compare_lengths(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void add_median(
	struct measure_series *series, size_t total, const char *unit, const struct gaps *gaps)
{
	const struct measure_operand under = {"under", total};
	size_t count = gaps->items.count, at;
	double *lengths = tl_alloc(count + 1, sizeof *lengths);
	double *sorted = tl_alloc(count + 1, sizeof *sorted);
	struct measure_key key = key_of(series, total, "gap_median", unit);
	struct tl_interval median;

	for (size_t i = 0; i < count; i++)
		lengths[i] = sorted[i] = gaps->items.items[i].length;
	if (count)
		qsort(sorted, count, sizeof *sorted, compare_lengths);
	median = tl_quantile_interval(sorted, count, 0.5);
	at = measure_model_number(series->model, &key, median.value, median.lower, median.upper,
		median.lower_998, median.upper_998, tl_interval_method_name(median.method), &under,
		1);
	if (count >= TL_XMR_ICON_POINTS)
		series->model->points.items[at].flag =
			tl_runs_judge(lengths, count, median.value).signal ? "runs_signal"
									   : "runs_chance";
	free(lengths);
	free(sorted);
}

bool measure_series_gaps(struct measure_series *series, struct tl_err *err)
{
	bool of_cases = tl_recipe_chart_is_of_cases(series->measure->chart);
	struct days events = {0}, cases = {0};
	struct gaps gaps = {0};
	size_t total;
	bool ok;

	if (series->cohort || !tl_recipe_chart_is_of_gaps(series->measure->chart))
		return true;
	ok = list_days(series, &series->measure->numerator, &events, err) &&
	     (!of_cases || list_days(series, &series->measure->denominator, &cases, err));
	total = find_total(series);
	if (ok && total != MEASURE_NO_POINT) {
		const char *unit = of_cases ? "cases between" : "days between";

		list_gaps(series, &events, of_cases ? &cases : NULL, &gaps);
		add_points(series, total, unit, &gaps);
		add_median(series, total, unit, &gaps);
	}
	tl_vec_free(&gaps.items);
	tl_vec_free(&events.items);
	tl_vec_free(&cases.items);
	return ok;
}
