/*
 * Which column of a file holds which field of its contract.
 */
#ifndef INGEST_LAYOUT_H
#define INGEST_LAYOUT_H

#include "rule.h"

struct ingest_layout {
	size_t *at; /* per rule: the column, or INGEST_NOWHERE */
	size_t columns; /* in the header */
	bool *known; /* per column: a field has it, or reshape takes it */
	/* Of a wide table: the columns that become rows. Each gives a row with two fields more, its
	 * header and its cell, where `at` of reshape's two fields points. */
	size_t *wide, wide_count;
	size_t unknown; /* headers that the contract does not know, blank ones included: no error */
};

/* A field's own name first, then its aliases; outer blanks and case do not count. EX_DATAERR where
 * a required column is missing or a field would have two, or a wide table has none of its columns;
 * the message names header line and column.
 */
bool ingest_layout_make(const struct ingest_rules *rules, const struct tl_csv_row *header,
	const char *path, struct tl_arena *arena, struct ingest_layout *layout, struct tl_err *err);

#endif
