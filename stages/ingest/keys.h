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
	uint32_t *slots; /* number + 1, 0 = free; as many as a power of two */
	size_t slot_count;
};

int64_t ingest_keys_number(struct ingest_keys *keys, struct tl_str key);
/* Sorts; returns the new number of each old one, keys->words.count of them, to be freed. */
int64_t *ingest_keys_sort(struct ingest_keys *keys);
void ingest_keys_free(struct ingest_keys *keys);

#endif
