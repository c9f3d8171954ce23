/*
 * Funnels with additive over-dispersion (Spiegelhalter 2005): localities differ in more than chance
 * and need, so the limits of the plain funnel would call nearly all large ones outliers.
 */
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

#define PULLED_IN 0.1 /* share of localities pulled in at each end */
#define TENTHS_KEPT_LOWEST 1.0 /* of ten classes of rank, the first and last are left out */
#define TENTHS_KEPT_HIGHEST 8.0

static const double half_pi = 1.57079632679489661923;

/* A scale on which the spread of a locality does not depend on its level. */
struct scale {
	double (*to)(double value);
	double (*from)(double y);
	double spread; /* s = spread / sqrt n */
};

static double to_angle(double share)
{
	return asin(sqrt(share));
}

static double from_angle(double y)
{
	double root = sin(fmin(fmax(y, 0), half_pi));

	return root * root;
}

static double from_root(double y)
{
	return y > 0 ? y * y : 0;
}

/* No events have no logarithm: such a locality is unknown on this scale. */
static double to_log(double ratio)
{
	return ratio > 0 ? log(ratio) : NAN;
}

static const struct scale scales[] = {
	[TL_FUNNEL_PR] = {to_angle, from_angle, 0.5},
	[TL_FUNNEL_CQC] = {sqrt, from_root, 0.5},
	[TL_FUNNEL_SHMI] = {to_log, exp, 1},
};

struct scored {
	double z, s;
	double rank; /* ascending, ties averaged */
};

static int by_z(const void *left, const void *right)
{
	const struct scored *a = left, *b = right;

	return (a->z > b->z) - (a->z < b->z);
}

static void rank_scores(struct scored *scores, size_t count)
{
	qsort(scores, count, sizeof *scores, by_z);
	for (size_t first = 0, past; first < count; first = past) {
		for (past = first + 1; past < count && scores[past].z == scores[first].z;)
			past++;
		for (size_t i = first; i < past; i++)
			scores[i].rank = (double)(first + 1 + past) / 2;
	}
}

static void pull_in(struct scored *scores, size_t count)
{
	double *sorted = tl_alloc(count + 1, sizeof *sorted);
	double low, high;

	for (size_t i = 0; i < count; i++)
		sorted[i] = scores[i].z;
	low = tl_quantile_type7(sorted, count, PULLED_IN);
	high = tl_quantile_type7(sorted, count, 1 - PULLED_IN);
	for (size_t i = 0; i < count; i++)
		scores[i].z = fmin(fmax(scores[i].z, low), high);
	free(sorted);
}

static size_t leave_out_ends(struct scored *scores, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		double tenth = floor(10 * scores[i].rank / ((double)count + 1));

		if (tenth >= TENTHS_KEPT_LOWEST && tenth <= TENTHS_KEPT_HIGHEST)
			scores[kept++] = scores[i];
	}
	return kept;
}

static void by_moments(const struct scored *scores, size_t count, struct tl_funnel_spread *spread)
{
	struct tl_sum squares = {0}, first = {0}, second = {0};
	double n = (double)count, s1, s2;

	for (size_t i = 0; i < count; i++) {
		double weight = 1 / (scores[i].s * scores[i].s);

		tl_sum_add(&squares, scores[i].z * scores[i].z);
		tl_sum_add(&first, weight);
		tl_sum_add(&second, weight * weight);
	}
	s1 = tl_sum_value(&first);
	s2 = tl_sum_value(&second);
	spread->used = count;
	spread->phi = tl_sum_value(&squares) / n;
	if (n * spread->phi > n - 1 && count > 1)
		spread->tau2 = (n * spread->phi - (n - 1)) / (s1 - s2 / s1);
}

static size_t score(const struct scale *scale, double centre,
	const struct tl_funnel_locality *localities, size_t count, struct scored *scores)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		double y = scale->to(localities[i].x / localities[i].n);
		double s = scale->spread / sqrt(localities[i].n);

		if (isfinite(y) && isfinite(s) && s > 0)
			scores[known++] = (struct scored){.z = (y - centre) / s, .s = s};
	}
	return known;
}

struct tl_funnel_spread tl_funnel_spread(enum tl_funnel_method method,
	const struct tl_funnel_locality *localities, size_t count, bool adjust)
{
	enum tl_funnel_kind kind = method == TL_FUNNEL_PR ? TL_FUNNEL_PROPORTION : TL_FUNNEL_RATIO;
	struct tl_funnel_spread spread = {0};
	struct scored *scores = tl_alloc(count + 1, sizeof *scores);
	size_t used;

	assert(method != TL_FUNNEL_EXACT);
	spread.centre = scales[method].to(tl_funnel_baseline(kind, localities, count));
	used = score(&scales[method], spread.centre, localities, count, scores);
	rank_scores(scores, used);
	if (method == TL_FUNNEL_SHMI)
		used = leave_out_ends(scores, used);
	else
		pull_in(scores, used);
	if (adjust && used)
		by_moments(scores, used, &spread);
	free(scores);
	return spread;
}

struct tl_limits tl_funnel_control_limits(
	enum tl_funnel_method method, const struct tl_funnel_spread *spread, double n, double level)
{
	const struct scale *scale = &scales[method];
	double s = scale->spread / sqrt(n);
	double reach = tl_z_quantile(level) * sqrt(s * s + spread->tau2);

	assert(method != TL_FUNNEL_EXACT);
	if (!(n > 0) || isnan(spread->centre))
		return stats_no_limits();
	return (struct tl_limits){
		scale->from(spread->centre - reach), scale->from(spread->centre + reach)};
}
