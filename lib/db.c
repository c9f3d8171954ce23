#include "db_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <throughline/arena.h>

#define APPLICATION_ID 0x746c7374 /* "tlst"; file(1) and a person with a hex dump see it */

static int exit_status_of(const struct tl_db *db, int code)
{
	switch (code & 0xff) {
	case SQLITE_IOERR:
	case SQLITE_FULL:
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return EX_IOERR;
	case SQLITE_CANTOPEN:
		return EX_NOINPUT;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return EX_DATAERR;
	case SQLITE_NOMEM:
		return EX_OSERR;
	default:
		return db->confinement ? EX_CONFIG : EX_SOFTWARE;
	}
}

bool db_fail(struct tl_db *db, int code, const char *what, struct tl_err *err)
{
	const char *refusal = db_refusal(db);
	int status = refusal ? EX_CONFIG : exit_status_of(db, code);

	db->sql_offset = db->handle ? sqlite3_error_offset(db->handle) : -1;
	if (!refusal)
		refusal = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);
	if (db->confinement) /* the caller names the page or definition that the SQL came from */
		return tl_fail(err, status, "%s", refusal);
	return tl_fail(
		err, status, "%s: %s%s%s", db->path, what ? what : "", what ? ": " : "", refusal);
}

void db_buf_add_identifier(struct tl_buf *sql, const char *name)
{
	tl_buf_add_char(sql, '"');
	for (; *name; name++) {
		if (*name == '"')
			tl_buf_add_char(sql, '"');
		tl_buf_add_char(sql, *name);
	}
	tl_buf_add_char(sql, '"');
}

/* SQLite's URI syntax gives ? # and % a meaning that they do not have in a file name. */
static void add_uri(struct tl_buf *uri, const char *path)
{
	tl_buf_addc(uri, "file:");
	for (const char *c = path; *c; c++) {
		if (*c == '?' || *c == '#' || *c == '%')
			tl_buf_addf(uri, "%%%02X", (unsigned)*c);
		else
			tl_buf_add_char(uri, *c);
	}
	tl_buf_addc(uri, "?mode=ro&immutable=1");
}

static bool is_memory(const char *path)
{
	return strcmp(path, ":memory:") == 0;
}

/* "x" is a name here and never a text: a misspelt column is an error, not a constant. */
static bool connect(struct tl_db *db, const char *name, int flags, struct tl_err *err)
{
	int code = sqlite3_open_v2(name, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (code != SQLITE_OK)
		return db_fail(db, code, "cannot be opened", err);
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	return true;
}

static struct tl_db *db_new(const char *path)
{
	struct tl_db *db = tl_alloc(1, sizeof *db);

	db->path = tl_alloc(strlen(path) + 1, 1);
	strcpy(db->path, path);
	db->sql_offset = -1;
	return db;
}

/* The store must be ours alone and new: what is there already is somebody's finished store. */
static bool claim_file(const char *path, struct tl_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return tl_fail_errno(err, "create", path);
	if (close(fd) != 0)
		return tl_fail_errno(err, "create", path);
	return true;
}

/* page_size, which a schema sets first, still counts inside the transaction: nothing is written
 * yet. */
static bool start_store(struct tl_db *db, const char *schema, struct tl_err *err)
{
	static const char settings[] = "PRAGMA locking_mode = EXCLUSIVE;"
				       "PRAGMA journal_mode = OFF;"
				       "PRAGMA synchronous = OFF;"
				       "PRAGMA temp_store = MEMORY;"
				       "BEGIN;";
	struct tl_buf sql = {0};
	bool ok = tl_db_exec(db, settings, err) && tl_db_exec(db, schema, err);

	/* The cache only now: SQLite counts its kilobytes in pages of the size it knows at this
	 * moment. */
	tl_buf_addf(&sql, "PRAGMA application_id = %d; PRAGMA cache_size = -8192;", APPLICATION_ID);
	ok = ok && tl_db_exec(db, tl_buf_c(&sql), err);
	tl_buf_free(&sql);
	return ok;
}

struct tl_db *tl_db_create(const char *path, const char *schema, struct tl_err *err)
{
	struct tl_db *db = db_new(path);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI;

	if (!is_memory(path)) {
		if (!claim_file(path, err)) {
			tl_db_free(db);
			return NULL;
		}
		db->creating = true;
	}
	if (connect(db, path, flags, err) && start_store(db, schema, err))
		return db;
	tl_db_free(db);
	return NULL;
}

static bool references_hold(struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "PRAGMA foreign_key_check", err);
	bool row = false;

	if (!stmt || !tl_stmt_next(stmt, &row, err))
		return false;
	if (row)
		return tl_fail(err, EX_SOFTWARE,
			"%s: a row of table %s refers to no row of table %s", db->path,
			tl_column_textz(stmt, 0), tl_column_textz(stmt, 2));
	tl_stmt_free(stmt);
	return true;
}

