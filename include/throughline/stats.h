/*
 * Statistics: pure functions on numbers and arrays. One method a file in lib/stats/.
 *
 * Nothing here reads, prints, keeps state or fails: what cannot be said is NaN, "no bound above" is
 * INFINITY, and a caller tests with isnan(). NaN in an array of values means unknown and is left
 * out unless a function says otherwise. Counts are doubles, because published counts may be rounded
 * or weighted; an exact test wants whole ones. Sums run in array order (Neumaier), so the caller's
 * order is part of the result: sort by key first.
 *
 * Distributions are GSL's. Levels are shares (0.95), two-sided, z = Phi^-1(1 - (1 - level) / 2) at
 * full precision.
 *
 * To add a method: a file lib/stats/<method>.c, its functions below, its vectors in
 * tests/unit/test_stats_vectors.c. Memory is taken by tl_adjust_* only, and given back at once.
 */
#ifndef THROUGHLINE_STATS_H
#define THROUGHLINE_STATS_H

#include <throughline/base.h>

#define TL_LEVEL_95 0.95
#define TL_LEVEL_998 0.998

/* How an interval was made; the name is what a column `method` prints. */
enum tl_interval_method {
	TL_INTERVAL_NONE, /* "" */
	TL_INTERVAL_WILSON,
	TL_INTERVAL_EXACT_POISSON, /* "Exact" */
	TL_INTERVAL_BYAR, /* "Byars" */
	TL_INTERVAL_NEWCOMBE,
	TL_INTERVAL_EXACT_RATIO,
	TL_INTERVAL_LOG_WALD,
	TL_INTERVAL_ROBUST,
	TL_INTERVAL_T,
	TL_INTERVAL_ORDER,
	TL_INTERVAL_METHOD_COUNT_OF
};
const char *tl_interval_method_name(enum tl_interval_method method);

struct tl_limits {
	double lower, upper;
};

struct tl_interval {
	double value;
	double lower, upper; /* 95% */
	double lower_998, upper_998; /* 99.8% */
	enum tl_interval_method method;
};

/* Value and limits times `by` (> 0): percent, per 10,000. */
struct tl_interval tl_interval_scale(struct tl_interval interval, double by);

/* --- z.c: the standard normal. level in (0, 1): 0.95 gives 1.959963984540054. */
double tl_z_quantile(double level);

/* --- proportion.c: x of n. Wilson's score interval, sound for the small counts of a ward, where
 * p +/- 1.96 se is not (Wilson 1927). x = 0 gives a lower limit of exactly 0, x = n an upper limit
 * of exactly 1. NaN throughout where n <= 0 or x is outside 0..n. Unscaled: 0 to 1. */
struct tl_limits tl_proportion_limits(double x, double n, double level);
struct tl_interval tl_proportion_wilson(double x, double n);

/* --- rate.c: x events in `time` person-time (or population). Exact Poisson limits below 10 events
 * (gamma quantiles, Garwood 1936), Byar's approximation from 10 on (Breslow and Day 1987). NaN
 * throughout where time <= 0 or x < 0. Unscaled: events per one unit of time. */
struct tl_limits tl_rate_exact_limits(double x, double level); /* of the count; Byar's above 1e6 */
struct tl_limits tl_rate_byar_limits(double x, double level); /* of the count; x = 0: NaN, upper */
struct tl_interval tl_rate_interval(double x, double time);

/* --- ratio.c: (x1/t1) / (x0/t0), arm 1 against arm 0.
 * Value: INFINITY if only x0 is 0, NaN if both are. NaN throughout where a time is <= 0 or a count
 * negative. Exact: Clopper-Pearson limits v of x1 among x1 + x0, turned into v/(1-v) t0/t1; x1 = 0
 * has lower 0, x0 = 0 upper INFINITY. log-Wald: exp(log value +/- z sqrt(1/x1 + 1/x0)), NaN limits
 * if either count is 0. */
