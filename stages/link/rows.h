/*
 * Rows of a table of facts, gathered column by column: a row's values are put in their columns, and
 * some thousands of rows go to the writer together.
 *
 *   rows_begin(&rows, facts, columns, count);
 *   for each row: rows.ints[A][rows.count] = ..., rows.codes[B][rows.count] = ..., rows_end(&rows);
 *   rows_finish(&rows);
 *
 * Every column of every row must be set: TL_NO_INT, or code 0, where there is nothing.
 */
#ifndef LINK_ROWS_H
#define LINK_ROWS_H

#include "merge.h"

#include <throughline/facts.h>

#define ROWS_AT_ONCE ((size_t)4096)
#define ROWS_COLUMNS_MAX 10

struct rows {
	struct tl_facts_writer *facts;
	const struct tl_fact_column *columns;
	size_t column_count, count;
	int64_t *ints[ROWS_COLUMNS_MAX]; /* of INT and DAY columns, as tl_facts_append has it */
	uint32_t *codes[ROWS_COLUMNS_MAX]; /* of TEXT columns */
};

void rows_begin(struct rows *rows, struct tl_facts_writer *facts,
	const struct tl_fact_column *columns, size_t count);
void rows_flush(struct rows *rows);
void rows_finish(struct rows *rows);

static inline void rows_end(struct rows *rows)
{
	if (++rows->count == ROWS_AT_ONCE)
		rows_flush(rows);
}

/* The code of a word in a column; 0 of an empty one. */
uint32_t rows_code(struct rows *rows, size_t column, struct tl_str word);
/* codes[n] of word n, to be freed; 0 of 0. Those that no row gets are not written. */
uint32_t *rows_codes(struct rows *rows, size_t column, const struct merged *words);

#endif
