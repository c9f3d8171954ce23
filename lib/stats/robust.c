/*
 * The rate ratio with a variance that people with repeat events do not shrink: residuals are summed
 * by unit before they are squared (Liang and Zeger 1986; for two arms this is Cochran's ratio
 * estimate).
 */
#include <throughline/num.h>
#include "stats_private.h"

struct arm {
	struct tl_sum events, time;
	size_t units;
	/* once all is summed: */
	double all, rate, scale;
};

static void arm_add(struct arm *arm, double events, double time)
{
	tl_sum_add(&arm->events, events);
	tl_sum_add(&arm->time, time);
	arm->units += time > 0;
}

static void sum_arms(
	const struct tl_ratio_unit *units, size_t count, struct arm *one, struct arm *zero)
{
	for (size_t i = 0; i < count; i++) {
		arm_add(one, units[i].x1, units[i].t1);
		arm_add(zero, units[i].x0, units[i].t0);
	}
}

static void arm_close(struct arm *arm)
{
	double units = (double)arm->units;

	arm->all = tl_sum_value(&arm->events);
	arm->rate = arm->all / tl_sum_value(&arm->time);
	arm->scale = sqrt(units / (units - 1));
}

/* A unit's pull on the log of its arm's rate. */
static double influence(const struct arm *arm, double events, double time)
{
	return time > 0 ? arm->scale * (events - arm->rate * time) / arm->all : 0;
}

double tl_ratio_robust_se(const struct tl_ratio_unit *units, size_t count)
{
	struct arm one = {0}, zero = {0};
	struct tl_sum squares = {0};

	sum_arms(units, count, &one, &zero);
	if (one.units < 2 || zero.units < 2 || !(tl_sum_value(&one.events) > 0) ||
		!(tl_sum_value(&zero.events) > 0))
		return NAN;
	arm_close(&one);
	arm_close(&zero);
	for (size_t i = 0; i < count; i++) {
		double pull = influence(&one, units[i].x1, units[i].t1) -
			      influence(&zero, units[i].x0, units[i].t0);

		tl_sum_add(&squares, pull * pull);
	}
	return sqrt(tl_sum_value(&squares));
}

struct tl_limits tl_ratio_log_se_limits(double value, double log_se, double level)
{
	double reach = tl_z_quantile(level) * log_se;

	if (!(value > 0 && isfinite(value) && log_se >= 0 && isfinite(log_se)))
		return (struct tl_limits){NAN, NAN};
	return (struct tl_limits){value * exp(-reach), value * exp(reach)};
}

struct tl_interval tl_ratio_from_log_se(double value, double log_se)
{
	struct tl_limits at95 = tl_ratio_log_se_limits(value, log_se, TL_LEVEL_95);
	struct tl_limits at998 = tl_ratio_log_se_limits(value, log_se, TL_LEVEL_998);

	return (struct tl_interval){
		value, at95.lower, at95.upper, at998.lower, at998.upper, TL_INTERVAL_ROBUST};
}

struct tl_interval tl_ratio_robust(const struct tl_ratio_unit *units, size_t count)
{
	struct arm one = {0}, zero = {0};
	double value;

	sum_arms(units, count, &one, &zero);
	value = tl_ratio_log_wald(tl_sum_value(&one.events), tl_sum_value(&one.time),
		tl_sum_value(&zero.events), tl_sum_value(&zero.time))
			.value;
	return tl_ratio_from_log_se(value, tl_ratio_robust_se(units, count));
}

/* ---- the change of one group against the change of another ----------------------------------- */

static struct tl_ratio_unit side_of(const struct tl_ratio_change_unit *unit, bool one)
{
	return one ? unit->one : unit->none;
}

static void sum_group(const struct tl_ratio_change_unit *units, size_t count, bool group,
	struct arm *one, struct arm *zero)
{
	for (size_t i = 0; i < count; i++) {
		struct tl_ratio_unit unit = side_of(&units[i], group);

		sum_arms(&unit, 1, one, zero);
	}
}

static double log_ratio(const struct arm *one, const struct arm *zero)
{
	return log(tl_sum_value(&one->events) / tl_sum_value(&one->time)) -
	       log(tl_sum_value(&zero->events) / tl_sum_value(&zero->time));
}

static double pull_of(
	const struct tl_ratio_unit *unit, const struct arm *one, const struct arm *zero)
{
	return influence(one, unit->x1, unit->t1) - influence(zero, unit->x0, unit->t0);
}

static bool is_enough(const struct arm *arm)
{
	return arm->units >= 2 && tl_sum_value(&arm->events) > 0;
}

struct tl_interval tl_ratio_of_ratios(const struct tl_ratio_change_unit *units, size_t count)
{
	struct arm after1 = {0}, before1 = {0}, after0 = {0}, before0 = {0};
	struct tl_sum squares = {0};

	sum_group(units, count, true, &after1, &before1);
	sum_group(units, count, false, &after0, &before0);
	if (!is_enough(&after1) || !is_enough(&before1) || !is_enough(&after0) ||
		!is_enough(&before0))
		return stats_no_interval();
	arm_close(&after1);
	arm_close(&before1);
	arm_close(&after0);
	arm_close(&before0);
	for (size_t i = 0; i < count; i++) {
		double pull = pull_of(&units[i].one, &after1, &before1) -
			      pull_of(&units[i].none, &after0, &before0);

		tl_sum_add(&squares, pull * pull);
	}
	return tl_ratio_from_log_se(
		exp(log_ratio(&after1, &before1) - log_ratio(&after0, &before0)),
		sqrt(tl_sum_value(&squares)));
}
