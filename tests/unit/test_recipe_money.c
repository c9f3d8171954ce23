/* Money from counts and prices: every figure here is worked by hand. */
#include "test_support.h"

#include <throughline/recipe.h>

static struct tl_result compute(enum tl_method method, const struct tl_operand *operands,
	size_t count, const char *polarity)
{
	const struct tl_recipe_settings settings = {.per = 1, .polarity = polarity};
	struct tl_result result;

	tl_recipe_compute(method, operands, count, &settings, &result);
	return result;
}
// clang-format off
#define exact(role, value) {role, value, TL_SHOWN, "", NAN, NAN, NAN, NAN, NAN, NAN}
#define between(role, value, low, high) {role, value, TL_SHOWN, "", low, high, NAN, NAN, NAN, NAN}
#define of_year(role, value, day) {role, value, TL_SHOWN, day, NAN, NAN, NAN, NAN, NAN, NAN}
#define COMPUTE(method, ...) compute(method, (const struct tl_operand[]){__VA_ARGS__}, \
	sizeof((const struct tl_operand[]){__VA_ARGS__}) / sizeof(struct tl_operand), "neither")
// clang-format on

/* 40 events x 12,345p x 3/4 of the follow-up x 0.9 = 333,315p: 3,333 pounds. */
static void a_benefit_is_events_times_worth_in_whole_pounds(void **state)
{
	struct tl_result r = COMPUTE(TL_METHOD_BENEFIT, exact("x", 40), exact("own", 75),
		exact("all", 100), exact("cost", 12345), exact("share", 0.9));

	(void)state;
	assert_close(r.value, 333300, 0);
	assert_true(isnan(r.lower));
	assert_string_equal(r.method, "");
	r = COMPUTE(TL_METHOD_BENEFIT, exact("x", 40), exact("cost", 12345));
	assert_close(r.value, 493800, 0);
}

/* Events 10 to 70, worth 100 to 150 pounds: least 10 x 100, most 70 x 150. Fewer than none makes
 * the least the most expensive: -20 x 150. */
static void a_range_goes_from_the_least_to_the_most(void **state)
{
	struct tl_result r = COMPUTE(
		TL_METHOD_BENEFIT, between("x", 40, 10, 70), between("cost", 12000, 10000, 15000));

	(void)state;
	assert_close(r.value, 480000, 0);
	assert_close(r.lower, 100000, 0);
	assert_close(r.upper, 1050000, 0);
	assert_string_equal(r.method, "Range");
	r = COMPUTE(
		TL_METHOD_BENEFIT, between("x", 40, -20, 70), between("cost", 12000, 10000, 15000));
	assert_close(r.lower, -300000, 0);
	assert_close(r.upper, 1050000, 0);
}

static void where_more_is_better_events_avoided_are_lost(void **state)
{
	const struct tl_operand operands[] = {between("x", -8, -12, -4), exact("cost", 10000)};
	struct tl_result r = compute(TL_METHOD_BENEFIT, operands, TL_LEN(operands), "up");

	(void)state;
	assert_close(r.value, 80000, 0);
	assert_close(r.lower, 40000, 0);
	assert_close(r.upper, 120000, 0);
}

static void nothing_followed_is_nothing_to_share_by(void **state)
{
	struct tl_result r = COMPUTE(TL_METHOD_BENEFIT, exact("x", 4), exact("own", 0),
		exact("all", 0), exact("cost", 100));

	(void)state;
	assert_int_equal(r.status, TL_NOT_APPLICABLE);
	assert_true(isnan(r.value));
}

/* 45 + 190 + 60 of 300, each rounded to 5: by the whole, 5 of 300 would belong to no year. */
static void years_that_are_rounded_share_out_all_of_a_benefit(void **state)
{
	static const double years[] = {45, 190, 60};
	double sum = 0;

	(void)state;
	for (size_t i = 0; i < TL_LEN(years); i++)
		sum += COMPUTE(TL_METHOD_BENEFIT, exact("series", 45), exact("series", 190),
			exact("series", 60), exact("x", 59), exact("own", years[i]),
			exact("all", 300), exact("cost", 50000))
			       .value;
	assert_close(sum, 59 * 50000.0, 0); /* each 1/59 of 29,500 pounds, an even number */
}

