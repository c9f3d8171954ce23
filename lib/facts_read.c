/* Tables of facts, decoded whole. */
#include "facts_private.h"

#include <stdlib.h>
#include <string.h>

static bool has_facts(struct tl_db *db, bool *has, struct tl_err *err)
{
	int64_t count;

	if (!tl_db_int(db, "SELECT count(*) FROM main.sqlite_schema WHERE name = 'fact_table'",
		    &count, err))
		return false;
	*has = count > 0;
	return true;
}

/* *table_no is 0 where there is no such table. */
static bool find_table(
	struct tl_db *db, struct facts_layout *layout, int64_t *table_no, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		db, "SELECT table_no, rows, format FROM main.fact_table WHERE name = ?1", err);
	bool row, ok;

	*table_no = 0;
	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, layout->name);
	ok = tl_stmt_next(stmt, &row, err);
	if (ok && row) {
		*table_no = tl_column_int(stmt, 0);
		layout->rows = tl_column_int(stmt, 1);
		if (tl_column_int(stmt, 2) != FACTS_FORMAT || layout->rows < 0)
			ok = tl_fail(err, EX_DATAERR, "table %s is of a format not known here",
				layout->name);
	}
	tl_stmt_free(stmt);
	return ok;
}

static bool type_of(const char *name, enum tl_fact_type *type)
{
	for (size_t i = 0; i < TL_LEN(facts_type_names); i++)
		if (strcmp(name, facts_type_names[i]) == 0) {
			*type = (enum tl_fact_type)i;
			return true;
		}
	return false;
}

static bool list_columns(struct tl_db *db, int64_t table_no, struct tl_arena *arena,
	struct facts_layout *layout, struct tl_err *err)
{
	static const char sql[] = "SELECT column_no, name, type, words FROM main.fact_column"
				  " WHERE table_no = ?1 ORDER BY position";
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	TL_VEC(struct facts_column) columns = {0};
	bool row = false, ok = stmt != NULL;

	if (stmt)
		tl_bind_int(stmt, 1, table_no);
	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		struct facts_column *column = tl_vec_push(&columns);

		column->column_no = tl_column_int(stmt, 0);
		column->name = tl_arena_text(arena, tl_column_text(stmt, 1));
		column->words = (size_t)tl_column_int(stmt, 3);
		if (!type_of(tl_column_textz(stmt, 2), &column->type) ||
			column->words >= UINT32_MAX)
			ok = facts_damaged(layout, err);
	}
	tl_stmt_free(stmt);
	layout->count = columns.count;
	layout->columns = tl_arena_array(arena, columns.count, sizeof *layout->columns);
	if (columns.count)
		memcpy(layout->columns, columns.items, columns.count * sizeof *layout->columns);
	tl_vec_free(&columns);
	return ok;
}

/* Counts that nothing bears out must not become huge allocations. */
static bool counts_hold(const struct facts_layout *layout, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(layout->db,
		"SELECT coalesce(sum(rows), 0) FROM main.fact_chunk WHERE column_no = ?1", err);
	bool row = false, ok = stmt != NULL;

	for (size_t i = 0; ok && i < layout->count; i++) {
		tl_bind_int(stmt, 1, layout->columns[i].column_no);
		ok = tl_stmt_next(stmt, &row, err);
		if (ok && (tl_column_int(stmt, 0) != layout->rows ||
				  layout->columns[i].words > (size_t)layout->rows))
			ok = facts_damaged(layout, err);
		tl_stmt_reset(stmt);
	}
	tl_stmt_free(stmt);
	return ok;
}

bool facts_layout_read(struct tl_db *db, const char *table, struct tl_arena *arena,
	struct facts_layout *layout, bool *found, struct tl_err *err)
{
	int64_t table_no;

	*found = false;
	*layout = (struct facts_layout){.db = db, .name = tl_arena_text(arena, tl_str(table))};
	if (!has_facts(db, found, err))
		return false;
	if (!*found)
		return true;
	if (!find_table(db, layout, &table_no, err))
		return false;
	*found = table_no != 0;
	if (!*found)
		return true;
	layout->chunk = tl_db_prepare(db,
		"SELECT rows, width, minimum, data FROM main.fact_chunk"
		" WHERE column_no = ?1 AND chunk = ?2",
		err);
	return layout->chunk && list_columns(db, table_no, arena, layout, err) &&
	       counts_hold(layout, err);
}

/* Days and codes are narrower in memory than the int64 that a chunk decodes to. */
static void narrow(
	enum tl_fact_type type, const int64_t *values, void *into, size_t first, size_t count)
{
	if (type == TL_FACT_DAY) {
		int32_t *days = (int32_t *)into + first;

		for (size_t i = 0; i < count; i++)
			days[i] = values[i] == TL_NO_INT ? TL_NO_DAY.n : (int32_t)values[i];
	} else {
		uint32_t *codes = (uint32_t *)into + first;

		for (size_t i = 0; i < count; i++)
			codes[i] = (uint32_t)values[i];
	}
}

static bool decode(const struct facts_layout *layout, size_t column, int64_t *scratch, void *into,
	struct tl_err *err)
{
	enum tl_fact_type type = layout->columns[column].type;
	size_t rows = (size_t)layout->rows;
	bool ok = true;

