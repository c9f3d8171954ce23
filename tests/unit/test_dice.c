#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <throughline/dice.h>

#define FILTERS ((size_t)203) /* no multiple of a block or a panel */

static uint64_t next(uint64_t *chance)
{
	*chance = *chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *chance ^ *chance >> 29;
}

/* From empty to full, and many near relations of one another. */
static void fill(struct tl_dice_set *set, struct tl_filter *filters, unsigned bits, uint64_t chance)
{
	tl_dice_set_start(set, bits);
	for (size_t i = 0; i < FILTERS; i++) {
		struct tl_filter *filter = &filters[i];

		*filter = (struct tl_filter){.bits = bits};
		for (unsigned w = 0; w < bits / 64 && i % 50; w++)
			filter->words[w] = i % 50 == 1 ? UINT64_MAX
					   : i % 3     ? next(&chance) & next(&chance)
						       : filters[i - 2].words[w] ^ (i & 1);
		tl_dice_set_add(set, filter);
		assert_int_equal(set->bits[i], tl_filter_count(filter));
	}
	assert_int_equal(set->count, FILTERS);
}

static void pairs_are_those_that_a_pair_at_a_time_finds(void **state)
{
	static const double thresholds[] = {1e-6, 0.25, 0.5, 0.8, 1};
	struct tl_filter a[FILTERS], b[FILTERS];

	(void)state;
	for (unsigned bits = 256; bits <= 1024; bits *= 2) {
		struct tl_dice_set x, y;

		fill(&x, a, bits, bits);
		fill(&y, b, bits, bits / 256);
		for (size_t t = 0; t < TL_LEN(thresholds); t++) {
			struct tl_dice_pairs pairs = {0};
			size_t at = 0;

			tl_dice_above(
				&x, 3, FILTERS - 1, &y, 8, FILTERS - 2, thresholds[t], &pairs);
			for (uint32_t i = 3; i < FILTERS - 1; i++)
				for (uint32_t j = 8; j < FILTERS - 2; j++) {
					double dice = tl_filter_dice(&a[i], &b[j]);

					if (dice + 1e-6 < thresholds[t] || dice == 0)
						continue;
					assert_true(at < pairs.found.count);
					assert_int_equal(pairs.found.items[at].a, i);
					assert_int_equal(pairs.found.items[at].b, j);
					assert_true(dice == 2.0 * pairs.found.items[at].common /
								    (x.bits[i] + y.bits[j]));
					at++;
				}
			assert_int_equal(at, pairs.found.count);
			tl_vec_free(&pairs.found);
		}
		tl_dice_set_free(&x);
		tl_dice_set_free(&y);
	}
}

static void assert_kernel_agrees(const struct tl_dice_kernel *kernel, const struct tl_dice_set *set)
{
	const struct tl_dice_kernel *reference = &tl_dice_kernels[0];
	uint64_t row_need[FILTERS], lane_need[TL_DICE_LANES];
	uint32_t left[FILTERS], right[FILTERS];
	uint8_t want[FILTERS], got[FILTERS];
	uint16_t common_want[FILTERS], common_got[FILTERS];

	for (size_t i = 0; i < FILTERS; i++) {
		row_need[i] = set->bits[i] * ((UINT64_C(1) << 20) * (i % 5) / 5);
		left[i] = (uint32_t)i;
		right[i] = (uint32_t)(i * 7 % FILTERS);
	}
	for (size_t block = 0; block < FILTERS / TL_DICE_LANES; block++) {
		const uint64_t *lanes = set->lanes + block * TL_DICE_LANES * set->words;

		for (size_t lane = 0; lane < TL_DICE_LANES; lane++)
			lane_need[lane] = lane == 5 ? UINT64_C(1) << 60
						    : (uint64_t)set->bits[block * 8 + lane] << 19;
		reference->above(set->rows, row_need, FILTERS, set->words, lanes, lane_need, want);
		kernel->above(set->rows, row_need, FILTERS, set->words, lanes, lane_need, got);
		assert_memory_equal(got, want, FILTERS);
	}
	reference->common(set->rows, set->words, left, right, FILTERS, common_want);
	kernel->common(set->rows, set->words, left, right, FILTERS, common_got);
	assert_memory_equal(common_got, common_want, sizeof common_want);
}

static void every_kernel_finds_what_the_reference_finds(void **state)
{
	struct tl_filter filters[FILTERS];

	(void)state;
	for (unsigned bits = 256; bits <= 1024; bits *= 2) {
		struct tl_dice_set set;

		fill(&set, filters, bits, bits + 1);
		for (size_t i = 0; i < tl_dice_kernel_count; i++)
			if (tl_dice_kernels[i].level <= tl_cpu_has())
				assert_kernel_agrees(&tl_dice_kernels[i], &set);
		tl_dice_set_free(&set);
	}
}

static void common_bits_of_pairs_are_counted(void **state)
{
	struct tl_filter filters[FILTERS];
	uint32_t a[2] = {4, 202}, b[2] = {5, 2};
	uint16_t common[2];
	struct tl_dice_set set;

	(void)state;
	fill(&set, filters, TL_FILTER_BITS, 9);
	tl_dice_common(&set, a, b, 2, common);
	for (size_t i = 0; i < 2; i++)
		assert_true(tl_filter_dice(&filters[a[i]], &filters[b[i]]) ==
			    2.0 * common[i] / (set.bits[a[i]] + set.bits[b[i]]));
	tl_dice_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_are_those_that_a_pair_at_a_time_finds),
		cmocka_unit_test(every_kernel_finds_what_the_reference_finds),
		cmocka_unit_test(common_bits_of_pairs_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
