/*
 * What disclose hands over: candidate.db (schema/publication.sql) and working.db
 * (schema/working.sql).
 *
 * Everything in candidate.db comes from point->published, from the policy, or is words and dates.
 * Series operands are not written: an xmr cell's series is every cell with the key columns of its
 * x.
 */
#ifndef DISCLOSE_CANDIDATE_H
#define DISCLOSE_CANDIDATE_H

#include "sums.h"

#include <throughline/study.h>

/* measure_path: the store that labels, definitions and coverage are copied from. */
bool candidate_write(const char *path, const char *measure_path, const struct measured *measured,
	const struct sums *sums, const struct tl_policy *policy, struct tl_digest *content,
	struct tl_err *err);
/* round: of the verdict that was followed; 0: none. */
bool working_write(const char *path, const struct measured *measured,
	const struct tl_policy *policy, const struct tl_digest *root, int64_t round,
	struct tl_err *err);

/* Whether a point is no cell at all. A gap between rare events is of one person: where it is
 * hidden, that there is one is too, or the number of those hidden would tell how many events there
 * were. */
bool candidate_leaves_out(const struct measured_point *point);

#endif
