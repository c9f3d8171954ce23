/* Volume and freshness: is a new delivery like the last one released? */
#include "settle.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/schema.h>

static bool asks(const struct tl_bands *bands)
{
	return bands->rows_least > 0 || bands->rows_most > 0 || bands->days;
}

/* The profile of the last delivery of a contract in the release. */
struct profile {
	const char *delivery;
	int64_t rows, number; /* number: of "calls.3"; of "calls" alone 0; -1: there was none */
	struct tl_day last;
};

/* *known: rows with this digest were released already, so there is nothing to compare. */
static bool find_profile(struct tl_db *release, const struct ingest_shard *shard,
	struct tl_arena *arena, struct profile *profile, bool *known, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(release,
		"SELECT delivery, rows_read, last_day, row_digest FROM delivery_profile ORDER BY "
		"delivery",
		err);
	bool row = true, ok = stmt;

	*profile = (struct profile){.number = -1, .last = TL_NO_DAY};
	*known = false;
	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row) {
		int64_t number = tl_delivery_number(
			tl_column_text(stmt, 0), shard->delivery->contract->name);

		if (number < 0)
			continue;
		*known = *known || tl_str_equal(tl_column_text(stmt, 3), tl_str(shard->row_digest));
		if (number > profile->number)
			*profile = (struct profile){tl_arena_text(arena, tl_column_text(stmt, 0)),
				tl_column_int(stmt, 1), number, tl_column_day(stmt, 2)};
	}
	tl_stmt_free(stmt);
	return ok;
}

struct holding {
	const struct tl_study *study;
	const struct ingest_shard *shards;
	size_t count;
	struct tl_arena *arena;
	ingest_found_vec *found;
};

static void add(const struct holding *holding, size_t shard, enum ingest_finding finding,
	const char *beside)
{
	*tl_vec_push(holding->found) =
		(struct ingest_found){shard, finding, "", holding->shards[shard].read, beside};
}

static const char *rows_beside(
	const struct holding *holding, const struct ingest_shard *shard, const struct profile *then)
{
	return tl_arena_printf(holding->arena, "%lld row%s now, %lld in %s, the last one released",
		(long long)shard->read, shard->read == 1 ? "" : "s", (long long)then->rows,
		then->delivery);
}

/* Months, not days: the day of one row says more of its person than of the file. */
static const char *newest_beside(
	const struct holding *holding, const struct ingest_shard *shard, const struct profile *then)
{
	char now[11], before[11];

	return tl_arena_printf(holding->arena,
		"newest row of %.7s now, of %.7s in %s, the last one released",
		tl_day_iso(shard->last, now), tl_day_iso(then->last, before), then->delivery);
}

static const char *age_beside(const struct holding *holding, const struct ingest_shard *shard)
{
	char newest[11], as_at[11];

	return tl_arena_printf(holding->arena,
		"newest row of %.7s, and at most %u days before %s are expected",
		tl_day_iso(shard->last, newest), shard->delivery->contract->bands.days,
		tl_day_iso(holding->study->as_at, as_at));
}

static void hold(const struct holding *holding, size_t number, const struct profile *before)
{
	const struct ingest_shard *shard = &holding->shards[number];
	const struct tl_bands *bands = &shard->delivery->contract->bands;
	double rows = (double)shard->read, then = (double)before->rows;

	if (before->number < 0)
		return;
	if (bands->rows_least > 0 && rows < bands->rows_least * then)
		add(holding, number, FINDING_FEWER_ROWS, rows_beside(holding, shard, before));
	if (bands->rows_most > 0 && rows > bands->rows_most * then)
		add(holding, number, FINDING_MORE_ROWS, rows_beside(holding, shard, before));
	if (bands->days && tl_day_is_set(before->last) && tl_day_is_set(shard->last) &&
		shard->last.n <= before->last.n)
		add(holding, number, FINDING_NO_NEWER, newest_beside(holding, shard, before));
}

/* Freshness is asked of a contract's files together: the newest row of any. */
static void hold_age(const struct holding *holding)
{
	const struct ingest_shard *shards = holding->shards;
	size_t count = holding->count;

	for (size_t i = 0; i < count; i++) {
		const struct tl_contract *contract = shards[i].delivery->contract;
		size_t newest = i;
		bool first = true;

		for (size_t j = 0; j < count; j++) {
			if (shards[j].delivery->contract != contract || !shards[j].db)
				continue;
			first = first && (j >= i);
			if (shards[j].last.n >= shards[newest].last.n)
				newest = j;
		}
		if (first && shards[i].db && contract->bands.days &&
			tl_day_is_set(shards[newest].last) &&
			(int64_t)holding->study->as_at.n - shards[newest].last.n >
				contract->bands.days)
			add(holding, newest, FINDING_OLD, age_beside(holding, &shards[newest]));
	}
}

static bool hold_release(const struct holding *holding, const char *path, struct tl_err *err)
{
	const struct ingest_shard *shards = holding->shards;
	struct tl_db *release = tl_db_open(path, tl_schema_release, err);
	bool ok = release;

	for (size_t i = 0; ok && i < holding->count; i++) {
		struct profile before;
		bool known;

		if (!shards[i].db || !asks(&shards[i].delivery->contract->bands))
			continue;
		ok = find_profile(release, &shards[i], holding->arena, &before, &known, err);
		if (ok && !known)
			hold(holding, i, &before);
	}
	tl_db_free(release);
	return ok;
}

bool settle_bands(const struct tl_study *study, const struct ingest_shard *shards, size_t count,
	const char *release, struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err)
{
	const struct holding holding = {study, shards, count, arena, found};

	hold_age(&holding);
	return !release || hold_release(&holding, release, err);
}
