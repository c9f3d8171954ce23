/* The policy's rules, on points made by hand. */
#include "fixture.h"

#include "../../../stages/disclose/derive.h"
#include "../../../stages/disclose/rules.h"

static struct tl_policy hes(void)
{
	struct tl_policy policy = fixture_policy(8, 5);

	policy.contributors = 2;
	return policy;
}

static struct tl_policy exact(void)
{
	return fixture_policy(8, 1);
}

static struct tl_policy public_already(void)
{
	struct tl_policy policy = fixture_policy(0, 0);

	policy.significant = 0;
	return policy;
}

static struct tl_policy tens(void)
{
	return fixture_policy(0, 10);
}

static struct tl_policy tre(void)
{
	struct tl_policy policy = fixture_policy(10, 1);

	policy.zeros_hidden = true;
	return policy;
}

/* Published values by hand from the rules' words. */
static const struct {
	struct tl_policy (*policy)(void);
	const char *statistic;
	double value;
	int contributors;
	enum tl_status status;
	double published;
} cases[] = {
	{hes, "people", 1419, 1419, TL_ROUNDED, 1420},
	{hes, "people", 2100, 2100, TL_ROUNDED, 2100}, /* rounded, though it did not change */
	{hes, "people", 8, 8, TL_ROUNDED, 10},
	{hes, "people", 12, 12, TL_ROUNDED, 10},
	{hes, "people", 13, 13, TL_ROUNDED, 15},
	{hes, "people", 7, 7, TL_SUPPRESSED, NAN},
	{hes, "people", 1, 1, TL_SUPPRESSED, NAN},
	{hes, "people", 0, 0, TL_SHOWN, 0},
	{hes, "events", 40, 1, TL_SUPPRESSED, NAN}, /* forty calls, one family */
	{hes, "events", 40, 2, TL_ROUNDED, 40},
	{hes, "events", 40, -1, TL_ROUNDED, 40},
	{hes, "unit_years", 52.4, 7, TL_SUPPRESSED, NAN},
	{hes, "unit_years", 52.5, 80, TL_ROUNDED, 55}, /* half away from zero */
	{hes, "unit_years", 1.4, 80, TL_ROUNDED, 5}, /* never to 0 */
	{hes, "unit_years", 52.4, -1, TL_ROUNDED, 50},
	{exact, "people", 1419, 1419, TL_SHOWN, 1419},
	{exact, "people", 7, 7, TL_SUPPRESSED, NAN},
	{exact, "unit_years", 52.4, 80, TL_SHOWN, 52.4},
	{public_already, "people", 3, 3, TL_SHOWN, 3},
	{public_already, "events", 40, 1, TL_SHOWN, 40},
	{tens, "people", 15, 15, TL_ROUNDED, 20},
	{tens, "people", 14, 14, TL_ROUNDED, 10},
	{tens, "people", 3, 3, TL_ROUNDED, 10},
	{tre, "people", 0, 0, TL_SUPPRESSED, NAN},
	{tre, "people", 9, 9, TL_SUPPRESSED, NAN},
	{tre, "people", 10, 10, TL_SHOWN, 10},
};

static struct measured_point count_of(
	const struct measured_figure *figure, double value, int contributors)
{
	return (struct measured_point){.id = "p",
		.figure = figure,
		.position = INT64_MIN,
		.contributors = contributors,
		.measured = {.value = value, .flag = "", .method = "", .status = TL_SHOWN}};
}

static void each_count_is_published_by_the_first_rule_that_applies(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct measured measured = {0};
		struct measured_figure figure = {.statistic = cases[i].statistic, .locality = "a"};
		struct tl_policy policy = cases[i].policy();
		struct tl_err err = {0};
		struct tl_result *result;

		*tl_vec_push(&measured.points) =
			count_of(&figure, cases[i].value, cases[i].contributors);
		assert_true(rules_publish(&measured, &policy, &err));
		result = &measured.points.items[0].published;
		if (result->status != cases[i].status)
			fail_msg("case %zu: status %s", i, tl_statuses[result->status].name);
		if (isnan(cases[i].published) != isnan(result->value) ||
			(!isnan(result->value) && result->value != cases[i].published))
			fail_msg("case %zu: value %g", i, result->value);
		assert_int_equal(result->reason == TL_REASON_NONE, !isnan(result->value));
		measured_free(&measured);
	}
}