static void where_a_year_is_hidden_the_published_whole_is_shared(void **state)
{
	static const struct tl_operand hidden = {
		"series", NAN, TL_SUPPRESSED, "", NAN, NAN, NAN, NAN, NAN, NAN};
	struct tl_result r = COMPUTE(TL_METHOD_BENEFIT, hidden, exact("series", 190),
		exact("x", 60), exact("own", 190), exact("all", 200), exact("cost", 10000));

	(void)state;
	assert_close(r.value, 570000, 0);
	assert_int_equal(r.status, TL_SHOWN);
}

static void a_line_that_others_claimed_whole_has_nothing(void **state)
{
	struct tl_result r = COMPUTE(TL_METHOD_BENEFIT, exact("series", 0), exact("series", 300),
		exact("x", 60), exact("own", 0), exact("all", 300), exact("cost", 10000));

	(void)state;
	assert_close(r.value, 0, 0);
	assert_int_equal(r.status, TL_SHOWN);
}

static void a_hidden_part_hides_the_sum(void **state)
{
	static const struct tl_operand hidden = {
		"part", NAN, TL_SUPPRESSED, "", NAN, NAN, NAN, NAN, NAN, NAN};
	struct tl_result r = COMPUTE(TL_METHOD_SUM, exact("part", 100), hidden);

	(void)state;
	assert_int_equal(r.status, TL_SUPPRESSED);
	assert_int_equal(r.reason, TL_REASON_UNDER);
	assert_true(isnan(r.value));
}

static void a_sum_adds_takes_away_and_has_a_cap(void **state)
{
	struct tl_result r = COMPUTE(TL_METHOD_SUM, between("part", 300, 200, 500),
		exact("part", 50), between("less", 100, 90, 120));

	(void)state;
	assert_close(r.value, 250, 0);
	assert_close(r.lower, 130, 0); /* 200 + 50 - 120 */
	assert_close(r.upper, 460, 0); /* 500 + 50 - 90 */
	r = COMPUTE(TL_METHOD_SUM, exact("part", 300), exact("part", 50), exact("most", 320));
	assert_close(r.value, 320, 0);
}

/* 1,000 + 1,035 / 1.035 + 1,071.225 / 1.035^2 pounds = 3,000. */
static void present_value_is_each_year_times_its_factor(void **state)
{
	struct tl_result r = COMPUTE(TL_METHOD_PRESENT, exact("part", 100000),
		exact("part", 103500), exact("part", 107122.5), exact("factor", 1),
		exact("factor", 1 / 1.035), exact("factor", 1 / (1.035 * 1.035)));

	(void)state;
	assert_close(r.value, 300000, 0);
}

static void there_is_no_ratio_without_costs(void **state)
{
	struct tl_result r = COMPUTE(TL_METHOD_QUOTIENT, exact("x", 100), exact("n", 0));

	(void)state;
	assert_int_equal(r.status, TL_NOT_APPLICABLE);
	r = COMPUTE(TL_METHOD_QUOTIENT, exact("x", 100), exact("n", -5));
	assert_int_equal(r.status, TL_NOT_APPLICABLE);
	r = COMPUTE(TL_METHOD_QUOTIENT, between("x", 300, 100, 500), exact("n", 200));
	assert_close(r.value, 1.5, 0);
	assert_close(r.lower, 0.5, 0);
	assert_close(r.upper, 2.5, 0);
}

/* 0 - 100, then 60, then 60: met in the third year. */
static void it_pays_back_in_the_first_year_that_meets_the_costs(void **state)
{
	struct tl_result r = COMPUTE(TL_METHOD_PAYBACK, of_year("part", 0, "2012-04-01"),
		of_year("part", 60, "2013-04-01"), of_year("part", 60, "2014-04-01"),
		exact("less", 100), exact("less", 0), exact("less", 0), exact("factor", 1),
		exact("factor", 1), exact("factor", 1));

	(void)state;
	assert_close(r.value, 2014, 0);
	r = COMPUTE(TL_METHOD_PAYBACK, of_year("part", 0, "2012-04-01"),
		of_year("part", 60, "2013-04-01"), exact("less", 100), exact("less", 0),
		exact("factor", 1), exact("factor", 1));
	assert_int_equal(r.status, TL_NOT_APPLICABLE);
	assert_int_equal(r.reason, TL_REASON_NEVER);
}