static bool sync_file(const char *path, struct tl_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return tl_fail_errno(err, "open", path);
	if (fsync(fd) != 0) {
		tl_fail_errno(err, "write", path);
		close(fd);
		return false;
	}
	return close(fd) == 0 || tl_fail_errno(err, "write", path);
}

static bool close_handle(struct tl_db *db, struct tl_err *err)
{
	int code;

	while (db->stmts)
		tl_stmt_free(db->stmts);
	code = sqlite3_close(db->handle);
	if (code != SQLITE_OK)
		return db_fail(db, code, "cannot be closed", err);
	db->handle = NULL;
	return true;
}

bool tl_db_finish(struct tl_db *db, struct tl_err *err)
{
	bool ok =
		references_hold(db, err) && tl_db_exec(db, "COMMIT", err) && close_handle(db, err);

	if (ok && db->creating)
		ok = sync_file(db->path, err);
	if (ok)
		db->creating = false;
	tl_db_free(db);
	return ok;
}

static int64_t version_in(const char *schema)
{
	const char *at = strstr(schema, "PRAGMA user_version");

	assert(at && "every store's schema sets PRAGMA user_version");
	at += strcspn(at, "0123456789");
	return strtoll(at, NULL, 10);
}

static bool version_fits(struct tl_db *db, const char *schema, struct tl_err *err)
{
	int64_t version, id;

	/* Reading is also what finds out that the file is no SQLite file at all. */
	if (!tl_db_int(db, "PRAGMA user_version", &version, err) ||
		!tl_db_int(db, "PRAGMA application_id", &id, err))
		return false;
	if (!schema)
		return true;
	if (id != APPLICATION_ID)
		return tl_fail(err, EX_DATAERR, "%s: not a throughline store", db->path);
	if (version != version_in(schema))
		return tl_fail(err, EX_DATAERR,
			"%s: a store of version %lld, this program reads version %lld; run the "
			"stage "
			"that wrote it again",
			db->path, (long long)version, (long long)version_in(schema));
	return true;
}

struct tl_db *tl_db_open(const char *path, const char *schema, struct tl_err *err)
{
	struct tl_db *db = db_new(path);
	struct tl_buf uri = {0};
	bool ok;

	if (is_memory(path)) {
		ok = connect(db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI,
			err);
	} else if (access(path, R_OK) != 0) {
		ok = tl_fail_errno(err, "open", path);
	} else {
		add_uri(&uri, path);
		ok = connect(db, tl_buf_c(&uri), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
	}
	ok = ok &&
	     tl_db_exec(db, "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 2147418112", err) &&
	     version_fits(db, schema, err);
	tl_buf_free(&uri);
	if (ok)
		return db;
	tl_db_free(db);
	return NULL;
}

void tl_db_free(struct tl_db *db)
{
	struct tl_err ignored = {0};

	if (!db)
		return;
	if (db->handle && !close_handle(db, &ignored))
		sqlite3_close_v2(db->handle);
	if (db->creating)
		unlink(db->path);
	db_confine_free(db);
	tl_vec_free(&db->functions);
	tl_arena_free(&db->arena);
	free(db->path);
	free(db);
}

bool tl_db_exec(struct tl_db *db, const char *sql, struct tl_err *err)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK || db_fail(db, code, NULL, err);
}

bool tl_db_attach(struct tl_db *db, const char *path, const char *name, struct tl_err *err)
{
	struct tl_stmt *stmt;
	struct tl_buf uri = {0};
	bool ok = false;

	if (access(path, R_OK) != 0)
		return tl_fail_errno(err, "open", path);
	add_uri(&uri, path);
	stmt = tl_db_prepare(db, "ATTACH ?1 AS ?2", err);
	if (stmt) {
		tl_bind_textz(stmt, 1, tl_buf_c(&uri));
		tl_bind_textz(stmt, 2, name);
		ok = tl_stmt_run(stmt, err) || tl_fail_in(err, "%s", path);
		tl_stmt_free(stmt);
	}
	tl_buf_free(&uri);
	return ok;
}

bool tl_db_int(struct tl_db *db, const char *sql, int64_t *value, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	bool row = false;
	bool ok = stmt && tl_stmt_next(stmt, &row, err);

	*value = ok && row ? tl_column_int(stmt, 0) : 0;
	tl_stmt_free(stmt);
	return ok;
}

int tl_db_sql_offset(const struct tl_db *db)
{
	return db->sql_offset;
}
