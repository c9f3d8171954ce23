/*
 * What a reader can work out by adding up: the numbers that are hidden and yet not hidden.
 *
 *   1. known.h   an interval for every cell, from the cell alone
 *   2. narrow.h  from sum to sum until nothing narrows: exact, cheap, and where two published
 *                numbers contradict each other it shows here
 *   3. solve.h   where a connected block of sums has hidden cells, the least and the largest value
 *                of each by linear programming: all sums of the block together
 *
 * A hidden cell is recovered when it can be fewer whole numbers than the policy's least width, an
 * amount also when it cannot be as little or as much as dominance asks (known_hides). Stays with
 * linear programming: its integer form is far slower and, narrowing apart, finds hardly more.
 */
#ifndef AUDIT_ATTACK_H
#define AUDIT_ATTACK_H

#include "known.h"

struct recovered {
	size_t cell;
	double low, high;
	const char *words;
	size_t helpers_from, helpers_to; /* published cells it follows from, in attack.helpers */
};

struct attack {
	const struct candidate *candidate;
	bool *hidden; /* per cell: hidden, or to be asked for */
	bool *changed; /* per cell: only blocks with such a cell are attacked; NULL: all are */
	bool quick; /* no helpers, and nothing more of a block where narrowing recovers a cell */
	struct known *known, *narrowed; /* per cell */
	TL_VEC(struct recovered) recovered; /* by block, then cell */
	TL_VEC(size_t) helpers;
	int64_t work; /* of linear programming, in all runs: steps times the size of the block */
};

void attack_init(struct attack *attack, const struct candidate *candidate);
void attack_free(struct attack *attack);

/* Fills attack->recovered afresh. EX_SOFTWARE where sums and published numbers contradict each
 * other. */
bool attack_run(struct attack *attack, struct tl_err *err);

#endif
