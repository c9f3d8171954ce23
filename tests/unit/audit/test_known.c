/* What one cell tells by itself. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "../../../stages/audit/known.h"

#define ANY INFINITY

static const struct candidate_policy hes = {8, 5, 2, 2, false, false};
static const struct candidate_policy exact = {8, 1, 0, 2, false, false};
static const struct candidate_policy tens = {0, 10, 0, 2, false, false};
static const struct candidate_policy fives = {0, 5, 0, 2, false, false};
static const struct candidate_policy tre = {10, 1, 0, 2, true, false};

/* The whole numbers that the rule would print so, found by hand. */
static const struct {
	const struct candidate_policy *policy;
	enum tl_status status;
	double value;
	bool is_time, counts_people, secondary;
	double low, high;
} cases[] = {
	{&hes, TL_ROUNDED, 1420, false, true, false, 1418, 1422},
	{&hes, TL_ROUNDED, 10, false, true, false, 8, 12}, /* 8, for 7 would be hidden */
	{&hes, TL_SHOWN, 0, false, true, false, 0, 0},
	{&hes, TL_SUPPRESSED, NAN, false, true, false, 1, 7},
	{&hes, TL_SUPPRESSED, NAN, false, true, true, 1, ANY},
	{&hes, TL_SUPPRESSED, NAN, false, false, false, 1, ANY}, /* many events of one family */
	{&hes, TL_ROUNDED, 55, true, false, false, 52.5, 57.5},
	{&hes, TL_SUPPRESSED, NAN, true, false, false, 0, ANY},
	{&exact, TL_SHOWN, 1419, false, true, false, 1419, 1419},
	{&exact, TL_SUPPRESSED, NAN, false, false, false, 1, 7},
	{&tens, TL_ROUNDED, 20, false, true, false, 15, 24}, /* 25 goes to 30 */
	{&tens, TL_ROUNDED, 10, false, true, false, 1, 14}, /* what is positive never becomes 0 */
	{&fives, TL_ROUNDED, 5, false, true, false, 1, 7},
	{&tre, TL_SUPPRESSED, NAN, false, true, false, 0, 9},
	{&tre, TL_SUPPRESSED, NAN, false, true, true, 0, ANY},
	{&tre, TL_SHOWN, 10, false, true, false, 10, 10},
	{&exact, TL_NOT_AVAILABLE, NAN, false, true, false, 0, ANY},
};

static void a_cell_tells_no_more_than_its_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct candidate_cell cell = {.status = cases[i].status,
			.is_time = cases[i].is_time,
			.counts_people = cases[i].counts_people,
			.numbers = {cases[i].value}};
		struct known known = known_of(cases[i].policy, &cell,
			cases[i].status == TL_SUPPRESSED, cases[i].secondary);

		if (known.low != cases[i].low || known.high != cases[i].high)
			fail_msg("case %zu: %g to %g", i, known.low, known.high);
	}
}

/* Every whole number is in the interval of what it is rounded to, and in no other. */
static void rounding_and_its_interval_agree(void **state)
{
	static const struct candidate_policy *const policies[] = {&hes, &tens, &fives};

	(void)state;
	for (size_t i = 0; i < TL_LEN(policies); i++) {
		int base = (int)policies[i]->base;
		int least = policies[i]->threshold > 1 ? (int)policies[i]->threshold : 1;

		for (int n = least; n < 100; n++) {
			int to = (2 * n + base) / (2 * base) * base;

			for (int shown = base; shown < 120; shown += base) {
				struct candidate_cell cell = {
					.status = TL_ROUNDED, .numbers = {shown}};
				struct known known = known_of(policies[i], &cell, false, false);

				assert_int_equal(known.low <= n && n <= known.high,
					shown == (to ? to : base));
			}
		}
	}
}

static void width_counts_whole_numbers(void **state)
{
	struct candidate_cell people = {0}, time = {.is_time = true};

	(void)state;
	assert_true(known_width((struct known){3, 3}, &people) == 1);
	assert_true(known_width((struct known){2.5, 4.9}, &people) == 2);
	assert_true(known_width((struct known){2.9999999, 4.0000001}, &people) == 2);
	assert_true(known_width((struct known){2.5, 3.75}, &time) == 2.25);
	assert_true(isinf(known_width((struct known){1, INFINITY}, &people)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_tells_no_more_than_its_rule),
		cmocka_unit_test(rounding_and_its_interval_agree),
		cmocka_unit_test(width_counts_whole_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
