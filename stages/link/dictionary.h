/*
 * Values and their numbers: each distinct text once, numbered from 1 in the order met; 0 is the
 * blank, which is no value. Zero-initialised is empty. Memory ends with dictionary_free.
 */
#ifndef LINK_DICTIONARY_H
#define LINK_DICTIONARY_H

#include <throughline/str.h>

struct dictionary {
	char *text; /* one value after another */
	uint64_t *starts; /* count + 2 of them: value i lies at starts[i] .. starts[i + 1] */
	uint64_t *slots; /* upper half: of the hash; lower half: the value's number, 0 is free */
	size_t text_room, starts_room, slots_room;
	uint32_t count; /* of values; the highest number */
};

uint32_t dictionary_add(struct dictionary *dictionary, struct tl_str value);
uint32_t dictionary_find(const struct dictionary *dictionary, struct tl_str value); /* 0: no */
struct tl_str dictionary_text(const struct dictionary *dictionary, uint32_t number);
void dictionary_free(struct dictionary *dictionary);

#endif
