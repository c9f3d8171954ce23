/* How a derived point follows from others: the same from exact counts and from published ones. */
#include "test_support.h"

#include <throughline/recipe.h>

static struct tl_result compute(enum tl_method method, const struct tl_operand *operands,
	size_t count, const struct tl_recipe_settings *settings)
{
	struct tl_result result;

	tl_recipe_compute(method, operands, count, settings, &result);
	return result;
}
#define shown(role, value)                                                                         \
	{                                                                                          \
		role, value, TL_SHOWN, "", NAN, NAN, NAN, NAN, NAN, NAN                            \
	}
#define COMPUTE(method, settings, ...)                                                             \
	compute(method, (const struct tl_operand[]){__VA_ARGS__},                                  \
		sizeof((const struct tl_operand[]){__VA_ARGS__}) / sizeof(struct tl_operand),      \
		settings)

/* Wilson for 3 of 4 by hand: 100 (2*3 + z^2 -/+ z sqrt(z^2 + 4*3*(1 - 3/4))) / (2 (4 + z^2)). */
static void a_share_is_percent_with_wilsons_interval(void **state)
{
	struct tl_result share = COMPUTE(TL_METHOD_SHARE, NULL, shown("x", 3), shown("n", 4));

	(void)state;
	assert_close(share.value, 75, 1e-12);
	assert_close(share.lower, 30.064184258240193, 1e-10);
	assert_close(share.upper, 95.44127391902994, 1e-10);
	assert_close(share.numerator, 3, 0);
	assert_close(share.denominator, 4, 0);
	assert_string_equal(share.method, "Wilson");
	assert_int_equal(share.status, TL_SHOWN);
}

static void a_complement_is_the_share_of_the_rest(void **state)
{
	const struct tl_recipe_settings rest = {.per = 1, .complement = true};
	struct tl_result share = COMPUTE(TL_METHOD_SHARE, &rest, shown("x", 1), shown("n", 4));

	(void)state;
	assert_close(share.value, 75, 1e-12);
	assert_close(share.numerator, 3, 0);
}

/* Garwood for 5 events: chi2(.025, 10)/2 and chi2(.975, 12)/2 = 1.623486, 11.668332 (tables). */
static void a_rate_is_per_what_is_set_exact_below_ten_events(void **state)
{
	const struct tl_recipe_settings per_1000 = {.per = 1000};
	struct tl_result few = COMPUTE(TL_METHOD_RATE, &per_1000, shown("x", 5), shown("n", 2000));
	struct tl_result many = COMPUTE(TL_METHOD_RATE, NULL, shown("x", 10), shown("n", 4));

	(void)state;
	assert_close(few.value, 2.5, 1e-12);
	assert_close(few.lower, 1.6234863901 / 2, 1e-8);
	assert_close(few.upper, 11.6683320803 / 2, 1e-8);
	assert_string_equal(few.method, "Exact");
	assert_string_equal(many.method, "Byars");
}

static void a_ratio_is_exact_for_few_robust_where_there_is_a_spread(void **state)
{
	struct tl_result few = COMPUTE(TL_METHOD_RATIO, NULL, shown("x1", 4), shown("t1", 2),
		shown("x0", 8), shown("t0", 2));
	struct tl_result many = COMPUTE(TL_METHOD_RATIO, NULL, shown("x1", 40), shown("t1", 2),
		shown("x0", 80), shown("t0", 2));
	struct tl_result robust = COMPUTE(TL_METHOD_RATIO, NULL, shown("x1", 40), shown("t1", 2),
		shown("x0", 80), shown("t0", 2), shown("spread", 0.25));

	(void)state;
	assert_close(few.value, 0.5, 1e-12);
	assert_string_equal(few.method, "exact conditional");
	assert_close(many.upper, 0.5 * exp(1.959963984540054 * sqrt(1.0 / 40 + 1.0 / 80)), 1e-10);
	assert_close(robust.upper, 0.5 * exp(1.959963984540054 * 0.25), 1e-10);
	assert_close(robust.lower, 0.5 * exp(-1.959963984540054 * 0.25), 1e-10);
}

static void a_change_is_the_ratio_less_one_in_percent(void **state)
{
	struct tl_result change = COMPUTE(TL_METHOD_CHANGE, NULL, shown("x1", 82), shown("t1", 10),
		shown("x0", 100), shown("t0", 10), shown("spread", 0.1));

	(void)state;
	assert_close(change.value, -18, 1e-12);
	assert_close(change.lower, 100 * (0.82 * exp(-0.1959963984540054) - 1), 1e-10);
}

