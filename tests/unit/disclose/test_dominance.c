/* Amounts that tell what one contributor has. Worked out by hand from the rules' words in
 * dominance.h. */
#include "fixture.h"

#include "../../../stages/disclose/dominance.h"
#include "../../../stages/disclose/rules.h"

enum { NO_RULE, ONE_HALF, TWO_80, P_10, BOTH };

static const struct {
	unsigned n, k, p;
} policies[] = {[NO_RULE] = {0, 0, 0},
	[ONE_HALF] = {1, 50, 0},
	[TWO_80] = {2, 80, 0},
	[P_10] = {0, 0, 10},
	[BOTH] = {1, 50, 10}};

static struct tl_policy policy_of(int which)
{
	struct tl_policy policy = fixture_policy(8, 5);

	policy.contributors = 2;
	policy.dominance_n = policies[which].n;
	policy.dominance_k = policies[which].k;
	policy.p_percent = policies[which].p;
	return policy;
}

static const struct {
	int policy;
	double value;
	int contributors;
	double largest, second;
	bool hidden;
} cases[] = {
	{ONE_HALF, 1000, 20, 500, 100, false}, /* half of it is not more than half */
	{ONE_HALF, 1000, 20, 501, 100, true},
	{TWO_80, 1000, 20, 450, 350, false},
	{TWO_80, 1000, 20, 450, 351, true},
	{TWO_80, 1000, 20, 501, 100, false},
	{P_10, 1000, 20, 480, 472, false}, /* the others' 48 are not less than 48 */
	{P_10, 1000, 20, 480, 473, true},
	{P_10, 1000, 20, 900, 10, false}, /* 90 others, as the second sees it */
	{BOTH, 1000, 20, 480, 473, true},
	{BOTH, 1000, 20, 501, 100, true},
	{BOTH, 1000, 20, 480, 100, false},
	{BOTH, 90000, 8, 12000, 11000, false},
	{BOTH, 90000, 7, 13000, 13000, true}, /* seven people are few, however much they cost */
	{BOTH, 90000, 1, 90000, 0, true},
	{BOTH, 0, 20, 500, 500, true}, /* paid, and paid back by another */
	{BOTH, 0, 20, 0, 0, false},
	{BOTH, 1000, 20, 600, 500, true}, /* others paid back 100 */
	{NO_RULE, 1000, 20, 999, 1, false},
	{NO_RULE, 1000, 20, 700, 400, false},
};

static struct measured_point amount_of(const struct measured_figure *figure, double value,
	int contributors, double largest, double second)
{
	return (struct measured_point){.id = "p",
		.figure = figure,
		.position = INT64_MIN,
		.contributors = contributors,
		.is_amount = true,
		.largest = largest,
		.second = second,
		.measured = {.value = value, .flag = "", .method = "", .status = TL_SHOWN}};
}

static const struct measured_figure figure = {.statistic = "events", .locality = "a"};

static void an_amount_that_one_contributor_dominates_is_hidden(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_policy policy = policy_of(cases[i].policy);
		struct measured measured = {0};
		struct tl_err err = {0};

		*tl_vec_push(&measured.points) = amount_of(&figure, cases[i].value,
			cases[i].contributors, cases[i].largest, cases[i].second);
		assert_true(rules_publish(&measured, &policy, &err));
		if (measured_is_published(&measured.points.items[0]) == cases[i].hidden)
			fail_msg("case %zu is %s", i, cases[i].hidden ? "shown" : "hidden");
		assert_int_equal(rules_hide(&policy, &measured.points.items[0]), cases[i].hidden);
		measured_free(&measured);
	}
}

/* Of a count nothing but its size is asked, whoever is behind it. */
static void counts_are_not_amounts(void **state)
{
	struct tl_policy policy = policy_of(BOTH);
	struct measured_point point = amount_of(&figure, 1000, 20, 999, 1);

	(void)state;
	point.is_amount = false;
	assert_false(rules_hide(&policy, &point));
}

/* (1,50): twice the largest would be no more dominated. p%: the others' part of it must reach 10%
 * of the largest. At least 10% of the amount. */
static void a_hidden_amount_must_be_able_to_be_one_that_is_safe(void **state)
{
	static const struct {
		int policy;
		double value, largest, second, far;
	} rooms[] = {
		{BOTH, 1000, 700, 100, 400},
		{BOTH, 1000, 1000, 0, 1000},
		{BOTH, 1000, 480, 475, 100},
		{P_10, 100, 60, 40, 10},
		{P_10, 1000, 3000, 2500, 4800}, /* 4,500 paid back: 300 + 4,500 */
		{TWO_80, 1000, 450, 390, 50},
		{ONE_HALF, 1000, 100, 100, 0},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(rooms); i++) {
		struct tl_policy policy = policy_of(rooms[i].policy);
		struct measured_point point =
			amount_of(&figure, rooms[i].value, 20, rooms[i].largest, rooms[i].second);
		double far = dominance_protection(&policy, &point);

		if (fabs(far - rooms[i].far) > 1e-9)
			fail_msg("room %zu: %g, not %g", i, far, rooms[i].far);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_amount_that_one_contributor_dominates_is_hidden),
		cmocka_unit_test(counts_are_not_amounts),
		cmocka_unit_test(a_hidden_amount_must_be_able_to_be_one_that_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
