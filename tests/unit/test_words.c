#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <throughline/hash.h>
#include <throughline/words.h>

#define MOST 40 /* bytes of a word: long ones too */

/* All letters alike, so that words are the beginnings of one another. */
static struct tl_str word_of(char letters[MOST], size_t length, char last)
{
	memset(letters, 'a', MOST);
	if (length)
		letters[length - 1] = last;
	return tl_str_slice(letters, length);
}

static uint64_t hash_of(struct tl_str text)
{
	return tl_hash64(text.data, text.length, 0);
}

static void words_of_every_length_are_told_apart_and_found_again(void **state)
{
	static const char lasts[] = {'a', 'b', '\0', '\xff'};
	struct tl_words words = {0};
	char letters[MOST];

	(void)state;
	for (int again = 0; again < 2; again++)
		for (size_t length = 1, next = 0; length <= MOST; length++)
			for (size_t i = 0; i < sizeof lasts; i++, next++) {
				struct tl_str word = word_of(letters, length, lasts[i]);

				assert_int_equal(
					tl_words_number(&words, word, hash_of(word)), next);
				assert_true(
					tl_str_equal(tl_words_text(&words, (uint32_t)next), word));
			}
	assert_int_equal(words.items.count, MOST * sizeof lasts);
	tl_words_free(&words);
}

/* Equal hashes are no equal words. */
static void words_of_one_hash_are_told_apart(void **state)
{
	struct tl_words words = {0};

	(void)state;
	assert_int_equal(tl_words_number(&words, TL_STR("one"), 7), 0);
	assert_int_equal(tl_words_number(&words, TL_STR("other"), 7), 1);
	assert_int_equal(tl_words_number(&words, TL_STR("a word of more than 16 bytes"), 7), 2);
	assert_int_equal(tl_words_number(&words, TL_STR("a word of more than 17 bytes"), 7), 3);
	assert_int_equal(tl_words_number(&words, TL_STR("a word of more than 16 bytes"), 7), 2);
	assert_int_equal(tl_words_number(&words, TL_STR("one"), 7), 0);
	tl_words_free(&words);
}

static void many_get_the_numbers_that_one_by_one_would(void **state)
{
	enum { COUNT = 5000 };
	struct tl_words one = {0}, many = {0};
	struct tl_str *texts = tl_alloc(COUNT, sizeof *texts);
	uint64_t *hashes = tl_alloc(COUNT, sizeof *hashes);
	uint32_t *numbers = tl_alloc(COUNT, sizeof *numbers);
	struct tl_arena arena = {0};

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		texts[i] = tl_str(tl_arena_printf(&arena, "%zu", i * i % 3001));
		hashes[i] = hash_of(texts[i]);
	}
	tl_words_numbers(&many, texts, hashes, 7, numbers);
	tl_words_numbers(&many, texts + 7, hashes + 7, COUNT - 7, numbers + 7);
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(numbers[i], tl_words_number(&one, texts[i], hashes[i]));
	free(numbers);
	free(hashes);
	free(texts);
	tl_words_free(&one);
	tl_words_free(&many);
	tl_arena_free(&arena);
}

static void those_that_are_used_come_in_byte_order_with_their_numbers(void **state)
{
	static const char *const texts[] = {"pear", "an apple, which is long", "fig", "apple"};
	static const bool used[] = {true, true, false, true};
	static const uint32_t numbers[] = {1, 3, 0};
	struct tl_words words = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(texts); i++)
		tl_words_number(&words, tl_str(texts[i]), hash_of(tl_str(texts[i])));
	tl_words_sort(&words, used);
	assert_int_equal(words.sorted_count, TL_LEN(numbers));
	for (size_t i = 0; i < words.sorted_count; i++) {
		assert_int_equal(words.numbers[i], numbers[i]);
		assert_true(tl_str_equal(words.sorted[i], tl_str(texts[numbers[i]])));
	}
	tl_words_free(&words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_every_length_are_told_apart_and_found_again),
		cmocka_unit_test(words_of_one_hash_are_told_apart),
		cmocka_unit_test(many_get_the_numbers_that_one_by_one_would),
		cmocka_unit_test(those_that_are_used_come_in_byte_order_with_their_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
