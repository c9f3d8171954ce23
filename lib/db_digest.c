/* What a store says, apart from how SQLite laid it out. */
#include "db_private.h"

#include <string.h>

static void add_value(struct tl_sha256 *sha, sqlite3_stmt *stmt, int column)
{
	int type = sqlite3_column_type(stmt, column);

	tl_sha256_add_int(sha, type);
	switch (type) {
	case SQLITE_INTEGER:
		tl_sha256_add_int(sha, sqlite3_column_int64(stmt, column));
		break;
	case SQLITE_FLOAT:
		tl_sha256_add_real(sha, sqlite3_column_double(stmt, column));
		break;
	case SQLITE_TEXT:
	case SQLITE_BLOB: {
		const char *data = sqlite3_column_blob(stmt, column);

		tl_sha256_add_str(
			sha, tl_str_slice(data, (size_t)sqlite3_column_bytes(stmt, column)));
		break;
	}
	default:
		break;
	}
}

static bool add_rows(struct tl_sha256 *sha, struct tl_stmt *stmt, int64_t *rows, struct tl_err *err)
{
	int columns = tl_column_count(stmt);
	bool row = false, ok;

	for (int i = 0; i < columns; i++)
		tl_sha256_add_str(sha, tl_str(tl_column_name(stmt, i)));
	for (*rows = 0; (ok = tl_stmt_next(stmt, &row, err)) && row; ++*rows)
		for (int i = 0; i < columns; i++)
			add_value(sha, stmt->handle, i);
	tl_sha256_add_int(sha, *rows);
	return ok;
}

static bool query_digest(struct tl_db *db, const char *sql, struct tl_digest *digest, int64_t *rows,
	struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	struct tl_sha256 sha;
	bool ok;

	if (!stmt)
		return false;
	tl_sha256_init(&sha);
	ok = add_rows(&sha, stmt, rows, err);
	*digest = tl_sha256_done(&sha);
	tl_stmt_free(stmt);
	return ok;
}

bool tl_db_table_digest(struct tl_db *db, const char *table, const char *order_by,
	struct tl_digest *digest, int64_t *rows, struct tl_err *err)
{
	struct tl_buf sql = {0};
	bool ok;

	tl_buf_addc(&sql, "SELECT * FROM ");
	db_buf_add_identifier(&sql, table);
	tl_buf_addf(&sql, " ORDER BY %s", order_by);
	ok = query_digest(db, tl_buf_c(&sql), digest, rows, err);
	tl_buf_free(&sql);
	return ok;
}

/* The primary key, or every column where a table has none. */
static bool key_of(struct tl_db *db, const char *table, struct tl_buf *order, struct tl_err *err)
{
	static const char sql[] =
		"SELECT name FROM pragma_table_info(?1) WHERE pk > 0 OR NOT EXISTS"
		" (SELECT 1 FROM pragma_table_info(?1) WHERE pk > 0)"
		" ORDER BY pk, cid";
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	bool row = false, ok;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, table);
	while ((ok = tl_stmt_next(stmt, &row, err)) && row) {
		if (order->length)
			tl_buf_addc(order, ", ");
		db_buf_add_identifier(order, tl_column_textz(stmt, 0));
	}
	tl_stmt_free(stmt);
	return ok;
}

/* Facts carry the digest of their values, made while they were in memory; their chunks are layout.
 */
static bool table_digest(
	struct tl_db *db, const char *table, struct tl_digest *digest, struct tl_err *err)
{
	struct tl_buf order = {0};
	int64_t rows;
	bool ok;

	if (strcmp(table, "fact_table") == 0)
		return query_digest(db, "SELECT name, digest FROM fact_table ORDER BY name", digest,
			&rows, err);
	ok = key_of(db, table, &order, err) &&
	     tl_db_table_digest(db, table, tl_buf_c(&order), digest, &rows, err);
	tl_buf_free(&order);
	return ok;
}

bool tl_db_content_digest(struct tl_db *db, struct tl_digest *digest, struct tl_err *err)
{
	/* A virtual table has no page of its own: it shows what is digested already. */
	static const char sql[] = "SELECT name FROM main.sqlite_schema"
				  " WHERE type = 'table' AND rootpage > 0"
				  " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
				  " AND name NOT IN ('fact_column', 'fact_word', 'fact_chunk')"
				  " ORDER BY name";
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	struct tl_sha256 sha;
	bool row = false, ok;

	tl_sha256_init(&sha);
	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row) {
		struct tl_digest one;

		if (!(ok = table_digest(db, tl_column_textz(stmt, 0), &one, err)))
			break;
		tl_sha256_add_str(&sha, tl_column_text(stmt, 0));
		tl_sha256_add_str(&sha, tl_str(one.hex));
	}
	tl_stmt_free(stmt);
	*digest = tl_sha256_done(&sha);
	return ok;
}
