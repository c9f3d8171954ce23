/* One chunk of one column, to bytes and back. The format is described in schema/facts.sql. */
#include "facts_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct range {
	int64_t least, most;
	bool any, gaps;
};

static struct range range_of(const int64_t *values, size_t count)
{
	struct range range = {.least = INT64_MAX, .most = INT64_MIN};

	for (size_t i = 0; i < count; i++) {
		if (values[i] == TL_NO_INT) {
			range.gaps = true;
			continue;
		}
		range.any = true;
		if (values[i] < range.least)
			range.least = values[i];
		if (values[i] > range.most)
			range.most = values[i];
	}
	return range;
}

/* The pattern with all bits set is never a value, whether there are gaps or not. */
static int width_of(struct range range)
{
	uint64_t reach = (uint64_t)range.most - (uint64_t)range.least;

	if (!range.any || (reach == 0 && !range.gaps))
		return 0;
	if (reach < UINT8_MAX)
		return 1;
	if (reach < UINT16_MAX)
		return 2;
	return reach < UINT32_MAX ? 4 : 8;
}

#define PACK(type)                                                                                 \
	for (size_t i = 0; i < count; i++) {                                                       \
		type packed = values[i] == TL_NO_INT                                               \
				      ? (type)-1                                                   \
				      : (type)((uint64_t)values[i] - (uint64_t)least);             \
		memcpy((char *)data + i * sizeof packed, &packed, sizeof packed);                  \
	}

static void pack(void *data, int width, const int64_t *values, size_t count, int64_t least)
{
	if (width == 1)
		PACK(uint8_t)
	else if (width == 2)
		PACK(uint16_t)
	else if (width == 4)
		PACK(uint32_t)
	else if (width == 8)
		memcpy(data, values, count * sizeof *values);
}

#define UNPACK(type)                                                                               \
	for (size_t i = 0; i < count; i++) {                                                       \
		type packed;                                                                       \
                                                                                                   \
		memcpy(&packed, (const char *)data + i * sizeof packed, sizeof packed);            \
		values[i] = packed == (type)-1 ? TL_NO_INT : (int64_t)((uint64_t)least + packed);  \
	}

static void unpack(int64_t *values, const void *data, int64_t width, size_t count, int64_t least)
{
	if (width == 0)
		for (size_t i = 0; i < count; i++)
			values[i] = least;
	else if (width == 1)
		UNPACK(uint8_t)
	else if (width == 2)
		UNPACK(uint16_t)
	else if (width == 4)
		UNPACK(uint32_t)
	else
		memcpy(values, data, count * sizeof *values);
}

/* The writer's own array types, widened. */
static void widen(
	int64_t *values, enum tl_fact_type type, const void *from, size_t first, size_t count)
{
	if (type == TL_FACT_INT) {
		memcpy(values, (const int64_t *)from + first, count * sizeof *values);
	} else if (type == TL_FACT_DAY) {
		const int32_t *days = (const int32_t *)from + first;

		for (size_t i = 0; i < count; i++)
			values[i] = days[i] == TL_NO_DAY.n ? TL_NO_INT : days[i];
	} else {
		const uint32_t *codes = (const uint32_t *)from + first;

		for (size_t i = 0; i < count; i++)
			values[i] = codes[i];
	}
}

static void bind_ints(struct tl_stmt *stmt, enum tl_fact_type type, const void *from, size_t first,
	size_t count, int64_t *values, char *data)
{
	struct range range;
	int width;

	widen(values, type, from, first, count);
	range = range_of(values, count);
	width = width_of(range);
	pack(data, width, values, count, range.least);
	tl_bind_int(stmt, 4, width);
	if (range.any && width != 8)
		tl_bind_int(stmt, 5, range.least);
	else
		tl_bind_null(stmt, 5);
	tl_bind_blob(stmt, 6, data, count * (size_t)width);
}

static void bind_reals(struct tl_stmt *stmt, const double *values, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count && !any; i++)
		any = !isnan(values[i]);
	tl_bind_int(stmt, 4, any ? 8 : 0);
	tl_bind_null(stmt, 5);
	tl_bind_blob(stmt, 6, values, any ? count * sizeof *values : 0);
}

bool facts_chunks_write(struct tl_db *db, int64_t column_no, enum tl_fact_type type,
	const void *values, size_t rows, struct tl_err *err)
{
	static const char sql[] = "INSERT INTO main.fact_chunk VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	int64_t *wide = tl_alloc(TL_CHUNK_ROWS, sizeof *wide);
	char *data = tl_alloc(TL_CHUNK_ROWS, sizeof *wide);
	bool ok = stmt != NULL;

	for (size_t first = 0; ok && first < rows; first += TL_CHUNK_ROWS) {
		size_t chunk = first / TL_CHUNK_ROWS;
		size_t count = facts_chunk_rows((int64_t)rows, chunk);

		tl_bind_int(stmt, 1, column_no);
		tl_bind_int(stmt, 2, (int64_t)chunk);
		tl_bind_int(stmt, 3, (int64_t)count);
		if (type == TL_FACT_REAL)
			bind_reals(stmt, (const double *)values + first, count);
		else
			bind_ints(stmt, type, values, first, count, wide, data);
		ok = tl_stmt_run(stmt, err);
	}
	tl_stmt_free(stmt);
	free(data);
	free(wide);
	return ok;
}

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
	struct range range;

	if (column->type == TL_FACT_INT)
		return true;
	range = range_of(values, count);
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
		unpack(values, chunk.data.data, chunk.width, chunk.rows, chunk.least);
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
