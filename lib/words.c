#include <throughline/words.h>

#include <stdlib.h>
#include <string.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a short text lies in its word as it is");

#define FIRST_SLOTS ((size_t)256)
#define SHORT_MAX ((size_t)15)
#define LENGTH_AT 56 /* bits below the last byte */
#define IS_LONG (UINT64_C(0xff) << LENGTH_AT)

/* How many words ahead a slot is fetched. Not the word that it leads to: whoever asks the slot for
 * that waits for it, and guesses wrong half of the time. */
#define AHEAD ((size_t)16)

/* Half of a word's hash, so that other words are seldom looked at. */
struct tl_words_slot {
	uint32_t hash, number; /* number + 1; 0: free */
};

static void rehash(struct tl_words *words, size_t slot_count)
{
	struct tl_words_slot *slots = tl_alloc_large(slot_count, sizeof *slots);
	size_t mask = slot_count - 1;

	for (size_t i = 0; i < words->slot_count; i++) {
		struct tl_words_slot slot = words->slots[i];
		size_t at = slot.hash & mask;

		if (!slot.number)
			continue;
		while (slots[at].number)
			at = (at + 1) & mask;
		slots[at] = slot;
	}
	free(words->slots);
	words->slots = slots;
	words->slot_count = slot_count;
}

/* At most five of eight slots are taken, after so many words more. */
static void make_room(struct tl_words *words, size_t more)
{
	size_t needed = words->items.count + more, slots = words->slot_count;

	assert(needed < UINT32_MAX / 2);
	while (needed * 8 > slots * 5)
		slots = slots ? slots * 2 : FIRST_SLOTS;
	if (slots > words->slot_count)
		rehash(words, slots);
}

static inline uint64_t load(const char *from, size_t length)
{
	uint64_t bytes = 0;
	uint32_t first, last;

	if (length == sizeof bytes) {
		memcpy(&bytes, from, sizeof bytes);
	} else if (length >= sizeof first) {
		memcpy(&first, from, sizeof first);
		memcpy(&last, from + length - sizeof last, sizeof last);
		bytes = first | (uint64_t)last << 8 * (length - sizeof last);
	} else {
		for (size_t i = length; i-- > 0;)
			bytes = bytes << 8 | (unsigned char)from[i];
	}
	return bytes;
}

/* As the word stands in items; a long text's pointer is still the caller's. */
static inline struct tl_word word_of(struct tl_str text)
{
	const size_t half = sizeof(uint64_t);
	uint64_t tail;

	if (text.length > SHORT_MAX)
		return (struct tl_word){(uint64_t)(uintptr_t)text.data, IS_LONG | text.length};
	if (text.length <= half)
		return (struct tl_word){
			load(text.data, text.length), (uint64_t)text.length << LENGTH_AT};
	/* The last eight bytes, of which some are the first half's. */
	memcpy(&tail, text.data + text.length - half, half);
	tail >>= 8 * (2 * half - text.length);
	return (struct tl_word){load(text.data, half), tail | (uint64_t)text.length << LENGTH_AT};
}

static inline struct tl_str text_of(const struct tl_word *word)
{
	if (word->high < IS_LONG)
		return tl_str_slice((const char *)word, (size_t)(word->high >> LENGTH_AT));
	return tl_str_slice((const char *)(uintptr_t)word->low, (size_t)(word->high & ~IS_LONG));
}

static inline bool is_word(const struct tl_word *known, struct tl_word word)
{
	if (known->high != word.high)
		return false;
	return known->low == word.low ||
	       (word.high >= IS_LONG && tl_str_equal(text_of(known), text_of(&word)));
}