/* 100 spent in 2012; 60 a year come, 40 to 110: at best met in 2013, at worst 40 + 40 + 40 in 2015.
 */
static void payback_has_the_years_of_the_most_and_the_least(void **state)
{
	const struct tl_operand nothing = of_year("part", 0, "2012-04-01");
	struct tl_operand years[12];
	struct tl_result r;

	(void)state;
	years[0] = nothing;
	for (size_t i = 1; i < 4; i++) {
		static const char *const days[] = {"", "2013-04-01", "2014-04-01", "2015-04-01"};

		years[i] = (struct tl_operand){
			"part", 60, TL_SHOWN, days[i], 40, 110, NAN, NAN, NAN, NAN};
	}
	for (size_t i = 0; i < 4; i++) {
		years[4 + i] = (struct tl_operand)exact("less", i == 0 ? 100 : 0);
		years[8 + i] = (struct tl_operand)exact("factor", 1);
	}
	r = compute(TL_METHOD_PAYBACK, years, 12, "neither");
	assert_close(r.value, 2014, 0);
	assert_close(r.lower, 2013, 0);
	assert_close(r.upper, 2015, 0);
	years[4].value =
		150; /* with the least never: no limits, for one alone would say too little */
	r = compute(TL_METHOD_PAYBACK, years, 12, "neither");
	assert_close(r.value, 2015, 0);
	assert_true(isnan(r.lower) && isnan(r.upper));
}

/* (5,000 - 1,000) pounds x 25% = 1,000; under the trigger nothing; at most the cap. */
static void what_is_due_is_shared_above_the_trigger(void **state)
{
	static const struct {
		double gain, cap, due;
	} cases[] = {
		{500000, NAN, 100000}, {90000, NAN, 0}, {500000, 60000, 60000}, {-40000, NAN, 0}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const struct tl_operand operands[] = {exact("x", cases[i].gain),
			exact("trigger", 100000), exact("share", 0.25),
			exact("most", cases[i].cap)};
		struct tl_result r = compute(TL_METHOD_DUE, operands,
			TL_LEN(operands) - (isnan(cases[i].cap) ? 1 : 0), "neither");

		assert_close(r.value, cases[i].due, 0);
	}
}

static void an_outcome_is_paid_up_to_its_caps(void **state)
{
	struct tl_result r = COMPUTE(TL_METHOD_PAYMENT, exact("x", 12), exact("rate", 15050));

	(void)state;
	assert_close(r.value, 180600, 0);
	r = COMPUTE(TL_METHOD_PAYMENT, exact("x", 12), exact("rate", 15050), exact("cap", 10));
	assert_close(r.value, 150500, 0);
	r = COMPUTE(TL_METHOD_PAYMENT, exact("x", 12), exact("rate", 15050), exact("cap", 10),
		exact("most", 100000));
	assert_close(r.value, 100000, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_benefit_is_events_times_worth_in_whole_pounds),
		cmocka_unit_test(a_range_goes_from_the_least_to_the_most),
		cmocka_unit_test(where_more_is_better_events_avoided_are_lost),
		cmocka_unit_test(nothing_followed_is_nothing_to_share_by),
		cmocka_unit_test(years_that_are_rounded_share_out_all_of_a_benefit),
		cmocka_unit_test(where_a_year_is_hidden_the_published_whole_is_shared),
		cmocka_unit_test(a_line_that_others_claimed_whole_has_nothing),
		cmocka_unit_test(a_hidden_part_hides_the_sum),
		cmocka_unit_test(a_sum_adds_takes_away_and_has_a_cap),
		cmocka_unit_test(present_value_is_each_year_times_its_factor),
		cmocka_unit_test(there_is_no_ratio_without_costs),
		cmocka_unit_test(it_pays_back_in_the_first_year_that_meets_the_costs),
		cmocka_unit_test(payback_has_the_years_of_the_most_and_the_least),
		cmocka_unit_test(what_is_due_is_shared_above_the_trigger),
		cmocka_unit_test(an_outcome_is_paid_up_to_its_caps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
