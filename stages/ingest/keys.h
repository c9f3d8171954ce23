/*
 * The partner's own names for people, numbered: while rows are read in the order met, at the end
 * densely in byte order, so that the numbers do not depend on the order of the rows.
 */
#ifndef INGEST_KEYS_H
#define INGEST_KEYS_H

#include <throughline/arena.h>
#include <throughline/vec.h>

struct ingest_keys {
	struct tl_arena arena;
	TL_VEC(struct tl_str) words; /* as met; in byte order after ingest_keys_sort */
	struct ingest_key_slot *slots; /* as many as a power of two */
	size_t slot_count;
};
/* A key of up to so many bytes is told from others within its slot, one line of cache. */
#define INGEST_KEY_SHORT ((size_t)16)
struct ingest_key_slot {
	uint32_t hash, number; /* number + 1; 0: free */
	size_t length;
	uint64_t first, last; /* bytes of a short key */
};

int64_t ingest_keys_number(struct ingest_keys *keys, struct tl_str key);
/* hash: tl_hash64 with seed 0. To expect a key soon is to have its slot fetched. */
int64_t ingest_keys_number_hashed(struct ingest_keys *keys, struct tl_str key, uint64_t hash);
static inline void ingest_keys_expect(const struct ingest_keys *keys, uint64_t hash)
{
	if (keys->slot_count)
		__builtin_prefetch(&keys->slots[(uint32_t)hash & (keys->slot_count - 1)]);
}
/* Sorts; returns the new number of each old one, keys->words.count of them, to be freed. */
int64_t *ingest_keys_sort(struct ingest_keys *keys);
void ingest_keys_free(struct ingest_keys *keys);

#endif