static uint32_t number_of(struct tl_words *words, struct tl_str text, uint64_t hash)
{
	size_t mask = words->slot_count - 1, at = (uint32_t)hash & mask;
	struct tl_word word = word_of(text);
	struct tl_words_slot *slot;

	for (slot = &words->slots[at]; slot->number; slot = &words->slots[at]) {
		if (slot->hash == (uint32_t)hash &&
			is_word(&words->items.items[slot->number - 1], word))
			return slot->number - 1;
		at = (at + 1) & mask;
	}
	if (word.high >= IS_LONG)
		word = word_of(tl_arena_str(&words->arena, text));
	*tl_vec_push(&words->items) = word;
	*slot = (struct tl_words_slot){(uint32_t)hash, (uint32_t)words->items.count};
	return slot->number - 1;
}

uint32_t tl_words_number(struct tl_words *words, struct tl_str text, uint64_t hash)
{
	make_room(words, 1);
	return number_of(words, text, hash);
}

static inline const struct tl_words_slot *slot_of(const struct tl_words *words, uint64_t hash)
{
	return &words->slots[(uint32_t)hash & (words->slot_count - 1)];
}

void tl_words_numbers(struct tl_words *words, const struct tl_str *texts, const uint64_t *hashes,
	size_t count, uint32_t *numbers)
{
	make_room(words, count);
	for (size_t i = 0; i < AHEAD && i < count; i++)
		__builtin_prefetch(slot_of(words, hashes[i]));
	for (size_t i = 0; i < count; i++) {
		if (i + AHEAD < count)
			__builtin_prefetch(slot_of(words, hashes[i + AHEAD]));
		numbers[i] = number_of(words, texts[i], hashes[i]);
	}
}

struct tl_str tl_words_text(const struct tl_words *words, uint32_t number)
{
	return text_of(&words->items.items[number]);
}

static void free_what_finds(struct tl_words *words)
{
	free(words->slots);
	words->slots = NULL;
	words->slot_count = 0;
	tl_vec_free(&words->items);
	tl_arena_free(&words->arena);
}

/* The texts in the order of the words, one behind another: whoever goes through them later does not
 * wait for memory again at each. */
static void lay_out(struct tl_words *words, const struct tl_str *texts, const uint32_t *order)
{
	size_t count = words->sorted_count, length = 0, at = 0;

	for (size_t i = 0; i < count; i++)
		length += texts[i].length;
	words->bytes = tl_alloc(length + 1, 1);
	for (size_t i = 0; i < count; i++) {
		struct tl_str text = texts[order[i]];

		if (i + 2 * AHEAD < count)
			__builtin_prefetch(&texts[order[i + 2 * AHEAD]]);
		if (i + AHEAD < count)
			__builtin_prefetch(texts[order[i + AHEAD]].data);
		if (text.length)
			memcpy(words->bytes + at, text.data, text.length);
		words->sorted[i] = tl_str_slice(words->bytes + at, text.length);
		at += text.length;
	}
}

void tl_words_sort(struct tl_words *words, const bool *used)
{
	size_t count = words->items.count, kept = 0;
	struct tl_str *texts = tl_alloc(count + 1, sizeof *texts);
	uint32_t *numbers = tl_alloc(count + 1, sizeof *numbers), *order;

	for (size_t i = 0; i < count; i++)
		if (!used || used[i]) {
			texts[kept] = text_of(&words->items.items[i]);
			numbers[kept++] = (uint32_t)i;
		}
	order = tl_str_order(texts, kept);
	words->sorted_count = kept;
	words->sorted = tl_alloc(kept + 1, sizeof *words->sorted);
	words->numbers = tl_alloc(kept + 1, sizeof *words->numbers);
	lay_out(words, texts, order);
	for (size_t i = 0; i < kept; i++)
		words->numbers[i] = numbers[order[i]];
	free(order);
	free(numbers);
	free(texts);
	free_what_finds(words);
}

void tl_words_free(struct tl_words *words)
{
	free_what_finds(words);
	free(words->sorted);
	free(words->numbers);
	free(words->bytes);
	*words = (struct tl_words){0};
}
