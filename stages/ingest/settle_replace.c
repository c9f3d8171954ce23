/* Files that stand in the place of earlier ones: the same bytes again, or as the contract says. */
#include "settle_rows.h"

#include <stdlib.h>
#include <string.h>

#define MONTHS ((size_t)10000 * 12)

#define NOBODY SIZE_MAX

struct month {
	size_t by; /* the last file with rows of it, and 1; 0: none */
	int64_t live; /* rows of it in later files that count */
	int64_t buried; /* of the file at hand */
};

struct stated {
	struct tl_span span;
	size_t by;
};

/* What later files speak of. */
struct claims {
	struct month *months; /* by tl_month_index */
	TL_VEC(struct stated) stated;
	size_t all; /* the file that replaces all, and 1; 0: none */
};

/* The file that claims the day, or NOBODY. */
static size_t claimant_of(const struct claims *claims, struct tl_day day)
{
	if (claims->all)
		return claims->all - 1;
	if (!tl_day_is_set(day))
		return NOBODY;
	for (size_t i = 0; i < claims->stated.count; i++)
		if (tl_span_holds(claims->stated.items[i].span, day))
			return claims->stated.items[i].by;
	return claims->months[tl_month_index(day)].by - 1;
}

/* study.yaml states a pattern's period for all of its files together: that is nobody's own. */
bool settle_has_own_period(const struct ingest_shard *shard)
{
	const struct tl_extract *extract = shard->delivery->extract;

	return extract->period_from && !strpbrk(extract->file, "*?[");
}

static void claim(struct claims *claims, const struct ingest_shard *shard, size_t at,
	const struct settle_rows *rows)
{
	bool own = settle_has_own_period(shard);

	if (shard->delivery->contract->replaces == TL_REPLACES_ALL && !claims->all)
		claims->all = at + 1;
	if (own)
		*tl_vec_push(&claims->stated) =
			(struct stated){shard->delivery->extract->period, at};
	for (size_t row = 0; row < rows->count; row++) {
		struct tl_day day = settle_rows_day(rows, row);
		struct month *month;

		if (!tl_day_is_set(day))
			continue;
		month = &claims->months[tl_month_index(day)];
		month->live += settle_rows_live(rows, shard, row);
		if (!own && !month->by)
			month->by = at + 1;
	}
}

/* What a burial is told with. */
struct telling {
	const struct ingest_shard *shards;
	struct tl_arena *arena;
	ingest_found_vec *found;
};

static const char *name_of(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? slash + 1 : file;
}

/* "calls-corrected.csv" and "calls (1).csv" beside "calls.csv". */
static bool is_named_after(const char *file, const char *original)
{
	struct tl_str name = tl_str(name_of(original));
	const char *dot = memchr(name.data, '.', name.length);

	if (dot)
		name.length = (size_t)(dot - name.data);
	return tl_str_starts(tl_str(name_of(file)), name);
}

/* Nothing is left of the file at hand. Of registers that are each whole only the last counts: that
 * is worth a word where it looks as if the wrong one were last. */
static void tell_whole(const struct telling *telling, size_t at, size_t by)
{
	const struct tl_delivery *gone = telling->shards[at].delivery,
				 *stands = telling->shards[by].delivery;

	if (gone->contract->replaces == TL_REPLACES_ALL &&
		!is_named_after(gone->file, stands->file))
		return;
	*tl_vec_push(telling->found) = (struct ingest_found){at, FINDING_REPLACED_WHOLE, "", 0,
		tl_arena_printf(telling->arena, "%s, by %s", gone->file, stands->file)};
}

/* A month of which far fewer rows are left than the file at hand had. */
static void tell_month(const struct telling *telling, const struct month *month, struct tl_day day,
	size_t at, size_t by)
{
	char iso[11];

	if (month->live * 2 >= month->buried)
		return;
	*tl_vec_push(telling->found) = (struct ingest_found){by, FINDING_REPLACED_BY_FEW,
		tl_arena_printf(telling->arena, "%.7s", tl_day_iso(day, iso)), 0,
		tl_arena_printf(telling->arena, "%lld row%s in the place of %lld of %s",
			(long long)month->live, month->live == 1 ? "" : "s",
			(long long)month->buried, telling->shards[at].delivery->file)};
}

static void bury_again(struct ingest_shard *shard, const struct settle_rows *rows)
{
	for (size_t row = 0; row < rows->count; row++)
		settle_kill(shard, rows->record_no[row], DEATH_DELIVERED_AGAIN);
}

static void bury_claimed(struct ingest_shard *shard, size_t at, const struct settle_rows *rows,
	struct claims *claims, const struct telling *telling)
{
	size_t buried = 0, last = NOBODY;

	for (size_t row = 0; row < rows->count; row++) {
		struct tl_day day = settle_rows_day(rows, row);
		size_t by = claimant_of(claims, day);

		if (by == NOBODY)
			continue;
		settle_kill(shard, rows->record_no[row], DEATH_SUPERSEDED);
		buried++;
		last = last == NOBODY || by > last ? by : last;
		if (tl_day_is_set(day))
			claims->months[tl_month_index(day)].buried++;
	}
	if (buried && buried == rows->count)
		tell_whole(telling, at, last);
	for (size_t row = 0; buried && row < rows->count; row++) {
		struct tl_day day = settle_rows_day(rows, row);
		struct month *month =
			tl_day_is_set(day) ? &claims->months[tl_month_index(day)] : NULL;

		if (month && month->buried && !claims->all)
			tell_month(telling, month, day, at, claimant_of(claims, day));
		if (month)
			month->buried = 0;
	}
}

static bool was_there(const struct ingest_shard *shards, size_t at)
{
	const struct ingest_shard *shard = &shards[at];

	for (size_t i = 0; i < at; i++)
		if (shards[i].db && shards[i].delivery->contract == shard->delivery->contract &&
			*shard->file_digest && !strcmp(shards[i].file_digest, shard->file_digest))
			return true;
	return false;
}

/* From the last file to the first, so that each knows what those after it claim. */
bool settle_replace(struct ingest_shard *shards, size_t count, const struct tl_contract *contract,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err)
{
	bool replaces =
		contract->replaces == TL_REPLACES_ALL || contract->replaces == TL_REPLACES_PERIOD;
	struct claims claims = {.months = tl_alloc(MONTHS, sizeof *claims.months)};
	struct telling telling = {shards, arena, found};
	bool ok = true;

	for (size_t i = count; ok && i-- > 0;) {
		bool again = shards[i].db && was_there(shards, i);
		struct settle_rows rows;

		if (!shards[i].db || shards[i].delivery->contract != contract ||
			!(again || replaces))
			continue;
		ok = settle_rows_read(&rows, &shards[i], err);
		if (ok && again)
			bury_again(&shards[i], &rows);
		if (ok && !again) {
			bury_claimed(&shards[i], i, &rows, &claims, &telling);
			claim(&claims, &shards[i], i, &rows);
		}
		settle_rows_free(&rows);
	}
	tl_vec_free(&claims.stated);
	free(claims.months);
	return ok;
}
