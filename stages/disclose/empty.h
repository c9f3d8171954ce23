/*
 * Atoms without units for counts of 0, where the policy hides zeros: see sums.h.
 */
#ifndef DISCLOSE_EMPTY_H
#define DISCLOSE_EMPTY_H

#include "sums.h"

struct empty_pair {
	size_t point;
	uint32_t atom;
};
struct empty_atoms {
	TL_VEC(struct empty_pair) pairs; /* by point, then atom */
	size_t atoms;
};

/* Where zeros are shown it finds none. */
void empty_find(const struct measured *measured, bool zeros_hidden, struct empty_atoms *empty);
/* The first pair of this point or a later one. */
size_t empty_from(const struct empty_atoms *empty, size_t point);
void empty_free(struct empty_atoms *empty);

/* In sums.c: where a count stands in each way of adding up. */
struct relations_places sums_places(const struct measured_point *point);

#endif
