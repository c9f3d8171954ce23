/*
 * Published cells made again by hand: their operands, as published, in the CSV that a method of
 * `throughline stat` reads, and the options to give it. It answers with the cells' own values and
 * limits, to the 12 digits that a cell has.
 *
 *   throughline explain --csv STUDY 30919097c4fc30fb | throughline stat ratio --se se -
 *
 * `db` is the publication with 3-measure's store attached as `measured`, whose tables recipe and
 * setting say how a cell was made. No method has a number that a model made from what each person
 * or family did (a median, a robust standard error, a difference-in-differences between families),
 * for that is never published; nor has a count, a difference, or what a sheet states. Asking for
 * one of these says which of them it is.
 */
#ifndef PIPELINE_EXPLAIN_CSV_H
#define PIPELINE_EXPLAIN_CSV_H

#include <throughline/db.h>

/* "cell,stat": every shown cell that has a method, by id, and what to give `throughline stat`. */
bool explain_csv_list(struct tl_db *db, struct tl_buf *out, struct tl_err *err);

/* The CSV for the cells (whole ids), its first column `cell`; stat gets the method and its options,
 * which must be the same for all of them. EX_USAGE where they are not, or a cell has no method. */
bool explain_csv(struct tl_db *db, const char *const *cells, size_t count, struct tl_buf *out,
	struct tl_buf *stat, struct tl_err *err);

#endif
