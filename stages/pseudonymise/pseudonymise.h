/*
 * pseudonymise: an identified extract in, what may travel out.
 *
 *   OUT/<contract>.csv and .yaml      tokens, filters and the rest, and the contract that ingest
 *                                     reads it by
 *   OUT/tokens/..., OUT/payload/...   the same in two, under a fresh id, where it is split
 *   OUT/rejects.csv                   rows that do not travel: record, line, reason, field
 *   OUT/report.txt                    counts
 *
 * OUT appears whole or not at all. No file but the extract holds a clear value of a field with an
 * identity. Batches of rows are made by threads and written in the file's order, so the bytes are
 * the same at any number of them; memory does not grow with the file.
 */
#ifndef PSEUDONYMISE_PSEUDONYMISE_H
#define PSEUDONYMISE_PSEUDONYMISE_H

#include "row.h"

struct pseudonymise_opts {
	const char *contract, *key, *out, *opt_out, *file;
	const char *new_key; /* make one there, nothing else */
	bool split, fingerprint;
	struct tl_day as_at;
	size_t jobs;
	int exit_status; /* where the command line was wrong */
};

struct pseudonymise_tally {
	int64_t read, written, opted_out;
	int64_t unheard; /* lines of the opt-out list that met no row */
	int64_t *rejected; /* per fault and place */
	struct field_tally *fields; /* per field */
};

struct pseudonymise_run {
	const struct pseudonymise_opts *opts;
	struct tl_arena arena;
	struct tl_study study;
	const struct tl_contract *contract;
	struct key key;
	struct plan plan;
	struct tl_layout layout;
	struct optout optout;
	struct pseudonymise_tally tally;
	const char *part; /* OUT.part */
	const char *names[2]; /* of the contracts that travel; [1] NULL where not split */
	struct tl_buf remarks; /* for stderr, a line each */
};

/* All of it. Fails with EX_DATAERR, EX_NOINPUT, EX_CONFIG, EX_CANTCREAT, EX_IOERR; nothing is at
 * OUT then. */
bool pseudonymise(struct pseudonymise_run *run, struct tl_err *err);
void pseudonymise_free(struct pseudonymise_run *run);

/* Contract and key alone. */
bool pseudonymise_load(struct pseudonymise_run *run, struct tl_err *err);

/* make.c: the rows. */
bool pseudonymise_rows(struct pseudonymise_run *run, struct tl_err *err);
/* travel.c: OUT/<name>.yaml for file 0 or 1, and that ingest takes it. */
bool pseudonymise_contract(struct pseudonymise_run *run, int file, struct tl_err *err);
/* report.c */
void pseudonymise_report(const struct pseudonymise_run *run, struct tl_buf *out);
int64_t pseudonymise_rejected(const struct pseudonymise_run *run);
/* Of a file in OUT.part: "report.txt", or of file 0 or 1 its name and ending. */
const char *pseudonymise_path(struct pseudonymise_run *run, const char *name);
const char *pseudonymise_path_of(struct pseudonymise_run *run, int file, const char *ending);

#endif
