#include "db_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <throughline/arena.h>

/* One statement, and after it nothing but blanks and comments. */
static bool is_alone(struct tl_db *db, const char *tail, struct tl_err *err)
{
	while (tail && *tail) {
		sqlite3_stmt *more = NULL;
		int code = sqlite3_prepare_v2(db->handle, tail, -1, &more, &tail);

		if (code != SQLITE_OK || more) {
			sqlite3_finalize(more);
			return tl_fail(err, db->confinement ? EX_CONFIG : EX_SOFTWARE,
				"more than one SQL statement where one is expected");
		}
	}
	return true;
}

static struct tl_stmt *adopt(struct tl_db *db, sqlite3_stmt *handle)
{
	struct tl_stmt *stmt = tl_alloc(1, sizeof *stmt);

	stmt->handle = handle;
	stmt->db = db;
	stmt->next = db->stmts;
	if (db->stmts)
		db->stmts->previous = stmt;
	db->stmts = stmt;
	return stmt;
}

struct tl_stmt *tl_db_prepare(struct tl_db *db, const char *sql, struct tl_err *err)
{
	sqlite3_stmt *handle = NULL;
	const char *tail = NULL;
	int code;

	db_refusal_clear(db);
	db->sql_offset = -1;
	code = sqlite3_prepare_v2(db->handle, sql, -1, &handle, &tail);
	if (code != SQLITE_OK) {
		db_fail(db, code, NULL, err);
		return NULL;
	}
	if (!handle) {
		tl_fail(err, db->confinement ? EX_CONFIG : EX_SOFTWARE, "no SQL statement");
		return NULL;
	}
	if (!is_alone(db, tail, err) || !db_confine_accepts(db, handle, err)) {
		sqlite3_finalize(handle);
		return NULL;
	}
	return adopt(db, handle);
}

void tl_stmt_free(struct tl_stmt *stmt)
{
	if (!stmt)
		return;
	if (stmt->previous)
		stmt->previous->next = stmt->next;
	else
		stmt->db->stmts = stmt->next;
	if (stmt->next)
		stmt->next->previous = stmt->previous;
	if (stmt->db->running == stmt)
		stmt->db->running = NULL;
	sqlite3_finalize(stmt->handle);
	free(stmt);
}

/* A position that does not exist is our bug; a value too large or no memory is told by the step. */
static void note(struct tl_stmt *stmt, int code)
{
	assert(code != SQLITE_RANGE && code != SQLITE_MISUSE);
	if (code != SQLITE_OK && stmt->bind_error == SQLITE_OK)
		stmt->bind_error = code;
}

void tl_bind_int(struct tl_stmt *stmt, int position, int64_t value)
{
	note(stmt, sqlite3_bind_int64(stmt->handle, position, value));
}

void tl_bind_real(struct tl_stmt *stmt, int position, double value)
{
	note(stmt,
		sqlite3_bind_double(stmt->handle, position, value)); /* SQLite stores NaN as NULL */
}

