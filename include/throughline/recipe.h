// clang-format off
/*
 * How a derived point follows from other points: the same function for measure (from exact
 * operands) and disclose (from published ones), so that what is published can be recomputed by its
 * reader.
 *
 *   method      operands (role: count)      gives
 *   share       x: 1, n: 1                  100 x/n percent, Wilson
 *   rate        x: 1, n: 1 [per]            per x x/n, exact Poisson or Byar
 *   ratio       x1 t1 x0 t0: 1 each,        (x1/t1)/(x0/t0); with spread (a model point: the robust
 *               spread: 0 or 1              standard error of the log) value exp(+/- z spread), else
 *                                           exact below 10 events in either arm and log-Wald above
 *               or x: 1, a ratio itself     (change, e-value and p only) with its published limits
 *   change      as ratio                    100 (ratio - 1) percent: "18% fewer"
 *   avoided     as ratio                    (1 - ratio) x0/t0 t1: events fewer than expected
 *   e-value     as ratio                    E-value of the ratio; lower: of its nearer limit
 *   p           as ratio                    two-sided p that there is no difference, which says
 *                                           what the interval of the ratio says (ratio_p.c)
 *   holm, bh    among: n, x: one of them    that p adjusted over all of them; one that is hidden or
 *                                           too few counts as 1, one that is not available does not
 *   missed      as ratio, recall, precision the ratio if all events that linking missed were of the
 *               of links in percent         one arm, and all that it has wrongly of the other
 *               [polarity]                  (recipe_worst.c); up: of the first, the most it can be;
 *                                           down: the least
 *   lost        as ratio; b1 u1, b0 u0:     the ratio if those of e who are not in p, and those of s
 *               events and time before;     who are not in a, had been seen as long as the others:
 *               e p s a, 1 and 0: enrolled, up: the first arm's with the rate that it had before, the
 *               of them a person, begun,    other's without any event; down: the other way round
 *               analysed [polarity]
 *               (both also with x: 1, a ratio itself, which is then moved as far)
 *   difference  x: 1 minus n: 1             no interval
 *   its         series: its months, control one of the model of an interrupted time series
 *               (0 or as many), x: a month  (its_ar.c): term level, trend, total, effect (of
 *               [from term harmonics        the month x; centre is what would have been),
 *               family]                     durbin-watson or breusch-godfrey (p). Every month must
 *                                           be shown; too few under 12 before `from`. A control is
 *                                           taken off month by month. family: ols, or quasi-poisson
 *                                           of numerators over denominators, level and trend as
 *                                           ratios
 *   dsr         x, n, w: one a stratum      per x the rate of the standard population w (dsr.c);
 *               [per]                       too few below 10 events
 *   isr         x, n, x0, n0: one a stratum per x observed over what the rates x0/n0 would have
 *               [per]                       given (isr.c)
 *   xmr         series: all points of the   centre, process limits in lower_998/upper_998, flag; the
 *               series, x: the point        value alone where limits cannot be trusted: more than a
 *               itself [polarity baseline   fifth of the covered months of the point's rebase group
 *               rebase chart per]           are hidden, or some are and under 13 are left, or the
 *                                           limits have no width.
 *                                           chart u, p, uprime, pprime (control.c): limits are 3
 *                                           standard errors of each point's own denominator, times
 *                                           per, and the flag says on which side of them it lies;
 *                                           its operands are shares or rates.
 *                                           chart g, t: of what lies between events; a point is
 *                                           the one of its day with its value. chart run: the centre is the median, there are no
 *                                           limits, and the flag of every point says whether runs
 *                                           and crossings are chance: runs_signal or runs_chance
 *   benefit     x: 1, cost: 1 pence, own,   x own/all cost share, whole pounds [polarity: up turns
 *               all, share: 0 or 1,         the sign, for x are events avoided]; all is the sum of
 *               series: the parts of all    its parts where every one of them is published
 *   sum         part: n, less: n, most: 0/1 parts less the rest, at most `most`
 *   present     part: n, factor: n          sum of part i times factor i, whole pounds
 *   quotient    x: 1, n: 1                  x/n; refused where n is not above 0
 *   payback     part, less, factor: n each  the financial year in which the sum of (part - less)
 *                                           factor is first not below 0; refused where it never is
 *   due         x: 1, trigger, share,       what x has above the trigger, shared, whole pounds
 *               most: 0 or 1
 *   payment     x: 1, rate: 1, cap,         x (at most cap) times rate (at most `most`)
 *               most: 0 or 1
 *   model       under: the counts that must be publishable; the value is the model's own
 *
 * Those of money take the limits of their operands along: lower and upper are a range from the
 * least to the most that all operands together allow.
 *
 * Settings are text: per, polarity (up, down, neither), baseline, rebase (ISO days,
 * comma-separated), chart, complement ("yes": share of the rest); from (ISO day), term, harmonics and
 * family of its.
 */
