/*
 * Many plain rows at once, column by column, for a contract that asks nothing of a row but its
 * fields and the order of its start and end.
 */
#ifndef INGEST_BATCH_H
#define INGEST_BATCH_H

#include "kernel.h"
#include "read.h"

struct ingest_batches {
	bool possible; /* the contract and the layout allow it */
	struct ingest_kernel *kernels;
	size_t count;
	const struct ingest_kernel *key, *start, *end, *date; /* NULL: none */
	struct ingest_batch batch;
	struct tl_str *fields; /* of a row that is read on its own */
};

typedef void ingest_take_row_fn(struct ingest_reading *reading, const struct tl_csv_row *row);

/* After the header. */
struct ingest_batches *ingest_batches_make(struct ingest_reading *reading);
/* Takes the plain rows that come next, if any; in order, those that are not simply kept through
 * take_row. */
bool ingest_batches_take(struct ingest_batches *batches, struct ingest_reading *reading,
	ingest_take_row_fn *take_row, struct tl_err *err);

#endif
