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
 * tests/unit/test_stats_vectors.c. Memory is taken only where a method must sort, and given back at
 * once.
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
/* Its limits at any level: exact or Byar's by the same rule. */
struct tl_limits tl_rate_limits(double x, double time, double level);

/* --- ratio.c: (x1/t1) / (x0/t0), arm 1 against arm 0.
 * Value: INFINITY if only x0 is 0, NaN if both are. NaN throughout where a time is <= 0 or a count
 * negative. Exact: Clopper-Pearson limits v of x1 among x1 + x0, turned into v/(1-v) t0/t1; x1 = 0
 * has lower 0, x0 = 0 upper INFINITY. log-Wald: exp(log value +/- z sqrt(1/x1 + 1/x0)), NaN limits
 * if either count is 0. */
struct tl_interval tl_ratio_exact(double x1, double t1, double x0, double t0);
struct tl_interval tl_ratio_log_wald(double x1, double t1, double x0, double t0);
/* The limits of either at any level. */
struct tl_limits tl_ratio_exact_limits(double x1, double t1, double x0, double t0, double level);
struct tl_limits tl_ratio_log_wald_limits(double x1, double t1, double x0, double t0, double level);
/* The one to print when no unit can have two events: exact if either count < 10, else log-Wald. */
#define TL_RATIO_EXACT_BELOW 10 /* events in an arm: under this the exact limits are printed */
struct tl_interval tl_ratio_interval(double x1, double t1, double x0, double t0);
/* Two-sided exact test that both rates are equal: binomial(x1 + x0, t1/(t1 + t0)), the sum of the
 * probabilities of all outcomes not above (1 + 1e-7) times the observed one's; 1 if there is no
 * event; NaN where a count is not whole or the times are not positive. */
double tl_ratio_p_exact(double x1, double t1, double x0, double t0);

/* --- ratio_p.c: p values that agree with an interval, under 0.05 just where its 95% limits leave
 * out 1. NaN where there is nothing to say. */
double tl_ratio_p_log_se(double value, double log_se); /* of tl_ratio_from_log_se */
double tl_ratio_p_central(double x1, double t1, double x0, double t0); /* of tl_ratio_exact */
double tl_ratio_p(double x1, double t1, double x0, double t0); /* of tl_ratio_interval */
/* Of any interval whose limits lie alike on the scale of logarithms, from the one nearer to 1. */
double tl_ratio_p_of_limits(double value, double lower, double upper);

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
/* What the error is made of, for units that come many at a time: the squares are sums of these.
 * Whole numbers (events, days) add up exactly, in any order, while their products stay under 2^53.
 */
struct tl_ratio_side { /* one arm at one time, over its units with time */
	double units, events, time;
	double events_events, events_time, time_time; /* of products */
};
struct tl_ratio_pair { /* products of one side with another in the same unit */
	double events_events, events_time, time_events, time_time;
};
static inline void tl_ratio_side_add(struct tl_ratio_side *side, double events, double time)
{
	double counts = time > 0 ? 1 : 0;

	side->units += counts;
	side->events += events;
	side->time += time;
	side->events_events += counts * events * events;
	side->events_time += counts * events * time;
	side->time_time += counts * time * time;
}
void tl_ratio_side_join(struct tl_ratio_side *side, const struct tl_ratio_side *other);
static inline void tl_ratio_pair_add(
	struct tl_ratio_pair *pair, double events1, double time1, double events0, double time0)
{
	double count = time1 > 0 && time0 > 0 ? 1 : 0; /* both sides do */

	pair->events_events += count * events1 * events0;
	pair->events_time += count * events1 * time0;
	pair->time_events += count * time1 * events0;
	pair->time_time += count * time1 * time0;
}
void tl_ratio_pair_join(struct tl_ratio_pair *pair, const struct tl_ratio_pair *other);

#define TL_RATIO_SIDES 4
struct tl_ratio_sums { /* side 0 over side 1; of a change that over (side 2 over side 3) */
	struct tl_ratio_side sides[TL_RATIO_SIDES];
	struct tl_ratio_pair pairs[TL_RATIO_SIDES][TL_RATIO_SIDES]; /* [i][j], i < j */
};
double tl_ratio_sums_se(const struct tl_ratio_sums *sums); /* as tl_ratio_robust_se */
struct tl_interval tl_ratio_sums_robust(const struct tl_ratio_sums *sums);
struct tl_interval tl_ratio_sums_change(const struct tl_ratio_sums *sums); /* tl_ratio_of_ratios */