// clang-format on
#ifndef THROUGHLINE_RECIPE_H
#define THROUGHLINE_RECIPE_H

#include <throughline/cell.h>
#include <throughline/err.h>

enum tl_method {
	TL_METHOD_SHARE,
	TL_METHOD_RATE,
	TL_METHOD_RATIO,
	TL_METHOD_CHANGE,
	TL_METHOD_AVOIDED,
	TL_METHOD_E_VALUE,
	TL_METHOD_P,
	TL_METHOD_HOLM,
	TL_METHOD_BH,
	TL_METHOD_MISSED,
	TL_METHOD_LOST,
	TL_METHOD_DIFFERENCE,
	TL_METHOD_XMR,
	TL_METHOD_ITS,
	TL_METHOD_DSR,
	TL_METHOD_ISR,
	TL_METHOD_BENEFIT, /* this and the following: money, recipe_money.c */
	TL_METHOD_SUM,
	TL_METHOD_PRESENT,
	TL_METHOD_QUOTIENT,
	TL_METHOD_PAYBACK,
	TL_METHOD_DUE,
	TL_METHOD_PAYMENT,
	TL_METHOD_MODEL,
	TL_METHOD_COUNT_OF
};
struct tl_method_facts {
	const char *name;
	const char *roles[20]; /* NULL-terminated, in the order above */
};
extern const struct tl_method_facts tl_methods[TL_METHOD_COUNT_OF];
bool tl_method_of(struct tl_str name, enum tl_method *method);
/* Whether a point can do without an operand in this role: series, control, among. */
bool tl_role_is_one_of_many(const char *role);
/* The months of a series, or of what it is held against: found by their keys, so a publication does
 * not list them among the operands. */
bool tl_role_is_of_months(const char *role);

struct tl_operand {
	const char *role;
	double value; /* NaN where not shown */
	enum tl_status status;
	const char *period_from; /* series, payback: the first day of the point */
	double lower, upper; /* NaN: none; read by the methods of money and of a ratio */
	double lower_998, upper_998;
	double numerator, denominator; /* of a share or rate; NaN: none; read by xmr with a chart */
};

struct tl_recipe_settings {
	double per; /* 1 */
	const char *polarity; /* "neither" */
	unsigned baseline; /* 0: all points */
	const char *rebase; /* "" */
	const char *chart; /* of xmr: NULL for XmR itself, else a name that tl_recipe_chart_is */
	bool complement;
	const char *from; /* of its: the day of the change */
	const char *term; /* of its: which of its numbers */
	unsigned harmonics; /* of its: pairs of them; 0: none */
	bool counts; /* of its: quasi-Poisson */
};
/* Puts one stored setting where it belongs; false if the name is unknown or the value is not valid.
 */
bool tl_recipe_set(struct tl_recipe_settings *settings, const char *name, const char *value);

/* "u", "p", "uprime", "pprime", "run", "g", "t": a chart of a series other than XmR. */
bool tl_recipe_chart_is(const char *name);
/* Whether it divides numerators by denominators itself; else it is of the values. */
bool tl_recipe_chart_divides(const char *name);
/* Whether it is of what lies between rare events, and not of months: of cases (g), or of days (t).
 */
bool tl_recipe_chart_is_of_gaps(const char *name);
bool tl_recipe_chart_is_of_cases(const char *name);

struct tl_result {
	double value, lower, upper, lower_998, upper_998, centre; /* NaN: none */
	double numerator, denominator; /* NaN: none */
	const char *flag; /* "" or an xmr point type, of a run chart what its runs say, of its
			     "short" */
	const char *method; /* as a page names the interval; "" if none */
	enum tl_status status;
	enum tl_reason reason;
};

/* Operands in the order of role, position. An operand that is not published makes the result
 * suppressed with reason TL_REASON_UNDER, except points of a series, which are left out (an xmr's
 * own point may not be missing; a benefit is then shared by the whole that is published), and those
 * among which one is adjusted. rounded: some operand was rounded, the result's status says so.
 */
void tl_recipe_compute(enum tl_method method, const struct tl_operand *operands, size_t count,
	const struct tl_recipe_settings *settings, struct tl_result *result);

/* A whole chart at once: what xmr gives for each of these points, all in the role series and at
 * days of their own, with that point as its x. */
void tl_recipe_compute_series(const struct tl_operand *series, size_t count,
	const struct tl_recipe_settings *settings, struct tl_result *results);

/* Of missed and lost: x1, t1, x0, t0 as they would then be, as `throughline stat ratio` takes them;
 * false: nothing to divide by. */
bool tl_recipe_worst_counts(enum tl_method method, const struct tl_operand *operands, size_t count,
	const struct tl_recipe_settings *settings, double counts[4]);

#endif