/* By hand: (25 * 20/200 + 75 * 40/400) / 100 = 0.1, var (25^2 20/200^2 + 75^2 40/400^2) / 100^2 =
 * 0.000171875; Dobson on Byar's limits of 60, 45.7846 and 77.2330 (to 4 places): 0.1 + sqrt(var /
 * 60) (limit - 60). One stratum of 9 events is refused. */
static void a_directly_standardised_rate_is_of_its_strata_and_needs_ten_events(void **state)
{
	const struct tl_recipe_settings per_1000 = {.per = 1000};
	struct tl_result dsr = COMPUTE(TL_METHOD_DSR, &per_1000, shown("n", 200), shown("n", 400),
		shown("w", 25), shown("w", 75), shown("x", 20), shown("x", 40));
	struct tl_result few =
		COMPUTE(TL_METHOD_DSR, &per_1000, shown("n", 200), shown("w", 25), shown("x", 9));
	double scale = sqrt(0.000171875 / 60);

	(void)state;
	assert_close(dsr.value, 100, 1e-10);
	assert_close(dsr.lower, 1000 * (0.1 + scale * (45.7846 - 60)), 1e-3);
	assert_close(dsr.upper, 1000 * (0.1 + scale * (77.2330 - 60)), 1e-3);
	assert_string_equal(dsr.method, "Dobson");
	assert_int_equal(few.status, TL_TOO_FEW);
	assert_int_equal(few.reason, TL_REASON_FEW_EVENTS);
	assert_true(isnan(few.value) && isnan(few.lower));
}

/* 200 * 32/310 + 400 * 71/1420 = 40.645161 are expected where 60 are seen. */
static void an_indirectly_standardised_ratio_is_observed_over_expected(void **state)
{
	const struct tl_recipe_settings per_100 = {.per = 100};
	struct tl_result isr = COMPUTE(TL_METHOD_ISR, &per_100, shown("n", 200), shown("n", 400),
		shown("n0", 310), shown("n0", 1420), shown("x", 20), shown("x", 40),
		shown("x0", 32), shown("x0", 71));
	struct tl_result hidden = COMPUTE(TL_METHOD_ISR, &per_100, shown("n", 200),
		shown("n0", 310), {"x", NAN, TL_SUPPRESSED, "", NAN, NAN, NAN, NAN, NAN, NAN},
		shown("x0", 32));

	(void)state;
	assert_close(isr.value, 100 * 60 / 40.645161290322584, 1e-9);
	assert_close(isr.lower, 100 * 45.7846 / 40.645161290322584, 1e-3);
	assert_string_equal(isr.method, "Byars");
	assert_int_equal(hidden.status, TL_SUPPRESSED);
	assert_int_equal(hidden.reason, TL_REASON_UNDER);
}

/* By hand: z = log(0.5) / 0.25, so p = erfc(2.7726 / sqrt 2). Holm over 0.01, 0.04, 0.03 and a
 * hidden one that counts as 1: 4, 2 and 3 times them, running maximum 0.04, 0.09, 0.09; one that is
 * not available was not asked. */
static void a_p_follows_from_what_is_published_and_is_adjusted_over_what_was_asked(void **state)
{
	struct tl_result p = COMPUTE(TL_METHOD_P, NULL, shown("x1", 40), shown("t1", 2),
		shown("x0", 80), shown("t0", 2), shown("spread", 0.25));
	struct tl_result of_ratio =
		COMPUTE(TL_METHOD_P, NULL, {"x", 0.5, TL_ROUNDED, "", 0.25, 1, NAN, NAN, NAN, NAN});
	struct tl_result holm = COMPUTE(TL_METHOD_HOLM, NULL, shown("among", 0.01),
		shown("among", 0.04), shown("among", 0.03),
		{"among", NAN, TL_SUPPRESSED, "", NAN, NAN, NAN, NAN, NAN, NAN},
		{"among", NAN, TL_NOT_AVAILABLE, "", NAN, NAN, NAN, NAN, NAN, NAN},
		shown("x", 0.04));
	struct tl_result bh = COMPUTE(TL_METHOD_BH, NULL, shown("among", 0.01),
		shown("among", 0.04), shown("among", 0.03), shown("x", 0.03));

	(void)state;
	assert_close(p.value, 0.005561235724619, 1e-9);
	assert_string_equal(p.method, "cluster-robust");
	assert_close(of_ratio.value, 0.05, 1e-12);
	assert_int_equal(of_ratio.status, TL_ROUNDED);
	assert_close(holm.value, 0.09, 1e-12);
	assert_close(bh.value, 0.04, 1e-12);
}

static void a_change_of_a_ratio_has_its_limits(void **state)
{
	struct tl_result change = COMPUTE(TL_METHOD_CHANGE, NULL,
		{"x", 0.74, TL_ROUNDED, "", 0.59, 0.92, 0.5, 1.1, NAN, NAN});

	(void)state;
	assert_close(change.value, -26, 1e-10);
	assert_close(change.lower, -41, 1e-10);
	assert_close(change.upper_998, 10, 1e-10);
	assert_string_equal(change.method, "as the rate ratio");
}

