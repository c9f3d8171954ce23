#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../../../stages/ingest/rowsum.h"

struct value {
	size_t field;
	int64_t number;
};

static struct tl_digest digest_of(const struct value rows[][2], size_t count)
{
	struct ingest_rowsum sum = {0};

	for (size_t i = 0; i < count; i++) {
		struct ingest_row_hash row;

		ingest_row_hash_start(&row);
		for (size_t v = 0; v < 2; v++)
			ingest_row_hash_number(&row, rows[i][v].field, rows[i][v].number);
		ingest_rowsum_add(&sum, &row);
	}
	return ingest_rowsum_done(&sum);
}

static void order_does_not_count_and_every_thing_else_does(void **state)
{
	static const struct value rows[][3][2] = {
		{{{0, 1}, {1, 2}}, {{0, 3}, {1, 4}}, {{0, 3}, {1, 4}}},
		{{{0, 3}, {1, 4}}, {{0, 1}, {1, 2}},
			{{0, 3}, {1, 4}}}, /* another order: the same */
		{{{0, 1}, {1, 2}}, {{0, 1}, {1, 2}}, {{0, 3}, {1, 4}}}, /* the other one twice */
		{{{0, 1}, {1, 4}}, {{0, 3}, {1, 2}},
			{{0, 3}, {1, 4}}}, /* two rows changed a field */
		{{{0, 2}, {1, 1}}, {{0, 3}, {1, 4}},
			{{0, 3}, {1, 4}}}, /* two fields changed places */
		{{{0, 1}, {2, 2}}, {{0, 3}, {1, 4}},
			{{0, 3}, {1, 4}}}, /* the same value elsewhere */
		{{{0, 1}, {1, 2}}, {{0, 3}, {1, 4}}, {{0, 3}, {1, 5}}},
	};
	struct tl_digest digests[TL_LEN(rows) + 1];

	(void)state;
	for (size_t i = 0; i < TL_LEN(rows); i++)
		digests[i] = digest_of(rows[i], 3);
	digests[TL_LEN(rows)] = digest_of(rows[0], 2);
	assert_string_equal(digests[0].hex, digests[1].hex);
	for (size_t i = 1; i < TL_LEN(digests); i++)
		for (size_t j = i + 1; j < TL_LEN(digests); j++)
			assert_string_not_equal(digests[i].hex, digests[j].hex);
}

static void texts_and_zeros_are_told_apart_as_values(void **state)
{
	struct ingest_row_hash rows[5];

	(void)state;
	for (size_t i = 0; i < TL_LEN(rows); i++)
		ingest_row_hash_start(&rows[i]);
	ingest_row_hash_text(&rows[0], 0, TL_STR("ab"));
	ingest_row_hash_text(&rows[0], 1, TL_STR("c"));
	ingest_row_hash_text(&rows[1], 0, TL_STR("a"));
	ingest_row_hash_text(&rows[1], 1, TL_STR("bc"));
	assert_memory_not_equal(&rows[0], &rows[1], sizeof rows[0]);
	ingest_row_hash_real(&rows[2], 0, 0.0);
	ingest_row_hash_real(&rows[3], 0, -0.0);
	assert_memory_equal(&rows[2], &rows[3], sizeof rows[2]); /* one zero */
	assert_memory_not_equal(&rows[2], &rows[4], sizeof rows[2]); /* which is not nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_does_not_count_and_every_thing_else_does),
		cmocka_unit_test(texts_and_zeros_are_told_apart_as_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
