/*
 * Tier 2: keys held against one another by the fields that study.yaml names, with the engine of
 * linkage.h. What tier 1 joined goes in as joined, what is kept apart as never; so do pairs with
 * different values of one trusted token, which no likeness mends.
 */
#ifndef LINK_COMPARED_H
#define LINK_COMPARED_H

#include "families.h"
#include "linkage.h"

struct compared {
	struct records records; /* records.input[r] is the node of record r */
	struct linkage linkage;
	bool *is_distinct; /* by source */
	double threshold[LINK_THRESHOLDS]; /* weights in bits */
	struct curve_point point[LINK_THRESHOLDS]; /* what the model believes of each */
	uint32_t *household; /* of each node, by the model, numbered by their first */
	uint32_t *record_of; /* of each node */
};

/* Joins in each threshold's clusters what the model finds to be one person. Nothing where the study
 * names no fields. EX_CONFIG where a field's kind, or its token, is unknown. */
bool link_compare(struct link *link, struct clusters clusters[LINK_THRESHOLDS], size_t threads,
	struct tl_err *err);
void compared_free(struct compared *compared); /* NULL is fine */

/* Weight and probability of two nodes, compared now; the levels of its fields in pattern. */
struct verdict compared_pair(
	const struct compared *compared, uint32_t node, uint32_t other, uint32_t *pattern);

#endif
