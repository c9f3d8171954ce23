/* A stock of waits: how long those waiting have waited, and how long it would take to clear them.
 */
#include "series.h"

#include <stdlib.h>
#include <string.h>

#define DAYS_A_WEEK 7.0

/* ---- ages ----------------------------------------------------------------------------------- */

/* Where a month's parts begin among `at`, in which they lie by month and in their order; one more
 * for the end. */
static void sort_by_month(
	const struct measure_parts *open, size_t months, size_t *begin, size_t *at)
{
	for (size_t i = 0; i < open->items.count; i++)
		begin[(size_t)open->items.items[i].position + 1]++;
	for (size_t p = 0; p < months; p++)
		begin[p + 1] += begin[p];
	for (size_t i = 0; i < open->items.count; i++)
		at[begin[open->items.items[i].position]++] = i;
	for (size_t p = months; p > 0; p--)
		begin[p] = begin[p - 1];
	begin[0] = 0;
}

static bool counts_at(
	const struct measure_cross *cross, const struct measure_part *part, size_t l, size_t g)
{
	return part->who >= 0 && (l == cross->localities || (size_t)part->locality == l) &&
	       (g == cross->groups || (part->group >= 0 && (size_t)part->group == g));
}

/* The longest wait of each: parts of one unit lie together. */
static size_t waits_at(const struct measure_series *series, const struct measure_parts *open,
	const size_t *at, size_t count, size_t l, size_t g, double *days)
{
	int64_t last = -1;
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		const struct measure_part *part = &open->items.items[at[i]];

		if (!counts_at(&series->cross, part, l, g))
			continue;
		if (!found || part->who != last)
			days[found++] = part->days;
		else if (part->days > days[found - 1])
			days[found - 1] = part->days;
		last = part->who;
	}
	return found;
}

static void put_ages(const struct measure_series *series, const struct measure_parts *open,
	const struct measure_table *waiting)
{
	const struct measure_cross *cross = &series->cross;
	size_t *begin = tl_alloc(cross->positions + 2, sizeof *begin);
	size_t *at = tl_alloc(open->items.count + 1, sizeof *at);
	double *days = tl_alloc(open->items.count + 1, sizeof *days);

	sort_by_month(open, cross->positions, begin, at);
	for (size_t p = 0; p < cross->positions; p++) {
		for (size_t l = 0; l <= cross->localities; l++) {
			for (size_t g = 0; g <= cross->groups; g++) {
				size_t point = waiting->points[measure_cross_at(cross, p, l, g)];

				if (point != MEASURE_NO_POINT)
					measure_series_quantiles(series, point, days,
						waits_at(series, open, at + begin[p],
							begin[p + 1] - begin[p], l, g, days));
			}
		}
	}
	free(begin);
	free(at);
	free(days);
}

/* ---- clearance ------------------------------------------------------------------------------ */

static bool left_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	const struct measure_series_statistic *statistic = context;

	if (group != statistic->series->cross.groups ||
		!measure_series_month_key(context, position, locality, group, key))
		return false;
	key->grp = "left";
	return true;
}

/* Who left in a month, all of which must be covered: the stock needs its last day alone. */
static void tally_left(struct measure_series *series, const struct measure_rows *rows,
	const char *name, struct measure_table *left)
{
	struct measure_series_statistic statistic = {
		.series = series, .name = name, .unit = measure_series_unit(series, name)};
	size_t size = measure_cross_size(&series->cross);
	struct measure_parts parts = {0};

	memset(series->absent, 0, size * sizeof *series->absent);
	memset(series->withheld, 0, size * sizeof *series->withheld);
	measure_series_mark_uncovered(series);
	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];
		int32_t position =
			row->to == MEASURE_OPEN ? -1 : measure_series_month_of(series, row->to);
		struct measure_part part;

		if (position >= 0 && row->from < row->to &&
			measure_series_unit_part(series, row, row->to, (size_t)position, &part))
			*tl_vec_push(&parts.items) = part;
	}
	measure_parts_sort(&parts);
	measure_tally_distinct(series->model, &parts, &series->cross, left_key, &statistic, left);
	tl_vec_free(&parts.items);
}

static void put_clearance(
	const struct measure_series *series, size_t p, size_t waiting, size_t left)
{
	struct tl_span month = measure_series_month_span(series, p);
	const struct tl_recipe_settings settings = {
		.per = (month.to.n - month.from.n) / DAYS_A_WEEK};
	const struct measure_operand operands[] = {{"x", waiting}, {"n", left}};
	struct measure_key key = series->model->points.items[waiting].key;

	key.statistic = "clearance_weeks";
	key.unit = "weeks";
	key.scale = 0;
	measure_model_derive(series->model, &key, TL_METHOD_RATE, operands, 2, &settings);
}

void measure_series_waits(struct measure_series *series, const struct measure_rows *rows,
	const struct measure_parts *open, const struct measure_table *waiting)
{
	const struct measure_cross *cross = &series->cross;
	bool families = series->measure->of && strcmp(series->measure->of, "families") == 0;
	struct measure_table left;

	put_ages(series, open, waiting);
	tally_left(series, rows, families ? "families" : "people", &left);
	for (size_t p = 0; p < cross->positions; p++) {
		for (size_t l = 0; l <= cross->localities; l++) {
			size_t at = measure_cross_at(cross, p, l, cross->groups);

			if (waiting->points[at] != MEASURE_NO_POINT &&
				left.points[at] != MEASURE_NO_POINT)
				put_clearance(series, p, waiting->points[at], left.points[at]);
		}
	}
	free(left.points);
}