/* value exp(+/- z log_se). NaN limits unless value > 0, finite, and log_se >= 0. */
struct tl_interval tl_ratio_from_log_se(double value, double log_se);
struct tl_limits tl_ratio_log_se_limits(double value, double log_se, double level);
/* The two together: the ratio of the units' sums with its robust limits. */
struct tl_interval tl_ratio_robust(const struct tl_ratio_unit *units, size_t count);

/* The change over time of one group of units against that of another: (x1/t1)/(x0/t0) of `one`, 1
 * after and 0 before, divided by the same of `none`. A unit that is in both groups, first in the
 * one and then in the other, is one unit: its pulls on both logs are added before they are squared.
 * NaN where a side of a group has fewer than 2 units or no event. */
struct tl_ratio_change_unit {
	struct tl_ratio_unit one, none;
};
struct tl_interval tl_ratio_of_ratios(const struct tl_ratio_change_unit *units, size_t count);

/* --- effect.c: what follows from a rate ratio against a comparison, with its limits. */
struct tl_interval tl_ratio_change(struct tl_interval ratio); /* 100 (ratio - 1) percent */
/* (1 - ratio) x expected: how many fewer there were than the comparison's rate would have given in
 * the same time; below 0: more. The expected number is taken as known. */
struct tl_interval tl_ratio_avoided(struct tl_interval ratio, double expected);
/* How strongly something unmeasured would have to go with both the programme and the events, as a
 * rate ratio, to explain the ratio away: E = r + sqrt(r (r - 1)), r = max(ratio, 1/ratio). lower
 * (and lower_998): the same of the limit nearer to 1, 1 where the interval holds 1 (VanderWeele and
 * Ding 2017). No upper limits. */
struct tl_interval tl_ratio_e_value(struct tl_interval ratio);

/* --- difference.c: x1/n1 - x0/n0, as a share. Newcombe's hybrid of two Wilson intervals (1998,
 * method 10). NaN throughout where either proportion is. */
struct tl_interval tl_difference_newcombe(double x1, double n1, double x0, double n0);
struct tl_limits tl_difference_limits(double x1, double n1, double x0, double n0, double level);
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
struct tl_limits tl_mean_limits(const struct tl_mean *mean, double level);

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
struct tl_limits tl_quantile_limits(const double *sorted, size_t count, double share, double level);
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

/* ==================================================================================================
 * Funnels, models over time, survival, impact, money.
 *
 * As above, but some results are arrays that the method takes from memory: what a `_free` stands
 * beside is to be freed with it. A method that has no answer (columns that say the same twice, no
 * convergence, nobody to compare with) returns false and leaves nothing to free.
 * ==================================================================================================
 */

/* --- funnel.c: is a locality further from the others than chance explains?
 *
 * TL_FUNNEL_EXACT: each locality's own interval against the baseline (Public Health England's
 * flags): Wilson for proportions, exact Poisson at every count for rates and ratios. The other
 * three put control limits round the centre that allow for over-dispersion (Spiegelhalter 2005):
 * y = asin sqrt(x/n) (PR), sqrt(O/E) (CQC), ln(O/E) (SHMI), z = (y - centre) / s, and tau2, the
 * variance between localities, is added to s^2. Numerators may be fractions. For ratios `n` is the
 * expected number. Under TL_FUNNEL_LOCALITIES localities there is no funnel; the caller refuses. */
#define TL_FUNNEL_LOCALITIES ((size_t)5)
enum tl_funnel_kind { TL_FUNNEL_PROPORTION, TL_FUNNEL_RATE, TL_FUNNEL_RATIO };
enum tl_funnel_method { TL_FUNNEL_EXACT, TL_FUNNEL_PR, TL_FUNNEL_CQC, TL_FUNNEL_SHMI };
enum tl_funnel_flag {
	TL_FUNNEL_NO_FLAG, /* nothing is known of the locality: "" */
	TL_FUNNEL_NOT_SIGNIFICANT,
	TL_FUNNEL_HIGH_001, /* above the 99.8% limit: 1 in 1,000 on that side */
	TL_FUNNEL_LOW_001,
	TL_FUNNEL_HIGH_025,
	TL_FUNNEL_LOW_025,
	TL_FUNNEL_FLAG_COUNT_OF
};
const char *tl_funnel_flag_name(enum tl_funnel_flag flag); /* "High (0.001)" */
struct tl_funnel_locality {
	double x, n;
};
/* sum x / sum n over the localities that have both; 1 for ratios. NaN if there is none. */
double tl_funnel_baseline(
	enum tl_funnel_kind kind, const struct tl_funnel_locality *localities, size_t count);
