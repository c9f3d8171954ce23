/* What follows from a series: shares and rates of two tables, and the process chart of one. */
#include "series.h"

#include "series_its.h"
#include "series_places.h"

#include <stdlib.h>

static const char *rebase_days(const struct measure_series *series)
{
	struct tl_buf days = {0};
	const char *kept;

	for (unsigned i = 0; i < series->measure->rebase_count; i++)
		tl_buf_addf(&days, "%s%s", i ? "," : "", series->measure->rebase[i].date);
	kept = tl_arena_text(&series->model->arena, tl_buf_str(&days));
	tl_buf_free(&days);
	return kept;
}

static const char *const polarity_names[] = {"neither", "up", "down"};

static void judge_one(const struct measure_series *series, const struct measure_table *table,
	const struct tl_recipe_settings *settings, const char *unit, size_t l, size_t g)
{
	const struct measure_cross *cross = &series->cross;
	size_t *points = tl_alloc(cross->positions + 1, sizeof *points), count = 0;
	struct measure_key *keys = tl_alloc(cross->positions + 1, sizeof *keys);

	for (size_t p = 0; p < cross->positions; p++) {
		size_t point = table->points[measure_cross_at(cross, p, l, g)];

		if (point == MEASURE_NO_POINT)
			continue;
		points[count] = point;
		keys[count] = series->model->points.items[point].key;
		keys[count].statistic = "xmr";
		keys[count].unit = unit;
		keys[count++].scale = 0;
	}
	measure_model_judge(series->model, keys, points, count, settings);
	free(points);
	free(keys);
}

/* Where localities are open there may be hundreds: the chart is of the whole. */
void measure_series_judge(const struct measure_series *series, const struct measure_table *table,
	const char *unit, double per)
{
	const struct measure_cross *cross = &series->cross;
	const char *chart = series->measure->chart;
	bool own = tl_recipe_chart_is(chart) && !tl_recipe_chart_is_of_gaps(chart) &&
		   (per > 0 || !tl_recipe_chart_divides(chart));
	const struct tl_recipe_settings settings = {
		.per = own && tl_recipe_chart_divides(chart) ? per : 1,
		.polarity = polarity_names[series->measure->polarity],
		.baseline = series->measure->baseline,
		.rebase = rebase_days(series),
		.chart = own ? chart : NULL};

	for (size_t l = 0; l <= cross->localities; l++) {
		if (series->world->study->localities_open && l < cross->localities)
			continue;
		for (size_t g = 0; g <= cross->groups; g++)
			if (l == cross->localities || g == cross->groups)
				judge_one(series, table, &settings, unit, l, g);
	}
	measure_series_its(series, table, unit);
}

bool measure_series_divide(struct measure_series *series, enum tl_method method,
	const struct measure_table *x, const struct measure_table *n,
	struct measure_series_statistic *statistic, struct measure_table *out, struct tl_err *err)
{
	const struct measure_cross *cross = &series->cross;
	const struct tl_recipe_settings settings = {
		.per = method == TL_METHOD_RATE ? series->measure->per : 1};

	out->points = tl_alloc(measure_cross_size(cross) + 1, sizeof *out->points);
	for (size_t p = 0; p < cross->positions + cross->total; p++) {
		for (size_t l = 0; l <= cross->localities; l++) {
			for (size_t g = 0; g <= cross->groups; g++) {
				size_t at = measure_cross_at(cross, p, l, g);
				/* A population is not broken down by the groups of what happens to
				 * it. */
				size_t under = n->points[at] == MEASURE_NO_POINT
						       ? n->points[measure_cross_at(
								 cross, p, l, cross->groups)]
						       : n->points[at];
				const struct measure_operand operands[] = {
					{"x", x->points[at]}, {"n", under}};
				struct measure_key key;

				out->points[at] = MEASURE_NO_POINT;
				if (x->points[at] == MEASURE_NO_POINT ||
					under == MEASURE_NO_POINT ||
					!measure_series_month_key(statistic, p, l, g, &key))
					continue;
				key.scale = 0;
				out->points[at] = measure_model_derive(
					series->model, &key, method, operands, 2, &settings);
			}
		}
	}
	return measure_series_places(series, method, x, n, statistic, err);
}
