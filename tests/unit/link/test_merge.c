/* Lists of words become one. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include <throughline/arena.h>

#include "../../../stages/link/merge.h"

static void assert_word(struct tl_str word, const char *wanted)
{
	if (!tl_str_equal(word, tl_str(wanted)))
		fail_msg(TL_STR_FMT " is not %s", TL_STR_ARG(word), wanted);
}

static void each_word_is_there_once_in_byte_order(void **state)
{
	const struct tl_str one[] = {TL_STR("B"), TL_STR("a"), TL_STR("a longer word 1"),
		TL_STR("a longer word 2")},
			    other[] = {TL_STR("A"), TL_STR("B"), TL_STR("a longer word 2"),
				    TL_STR("\xc3\xa9")};
	static const char *const all[] = {
		"", "A", "B", "a", "a longer word 1", "a longer word 2", "\xc3\xa9"};
	uint32_t of_one[4], of_other[4];
	const struct merge_list lists[] = {{one, 4, of_one}, {NULL, 0, NULL}, {other, 4, of_other}};
	struct merged merged;

	(void)state;
	merge_words(&merged, lists, TL_LEN(lists), 2);
	assert_int_equal(merged.count, TL_LEN(all) - 1);
	for (uint32_t i = 0; i < TL_LEN(all); i++) {
		assert_word(merged_text(&merged, i), all[i]);
		assert_int_equal(merged_find(&merged, tl_str(all[i])), i);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_true(tl_str_equal(merged_text(&merged, of_one[i]), one[i]));
		assert_true(tl_str_equal(merged_text(&merged, of_other[i]), other[i]));
	}
	assert_int_equal(merged_find(&merged, TL_STR("b")), 0);
	merged_free(&merged);
}

static void of_nothing_there_is_nothing(void **state)
{
	struct merged merged;

	(void)state;
	merge_words(&merged, NULL, 0, 2);
	assert_int_equal(merged.count, 0);
	assert_int_equal(merged_find(&merged, TL_STR("")), 0);
	assert_int_equal(merged_text(&merged, 0).length, 0);
	merged_free(&merged);
}

/* So many that they are cut into parts: every third, every fifth, and every seventh number below
 * MOST, as words whose first eight bytes are the same for ten of them. */
#define MOST 200000u
static void parts_fit_together_on_any_number_of_threads(void **state)
{
	static const unsigned steps[] = {3, 5, 7};
	struct tl_arena arena = {0};
	struct merge_list lists[TL_LEN(steps)];
	struct merged merged;

	(void)state;
	for (size_t threads = 1; threads <= 3; threads++) {
		uint32_t next = 0;

		for (size_t l = 0; l < TL_LEN(steps); l++) {
			struct tl_str *words = tl_arena_array(&arena, MOST, sizeof *words);

			lists[l] = (struct merge_list){
				words, 0, tl_arena_array(&arena, MOST, sizeof(uint32_t))};
			for (unsigned n = 0; n < MOST; n += steps[l])
				words[lists[l].count++] =
					tl_str(tl_arena_printf(&arena, "key%06u", n));
		}
		merge_words(&merged, lists, TL_LEN(lists), threads);
		for (unsigned n = 0; n < MOST; n++) {
			bool any = false;

			for (size_t l = 0; l < TL_LEN(steps); l++)
				any = any || n % steps[l] == 0;
			next += any;
			for (size_t l = 0; l < TL_LEN(steps); l++)
				if (n % steps[l] == 0)
					assert_int_equal(lists[l].numbers[n / steps[l]], next);
		}
		assert_int_equal(merged.count, next);
		assert_word(merged_text(&merged, next), "key199998");
		merged_free(&merged);
		tl_arena_clear(&arena);
	}
	tl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_word_is_there_once_in_byte_order),
		cmocka_unit_test(of_nothing_there_is_nothing),
		cmocka_unit_test(parts_fit_together_on_any_number_of_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
