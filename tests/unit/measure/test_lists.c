#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <throughline/base.h>

#include "../../../stages/measure/lists.h"

static void lists_come_by_their_numbers_and_the_shorter_first(void **state)
{
	static const struct {
		uint32_t count, list[4];
	} ordered[] = {
		{1, {0}},
		{2, {0, 0}},
		{3, {0, 0, 7}},
		{3, {0, 0, 8}},
		{4, {0, 0, 8, 0}},
		{2, {0, 5000}},
		{2, {3000, 1}},
		{1, {70000}},
		{2, {70000, UINT32_MAX - 1}},
		{1, {UINT32_MAX}},
	};
	struct measure_listed lists[TL_LEN(ordered)];
	size_t count = TL_LEN(ordered);

	(void)state;
	/* 1, 3, 7 and 9 have no divisor in common with 10: each step is another order. */
	for (size_t step = 1; step < count; step += step == 3 ? 4 : 2) {
		for (size_t i = 0; i < count; i++) {
			size_t of = (i * step + 4) % count;

			lists[i] = measure_listed_of(ordered[of].list, ordered[of].count, of);
		}
		measure_lists_sort(lists, count);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(lists[i].number, i);
	}
	measure_lists_sort(lists, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_come_by_their_numbers_and_the_shorter_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
