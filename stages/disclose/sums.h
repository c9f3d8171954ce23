/*
 * The sums that counts obey, from measure's atoms: what candidate.db's table `sum` says.
 *
 * A reader knows these sums from the tables' layout; publishing them gives nothing away and lets
 * the audit test what a reader can work out. A count of 0 has no atoms and is known from its own
 * cell, so it needs no sum - but where the policy hides zeros, leaving it out of its total would
 * tell that it is one. There an empty cell gets an atom of its own, without units, in itself and in
 * every total over it.
 */
#ifndef DISCLOSE_SUMS_H
#define DISCLOSE_SUMS_H

#include "measured.h"
#include "relations.h"

struct sums_term {
	uint32_t sum;
	size_t point;
	double coefficient; /* of the value */
};
struct sums {
	TL_VEC(struct sums_term) terms; /* by sum */
	size_t count, components, components_by_partition;
};

bool sums_find(
	const struct measured *measured, bool zeros_hidden, struct sums *sums, struct tl_err *err);
void sums_free(struct sums *sums);

#endif
