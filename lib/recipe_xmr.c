/* A point of a process chart (XmR), judged among the points of its series that are shown. */
#include "recipe_private.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>
#include <throughline/vec.h>

#define HIDDEN_AT_MOST 5 /* one month in so many: small months are the ones hidden */

struct months { /* of a rebase group */
	size_t covered, hidden;
};

struct series {
	TL_VEC(double) values;
	TL_VEC(size_t) rebases;
	TL_VEC(struct months) months; /* by group */
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

/* A month that has a number, seen or not. */
static bool is_covered(const struct tl_operand *operand)
{
	return operand->status != TL_NOT_AVAILABLE && operand->status != TL_NOT_APPLICABLE;
}

/* A rebase in a month that is not shown takes effect at the next one that is; the hidden months
 * between them are the new group's. */
static bool series_gather(
	const struct recipe_computing *c, const struct tl_operand *self, struct series *series)
{
	bool found = false, rebase = false;

	*tl_vec_push(&series->months) = (struct months){0};
	for (size_t i = 0; i < c->count; i++) {
		const struct tl_operand *operand = &c->operands[i];

		if (strcmp(operand->role, "series") != 0)
			continue;
		if (!rebase && series->values.count &&
			is_rebase(c->settings, operand->period_from)) {
			rebase = true;
			*tl_vec_push(&series->months) = (struct months){0};
		}
		series->months.items[series->months.count - 1].covered += is_covered(operand);
		series->months.items[series->months.count - 1].hidden +=
			is_covered(operand) && !recipe_is_published(operand);
		if (!recipe_is_published(operand))
			continue;
		if (rebase)
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

/* Hidden months are the small ones: limits from the others alone would lie too high, or fall
 * together where one number is left over. */
static bool may_be_judged(const struct tl_xmr_point *point, const struct months *months)
{
	if (months->hidden * HIDDEN_AT_MOST > months->covered)
		return false;
	if (months->hidden && point->group_points < TL_XMR_ICON_POINTS)
		return false;
	return point->upper > point->lower;
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
		if (may_be_judged(
			    &points[series.at], &series.months.items[points[series.at].group]))
			put_judged(c->result, &points[series.at]);
		c->result->value = self->value;
	} else {
		recipe_refuse(c->result, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	}
	free(points);
	tl_vec_free(&series.values);
	tl_vec_free(&series.rebases);
	tl_vec_free(&series.months);
}
