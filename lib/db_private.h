/* What the files behind db.h share. sqlite3.h does not leave lib/db*.c and lib/facts_*.c. */
#ifndef THROUGHLINE_DB_PRIVATE_H
#define THROUGHLINE_DB_PRIVATE_H

#include <sqlite3.h>
#include <throughline/db.h>
#include <throughline/vec.h>

struct db_confinement; /* db_confine.c */

struct tl_db {
	sqlite3 *handle;
	char *path;
	struct tl_stmt *stmts;
	struct db_confinement *confinement; /* NULL until tl_db_confine */
	struct tl_stmt *running; /* whose steps the progress handler counts */
	struct tl_arena arena;
	TL_VEC(const char *) functions; /* names registered by tl_db_function */
	int sql_offset;
	bool creating;
};

struct tl_stmt {
	sqlite3_stmt *handle;
	struct tl_db *db;
	struct tl_stmt *previous, *next;
	int64_t steps; /* virtual-machine steps since the statement began */
	int bind_error; /* first failed bind, told by the next step */
	bool active; /* between the first row and the end */
};

/* Fills err from a result code of SQLite; `what` may be NULL. Returns false. */
bool db_fail(struct tl_db *db, int code, const char *what, struct tl_err *err);

/* Why the authorizer or the step limit stopped the last statement; NULL when it did not. */
const char *db_refusal(const struct tl_db *db);
void db_refusal_clear(struct tl_db *db);
bool db_confine_accepts(struct tl_db *db, sqlite3_stmt *stmt, struct tl_err *err);
void db_confine_free(struct tl_db *db);

/* "name" with its quotes, for identifiers of ours. */
void db_buf_add_identifier(struct tl_buf *sql, const char *name);

#endif
