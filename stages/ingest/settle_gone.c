/* Deliveries that were released and are not there now. */
#include "settle.h"

#include <string.h>
#include <throughline/released.h>
#include <throughline/schema.h>

bool settle_last_release(const struct tl_study *study, struct tl_arena *arena, const char **path,
	const char **below, struct tl_err *err)
{
	int number;

	*path = *below = NULL;
	if (!tl_released_last(study->dir, &number, err))
		return false;
	if (number) {
		*below = tl_arena_printf(arena, "releases/%03d/confidential/release.db", number);
		*path = tl_arena_printf(arena, "%s/%s", study->dir, *below);
	}
	return true;
}

struct released { /* a delivery, as its profile says */
	struct tl_str name, digest;
	int64_t rows;
	struct tl_day first, last; /* TL_NO_DAY: no row of it has a day */
};
typedef TL_VEC(struct released) released_vec;

static bool read_profiles(
	const char *path, struct tl_arena *arena, released_vec *profiles, struct tl_err *err)
{
	struct tl_db *db = tl_db_open(path, tl_schema_release, err);
	struct tl_stmt *stmt =
		db ? tl_db_prepare(db,
			     "SELECT delivery, row_digest, rows_read, first_day, "
			     "last_day FROM delivery_profile WHERE rows_read > 0 ORDER BY delivery",
			     err)
		   : NULL;
	bool row = true, ok = stmt;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(profiles) = (struct released){
			tl_str(tl_arena_text(arena, tl_column_text(stmt, 0))),
			tl_str(tl_arena_text(arena, tl_column_text(stmt, 1))),
			tl_column_int(stmt, 2), tl_column_day(stmt, 3), tl_column_day(stmt, 4)};
	tl_stmt_free(stmt);
	tl_db_free(db);
	return ok;
}

static bool was_released(const released_vec *profiles, const struct ingest_shard *shard)
{
	for (size_t i = 0; i < profiles->count; i++)
		if (tl_str_equal(profiles->items[i].digest, tl_str(shard->row_digest)))
			return true;
	return false;
}

/* Without days nothing tells in whose place a delivery came. */
static bool shares_days(const struct ingest_shard *shard, const struct released *then)
{
	if (!tl_day_is_set(shard->first) || !tl_day_is_set(then->first))
		return true;
	return shard->first.n <= then->last.n && then->first.n <= shard->last.n;
}

static const char *days_of(const struct released *then, struct tl_arena *arena)
{
	char first[11], last[11];

	if (!tl_day_is_set(then->first))
		return "";
	return tl_arena_printf(arena, " of %.7s to %.7s", tl_day_iso(then->first, first),
		tl_day_iso(then->last, last));
}

struct gone {
	const struct ingest_shard *shards;
	size_t count;
	released_vec profiles;
	struct tl_arena *arena;
	ingest_found_vec *found;
	struct tl_buf *warnings;
};

static void hold(const struct gone *gone, const struct released *then)
{
	size_t first = SIZE_MAX;
	const char *words;

	for (size_t i = 0; i < gone->count; i++) {
		const struct ingest_shard *shard = &gone->shards[i];

		if (tl_delivery_number(then->name, shard->delivery->contract->name) < 0)
			continue;
		first = first == SIZE_MAX ? i : first;
		if (shard->db && (tl_str_equal(then->digest, tl_str(shard->row_digest)) ||
					 (!was_released(&gone->profiles, shard) &&
						 shares_days(shard, then))))
			return;
	}
	words = tl_arena_printf(gone->arena, "%lld row%s%s were in the last release",
		(long long)then->rows, then->rows == 1 ? "" : "s", days_of(then, gone->arena));
	if (first != SIZE_MAX)
		*tl_vec_push(gone->found) = (struct ingest_found){
			first, FINDING_GONE, then->name.data, then->rows, words};
	else
		tl_buf_addf(gone->warnings, TL_STR_FMT ": %s: %s. %s\n", TL_STR_ARG(then->name),
			ingest_findings[FINDING_GONE].name, words,
			ingest_findings[FINDING_GONE].sentence);
}

bool settle_gone(const struct ingest_shard *shards, size_t count, const char *release,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_buf *warnings,
	struct tl_err *err)
{
	struct gone gone = {shards, count, {0}, arena, found, warnings};
	bool ok = !release || read_profiles(release, arena, &gone.profiles, err);

	for (size_t i = 0; ok && i < gone.profiles.count; i++)
		hold(&gone, &gone.profiles.items[i]);
	tl_vec_free(&gone.profiles);
	return ok;
}
