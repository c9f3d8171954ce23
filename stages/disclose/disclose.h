/*
 * The door, first half: from measured figures to a candidate for publication.
 *
 *   1. read    run/3-measure/measure.db and the policy
 *   2. heed    what the audit asked to hide in earlier rounds of the same draft
 * (run/4-verdict/public)
 *   3. decide  the policy's rules on every count; then models; then derived numbers, recomputed
 *   4. relate  the sums that counts obey, from the atoms under them
 *   5. write   run/4-protect/public/{candidate.db,working.db,manifest.json}
 *
 * It publishes nothing: the audit, a program of its own, tests the candidate as a reader would.
 */
#ifndef DISCLOSE_DISCLOSE_H
#define DISCLOSE_DISCLOSE_H

#include <throughline/hash.h>
#include <throughline/options.h>
#include <throughline/study.h>

struct disclose_tally {
	int64_t cells;
	int64_t shown, rounded, hidden, hidden_by_audit, other; /* cells by status */
	int64_t sums, components, components_by_partition;
};

bool disclose_run(
	const struct tl_stage_options *options, struct disclose_tally *tally, struct tl_err *err);

/* The work without the study: files in, files out. verdict_path NULL: none. */
struct disclose_files {
	const char *measure, *verdict; /* read */
	const char *candidate, *working; /* written */
	struct tl_digest candidate_content;
};
bool disclose_files(struct disclose_files *files, const struct tl_policy *policy,
	const struct tl_digest *root, struct disclose_tally *tally, struct tl_err *err);

/* Of which draft a candidate is: the measures and the policy. */
struct tl_digest disclose_root(const struct tl_digest *measures, const struct tl_digest *policy);

#endif
