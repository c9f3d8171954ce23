/*
 * Numbers in order of a 32-bit key: the radix sort under blocks and frequencies.
 */
#ifndef LINK_KEYED_H
#define LINK_KEYED_H

#include <throughline/base.h>

struct keyed {
	uint32_t key, number;
};

/* By key; items of one key stay in the order they had. `spare` has room for as many. */
void keyed_sort(struct keyed *items, struct keyed *spare, size_t count);

#endif
