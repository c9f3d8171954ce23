#include <throughline/arena.h>

#include <stdlib.h>
#include <string.h>

/*
 * Words of partners are short and start alike, so most of the order is in a few bytes: eight bytes
 * at a time are sorted as numbers, from the highest byte that differs down, so that soon all that
 * is moved lies in the cache; then the runs of words that agree in them by their next eight.
 */

#define FEW 40 /* below this many insertion is faster than counting */

struct item {
	uint64_t part; /* eight bytes of the word, the first the highest; 0 past its end */
	uint32_t was;
};

/* The words as they came, and room for as many items as are sorted. */
struct sort {
	const struct tl_str *words;
	struct item *spare;
};

static uint64_t part_of(struct tl_str word, size_t from)
{
	uint64_t part = 0;

	if (from + sizeof part <= word.length) {
		memcpy(&part, word.data + from, sizeof part);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		part = __builtin_bswap64(part);
#endif
		return part;
	}
	for (size_t i = from; i < from + 8; i++)
		part = part << 8 | (i < word.length ? (unsigned char)word.data[i] : 0);
	return part;
}

static void insert_words(const struct sort *sort, struct item *items, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct item item = items[i];
		size_t at = i;

		for (; at &&
			tl_str_compare(sort->words[items[at - 1].was], sort->words[item.was]) > 0;
			at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

static void insert_parts(struct item *items, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct item item = items[i];
		size_t at = i;

		for (; at && items[at - 1].part > item.part; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* How many items have each value of the byte; false where all have the same. */
static bool count_bytes(const struct item *items, size_t count, int shift, size_t counts[256])
{
	memset(counts, 0, 256 * sizeof *counts);
	for (size_t i = 0; i < count; i++)
		counts[items[i].part >> shift & 255]++;
	return counts[items[0].part >> shift & 255] < count;
}

/* Stable. The bytes above the one at shift are the same in all. */
static void sort_parts(const struct sort *sort, struct item *items, size_t count, int shift)
{
	size_t counts[256], starts[256], sum = 0;

	if (count < FEW) {
		insert_parts(items, count);
		return;
	}
	while (shift >= 0 && !count_bytes(items, count, shift, counts))
		shift -= 8;
	if (shift < 0)
		return;
	for (size_t i = 0; i < 256; i++) {
		starts[i] = sum;
		sum += counts[i];
	}
	for (size_t i = 0; i < count; i++)
		sort->spare[starts[items[i].part >> shift & 255]++] = items[i];
	memcpy(items, sort->spare, count * sizeof *items);
	for (size_t i = 0; i < 256; i++)
		if (counts[i] > 1)
			sort_parts(sort, items + starts[i] - counts[i], counts[i], shift - 8);
}

/* Words that agree in their first `from` bytes. */
static void sort_items(const struct sort *sort, struct item *items, size_t count, size_t from)
{
	size_t end;

	if (count < FEW) {
		insert_words(sort, items, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		items[i].part = part_of(sort->words[items[i].was], from);
	sort_parts(sort, items, count, 56);
	for (size_t at = 0; at < count; at = end) {
		bool longer = sort->words[items[at].was].length > from + 8;

		for (end = at + 1; end < count && items[end].part == items[at].part; end++)
			longer = longer || sort->words[items[end].was].length > from + 8;
		if (end - at == 1)
			continue;
		if (longer)
			sort_items(sort, items + at, end - at, from + 8);
		else /* they differ at most in NULs at their ends: few, however many they are */
			insert_words(sort, items + at, end - at);
	}
}

uint32_t *tl_str_order(const struct tl_str *words, size_t count)
{
	struct item *items = tl_alloc(count + 1, sizeof *items);
	struct sort sort = {words, tl_alloc(count + 1, sizeof *sort.spare)};
	uint32_t *order = tl_alloc(count + 1, sizeof *order);

	assert(count < UINT32_MAX);
	for (size_t i = 0; i < count; i++)
		items[i].was = (uint32_t)i;
	sort_items(&sort, items, count, 0);
	for (size_t i = 0; i < count; i++)
		order[i] = items[i].was;
	free(sort.spare);
	free(items);
	return order;
}

uint32_t *tl_str_sort(struct tl_str *items, size_t count)
{
	uint32_t *order = tl_str_order(items, count);
	struct tl_str *sorted = tl_alloc(count + 1, sizeof *sorted);

	for (size_t i = 0; i < count; i++)
		sorted[i] = items[order[i]];
	if (count)
		memcpy(items, sorted, count * sizeof *sorted);
	free(sorted);
	return order;
}
