/*
 * Mistakes of disclose's that no sum shows: a number in a hidden cell, a number recomputed from one
 * that is not published, an operand that differs from its own cell. Hiding more does not mend them.
 */
#ifndef AUDIT_CONSISTENT_H
#define AUDIT_CONSISTENT_H

#include "candidate.h"

struct fault {
	size_t cell;
	double value; /* what should not be there */
	const char *words;
};
struct faults {
	TL_VEC(struct fault) items; /* by cell, one each */
};

void consistent_check(const struct candidate *candidate, struct faults *faults);

#endif