static void a_difference_has_no_interval(void **state)
{
	struct tl_result difference =
		COMPUTE(TL_METHOD_DIFFERENCE, NULL, shown("x", 7), shown("n", 9));

	(void)state;
	assert_close(difference.value, -2, 1e-12);
	assert_true(isnan(difference.lower));
}

static void nothing_to_divide_by_is_no_number(void **state)
{
	const struct tl_result results[] = {
		COMPUTE(TL_METHOD_SHARE, NULL, shown("x", 0), shown("n", 0)),
		COMPUTE(TL_METHOD_SHARE, NULL, shown("x", 5), shown("n", 4)),
		COMPUTE(TL_METHOD_RATE, NULL, shown("x", 3), shown("n", 0)),
		COMPUTE(TL_METHOD_RATIO, NULL, shown("x1", 3), shown("t1", 0), shown("x0", 3),
			shown("t0", 1)),
	};

	(void)state;
	for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
		assert_int_equal(results[i].status, TL_NOT_APPLICABLE);
		assert_int_equal(results[i].reason, TL_REASON_NO_DENOMINATOR);
		assert_true(isnan(results[i].value) && isnan(results[i].upper));
	}
}

static void an_operand_that_is_not_published_leaves_no_result(void **state)
{
	static const struct {
		enum tl_status x, n, want;
		enum tl_reason reason;
	} cases[] = {
		{TL_ROUNDED, TL_SHOWN, TL_ROUNDED, TL_REASON_NONE},
		{TL_SHOWN, TL_ROUNDED, TL_ROUNDED, TL_REASON_NONE},
		{TL_SUPPRESSED, TL_ROUNDED, TL_SUPPRESSED, TL_REASON_UNDER},
		{TL_ROUNDED, TL_SUPPRESSED, TL_SUPPRESSED, TL_REASON_UNDER},
		{TL_NOT_AVAILABLE, TL_SUPPRESSED, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED},
		{TL_SUPPRESSED, TL_NOT_AVAILABLE, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct tl_result result = COMPUTE(TL_METHOD_SHARE, NULL,
			{"x", 5, cases[i].x, "", NAN, NAN, NAN, NAN, NAN, NAN},
			{"n", 10, cases[i].n, "", NAN, NAN, NAN, NAN, NAN, NAN});

		assert_int_equal(result.status, cases[i].want);
		assert_int_equal(result.reason, cases[i].reason);
		assert_int_equal(isnan(result.value), cases[i].reason != TL_REASON_NONE);
		assert_int_equal(isnan(result.numerator), cases[i].reason != TL_REASON_NONE);
	}
}

#define MONTHS 14
static void months_of(
	const double *values, struct tl_operand operands[MONTHS + 1], char days[MONTHS][11])
{
	for (int i = 0; i < MONTHS; i++) {
		tl_day_iso(tl_day_add_months(tl_day_of(2013, 1, 1), i), days[i]);
		operands[i] = (struct tl_operand){
			"series", values[i], TL_SHOWN, days[i], NAN, NAN, NAN, NAN, NAN, NAN};
	}
}

/* Mean and moving ranges by hand: 10 and 12 in turn have the mean 11 and every range 2, so limits
 * of 11 -/+ 5.32; the 30 in the last month lies outside. */
static void an_xmr_point_is_judged_among_its_series(void **state)
{
	const double values[MONTHS] = {10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 12, 30};
	const struct tl_recipe_settings down = {.per = 1, .polarity = "down", .baseline = 12};
	struct tl_operand operands[MONTHS + 1];
	char days[MONTHS][11];
	struct tl_result result;

	(void)state;
	months_of(values, operands, days);
	operands[MONTHS] =
		(struct tl_operand){"x", 30, TL_SHOWN, days[13], NAN, NAN, NAN, NAN, NAN, NAN};
	result = compute(TL_METHOD_XMR, operands, MONTHS + 1, &down);
	assert_close(result.value, 30, 0);
	assert_close(result.centre, 11, 1e-12);
	assert_close(result.upper_998, 11 + 2.66 * 2, 1e-12);
	assert_close(result.lower_998, 11 - 2.66 * 2, 1e-12);
	assert_true(isnan(result.upper));
	assert_string_equal(result.flag, "special_cause_concern");
	operands[MONTHS] =
		(struct tl_operand){"x", 10, TL_SHOWN, days[2], NAN, NAN, NAN, NAN, NAN, NAN};
	assert_string_equal(
		compute(TL_METHOD_XMR, operands, MONTHS + 1, &down).flag, "common_cause");
}

static void months_that_are_not_shown_are_left_out_and_their_own_point_is_none(void **state)
{
	const double values[MONTHS] = {10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 500};
	struct tl_operand operands[MONTHS + 1];
	char days[MONTHS][11];
	struct tl_result result;

	(void)state;
	months_of(values, operands, days);
	operands[13].status = TL_SUPPRESSED;
	operands[MONTHS] =
		(struct tl_operand){"x", 12, TL_SHOWN, days[1], NAN, NAN, NAN, NAN, NAN, NAN};
	result = compute(TL_METHOD_XMR, operands, MONTHS + 1, NULL);
	assert_close(result.centre, (7 * 10 + 6 * 12) / 13.0, 1e-11);
	operands[MONTHS] = (struct tl_operand){
		"x", 500, TL_SUPPRESSED, days[13], NAN, NAN, NAN, NAN, NAN, NAN};
	result = compute(TL_METHOD_XMR, operands, MONTHS + 1, NULL);
	assert_int_equal(result.status, TL_SUPPRESSED);
	assert_true(isnan(result.value) && isnan(result.centre));
}

static void a_rebase_opens_a_new_group_and_a_short_group_has_no_icon(void **state)
{
	const double values[MONTHS] = {10, 12, 10, 12, 10, 12, 10, 30, 32, 30, 32, 30, 32, 30};
	const struct tl_recipe_settings rebased = {.per = 1, .rebase = "2013-08-01"};
	struct tl_operand operands[MONTHS + 1];
	char days[MONTHS][11];
	struct tl_result result;

	(void)state;
	months_of(values, operands, days);
	operands[MONTHS] =
		(struct tl_operand){"x", 30, TL_SHOWN, days[7], NAN, NAN, NAN, NAN, NAN, NAN};
	result = compute(TL_METHOD_XMR, operands, MONTHS + 1, &rebased);
	assert_close(result.centre, (4 * 30 + 3 * 32) / 7.0, 1e-11);
	assert_string_equal(result.flag, "");
}

#define LONG 30
/* `hidden` months hidden and `absent` ones not covered, first in the series; the last is asked for.
 */
static struct tl_result judge_last(size_t count, size_t hidden, size_t absent, bool constant,
	const struct tl_recipe_settings *settings)
{
	struct tl_operand operands[LONG + 1];
	char days[LONG][11];

	for (size_t i = 0; i < count; i++) {
		tl_day_iso(tl_day_add_months(tl_day_of(2013, 1, 1), (int)i), days[i]);
		operands[i] = (struct tl_operand){"series", constant || i % 2 ? 10 : 12,
			i < hidden            ? TL_SUPPRESSED
			: i < hidden + absent ? TL_NOT_AVAILABLE
					      : TL_SHOWN,
			days[i], NAN, NAN, NAN, NAN, NAN, NAN};
	}
	operands[count] = operands[count - 1];
	operands[count].role = "x";
	return compute(TL_METHOD_XMR, operands, count + 1, settings);
}

static void limits_are_not_worked_out_from_what_hiding_left_over(void **state)
{
	const struct tl_recipe_settings rebased = {.per = 1, .rebase = "2013-05-01"};
	const struct {
		size_t count, hidden, absent;
		bool constant;
		const struct tl_recipe_settings *settings;
		bool judged;
	} cases[] = {
		{20, 4, 0, false, NULL, true}, /* a fifth */
		{20, 5, 0, false, NULL, false},
		{20, 4, 2, false, NULL, false}, /* 4 of 18 covered */
		{20, 3, 4, false, NULL, true}, /* 3 of 16, 13 left */
		{20, 3, 5, false, NULL, false}, /* 3 of 15, 12 left */
		{13, 1, 0, false, NULL, false}, /* 12 left */
		{12, 0, 0, false, NULL,
			true}, /* short, but nothing is hidden: limits, no reading */
		{20, 0, 7, false, NULL, true}, /* not covered is not hidden */
		{20, 3, 0, false, &rebased, true}, /* the hidden ones are another group's */
		{20, 5, 0, false, &rebased, false}, /* no month is shown before the rebase */
		{20, 0, 0, true, NULL, false}, /* no width */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct tl_result result = judge_last(cases[i].count, cases[i].hidden,
			cases[i].absent, cases[i].constant, cases[i].settings);

		assert_int_equal(result.status, TL_SHOWN);
		assert_close(result.value, cases[i].count % 2 ? 12 : 10, 0);
		assert_int_equal(!isnan(result.centre), cases[i].judged);
		assert_int_equal(!isnan(result.lower_998), cases[i].judged);
		assert_int_equal(!isnan(result.upper_998), cases[i].judged);
		if (!cases[i].judged)
			assert_string_equal(result.flag, "");
	}
}

/* A month hidden, one not covered and one rounded, and a rebase; by month, for each chart. */
static void a_whole_chart_says_of_each_month_what_is_said_of_it_alone(void **state)
{
	static const char *const charts[] = {NULL, "u", "p", "uprime", "pprime", "run", "g", "t"};

	(void)state;
	for (size_t c = 0; c < TL_LEN(charts); c++) {
		const struct tl_recipe_settings settings = {
			.per = 100, .polarity = "up", .rebase = "2013-05-01", .chart = charts[c]};
		struct tl_operand operands[LONG + 1];
		struct tl_result results[LONG];
		char days[LONG][11];
		size_t judged = 0;

		for (size_t i = 0; i < LONG; i++) {
			double x = (double)(20 + i % 5 + (i == 17 ? 60 : 0)), n = (double)(200 + i);

			tl_day_iso(tl_day_add_months(tl_day_of(2013, 1, 1), (int)i), days[i]);
			operands[i] = (struct tl_operand){
				"series", 100 * x / n, TL_SHOWN, days[i], NAN, NAN, NAN, NAN, x, n};
		}
		operands[6].status = TL_SUPPRESSED;
		operands[9].status = TL_NOT_AVAILABLE;
		operands[20].status = TL_ROUNDED;
		tl_recipe_compute_series(operands, LONG, &settings, results);
		for (size_t i = 0; i < LONG; i++) {
			struct tl_result alone;

			operands[LONG] = operands[i];
			operands[LONG].role = "x";
			alone = compute(TL_METHOD_XMR, operands, LONG + 1, &settings);
			assert_int_equal(results[i].status, alone.status);
			assert_int_equal(results[i].reason, alone.reason);
			assert_close(results[i].value, alone.value, 0);
			assert_close(results[i].centre, alone.centre, 0);
			assert_close(results[i].lower_998, alone.lower_998, 0);
			assert_close(results[i].upper_998, alone.upper_998, 0);
			assert_string_equal(results[i].flag, alone.flag);
			assert_string_equal(results[i].method, alone.method);
			judged += isnan(results[i].centre) ? 0 : 1;
		}
		assert_int_equal(judged, LONG - 2);
		assert_int_equal(results[0].status, TL_ROUNDED);
		assert_int_equal(results[6].status, TL_SUPPRESSED);
		assert_int_equal(results[6].reason, TL_REASON_UNDER);
		assert_int_equal(results[9].reason, TL_REASON_NOT_COVERED);
		assert_true(isnan(results[6].value) && isnan(results[9].value));
	}
}

/* The point `at` of a chart whose points have these numerators, each out of its denominator. */
static struct tl_result judge_divided(const char *chart, const double *x, const double *n,
	size_t count, size_t at, const struct tl_recipe_settings *as)
{
	struct tl_recipe_settings settings = *as;
	struct tl_operand operands[LONG + 1];
	char days[LONG][11];

	settings.chart = chart;
	for (size_t i = 0; i < count; i++) {
		tl_day_iso(tl_day_add_months(tl_day_of(2013, 1, 1), (int)i), days[i]);
		operands[i] = (struct tl_operand){"series", as->per * x[i] / n[i], TL_SHOWN,
			days[i], NAN, NAN, NAN, NAN, x[i], n[i]};
	}
	operands[count] = operands[at];
	operands[count].role = "x";
	return compute(TL_METHOD_XMR, operands, count + 1, &settings);
}

/* By hand. u: 30 of 2,000, so 15 per 1,000 -/+ 3 sqrt(15). p: a quarter of 1,000, so 25% -/+ 3
 * sqrt(.25 .75 / 1000). u': 20 and 40 of 1,000 in turn lie 0.01 either side of 0.03, every range of
 * z is 0.02 / se, so the limits are 0.03 -/+ 3 0.02 / 1.128, and none below 0. */
static void a_chart_that_divides_has_limits_by_each_points_own_denominator(void **state)
{
	const struct tl_recipe_settings per_1000 = {.per = 1000, .polarity = "down"},
					percent = {.per = 100, .polarity = "up"};
	const double x[] = {10, 20}, n[] = {1000, 1000}, wide[] = {1000, 4000},
		     quarter[] = {250, 1000}, turns[] = {20, 40, 20, 40},
		     even[] = {1000, 1000, 1000, 1000};
	struct tl_result u = judge_divided("u", x, n, 2, 1, &per_1000),
			 p = judge_divided("p", quarter, wide, 2, 0, &percent),
			 later = judge_divided("p", quarter, wide, 2, 1, &percent),
			 prime = judge_divided("uprime", turns, even, 4, 3, &per_1000);

	(void)state;
	assert_close(u.value, 20, 1e-12);
	assert_close(u.centre, 15, 1e-12);
	assert_close(u.lower_998, 15 - 11.618950038622252, 1e-10);
	assert_close(u.upper_998, 15 + 11.618950038622252, 1e-10);
	assert_string_equal(u.method, "u chart");
	assert_string_equal(u.flag, "");
	assert_close(p.centre, 25, 1e-12);
	assert_close(p.upper_998, 25 + 4.107919181288746, 1e-10);
	assert_close(later.upper_998, 25 + 4.107919181288746 / 2, 1e-10);
	assert_string_equal(p.method, "p chart");
	assert_close(prime.centre, 30, 1e-12);
	assert_close(prime.lower_998, 0, 0);
	assert_close(prime.upper_998, 30 + 60 / 1.128, 1e-10);
	assert_string_equal(prime.method, "u' chart");
}

/* Of thirteen months one is far above 3 standard errors: 10 each of 1,000, but 60 in the fifth. */
static void its_points_outside_the_limits_are_flagged_by_polarity(void **state)
{
	static const struct {
		const char *polarity, *flag;
	} cases[] = {
		{"down", "special_cause_concern"},
		{"up", "special_cause_improvement"},
		{"neither", "special_cause_neutral_high"},
	};
	double x[13], n[13];

	(void)state;
	for (size_t i = 0; i < 13; i++) {
		x[i] = i == 4 ? 60 : 10;
		n[i] = 1000;
	}
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const struct tl_recipe_settings settings = {
			.per = 1, .polarity = cases[i].polarity};

		assert_string_equal(judge_divided("u", x, n, 13, 4, &settings).flag, cases[i].flag);
		assert_string_equal(
			judge_divided("u", x, n, 13, 5, &settings).flag, "common_cause");
	}
}