/* The locality's own interval, as share, rate per one or ratio. */
struct tl_limits tl_funnel_own_limits(enum tl_funnel_kind kind, double x, double n, double level);
/* The lines of an exact funnel of proportions: the values of x/n whose Wilson interval touches the
 * baseline at size n, within 0 to 1. */
struct tl_limits tl_funnel_proportion_lines(double baseline, double n, double level);
/* The lines of an exact funnel of rates, at the sizes where x events lie on them: the size n at
 * which x events are the lower line, and that at which they are the upper one. */
struct tl_limits tl_funnel_rate_sizes(double baseline, double x, double level);
/* Over-dispersion. PR and CQC pull z in to its 10% and 90% quantiles (type 7); SHMI leaves out the
 * lowest and highest tenth by rank (ties averaged). phi is the mean of z^2, tau2 by moments, 0
 * where there is no more spread than chance. Both are 0 with adjust = false. */
struct tl_funnel_spread {
	size_t used; /* localities that phi and tau2 rest on */
	double centre; /* on the scale of y */
	double phi, tau2;
};
struct tl_funnel_spread tl_funnel_spread(enum tl_funnel_method method,
	const struct tl_funnel_locality *localities, size_t count, bool adjust);
struct tl_limits tl_funnel_control_limits(enum tl_funnel_method method,
	const struct tl_funnel_spread *spread, double n, double level);
/* High or low: value above the upper of the limits; for exact funnels turn it round with
 * tl_funnel_flag_own. */
enum tl_funnel_flag tl_funnel_flag_outside(
	double value, struct tl_limits at95, struct tl_limits at998);
enum tl_funnel_flag tl_funnel_flag_own(
	double baseline, struct tl_limits own95, struct tl_limits own998);

/* --- fit.c: least squares and the two regressions that iterate it.
 *
 * x is rows x columns, row after row, with the column of ones where one is wanted. False where
 * there are fewer rows than columns, where a column is a sum of others (what is left of it after
 * the columns before it is under 1e-7 of it), where something is not finite, or where the iteration
 * does not settle (complete separation). Iterated until a step is under 1e-10 standard errors. */
struct tl_design {
	const double *x;
	size_t rows, columns;
};
struct tl_fit {
	size_t rows, columns;
	double *estimate; /* columns */
	double *bread; /* columns x columns: (X'WX)^-1, W the (working) weights */
	double *fitted; /* rows, on the scale of y */
	double *residual; /* rows: y - fitted */
};
bool tl_fit_linear(struct tl_design design, const double *y, const double *weights, /* or NULL */
	struct tl_fit *fit);
/* log mean = x b + offset (NULL: none), y >= 0. */
bool tl_fit_poisson(
	struct tl_design design, const double *y, const double *offset, struct tl_fit *fit);
/* log odds = x b, y 0 or 1. */
bool tl_fit_logistic(struct tl_design design, const double *y, struct tl_fit *fit);
void tl_fit_free(struct tl_fit *fit);

/* --- its.c: interrupted time series: level and trend before, their change after.
 *
 * Classical variance: RSS/(n-k) (X'X)^-1 for OLS, (X'WX)^-1 for Poisson, that times the Pearson
 * dispersion for quasi-Poisson. With a lag, Newey and West's (1987): Bartlett weights 1 - l/(L+1),
 * no prewhitening, times n/(n-k) with `adjust`. Limits use t with n-k degrees of freedom for OLS,
 * the normal for the others. Rows in time order, without gaps.
 *
 * Without residuals (OLS and quasi-Poisson) the dispersion and all that comes of it is NaN: few
 * data, not certainty. Counts that are all 0 on one side of a change have no ratio: false.
 *
 * Under TL_ITS_PRE_POINTS before the change there is no estimate (the caller refuses), under twice
 * that a warning. */
#define TL_ITS_PRE_POINTS ((size_t)12)
#define TL_ITS_HARMONICS_MOST 6 /* pairs of them, in a study's monthly series */
enum tl_its_family { TL_ITS_OLS, TL_ITS_POISSON, TL_ITS_QUASIPOISSON };
struct tl_its_options {
	enum tl_its_family family;
	bool newey_west;
	size_t lag;
	bool adjust;
};
struct tl_its {
	enum tl_its_family family;
	struct tl_fit fit;
	double *variance; /* columns x columns */
	double df; /* n - k for OLS, INFINITY else */
	double dispersion; /* RSS/(n-k), Pearson's for quasi-Poisson, 1 for Poisson; NaN: none */
	double log_likelihood; /* at the maximum; NaN for quasi-Poisson */
	double r2; /* OLS only */
};
size_t tl_its_auto_lag(size_t rows); /* floor(4 (n/100)^(2/9)) */
bool tl_its_estimate(struct tl_design design, const double *y, const double *offset,
	const struct tl_its_options *options, struct tl_its *its);
