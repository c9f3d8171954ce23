/*
 * One file held against its contract, row by row: what a delivery of a study and a file on a
 * partner's desk have in common. Knows no store; the sink does, where it has one.
 *
 *   struct ingest_reading reading = {.study = ..., .contract = ..., .path = ..., .stored = true};
 *   ok = ingest_reading_rows(&reading, err) && ingest_reading_judge(&reading, &warning, err);
 *   ... reading.sink ...
 *   ingest_reading_free(&reading);
 */
#ifndef INGEST_READ_H
#define INGEST_READ_H

#include "checks.h"
#include "columns.h"
#include <throughline/extract.h>
#include "removals.h"
#include "sink.h"

#include <throughline/table.h>

struct ingest_batches;
struct ingest_reading {
	/* What the caller says; all of it outlives the reading. */
	const struct tl_study *study;
	const struct tl_contract *contract;
	const char *path;
	bool stored; /* rows are kept for a store; else they are counted and forgotten */

	struct tl_arena arena;
	struct tl_rules rules;
	struct tl_layout layout;
	const char *
		*headers; /* of the file, trimmed, layout.columns of them; NULL before the layout */
	struct ingest_columns columns;
	struct ingest_removals removals;
	struct ingest_checks checks;
	struct tl_str *wide_row; /* a wide table's row with two fields more */
	struct tl_value *values;
	struct ingest_batches *batches; /* plain rows, many at a time; NULL before the layout */
	struct ingest_sink sink;
	struct tl_table *table;
};

/* Every row into the sink. EX_DATAERR where the file cannot be read as its contract says; the sink
 * then holds what came before that. */
bool ingest_reading_rows(struct ingest_reading *reading, struct tl_err *err);
/* Whether that will do: EX_DATAERR where there are no rows, where none could be kept (unless the
 * contract allows it to be empty), or where more were refused than thresholds.stop; one line in
 * warning where there are more than thresholds.warn (a tenth where it is not given). */
bool ingest_reading_judge(
	const struct ingest_reading *reading, struct tl_buf *warning, struct tl_err *err);
/* One line where columns of the contract are not in the file, each with the header that looks most
 * like it; nothing where all are there. */
void ingest_reading_absent(struct ingest_reading *reading, struct tl_buf *warning);
/* Of a wide table: columns that reshape lists and the file has not, and those that are written like
 * the others and not listed. Adds sentences. */
void ingest_reading_wide(const struct ingest_reading *reading, struct tl_buf *words);
void ingest_reading_free(struct ingest_reading *reading); /* whatever came of it */

#endif
