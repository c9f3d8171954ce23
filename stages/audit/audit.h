/*
 * The door, second half: the only program that publishes.
 *
 *   1. read     run/4-protect/public/candidate.db as a reader would see it
 *   2. attack   what can be worked out by adding up and by rounding (attack.h); mistakes that show
 *               without adding up (consistent.h)
 *   3. publish  run/5-publish/public/publication.db, or
 *      refuse   run/4-verdict/public/verdict.db (confidential) with what to hide instead, and exit
 * 3; an older publication is taken away first, for it is of another draft
 *
 * It shares no code with disclose, measure or the statistics, so that a leak needs two programs to
 * be wrong. It never names a cell on the terminal.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include <throughline/err.h>
#include <throughline/options.h>

struct audit_tally {
	int64_t cells, hidden, sums;
	int64_t recovered, asked; /* 0: published */
};

/* Refusing is a failure with EX_REFUSED. */
bool audit_run(
	const struct tl_stage_options *options, struct audit_tally *tally, struct tl_err *err);

#endif
