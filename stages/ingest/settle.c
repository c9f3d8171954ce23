/* What all deliveries together amount to. */
#include "settle_cover.h"
#include "settle_report.h"

#include <stdlib.h>
#include <throughline/named.h>
#include <throughline/pool.h>
#include <throughline/released.h>
#include <throughline/schema.h>

static bool write_delivery(
	const struct ingest_shard *shard, struct tl_stmt *stmt, struct tl_err *err)
{
	const struct tl_contract *contract = shard->delivery->contract;

	tl_bind_textz(stmt, 1, shard->delivery->name);
	tl_bind_textz(stmt, 2, contract->name);
	tl_bind_textz(stmt, 3, contract->partner);
	tl_bind_textz(stmt, 4, tl_kinds[contract->kind].name);
	tl_bind_int(stmt, 5, shard->db ? 1 : 0);
	tl_bind_int(stmt, 6, shard->read);
	tl_bind_int(stmt, 7, shard->kept);
	tl_bind_int(stmt, 8, shard->rejected);
	tl_bind_int(stmt, 9, shard->dead);
	tl_bind_day(stmt, 10, shard->first);
	tl_bind_day(stmt, 11, shard->last);
	tl_bind_day(stmt, 12, shard->covered_from);
	tl_bind_day(stmt, 13, shard->covered_to);
	tl_bind_int(stmt, 14, tl_day_is_set(shard->delivery->extract->period.from));
	tl_bind_textz(stmt, 15, shard->row_digest);
	return tl_stmt_run(stmt, err);
}

static bool copy_reject_totals(
	const struct ingest_shard *shard, struct tl_stmt *into, struct tl_err *err)
{
	struct tl_stmt *from = tl_db_prepare(shard->db,
		"SELECT reason, field, rows FROM reject_total ORDER BY reason, field", err);
	bool ok = from, row = true;

	while (ok && (ok = tl_stmt_next(from, &row, err)) && row) {
		tl_bind_textz(into, 1, shard->delivery->name);
		tl_bind_text(into, 2, tl_column_text(from, 0));
		tl_bind_text(into, 3, tl_column_text(from, 1));
		tl_bind_int(into, 4, tl_column_int(from, 2));
		ok = tl_stmt_run(into, err);
	}
	tl_stmt_free(from);
	return ok;
}

static bool write_deliveries(
	struct tl_db *db, const struct ingest_shard *shards, size_t count, struct tl_err *err)
{
	struct tl_stmt *delivery = tl_db_prepare(db,
		"INSERT INTO delivery VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
		"?13, ?14, ?15)",
		err);
	struct tl_stmt *totals =
		delivery
			? tl_db_prepare(db, "INSERT INTO reject_total VALUES (?1, ?2, ?3, ?4)", err)
			: NULL;
	bool ok = totals;

	for (size_t i = 0; ok && i < count; i++)
		ok = write_delivery(&shards[i], delivery, err) &&
		     (!shards[i].db || copy_reject_totals(&shards[i], totals, err));
	tl_stmt_free(totals);
	tl_stmt_free(delivery);
	return ok;
}

static bool write_dead(
	struct tl_db *db, const struct ingest_shard *shards, size_t count, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO dead_row VALUES (?1, ?2, ?3)", err);
	bool ok = stmt;

	for (size_t i = 0; ok && i < count; i++) {
		for (int64_t record = 1; ok && shards[i].dead && record <= shards[i].read;
			record++) {
			if (!shards[i].gone[record])
				continue;
			tl_bind_textz(stmt, 1, shards[i].delivery->name);
			tl_bind_int(stmt, 2, record);
			tl_bind_textz(stmt, 3, ingest_deaths[shards[i].gone[record] - 1].name);
			ok = tl_stmt_run(stmt, err);
		}
	}
	tl_stmt_free(stmt);
	return ok;
}

