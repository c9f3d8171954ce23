#include "dictionary.h"

#include <stdlib.h>
#include <throughline/hash.h>

#define AT_ONCE ((size_t)128)

static uint64_t hash_of(struct tl_str value)
{
	return tl_hash64(value.data, value.length, 0);
}

uint32_t dictionary_add(struct dictionary *dictionary, struct tl_str value)
{
	uint32_t number;

	if (!value.length)
		return 0;
	number = tl_words_number(&dictionary->words, value, hash_of(value)) + 1;
	dictionary->count = (uint32_t)dictionary->words.items.count;
	return number;
}

/* At most AT_ONCE; blanks are left out on the way to the words and put back behind them. */
static void add_some(
	struct dictionary *dictionary, const struct tl_str *values, size_t count, uint32_t *numbers)
{
	struct tl_str known[AT_ONCE];
	uint64_t hashes[AT_ONCE];
	uint32_t found[AT_ONCE];
	size_t known_count = 0, next = 0;

	for (size_t i = 0; i < count; i++)
		if (values[i].length) {
			hashes[known_count] = hash_of(values[i]);
			known[known_count++] = values[i];
		}
	tl_words_numbers(&dictionary->words, known, hashes, known_count, found);
	for (size_t i = 0; i < count; i++)
		numbers[i] = values[i].length ? found[next++] + 1 : 0;
}

void dictionary_add_all(
	struct dictionary *dictionary, const struct tl_str *values, size_t count, uint32_t *numbers)
{
	for (size_t from = 0; from < count; from += AT_ONCE)
		add_some(dictionary, values + from, count - from < AT_ONCE ? count - from : AT_ONCE,
			numbers + from);
	dictionary->count = (uint32_t)dictionary->words.items.count;
}

struct tl_str dictionary_text(const struct dictionary *dictionary, uint32_t number)
{
	return number ? tl_words_text(&dictionary->words, number - 1) : TL_STR("");
}

void dictionary_seal(struct dictionary *dictionary)
{
	free(dictionary->words.slots);
	dictionary->words.slots = NULL;
	dictionary->words.slot_count = 0;
}

void dictionary_free(struct dictionary *dictionary)
{
	tl_words_free(&dictionary->words);
	dictionary->count = 0;
}
