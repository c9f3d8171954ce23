/*
 * Individuals and moving-range charts: limits, then the four rules in order of priority, group by
 * group. Each rule writes only where no rule before it did, which is all that priority means.
 */
#include <throughline/num.h>
#include "stats_private.h"

#define LIMIT_RANGES 2.66 /* 3 / 1.128, rounded as Making Data Count rounds it */
#define LARGE_RANGES 3.267
#define NEAR_SHARE (2.0 / 3.0)
#define RUN_POINTS ((size_t)7) /* of a trend and of a shift */
#define WINDOW_POINTS ((size_t)3)
#define WINDOW_NEAR 2

/* A group of points that share their limits. */
struct group {
	const double *values;
	struct tl_xmr_point *points;
	size_t count;
};

static double mean_range(const double *values, size_t count, double below)
{
	struct tl_sum sum = {0};
	size_t ranges = 0;

	for (size_t i = 1; i < count; i++) {
		double range = fabs(values[i] - values[i - 1]);

		if (range >= below)
			continue;
		tl_sum_add(&sum, range);
		ranges++;
	}
	return ranges ? tl_sum_value(&sum) / (double)ranges : NAN;
}

double stats_screened_range(const double *values, size_t count)
{
	return mean_range(values, count, LARGE_RANGES * mean_range(values, count, INFINITY));
}

double stats_mean_range(const double *values, size_t count)
{
	return mean_range(values, count, INFINITY);
}

static void set_limits(const struct group *group, const struct tl_xmr_options *options)
{
	size_t count = group->count, known;
	double centre, range, reach;

	if (options->baseline && options->baseline < count)
		count = options->baseline;
	centre = stats_mean(group->values, count, &known);
	if (known < count) /* an unknown value: the ranges beside it are unknown too */
		centre = NAN;
	range = options->keep_all_ranges ? stats_mean_range(group->values, count)
					 : stats_screened_range(group->values, count);
	reach = isnan(centre) ? NAN : LIMIT_RANGES * range;
	for (size_t i = 0; i < group->count; i++) {
		struct tl_xmr_point *point = &group->points[i];

		point->centre = centre;
		point->lower = centre - reach;
		point->upper = centre + reach;
		point->near_lower = centre - reach * NEAR_SHARE;
		point->near_upper = centre + reach * NEAR_SHARE;
	}
}

static int side_of(const struct group *group, size_t i)
{
	double centre = group->points[i].centre;

	return (group->values[i] > centre) - (group->values[i] < centre);
}

static bool is_outside(const struct group *group, size_t i)
{
	const struct tl_xmr_point *point = &group->points[i];

	return group->values[i] < point->lower || group->values[i] > point->upper;
}

static bool is_near(const struct group *group, size_t i)
{
	const struct tl_xmr_point *point = &group->points[i];

	return !is_outside(group, i) &&
	       (group->values[i] < point->near_lower || group->values[i] > point->near_upper);
}

static void flag(struct tl_xmr_point *point, enum tl_xmr_signal signal, int direction)
{
	if (point->signal != TL_XMR_NO_SIGNAL)
		return;
	point->signal = signal;
	point->direction = direction;
}

static void flag_outside(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (is_outside(group, i))
			flag(&group->points[i], TL_XMR_OUTSIDE, side_of(group, i));
}

static int step_of(const struct group *group, size_t i)
{
	double before = group->values[i], after = group->values[i + 1];

	return (after > before) - (after < before);
}

/* How many of the points or steps from i on go the same way; 0 where the first goes none. */
static size_t run_from(const struct group *group, size_t i, size_t end,
	int (*way)(const struct group *group, size_t i))
{
	int first = way(group, i);
	size_t length = 0;

	while (first && i + length < end && way(group, i + length) == first)
		length++;
	return length;
}

/* Runs go left to right, so that a point two trends share keeps the earlier one's direction. */
static void flag_trends(const struct group *group)
{
	for (size_t i = 0; i + 1 < group->count;) {
		size_t steps = run_from(group, i, group->count - 1, step_of);

		if (steps + 1 >= RUN_POINTS)
			for (size_t j = i; j <= i + steps; j++)
				flag(&group->points[j], TL_XMR_TREND, step_of(group, i));
		i += steps ? steps : 1;
	}
}

static void flag_two_of_three(const struct group *group)
{
	for (size_t i = 0; i + WINDOW_POINTS <= group->count; i++) {
		int near = 0;

		if (run_from(group, i, i + WINDOW_POINTS, side_of) < WINDOW_POINTS)
			continue;
		for (size_t j = i; j < i + WINDOW_POINTS; j++)
			near += is_near(group, j);
		for (size_t j = i; near >= WINDOW_NEAR && j < i + WINDOW_POINTS; j++)
			if (is_near(group, j))
				flag(&group->points[j], TL_XMR_TWO_OF_THREE, side_of(group, j));
	}
}

static void flag_shifts(const struct group *group)
{
	for (size_t i = 0; i < group->count;) {
		size_t length = run_from(group, i, group->count, side_of);

		for (size_t j = i; length >= RUN_POINTS && j < i + length; j++)
			flag(&group->points[j], TL_XMR_SHIFT, side_of(group, j));
		i += length ? length : 1;
	}
}

static enum tl_xmr_type type_of(const struct tl_xmr_point *point, int good)
{
	if (point->signal == TL_XMR_NO_SIGNAL)
		return TL_XMR_COMMON_CAUSE;
	if (good == 0)
		return point->direction > 0 ? TL_XMR_NEUTRAL_HIGH : TL_XMR_NEUTRAL_LOW;
	return point->direction == good ? TL_XMR_IMPROVEMENT : TL_XMR_CONCERN;
}

static void judge_group(const struct group *group, const struct tl_xmr_options *options)
{
	set_limits(group, options);
	if (isnan(group->points[0].lower))
		return;
	flag_outside(group);
	flag_trends(group);
	flag_two_of_three(group);
	flag_shifts(group);
	for (size_t i = 0; i < group->count; i++)
		group->points[i].type = type_of(&group->points[i], options->good);
}

void tl_xmr_judge(const double *values, size_t count, const struct tl_xmr_options *options,
	struct tl_xmr_point *points)
{
	size_t from = 0;

	for (size_t number = 0; from < count; number++) {
		size_t to = number < options->rebase_count ? options->rebases[number] : count;
		struct group group = {values + from, points + from, to - from};

		assert(from < to && to <= count);
		for (size_t i = from; i < to; i++)
			points[i] =
				(struct tl_xmr_point){.group = number, .group_points = to - from};
		judge_group(&group, options);
		from = to;
	}
}