double tl_its_se(const struct tl_its *its, size_t column);
struct tl_limits tl_its_limits(const struct tl_its *its, double value, double se, double level);
double tl_its_p(const struct tl_its *its, double value, double se); /* that it is 0 */
/* What a row would have been without the change: fitted with the columns of the intervention at 0.
 * The standard error of the difference is the delta method's, on the scale of y. */
struct tl_its_effect {
	double fitted, counterfactual, effect, se;
};
struct tl_its_effect tl_its_effect(
	const struct tl_its *its, struct tl_design design, const bool *is_intervention, size_t row);
/* The same of all rows from one on together: their errors go with each other. */
struct tl_its_effect tl_its_total(const struct tl_its *its, struct tl_design design,
	const bool *is_intervention, size_t first_row);
void tl_its_free(struct tl_its *its);

/* --- its_ar.c: limits of an interrupted time series that hold in short series whose months
 *resemble one another. Newey and West's do not: bench/its.
 *
 * The model of tl_its with errors that are AR(1): generalised least squares at each correlation rho
 * of neighbouring months, rho = 0.01, 0.03 ... 0.99, weighed by its restricted likelihood
 *
 *	(1 - rho^2)^1/2 |X'V^-1 X|^-1/2 RSS^-(n-k)/2
 *
 * with all rho from 0 to 1 alike beforehand. At a rho an estimate is t with n-k degrees of freedom,
 * its variance RSS/(n-k) (X'V^-1 X)^-1; what is said is of the mixture, so that how little a short
 * series tells of rho is in the limits. Of counts it is the last round of the fit: root(mean) x,
 * Pearson's residuals. (Cheang and Reinsel 2000 for the likelihood; Zellner and Tiao 1964 for the
 * mixture.)
 *
 * A model that leaves no residuals has no limits. */
#define TL_ITS_AR_STEPS ((size_t)50)
struct tl_its_ar {
	size_t columns;
	double df; /* n - k */
	double rho; /* mean over the weights; NaN: no limits */
	struct tl_its at_mean; /* the model with the mean estimate; its variance is that of `its` */
	double weight[TL_ITS_AR_STEPS]; /* sum 1 */
	double *estimates, *variances; /* a step after the other: columns; columns x columns */
};
/* Without residuals, and where a rho has no fit, the estimate is that of `its`. */
void tl_its_ar_estimate(const struct tl_its *its, struct tl_design design, struct tl_its_ar *ar);
/* A linear combination of the terms, d: columns. value is what it is at the mean estimate. */
struct tl_limits tl_its_ar_limits(
	const struct tl_its_ar *ar, const double *d, double value, double level);
double tl_its_ar_p(const struct tl_its_ar *ar, const double *d, double value); /* that it is 0 */
double tl_its_ar_term(const struct tl_its_ar *ar, size_t column, double *d); /* and its d */
/* Rows first_row up to past_row together, at the mean estimate, and d for their limits; se is NaN.
 */
struct tl_its_effect tl_its_ar_effect(const struct tl_its_ar *ar, struct tl_design design,
	const bool *is_intervention, size_t first_row, size_t past_row, double *d);
void tl_its_ar_free(struct tl_its_ar *ar);

/* --- serial.c: do the residuals hang together in time? Durbin and Watson's ratio (2: they do not);
 * Breusch and Godfrey's test up to `order` lags: n R^2 of the residuals on the columns and the
 * lagged residuals (0 before the first), chi-squared with `order` degrees of freedom. */
struct tl_test {
	double chisq, df, p;
};
double tl_serial_durbin_watson(const double *residual, size_t count);
struct tl_test tl_serial_breusch_godfrey(
	struct tl_design design, const double *residual, size_t order);

/* --- survival.c: time until something happens, when for some it has not happened yet.
 *
 * event: 1 happened, 0 censored at that time; rows with an unknown time or event are left out. At a
 * tie events come before censoring. Kaplan-Meier with Greenwood's variance. */
