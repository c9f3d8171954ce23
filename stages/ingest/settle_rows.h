/*
 * The kept rows of one shard, as settle compares them: values as bytes, keys by what they stand
 * for and not by their number, so that equal bytes are equal rows whatever file they came in.
 */
#ifndef INGEST_SETTLE_ROWS_H
#define INGEST_SETTLE_ROWS_H

#include "rowsum.h"
#include "settle.h"

#include <throughline/keys.h>

struct settle_rows {
	struct tl_arena arena;
	struct tl_fact_table main, record; /* record: rows 0 where the kind has none apart */
	struct tl_keys keys;
	size_t count;
	const int64_t *record_no;
};

/* Release with settle_rows_free, also after false. */
bool settle_rows_read(
	struct settle_rows *rows, const struct ingest_shard *shard, struct tl_err *err);
void settle_rows_free(struct settle_rows *rows);
/* 128 bits of each row (rowsum.h) for everything it says, but where it lies in its file. To be
 * freed. */
struct ingest_row_hash *settle_rows_hash(const struct settle_rows *rows);
/* Fields of the contract, by name. False where one of them is blank. */
bool settle_rows_add_fields(const struct settle_rows *rows, size_t row,
	const struct tl_contract *contract, char *const *fields, size_t count, struct tl_buf *out);
/* The day that dates a row: date, else start. */
struct tl_day settle_rows_day(const struct settle_rows *rows, size_t row);
/* ... still counts. */
bool settle_rows_live(const struct settle_rows *rows, const struct ingest_shard *shard, size_t row);

#endif