struct tl_interval tl_ratio_exact(double x1, double t1, double x0, double t0);
struct tl_interval tl_ratio_log_wald(double x1, double t1, double x0, double t0);
/* The one to print when no unit can have two events: exact if either count < 10, else log-Wald. */
struct tl_interval tl_ratio_interval(double x1, double t1, double x0, double t0);
/* Two-sided exact test that both rates are equal: binomial(x1 + x0, t1/(t1 + t0)), the sum of the
 * probabilities of all outcomes not above (1 + 1e-7) times the observed one's; 1 if there is no
 * event; NaN where a count is not whole or the times are not positive. */
double tl_ratio_p_exact(double x1, double t1, double x0, double t0);

/* --- robust.c: the ratio when people have repeat events: what Poisson assumes is then too narrow,
 * by half in seeded data (0.064 against 0.126).
 *
 * A unit is whatever is independent (a person, or a family summed over its members), with its
 * events and time in each arm. Between two groups of units, the other arm of each is 0, 0; before
 * and after in the same units fill both, and the pairing is then in the variance. Units without any
 * time count for nothing. */
struct tl_ratio_unit {
	double x1, t1, x0, t0;
};
/* Standard error of the log rate ratio, the sandwich of a Poisson regression on the arm with
 * independence within units (GEE), which is the delta method on two ratio estimates:
 *
 *   se^2 = sum over units u of (k1 (x1u - r1 t1u) / X1 - k0 (x0u - r0 t0u) / X0)^2
 *
 * with X the arm's events, r = X / T its rate, k = sqrt(m / (m - 1)) and m its units with time (k =
 * 1 is the plain HC0 sandwich, too small for few units). NaN if an arm has fewer than 2 units or no
 * event. It is 0 when all units of an arm have the same rate: few data, not certainty. */
double tl_ratio_robust_se(const struct tl_ratio_unit *units, size_t count);
/* value exp(+/- z log_se). NaN limits unless value > 0, finite, and log_se >= 0. */
struct tl_interval tl_ratio_from_log_se(double value, double log_se);
/* The two together: the ratio of the units' sums with its robust limits. */
struct tl_interval tl_ratio_robust(const struct tl_ratio_unit *units, size_t count);

/* --- difference.c: x1/n1 - x0/n0, as a share. Newcombe's hybrid of two Wilson intervals (1998,
 * method 10). NaN throughout where either proportion is. */
struct tl_interval tl_difference_newcombe(double x1, double n1, double x0, double n0);
/* Fisher's exact test, two-sided by the same rule as tl_ratio_p_exact. NaN where not whole. */
double tl_difference_p_fisher(double x1, double n1, double x0, double n0);

/* --- mean.c: mean with Student's t, n - 1 degrees of freedom. n counts the values that are known;
 * n = 0: NaN; n = 1: sd and limits NaN. */
struct tl_mean {
	size_t n;
	double sd; /* with n - 1 */
	struct tl_interval interval;
};
struct tl_mean tl_mean_t(const double *values, size_t count);

/* --- quantile.c: medians and percentiles, type 7 of Hyndman and Fan (1996): R's and Excel's.
 * The arrays must be sorted and free of NaN; tl_quantile_sort does both. */
/* Sorts ascending in place, NaN to the end; returns how many are known. */
size_t tl_quantile_sort(double *values, size_t count);
/* share in [0, 1]: 0.5 the median, 0.9 the P90. NaN if count is 0. */
double tl_quantile_type7(const double *sorted, size_t count, double share);
/* With distribution-free limits: the l-th and u-th smallest values, l the largest rank with
 * P(B < l) <= (1 - level)/2 and u the smallest with P(B >= u) <= (1 - level)/2, B ~ binomial(count,
 * share) (David and Nagaraja, Order Statistics, 7.1). Coverage is at least the level. A limit that
 * no value can give is NaN: a median has limits from 6 values on (95%), from 10 (99.8%). */
struct tl_interval tl_quantile_interval(const double *sorted, size_t count, double share);
/* The group 1..groups of the value with ascending rank 1..count (ties the lowest rank of them):
 * (groups + 1) - ceil((count + 1 - rank) groups / count), 0 becomes 1. 0 where count < groups. */
