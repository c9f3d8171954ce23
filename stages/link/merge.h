/*
 * What several deliveries call something, as one list: sorted lists of words are merged, each word
 * once, and whoever had a word by its place in a list gets its number in the whole. So texts are
 * compared once, here, and numbers everywhere else; numbers are in byte order of the words.
 */
#ifndef LINK_MERGE_H
#define LINK_MERGE_H

#include <throughline/str.h>

struct merge_list {
	const struct tl_str *words; /* in byte order, each once */
	size_t count;
	uint32_t *numbers; /* out: of each of them; room for count */
};

/* words[1] to words[count] in byte order; words[0] is empty: nothing. {0} is valid and has none. */
struct merged {
	struct tl_str *words;
	size_t count;
	char *bytes; /* their texts, one behind another */
};

/* The lists may go afterwards. They must be as said, or numbers are not set. Cut at words of the
 * longest list, so threads do not show. */
void merge_words(
	struct merged *merged, const struct merge_list *lists, size_t count, size_t threads);
/* The number of a word; 0: it is not there. */
uint32_t merged_find(const struct merged *merged, struct tl_str word);
struct tl_str merged_text(const struct merged *merged, uint32_t number); /* of 0: empty */
void merged_free(struct merged *merged);

#endif