struct tl_survival_step { /* a distinct time, those with censoring only too */
	double time;
	double at_risk, events, censored;
	double survival;
	double variance; /* of -log survival: sum of d / (n (n - d)) */
};
enum tl_survival_limits { TL_SURVIVAL_LOG_LOG, TL_SURVIVAL_LOG };
/* Writes at most count steps, ascending; returns how many. */
size_t tl_survival_kaplan_meier(
	const double *times, const double *events, size_t count, struct tl_survival_step *steps);
/* log-log: S^exp(-/+ z sqrt(v) / ln S); log: S exp(-/+ z sqrt(v)), at most 1. NaN once S is 0. */
struct tl_limits tl_survival_limits(
	const struct tl_survival_step *step, enum tl_survival_limits kind, double level);
/* The first time at which less than `above` is left (0.5: the median, 0.1: the P90). Where exactly
 * that is left, the middle of that time and the next at which the curve falls (that time if it does
 * not). NaN where the curve stays above. */
double tl_survival_time_below(const struct tl_survival_step *steps, size_t count, double above);
/* The same of a limit of the curve, for the limits of a median: NaN where it stays above. */
struct tl_limits tl_survival_time_limits(const struct tl_survival_step *steps, size_t count,
	double above, enum tl_survival_limits kind, double level);
/* Restricted mean: the area under the curve up to the horizon, carried flat past the last time. */
struct tl_estimate {
	double value, se;
};
struct tl_estimate tl_survival_restricted_mean(
	const struct tl_survival_step *steps, size_t count, double horizon);

/* --- logrank.c: are the curves of groups 0..group_count-1 the same? Observed against expected
 * events with the hypergeometric variance; groups that nobody is at risk in add no degree of
 * freedom. observed and expected (group_count each) may be NULL. */
struct tl_test tl_survival_logrank(const double *times, const double *events, const size_t *groups,
	size_t count, size_t group_count, double *observed, double *expected);

/* --- competing.c: Aalen-Johansen: the share to whom cause 1, 2, ... has happened by a time, when
 * each ends the wait for the others. cause: 0 censored. Writes at most count times and, a row of
 * cause_count + 1 a time, the shares {nothing yet, cause 1, ...}; returns how many times. */
size_t tl_survival_competing(const double *times, const double *causes, size_t count,
	size_t cause_count, double *step_times, double *shares);

/* --- did.c: difference-in-differences when localities start at different times: Callaway and
 * Sant'Anna (2021) without covariates, standard errors by influence function.
 *
 * A balanced panel: y is units x periods, row after row, every value known. Units treated by the
 * first period (plus anticipation) leave; a first treatment that is unknown, 0 or after the last
 * period is "never". False where nobody is left to be treated or to compare with. */
struct tl_did_panel {
	size_t units, periods;
	const double *period; /* ascending */
	const double *first; /* per unit: the period of its first treatment */
	const double *y;
};
struct tl_did_options {
	bool not_yet; /* controls: also those treated later, not only the never treated */
	bool universal; /* one base period for every cell: the last before treatment */
	double anticipation; /* periods before the treatment in which it may already act */
};
struct tl_did_cell {
	double group, time;
	double att, se; /* base period: 0 and NaN; nobody to compare with: both NaN */
};
struct tl_did {
	size_t n; /* units that remain */
	size_t count;
	struct tl_did_cell *cells; /* group, then time, ascending */
	double *influence; /* count x n: of each unit on each cell */
	double *unit_group; /* n: the group of each unit, NaN if never treated */
};
bool tl_did_estimate(
	const struct tl_did_panel *panel, const struct tl_did_options *options, struct tl_did *did);
void tl_did_free(struct tl_did *did);
/* Wald test that all cells with t < g - anticipation are 0; 0 as R's did has it, which holds the
 * time that treatment may already act against it. Says whether to believe, never which to choose.
 */
struct tl_test tl_did_pretest(const struct tl_did *did, double anticipation);

/* --- did_aggregate.c: the cells in one number or one series. */
enum tl_did_kind { TL_DID_SIMPLE, TL_DID_DYNAMIC, TL_DID_GROUP, TL_DID_CALENDAR };
struct tl_did_row {
	double egt; /* event time, group or period; NaN for the overall row */
	double att, se;
};
/* Writes the overall row and then the others ascending, at most did->count + 1; returns how many, 0
 * where no cell is treated. Event times outside first_event..last_event are left out (-INFINITY and
 * INFINITY: none). */
size_t tl_did_aggregate(const struct tl_did *did, enum tl_did_kind kind, double first_event,
	double last_event, struct tl_did_row *rows);

/* --- match.c: a comparison group that looks like the treated: rows that agree on coarsened columns
 * (Iacus, King and Porro 2012) or exactly. */
