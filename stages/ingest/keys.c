#include "keys.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/hash.h>

#define FIRST_SLOTS 1024

static void make_room(struct ingest_keys *keys)
{
	struct ingest_key_slot *old = keys->slots;
	size_t old_count = keys->slot_count;

	if (keys->words.count * 2 < old_count)
		return;
	keys->slot_count = old_count ? old_count * 2 : FIRST_SLOTS;
	keys->slots = tl_alloc(keys->slot_count, sizeof *keys->slots);
	for (size_t i = 0; i < old_count; i++) {
		size_t at = old[i].hash & (keys->slot_count - 1);

		if (!old[i].number)
			continue;
		while (keys->slots[at].number)
			at = (at + 1) & (keys->slot_count - 1);
		keys->slots[at] = old[i];
	}
	free(old);
}

struct parts {
	uint64_t first, last;
};

/* Of a short key its first and its last eight bytes, or four, which may be the same ones: with its
 * length they are the key. Of another nothing. */
static inline struct parts parts_of(struct tl_str key)
{
	struct parts parts = {0};
	uint32_t first, last;

	if (key.length > INGEST_KEY_SHORT)
		return parts;
	if (key.length >= 8) {
		memcpy(&parts.first, key.data, 8);
		memcpy(&parts.last, key.data + key.length - 8, 8);
	} else if (key.length >= 4) {
		memcpy(&first, key.data, 4);
		memcpy(&last, key.data + key.length - 4, 4);
		parts.first = first;
		parts.last = last;
	} else {
		for (size_t i = 0; i < key.length; i++)
			parts.first = parts.first << 8 | (unsigned char)key.data[i];
	}
	return parts;
}

int64_t ingest_keys_number_hashed(struct ingest_keys *keys, struct tl_str key, uint64_t hash)
{
	struct parts parts = parts_of(key);
	struct ingest_key_slot *slot;
	size_t at;

	make_room(keys);
	at = (uint32_t)hash & (keys->slot_count - 1);
	for (slot = &keys->slots[at]; slot->number; slot = &keys->slots[at]) {
		uint64_t differs = (slot->hash ^ (uint32_t)hash) | (slot->length ^ key.length) |
				   (slot->first ^ parts.first) | (slot->last ^ parts.last);

		if (!differs && (key.length <= INGEST_KEY_SHORT ||
					tl_str_equal(keys->words.items[slot->number - 1], key)))
			return (int64_t)slot->number - 1;
		at = (at + 1) & (keys->slot_count - 1);
	}
	assert(keys->words.count < UINT32_MAX / 2);
	*tl_vec_push(&keys->words) = tl_arena_str(&keys->arena, key);
	*slot = (struct ingest_key_slot){.hash = (uint32_t)hash,
		.number = (uint32_t)keys->words.count,
		.length = key.length,
		.first = parts.first,
		.last = parts.last};
	return (int64_t)slot->number - 1;
}

int64_t ingest_keys_number(struct ingest_keys *keys, struct tl_str key)
{
	return ingest_keys_number_hashed(keys, key, tl_hash64(key.data, key.length, 0));
}

int64_t *ingest_keys_sort(struct ingest_keys *keys)
{
	size_t count = keys->words.count;
	uint32_t *was = tl_str_sort(keys->words.items, count);
	int64_t *rank = tl_alloc(count + 1, sizeof *rank);

	for (size_t i = 0; i < count; i++)
		rank[was[i]] = (int64_t)i;
	free(was);
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
