/*
 * Many plain rows at once, column by column, for a contract that asks nothing of a row but its
 * fields and the order of its start and end.
 */
#ifndef INGEST_BATCH_H
#define INGEST_BATCH_H

#include "kernel.h"
#include "read.h"

/* Rows that came one by one, through the reference reader or out of a workbook, laid out like plain
 * ones: but for a last field, always empty, so that no text ends where a line does. */
struct ingest_gathered {
	char *text;
	size_t length; /* of text; rows end before INGEST_GATHERED_BYTES */
	uint32_t *ends;
	size_t count;
	int64_t record; /* of the first; the others follow it */
	int64_t lines[INGEST_BATCH_ROWS];
};
#define INGEST_GATHERED_BYTES ((size_t)256 * 1024)

struct ingest_batches {
	bool possible; /* the contract and the layout allow it */
	struct ingest_kernel *kernels;
	size_t count;
	const struct ingest_kernel *key, *start, *end, *date; /* NULL: none */
	struct ingest_batch batch;
	struct tl_str keys[INGEST_BATCH_ROWS]; /* of rows that are kept */
	struct ingest_gathered gathered;
	struct tl_str *fields; /* of a row that is read on its own */
};

typedef void ingest_take_row_fn(struct ingest_reading *reading, const struct tl_csv_row *row);

/* After the header. */
struct ingest_batches *ingest_batches_make(struct ingest_reading *reading);
/* Takes the plain rows that come next, if any; those that are not simply kept go through take_row,
 * all in the order of the file. */
bool ingest_batches_take(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row, struct tl_err *err);

/* Takes a row that came alone, at once or with others after it. */
void ingest_batches_take_one(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row, const struct tl_csv_row *row);
/* Takes those that wait, at the end. */
void ingest_batches_finish(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row);

#endif
