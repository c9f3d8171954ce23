/*
 * Names of nobody: common ones and ones made of syllables, of several communities, each spread as
 * names are (zipf.h). A name is a rank in its community's list until it is written out.
 */
#ifndef GENERATE_NAMES_H
#define GENERATE_NAMES_H

#include "profile.h"
#include "zipf.h"

#define NAMES_COMMUNITY_MOST 16

struct names_words {
	const char *const *items;
	uint32_t count;
};

/* Words and, where those end, beginnings, middles (NULL: none) and ends to make more of. A word or
 * an end may be "Kowalski|Kowalska" (his|hers), a word "William/Bill/Will" (with familiar forms).
 */
struct names_list {
	const struct names_words *words, *starts, *middles, *ends;
};

struct names_community {
	const char *code;
	struct names_list female, male, surnames;
};
extern const struct names_community names_communities[]; /* ends with a NULL code; first: largest */

struct names {
	struct {
		struct zipf female, male, surnames;
		uint64_t upto; /* permille of this community and those before it */
	} of[NAMES_COMMUNITY_MOST];
	unsigned count;
};

struct surname {
	uint32_t community, first, second; /* second: NAMES_NONE, or of a double-barrelled one */
};
#define NAMES_NONE UINT32_MAX

/* The codes; returns how many. */
unsigned names_codes(const char *codes[NAMES_COMMUNITY_MOST]);
void names_init(struct names *names, struct tl_arena *arena, const struct profile *profile);
uint32_t names_draw_community(const struct names *names, uint64_t bits);
uint32_t names_draw_forename(const struct names *names, uint32_t community, bool is_female,
	bool is_adult, uint64_t bits);
struct surname names_draw_surname(const struct names *names, uint32_t community, uint64_t bits);

/* Written out; replaces what is in the buffer. `familiar`: 0, or which of the familiar forms (any
 * number; the name itself where it has none). */
void names_forename(
	struct tl_buf *text, uint32_t community, bool is_female, uint32_t rank, uint32_t familiar);
void names_surname(struct tl_buf *text, struct surname surname, bool is_female);
/* A town and a street; made of syllables, so no real ones but by accident. */
void names_city(struct tl_buf *text, uint32_t number);
void names_add_street(struct tl_buf *text, uint32_t number);

#endif