/* Sturges' number of bins: ceil(log2 count + 1). */
size_t tl_match_sturges(size_t count);
/* The bin 0..bins-1 of each value: equal widths from the least to the greatest; a value on a cut
 * point belongs to the bin above. */
void tl_match_bins(const double *values, size_t count, size_t bins, size_t *bin);
/* The same with cut points that are given, ascending. */
void tl_match_cut(
	const double *values, size_t count, const double *cuts, size_t cut_count, size_t *bin);
/* The stratum of each row: rows whose `columns` codes agree share one; numbered 1.. in order of the
 * codes. Returns the number of strata. codes is rows x columns, row after row. */
size_t tl_match_strata(const size_t *codes, size_t rows, size_t columns, size_t *stratum);
/* Treated 1; controls m_T/m_C N_C/N_T, with N those matched. Rows of a stratum without both arms
 * get weight 0 and stratum 0. Strata are 0..stratum_count. */
void tl_match_weights(
	const double *treat, size_t rows, size_t stratum_count, size_t *stratum, double *weights);
/* Rows and effective sample size (sum w)^2 / sum w^2 of an arm (0 or 1), over w > 0. */
struct tl_match_size {
	double rows, matched, matched_ess;
};
struct tl_match_size tl_match_size(
	const double *treat, const double *weights, size_t rows, int arm);
/* Weighted least squares of the outcome on the treatment over rows with weight > 0: [0] the
 * controls' mean, [1] the effect on the treated. Standard errors clustered by stratum with the
 * factor G/(G-1) (n-1)/(n-2), NaN of one stratum; stratum NULL: HC0, weights as known. False if an
 * arm is empty. */
bool tl_match_effect(const double *treat, const double *outcome, const double *weights,
	const size_t *stratum, size_t rows, struct tl_estimate effect[2]);

/* --- balance.c: how alike the arms are on a column, before (weights all 1) and after matching.
 * Standardised by the standard deviation of the treated before matching. NaN: not defined. */
struct tl_balance {
	double mean_treated, mean_control;
	double smd; /* standardised mean difference: |SMD| < 0.1 is called balanced */
	double variance_ratio; /* treated to control; NaN for a column of two values */
	double ecdf_mean, ecdf_max; /* distance between the two distribution functions */
	double pair_distance; /* standardised, within strata; NaN without strata */
};
struct tl_balance tl_match_balance(const double *treat, const double *values, const double *weights,
	const size_t *stratum, size_t rows);

/* --- appraise.c: costs and benefits by year at present value (HM Treasury, The Green Book, annex
 * A6): year 0 is not discounted, rates fall after years 30, 75, 125, 200, 300. */
#define TL_DISCOUNT_NO_END INT32_MAX
struct tl_discount_band {
	int last_year; /* the last band's is TL_DISCOUNT_NO_END */
	double rate; /* 0.035 */
};
struct tl_discount_schedule {
	const struct tl_discount_band *bands; /* by last_year */
	size_t count;
};
extern const struct tl_discount_schedule tl_discount_standard, tl_discount_health;
/* Of the band that holds `year`. */
double tl_discount_rate(const struct tl_discount_schedule *schedule, int year);
/* prod over k = 1..year of 1 / (1 + rate of k); year >= 0, else NaN. */
double tl_discount_factor(const struct tl_discount_schedule *schedule, int year);
struct tl_cash_flow {
	int year; /* 0 to TL_APPRAISE_YEAR_MAX */
	double cost, benefit; /* of the year, in prices of one year */
};
#define TL_APPRAISE_YEAR_MAX 1000
struct tl_appraisal {
	double pv_costs, pv_benefits, npv;
	double bcr; /* NaN where costs are not above 0 */
	double eanc; /* npv spread evenly over years 1..last; NaN with year 0 only */
	double payback_year; /* the first with nothing left to recover, even if later; NaN: never */
};
/* Optimism bias: costs times 1 + uplift; benefits stay. Flows in any order, several a year. */
struct tl_appraisal tl_appraise(const struct tl_cash_flow *flows, size_t count,
	const struct tl_discount_schedule *schedule, double uplift);

/* --- deflate.c: what an amount in prices of one year is in prices of another: index(to) /
 * index(from), from the user's table of a deflator. NaN where a year is not in it. */
double tl_deflate_factor(
	const double *years, const double *index, size_t count, double from, double to);

/* --- mantel_haenszel.c: one odds ratio over strata of 2 x 2 tables. Limits by the variance of
 * Robins, Breslow and Greenland (1986); the test has no continuity correction. */
