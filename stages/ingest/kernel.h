/*
 * A column of many plain rows at once: what value.h does for one field, done for those values that
 * are written in the usual way, with the same outcome. A value that is not leaves its row to the
 * row's own way (read.h), which knows every question and gives the reason if there is one.
 *
 * Which kernel a column gets depends on its rule alone. Any rule has one: where nothing better
 * fits, a memory of the texts met so far, filled by tl_value_read.
 */
#ifndef INGEST_KERNEL_H
#define INGEST_KERNEL_H

#include "rowsum.h"
#include <throughline/extract.h>

#include <throughline/csv.h>

#ifdef TL_FUZZ
#define INGEST_BATCH_ROWS ((size_t)4)
#else
#define INGEST_BATCH_ROWS ((size_t)1024)
#endif

/* Some of the plain rows of a block, and what the kernels have found about them. */
struct ingest_batch {
	struct tl_csv_rows rows;
	size_t count; /* at most INGEST_BATCH_ROWS */
	const int64_t *lines; /* of each row; NULL: they follow rows.line */
	bool by_row[INGEST_BATCH_ROWS]; /* to be read on its own */
	uint64_t lane[2][INGEST_BATCH_ROWS]; /* as in struct ingest_row_hash */
	uint64_t hash[2][INGEST_BATCH_ROWS]; /* of the texts of the column that is being read */
};

struct ingest_memo;
struct ingest_day_form;
struct ingest_kernel;
/* Sets the column's values, and of texts their hashes, in every row that it does not leave to the
 * row's own way: what is not there, too. */
typedef void ingest_kernel_fn(struct ingest_kernel *kernel, struct ingest_batch *batch);

struct ingest_kernel {
	const struct tl_rule *rule;
	size_t field; /* of the contract */
	size_t column; /* of the file */
	ingest_kernel_fn *fn; /* NULL: nothing to read */
	/* Where words get their codes; NULL where rows are not stored. */
	struct tl_facts_writer *writer;
	size_t at;
	union { /* the values of the batch, by the rule's type; of keys: their first hash */
		int64_t *numbers;
		double *reals;
		uint32_t *codes;
	};
	struct ingest_memo *memo;
	const struct ingest_day_form *forms; /* of a day */
	size_t form_count;
	const int32_t *months; /* the first day of each month, see kernel_day.c */
};

/* writer: of the column's table, NULL where rows are not stored. */
void ingest_kernel_make(struct ingest_kernel *kernel, const struct tl_rule *rule, size_t field,
	size_t column, struct tl_facts_writer *writer, struct tl_arena *arena);
struct ingest_memo *ingest_memo_make(struct tl_arena *arena);
/* Runs the kernel, and adds the column to the lanes of the batch. */
void ingest_kernel_run(struct ingest_kernel *kernel, struct ingest_batch *batch);
/* The columns of a key: false where only tl_value_read can tell what is one. */
bool ingest_kernel_takes_key(const struct tl_rule *rule);

ingest_kernel_fn ingest_kernel_key, ingest_kernel_word, ingest_kernel_memo, ingest_kernel_day,
	ingest_kernel_whole, ingest_kernel_real;
/* False where one of the rule's formats is none that the day kernel knows. */
bool ingest_kernel_day_make(struct ingest_kernel *kernel, struct tl_arena *arena);

/* What the kernels share. -------------------------------------------------------------------- */

/* The texts of a column, held by a kernel's loop in registers: whatever is written through a
 * pointer, these stay what they are. */
struct ingest_column {
	const char *text;
	const uint32_t *ends; /* of the column in the first row */
	size_t columns;
	bool is_last;
};

static inline struct ingest_column ingest_column_of(
	const struct ingest_batch *batch, const struct ingest_kernel *kernel)
{
	return (struct ingest_column){
		.text = batch->rows.text,
		.ends = batch->rows.ends + kernel->column,
		.columns = batch->rows.columns,
		.is_last = kernel->column + 1 == batch->rows.columns,
	};
}

/* As tl_csv_rows_field. */
static inline struct tl_str ingest_column_text(const struct ingest_column *column, size_t row)
{
	const uint32_t *end = column->ends + row * column->columns;
	uint32_t start = end[-1] + 1, length = end[0] - start;

	if (column->is_last && length && column->text[end[0] - 1] == '\r')
		length--;
	return (struct tl_str){column->text + start, length};
}

/* The hash of no text at all. A text that has it is left to the row's own way. */
#define INGEST_NO_HASH ((uint64_t)TL_NO_INT)

/* Nothing at either end that tl_value_read would take off: ASCII blanks, U+00A0. */
static inline bool ingest_is_trimmed(struct tl_str text)
{
	unsigned char first = (unsigned char)text.data[0];
	unsigned char last = (unsigned char)text.data[text.length - 1];

	return first > ' ' && last > ' ' && first != 0xc2 && last != 0xa0;
}

/* A blank: nothing, or the row's own affair where there must be something. */
static inline void ingest_batch_blank(
	struct ingest_batch *batch, const struct ingest_kernel *kernel, size_t row)
{
	if (kernel->rule->required)
		batch->by_row[row] = true;
}

/* The long way for one value of numbers, reals or codes. */
void ingest_kernel_one(
	struct ingest_kernel *kernel, struct ingest_batch *batch, size_t row, struct tl_str text);

#endif