static void measure_s_own_status_and_reason_pass_through(void **state)
{
	struct measured measured = {0};
	struct measured_figure figure = {.statistic = "people", .locality = "a"};
	struct tl_policy policy = hes();
	struct tl_err err = {0};

	(void)state;
	*tl_vec_push(&measured.points) = count_of(&figure, NAN, -1);
	measured.points.items[0].measured.status = TL_NOT_AVAILABLE;
	measured.points.items[0].measured.reason = TL_REASON_NOT_COVERED;
	assert_true(rules_publish(&measured, &policy, &err));
	assert_int_equal(measured.points.items[0].published.status, TL_NOT_AVAILABLE);
	assert_int_equal(measured.points.items[0].published.reason, TL_REASON_NOT_COVERED);
	measured_free(&measured);
}

static void once_a_number_protects_another_all_hidden_counts_say_the_same(void **state)
{
	struct measured measured = {0};
	struct measured_figure figure = {.statistic = "people", .locality = "a"};
	struct tl_policy policy = exact();
	struct tl_err err = {0};

	(void)state;
	*tl_vec_push(&measured.points) = count_of(&figure, 3, 3);
	*tl_vec_push(&measured.points) = count_of(&figure, 300, 300);
	measured.points.items[1].asked = true;
	assert_true(rules_publish(&measured, &policy, &err));
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(measured.points.items[i].published.status, TL_SUPPRESSED);
		assert_int_equal(measured.points.items[i].published.reason, TL_REASON_PROTECTS);
	}
	measured_free(&measured);
}

static void totals_cost_more_than_parts_and_zeros_are_never_chosen(void **state)
{
	struct measured_figure part = {.statistic = "people", .locality = "a"};
	struct measured_figure all = {.statistic = "people", .locality = "all"};
	struct measured_point small = count_of(&part, 9, 9), large = count_of(&part, 900, 900);
	struct measured_point used = count_of(&part, 9, 9), total = count_of(&all, 9, 9);
	struct measured_point zero = count_of(&part, 0, 0);

	(void)state;
	used.uses = 1;
	assert_true(rules_cost(&small) < rules_cost(&large));
	assert_true(rules_cost(&large) < rules_cost(&used));
	assert_true(rules_cost(&used) < rules_cost(&total));
	assert_true(rules_cost(&zero) == INT64_MAX);
}

static void significant_figures_round_half_away_from_zero(void **state)
{
	static const struct {
		double value;
		unsigned figures;
		double want;
	} values[] = {{12.5, 2, 13}, {-12.5, 2, -13}, {0.01249, 2, 0.012}, {996, 2, 1000},
		{1234, 2, 1200}, {3.14159, 0, 3.14159}, {0, 2, 0}, {100, 1, 100}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(values); i++)
		assert_near(derive_significant(values[i].value, values[i].figures), values[i].want,
			1e-12);
	assert_true(isnan(derive_significant(NAN, 2)));
}

/* A model on eight people is shown, on seven not, nor where the count under it is hidden. */
static void a_median_needs_its_count_to_be_publishable(void **state)
{
	static const struct {
		double n;
		int contributors;
		enum tl_status status;
		enum tl_reason reason;
	} medians[] = {{7, 7, TL_SUPPRESSED, TL_REASON_UNDER}, {8, 8, TL_ROUNDED, TL_REASON_NONE},
		{8, 5, TL_SUPPRESSED, TL_REASON_SMALL}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(medians); i++) {
		struct measured measured = {0};
		struct measured_figure people = {.statistic = "people", .locality = "a"};
		struct measured_figure days = {.statistic = "median_days", .role = MEASURED_MODEL};
		struct tl_policy policy = hes();
		struct tl_err err = {0};
		struct measured_point median = count_of(&days, 123.4, medians[i].contributors);

		median.operands_to = 1;
		median.measured.method = "Exact";
		*tl_vec_push(&measured.points) = count_of(&people, medians[i].n, (int)medians[i].n);
		*tl_vec_push(&measured.points) = median;
		*tl_vec_push(&measured.operands) = (struct measured_operand){0, "under", 1};
		assert_true(rules_publish(&measured, &policy, &err));
		assert_int_equal(measured.points.items[1].published.status, medians[i].status);
		assert_int_equal(measured.points.items[1].published.reason, medians[i].reason);
		if (medians[i].status == TL_ROUNDED) {
			assert_near(measured.points.items[1].published.value, 120, 0);
			assert_string_equal(measured.points.items[1].published.method,
				"Exact, 2 significant figures");
		}
		measured_free(&measured);
	}
}

