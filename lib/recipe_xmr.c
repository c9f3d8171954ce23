/* A point of a process chart, judged among the points of its series that are shown. */
#include "recipe_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>
#include <throughline/vec.h>

#define HIDDEN_AT_MOST 5 /* one month in so many: small months are the ones hidden */

struct months { /* of a rebase group */
	size_t covered, hidden;
};

struct series {
	TL_VEC(double) values, numerators, denominators;
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
		if (tl_str_equal(tl_str(operand->period_from), tl_str(self->period_from)) &&
			operand->value == self->value) {
			series->at = series->values.count;
			found = true;
		}
		*tl_vec_push(&series->values) = operand->value;
		*tl_vec_push(&series->numerators) = operand->numerator;
		*tl_vec_push(&series->denominators) = operand->denominator;
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
static bool may_be_judged(size_t points, const struct months *months)
{
	if (months->hidden * HIDDEN_AT_MOST > months->covered)
		return false;
	return !months->hidden || points >= TL_XMR_ICON_POINTS;
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

static void judge_xmr(const struct recipe_computing *c, const struct series *series)
{
	struct tl_xmr_options options = {
		.good = good_of(c->settings->polarity),
		.baseline = c->settings->baseline,
		.rebases = series->rebases.items,
		.rebase_count = series->rebases.count,
	};
	struct tl_xmr_point *points = tl_alloc(series->values.count, sizeof *points);
	const struct tl_xmr_point *point = &points[series->at];

	tl_xmr_judge(series->values.items, series->values.count, &options, points);
	if (may_be_judged(point->group_points, &series->months.items[point->group]) &&
		point->upper > point->lower)
		put_judged(c->result, point);
	free(points);
}

/* ---- the other charts ---------------------------------------------------------------------- */

static const struct {
	const char *name, *method;
	enum tl_control_chart chart;
	bool divides; /* numerators by denominators; else it is of the values */
	bool runs; /* has no limits: runs and crossings say what is not chance */
	bool gaps; /* of what lies between events */
} charts[] = {
	{"u", "u chart", TL_CONTROL_U, .divides = true},
	{"p", "p chart", TL_CONTROL_P, .divides = true},
	{"uprime", "u' chart", TL_CONTROL_U_PRIME, .divides = true},
	{"pprime", "p' chart", TL_CONTROL_P_PRIME, .divides = true},
	{"run", "run chart", TL_CONTROL_RUN, .runs = true},
	{"g", "g chart", TL_CONTROL_G, .gaps = true},
	{"t", "t chart", TL_CONTROL_T, .gaps = true},
};

/* Its place among the charts; TL_LEN(charts) for XmR and for any other name. */
static size_t place_of(const char *name)
{
	size_t place = 0;

	while (place < TL_LEN(charts) && (!name || strcmp(name, charts[place].name) != 0))
		place++;
	return place;
}

bool tl_recipe_chart_is(const char *name)
{
	return place_of(name) < TL_LEN(charts);
}

bool tl_recipe_chart_divides(const char *name)
{
	size_t place = place_of(name);

	return place < TL_LEN(charts) && charts[place].divides;
}

bool tl_recipe_chart_is_of_gaps(const char *name)
{
	size_t place = place_of(name);

	return place < TL_LEN(charts) && charts[place].gaps;
}

bool tl_recipe_chart_is_of_cases(const char *name)
{
	size_t place = place_of(name);

	return place < TL_LEN(charts) && charts[place].chart == TL_CONTROL_G;
}

static enum tl_xmr_type type_of(const struct tl_control_point *point, int good)
{
	bool high = point->value > point->upper;

	if (!high && !(point->value < point->lower))
		return TL_XMR_COMMON_CAUSE;
	if (!good)
		return high ? TL_XMR_NEUTRAL_HIGH : TL_XMR_NEUTRAL_LOW;
	return high == (good > 0) ? TL_XMR_IMPROVEMENT : TL_XMR_CONCERN;
}

struct part { /* the rebase group a point lies in: its points are [from, to) of the series */
	size_t from, to, group;
};

static struct part part_of(const struct series *series)
{
	struct part part = {0, series->values.count, 0};

	for (size_t i = 0; i < series->rebases.count; i++) {
		if (series->rebases.items[i] <= series->at)
			part = (struct part){series->rebases.items[i], part.to, i + 1};
		else if (series->rebases.items[i] < part.to)
			part.to = series->rebases.items[i];
	}
	return part;
}

/* Anhoej's rules speak of all points of a part together. */
static void put_runs(struct tl_result *result, const double *values, size_t count, double centre)
{
	result->centre = centre;
	if (count >= TL_XMR_ICON_POINTS)
		result->flag =
			tl_runs_judge(values, count, centre).signal ? "runs_signal" : "runs_chance";
}

static void judge_control(
	const struct recipe_computing *c, const struct series *series, size_t place)
{
	double per = charts[place].divides && c->settings->per > 0 ? c->settings->per : 1;
	struct part part = part_of(series);
	const double *values =
		charts[place].divides ? series->numerators.items : series->values.items;
	struct tl_control_point *points = tl_alloc(part.to - part.from, sizeof *points);
	const struct tl_control_point *point = &points[series->at - part.from];
	struct tl_xmr_point as_xmr;

	tl_control_judge(charts[place].chart, values + part.from,
		series->denominators.items + part.from, part.to - part.from, c->settings->baseline,
		points);
	as_xmr = (struct tl_xmr_point){.centre = point->centre * per,
		.lower = point->lower * per,
		.upper = point->upper * per,
		.type = type_of(point, good_of(c->settings->polarity)),
		.group_points = part.to - part.from};
	if (may_be_judged(as_xmr.group_points, &series->months.items[part.group])) {
		if (charts[place].runs)
			put_runs(c->result, values + part.from, as_xmr.group_points, point->centre);
		else if (point->upper > point->lower)
			put_judged(c->result, &as_xmr);
		if (!isnan(c->result->centre))
			c->result->method = charts[place].method;
	}
	free(points);
}

void recipe_compute_xmr(const struct recipe_computing *c)
{
	const struct tl_operand *self = recipe_operand_of(c->operands, c->count, "x");
	struct series series = {0};
	size_t place = place_of(c->settings->chart);

	if (self && series_gather(c, self, &series)) {
		if (place < TL_LEN(charts))
			judge_control(c, &series, place);
		else
			judge_xmr(c, &series);
		c->result->value = self->value;
	} else {
		recipe_refuse(c->result, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	}
	tl_vec_free(&series.values);
	tl_vec_free(&series.numerators);
	tl_vec_free(&series.denominators);
	tl_vec_free(&series.rebases);
	tl_vec_free(&series.months);
}
