/* Chunks of a column out of a store. The format is described in schema/facts.sql. */
#include "facts_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t facts_chunk_rows(int64_t rows, size_t chunk)
{
	int64_t left = rows - (int64_t)chunk * TL_CHUNK_ROWS;

	return (size_t)(left < TL_CHUNK_ROWS ? left : TL_CHUNK_ROWS);
}

struct chunk {
	size_t rows;
	int64_t width, least;
	bool has_least;
	struct tl_str data;
};

bool facts_damaged(const struct facts_layout *layout, struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR,
		"table %s of a store is damaged; delete the folder under run/ that holds it and "
		"run "
		"again",
		layout->name);
}

/* The blob lives until the statement is reset, which the caller does. */
static bool fetch(const struct facts_layout *layout, size_t column, size_t number,
	struct chunk *chunk, struct tl_err *err)
{
	struct tl_stmt *stmt = layout->chunk;
	bool row;

	tl_bind_int(stmt, 1, layout->columns[column].column_no);
	tl_bind_int(stmt, 2, (int64_t)number);
	if (!tl_stmt_next(stmt, &row, err))
		return false;
	if (!row)
		return facts_damaged(layout, err);
	chunk->rows = (size_t)tl_column_int(stmt, 0);
	chunk->width = tl_column_int(stmt, 1);
	chunk->has_least = !tl_column_is_null(stmt, 2);
	chunk->least = chunk->has_least ? tl_column_int(stmt, 2) : TL_NO_INT;
	chunk->data = tl_column_blob(stmt, 3);
	if (chunk->rows != facts_chunk_rows(layout->rows, number) ||
		(chunk->width != 0 && chunk->width != 1 && chunk->width != 2 && chunk->width != 4 &&
			chunk->width != 8) ||
		chunk->data.length != chunk->rows * (size_t)chunk->width)
		return facts_damaged(layout, err);
	return true;
}

static bool values_fit(const struct facts_column *column, const int64_t *values, size_t count)
{
	struct facts_range range;

	if (column->type == TL_FACT_INT)
		return true;
	range = facts_range_of(values, count);
	if (column->type == TL_FACT_DAY)
		return !range.any || (range.least > INT32_MIN && range.most <= INT32_MAX);
	return !range.gaps && range.least >= 0 && (uint64_t)range.most <= column->words;
}

bool facts_chunk_ints(const struct facts_layout *layout, size_t column, size_t number,
	int64_t *values, struct tl_err *err)
{
	struct chunk chunk;
	bool ok = fetch(layout, column, number, &chunk, err);

	if (ok) {
		facts_unpack(values,
			(struct facts_packed){.rows = chunk.rows,
				.width = (int)chunk.width,
				.least = chunk.least},
			chunk.data.data);
		ok = ((chunk.width == 0 || (chunk.width == 8) != chunk.has_least) &&
			     values_fit(&layout->columns[column], values, chunk.rows)) ||
		     facts_damaged(layout, err);
	}
	tl_stmt_reset(layout->chunk);
	return ok;
}

bool facts_chunk_reals(const struct facts_layout *layout, size_t column, size_t number,
	double *values, struct tl_err *err)
{
	struct chunk chunk;
	bool ok = fetch(layout, column, number, &chunk, err);

	if (ok && chunk.width != 0 && chunk.width != 8)
		ok = facts_damaged(layout, err);
	if (ok && chunk.width == 8)
		memcpy(values, chunk.data.data, chunk.rows * sizeof *values);
	for (size_t i = 0; ok && chunk.width == 0 && i < chunk.rows; i++)
		values[i] = NAN;
	tl_stmt_reset(layout->chunk);
	return ok;
}

static bool cut_words(const struct facts_layout *layout, struct tl_stmt *stmt, size_t count,
	struct tl_arena *arena, struct tl_str *words, struct tl_err *err)
{
	struct tl_str lengths = tl_column_blob(stmt, 0);
	struct tl_str text;
	size_t at = 0;

	if (lengths.length != count * sizeof(uint32_t))
		return facts_damaged(layout, err);
	text = tl_arena_str(arena, tl_column_blob(stmt, 1));
	for (size_t i = 0; i < count; i++) {
		uint32_t length;

		memcpy(&length, lengths.data + i * sizeof length, sizeof length);
		if (length > text.length - at)
			return facts_damaged(layout, err);
		words[i] = tl_str_slice(text.data + at, length);
		at += length;
	}
	return at == text.length || facts_damaged(layout, err);
}

bool facts_words(const struct facts_layout *layout, size_t column, struct tl_arena *arena,
	const struct tl_str **words, struct tl_err *err)
{
	static const char sql[] = "SELECT lengths, words FROM main.fact_word WHERE column_no = ?1"
				  " ORDER BY chunk";
	const struct facts_column *of = &layout->columns[column];
	struct tl_str *into = tl_arena_array(arena, of->words + 1, sizeof *into);
	struct tl_stmt *stmt = tl_db_prepare(layout->db, sql, err);
	size_t at = 0;
	bool row = false, ok = stmt != NULL;

	into[0] = TL_STR("");
	if (stmt)
		tl_bind_int(stmt, 1, of->column_no);
	while (ok && at < of->words) {
		size_t count = facts_chunk_rows((int64_t)of->words, at / TL_CHUNK_ROWS);

		ok = tl_stmt_next(stmt, &row, err) && (row || facts_damaged(layout, err)) &&
		     cut_words(layout, stmt, count, arena, into + 1 + at, err);
		at += count;
	}
	tl_stmt_free(stmt);
	*words = into;
	return ok;
}
