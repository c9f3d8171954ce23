#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include <throughline/arena.h>

static void words_come_in_order_of_bytes_and_their_old_places_with_them(void **state)
{
	struct tl_str words[] = {TL_STR_INIT("b"), TL_STR_INIT(""), TL_STR_INIT("a\0"),
		TL_STR_INIT("\xc3\xa2"), TL_STR_INIT("a"), TL_STR_INIT("B"), TL_STR_INIT("aa")};
	static const uint32_t want[] = {1, 5, 4, 2, 6, 0, 3};
	uint32_t *was = tl_str_sort(words, TL_LEN(words));

	(void)state;
	assert_memory_equal(was, want, sizeof want);
	free(was);
}

static int compare(const void *a, const void *b)
{
	return tl_str_compare(*(const struct tl_str *)a, *(const struct tl_str *)b);
}

/* Long common beginnings, words within words, NULs, the same word several times. */
static void many_words_come_as_qsort_puts_them(void **state)
{
	static const char *const starts[] = {
		"", "N", "N000000", "N0000000", "a-long-common-beginning-"};
	struct tl_arena arena = {0};
	uint32_t chance = 3;

	(void)state;
	for (size_t count = 0; count < 5000; count = count * 3 + 7) {
		struct tl_str *words = tl_alloc(count + 1, sizeof *words);
		struct tl_str *sorted = tl_alloc(count + 1, sizeof *sorted);
		uint32_t *was;

		for (size_t i = 0; i < count; i++) {
			struct tl_buf word = {0};

			chance = chance * 1664525 + 1013904223;
			tl_buf_addc(&word, starts[(chance >> 20) % TL_LEN(starts)]);
			for (uint32_t n = chance >> 8 & 7; n; n--) {
				chance = chance * 1664525 + 1013904223;
				tl_buf_add_char(&word, "\0 01289az\xff"[(chance >> 16) % 10]);
			}
			words[i] = sorted[i] = tl_arena_str(&arena, tl_buf_str(&word));
			tl_buf_free(&word);
		}
		was = tl_str_sort(sorted, count);
		for (size_t i = 0; i < count; i++) {
			assert_true(tl_str_equal(sorted[i], words[was[i]]));
			assert_true(i == 0 || tl_str_compare(sorted[i - 1], sorted[i]) < 0 ||
				    was[i - 1] < was[i]); /* equal words keep their order */
		}
		qsort(words, count, sizeof *words, compare);
		for (size_t i = 0; i < count; i++)
			assert_true(tl_str_equal(sorted[i], words[i]));
		free(was);
		free(sorted);
		free(words);
	}
	tl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_come_in_order_of_bytes_and_their_old_places_with_them),
		cmocka_unit_test(many_words_come_as_qsort_puts_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