/* A rebase in the third month: 20 of 1,000 before it, 5 of 1,000 from it on. */
static void a_rebased_chart_has_the_centre_of_the_points_own_part(void **state)
{
	const struct tl_recipe_settings rebased = {.per = 1000, .rebase = "2013-03-01"};
	const double x[] = {10, 30, 5, 5}, n[] = {1000, 1000, 1000, 1000};

	(void)state;
	assert_close(judge_divided("u", x, n, 4, 1, &rebased).centre, 20, 1e-12);
	assert_close(judge_divided("u", x, n, 4, 2, &rebased).centre, 5, 1e-12);
}

/* Seven of 10 and seven of 20 cross their median once, where chance would at least 4 times in 13;
 * in turn they cross it 13 times. */
static void a_run_chart_has_a_median_no_limits_and_one_reading(void **state)
{
	const struct tl_recipe_settings per = {.per = 1};
	double halves[MONTHS], turns[MONTHS], ones[MONTHS];
	struct tl_result shifted, even, few;

	(void)state;
	for (size_t i = 0; i < MONTHS; i++) {
		halves[i] = i < MONTHS / 2 ? 10 : 20;
		turns[i] = i % 2 ? 10 : 20;
		ones[i] = 1;
	}
	shifted = judge_divided("run", halves, ones, MONTHS, 3, &per);
	even = judge_divided("run", turns, ones, MONTHS, 3, &per);
	few = judge_divided("run", turns, ones, 12, 3, &per);
	assert_close(shifted.centre, 15, 0);
	assert_true(isnan(shifted.lower_998) && isnan(shifted.upper_998));
	assert_string_equal(shifted.method, "run chart");
	assert_string_equal(shifted.flag, "runs_signal");
	assert_string_equal(even.flag, "runs_chance");
	assert_string_equal(few.flag, "");
}

