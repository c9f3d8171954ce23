/* Files that stand in the place of earlier ones: the same bytes again, or as the contract says. */
#include "settle_rows.h"

#include <stdlib.h>
#include <string.h>

#define MONTHS ((size_t)10000 * 12)

/* What later files speak of. */
struct claims {
	uint8_t *months; /* by tl_month_index: they have rows of it */
	TL_VEC(struct tl_span) stated;
	bool all;
};

static bool is_claimed(const struct claims *claims, struct tl_day day)
{
	if (claims->all)
		return true;
	if (!tl_day_is_set(day))
		return false;
	for (size_t i = 0; i < claims->stated.count; i++)
		if (tl_span_holds(claims->stated.items[i], day))
			return true;
	return claims->months[tl_month_index(day)];
}

/* study.yaml states a pattern's period for all of its files together: that is nobody's own. */
bool settle_has_own_period(const struct ingest_shard *shard)
{
	const struct tl_extract *extract = shard->delivery->extract;

	return extract->period_from && !strpbrk(extract->file, "*?[");
}

static void claim(
	struct claims *claims, const struct ingest_shard *shard, const struct settle_rows *rows)
{
	claims->all = shard->delivery->contract->replaces == TL_REPLACES_ALL;
	if (settle_has_own_period(shard)) {
		*tl_vec_push(&claims->stated) = shard->delivery->extract->period;
		return;
	}
	for (size_t row = 0; row < rows->count; row++) {
		struct tl_day day = settle_rows_day(rows, row);

		if (tl_day_is_set(day))
			claims->months[tl_month_index(day)] = 1;
	}
}

static void bury(struct ingest_shard *shard, const struct settle_rows *rows,
	const struct claims *claims, bool again)
{
	for (size_t row = 0; row < rows->count; row++)
		if (again)
			settle_kill(shard, rows->record_no[row], DEATH_DELIVERED_AGAIN);
		else if (is_claimed(claims, settle_rows_day(rows, row)))
			settle_kill(shard, rows->record_no[row], DEATH_SUPERSEDED);
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
	struct tl_err *err)
{
	bool replaces =
		contract->replaces == TL_REPLACES_ALL || contract->replaces == TL_REPLACES_PERIOD;
	struct claims claims = {.months = tl_alloc(MONTHS, 1)};
	bool ok = true;

	for (size_t i = count; ok && i-- > 0;) {
		bool again = shards[i].db && was_there(shards, i);
		struct settle_rows rows;

		if (!shards[i].db || shards[i].delivery->contract != contract ||
			!(again || replaces))
			continue;
		ok = settle_rows_read(&rows, &shards[i], err);
		if (ok)
			bury(&shards[i], &rows, &claims, again);
		if (ok && !again)
			claim(&claims, &shards[i], &rows);
		settle_rows_free(&rows);
	}
	tl_vec_free(&claims.stated);
	free(claims.months);
	return ok;
}
