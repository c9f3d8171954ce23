/*
 * Intervals from sum to sum: each cell is minus the rest of its sum, so the rest's limits limit it.
 */
#ifndef AUDIT_NARROW_H
#define AUDIT_NARROW_H

#include "known.h"

#define NARROW_PASSES_MAX 50 /* stopping early only leaves more to solve.h */

bool narrow_all(const struct candidate *candidate, struct known *known, struct tl_err *err);

#endif