static bool write_dead_totals(
	struct tl_db *db, const struct ingest_shard *shards, size_t count, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO dead_total VALUES (?1, ?2, ?3)", err);
	bool ok = stmt;

	for (size_t i = 0; i < count; i++)
		for (size_t death = 0; ok && death < DEATH_COUNT_OF; death++) {
			if (!shards[i].dead_of[death])
				continue;
			tl_bind_textz(stmt, 1, shards[i].delivery->name);
			tl_bind_textz(stmt, 2, ingest_deaths[death].name);
			tl_bind_int(stmt, 3, shards[i].dead_of[death]);
			ok = tl_stmt_run(stmt, err);
		}
	tl_stmt_free(stmt);
	return ok;
}

static bool write_spans(struct tl_stmt *stmt, const struct settle_cover *cover,
	const char *locality, const settle_spans *spans, struct tl_err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < spans->count; i++) {
		tl_bind_textz(stmt, 1, cover->contract->name);
		tl_bind_textz(stmt, 2, locality);
		tl_bind_day(stmt, 3, spans->items[i].from);
		tl_bind_day(stmt, 4, tl_day_add(spans->items[i].to, -1));
		ok = tl_stmt_run(stmt, err);
	}
	return ok;
}

static bool write_covered(
	struct tl_db *db, const struct settle_cover *covers, size_t count, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO covered VALUES (?1, ?2, ?3, ?4)", err);
	bool ok = stmt;

	for (size_t i = 0; ok && i < count; i++) {
		ok = write_spans(stmt, &covers[i], "", &covers[i].spans, err);
		for (size_t j = 0; ok && j < covers[i].place_count; j++)
			ok = write_spans(stmt, &covers[i], covers[i].places[j].locality,
				&covers[i].places[j].spans, err);
	}
	tl_stmt_free(stmt);
	return ok;
}

static void bind_coverage(struct tl_stmt *stmt, const struct settle_cover *cover, int month,
	enum ingest_coverage state)
{
	tl_bind_textz(stmt, 1, cover->contract->partner);
	tl_bind_textz(stmt, 2, cover->contract->name);
	tl_bind_textz(stmt, 3, tl_kinds[cover->contract->kind].name);
	tl_bind_day(stmt, 4, tl_month_day(month));
	tl_bind_textz(stmt, 5, ingest_coverage_names[state]);
}

static bool write_coverage(struct tl_db *db, const struct tl_study *study,
	const struct settle_cover *covers, struct tl_err *err)
{
	struct tl_stmt *whole =
		tl_db_prepare(db, "INSERT INTO coverage VALUES (?1, ?2, ?3, ?4, ?5)", err);
	struct tl_stmt *own = whole ? tl_db_prepare(db,
					      "INSERT INTO locality_coverage"
					      " VALUES (?1, ?2, ?3, ?6, ?4, ?5)",
					      err)
				    : NULL;
	int from = tl_month_index(study->month_from), to = tl_month_index(study->month_to);
	bool ok = own;

	for (size_t i = 0; ok && i < study->contracts_count; i++) {
		const struct settle_cover *cover = &covers[i];

		for (int month = from; ok && month <= to; month++) {
			bind_coverage(whole, cover, month, settle_cover_month(cover, month));
			ok = tl_stmt_run(whole, err);
			for (size_t j = 0; ok && j < cover->place_count; j++) {
				bind_coverage(own, cover, month,
					settle_place_month(cover, &cover->places[j], month));
				tl_bind_textz(own, 6, cover->places[j].locality);
				ok = tl_stmt_run(own, err);
			}
		}
	}
	tl_stmt_free(own);
	tl_stmt_free(whole);
	return ok;
}

static bool record_release(
	struct tl_stagedir *stage, const struct tl_study *study, struct tl_err *err)
{
	const char *path, *below;

	return tl_stagedir_input(stage, "file:" TL_LEDGER, err) &&
	       settle_last_release(study, &stage->arena, &path, &below, err) &&
	       (!below || tl_stagedir_input(
				  stage, tl_arena_printf(&stage->arena, "file:%s", below), err));
}

