/*
 * Values and their numbers: each distinct text once, numbered from 1 in the order met; 0 is the
 * blank, which is no value. Zero-initialised is empty. Memory ends with dictionary_free.
 */
#ifndef LINK_DICTIONARY_H
#define LINK_DICTIONARY_H

#include <throughline/words.h>

struct dictionary {
	struct tl_words words;
	uint32_t count; /* of values; the highest number */
};

uint32_t dictionary_add(struct dictionary *dictionary, struct tl_str value);
/* The same for many at once, which the processor can overlap. */
void dictionary_add_all(struct dictionary *dictionary, const struct tl_str *values, size_t count,
	uint32_t *numbers);
struct tl_str dictionary_text(const struct dictionary *dictionary, uint32_t number);
void dictionary_seal(struct dictionary *dictionary); /* nothing will be added any more */
void dictionary_free(struct dictionary *dictionary);

#endif
