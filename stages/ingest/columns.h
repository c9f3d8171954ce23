/*
 * The columns of one file as they came: headers, which field each is, and what its first values
 * look like. Settle tells from them what changed since the file before.
 */
#ifndef INGEST_COLUMNS_H
#define INGEST_COLUMNS_H

#include <throughline/extract.h>

#include <throughline/db.h>

#ifdef TL_FUZZ /* so that a short file has rows behind them, and batches end in it */
#define INGEST_ROWS_LOOKED_AT 2
#else
#define INGEST_ROWS_LOOKED_AT 1000
#endif

enum ingest_look { LOOK_NOTHING, LOOK_WHOLE, LOOK_NUMBER, LOOK_DATE, LOOK_TEXT, LOOK_COUNT_OF };
extern const char *const ingest_looks[LOOK_COUNT_OF];

struct ingest_columns {
	const struct tl_rules *rules;
	const struct tl_layout *layout;
	const char *const *headers;
	int64_t (*looks)[LOOK_COUNT_OF]; /* per column: how many values look so */
};

void ingest_columns_start(struct ingest_columns *columns, const struct tl_rules *rules,
	const struct tl_layout *layout, const char *const *headers, struct tl_arena *arena);
/* Looks at a row, if it is one of the first. */
void ingest_columns_look(struct ingest_columns *columns, const struct tl_csv_row *row);
bool ingest_columns_write(
	const struct ingest_columns *columns, struct tl_db *db, struct tl_err *err);

#endif
