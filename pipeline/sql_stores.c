#include "sql_stores.h"

#include <string.h>
#include <unistd.h>

#include <throughline/facts.h>

#define STEPS_MAX INT64_C(1000000000000) /* an hour or so: an analyst's question may be large */

static const struct {
	const char *name, *path;
} files[] = {
	{"publication", PUBLISH_DIR "/publication.db"},
	{"measure", "run/3-measure/measure.db"},
	{"link", "run/2-link/link.db"},
	{"settle", "run/1-ingest/settle/settle.db"},
};

/* Notes the tables of one store; after tl_db_confine the schema cannot be asked any more. */
static bool list_tables(struct sql_stores *stores, const char *store, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(stores->db,
		tl_arena_printf(&stores->arena,
			"SELECT name FROM %s.sqlite_schema WHERE type IN ('table', 'view')"
			" AND name NOT LIKE 'sqlite\\_%%' ESCAPE '\\'"
			" AND name NOT LIKE 'fact\\_%%' ESCAPE '\\' ORDER BY name",
			store),
		err);
	bool own = strcmp(store, "main") == 0, row = true, ok = stmt;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&stores->tables) = tl_arena_printf(&stores->arena, "%s%s%s",
			own ? "" : store, own ? "" : ".", tl_column_textz(stmt, 0));
	tl_stmt_free(stmt);
	return ok;
}

static bool attach_stores(struct sql_stores *stores, struct tl_err *err)
{
	bool ok = true, there;

	for (size_t i = 0; ok && i < TL_LEN(files); i++) {
		const char *path =
			tl_arena_printf(&stores->arena, "%s/%s", stores->study, files[i].path);

		ok = tl_path_is_there(path, TL_PATH_MADE, &there, err);
		if (ok && there)
			ok = tl_db_attach(stores->db, path, files[i].name, err) &&
			     list_tables(stores, files[i].name, err);
	}
	return ok;
}

static void add_literal(struct tl_buf *sql, const char *text)
{
	tl_buf_add_char(sql, '\'');
	for (; *text; text++) {
		tl_buf_add_char(sql, *text);
		if (*text == '\'')
			tl_buf_add_char(sql, '\'');
	}
	tl_buf_add_char(sql, '\'');
}

static bool connect_facts(struct sql_stores *stores, const char *delivery, const char *shard,
	const char *table, struct tl_err *err)
{
	struct tl_buf sql = {0};

	tl_buf_addc(&sql, "CREATE VIRTUAL TABLE \"");
	for (const char *c = delivery; *c; c++)
		tl_buf_add_char(&sql, *c == '-' || *c == '.' ? '_' : *c);
	tl_buf_addf(&sql, "_%s\" USING facts(", table);
	add_literal(&sql, shard);
	tl_buf_addc(&sql, ", ");
	add_literal(&sql, table);
	tl_buf_addc(&sql, ")");
	bool ok = tl_db_exec(stores->db, tl_buf_c(&sql), err);
	tl_buf_free(&sql);
	return ok;
}

/* Every facts table of one delivery that has been read. */
static bool connect_delivery(struct sql_stores *stores, const char *name, struct tl_err *err)
{
	const char *path =
		tl_arena_printf(&stores->arena, "%s/run/1-ingest/%s/shard.db", stores->study, name);
	struct tl_db *shard = tl_db_open(path, NULL, err);
	struct tl_stmt *tables =
		shard ? tl_db_prepare(shard, "SELECT name FROM fact_table ORDER BY name", err)
		      : NULL;
	bool row = true, ok = tables;

	while (ok && (ok = tl_stmt_next(tables, &row, err)) && row)
		ok = connect_facts(stores, name, path, tl_column_textz(tables, 0), err);
	tl_db_free(shard);
	return ok;
}

static bool connect_deliveries(struct sql_stores *stores, struct tl_err *err)
{
	const char *folder = tl_arena_printf(&stores->arena, "%s/run/1-ingest", stores->study);
	const char **names;
	size_t count;

	if (!tl_facts_register(stores->db, err) ||
		!tl_dir_matches(
			folder, "*/shard.db", TL_PATH_MADE, &stores->arena, &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tl_str rest = tl_str(names[i]), name;

		if (!tl_str_cut(&rest, '/', &name) || tl_str_ends(name, TL_STR(".part")))
			continue;
		if (!connect_delivery(stores, tl_arena_text(&stores->arena, name), err))
			return false;
	}
	return list_tables(stores, "main", err);
}

/* A store's own virtual tables connect when they are first asked, which tl_db_confine would refuse.
 */
static bool touch_tables(struct sql_stores *stores, struct tl_err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < stores->tables.count; i++) {
		struct tl_stmt *stmt = tl_db_prepare(stores->db,
			tl_arena_printf(
				&stores->arena, "SELECT * FROM %s", stores->tables.items[i]),
			err);

		ok = stmt;
		tl_stmt_free(stmt);
	}
	return ok;
}

bool sql_stores_open(struct sql_stores *stores, const char *study, struct tl_err *err)
{
	*stores = (struct sql_stores){.study = study};
	const char *own = tl_arena_printf(&stores->arena, "%s/study.yaml", stores->study);

	if (access(own, F_OK) != 0)
		return tl_fail_errno(err, "open", own);
	stores->db = tl_db_open(":memory:", NULL, err);
	if (!stores->db || !attach_stores(stores, err) || !connect_deliveries(stores, err))
		return false;
	if (!stores->tables.count)
		return tl_fail(err, EX_NOINPUT, "%s: nothing to ask yet; `throughline run` first",
			stores->study);
	return touch_tables(stores, err) && tl_db_confine(stores->db, STEPS_MAX, err);
}

void sql_stores_close(struct sql_stores *stores)
{
	tl_db_free(stores->db);
	tl_vec_free(&stores->tables);
	tl_arena_free(&stores->arena);
	*stores = (struct sql_stores){0};
}
