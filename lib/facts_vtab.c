/* The virtual table `facts`: chunks shown as rows. It opens its store itself, with a connection of
 * its own, so that it is bound neither by the ten files SQLite attaches nor by what the caller
 * opened. facts('path', 'event') names the store; facts('event'), which tl_facts_show puts into a
 * store, is of the very store it stands in. */
#include "db_private.h"
#include "facts_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "facts_vtab.h"

#define NO_CHUNK SIZE_MAX

/* Every row; the row of a row number; from PLAN_VALUE on: those where the column of that number has
 * a value. */
enum plan { PLAN_SCAN, PLAN_ROWID, PLAN_VALUE };

struct table {
	sqlite3_vtab base; /* SQLite's part, first */
	struct tl_arena arena;
	struct tl_db *db;
	struct facts_layout layout;
	const struct tl_str **words; /* per column, NULL until a word is asked for */
	struct facts_lookup *lookups; /* per column */
	void ***kept; /* per column and chunk */
};

/* The chunk of one column that a scan stands in, decoded when first asked for. */
struct window {
	size_t chunk;
	void *values; /* int64 or double */
};

struct cursor {
	sqlite3_vtab_cursor base; /* SQLite's part, first */
	bool scans;
	const struct facts_lookup *lookup; /* of PLAN_VALUE; NULL */
	int64_t at, end; /* rows from 0, or places in the lookup */
	struct window *windows;
};

/* A module argument arrives as written: 'it''s' or "it" or bare. */
static void add_unquoted(struct tl_buf *out, const char *argument)
{
	char quote = *argument == '\'' || *argument == '"' ? *argument++ : '\0';

	for (; *argument; argument++) {
		if (quote && *argument == quote && *++argument != quote)
			return;
		tl_buf_add_char(out, *argument);
	}
}

static int table_declare(sqlite3 *handle, const struct facts_layout *layout)
{
	static const char *const sql_types[] = {
		[TL_FACT_INT] = "INTEGER",
		[TL_FACT_DAY] = "TEXT",
		[TL_FACT_REAL] = "REAL",
		[TL_FACT_TEXT] = "TEXT",
	};
	struct tl_buf sql = {0};
	int code;

	tl_buf_addc(&sql, "CREATE TABLE x(");
	for (size_t i = 0; i < layout->count; i++) {
		tl_buf_addc(&sql, i ? ", " : "");
		db_buf_add_identifier(&sql, layout->columns[i].name);
		tl_buf_addf(&sql, " %s", sql_types[layout->columns[i].type]);
	}
	tl_buf_addc(&sql, ")");
	code = sqlite3_declare_vtab(handle, tl_buf_c(&sql));
	tl_buf_free(&sql);
	return code;
}

static void table_free(struct table *table)
{
	for (size_t i = 0; table->lookups && i < table->layout.count; i++)
		facts_lookup_free(&table->lookups[i]);
	tl_db_free(table->db);
	tl_arena_free(&table->arena);
	free(table);
}

static bool table_open(struct table *table, const char *path, const char *name, struct tl_err *err)
{
	bool found = false;

	table->db = tl_db_open(path, NULL, err);
	if (!table->db ||
		!facts_layout_read(table->db, name, &table->arena, &table->layout, &found, err))
		return false;
	if (!found)
		return tl_fail(err, EX_DATAERR, "%s: no facts named %s here", path, name);
	table->words = tl_arena_array(&table->arena, table->layout.count, sizeof *table->words);
	table->lookups = tl_arena_array(&table->arena, table->layout.count, sizeof *table->lookups);
	table->kept = tl_arena_array(&table->arena, table->layout.count, sizeof *table->kept);
	return true;
}

/* In the store that is being written, which nobody reads yet: columns alone. */
static bool table_show(
	struct table *table, struct tl_db *writing, const char *name, struct tl_err *err)
{
	bool found = false, ok;

