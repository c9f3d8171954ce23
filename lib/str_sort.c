#include <throughline/arena.h>

#include <stdlib.h>
#include <string.h>

/*
 * Words of partners are short and start alike, so most of the order is in a few bytes: eight bytes
 * at a time are sorted as numbers (a pass per byte that differs, least significant first), then the
 * runs of words that agree in them by their next eight.
 */

#define FEW 24 /* below this many insertion is faster than counting */

struct item {
	uint64_t part; /* eight bytes of the word, the first the highest; 0 past its end */
	struct tl_str word;
	uint32_t was;
};

static uint64_t part_of(struct tl_str word, size_t from)
{
	uint64_t part = 0;

	for (size_t i = from; i < from + 8; i++)
		part = part << 8 | (i < word.length ? (unsigned char)word.data[i] : 0);
	return part;
}

static void insert(struct item *items, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct item item = items[i];
		size_t at = i;

		for (; at && tl_str_compare(items[at - 1].word, item.word) > 0; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* One stable pass by one byte of the parts; false where all have the same there. */
static bool pass(const struct item *from, struct item *to, size_t count, int shift)
{
	size_t starts[256] = {0}, sum = 0;

	for (size_t i = 0; i < count; i++)
		starts[from[i].part >> shift & 255]++;
	if (starts[from[0].part >> shift & 255] == count)
		return false;
	for (size_t i = 0; i < 256; i++) {
		size_t here = starts[i];

		starts[i] = sum;
		sum += here;
	}
	for (size_t i = 0; i < count; i++)
		to[starts[from[i].part >> shift & 255]++] = from[i];
	return true;
}

/* The result is in items; spare is as long. */
static void sort_parts(struct item *items, struct item *spare, size_t count)
{
	struct item *from = items, *to = spare;

	for (int shift = 0; shift < 64; shift += 8)
		if (pass(from, to, count, shift)) {
			struct item *swap = from;

			from = to;
			to = swap;
		}
	if (from != items)
		memcpy(items, from, count * sizeof *items);
}

/* Words that agree in their first `from` bytes. */
static void sort_items(struct item *items, struct item *spare, size_t count, size_t from)
{
	size_t end;

	if (count < FEW) {
		insert(items, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		items[i].part = part_of(items[i].word, from);
	sort_parts(items, spare, count);
	for (size_t at = 0; at < count; at = end) {
		size_t longest = items[at].word.length;

		for (end = at + 1; end < count && items[end].part == items[at].part; end++)
			if (items[end].word.length > longest)
				longest = items[end].word.length;
		if (end - at == 1)
			continue;
		if (longest > from + 8)
			sort_items(items + at, spare, end - at, from + 8);
		else /* they differ at most in NULs at their ends: few, however many they are */
			insert(items + at, end - at);
	}
}

uint32_t *tl_str_sort(struct tl_str *items, size_t count)
{
	struct item *sorted = tl_alloc(count + 1, sizeof *sorted);
	struct item *spare = tl_alloc(count + 1, sizeof *spare);
	uint32_t *was = tl_alloc(count + 1, sizeof *was);

	assert(count < UINT32_MAX);
	for (size_t i = 0; i < count; i++)
		sorted[i] = (struct item){0, items[i], (uint32_t)i};
	sort_items(sorted, spare, count, 0);
	for (size_t i = 0; i < count; i++) {
		items[i] = sorted[i].word;
		was[i] = sorted[i].was;
	}
	free(spare);
	free(sorted);
	return was;
}
