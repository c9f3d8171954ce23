/* A point of a process chart (XmR), judged among the points of its series that are shown. */
#include "recipe_private.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>
#include <throughline/vec.h>

struct series {
	TL_VEC(double) values;
	TL_VEC(size_t) rebases;
	size_t at; /* of the point itself */
};

static bool is_rebase(const struct tl_recipe_settings *settings, const char *day)
{
	struct tl_str rest = tl_str(settings->rebase), head;
	struct tl_day rebase, point;

	if (!settings->rebase || !*settings->rebase || !day || !tl_day_read(tl_str(day), &point))
		return false;
	while (tl_str_cut(&rest, ',', &head))
		if (tl_day_read(head, &rebase) && tl_month_index(rebase) == tl_month_index(point))
			return true;
	return false;
}

/* A rebase in a month that is not shown takes effect at the next one that is. */
static bool series_gather(
	const struct recipe_computing *c, const struct tl_operand *self, struct series *series)
{
	bool found = false, rebase = false;

	for (size_t i = 0; i < c->count; i++) {
		const struct tl_operand *operand = &c->operands[i];

		if (strcmp(operand->role, "series") != 0)
			continue;
		rebase = rebase || is_rebase(c->settings, operand->period_from);
		if (!recipe_is_published(operand))
			continue;
		if (rebase && series->values.count)
			*tl_vec_push(&series->rebases) = series->values.count;
		rebase = false;
		if (tl_str_equal(tl_str(operand->period_from), tl_str(self->period_from))) {
			series->at = series->values.count;
			found = true;
		}
		*tl_vec_push(&series->values) = operand->value;
	}
	return found;
}

static int good_of(const char *polarity)
{
	if (!polarity || strcmp(polarity, "neither") == 0)
		return 0;
	return strcmp(polarity, "up") == 0 ? 1 : -1;
}

static void put_judged(struct tl_result *result, const struct tl_xmr_point *point)
{
	result->centre = point->centre;
	result->lower_998 = point->lower;
	result->upper_998 = point->upper;
	result->method = "XmR";
	if (point->group_points >= TL_XMR_ICON_POINTS)
		result->flag = tl_xmr_type_name(point->type);
}

void recipe_compute_xmr(const struct recipe_computing *c)
{
	const struct tl_operand *self = recipe_operand_of(c->operands, c->count, "x");
	struct series series = {0};
	struct tl_xmr_point *points = NULL;

	if (self && series_gather(c, self, &series)) {
		struct tl_xmr_options options = {
			.good = good_of(c->settings->polarity),
			.baseline = c->settings->baseline,
			.rebases = series.rebases.items,
			.rebase_count = series.rebases.count,
		};

		points = tl_alloc(series.values.count, sizeof *points);
		tl_xmr_judge(series.values.items, series.values.count, &options, points);
		put_judged(c->result, &points[series.at]);
		c->result->value = self->value;
	} else {
		recipe_refuse(c->result, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	}
	free(points);
	tl_vec_free(&series.values);
	tl_vec_free(&series.rebases);
}
