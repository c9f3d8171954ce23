/* The virtual table `facts`: chunks shown as rows. It opens its store itself, with a connection of
 * its own, so that it is bound neither by the ten files SQLite attaches nor by what the caller
 * opened. */
#include "db_private.h"
#include "facts_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "facts_vtab.h"

#define NO_CHUNK SIZE_MAX

enum plan { PLAN_SCAN, PLAN_ROWID };

struct table {
	sqlite3_vtab base; /* SQLite's part, first */
	struct tl_arena arena;
	struct tl_db *db;
	struct facts_layout layout;
	const struct tl_str **words; /* per column, NULL until a word is asked for */
};

/* The chunk of one column that the cursor stands in, decoded when first asked for. */
struct window {
	size_t chunk;
	union {
		void *memory;
		int64_t *ints;
		double *reals;
	};
};

struct cursor {
	sqlite3_vtab_cursor base; /* SQLite's part, first */
	int64_t row, end; /* from 0 */
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
	return true;
}

static int vtab_connect(sqlite3 *handle, void *context TL_UNUSED, int count,
	const char *const *arguments, sqlite3_vtab **out, char **message)
{
	struct table *table;
	struct tl_buf path = {0}, name = {0};
	struct tl_err err = {0};
	int code = SQLITE_ERROR;

	if (count != 5) {
		*message =
			sqlite3_mprintf("facts takes a file and a table: facts('path', 'event')");
		return SQLITE_ERROR;
	}
	table = tl_alloc(1, sizeof *table);
	add_unquoted(&path, arguments[3]);
	add_unquoted(&name, arguments[4]);
	if (!table_open(table, tl_buf_c(&path), tl_buf_c(&name), &err))
		*message = sqlite3_mprintf("%s", err.text);
	else
		code = table_declare(handle, &table->layout);
	tl_buf_free(&path);
	tl_buf_free(&name);
	if (code == SQLITE_OK)
		*out = &table->base;
	else
		table_free(table);
	return code;
}

static int vtab_disconnect(sqlite3_vtab *base)
{
	table_free((struct table *)base);
	return SQLITE_OK;
}

/* Two plans: every row in order, or the one row of a row number. */
static int vtab_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
	struct table *table = (struct table *)base;

	info->idxNum = PLAN_SCAN;
	info->estimatedRows = table->layout.rows;
	info->estimatedCost = (double)table->layout.rows;
	info->orderByConsumed =
		info->nOrderBy == 1 && info->aOrderBy[0].iColumn < 0 && !info->aOrderBy[0].desc;
	for (int i = 0; i < info->nConstraint; i++) {
		if (!info->aConstraint[i].usable || info->aConstraint[i].iColumn >= 0 ||
			info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
			continue;
		info->idxNum = PLAN_ROWID;
		info->estimatedRows = 1;
		info->estimatedCost = 1;
		info->aConstraintUsage[i].argvIndex = 1;
		return SQLITE_OK;
	}
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
		free(cursor->windows[i].memory);
	free(cursor->windows);
	free(cursor);
	return SQLITE_OK;
}

/* The row number is checked again by SQLite, so a text or a real may be wrong here without harm. */
static int vtab_filter(sqlite3_vtab_cursor *base, int plan, const char *name TL_UNUSED,
	int count TL_UNUSED, sqlite3_value **values)
{
	struct cursor *cursor = (struct cursor *)base;
	int64_t rows = ((struct table *)base->pVtab)->layout.rows;

	cursor->row = 0;
	cursor->end = rows;
	if (plan == PLAN_ROWID) {
		int64_t wanted = sqlite3_value_int64(values[0]);
		bool exists = wanted >= 1 && wanted <= rows;

		cursor->row = exists ? wanted - 1 : rows;
		cursor->end = exists ? wanted : rows;
	}
	return SQLITE_OK;
}

static int vtab_next(sqlite3_vtab_cursor *base)
{
	((struct cursor *)base)->row++;
	return SQLITE_OK;
}

static int vtab_eof(sqlite3_vtab_cursor *base)
{
	return ((struct cursor *)base)->row >= ((struct cursor *)base)->end;
}

static int vtab_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid)
{
	*rowid = ((struct cursor *)base)->row + 1;
	return SQLITE_OK;
}

static bool window_move(
	struct table *table, size_t column, struct window *window, size_t chunk, struct tl_err *err)
{
	bool is_real = table->layout.columns[column].type == TL_FACT_REAL;

	if (!window->memory)
		window->memory = tl_alloc(TL_CHUNK_ROWS, sizeof(int64_t));
	window->chunk = NO_CHUNK;
	if (is_real ? !facts_chunk_reals(&table->layout, column, chunk, window->reals, err)
		    : !facts_chunk_ints(&table->layout, column, chunk, window->ints, err))
		return false;
	window->chunk = chunk;
	return true;
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
	const struct window *window, size_t at, struct tl_err *err)
{
	switch (table->layout.columns[column].type) {
	case TL_FACT_INT:
		if (window->ints[at] != TL_NO_INT)
			sqlite3_result_int64(context, window->ints[at]);
		return true;
	case TL_FACT_DAY:
		result_day(context, window->ints[at]);
		return true;
	case TL_FACT_REAL:
		if (!isnan(window->reals[at]))
			sqlite3_result_double(context, window->reals[at]);
		return true;
	case TL_FACT_TEXT:
		return result_word(context, table, column, window->ints[at], err);
	}
	return false;
}

static int vtab_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number)
{
	struct cursor *cursor = (struct cursor *)base;
	struct table *table = (struct table *)base->pVtab;
	size_t column = (size_t)number;
	size_t chunk = (size_t)cursor->row / TL_CHUNK_ROWS;
	struct window *window = &cursor->windows[column];
	struct tl_err err = {0};

	if ((window->chunk == chunk || window_move(table, column, window, chunk, &err)) &&
		result_value(
			context, table, column, window, (size_t)cursor->row % TL_CHUNK_ROWS, &err))
		return SQLITE_OK;
	sqlite3_result_error(context, err.text, -1);
	return SQLITE_ERROR;
}

static const sqlite3_module facts_module = {
	.iVersion = 1,
	.xCreate = vtab_connect,
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

int facts_vtab_register(sqlite3 *handle)
{
	return sqlite3_create_module_v2(handle, "facts", &facts_module, NULL, NULL);
}

bool tl_facts_register(struct tl_db *db, struct tl_err *err)
{
	int code = facts_vtab_register(db->handle);

	return code == SQLITE_OK || db_fail(db, code, NULL, err);
}