static bool record_inputs(struct tl_stagedir *stage, const struct tl_study *study,
	const struct ingest_shard *shards, size_t count, struct tl_err *err)
{
	static const char *const keys[] = {
		"yaml:study.yaml#months", "yaml:study.yaml#as_at", "yaml:study.yaml#localities"};

	for (size_t i = 0; i < TL_LEN(keys); i++)
		if (!tl_stagedir_input(stage, keys[i], err))
			return false;
	if (!tl_stagedir_input(stage, "file:" TL_REMOVALS, err))
		return false;
	if (!ingest_record_extracts(stage, study, NULL, err) || !record_release(stage, study, err))
		return false;
	for (size_t i = 0; i < study->contracts_count; i++)
		if (!tl_stagedir_input(stage, study->contracts[i]->input, err))
			return false;
	for (size_t i = 0; i < count; i++) {
		const struct tl_delivery *delivery = shards[i].delivery;
		/* A late file is an input too: when it comes, it must be settled. */
		const char *name =
			delivery->present
				? tl_arena_printf(
					  &stage->arena, "store:" INGEST_DIR "/%s", delivery->name)
				: tl_arena_printf(&stage->arena, "extract:%s", delivery->file);

		if (!tl_stagedir_input(stage, name, err))
			return false;
	}
	return true;
}

static bool write_store(struct tl_stagedir *stage, const struct tl_study *study,
	const struct ingest_shard *shards, size_t count, const struct settle_cover *covers,
	const ingest_found_vec *found, struct ingest_settled *settled, struct tl_err *err)
{
	struct tl_buf *warnings = &settled->warnings;
	struct tl_db *db =
		tl_db_create(tl_stagedir_path(stage, "settle.db"), tl_schema_settle, err);
	struct tl_digest content;

	if (!db)
		return false;
	if (!write_deliveries(db, shards, count, err) || !write_dead(db, shards, count, err) ||
		!write_dead_totals(db, shards, count, err) ||
		!settle_write_findings(db, shards, count, found, warnings, err) ||
		!settle_write_drift(db, shards, count, warnings, err) ||
		!settle_removals(study, shards, count, db, settled, err) ||
		!write_covered(db, covers, study->contracts_count, err) ||
		!write_coverage(db, study, covers, err) ||
		!settle_write_reports(stage, study, db, shards, count, covers, found, err) ||
		!tl_db_content_digest(db, &content, err)) {
		tl_db_free(db);
		return false;
	}
	tl_stagedir_content(stage, "settle.db", content);
	return tl_db_finish(db, err);
}

static void add_up(const struct ingest_shard *shards, size_t count, struct ingest_settled *settled,
	struct tl_stagedir *stage)
{
	int64_t read = 0, rejected = 0;

	for (size_t i = 0; i < count; i++) {
		assert(shards[i].dead <= shards[i].kept);
		settled->deliveries += shards[i].db != NULL;
		settled->late += !shards[i].db;
		settled->kept += shards[i].kept;
		settled->dead += shards[i].dead;
		read += shards[i].read;
		rejected += shards[i].rejected;
	}
	tl_stagedir_count(stage, "deliveries", settled->deliveries);
	tl_stagedir_count(stage, "late", settled->late);
	tl_stagedir_count(stage, "rows_read", read);
	tl_stagedir_count(stage, "rows_kept", settled->kept);
	tl_stagedir_count(stage, "rows_rejected", rejected);
	tl_stagedir_count(stage, "rows_dead", settled->dead);
	for (size_t i = 0; i < count; i++)
		for (size_t death = 0; death < DEATH_COUNT_OF; death++)
			if (shards[i].dead_of[death])
				tl_stagedir_count(stage,
					tl_arena_printf(&stage->arena, "dead: %s",
						ingest_deaths[death].name),
					shards[i].dead_of[death]);
}

