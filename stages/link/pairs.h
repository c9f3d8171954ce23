/*
 * Candidate pairs compared: how many have each pattern, and which ones may matter. Of the many
 * millions that blocking brings together most are plainly unrelated; only a count is kept of them.
 */
#ifndef LINK_PAIRS_H
#define LINK_PAIRS_H

#include "block.h"
#include "model.h"

/* A pair as compared. */
struct candidate {
	uint32_t a, b; /* records, a < b */
	uint32_t pattern;
	int16_t rarity, shared_rarity; /* chance_rarity */
};

/* A pair as judged. */
struct pair {
	uint32_t a, b; /* records, a < b */
	float weight; /* log2 odds that it is one person */
	float household; /* the probability of two people of one household */
};

struct pair_chunk {
	struct candidate *candidates; /* until pairs_judge */
	struct pair *items; /* after it */
	size_t count;
};

struct pairs {
	struct pair_chunk *chunks; /* in an order that the records' content decides */
	size_t chunk_count;
	struct pattern_count *patterns; /* of all pairs compared, by pattern */
	size_t pattern_count;
	int64_t compared;
};

/* The probability that a pair of this weight is one person. */
double pair_probability(double weight);

/* Compares every candidate once and keeps those whose pattern scorer_worth(.., bits). */
bool pairs_make(struct pairs *pairs, const struct blocks *blocks, const struct pair_space *space,
	const struct patterns *patterns, const struct chance *chance, const struct scorer *scorer,
	double bits, size_t threads, struct tl_err *err);

/* Candidates become pairs; those whose odds in both classes are below 2^-bits go. */
bool pairs_judge(struct pairs *pairs, const struct scorer *scorer, double bits, size_t threads,
	struct tl_err *err);
void pairs_free(struct pairs *pairs);

#endif