/* a = share of b of c: 100 x 1420 / 2125, not 100 x 1419 / 2123. */
static void a_share_is_recomputed_from_what_is_published(void **state)
{
	struct measured measured = {0};
	struct measured_figure people = {.statistic = "people", .locality = "a"};
	struct measured_figure share = {.statistic = "share", .role = MEASURED_DERIVED};
	struct tl_policy policy = hes();
	struct tl_err err = {0};
	struct measured_point derived = count_of(&share, 66.84, -1);

	(void)state;
	derived.has_recipe = true;
	derived.recipe = TL_METHOD_SHARE;
	derived.operands_to = 2;
	derived.settings =
		(struct tl_recipe_settings){.per = 1, .polarity = "neither", .rebase = ""};
	*tl_vec_push(&measured.points) = derived;
	*tl_vec_push(&measured.points) = count_of(&people, 1419, 1419);
	*tl_vec_push(&measured.points) = count_of(&people, 2123, 2123);
	*tl_vec_push(&measured.operands) = (struct measured_operand){2, "n", 1};
	*tl_vec_push(&measured.operands) = (struct measured_operand){1, "x", 1};
	assert_true(rules_publish(&measured, &policy, &err));
	assert_int_equal(measured.points.items[0].published.status, TL_ROUNDED);
	assert_near(measured.points.items[0].published.value, 100 * 1420.0 / 2125, 1e-9);
	assert_near(measured.points.items[0].published.numerator, 1420, 0);
	assert_near(measured.points.items[0].published.denominator, 2125, 0);
	measured_free(&measured);
}

static void a_share_of_a_hidden_number_is_hidden_whatever_measure_said(void **state)
{
	static const enum tl_status measured_as[] = {TL_SHOWN, TL_NOT_APPLICABLE};

	(void)state;
	for (size_t i = 0; i < TL_LEN(measured_as); i++) {
		struct measured measured = {0};
		struct measured_figure people = {.statistic = "people", .locality = "a"};
		struct measured_figure share = {.statistic = "share", .role = MEASURED_DERIVED};
		struct tl_policy policy = tre();
		struct tl_err err = {0};
		struct measured_point derived = count_of(&share, NAN, -1);

		derived.has_recipe = true;
		derived.recipe = TL_METHOD_SHARE;
		derived.operands_to = 2;
		derived.measured.status = measured_as[i];
		derived.measured.reason =
			measured_as[i] == TL_SHOWN ? TL_REASON_NONE : TL_REASON_NO_DENOMINATOR;
		*tl_vec_push(&measured.points) = derived;
		*tl_vec_push(&measured.points) = count_of(&people, 0, 0);
		*tl_vec_push(&measured.operands) = (struct measured_operand){1, "n", 1};
		*tl_vec_push(&measured.operands) = (struct measured_operand){1, "x", 1};
		assert_true(rules_publish(&measured, &policy, &err));
		assert_int_equal(measured.points.items[0].published.status, TL_SUPPRESSED);
		assert_int_equal(measured.points.items[0].published.reason, TL_REASON_UNDER);
		measured_free(&measured);
	}
}

static void a_recipe_in_a_circle_is_our_bug_and_said_so(void **state)
{
	struct measured measured = {0};
	struct measured_figure share = {.statistic = "share", .role = MEASURED_DERIVED};
	struct tl_policy policy = hes();
	struct tl_err err = {0};
	struct measured_point derived = count_of(&share, 1, -1);

	(void)state;
	derived.operands_to = 1;
	*tl_vec_push(&measured.points) = derived;
	*tl_vec_push(&measured.operands) = (struct measured_operand){0, "x", 1};
	assert_false(rules_publish(&measured, &policy, &err));
	assert_int_equal(err.exit_status, EX_SOFTWARE);
	measured_free(&measured);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_count_is_published_by_the_first_rule_that_applies),
		cmocka_unit_test(measure_s_own_status_and_reason_pass_through),
		cmocka_unit_test(once_a_number_protects_another_all_hidden_counts_say_the_same),
		cmocka_unit_test(totals_cost_more_than_parts_and_zeros_are_never_chosen),
		cmocka_unit_test(significant_figures_round_half_away_from_zero),
		cmocka_unit_test(a_median_needs_its_count_to_be_publishable),
		cmocka_unit_test(a_share_is_recomputed_from_what_is_published),
		cmocka_unit_test(a_share_of_a_hidden_number_is_hidden_whatever_measure_said),
		cmocka_unit_test(a_recipe_in_a_circle_is_our_bug_and_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
