/* Chance that can be asked again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../../tools/generate/chance.h"

static void a_draw_depends_on_what_it_is_for_and_on_both_numbers(void **state)
{
	struct chance one = chance_for(7, "calls"), other = chance_for(7, "visits");

	(void)state;
	assert_true(chance_bits(one, 3, 4) == chance_bits(chance_for(7, "calls"), 3, 4));
	assert_true(chance_bits(one, 3, 4) != chance_bits(other, 3, 4));
	assert_true(chance_bits(one, 3, 4) != chance_bits(chance_for(8, "calls"), 3, 4));
	assert_true(chance_bits(one, 3, 4) != chance_bits(one, 4, 3));
	assert_true(chance_bits(one, 3, 4) != chance_bits(one, 3, 5));
}

static void limits_hold_and_both_ends_are_reached(void **state)
{
	struct chance chance = chance_for(1, "limits");
	bool low = false, high = false;

	(void)state;
	for (uint64_t i = 0; i < 1000; i++) {
		int drawn = chance_between(chance, i, 0, -3, 3);
		double share = chance_share(chance, i, 1);

		assert_in_range(drawn + 3, 0, 6);
		assert_true(share >= 0 && share < 1);
		low |= drawn == -3;
		high |= drawn == 3;
	}
	assert_true(low && high);
}

/* Neighbouring families and days are what is asked for, so they must not go together: the number of
 * hits among 200,000 with a chance of 1 in 100 lies within five standard deviations (44.5 each). */
static void neighbours_are_independent_enough(void **state)
{
	struct chance chance = chance_for(20121001, "police-urgent");
	int hits = 0, both = 0;

	(void)state;
	for (uint64_t family = 0; family < 200; family++)
		for (uint64_t day = 15000; day < 16000; day++) {
			bool now = chance_share(chance, family, day) < 0.01;

			hits += now;
			both += now && chance_share(chance, family, day + 1) < 0.01;
		}
	assert_in_range(hits, 2000 - 223, 2000 + 223);
	assert_in_range(both, 0, 20 + 23); /* 20 expected, deviation 4.5 */
}

static void nothing_and_everything_are_certain(void **state)
{
	struct chance chance = chance_for(1, "certain");

	(void)state;
	for (uint64_t i = 0; i < 1000; i++) {
		assert_false(chance_permille(chance, i, 0, 0));
		assert_true(chance_permille(chance, i, 0, 1000));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_draw_depends_on_what_it_is_for_and_on_both_numbers),
		cmocka_unit_test(limits_hold_and_both_ends_are_reached),
		cmocka_unit_test(neighbours_are_independent_enough),
		cmocka_unit_test(nothing_and_everything_are_certain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