	for (size_t first = 0; ok && first < rows; first += TL_CHUNK_ROWS) {
		size_t chunk = first / TL_CHUNK_ROWS;

		if (type == TL_FACT_INT)
			ok = facts_chunk_ints(layout, column, chunk, (int64_t *)into + first, err);
		else if (type == TL_FACT_REAL)
			ok = facts_chunk_reals(layout, column, chunk, (double *)into + first, err);
		else if ((ok = facts_chunk_ints(layout, column, chunk, scratch, err)))
			narrow(type, scratch, into, first, facts_chunk_rows(layout->rows, chunk));
	}
	return ok;
}

static bool read_column(const struct facts_layout *layout, size_t column, struct tl_arena *arena,
	int64_t *scratch, struct tl_fact_array *array, struct tl_err *err)
{
	const struct facts_column *from = &layout->columns[column];
	size_t rows = (size_t)layout->rows;
	void *into = NULL;

	array->name = from->name;
	array->type = from->type;
	switch (from->type) {
	case TL_FACT_INT:
		array->ints = into = tl_arena_room(arena, rows, sizeof *array->ints);
		break;
	case TL_FACT_DAY:
		array->days = into = tl_arena_room(arena, rows, sizeof *array->days);
		break;
	case TL_FACT_REAL:
		array->reals = into = tl_arena_room(arena, rows, sizeof *array->reals);
		break;
	case TL_FACT_TEXT:
		array->codes = into = tl_arena_room(arena, rows, sizeof *array->codes);
		array->word_count = from->words + 1;
		if (!facts_words(layout, column, arena, &array->words, err))
			return false;
		break;
	}
	return decode(layout, column, scratch, into, err);
}

/* No names: every column. */
static bool is_wanted(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(name, names[i]))
			return true;
	return !names;
}

bool tl_facts_read(struct tl_db *db, const char *table, struct tl_arena *arena,
	struct tl_fact_table *out, bool *found, struct tl_err *err)
{
	return tl_facts_read_columns(db, table, NULL, 0, arena, out, found, err);
}

bool tl_facts_read_columns(struct tl_db *db, const char *table, const char *const *names,
	size_t count, struct tl_arena *arena, struct tl_fact_table *out, bool *found,
	struct tl_err *err)
{
	struct facts_layout layout;
	int64_t *scratch;
	bool ok = true;

	*out = (struct tl_fact_table){0};
	if (!facts_layout_read(db, table, arena, &layout, found, err))
		return false;
	if (!*found)
		return true;
	out->name = layout.name;
	out->rows = (size_t)layout.rows;
	out->columns = tl_arena_array(arena, layout.count, sizeof *out->columns);
	scratch = tl_alloc(TL_CHUNK_ROWS, sizeof *scratch);
	for (size_t i = 0; ok && i < layout.count; i++)
		if (is_wanted(layout.columns[i].name, names, count))
			ok = read_column(&layout, i, arena, scratch,
				&out->columns[out->column_count++], err);
	tl_stmt_free(layout.chunk);
	free(scratch);
	return ok;
}

/* The INT column of this name, of a table of at least so many rows. */
static bool find_ints(const struct facts_layout *layout, const char *name, size_t rows,
	size_t *column, struct tl_err *err)
{
	for (*column = 0; *column < layout->count; ++*column)
		if (strcmp(layout->columns[*column].name, name) == 0 &&
			layout->columns[*column].type == TL_FACT_INT)
			return rows <= (size_t)layout->rows || facts_damaged(layout, err);
	return facts_damaged(layout, err);
}

static bool copy_ints(const struct facts_layout *layout, size_t column, size_t first, size_t count,
	int64_t *values, struct tl_err *err)
{
	int64_t *scratch = tl_alloc(TL_CHUNK_ROWS, sizeof *scratch);
	bool ok = true;

	for (size_t done = 0, take; ok && done < count; done += take) {
		size_t at = (first + done) % TL_CHUNK_ROWS;

		take = TL_CHUNK_ROWS - at;
		take = take < count - done ? take : count - done;
		ok = facts_chunk_ints(layout, column, (first + done) / TL_CHUNK_ROWS, scratch, err);
		if (ok)
			memcpy(values + done, scratch + at, take * sizeof *values);
	}
	free(scratch);
	return ok;
}

bool tl_facts_ints(struct tl_db *db, const char *table, const char *column, size_t first,
	size_t count, int64_t *values, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct facts_layout layout;
	size_t number = 0;
	bool found = false;
	bool ok = facts_layout_read(db, table, &arena, &layout, &found, err) &&
		  (found || facts_damaged(&layout, err)) && first <= SIZE_MAX - count &&
		  find_ints(&layout, column, first + count, &number, err) &&
		  copy_ints(&layout, number, first, count, values, err);

	tl_stmt_free(layout.chunk);
	tl_arena_free(&arena);
	return ok;
}

const struct tl_fact_array *tl_fact_column_of(const struct tl_fact_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return &table->columns[i];
	return NULL;
}

struct tl_str tl_fact_text(const struct tl_fact_array *array, size_t row)
{
	return array->words[array->codes[row]];
}