	if (!writing)
		return tl_fail(
			err, EX_USAGE, "facts takes a file and a table: facts('path', 'event')");
	ok = facts_layout_read(writing, name, &table->arena, &table->layout, &found, err) &&
	     (found || tl_fail(err, EX_SOFTWARE, "no facts named %s here", name));
	tl_stmt_free(table->layout.chunk);
	table->layout.chunk = NULL;
	return ok;
}

static int vtab_begin(sqlite3 *handle, struct tl_db *writing, bool create, int count,
	const char *const *arguments, sqlite3_vtab **out, char **message)
{
	struct table *table = tl_alloc(1, sizeof *table);
	struct tl_buf first = {0}, second = {0};
	struct tl_err err = {0};
	int code = SQLITE_ERROR;
	bool ok;

	add_unquoted(&first, count > 3 ? arguments[3] : "");
	add_unquoted(&second, count > 4 ? arguments[4] : "");
	if (count == 5)
		ok = table_open(table, tl_buf_c(&first), tl_buf_c(&second), &err);
	else if (count == 4 && create)
		ok = table_show(table, writing, tl_buf_c(&first), &err);
	else if (count == 4)
		ok = table_open(
			table, sqlite3_db_filename(handle, arguments[1]), tl_buf_c(&first), &err);
	else
		ok = tl_fail(
			&err, EX_USAGE, "facts takes a file and a table: facts('path', 'event')");
	if (ok)
		code = table_declare(handle, &table->layout);
	else
		*message = sqlite3_mprintf("%s", err.text);
	tl_buf_free(&first);
	tl_buf_free(&second);
	if (code == SQLITE_OK)
		*out = &table->base;
	else
		table_free(table);
	return code;
}

static int vtab_create(sqlite3 *handle, void *writing, int count, const char *const *arguments,
	sqlite3_vtab **out, char **message)
{
	return vtab_begin(handle, writing, true, count, arguments, out, message);
}

static int vtab_connect(sqlite3 *handle, void *writing, int count, const char *const *arguments,
	sqlite3_vtab **out, char **message)
{
	return vtab_begin(handle, writing, false, count, arguments, out, message);
}

static int vtab_disconnect(sqlite3_vtab *base)
{
	table_free((struct table *)base);
	return SQLITE_OK;
}

static void plan(sqlite3_index_info *info, int constraint, int number, double rows, double cost)
{
	info->idxNum = number;
	info->estimatedRows = (sqlite3_int64)rows;
	info->estimatedCost = cost;
	info->aConstraintUsage[constraint].argvIndex = 1;
}

/* A row number is best, then an INT column; a value occurs a few times, by guess. */
static int vtab_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
	struct table *table = (struct table *)base;
	int value = -1;

	info->idxNum = PLAN_SCAN;
	info->estimatedRows = table->layout.rows;
	info->estimatedCost = (double)table->layout.rows;
	for (int i = 0; i < info->nConstraint; i++) {
		int column = info->aConstraint[i].iColumn;

		if (!info->aConstraint[i].usable ||
			info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
			continue;
		if (column < 0) {
			plan(info, i, PLAN_ROWID, 1, 1);
			return SQLITE_OK;
		}
		if (table->layout.columns[column].type == TL_FACT_INT)
			value = i;
	}
	if (value >= 0)
		plan(info, value, PLAN_VALUE + info->aConstraint[value].iColumn, 10, 20);
	else
		info->orderByConsumed = info->nOrderBy == 1 && info->aOrderBy[0].iColumn < 0 &&
					!info->aOrderBy[0].desc;
	return SQLITE_OK;
}

static int vtab_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
	struct table *table = (struct table *)base;
	struct cursor *cursor = tl_alloc(1, sizeof *cursor);

	cursor->windows = tl_alloc(table->layout.count, sizeof *cursor->windows);
	for (size_t i = 0; i < table->layout.count; i++)
		cursor->windows[i].chunk = NO_CHUNK;
	*out = &cursor->base;
	return SQLITE_OK;
}

