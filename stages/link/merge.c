#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/pool.h>
#include <throughline/vec.h>

#define WORDS_A_PART ((size_t)16384) /* of the longest list */

/* Where a list has come to. The first bytes are compared as a number: most words differ there. */
struct cursor {
	uint64_t start;
	const struct tl_str *at, *end;
	uint32_t *number;
};

/* A stretch of the byte order. */
struct part {
	TL_VEC(struct tl_str) words;
	size_t bytes, first, first_byte;
};

struct merging {
	const struct merge_list *lists;
	size_t count;
	size_t *cuts; /* part p of list l: from cuts[p * count + l] to cuts[(p + 1) * count + l] */
	struct part *parts;
	struct merged *merged;
};

static uint64_t start_of(struct tl_str word)
{
	uint64_t start = 0;

	for (size_t i = 0; i < sizeof start; i++)
		start = start << 8 | (i < word.length ? (unsigned char)word.data[i] : 0);
	return start;
}

static bool is_before(const struct cursor *a, const struct cursor *b)
{
	return a->start != b->start ? a->start < b->start : tl_str_compare(*a->at, *b->at) < 0;
}

/* A heap: no cursor is before the one at half its place. */
static void sift_down(struct cursor *cursors, size_t count, size_t at)
{
	struct cursor moved = cursors[at];

	for (size_t next; (next = 2 * at + 1) < count; at = next) {
		if (next + 1 < count && is_before(&cursors[next + 1], &cursors[next]))
			next++;
		if (!is_before(&cursors[next], &moved))
			break;
		cursors[at] = cursors[next];
	}
	cursors[at] = moved;
}

static size_t open_cursors(const struct merging *merging, size_t part, struct cursor *cursors)
{
	const size_t *from = merging->cuts + part * merging->count, *to = from + merging->count;
	size_t count = 0;

	for (size_t l = 0; l < merging->count; l++) {
		const struct merge_list *list = &merging->lists[l];

		if (from[l] < to[l])
			cursors[count++] = (struct cursor){start_of(list->words[from[l]]),
				list->words + from[l], list->words + to[l],
				list->numbers + from[l]};
	}
	for (size_t i = count / 2; i-- > 0;)
		sift_down(cursors, count, i);
	return count;
}

/* Numbers within the part. */
static bool merge_part(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct merging *merging = task;
	struct part *part = &merging->parts[index];
	struct cursor *cursors = tl_alloc(merging->count, sizeof *cursors);
	size_t count = open_cursors(merging, index, cursors);

	while (count) {
		struct cursor *first = &cursors[0];

		if (!part->words.count ||
			!tl_str_equal(part->words.items[part->words.count - 1], *first->at)) {
			*tl_vec_push(&part->words) = *first->at;
			part->bytes += first->at->length;
		}
		*first->number++ = (uint32_t)part->words.count;
		if (++first->at < first->end)
			first->start = start_of(*first->at);
		else
			*first = cursors[--count];
		sift_down(cursors, count, 0);
	}
	free(cursors);
	return true;
}

/* Words and numbers get their places in the whole. */
static bool place_part(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct merging *merging = task;
	struct part *part = &merging->parts[index];
	const size_t *from = merging->cuts + index * merging->count, *to = from + merging->count;
	char *bytes = merging->merged->bytes + part->first_byte;

	for (size_t i = 0; i < part->words.count; i++) {
		struct tl_str word = part->words.items[i];

		if (word.length)
			memcpy(bytes, word.data, word.length);
		merging->merged->words[1 + part->first + i] = tl_str_slice(bytes, word.length);
		bytes += word.length;
	}
	for (size_t l = 0; l < merging->count; l++)
		for (size_t i = from[l]; i < to[l]; i++)
			merging->lists[l].numbers[i] += (uint32_t)part->first;
	tl_vec_free(&part->words);
	return true;
}

static size_t first_not_before(const struct merge_list *list, struct tl_str word)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tl_str_compare(list->words[middle], word) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Every list is cut where the longest is. */
static size_t cut(struct merging *merging)
{
	const struct merge_list *longest = &merging->lists[0];
	size_t parts, lists = merging->count;

	for (size_t l = 1; l < lists; l++)
		if (merging->lists[l].count > longest->count)
			longest = &merging->lists[l];
	parts = longest->count / WORDS_A_PART + 1;
	merging->cuts = tl_alloc((parts + 1) * lists, sizeof *merging->cuts);
	for (size_t l = 0; l < lists; l++) {
		for (size_t p = 1; p < parts; p++)
			merging->cuts[p * lists + l] = first_not_before(
				&merging->lists[l], longest->words[p * WORDS_A_PART]);
		merging->cuts[parts * lists + l] = merging->lists[l].count;
	}
	return parts;
}

void merge_words(
	struct merged *merged, const struct merge_list *lists, size_t count, size_t threads)
{
	struct merging merging = {.lists = lists, .count = count, .merged = merged};
	struct tl_err never = {0};
	size_t parts, bytes = 0;

	*merged = (struct merged){0};
	if (!count)
		return;
	parts = cut(&merging);
	merging.parts = tl_alloc(parts, sizeof *merging.parts);
	tl_pool_for(threads, parts, merge_part, &merging, &never);
	for (size_t p = 0; p < parts; p++) {
		merging.parts[p].first = merged->count;
		merging.parts[p].first_byte = bytes;
		merged->count += merging.parts[p].words.count;
		bytes += merging.parts[p].bytes;
	}
	merged->words = tl_grow(NULL, merged->count + 1, sizeof *merged->words);
	merged->words[0] = TL_STR("");
	merged->bytes = tl_grow(NULL, bytes, 1);
	tl_pool_for(threads, parts, place_part, &merging, &never);
	free(merging.parts);
	free(merging.cuts);
}

uint32_t merged_find(const struct merged *merged, struct tl_str word)
{
	struct merge_list list;
	size_t at;

	if (!merged->count)
		return 0;
	list = (struct merge_list){merged->words + 1, merged->count, NULL};
	at = first_not_before(&list, word);
	return at < list.count && tl_str_equal(list.words[at], word) ? (uint32_t)at + 1 : 0;
}

struct tl_str merged_text(const struct merged *merged, uint32_t number)
{
	return number ? merged->words[number] : TL_STR("");
}

void merged_free(struct merged *merged)
{
	free(merged->words);
	free(merged->bytes);
	*merged = (struct merged){0};
}
