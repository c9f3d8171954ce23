#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../lib/csv_index.h"
#include <throughline/arena.h>

#define TEXT_BYTES ((size_t)300)

struct found {
	struct csv_index index;
	uint32_t memory[3 * (TEXT_BYTES + CSV_INDEX_PADDING) + 1];
};

static void find(csv_index_fn *fn, const char *text, size_t from, size_t length, char delimiter,
	struct found *found)
{
	found->index.ends = found->memory + 1;
	found->index.breaks = found->index.ends + TEXT_BYTES + CSV_INDEX_PADDING;
	found->index.odd = found->index.breaks + TEXT_BYTES + CSV_INDEX_PADDING;
	fn(&found->index, text, from, length, delimiter);
}

static void assert_positions(
	const uint32_t *got, size_t got_count, const uint32_t *want, size_t want_count)
{
	assert_int_equal(got_count, want_count);
	if (want_count)
		assert_memory_equal(got, want, want_count * sizeof *want);
}

static void the_reference_finds_what_a_finger_would(void **state)
{
	static const char text[] = "a,\"b\r\n\rc,\nd\r";
	struct found found;

	(void)state;
	find(csv_index_scalar, text, 0, sizeof text - 1, ',', &found);
	assert_positions(found.index.ends, found.index.end_count, (uint32_t[]){1, 5, 8, 9}, 4);
	assert_positions(found.index.breaks, found.index.break_count, (uint32_t[]){1, 3}, 2);
	assert_positions(found.index.odd, found.index.odd_count, (uint32_t[]){2, 6, 11}, 3);
	assert_false(found.index.high);
	find(csv_index_scalar, "a;\xc3\xa2\n", 1, 5, ';', &found);
	assert_positions(found.index.ends, found.index.end_count, (uint32_t[]){1, 4}, 2);
	assert_true(found.index.high);
}

static void every_kernel_finds_what_the_reference_finds(void **state)
{
	static const char letters[] = ",,,;\n\n\r\r\n\"xyz 1234567890\xc3\xa2";
	char text[TEXT_BYTES + CSV_INDEX_PADDING];
	struct found *want = tl_alloc(1, sizeof *want), *got = tl_alloc(1, sizeof *got);
	uint32_t chance = 7;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t from, length;

		for (size_t i = 0; i < sizeof text; i++) {
			chance = chance * 1664525 + 1013904223;
			text[i] = letters[(chance >> 16) % (round % 2 ? sizeof letters - 1 : 9)];
		}
		length = (chance >> 8) % (TEXT_BYTES + 1);
		from = length ? (chance >> 4) % length % 70 : 0;
		find(csv_index_scalar, text, from, length, round % 3 ? ',' : ';', want);
		for (size_t k = 0; k < csv_index_kernel_count; k++) {
			const struct csv_index_kernel *kernel = &csv_index_kernels[k];

			if (kernel->level > tl_cpu_has())
				continue;
			find(kernel->fn, text, from, length, round % 3 ? ',' : ';', got);
			assert_positions(got->index.ends, got->index.end_count, want->index.ends,
				want->index.end_count);
			assert_positions(got->index.breaks, got->index.break_count,
				want->index.breaks, want->index.break_count);
			assert_positions(got->index.odd, got->index.odd_count, want->index.odd,
				want->index.odd_count);
			assert_int_equal(got->index.high, want->index.high);
		}
	}
	free(got);
	free(want);
}

static void the_table_rises_and_the_pick_obeys_the_level(void **state)
{
	(void)state;
	for (size_t i = 0; i < csv_index_kernel_count; i++) {
		const struct csv_index_kernel *kernel = &csv_index_kernels[i];

		assert_string_equal(kernel->name, tl_cpu_names[kernel->level]);
		assert_ptr_equal(csv_index_pick(kernel->level), kernel->fn);
		assert_true(i == 0 || csv_index_kernels[i - 1].level < kernel->level);
	}
}

static void the_environment_lowers_the_level_and_never_raises_it(void **state)
{
	(void)state;
	setenv("TL_CPU", "scalar", 1);
	assert_int_equal(tl_cpu_level(), TL_CPU_SCALAR);
	setenv("TL_CPU", "reference", 1);
	assert_int_equal(tl_cpu_level(), TL_CPU_REFERENCE);
	setenv("TL_CPU", "avx512", 1);
	assert_int_equal(tl_cpu_level(), tl_cpu_has());
	setenv("TL_CPU", "abacus", 1);
	assert_int_equal(tl_cpu_level(), tl_cpu_has());
	unsetenv("TL_CPU");
	assert_int_equal(tl_cpu_level(), tl_cpu_has());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reference_finds_what_a_finger_would),
		cmocka_unit_test(every_kernel_finds_what_the_reference_finds),
		cmocka_unit_test(the_table_rises_and_the_pick_obeys_the_level),
		cmocka_unit_test(the_environment_lowers_the_level_and_never_raises_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
