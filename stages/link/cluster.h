/*
 * From pairs to people: average linkage. Two clusters join while the mean weight over ALL pairs
 * across them - compared now where blocking never brought them together - is at least the
 * threshold, the best first. So a chain of lookalikes does not become one person, as it would in
 * connected components.
 *
 * Never: two records of a source that has one row a person; a pair on the never list.
 */
#ifndef LINK_CLUSTER_H
#define LINK_CLUSTER_H

#include "pairs.h"

struct record_pair {
	uint32_t a, b; /* records */
};

struct cluster_rules {
	double threshold; /* log2 odds */
	bool components; /* connected components instead, to compare with */
	const bool *is_distinct; /* by source: one row a person there. NULL: nowhere */
	const struct record_pair *must, *never; /* joined first; never joined */
	size_t must_count, never_count;
};

/* cluster[record], numbered from 0 by their first record; *count says how many there are. */
bool cluster_people(uint32_t *cluster, uint32_t *count, const struct pairs *pairs,
	const struct pair_space *space, const struct patterns *patterns,
	const struct chance *chance, const struct scorer *scorer, const struct cluster_rules *rules,
	size_t threads, struct tl_err *err);

/* Households of people: clusters joined by pairs that the second class claims with at least
 * `probability`. household[record], numbered as clusters are. */
bool cluster_households(uint32_t *household, uint32_t *count, const uint32_t *cluster,
	uint32_t cluster_count, const struct pairs *pairs, const struct records *records,
	double probability, size_t threads, struct tl_err *err);

#endif
