/* Kaplan and Meier's curve, what it says of a time and a time of it. */
#include <stdlib.h>
#include <throughline/num.h>
#include "survival_rows.h"

#define EXACTLY 1e-8 /* a share left that is so near the asked one equals it */

size_t tl_survival_kaplan_meier(
	const double *times, const double *events, size_t count, struct tl_survival_step *steps)
{
	size_t known, made = 0;
	struct survival_row *rows = survival_rows(times, events, NULL, count, &known);
	struct tl_sum variance = {0};
	double left = 1;

	for (size_t first = 0, past; first < known; first = past) {
		struct tl_survival_step step = {
			.time = rows[first].time, .at_risk = (double)(known - first)};

		for (past = first; past < known && rows[past].time == step.time; past++)
			step.events += rows[past].event != 0;
		step.censored = (double)(past - first) - step.events;
		left *= 1 - step.events / step.at_risk;
		tl_sum_add(&variance, step.events / (step.at_risk * (step.at_risk - step.events)));
		step.survival = left;
		step.variance = tl_sum_value(&variance);
		steps[made++] = step;
	}
	free(rows);
	return made;
}

struct tl_limits tl_survival_limits(
	const struct tl_survival_step *step, enum tl_survival_limits kind, double level)
{
	double left = step->survival, reach = tl_z_quantile(level) * sqrt(step->variance);

	if (left == 1)
		return (struct tl_limits){1, 1};
	if (!(left > 0))
		return stats_no_limits();
	if (kind == TL_SURVIVAL_LOG)
		return (struct tl_limits){left * exp(-reach), fmin(1, left * exp(reach))};
	reach /= log(left); /* negative, so the signs turn */
	return (struct tl_limits){pow(left, exp(-reach)), pow(left, exp(reach))};
}

/* Where the curve says `left` of a step; it never rises. */
static double time_below(
	const struct tl_survival_step *steps, const double *left, size_t count, double above)
{
	for (size_t i = 0; i < count; i++) {
		double falls = left[i];

		if (isnan(falls) || falls > above + EXACTLY)
			continue;
		if (falls < above - EXACTLY)
			return steps[i].time;
		for (size_t j = i + 1; j < count; j++)
			if (left[j] < falls - EXACTLY || steps[j].survival == 0)
				return (steps[i].time + steps[j].time) / 2;
		return steps[i].time;
	}
	return NAN;
}

double tl_survival_time_below(const struct tl_survival_step *steps, size_t count, double above)
{
	double *left = tl_alloc(count + 1, sizeof *left), time;

	for (size_t i = 0; i < count; i++)
		left[i] = steps[i].survival;
	time = time_below(steps, left, count, above);
	free(left);
	return time;
}

struct tl_limits tl_survival_time_limits(const struct tl_survival_step *steps, size_t count,
	double above, enum tl_survival_limits kind, double level)
{
	double *lower = tl_alloc(count + 1, sizeof *lower);
	double *upper = tl_alloc(count + 1, sizeof *upper);
	struct tl_limits times;

	for (size_t i = 0; i < count; i++) {
		struct tl_limits limits = tl_survival_limits(&steps[i], kind, level);

		lower[i] = limits.lower;
		upper[i] = limits.upper;
	}
	times.lower = time_below(steps, lower, count, above);
	times.upper = time_below(steps, upper, count, above);
	free(upper);
	free(lower);
	return times;
}

/* The area under the curve from step i to the horizon. */
static double area_after(
	const struct tl_survival_step *steps, size_t count, size_t i, double horizon)
{
	struct tl_sum area = {0};

	for (; i < count && steps[i].time < horizon; i++) {
		double end = i + 1 < count ? fmin(steps[i + 1].time, horizon) : horizon;

		tl_sum_add(&area, steps[i].survival * (end - steps[i].time));
	}
	return tl_sum_value(&area);
}

struct tl_estimate tl_survival_restricted_mean(
	const struct tl_survival_step *steps, size_t count, double horizon)
{
	struct tl_sum variance = {0};

	if (!count)
		return (struct tl_estimate){NAN, NAN};
	for (size_t i = 0; i < count; i++) {
		double stay = steps[i].at_risk - steps[i].events;
		double area = area_after(steps, count, i, horizon);

		if (stay > 0)
			tl_sum_add(&variance,
				area * area * steps[i].events / (steps[i].at_risk * stay));
	}
	return (struct tl_estimate){
		fmin(steps[0].time, horizon) + area_after(steps, count, 0, horizon),
		sqrt(tl_sum_value(&variance))};
}