static void settings_are_checked_as_they_are_read(void **state)
{
	static const struct {
		const char *name, *value;
		bool ok;
	} cases[] = {
		{"per", "10000", true},
		{"per", "0", false},
		{"per", "many", false},
		{"polarity", "up", true},
		{"polarity", "sideways", false},
		{"baseline", "12", true},
		{"baseline", "-1", false},
		{"rebase", "2013-08-01,2014-01-01", true},
		{"rebase", "soon", false},
		{"rebase", "", true},
		{"chart", "u", true},
		{"chart", "xmr", false}, /* is no setting */
		{"complement", "yes", true},
		{"complement", "maybe", false},
		{"from", "2014-07-01", true},
		{"from", "July", false},
		{"term", "level", true},
		{"term", "season", false},
		{"harmonics", "6", true},
		{"harmonics", "7", false},
		{"family", "quasi-poisson", true},
		{"family", "gamma", false},
		{"colour", "red", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct tl_recipe_settings settings = {.per = 1};

		assert_int_equal(
			tl_recipe_set(&settings, cases[i].name, cases[i].value), cases[i].ok);
	}
}

static void every_method_has_its_name_and_roles(void **state)
{
	enum tl_method method;

	(void)state;
	for (size_t i = 0; i < TL_METHOD_COUNT_OF; i++) {
		assert_non_null(tl_methods[i].name);
		assert_non_null(tl_methods[i].roles[0]);
		assert_true(tl_method_of(tl_str(tl_methods[i].name), &method));
		assert_int_equal(method, i);
	}
}

/* 110 events seen; of 100 true links 80 are made, of 100 made 95 are right: 110 x .95 x .25
 * = 26.125 are missed and 110 x .05 = 5.5 are wrong. */
static void a_ratio_goes_as_far_as_missed_links_could_move_it(void **state)
{
	const struct tl_recipe_settings most = {.per = 1, .polarity = "up"};
	const struct tl_recipe_settings least = {.per = 1, .polarity = "down"};
#define MISSED(settings, ...)                                                                      \
	COMPUTE(TL_METHOD_MISSED, settings, shown("x1", 50), shown("t1", 100), shown("x0", 60),    \
		shown("t0", 100), __VA_ARGS__, shown("recall", 80), shown("precision", 95))
	struct tl_result result = MISSED(&most, shown("spread", 0.2));

	(void)state;
	assert_close(result.value, 76.125 / 54.5, 1e-10);
	assert_close(result.upper, 76.125 / 54.5 * exp(1.959963984540054 * 0.2), 1e-9);
	assert_string_equal(result.method, "cluster-robust");
	assert_close(MISSED(&least, shown("spread", 0.2)).value, 44.5 / 86.125, 1e-10);
	/* A ratio that a model made goes as far as that of its counts. */
	assert_close(
		MISSED(&most, shown("x", 0.7)).value, 0.7 * (76.125 / 54.5) / (50 / 60.0), 1e-10);
#undef MISSED
}

/* 10 are nobody's rows and 10 are never seen, of 100 that are; 10 more begin later. So 20 are lost
 * of one arm, nobody of the other: 20 more of time, with 30/100 x 20 = 6 events or none. */
static void a_ratio_goes_as_far_as_those_who_were_lost_could_move_it(void **state)
{
	const struct tl_recipe_settings most = {.per = 1, .polarity = "up"};
	const struct tl_recipe_settings least = {.per = 1, .polarity = "down"};
#define LOST(settings, analysed)                                                                   \
	COMPUTE(TL_METHOD_LOST, settings, shown("x1", 50), shown("t1", 100), shown("x0", 60),      \
		shown("t0", 100), shown("b1", 30), shown("u1", 100), shown("b0", 50),              \
		shown("u0", 100), shown("e1", 130), shown("p1", 120), shown("s1", 110),            \
		shown("a1", analysed), shown("e0", 95), shown("p0", 95), shown("s0", 90),          \
		shown("a0", 90))

	(void)state;
	assert_close(LOST(&most, 100).value, 56 / 120.0 / 0.6, 1e-10);
	assert_close(LOST(&least, 100).value, 50 / 120.0 / 0.6, 1e-10);
	assert_string_equal(LOST(&most, 100).method, "log-Wald");
	assert_close(LOST(&most, 110).value, (50 + 0.3 * 1000 / 110) / (100 + 1000 / 110.0) / 0.6,
		1e-10);
	assert_int_equal(LOST(&most, 0).reason, TL_REASON_NO_DENOMINATOR); /* everybody */
#undef LOST
}

/* ---- interrupted series --------------------------------------------------------------------- */

static const char *month_day(int month)
{
	static char days[40][11];

	return tl_day_iso(tl_month_day(2012 * 12 + month), days[month]);
}

/* 30 months, the change after 24: 10 + t, then 5 more and 2 a month more; `both` is on top of it in
 * the series and all there is in the control. */
static struct tl_result interrupted(
	const struct tl_recipe_settings *settings, bool counts, bool control, int hidden)
{
	struct tl_operand operands[61];
	size_t count = 0;

	for (int t = 1; t <= 30; t++) {
		double exposure = t % 3 + 1; /* of counts: others, one rate */
		double both = control ? t * t * 7 % 23 : 0;
		double own = counts ? (t > 24 ? 30 : 60) : 10 + t + (t > 24 ? 5 + 2 * (t - 25) : 0);
		struct tl_operand month = shown("series", own + both);

		month.period_from = month_day(t - 1);
		month.numerator = counts ? own * exposure : NAN;
		month.denominator = counts ? 100 * exposure : NAN;
		if (t == hidden)
			month.status = TL_SUPPRESSED;
		operands[count++] = month;
		if (!control)
			continue;
		operands[count] = month;
		operands[count].role = "control";
		operands[count++].value = both;
	}
	operands[count] = operands[count - 1];
	operands[count].role = "x";
	return compute(TL_METHOD_ITS, operands, count + 1, settings);
}

static void an_interrupted_series_says_what_changed(void **state)
{
	static const struct {
		const char *term;
		bool control;
		double value;
	} cases[] = {
		{"level", false, 5},
		{"trend", false, 2},
		{"total", false, 6 * 5 + 2 * 15},
		{"effect", false, 5 + 2 * 5}, /* the last month */
		{"level", true, 5},
		{"total", true, 60},
	};
	struct tl_recipe_settings settings = {.per = 1, .from = month_day(24)};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_result result;

		settings.term = cases[i].term;
		result = interrupted(&settings, false, cases[i].control, 0);
		assert_close(result.value, cases[i].value, 1e-8);
		assert_string_equal(result.method, "AR(1)");
		assert_string_equal(result.flag, "");
	}
	settings.term = "effect";
	assert_close(interrupted(&settings, false, false, 0).centre, 40, 1e-8);
}