static int vtab_close(sqlite3_vtab_cursor *base)
{
	struct cursor *cursor = (struct cursor *)base;
	struct table *table = (struct table *)base->pVtab;

	for (size_t i = 0; i < table->layout.count; i++)
		free(cursor->windows[i].values);
	free(cursor->windows);
	free(cursor);
	return SQLITE_OK;
}

static int start_lookup(struct cursor *cursor, struct table *table, size_t column, int64_t value,
	struct tl_err *err)
{
	struct facts_lookup *lookup = &table->lookups[column];

	if (!lookup->rows && !facts_lookup_make(lookup, &table->layout, column, err)) {
		facts_lookup_free(lookup);
		return SQLITE_ERROR;
	}
	cursor->lookup = lookup;
	cursor->at = (int64_t)facts_lookup_first(lookup, value);
	cursor->end = value < INT64_MAX ? (int64_t)facts_lookup_first(lookup, value + 1)
					: (int64_t)lookup->count;
	return SQLITE_OK;
}

/* The value is checked again by SQLite, so a text or a real may be wrong here without harm. */
static int vtab_filter(sqlite3_vtab_cursor *base, int plan, const char *name TL_UNUSED,
	int count TL_UNUSED, sqlite3_value **values)
{
	struct cursor *cursor = (struct cursor *)base;
	struct table *table = (struct table *)base->pVtab;
	int64_t rows = table->layout.rows;
	struct tl_err err = {0};

	cursor->scans = plan == PLAN_SCAN;
	cursor->lookup = NULL;
	cursor->at = 0;
	cursor->end = rows;
	if (plan == PLAN_ROWID) {
		int64_t wanted = sqlite3_value_int64(values[0]);
		bool exists = wanted >= 1 && wanted <= rows;

		cursor->at = exists ? wanted - 1 : rows;
		cursor->end = exists ? wanted : rows;
	} else if (plan >= PLAN_VALUE &&
		   start_lookup(cursor, table, (size_t)(plan - PLAN_VALUE),
			   sqlite3_value_int64(values[0]), &err) != SQLITE_OK) {
		sqlite3_free(base->pVtab->zErrMsg);
		base->pVtab->zErrMsg = sqlite3_mprintf("%s", err.text);
		return SQLITE_ERROR;
	}
	return SQLITE_OK;
}

static int vtab_next(sqlite3_vtab_cursor *base)
{
	((struct cursor *)base)->at++;
	return SQLITE_OK;
}

static int vtab_eof(sqlite3_vtab_cursor *base)
{
	return ((struct cursor *)base)->at >= ((struct cursor *)base)->end;
}

static int64_t row_of(const struct cursor *cursor)
{
	return cursor->lookup ? cursor->lookup->rows[cursor->at].row : cursor->at;
}

static int vtab_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid)
{
	*rowid = row_of((struct cursor *)base) + 1;
	return SQLITE_OK;
}

static bool decode(
	struct table *table, size_t column, size_t chunk, void *values, struct tl_err *err)
{
	return table->layout.columns[column].type == TL_FACT_REAL
		       ? facts_chunk_reals(&table->layout, column, chunk, values, err)
		       : facts_chunk_ints(&table->layout, column, chunk, values, err);
}

/* A scan goes from chunk to chunk and keeps one. */
static const void *chunk_in_turn(
	struct table *table, struct window *window, size_t column, size_t chunk, struct tl_err *err)
{
	if (!window->values)
		window->values = tl_alloc(TL_CHUNK_ROWS, sizeof(int64_t));
	if (window->chunk == chunk)
		return window->values;
	window->chunk = decode(table, column, chunk, window->values, err) ? chunk : NO_CHUNK;
	return window->chunk == chunk ? window->values : NULL;
}

/* Rows that are looked up lie all over the place: what was decoded stays. */
static const void *chunk_kept(struct table *table, size_t column, size_t chunk, struct tl_err *err)
{
	size_t chunks = (size_t)(table->layout.rows / TL_CHUNK_ROWS) + 1;
	void **kept = table->kept[column], *values;

	if (!kept)
		kept = table->kept[column] = tl_arena_array(&table->arena, chunks, sizeof *kept);
	if (kept[chunk])
		return kept[chunk];
	values = tl_arena_array(&table->arena, TL_CHUNK_ROWS, sizeof(int64_t));
	if (decode(table, column, chunk, values, err))
		kept[chunk] = values;
	return kept[chunk];
}

