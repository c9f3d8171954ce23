/*
 * ingest: read + settle.
 *
 *   read    one delivery -> run/1-ingest/<delivery>/: every row kept as typed facts or refused with
 *           a reason; the unit of caching and of work
 *   settle  all deliveries -> run/1-ingest/settle/: which rows no longer count, and what is covered
 */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include "sink.h"

#include <throughline/stagedir.h>

#define INGEST_DIR "run/1-ingest"

/* What reading a delivery came to, for the voice of main. */
struct ingest_outcome {
	const struct tl_delivery *delivery;
	struct ingest_tally tally;
	struct tl_buf warning; /* "" or one line: more rows refused than the contract likes */
	struct tl_buf absent; /* "" or one line: columns of the contract that are not there */
};

/* Fails with EX_DATAERR where the file cannot be read as its contract says, has no rows or
 * none that could be kept, or has more refused rows than thresholds.stop; nothing is written then.
 */
bool ingest_read(const struct tl_study *study, const struct tl_delivery *delivery,
	struct ingest_outcome *outcome, struct tl_err *err);

/* Which file is which delivery: the list of extracts, and what its patterns take in. Recorded by
 * both, for a file that comes, goes or moves changes names. contract: only its files; NULL: all.
 */
bool ingest_record_extracts(struct tl_stagedir *stage, const struct tl_study *study,
	const struct tl_contract *contract, struct tl_err *err);

struct ingest_removals_met { /* of a delivery */
	const char *delivery;
	int64_t asked, met; /* requests for removal that could find a row in it, and that did */
};

struct ingest_settled {
	int64_t deliveries, late, kept, dead;
	int64_t requests, requests_met; /* for removal, in all */
	TL_VEC(struct ingest_removals_met) removals; /* deliveries that some could meet */
	struct tl_buf warnings; /* a line each: findings, drift, requests */
};
void ingest_settled_free(struct ingest_settled *settled);
bool ingest_settle(const struct tl_study *study, const struct tl_delivery *deliveries, size_t count,
	size_t threads, struct ingest_settled *settled, struct tl_err *err);

#endif