struct tl_table {
	double a, b, c, d; /* exposed with and without, unexposed with and without */
};
struct tl_pooled {
	double odds_ratio;
	double log_se;
	struct tl_test test;
};
struct tl_pooled tl_mantel_haenszel(const struct tl_table *tables, size_t count);

/* --- detectable.c: the share above p1 that a comparison of two groups of n each finds with this
 * power at two-sided alpha (normal approximation). NaN where even 1 would not be found. */
double tl_detectable_share(double n, double p1, double power, double alpha);
double tl_detectable_power(double n, double p1, double p2, double alpha); /* to find p2 >= p1 */
/* The rate ratio below 1 that is found with this power, where e1 and e0 events are expected in the
 * two arms without an effect and a unit's events vary `variance` times as much as Poisson's:
 * exp(-(z(1 - alpha/2) + z(power)) sqrt(variance (1/e1 + 1/e0))), the log-Wald interval's own
 * arithmetic. e1 INFINITY or e0 INFINITY: that arm is known. NaN where an e or variance is not > 0.
 */
double tl_detectable_ratio(double e1, double e0, double variance, double power, double alpha);

/* --- distribution.c: quantiles, x with P(X <= x) = p, 0 < p < 1. */
double tl_normal_quantile(double p);
double tl_t_quantile(double p, double df);
double tl_chisq_quantile(double p, double df);
double tl_f_quantile(double p, double df1, double df2);
double tl_beta_quantile(double p, double a, double b);
double tl_binomial_quantile(double p, double n, double share); /* smallest k with P(K <= k) >= p */

/* ---- two answers of the same people ---------------------------------------------------------- */

/* --- mcnemar.c: of people with a yes or no before and after, b were yes before only and c after
 * only. chisq (b-c)^2 / (b+c), chisq_cc with the continuity correction (|b-c|-1)^2 / (b+c), none
 * when b = c; 1 degree of freedom. p_exact is binomial(b + c, 1/2), two-sided by the rule of
 * tl_ratio_p_exact. b + c = 0: NaN, p_exact 1. Counts that are unknown or negative: NaN (McNemar
 * 1947). */
struct tl_mcnemar {
	double chisq, p, chisq_cc, p_cc, p_exact;
};
struct tl_mcnemar tl_mcnemar_test(double b, double c);

/* --- wilcoxon.c: signed ranks. Differences of 0 (and NaN) are dropped, k are left; |d| get
 * mid-ranks; v is the rank sum of the positive ones. With k < 50 and neither a zero nor a tie, p
 * comes from the exact distribution, min(1, 2 smaller tail); else from the normal one, variance
 * k(k+1)(2k+1)/24 - sum (f^3 - f)/48 over ties of f, with continuity correction 1/2 (Wilcoxon 1945;
 * R's wilcox.test). k = 0: v is 0 and p NaN. Takes memory for the ranks. */
struct tl_wilcoxon {
	double v, p;
	size_t k;
	bool exact;
};
struct tl_wilcoxon tl_wilcoxon_signed(const double *differences, size_t count);

/* --- paired.c: before minus after of the same people, so that a fall of a score is positive. Pairs
 * with an unknown side are left out. t with n - 1 degrees of freedom, two-sided; t and p are NaN
 * where n < 2 or all differences are equal. dz is the mean over the sd of the differences, r the
 * correlation of before and after (NaN where either is constant). Takes memory. */
struct tl_paired {
	struct tl_mean mean; /* of the differences */
	double t, df, p, dz, r;
	struct tl_wilcoxon wilcoxon;
};
struct tl_paired tl_paired_test(const double *before, const double *after, size_t count);

/* ---- standardised rates ---------------------------------------------------------------------- */

/* Why a standardised rate is not given; the words are for a column `reason`. */
enum tl_standard_refusal {
	TL_STANDARD_GIVEN,
	TL_STANDARD_UNKNOWN, /* an input that no rule makes 0 is unknown */
	TL_STANDARD_IMPOSSIBLE, /* a negative number, or a population or weight sum of 0 */
	TL_STANDARD_FEW, /* under 10 events */
	TL_STANDARD_NOTHING_EXPECTED, /* E is 0 */
	TL_STANDARD_REFUSAL_COUNT_OF
};
const char *tl_standard_refusal_words(enum tl_standard_refusal refusal);
#define TL_DSR_EVENTS 10 /* under this a directly standardised rate is not given */

