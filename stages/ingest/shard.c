#include "shard.h"

#include <throughline/schema.h>

static bool write_delivery(const struct ingest_sink *sink, const struct tl_delivery *delivery,
	int64_t bytes, struct tl_db *db, struct tl_err *err)
{
	const struct tl_contract *contract = delivery->contract;
	struct tl_span stated = delivery->extract->period;
	struct tl_digest digest = ingest_rowsum_done(&sink->rowsum);
	struct tl_stmt *stmt = tl_db_prepare(db,
		"INSERT INTO delivery VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
		"?13, "
		"?14)",
		err);
	bool ok;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, delivery->name);
	tl_bind_textz(stmt, 2, contract->name);
	tl_bind_textz(stmt, 3, contract->partner);
	tl_bind_textz(stmt, 4, tl_kinds[contract->kind].name);
	tl_bind_textz(stmt, 5, delivery->file);
	tl_bind_int(stmt, 6, bytes);
	tl_bind_int(stmt, 7, sink->tally.read);
	tl_bind_int(stmt, 8, sink->tally.kept);
	tl_bind_int(stmt, 9, ingest_tally_rejected(&sink->tally));
	tl_bind_day(stmt, 10, sink->first);
	tl_bind_day(stmt, 11, sink->last);
	tl_bind_day(stmt, 12, stated.from);
	tl_bind_day(stmt, 13, tl_day_add(stated.to, -1));
	tl_bind_textz(stmt, 14, digest.hex);
	ok = tl_stmt_run(stmt, err);
	tl_stmt_free(stmt);
	return ok;
}

static void count_rows(const struct ingest_tally *tally, struct tl_stagedir *stage)
{
	tl_stagedir_count(stage, "columns_unknown", tally->unknown_columns);
	tl_stagedir_count(stage, "rows_read", tally->read);
	tl_stagedir_count(stage, "rows_kept", tally->kept);
	tl_stagedir_count(stage, "rows_rejected", ingest_tally_rejected(tally));
	for (size_t i = 0; i < TL_FAULT_COUNT_OF; i++)
		if (tally->rejected[i])
			tl_stagedir_count(stage,
				tl_arena_printf(&stage->arena, "rejected: %s", tl_faults[i].name),
				tally->rejected[i]);
}

bool ingest_shard_write(struct ingest_reading *reading, const struct tl_delivery *delivery,
	struct tl_stagedir *stage, struct tl_err *err)
{
	struct ingest_sink *sink = &reading->sink;
	int64_t bytes = tl_table_bytes(reading->table);
	struct tl_db *db = tl_db_create(tl_stagedir_path(stage, "shard.db"), tl_schema_shard, err);
	struct tl_digest content;

	if (!db)
		return false;
	if (!write_delivery(sink, delivery, bytes, db, err) ||
		!ingest_columns_write(&reading->columns, db, err) ||
		!ingest_removals_write(&reading->removals, db, err) ||
		!ingest_sink_finish(sink, db, err) || !tl_db_content_digest(db, &content, err)) {
		tl_db_free(db);
		return false;
	}
	tl_stagedir_content(stage, "shard.db", content);
	count_rows(&sink->tally, stage);
	return tl_db_finish(db, err);
}
