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

struct series { /* of the points that are shown */
	TL_VEC(double) values, numerators, denominators;
	TL_VEC(size_t) operands; /* which ones they are */
	TL_VEC(size_t) rebases;
	TL_VEC(struct months) months; /* by group */
};

static void series_release(struct series *series)
{
	tl_vec_free(&series->values);
	tl_vec_free(&series->numerators);
	tl_vec_free(&series->denominators);
	tl_vec_free(&series->operands);
	tl_vec_free(&series->rebases);
	tl_vec_free(&series->months);
}

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
static void series_gather(const struct recipe_computing *c, struct series *series)
{
	bool rebase = false;

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
		*tl_vec_push(&series->operands) = i;
		*tl_vec_push(&series->values) = operand->value;
		*tl_vec_push(&series->numerators) = operand->numerator;
		*tl_vec_push(&series->denominators) = operand->denominator;
	}
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

static void judge_xmr(
	const struct recipe_computing *c, const struct series *series, struct tl_result *results)
{
	struct tl_xmr_options options = {
		.good = good_of(c->settings->polarity),
		.baseline = c->settings->baseline,
		.rebases = series->rebases.items,
		.rebase_count = series->rebases.count,
	};
	size_t count = series->values.count;
	struct tl_xmr_point *points = tl_alloc(count, sizeof *points);

	tl_xmr_judge(series->values.items, count, &options, points);
	for (size_t i = 0; i < count; i++)
		if (may_be_judged(points[i].group_points, &series->months.items[points[i].group]) &&
			points[i].upper > points[i].lower)
			put_judged(&results[series->operands.items[i]], &points[i]);
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

struct part { /* a rebase group: its points are [from, to) of the series */
	size_t from, to, group;
};

/* Anhoej's rules speak of all points of a part together. */
static const char *runs_flag(const double *values, size_t count, double centre)
{
	if (count < TL_XMR_ICON_POINTS)
		return "";
	return tl_runs_judge(values, count, centre).signal ? "runs_signal" : "runs_chance";
}

static void judge_part(const struct recipe_computing *c, const struct series *series,
	struct part part, size_t place, struct tl_result *results)
{
	double per = charts[place].divides && c->settings->per > 0 ? c->settings->per : 1;
	size_t count = part.to - part.from;
	const double *values = part.from + (charts[place].divides ? series->numerators.items
								  : series->values.items);
	struct tl_control_point *points = tl_alloc(count, sizeof *points);
	const char *flag = "";

	tl_control_judge(charts[place].chart, values, series->denominators.items + part.from, count,
		c->settings->baseline, points);
	if (charts[place].runs && count)
		flag = runs_flag(values, count, points[0].centre);
	for (size_t i = 0; i < count; i++) {
		struct tl_result *result = &results[series->operands.items[part.from + i]];
		const struct tl_xmr_point as_xmr = {.centre = points[i].centre * per,
			.lower = points[i].lower * per,
			.upper = points[i].upper * per,
			.type = type_of(&points[i], good_of(c->settings->polarity)),
			.group_points = count};

		if (charts[place].runs) {
			result->centre = points[i].centre;
			result->flag = flag;
		} else if (points[i].upper > points[i].lower) {
			put_judged(result, &as_xmr);
		}
		if (!isnan(result->centre))
			result->method = charts[place].method;
	}
	free(points);
}

static void judge_control(const struct recipe_computing *c, const struct series *series,
	size_t place, struct tl_result *results)
{
	for (size_t group = 0; group <= series->rebases.count; group++) {
		struct part part = {0, series->values.count, group};

		if (group > 0)
			part.from = series->rebases.items[group - 1];
		if (group < series->rebases.count)
			part.to = series->rebases.items[group];
		if (may_be_judged(part.to - part.from, &series->months.items[group]))
			judge_part(c, series, part, place, results);
	}
}

void recipe_judge_series(const struct recipe_computing *c, struct tl_result *results)
{
	struct series series = {0};
	size_t place = place_of(c->settings->chart);

	series_gather(c, &series);
	if (place < TL_LEN(charts))
		judge_control(c, &series, place, results);
	else
		judge_xmr(c, &series, results);
	for (size_t i = 0; i < series.values.count; i++)
		results[series.operands.items[i]].value = series.values.items[i];
	series_release(&series);
}

/* The point of the series that it is; c->count: none. */
static size_t find_self(const struct recipe_computing *c)
{
	const struct tl_operand *self = recipe_operand_of(c->operands, c->count, "x");
	size_t found = c->count;

	for (size_t i = 0; self && i < c->count; i++)
		if (strcmp(c->operands[i].role, "series") == 0 &&
			recipe_is_published(&c->operands[i]) &&
			tl_str_equal(
				tl_str(c->operands[i].period_from), tl_str(self->period_from)) &&
			c->operands[i].value == self->value)
			found = i;
	return found;
}

void recipe_compute_xmr(const struct recipe_computing *c)
{
	size_t self = find_self(c);
	struct tl_result *results;

	if (self == c->count) {
		recipe_refuse(c->result, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
		return;
	}
	results = tl_alloc(c->count, sizeof *results);
	results[self] = *c->result;
	recipe_judge_series(c, results);
	*c->result = results[self];
	free(results);
}