/* Half the rate after, whatever the exposures: the ratio is .5 and no month more or less. */
static void an_interrupted_series_of_counts_is_a_ratio_of_rates(void **state)
{
	struct tl_recipe_settings settings = {
		.per = 1, .from = month_day(24), .counts = true, .term = "level"};

	(void)state;
	assert_close(interrupted(&settings, true, false, 0).value, 0.5, 1e-9);
	settings.term = "trend";
	assert_close(interrupted(&settings, true, false, 0).value, 1, 1e-9);
}

static void an_interrupted_series_needs_every_month_and_twelve_before(void **state)
{
	struct tl_recipe_settings settings = {.per = 1, .from = month_day(24), .term = "level"};
	struct tl_result result = interrupted(&settings, false, false, 7);

	(void)state;
	assert_int_equal(result.status, TL_SUPPRESSED);
	assert_int_equal(result.reason, TL_REASON_UNDER);
	assert_true(isnan(result.value));
	settings.from = month_day(11);
	result = interrupted(&settings, false, false, 0);
	assert_int_equal(result.status, TL_TOO_FEW);
	assert_int_equal(result.reason, TL_REASON_FEW_POINTS);
	settings.from = month_day(12);
	assert_string_equal(interrupted(&settings, false, false, 0).flag, "short");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_share_is_percent_with_wilsons_interval),
		cmocka_unit_test(a_complement_is_the_share_of_the_rest),
		cmocka_unit_test(a_chart_that_divides_has_limits_by_each_points_own_denominator),
		cmocka_unit_test(its_points_outside_the_limits_are_flagged_by_polarity),
		cmocka_unit_test(a_rebased_chart_has_the_centre_of_the_points_own_part),
		cmocka_unit_test(a_run_chart_has_a_median_no_limits_and_one_reading),
		cmocka_unit_test(a_rate_is_per_what_is_set_exact_below_ten_events),
		cmocka_unit_test(a_ratio_is_exact_for_few_robust_where_there_is_a_spread),
		cmocka_unit_test(a_change_is_the_ratio_less_one_in_percent),
		cmocka_unit_test(
			a_directly_standardised_rate_is_of_its_strata_and_needs_ten_events),
		cmocka_unit_test(an_indirectly_standardised_ratio_is_observed_over_expected),
		cmocka_unit_test(
			a_p_follows_from_what_is_published_and_is_adjusted_over_what_was_asked),
		cmocka_unit_test(a_change_of_a_ratio_has_its_limits),
		cmocka_unit_test(a_difference_has_no_interval),
		cmocka_unit_test(nothing_to_divide_by_is_no_number),
		cmocka_unit_test(an_operand_that_is_not_published_leaves_no_result),
		cmocka_unit_test(an_xmr_point_is_judged_among_its_series),
		cmocka_unit_test(a_whole_chart_says_of_each_month_what_is_said_of_it_alone),
		cmocka_unit_test(
			months_that_are_not_shown_are_left_out_and_their_own_point_is_none),
		cmocka_unit_test(a_rebase_opens_a_new_group_and_a_short_group_has_no_icon),
		cmocka_unit_test(limits_are_not_worked_out_from_what_hiding_left_over),
		cmocka_unit_test(a_ratio_goes_as_far_as_missed_links_could_move_it),
		cmocka_unit_test(a_ratio_goes_as_far_as_those_who_were_lost_could_move_it),
		cmocka_unit_test(an_interrupted_series_says_what_changed),
		cmocka_unit_test(an_interrupted_series_of_counts_is_a_ratio_of_rates),
		cmocka_unit_test(an_interrupted_series_needs_every_month_and_twelve_before),
		cmocka_unit_test(settings_are_checked_as_they_are_read),
		cmocka_unit_test(every_method_has_its_name_and_roles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
