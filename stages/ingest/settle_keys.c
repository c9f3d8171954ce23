/* Keys within and across extracts. */
#include "marks.h"
#include "settle_rows.h"

#include <stdlib.h>

/* ---- one primary key, one row -------------------------------------------------------------- */

/* One file's rows whose key is in `seen` die; then its keys are seen too. Within a file keys are
 * already there once: read saw to that. */
static bool bury_seen(struct ingest_shard *shard, struct ingest_marks *seen,
	enum ingest_death death, struct tl_err *err)
{
	const struct tl_contract *contract = shard->delivery->contract;
	struct settle_rows rows;
	struct tl_buf bytes = {0};
	bool ok = settle_rows_read(&rows, shard, err);

	for (size_t row = 0; ok && row < rows.count; row++) {
		struct ingest_mark mark;

		tl_buf_clear(&bytes);
		if (!settle_rows_live(&rows, shard, row) ||
			!settle_rows_add_fields(&rows, row, contract, contract->primaryKey,
				contract->primaryKey_count, &bytes))
			continue;
		mark = ingest_mark_of(tl_buf_str(&bytes));
		if (ingest_marks_has(seen, mark))
			settle_kill(shard, rows.record_no[row], death);
		else
			ingest_marks_add(seen, mark);
	}
	tl_buf_free(&bytes);
	settle_rows_free(&rows);
	return ok;
}

bool settle_primary_keys(struct ingest_shard *shards, size_t count,
	const struct tl_contract *contract, struct tl_err *err)
{
	bool later_wins = contract->replaces == TL_REPLACES_KEY, ok = true;
	struct ingest_marks seen = {0};

	if (!contract->primaryKey_count)
		return true;
	for (size_t i = 0; ok && i < count; i++) {
		struct ingest_shard *shard = &shards[later_wins ? count - 1 - i : i];

		if (shard->db && shard->delivery->contract == contract)
			ok = bury_seen(shard, &seen,
				later_wins ? DEATH_SUPERSEDED : DEATH_KEY_BEFORE, err);
	}
	ingest_marks_free(&seen);
	return ok;
}

/* ---- foreign keys ------------------------------------------------------------------------- */

struct foreign {
	const struct tl_foreign_key *key;
	struct ingest_marks there;
	struct tl_buf bytes;
};

/* A file that has not come yet may hold what is missed: then nothing can be said. */
static bool is_complete(
	const struct ingest_shard *shards, size_t count, const struct tl_contract *target)
{
	for (size_t i = 0; i < count; i++)
		if (shards[i].delivery->contract == target && !shards[i].db)
			return false;
	return true;
}

static bool gather(const struct ingest_shard *shard, struct foreign *foreign, struct tl_err *err)
{
	const struct tl_foreign_key *key = foreign->key;
	struct settle_rows rows;
	bool ok = settle_rows_read(&rows, shard, err);

	for (size_t row = 0; ok && row < rows.count; row++) {
		tl_buf_clear(&foreign->bytes);
		if (settle_rows_live(&rows, shard, row) &&
			settle_rows_add_fields(&rows, row, key->target, key->reference,
				key->reference_count, &foreign->bytes))
			ingest_marks_add(
				&foreign->there, ingest_mark_of(tl_buf_str(&foreign->bytes)));
	}
	settle_rows_free(&rows);
	return ok;
}

/* Rows whose key is not there: killed, or only counted. A blank refers to nothing. */
static bool hold(
	struct ingest_shard *shard, struct foreign *foreign, int64_t *broken, struct tl_err *err)
{
	const struct tl_foreign_key *key = foreign->key;
	struct settle_rows rows;
	bool ok = settle_rows_read(&rows, shard, err);

	*broken = 0;
	for (size_t row = 0; ok && row < rows.count; row++) {
		tl_buf_clear(&foreign->bytes);
		if (!settle_rows_live(&rows, shard, row) ||
			!settle_rows_add_fields(&rows, row, shard->delivery->contract, key->fields,
				key->fields_count, &foreign->bytes) ||
			ingest_marks_has(
				&foreign->there, ingest_mark_of(tl_buf_str(&foreign->bytes))))
			continue;
		++*broken;
		if (key->broken == TL_REJECT)
			settle_kill(shard, rows.record_no[row], DEATH_BROKEN_KEY);
	}
	settle_rows_free(&rows);
	return ok;
}

static bool hold_key(struct ingest_shard *shards, size_t count, const struct tl_contract *contract,
	const struct tl_foreign_key *key, bool *killed, ingest_found_vec *found, struct tl_err *err)
{
	struct foreign foreign = {.key = key};
	bool ok = true;
	int64_t broken;

	for (size_t i = 0; ok && i < count; i++)
		if (shards[i].delivery->contract == key->target)
			ok = gather(&shards[i], &foreign, err);
	for (size_t i = 0; ok && i < count; i++) {
		if (shards[i].delivery->contract != contract || !shards[i].db)
			continue;
		ok = hold(&shards[i], &foreign, &broken, err);
		*killed = *killed || (ok && broken && key->broken == TL_REJECT);
		if (ok && broken && key->broken == TL_WARN)
			*tl_vec_push(found) = (struct ingest_found){
				i, FINDING_BROKEN_KEY, key->fields[0], broken, NULL};
	}
	ingest_marks_free(&foreign.there);
	tl_buf_free(&foreign.bytes);
	return ok;
}

/* Every foreign key of one sort, once. */
static bool hold_all(struct ingest_shard *shards, size_t count, enum tl_choice broken, bool *killed,
	ingest_found_vec *found, struct tl_err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct tl_contract *contract = shards[i].delivery->contract;
		bool first = true;

		for (size_t j = 0; j < i; j++)
			first = first && shards[j].delivery->contract != contract;
		for (unsigned k = 0; first && k < contract->foreignKeys_count; k++) {
			const struct tl_foreign_key *key = &contract->foreignKeys[k];

			if (key->broken == broken && is_complete(shards, count, key->target) &&
				!hold_key(shards, count, contract, key, killed, found, err))
				return false;
		}
	}
	return true;
}

/* A row that goes may be the one that another refers to: again, until none goes. */
bool settle_foreign_keys(
	struct ingest_shard *shards, size_t count, ingest_found_vec *found, struct tl_err *err)
{
	bool killed = true;

	while (killed) {
		killed = false;
		if (!hold_all(shards, count, TL_REJECT, &killed, found, err))
			return false;
	}
	return hold_all(shards, count, TL_WARN, &killed, found, err);
}
