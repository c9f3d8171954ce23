#include "keys.h"

#include <stdlib.h>
#include <throughline/hash.h>

#define FIRST_SLOTS 1024

static size_t slot_of(const struct ingest_keys *keys, struct tl_str key)
{
	size_t mask = keys->slot_count - 1;
	size_t slot = (size_t)tl_hash64(key.data, key.length, 0) & mask;

	while (keys->slots[slot] && !tl_str_equal(keys->words.items[keys->slots[slot] - 1], key))
		slot = (slot + 1) & mask;
	return slot;
}

static void make_room(struct ingest_keys *keys)
{
	if (keys->words.count * 2 < keys->slot_count)
		return;
	keys->slot_count = keys->slot_count ? keys->slot_count * 2 : FIRST_SLOTS;
	free(keys->slots);
	keys->slots = tl_alloc(keys->slot_count, sizeof *keys->slots);
	for (size_t i = 0; i < keys->words.count; i++)
		keys->slots[slot_of(keys, keys->words.items[i])] = (uint32_t)(i + 1);
}

int64_t ingest_keys_number(struct ingest_keys *keys, struct tl_str key)
{
	size_t slot;

	make_room(keys);
	slot = slot_of(keys, key);
	if (!keys->slots[slot]) {
		assert(keys->words.count < UINT32_MAX - 1);
		*tl_vec_push(&keys->words) = tl_arena_str(&keys->arena, key);
		keys->slots[slot] = (uint32_t)keys->words.count;
	}
	return (int64_t)keys->slots[slot] - 1;
}

struct ranked {
	struct tl_str word;
	size_t number;
};

static int compare_ranked(const void *a, const void *b)
{
	return tl_str_compare(((const struct ranked *)a)->word, ((const struct ranked *)b)->word);
}

int64_t *ingest_keys_sort(struct ingest_keys *keys)
{
	size_t count = keys->words.count;
	struct ranked *ranked = tl_alloc(count + 1, sizeof *ranked);
	int64_t *rank = tl_alloc(count + 1, sizeof *rank);

	for (size_t i = 0; i < count; i++)
		ranked[i] = (struct ranked){keys->words.items[i], i};
	qsort(ranked, count, sizeof *ranked, compare_ranked);
	for (size_t i = 0; i < count; i++) {
		rank[ranked[i].number] = (int64_t)i;
		keys->words.items[i] = ranked[i].word;
	}
	free(ranked);
	free(keys->slots); /* the table pointed at the old numbers */
	keys->slots = NULL;
	keys->slot_count = 0;
	return rank;
}

void ingest_keys_free(struct ingest_keys *keys)
{
	tl_vec_free(&keys->words);
	free(keys->slots);
	tl_arena_free(&keys->arena);
	*keys = (struct ingest_keys){0};
}
