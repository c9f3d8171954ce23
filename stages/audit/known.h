/*
 * What a reader knows of a cell before adding anything up: its value lies between two numbers.
 *
 * - shown: the number itself.
 * - rounded to v: whole numbers that round to v (half away from zero, a positive one never to 0),
 * and at least the threshold, for a smaller one would have been hidden; person-time: within half
 * the base.
 * - hidden, nothing protected: 1 to threshold - 1 (from 0 where zeros are hidden).
 * - hidden, some protected: 1 or more (0 or more where zeros are hidden), for which of the hidden
 * numbers are small is not told.
 * - hidden for having few people under it: no upper end, unless it counts those people itself.
 * - a hidden amount: 0 or more, for what was paid may have come back.
 * - not available and the like: 0 or more; nobody tests it.
 *
 * Intervals are narrowed as a reader would, from sum to sum (narrow.h), then by linear programming
 * (solve.h).
 */
#ifndef AUDIT_KNOWN_H
#define AUDIT_KNOWN_H

#include "candidate.h"

struct known {
	double low, high; /* high may be INFINITY */
};

/* hidden: in the candidate, or about to be asked for; secondary: it may protect another. */
struct known known_of(const struct candidate_policy *policy, const struct candidate_cell *cell,
	bool hidden, bool secondary);

/* How many whole numbers it can be; for person-time its width + 1, which is the same where it is
 * whole. */
double known_width(struct known known, const struct candidate_cell *cell);
/* Whether a hidden cell stays hidden if this is known of it: it can be as many whole numbers as the
 * policy asks and, an amount, as little and as much as its contributors need. */
bool known_hides(struct known known, const struct candidate_policy *policy,
	const struct candidate_cell *cell);
bool known_is_fixed(struct known known);

#endif
