/* One delivery's shard, as settle finds it. */
#include "settle.h"

#include <throughline/schema.h>

static bool fail_counts(const char *dir, struct tl_err *err)
{
	return tl_fail(err, EX_SOFTWARE,
		"%s: rows read are not rows kept and rejected; delete it, run again and report "
		"this",
		dir);
}

static bool read_delivery(struct ingest_shard *shard, struct tl_arena *arena, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(shard->db,
		"SELECT rows_read, rows_kept, rows_rejected, first_day, last_day, row_digest FROM "
		"delivery",
		err);
	bool row = false;

	if (!stmt || !tl_stmt_next(stmt, &row, err))
		return false;
	if (row) {
		shard->read = tl_column_int(stmt, 0);
		shard->kept = tl_column_int(stmt, 1);
		shard->rejected = tl_column_int(stmt, 2);
		shard->first = tl_column_day(stmt, 3);
		shard->last = tl_column_day(stmt, 4);
		shard->row_digest = tl_arena_text(arena, tl_column_text(stmt, 5));
	}
	tl_stmt_free(stmt);
	return true;
}

/* Rows of a table of facts; 0 where it is not there. */
static bool fact_rows(struct tl_db *db, const char *table, int64_t *rows, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "SELECT rows FROM fact_table WHERE name = ?1", err);
	bool found = false, ok;

	*rows = 0;
	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, table);
	ok = tl_stmt_next(stmt, &found, err);
	if (ok && found)
		*rows = tl_column_int(stmt, 0);
	tl_stmt_free(stmt);
	return ok;
}

static bool check_counts(const struct ingest_shard *shard, const char *dir, struct tl_err *err)
{
	const char *table = tl_kinds[shard->delivery->contract->kind].table;
	int64_t kept, rejected, totals;

	if (!fact_rows(shard->db, table, &kept, err) ||
		!fact_rows(shard->db, "reject", &rejected, err) ||
		!tl_db_int(
			shard->db, "SELECT coalesce(sum(rows), 0) FROM reject_total", &totals, err))
		return false;
	if (shard->read != shard->kept + shard->rejected || shard->kept != kept ||
		shard->rejected != rejected || shard->rejected != totals)
		return fail_counts(dir, err);
	return true;
}

bool ingest_shard_open(struct ingest_shard *shard, const struct tl_study *study,
	struct tl_arena *arena, struct tl_err *err)
{
	const char *name = shard->delivery->name;
	const char *dir = tl_arena_printf(arena, INGEST_DIR "/%s", name);
	struct tl_manifest manifest;
	bool found;

	if (!tl_manifest_read(study->dir, dir, &manifest, &found, err))
		return false;
	for (size_t i = 0; found && i < manifest.input_count; i++)
		if (tl_str_starts(tl_str(manifest.inputs[i].name), TL_STR("extract:")))
			shard->file_digest =
				tl_arena_text(arena, tl_str(manifest.inputs[i].digest.hex));
	tl_manifest_free(&manifest);
	if (!found)
		return tl_fail(err, EX_NOINPUT,
			"%s/%s: this delivery has not been read; run tl-ingest --read %s first",
			study->dir, dir, name);
	shard->db = tl_db_open(
		tl_arena_printf(arena, "%s/%s/shard.db", study->dir, dir), tl_schema_shard, err);
	if (!shard->db || !read_delivery(shard, arena, err) || !check_counts(shard, dir, err))
		return false;
	shard->gone = tl_arena_array(arena, (size_t)shard->read + 1, sizeof *shard->gone);
	return true;
}
