/*
 * Published cells made again by hand: their operands, as published, in the CSV that a method of
 * `throughline stat` reads, and the options to give it. It answers with the cells' own values and
 * limits, to the 12 digits that a cell has.
 *
 *   throughline explain --csv STUDY 30919097c4fc30fb | throughline stat ratio --se se -
 *
 * `db` is the publication with 3-measure's store attached as `measured`, whose tables recipe and
 * setting say how a cell was made. A cell whose value cannot be made again from what is published
 * (a median, a robust standard error) or has no interval (a count, a difference) has no method.
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
