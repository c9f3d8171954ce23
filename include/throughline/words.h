/*
 * Texts numbered in the order they are first met, each once: the words of a column, the keys of an
 * extract. Numbers begin at 0. Texts are copied; the struct owns everything, {0} is empty and
 * tl_words_free gives all back.
 *
 * Where there are millions of words a look-up waits for memory; tl_words_numbers asks for many
 * words at a time and fetches the places of later ones while it looks at earlier ones.
 */
#ifndef THROUGHLINE_WORDS_H
#define THROUGHLINE_WORDS_H

#include <throughline/arena.h>
#include <throughline/str.h>
#include <throughline/vec.h>

/* A text of up to 15 bytes as it is, zeros behind it and its length in the last byte; of a longer
 * one where it lies, and its length below a last byte of 0xff. */
struct tl_word {
	uint64_t low, high;
};

struct tl_words {
	struct tl_arena arena; /* long texts */
	TL_VEC(struct tl_word) items; /* by number */
	struct tl_words_slot *slots; /* as many as a power of two */
	size_t slot_count;

	/* After tl_words_sort, the words in byte order and the number that each had. */
	struct tl_str *sorted;
	uint32_t *numbers;
	size_t sorted_count;
	char *bytes; /* their texts, one behind another */
};

/* hash: tl_hash64 of the text with seed 0. At most 2^31 words. */
uint32_t tl_words_number(struct tl_words *words, struct tl_str text, uint64_t hash);
/* The same of many: numbers[i] of texts[i], whose hash is hashes[i]. */
void tl_words_numbers(struct tl_words *words, const struct tl_str *texts, const uint64_t *hashes,
	size_t count, uint32_t *numbers);
/* Lives until another word comes. */
struct tl_str tl_words_text(const struct tl_words *words, uint32_t number);
/* Puts in order those that are used, by number (NULL: all), and gives back everything that finding
 * needs: no word can be looked up or added any more. */
void tl_words_sort(struct tl_words *words, const bool *used);
void tl_words_free(struct tl_words *words);

#endif
