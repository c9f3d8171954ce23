/* Blocking: pairs are counted before they are made, and made once. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../../stages/link/pairs.h"
#include "records_fixture.h"

#define RECORDS 300

/* Two tokens and a code whose values repeat: ids i, with i % 7, i % 11 and i % 2. */
static void many(struct records *records, struct tl_arena *arena)
{
	static char text[RECORDS][4][8];
	static const char *rows[RECORDS * 5 + 1];

	for (int i = 0; i < RECORDS; i++) {
		snprintf(text[i][0], 8, "%03d", i);
		snprintf(text[i][1], 8, "%d", i % 7);
		snprintf(text[i][2], 8, "%d", i % 11);
		snprintf(text[i][3], 8, "%d", i % 2);
		rows[i * 5] = "p";
		for (int j = 0; j < 4; j++)
			rows[i * 5 + 1 + j] = text[i][j];
	}
	rows[RECORDS * 5] = NULL;
	records_from(records, "seven:token,eleven:token,two:code", rows, arena);
}

static void pass_on(struct blocks *blocks, size_t field)
{
	struct block_pass *pass = &blocks->passes[blocks->count++];

	pass->parts[pass->count++] = (struct block_part){field, PART_WHOLE};
}

static int64_t made(const struct blocks *blocks, const struct records *records)
{
	struct pair_space space = {records, NULL};
	struct patterns patterns;
	struct chance chance;
	struct model model;
	struct scorer scorer;
	struct pairs pairs;
	struct tl_err err = {0};
	int64_t compared;

	assert_true(patterns_of(&patterns, records->fields, records->field_count, &err));
	assert_true(chance_make(&chance, &space, &patterns, false, 1, &err));
	model_start(&model, records, &patterns, &chance, false);
	scorer_make(&scorer, &model);
	assert_true(pairs_make(&pairs, blocks, &space, &patterns, &chance, &scorer, 100, 2, &err));
	compared = pairs.compared;
	pairs_free(&pairs);
	chance_free(&chance);
	return compared;
}

static int64_t agreeing(int a, int b)
{
	int64_t count = 0;

	for (int i = 0; i < RECORDS; i++)
		for (int j = i + 1; j < RECORDS; j++)
			count += (a && i % a == j % a) || (b && i % b == j % b);
	return count;
}

static void candidates_are_counted_and_compared_once(void **state)
{
	struct tl_arena arena = {0};
	struct records records;
	struct blocks blocks = {.block_max = RECORDS};

	(void)state;
	many(&records, &arena);
	pass_on(&blocks, 0);
	pass_on(&blocks, 1);
	records_lay_out(&records, blocks.count, 1);
	blocks_make(&blocks, &records, 2);
	assert_int_equal(blocks.passes[0].pairs, agreeing(7, 0));
	assert_int_equal(blocks.passes[1].pairs, agreeing(0, 11));
	assert_int_equal(made(&blocks, &records), agreeing(7, 11));
	blocks_free(&blocks);
	records_free(&records);
	tl_arena_free(&arena);
}

/* Blocks of 42 or 43 may have 30: they are split by the code, so 14 blocks of 21 or 22 remain. */
static void a_block_too_large_is_split_and_not_dropped(void **state)
{
	struct tl_arena arena = {0};
	struct records records;
	struct blocks blocks = {.block_max = 30};

	(void)state;
	many(&records, &arena);
	pass_on(&blocks, 0);
	blocks.passes[0].splits[blocks.passes[0].split_count++] =
		(struct block_part){2, PART_WHOLE};
	records_lay_out(&records, blocks.count, 1);
	blocks_make(&blocks, &records, 1);
	assert_int_equal(blocks.passes[0].split_blocks, 7);
	assert_int_equal(blocks.passes[0].pairs, agreeing(14, 0));
	assert_int_equal(made(&blocks, &records), agreeing(14, 0));
	blocks_free(&blocks);
	records_free(&records);
	tl_arena_free(&arena);
}

/* By seven alone 6,300 pairs or so of 300 records: far more than one a record, so the code splits
 * them. By seven and eleven 77 blocks of three or four: they stay whole. */
static void a_pass_with_more_pairs_than_records_is_split(void **state)
{
	struct tl_arena arena = {0};
	struct records records;
	struct blocks blocks = {.block_max = RECORDS};

	(void)state;
	many(&records, &arena);
	pass_on(&blocks, 0);
	pass_on(&blocks, 0);
	blocks.passes[1].parts[blocks.passes[1].count++] = (struct block_part){1, PART_WHOLE};
	for (size_t i = 0; i < blocks.count; i++)
		blocks.passes[i].splits[blocks.passes[i].split_count++] =
			(struct block_part){2, PART_WHOLE};
	records_lay_out(&records, blocks.count, 1);
	blocks_make(&blocks, &records, 2);
	assert_int_equal(blocks.passes[0].split_blocks, 7);
	assert_int_equal(blocks.passes[0].pairs, agreeing(14, 0));
	assert_int_equal(blocks.passes[1].split_blocks, 0);
	assert_int_equal(blocks.passes[1].pairs, agreeing(77, 0));
	blocks_free(&blocks);
	records_free(&records);
	tl_arena_free(&arena);
}

/* Nothing to split by: 300 records of one key keep their ten neighbours. */
static void what_cannot_be_split_keeps_neighbours(void **state)
{
	struct tl_arena arena = {0};
	struct records records;
	struct blocks blocks = {.block_max = 10, .count = 1};

	(void)state;
	many(&records, &arena);
	records_lay_out(&records, blocks.count, 1);
	blocks_make(&blocks, &records, 1);
	assert_int_equal(blocks.passes[0].pairs, 10 * 290 + 45);
	assert_int_equal(made(&blocks, &records), 10 * 290 + 45);
	blocks_free(&blocks);
	records_free(&records);
	tl_arena_free(&arena);
}

static void the_plan_finds_households_by_address_and_surname(void **state)
{
	static const char *const none[] = {NULL};
	struct tl_arena arena = {0};
	struct records records;
	struct blocks blocks;
	bool found = false;

	(void)state;
	records_from(&records, "fn:forename,sn:surname,dob:date,pc:postcode", none, &arena);
	records.count = 1000000; /* more than all pairs of would do */
	blocks_plan(&blocks, &records);
	records.count = 0;
	for (size_t i = 0; i < blocks.count; i++) {
		struct tl_buf words = {0};

		block_pass_words(&blocks.passes[i], &records, &words);
		found |= strcmp(tl_buf_c(&words), "pc + sn (sound)") == 0;
		tl_buf_free(&words);
	}
	assert_true(found);
	records_free(&records);
	tl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates_are_counted_and_compared_once),
		cmocka_unit_test(a_block_too_large_is_split_and_not_dropped),
		cmocka_unit_test(a_pass_with_more_pairs_than_records_is_split),
		cmocka_unit_test(what_cannot_be_split_keeps_neighbours),
		cmocka_unit_test(the_plan_finds_households_by_address_and_surname),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
