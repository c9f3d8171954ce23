/*
 * Values and their numbers: each distinct text once, numbered from 1 in the order met; 0 is the
 * blank, which is no value. Zero-initialised is empty. Memory ends with dictionary_free.
 */
#ifndef LINK_DICTIONARY_H
#define LINK_DICTIONARY_H

#include <throughline/str.h>

struct dictionary_slot {
	uint32_t hash, number; /* number 0: a free place */
	uint64_t span; /* where the value's text begins and how long it is: one step to look */
};

struct dictionary {
	char *text; /* one value after another */
	uint64_t *starts; /* count + 2 of them: value i lies at starts[i] .. starts[i + 1] */
	struct dictionary_slot *slots;
	size_t text_room, starts_room, slots_room;
	uint32_t count; /* of values; the highest number */
};

uint32_t dictionary_add(struct dictionary *dictionary, struct tl_str value);
/* A value known to be new, in a dictionary where nothing is looked up. */
uint32_t dictionary_append(struct dictionary *dictionary, struct tl_str value);
/* As dictionary_add, for many at once, which the processor can overlap. */
void dictionary_add_all(struct dictionary *dictionary, const struct tl_str *values, size_t count,
	uint32_t *numbers);
uint32_t dictionary_find(const struct dictionary *dictionary, struct tl_str value); /* 0: no */
struct tl_str dictionary_text(const struct dictionary *dictionary, uint32_t number);
void dictionary_seal(struct dictionary *dictionary); /* nothing will be looked up again */
void dictionary_free(struct dictionary *dictionary);

#endif
