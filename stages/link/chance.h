/*
 * How often two records agree by chance: exact agreement from the frequencies of the values, the
 * other levels from pairs drawn from all over the records (all pairs, where they are few). And how
 * much rarer than usual the agreement on one value is.
 */
#ifndef LINK_CHANCE_H
#define LINK_CHANCE_H

#include "compare.h"

/* Which pairs can be at all: with within[source] false two records of that source are never held
 * against each other. NULL: all can. */
struct pair_space {
	const struct records *records;
	const bool *within;
};

static inline bool pair_space_has(const struct pair_space *space, uint32_t a, uint32_t b)
{
	return !space->within || space->records->source[a] != space->records->source[b] ||
	       space->within[space->records->source[a]];
}

/* How many pairs there are. */
double pair_space_size(const struct pair_space *space);

#define RARITY_UNIT 128.0 /* rarities are whole numbers of this part of a bit */

struct chance {
	double pairs; /* in the space */
	double rate[FIELDS_MAX][FIELD_LEVELS_MAX]; /* of pairs with both values known; sums to 1 */
	/* The same where the parent has a level; what few pairs say leans on the rate. */
	double given[FIELDS_MAX][FIELD_LEVELS_MAX][FIELD_LEVELS_MAX];
	/* Of all pairs, those that agree exactly in a surname and in its parent, the forename; 0
	 * for other fields. The pairs of one person are among them. */
	double joint[FIELDS_MAX];
	/* Of each value: log2(rate of exact agreement / rate of this value), in units. A value seen
	 * k times among n is taken as (k - 1) / n: the pair itself says nothing of others. NULL: no
	 * such weights are wanted. */
	int16_t *rarity[FIELDS_MAX];
	int16_t *kin_rarity[FIELDS_MAX]; /* the same where the two are kin: see CHANCE_KIN */
};

/*
 * Of the pairs of people in one household, so many share a forename because one is named after the
 * other, and so many a birth date because they are twins, whatever chance does: of 1,000
 * maternities some 15 are of twins (Office for National Statistics, Birth characteristics), which
 * is one pair in 200 or so of those that live together. It is set and not fitted: a household class
 * that were free to share forenames and birth dates would take pairs of one person.
 */
#define CHANCE_KIN 0.005

static inline bool chance_has_kin(const struct field *field)
{
	return field->meaning == FIELD_FORENAME || field->meaning == FIELD_DATE;
}

bool chance_make(struct chance *chance, const struct pair_space *space,
	const struct patterns *patterns, bool with_rarity, size_t threads, struct tl_err *err);
void chance_free(struct chance *chance);

/* The rarity of a pair's exact agreements, added up: for one person, and for one household. A
 * town or sex whose parent agrees in some way adds nothing: its value is no news. */
void chance_rarity(const struct chance *chance, const struct records *records,
	const struct patterns *patterns, uint32_t pattern, const uint32_t *row, int16_t *same,
	int16_t *household);

#endif