static bool open_shards(struct ingest_shard *shards, const struct tl_study *study,
	const struct tl_delivery *deliveries, size_t count, struct tl_arena *arena,
	struct tl_err *err)
{
	for (size_t i = 0; i < count; i++) {
		shards[i].delivery = &deliveries[i];
		shards[i].row_digest = shards[i].file_digest = "";
		shards[i].first = shards[i].last = TL_NO_DAY;
		shards[i].covered_from = shards[i].covered_to = TL_NO_DAY;
		if (!deliveries[i].present)
			continue;
		if (!ingest_shard_open(&shards[i], study, arena, err))
			return false;
		ingest_coverage_days(&shards[i], study->as_at);
	}
	return true;
}

struct covering {
	const struct tl_study *study;
	const struct ingest_shard *shards;
	size_t count;
	struct covered { /* by contract */
		struct settle_cover cover;
		struct tl_arena arena; /* what was found points into it */
		ingest_found_vec found;
	} * contracts;
};

/* A contract opens the shards of its own deliveries alone. */
static bool cover_contract(size_t index, void *task, struct tl_err *err)
{
	struct covering *covering = task;
	struct covered *covered = &covering->contracts[index];

	return settle_cover_make(&covered->cover, covering->study,
		covering->study->contracts[index], covering->shards, covering->count,
		&covered->arena, &covered->found, err);
}

static bool make_covers(struct covering *covering, size_t threads, struct settle_cover *covers,
	ingest_found_vec *found, struct tl_err *err)
{
	bool ok = tl_pool_for(
		threads, covering->study->contracts_count, cover_contract, covering, err);

	for (size_t i = 0; i < covering->study->contracts_count; i++) {
		const struct covered *covered = &covering->contracts[i];

		covers[i] = covered->cover;
		for (size_t f = 0; f < covered->found.count; f++)
			*tl_vec_push(found) = covered->found.items[f];
	}
	return ok;
}

static void covering_free(struct covering *covering)
{
	for (size_t i = 0; i < covering->study->contracts_count; i++) {
		settle_cover_free(&covering->contracts[i].cover);
		tl_vec_free(&covering->contracts[i].found);
		tl_arena_free(&covering->contracts[i].arena);
	}
}

void ingest_settled_free(struct ingest_settled *settled)
{
	tl_vec_free(&settled->removals);
	tl_buf_free(&settled->warnings);
}

bool ingest_settle(const struct tl_study *study, const struct tl_delivery *deliveries, size_t count,
	size_t threads, struct ingest_settled *settled, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct ingest_shard *shards = tl_arena_array(&arena, count + 1, sizeof *shards);
	struct settle_cover *covers =
		tl_arena_array(&arena, study->contracts_count, sizeof *covers);
	struct covering covering = {study, shards, count,
		tl_arena_array(&arena, study->contracts_count, sizeof *covering.contracts)};
	struct tl_stagedir stage = {0};
	ingest_found_vec found = {0};
	const char *release, *below;
	bool ok = false;

	*settled = (struct ingest_settled){0};
	if (!open_shards(shards, study, deliveries, count, &arena, err) ||
		!ingest_dead_find(shards, count, threads, &arena, &found, err) ||
		!settle_judge(shards, count, &settled->warnings, err) ||
		!settle_last_release(study, &arena, &release, &below, err) ||
		!settle_bands(study, shards, count, release, &arena, &found, err) ||
		!settle_gone(shards, count, release, &arena, &found, &settled->warnings, err) ||
		!make_covers(&covering, threads, covers, &found, err))
		goto done;
	if (!tl_stagedir_begin(&stage, study->dir, study->extracts, INGEST_DIR "/settle", false,
		    "tl-ingest", err))
		goto done;
	add_up(shards, count, settled, &stage);
	ok = record_inputs(&stage, study, shards, count, err) &&
	     write_store(&stage, study, shards, count, covers, &found, settled, err) &&
	     tl_stagedir_commit(&stage, err);
done:
	tl_stagedir_abandon(&stage);
	tl_vec_free(&found);
	covering_free(&covering);
	for (size_t i = 0; i < count; i++)
		tl_db_free(shards[i].db);
	tl_arena_free(&arena);
	return ok;
}