static void result_day(sqlite3_context *context, int64_t value)
{
	char text[11];

	if (value != TL_NO_INT)
		sqlite3_result_text(context, tl_day_iso((struct tl_day){(int32_t)value}, text), -1,
			SQLITE_TRANSIENT);
}

/* The word outlives the statement: words end with the virtual table. */
static bool result_word(sqlite3_context *context, struct table *table, size_t column, int64_t code,
	struct tl_err *err)
{
	struct tl_str word;

	if (code == 0)
		return true;
	if (!table->words[column] &&
		!facts_words(&table->layout, column, &table->arena, &table->words[column], err))
		return false;
	word = table->words[column][code];
	sqlite3_result_text64(context, word.data, word.length, SQLITE_STATIC, SQLITE_UTF8);
	return true;
}

/* A result that is not set is NULL: nothing. */
static bool result_value(sqlite3_context *context, struct table *table, size_t column,
	const void *values, size_t at, struct tl_err *err)
{
	const int64_t *ints = values;
	const double *reals = values;

	switch (table->layout.columns[column].type) {
	case TL_FACT_INT:
		if (ints[at] != TL_NO_INT)
			sqlite3_result_int64(context, ints[at]);
		return true;
	case TL_FACT_DAY:
		result_day(context, ints[at]);
		return true;
	case TL_FACT_REAL:
		if (!isnan(reals[at]))
			sqlite3_result_double(context, reals[at]);
		return true;
	case TL_FACT_TEXT:
		return result_word(context, table, column, ints[at], err);
	}
	return false;
}

static int vtab_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number)
{
	struct cursor *cursor = (struct cursor *)base;
	struct table *table = (struct table *)base->pVtab;
	size_t column = (size_t)number, row = (size_t)row_of(cursor), chunk = row / TL_CHUNK_ROWS;
	struct tl_err err = {0};
	const void *values =
		cursor->scans ? chunk_in_turn(table, &cursor->windows[column], column, chunk, &err)
			      : chunk_kept(table, column, chunk, &err);

	if (values && result_value(context, table, column, values, row % TL_CHUNK_ROWS, &err))
		return SQLITE_OK;
	sqlite3_result_error(context, err.text, -1);
	return SQLITE_ERROR;
}

static const sqlite3_module facts_module = {
	.iVersion = 1,
	.xCreate = vtab_create,
	.xConnect = vtab_connect,
	.xBestIndex = vtab_best_index,
	.xDisconnect = vtab_disconnect,
	.xDestroy = vtab_disconnect,
	.xOpen = vtab_open,
	.xClose = vtab_close,
	.xFilter = vtab_filter,
	.xNext = vtab_next,
	.xEof = vtab_eof,
	.xColumn = vtab_column,
	.xRowid = vtab_rowid,
};

int facts_vtab_register(sqlite3 *handle, struct tl_db *db)
{
	return sqlite3_create_module_v2(handle, "facts", &facts_module, db, NULL);
}

bool tl_facts_register(struct tl_db *db, struct tl_err *err)
{
	int code = facts_vtab_register(db->handle, db);

	return code == SQLITE_OK || db_fail(db, code, NULL, err);
}

bool tl_facts_show(struct tl_db *db, const char *table, struct tl_err *err)
{
	struct tl_buf sql = {0};
	bool ok;

	tl_buf_addc(&sql, "CREATE VIRTUAL TABLE main.");
	db_buf_add_identifier(&sql, table);
	tl_buf_addc(&sql, " USING facts(");
	db_buf_add_identifier(&sql, table);
	tl_buf_addc(&sql, ")");
	ok = tl_facts_register(db, err) && tl_db_exec(db, tl_buf_c(&sql), err);
	tl_buf_free(&sql);
	return ok;
}
