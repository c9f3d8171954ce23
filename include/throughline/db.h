/*
 * SQLite behind one door: stores that are written once and then only read.
 *
 * A store is made with tl_db_create (one transaction, journal off, the schema run first,
 * user_version set from it), filled in key order, closed with tl_db_finish. Readers use tl_db_open,
 * which opens mode=ro&immutable=1 and checks user_version. sqlite3.h is included by lib/db.c and
 * the few files named in tools/lint only.
 *
 * The schema may begin with `PRAGMA page_size`. Foreign keys are checked once, at the end. "x" is
 * always a name, never a text: a misspelt column is an error. The same inserts give the same bytes.
 *
 * Statements are prepared once and bound by position; no value is ever printed into SQL. Failures
 * are EX_IOERR (disk, permissions), EX_DATAERR (not a store, wrong version) or EX_SOFTWARE (SQL of
 * ours).
 */
#ifndef THROUGHLINE_DB_H
#define THROUGHLINE_DB_H

#include <throughline/date.h>
#include <throughline/err.h>
#include <throughline/hash.h>

struct tl_db;
struct tl_stmt;

struct tl_db *tl_db_create(const char *path, const char *schema, struct tl_err *err);
/* Commits, checks, closes, syncs; the store is final. On false the file is still closed. */
bool tl_db_finish(struct tl_db *db, struct tl_err *err);
/* schema: the text whose user_version must match, or NULL for any. The path ":memory:" is an empty
 * database of the caller's own, for views and virtual tables over stores (and for tests). */
struct tl_db *tl_db_open(const char *path, const char *schema, struct tl_err *err);
void tl_db_free(struct tl_db *db); /* also abandons a store being created; NULL is fine */

bool tl_db_exec(struct tl_db *db, const char *sql, struct tl_err *err);
bool tl_db_attach(struct tl_db *db, const char *path, const char *name, struct tl_err *err);

/* A statement stays with the db and is finalised with it, or earlier by tl_stmt_free. */
struct tl_stmt *tl_db_prepare(struct tl_db *db, const char *sql, struct tl_err *err);
void tl_stmt_free(struct tl_stmt *stmt);

/* Bind positions start at 1. Text is copied. */
void tl_bind_int(struct tl_stmt *stmt, int position, int64_t value);
void tl_bind_real(struct tl_stmt *stmt, int position, double value); /* NaN binds NULL */
void tl_bind_text(struct tl_stmt *stmt, int position, struct tl_str value);
/* Not copied: what they point at stays as it is until the statement has run. */
void tl_bind_text_held(struct tl_stmt *stmt, int position, struct tl_str value);
void tl_bind_blob_held(struct tl_stmt *stmt, int position, const void *data, size_t length);
void tl_bind_textz(struct tl_stmt *stmt, int position, const char *value); /* NULL binds NULL */
void tl_bind_blob(struct tl_stmt *stmt, int position, const void *data, size_t length);
void tl_bind_day(struct tl_stmt *stmt, int position, struct tl_day day); /* "2014-06-30" or NULL */
void tl_bind_null(struct tl_stmt *stmt, int position);
/* Binds by name (":programme"); false when the statement has no such parameter. */
bool tl_bind_named(struct tl_stmt *stmt, const char *name, const char *value);
/* The name of the parameter at a position (":programme"; "" for a bare "?"), NULL past the last
 * one. */
const char *tl_stmt_parameter(const struct tl_stmt *stmt, int position);

bool tl_stmt_run(struct tl_stmt *stmt, struct tl_err *err); /* for INSERT: step, reset, clear */
/* Next row: true with *row set; false in *row at the end (statement is reset). */
bool tl_stmt_next(struct tl_stmt *stmt, bool *row, struct tl_err *err);
void tl_stmt_reset(struct tl_stmt *stmt);

/* Columns start at 0; text lives until the next step. */
int tl_column_count(const struct tl_stmt *stmt);
const char *tl_column_name(const struct tl_stmt *stmt, int column);
bool tl_column_is_null(struct tl_stmt *stmt, int column);
bool tl_column_is_number(struct tl_stmt *stmt, int column); /* stored as INTEGER or REAL */
int64_t tl_column_int(struct tl_stmt *stmt, int column);
double tl_column_real(struct tl_stmt *stmt, int column); /* NULL is NaN */
struct tl_str tl_column_text(struct tl_stmt *stmt, int column);
const char *tl_column_textz(struct tl_stmt *stmt, int column); /* "" for NULL */
struct tl_str tl_column_blob(struct tl_stmt *stmt, int column);
struct tl_day tl_column_day(struct tl_stmt *stmt, int column);

/* The first column of the first row; 0 where there is none. */
bool tl_db_int(struct tl_db *db, const char *sql, int64_t *value, struct tl_err *err);

/* For SQL that a study or page brings: from here on only SELECT over the tables and views that
 * exist (sqlite_master denied), functions from an allow-list without clock or chance, at most
 * max_steps virtual-machine steps per statement and 64 KiB of SQL. Register functions and connect
 * virtual tables before (one that stands in a store connects when a statement first names it). From
 * here on failures of SQL are EX_CONFIG and carry no path: the caller puts the page or definition
 * in front. tl_db_sql_offset: where in the SQL the last tl_db_prepare failed (bytes; -1 unknown).
 */
bool tl_db_confine(struct tl_db *db, int64_t max_steps, struct tl_err *err);
int tl_db_sql_offset(const struct tl_db *db);

/* A deterministic scalar function for pages. `fn` appends its text result to out, or sets
 * *is_null, which comes in as false; arguments come as text views (NULL: data NULL) and numbers. */
struct tl_sql_value {
	struct tl_str text;
	double number; /* NaN where it is none */
	bool is_null;
};
typedef void tl_sql_fn(
	const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null);
bool tl_db_function(
	struct tl_db *db, const char *name, int arguments, tl_sql_fn *fn, struct tl_err *err);

/* A function that looks up: name(i) is values[i]; NULL where there is none or it is below 0. The
 * values must outlive the connection. */
bool tl_db_array(struct tl_db *db, const char *name, const int32_t *values, size_t count,
	struct tl_err *err);

/* The digest of a table's rows in the order of `order_by`, all columns: what manifests name. */
bool tl_db_table_digest(struct tl_db *db, const char *table, const char *order_by,
	struct tl_digest *digest, int64_t *rows, struct tl_err *err);
/* One digest over every table of the store except facts chunks' layout, tables by name, rows by
 * primary key. */
bool tl_db_content_digest(struct tl_db *db, struct tl_digest *digest, struct tl_err *err);

#endif
