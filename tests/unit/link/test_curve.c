/* What the model believes of pairs that blocking brought together, and of those that it did not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "../../../stages/link/curve.h"

/* Record 0 meets 1 in one pass, 2 in two and 3 in three. */
static uint32_t keys[] = {1, 1, 1, 1, 2, 3, 1, 1, 2, 1, 1, 1};

static void blocking_recall_counts_expected_matches_and_not_the_likely_alone(void **state)
{
	struct records records = {.count = 4, .words = keys, .stride = 3};
	struct pair items[18];
	struct pair_chunk chunk = {.items = items, .count = 18};
	struct linkage linkage = {
		.blocks = {.count = 3}, .pairs = {.chunks = &chunk, .chunk_count = 1}};
	struct tl_err err = {0};

	(void)state;
	/* Eight with a chance of a quarter, four with a half, six matches: 2, 2 and 6 expected. */
	for (size_t i = 0; i < 18; i++)
		items[i] = i < 8    ? (struct pair){.b = 1, .weight = -log2f(3)}
			   : i < 12 ? (struct pair){.b = 2, .weight = 0}
				    : (struct pair){.b = 3, .weight = 40};
	assert_true(curve_make(&linkage, &records, NAN, 1, &err));
	assert_true(fabs(linkage.tally.matches - 10) < 1e-6);
	/* 2^2 / (2 * 2) = 1 missed. */
	assert_true(fabs(linkage.tally.blocking_recall - 10.0 / 11) < 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocking_recall_counts_expected_matches_and_not_the_likely_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