void tl_bind_text(struct tl_stmt *stmt, int position, struct tl_str value)
{
	note(stmt, sqlite3_bind_text64(stmt->handle, position, value.data ? value.data : "",
			   value.length, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void tl_bind_text_held(struct tl_stmt *stmt, int position, struct tl_str value)
{
	note(stmt, sqlite3_bind_text64(stmt->handle, position, value.data ? value.data : "",
			   value.length, SQLITE_STATIC, SQLITE_UTF8));
}

void tl_bind_textz(struct tl_stmt *stmt, int position, const char *value)
{
	if (value)
		tl_bind_text(stmt, position, tl_str(value));
	else
		tl_bind_null(stmt, position);
}

void tl_bind_blob(struct tl_stmt *stmt, int position, const void *data, size_t length)
{
	if (length)
		note(stmt, sqlite3_bind_blob64(
				   stmt->handle, position, data, length, SQLITE_TRANSIENT));
	else
		note(stmt, sqlite3_bind_zeroblob(stmt->handle, position, 0));
}

void tl_bind_blob_held(struct tl_stmt *stmt, int position, const void *data, size_t length)
{
	if (length)
		note(stmt,
			sqlite3_bind_blob64(stmt->handle, position, data, length, SQLITE_STATIC));
	else
		note(stmt, sqlite3_bind_zeroblob(stmt->handle, position, 0));
}

void tl_bind_day(struct tl_stmt *stmt, int position, struct tl_day day)
{
	char text[11];

	if (tl_day_is_set(day))
		tl_bind_textz(stmt, position, tl_day_iso(day, text));
	else
		tl_bind_null(stmt, position);
}

void tl_bind_null(struct tl_stmt *stmt, int position)
{
	note(stmt, sqlite3_bind_null(stmt->handle, position));
}

bool tl_bind_named(struct tl_stmt *stmt, const char *name, const char *value)
{
	int position = sqlite3_bind_parameter_index(stmt->handle, name);

	if (position > 0)
		tl_bind_textz(stmt, position, value);
	return position > 0;
}

const char *tl_stmt_parameter(const struct tl_stmt *stmt, int position)
{
	const char *name;

	if (position > sqlite3_bind_parameter_count(stmt->handle))
		return NULL;
	name = sqlite3_bind_parameter_name(stmt->handle, position);
	return name ? name : "";
}

static int step(struct tl_stmt *stmt)
{
	int code;

	if (stmt->bind_error != SQLITE_OK)
		return stmt->bind_error;
	if (!stmt->active) {
		db_refusal_clear(stmt->db);
		stmt->steps = 0;
	}
	stmt->db->running = stmt;
	code = sqlite3_step(stmt->handle);
	stmt->db->running = NULL;
	stmt->active = code == SQLITE_ROW;
	return code;
}

static bool step_fail(struct tl_stmt *stmt, int code, struct tl_err *err)
{
	if (stmt->bind_error != SQLITE_OK)
		tl_fail(err, code == SQLITE_NOMEM ? EX_OSERR : EX_DATAERR, "%s: %s", stmt->db->path,
			sqlite3_errstr(code));
	else
		db_fail(stmt->db, code, NULL, err);
	tl_stmt_reset(stmt);
	return false;
}

bool tl_stmt_run(struct tl_stmt *stmt, struct tl_err *err)
{
	int code = step(stmt);

	if (code != SQLITE_DONE && code != SQLITE_ROW)
		return step_fail(stmt, code, err);
	tl_stmt_reset(stmt);
	sqlite3_clear_bindings(stmt->handle);
	return true;
}

bool tl_stmt_next(struct tl_stmt *stmt, bool *row, struct tl_err *err)
{
	int code = step(stmt);

	*row = code == SQLITE_ROW;
	if (*row)
		return true;
	if (code != SQLITE_DONE)
		return step_fail(stmt, code, err);
	tl_stmt_reset(stmt);
	return true;
}

void tl_stmt_reset(struct tl_stmt *stmt)
{
	sqlite3_reset(stmt->handle);
	stmt->active = false;
	stmt->bind_error = SQLITE_OK;
}

int tl_column_count(const struct tl_stmt *stmt)
{
	return sqlite3_column_count(stmt->handle);
}

const char *tl_column_name(const struct tl_stmt *stmt, int column)
{
	return sqlite3_column_name(stmt->handle, column);
}

bool tl_column_is_null(struct tl_stmt *stmt, int column)
{
	return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

bool tl_column_is_number(struct tl_stmt *stmt, int column)
{
	int type = sqlite3_column_type(stmt->handle, column);

	return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

int64_t tl_column_int(struct tl_stmt *stmt, int column)
{
	return sqlite3_column_int64(stmt->handle, column);
}

double tl_column_real(struct tl_stmt *stmt, int column)
{
	return tl_column_is_null(stmt, column) ? NAN : sqlite3_column_double(stmt->handle, column);
}

struct tl_str tl_column_text(struct tl_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt->handle, column);

	/* The length only after the text: asking for text may convert the value. */
	return tl_str_slice(text ? text : "", (size_t)sqlite3_column_bytes(stmt->handle, column));
}

const char *tl_column_textz(struct tl_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt->handle, column);

	return text ? text : "";
}

struct tl_str tl_column_blob(struct tl_stmt *stmt, int column)
{
	const char *data = sqlite3_column_blob(stmt->handle, column);

	return tl_str_slice(data, (size_t)sqlite3_column_bytes(stmt->handle, column));
}

struct tl_day tl_column_day(struct tl_stmt *stmt, int column)
{
	struct tl_day day = TL_NO_DAY;

	if (!tl_day_parse(tl_column_text(stmt, column), "default", &day))
		return TL_NO_DAY;
	return day;
}