size_t tl_quantile_group(size_t rank, size_t count, size_t groups);

/* --- adjust.c: multiplicity. NaN p values stay NaN and m counts the others; results at the place
 * of their p; `adjusted` may be `p` itself. Holm: running maximum of min(1, (m-i+1) p_(i)).
 * Benjamini-Hochberg: running minimum, from the largest, of min(1, m p_(i) / i). */
void tl_adjust_holm(const double *p, size_t count, double *adjusted);
void tl_adjust_bh(const double *p, size_t count, double *adjusted);

/* --- xmr.c: individuals and moving-range chart (NHS England, Making Data Count).
 *
 * Limits: mean +/- 2.66 mean(mR), mR = |x_i - x_(i-1)|, those >= 3.267 mean(mR) dropped once; near
 * lines at two thirds of the way. A constant series has no mR left, a single point none at all:
 * then limits are NaN and nothing is flagged. Groups (rebases) are separate charts: no mR and no
 * run crosses a border. A month without a value is left out by the caller, as if its row were
 * absent; a NaN among the points that make the limits leaves its group without limits and flags. */
enum tl_xmr_signal { /* in order of priority: a point has one */
	TL_XMR_NO_SIGNAL,
	TL_XMR_OUTSIDE, /* strictly outside the limits */
	TL_XMR_TREND, /* in 7 points that rise (or fall) strictly */
	TL_XMR_TWO_OF_THREE, /* near and inside; of 3 consecutive on one side 2 are near */
	TL_XMR_SHIFT, /* in 7 points on one side of the mean; on the mean breaks it */
	TL_XMR_SIGNAL_COUNT_OF
};
enum tl_xmr_type {
	TL_XMR_COMMON_CAUSE,
	TL_XMR_IMPROVEMENT,
	TL_XMR_CONCERN,
	TL_XMR_NEUTRAL_HIGH,
	TL_XMR_NEUTRAL_LOW,
	TL_XMR_TYPE_COUNT_OF
};
enum tl_xmr_assurance {
	TL_XMR_NO_ASSURANCE, /* no target, no limits, no polarity, or too few points */
	TL_XMR_CONSISTENT_PASS, /* the whole process on the good side of the target */
	TL_XMR_CONSISTENT_FAIL,
	TL_XMR_HIT_AND_MISS, /* the target lies on or within the limits: chance decides */
	TL_XMR_ASSURANCE_COUNT_OF
};
const char *tl_xmr_signal_name(enum tl_xmr_signal signal); /* "two of three" */
const char *tl_xmr_type_name(enum tl_xmr_type type); /* "special_cause_concern" */
const char *tl_xmr_assurance_name(enum tl_xmr_assurance assurance); /* "consistent_fail" */

#define TL_XMR_ICON_POINTS ((size_t)13) /* under this in a group: a chart, no icon */

struct tl_xmr_options {
	int good; /* which way is good: 1 up, -1 down, 0 neither */
	size_t baseline; /* limits from each group's first n points, judging all; 0: all */
	const size_t *rebases; /* ascending indices (> 0) of the points that open a new group */
	size_t rebase_count;
	bool keep_all_ranges; /* do not drop large moving ranges */
};
struct tl_xmr_point {
	double centre, lower, upper, near_lower, near_upper;
	size_t group; /* 0, 1, ... */
	size_t group_points; /* how many points the group has */
	enum tl_xmr_signal signal;
	int direction; /* -1, 0, 1: side of the mean, or of the trend */
	enum tl_xmr_type type;
};
/* Judges `count` values in time order into as many points. */
void tl_xmr_judge(const double *values, size_t count, const struct tl_xmr_options *options,
	struct tl_xmr_point *points);
/* The variation icon: the class of the last point. False where its group has too few points. */
bool tl_xmr_variation(const struct tl_xmr_point *points, size_t count, enum tl_xmr_type *icon);
/* The assurance icon: the last group's limits against a target. */
enum tl_xmr_assurance tl_xmr_assure(
	const struct tl_xmr_point *points, size_t count, double target, int good);

#endif
