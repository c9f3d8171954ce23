/*
 * Connected blocks: sums that share a cell whose value a reader does not know exactly.
 */
#ifndef AUDIT_BLOCK_H
#define AUDIT_BLOCK_H

#include "known.h"

struct blocks {
	TL_VEC(size_t) cells; /* of all blocks, one after the other; ascending within a block */
	TL_VEC(size_t) sums;
	TL_VEC(size_t) cell_start, sum_start; /* one more than there are blocks */
};

void blocks_find(
	const struct candidate *candidate, const struct known *known, struct blocks *blocks);
void blocks_free(struct blocks *blocks);

#endif
