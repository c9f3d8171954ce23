/* Whether what all deliveries together leave of each one will do. */
#include "settle.h"

#include <string.h>
#include <throughline/extract.h>

static enum ingest_death commonest(const struct ingest_shard *shard)
{
	enum ingest_death most = DEATH_BROKEN_KEY;

	for (enum ingest_death death = 0; death < DEATH_COUNT_OF; death++)
		if (ingest_deaths[death].fault && shard->dead_of[death] > shard->dead_of[most])
			most = death;
	return most;
}

/* Rows that read refused and that are nobody's fault: blank ones, and those removed. */
static bool excused_rows(const struct ingest_shard *shard, int64_t *rows, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(shard->db,
		"SELECT ifnull(sum(rows), 0) FROM reject_total WHERE reason IN (?1, ?2)", err);
	bool row = true, ok = stmt;

	if (ok) {
		tl_bind_textz(stmt, 1, tl_faults[TL_FAULT_BLANK_ROW].name);
		tl_bind_textz(stmt, 2, tl_faults[TL_FAULT_REMOVED].name);
		ok = tl_stmt_next(stmt, &row, err);
	}
	*rows = ok ? tl_column_int(stmt, 0) : 0;
	tl_stmt_free(stmt);
	return ok;
}

/* Duplicates and superseded rows are no loss: other files have them. */
static bool check_some_left(const struct ingest_shard *shard, int64_t faults, struct tl_err *err)
{
	const struct tl_contract *contract = shard->delivery->contract;
	const struct ingest_death_facts *most = &ingest_deaths[commonest(shard)];

	if (faults < shard->kept || (contract->empty && !strcmp(contract->empty, "allowed")))
		return true;
	return tl_fail(err, EX_DATAERR, "%s: no row is left; %lld of %lld kept: %s. %s",
		shard->delivery->file, (long long)shard->dead_of[commonest(shard)],
		(long long)shard->kept, most->name, most->sentence);
}

static bool check_thresholds(const struct ingest_shard *shard, int64_t faults,
	struct tl_buf *warnings, struct tl_err *err)
{
	const struct ingest_death_facts *most = &ingest_deaths[commonest(shard)];
	struct tl_buf words = {0};
	enum tl_threshold passed;
	int64_t excused;

	if (!excused_rows(shard, &excused, err))
		return false;
	passed = tl_threshold_of(shard->delivery->contract,
		shard->rejected > excused ? "rejected, or counted no more" : "counted no more",
		shard->rejected - excused + faults, shard->read - excused, &words);
	if (passed == TL_THRESHOLD_STOP)
		tl_fail(err, EX_DATAERR, "%s: %s; most often: %s. %s", shard->delivery->file,
			tl_buf_c(&words), most->name, most->sentence);
	else if (passed == TL_THRESHOLD_WARN)
		tl_buf_addf(warnings, "%s: %s; most often: %s. %s\n", shard->delivery->file,
			tl_buf_c(&words), most->name, most->sentence);
	tl_buf_free(&words);
	return passed != TL_THRESHOLD_STOP;
}

bool settle_judge(const struct ingest_shard *shards, size_t count, struct tl_buf *warnings,
	struct tl_err *err)
{
	for (size_t i = 0; i < count; i++) {
		int64_t faults = 0;

		for (enum ingest_death death = 0; death < DEATH_COUNT_OF; death++)
			faults += ingest_deaths[death].fault ? shards[i].dead_of[death] : 0;
		if (faults && (!check_some_left(&shards[i], faults, err) ||
				      !check_thresholds(&shards[i], faults, warnings, err)))
			return false;
	}
	return true;
}
