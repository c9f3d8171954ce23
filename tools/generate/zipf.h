/*
 * Draws as names are spread: the item of rank r (from 0) has a weight of 1/(r + 1 + skew), so a few
 * are common and most are rare. Whole numbers, so that every machine draws the same.
 */
#ifndef GENERATE_ZIPF_H
#define GENERATE_ZIPF_H

#include <throughline/arena.h>

struct zipf {
	const uint64_t *upto; /* the weights of the ranks up to this one, added up */
	uint32_t count;
};

struct zipf zipf_make(struct tl_arena *arena, uint32_t count, unsigned skew);
uint32_t zipf_draw(const struct zipf *zipf, uint64_t bits); /* bits: any 64 random ones */
/* So many of `total` as are the rank's share, rounded down; at least 1. */
uint32_t zipf_share(const struct zipf *zipf, uint32_t rank, uint32_t total);

#endif