/* --- dsr.c: directly standardised rate, per head of the standard population (weights):
 * sum(w x/n) / sum w, variance sum(w^2 x/n^2) / (sum w)^2, limits by Dobson (1991) on Byar's of X:
 * value + sqrt(var / X) (Byar(X) - X). Arrays of one area's strata.
 *
 * Where people have repeat events: frequencies[i] says how many events each person of counts[i]
 * had, with a row for each stratum and frequency. Then each frequency f is a rate of its own, value
 * = sum f value_f, var = sum f^2 var_f and X = sum f x_f, which enters the limits and the rule of
 * 10. NULL: every person one.
 *
 * blank_zero: an unknown count means none there; its weight and population stay in. */
struct tl_dsr_strata {
	const double *counts, *populations, *weights, *frequencies;
	size_t count;
	bool blank_zero;
};
struct tl_dsr {
	enum tl_standard_refusal refusal; /* of value, var and limits */
	double value, var;
	double events; /* X; given under 10 too, NaN where a count is unknown */
	double population; /* sum; with frequencies, the largest of theirs */
	size_t missing; /* unknown counts */
};
struct tl_dsr tl_dsr_rate(const struct tl_dsr_strata *strata);
struct tl_limits tl_dsr_limits(const struct tl_dsr *dsr, double level);

/* --- isr.c: observed events over those expected if the reference's rates held in each stratum,
 * E = sum population refcount/refpop; limits are those of the observed count (exact under 10, else
 * Byar's) over E. Not comparable between areas: each has weights of its own. blank_zero: an unknown
 * count, population or reference count contributes 0. */
struct tl_isr_strata {
	const double *counts, *populations, *reference_counts, *reference_populations;
	size_t count;
	bool blank_zero;
};
struct tl_isr {
	enum tl_standard_refusal refusal;
	double observed, expected;
	double value; /* observed / expected */
	double reference_rate; /* sum refcount / sum refpop: value times this is the rate */
	size_t missing; /* strata with something unknown */
	enum tl_interval_method method;
};
struct tl_isr tl_isr_ratio(const struct tl_isr_strata *strata);
struct tl_limits tl_isr_limits(const struct tl_isr *isr, double level); /* of value */

/* ---- control charts other than XmR ----------------------------------------------------------- */

/* --- runs.c: Anhoej's two rules on values in time order. Values on the centre are left out; of the
 * n that stay, the longest run on one side is a signal above round(log2 n) + 3, crossings of the
 * centre below the smallest k with P(binomial(n - 1, 1/2) <= k) >= 0.05 (Anhoej and Olesen 2014).
 * n = 0: no signal, bounds 0. */
struct tl_runs {
	size_t useful; /* n */
	size_t longest, longest_max;
	size_t crossings, crossings_min;
	bool signal;
};
struct tl_runs tl_runs_judge(const double *values, size_t count, double centre);

/* --- control.c: one group of points in time order; the limits are at 3 standard errors.
 *
 * For u and p the value is values/denominators, for mr the range from the point before (the first
 * has none), else values as they are. Limits that would pass 0 (and for p, 1) stay there. NaN
 * limits where a chart needs moving ranges and has none. Laney's primes widen u and p by how much
 * more than chance the points differ (Laney 2002), for denominators that are large. t is for times
 * between rare events, which follow a power of the normal (Nelson 1994). No NaN among the inputs,
 * denominators > 0. Takes memory. */
enum tl_control_chart {
	TL_CONTROL_RUN, /* centre: the median; no limits */
	TL_CONTROL_I, /* mean +/- 2.66 mean range, large ranges dropped once */
	TL_CONTROL_MR, /* moving ranges; upper 3.267 times their mean */
	TL_CONTROL_C, /* counts: c +/- 3 sqrt c */
	TL_CONTROL_U, /* c = sum x / sum n, +/- 3 sqrt(c / n) */
	TL_CONTROL_U_PRIME,
	TL_CONTROL_P, /* c = sum x / sum n, +/- 3 sqrt(c (1 - c) / n) */
	TL_CONTROL_P_PRIME,
	TL_CONTROL_G, /* cases between events: centre the median, mean m +/- 3 sqrt(m (m + 1)) */
	TL_CONTROL_T, /* time between events: (mean +/- 3 mean range / 1.128)^3.6 of y^(1/3.6) */
	TL_CONTROL_CHART_COUNT_OF
};
struct tl_control_point {
	double value, centre, lower, upper;
};
/* baseline: centre and limits from the first so many points, for all; 0: all. */
void tl_control_judge(enum tl_control_chart chart, const double *values, const double *denominators,
	size_t count, size_t baseline, struct tl_control_point *points);

#endif
