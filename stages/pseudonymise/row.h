/*
 * One row: held against the contract, then written as what travels; or the fault for which it does
 * not.
 */
#ifndef PSEUDONYMISE_ROW_H
#define PSEUDONYMISE_ROW_H

#include "optout.h"
#include "plan.h"

/* What became of a field's values. */
struct field_tally {
	int64_t usable, blank; /* an identity was found; nothing was recorded */
	int64_t unusable; /* there is a text, and it is no such thing: a wrong check digit ... */
	int64_t emptied; /* a text that named the person, and was left blank for it */
};

/* A worker's own: nothing in it is shared. */
struct row_maker {
	const struct plan *plan;
	const struct tl_layout *layout;
	const struct optout *optout; /* NULL: none */
	bool *heard; /* per line of that list: it met a row */
	struct tools tools;
	struct tl_value *values; /* per field */
	struct tl_buf *normals; /* per field with an identity: its normal form, or "" */
	struct tl_variants variants;
	struct tl_buf message, words, form, salt; /* warm from row to row */
	struct field_tally *fields;
};

enum row_outcome { ROW_WRITTEN, ROW_REJECTED, ROW_OPTED_OUT };

void row_maker_start(struct row_maker *maker, const struct plan *plan,
	const struct tl_layout *layout, const struct optout *optout, struct tl_arena *arena);
/* Appends the row, with its line end, to out[0] and out[1] (the payload, where the file is split).
 * ROW_REJECTED: *fault is why and *place the field, or rules.places - 1. */
enum row_outcome row_make(struct row_maker *maker, const struct tl_csv_row *row,
	struct tl_buf out[2], enum tl_fault *fault, size_t *place);
void row_maker_free(struct row_maker *maker);

#endif
