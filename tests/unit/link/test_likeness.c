/* Passes by likeness, and the curves of record filters. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../../../stages/link/block.h"
#include "../../../stages/link/record_curve.h"
#include "records_fixture.h"

#define PAIRS_OF_TWINS 200
#define OTHERS 3000
#define RECORDS (OTHERS + 2 * PAIRS_OF_TWINS)

static uint64_t drawn(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 33;
}

/* A third of the bits set; of a twin one bit in twenty is drawn anew. */
static void draw(struct tl_filter *filter, const struct tl_filter *twin, uint64_t *state)
{
	*filter = (struct tl_filter){.bits = TL_CLK_BITS};
	for (unsigned bit = 0; bit < TL_CLK_BITS; bit++) {
		bool set = drawn(state) % 3 == 0;

		if (twin && drawn(state) % 20)
			set = twin->words[bit / 64] >> bit % 64 & 1;
		filter->words[bit / 64] |= (uint64_t)set << bit % 64;
	}
}

/* Ids 0 and 1, 2 and 3 ... are twins, then come the others. */
static void make_records(struct records *records, struct tl_arena *arena)
{
	const char **rows = tl_arena_array(arena, RECORDS * 3 + 1, sizeof *rows);
	struct tl_filter filter, other;
	struct tl_buf text = {0};
	uint64_t state = 4;

	for (int i = 0; i < RECORDS; i++) {
		bool is_second = i < 2 * PAIRS_OF_TWINS && i % 2;

		draw(is_second ? &other : &filter, is_second ? &filter : NULL, &state);
		tl_buf_clear(&text);
		tl_filter_write(is_second ? &other : &filter, &text);
		rows[i * 3] = "p";
		rows[i * 3 + 1] = tl_arena_printf(arena, "%05d", i);
		rows[i * 3 + 2] = tl_arena_text(arena, tl_buf_str(&text));
	}
	tl_buf_free(&text);
	records_from(records, "clk:clk", rows, arena);
}

static void record_filters_alike_come_together_within_the_budget(void **state)
{
	struct tl_arena arena = {0};
	struct records records;
	struct blocks blocks;
	int found = 0;

	(void)state;
	make_records(&records, &arena);
	blocks_plan(&blocks, &records);
	assert_int_equal(blocks.count, LIKENESS_PASSES);
	records_lay_out(&records, blocks.count, 1);
	blocks_make(&blocks, &records, 2);
	for (uint32_t i = 0; i < 2 * PAIRS_OF_TWINS; i += 2)
		found += block_met_before(records_row(&records, i) + 1,
				 records_row(&records, i + 1) + 1, blocks.count) != 0;
	/* Two bits agree with a chance of .978; of eleven all with .78; in none of 20 passes:
	 * 1e-13. */
	assert_int_equal(found, PAIRS_OF_TWINS);
	for (size_t i = 0; i < blocks.count; i++) {
		assert_non_null(blocks.passes[i].likeness);
		/* Each has at most nine others in its block, where that is not split. */
		assert_true(blocks.passes[i].pairs <= 9 * (int64_t)RECORDS / 2);
		assert_true(blocks.passes[i].entry_count <= RECORDS);
	}
	blocks_free(&blocks);
	records_free(&records);
	tl_arena_free(&arena);
}

static void blocks_too_large_are_split_by_further_bits(void **state)
{
	struct tl_arena arena = {0};
	struct records records;
	struct likeness likeness;

	(void)state;
	make_records(&records, &arena);
	assert_true(likeness_plan(&likeness, &records, 0));
	records_lay_out(&records, 1, 1);
	assert_int_equal(likeness.key_bits, 11); /* 2^11 < 3,400 < 2^12 */
	/* The key is the sample's first bits. */
	for (uint32_t r = 0; r < 50; r++) {
		uint32_t key = 1;

		for (size_t i = 0; i < likeness.key_bits; i++)
			key = key * 2 +
			      likeness_bit(&likeness, &records, records_row(&records, r), i);
		assert_int_equal(likeness_key(&likeness, &records, records_row(&records, r)), key);
	}
	assert_true(LIKENESS_BITS - likeness.key_bits > 20);
	records_free(&records);
	tl_arena_free(&arena);
}

static double below(double x, double mean, double deviation)
{
	return 0.5 * erfc((mean - x) / (deviation * sqrt(2)));
}

/* What is planted: 10,000 pairs of mean .70 and deviation .10, those below .65 not to be seen. */
static void a_curve_is_found_from_its_upper_part(void **state)
{
	const struct kind_facts *clk = &field_kinds[FIELD_CLK];
	struct record_curve curve = RECORD_CURVE_HOUSEHOLD;
	double sums[FIELD_LEVELS_MAX] = {0}, chances[FIELD_LEVELS_MAX] = {0};
	size_t levels = clk->levels + 1;

	(void)state;
	for (size_t level = 2; level + 1 < levels; level++) {
		double top = level == 2 ? 9 : 1 - 0.05 * ((double)level - 2);

		sums[level] = 10000 * (below(top, .70, .10) -
					      below(1 - 0.05 * ((double)level - 1), .70, .10));
	}
	sums[levels - 1] = 12345; /* does not count */
	for (int i = 0; i < 2000; i++)
		record_curve_fit(&curve, chances, sums, clk->level, true, levels);
	/* Levels count by their middles, which costs so much. */
	assert_true(fabs(curve.mean - .70) < .02);
	assert_true(fabs(curve.deviation - .10) < .01);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record_filters_alike_come_together_within_the_budget),
		cmocka_unit_test(blocks_too_large_are_split_by_further_bits),
		cmocka_unit_test(a_curve_is_found_from_its_upper_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
