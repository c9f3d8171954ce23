/* Rows dated outside a person's life, where the partner says birth and death in an extract of its
 * own. Rows that say them themselves were held against them by read. */
#include "marks.h"
#include "settle_rows.h"

#include <stdlib.h>
#include <string.h>

struct life {
	struct ingest_mark person;
	int32_t birth, death; /* first day of the month of birth; INT32_MIN, INT32_MAX: not said */
};
typedef TL_VEC(struct life) life_vec;

static bool has_role(const struct tl_contract *contract, enum tl_role role)
{
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (contract->fields[i].role == role)
			return true;
	return false;
}

static bool says_life(const struct tl_contract *contract)
{
	return has_role(contract, TL_ROLE_BIRTH) || has_role(contract, TL_ROLE_DEATH);
}

static int32_t day_at(const struct tl_fact_array *column, size_t row, int32_t none)
{
	return column && column->days[row] != TL_NO_DAY.n ? column->days[row] : none;
}

static bool gather(const struct ingest_shard *shard, life_vec *lives, struct tl_err *err)
{
	struct settle_rows rows;
	bool ok = settle_rows_read(&rows, shard, err);
	const struct tl_fact_array *key = ok ? tl_fact_column_of(&rows.main, "key_no") : NULL;
	const struct tl_fact_array *birth = ok ? tl_fact_column_of(&rows.main, "birth") : NULL;
	const struct tl_fact_array *death = ok ? tl_fact_column_of(&rows.main, "death") : NULL;

	for (size_t row = 0; ok && row < rows.count; row++)
		if (settle_rows_live(&rows, shard, row))
			*tl_vec_push(lives) = (struct life){
				ingest_mark_of(rows.keys.names[key->ints[row]]),
				day_at(birth, row, INT32_MIN), day_at(death, row, INT32_MAX)};
	settle_rows_free(&rows);
	return ok;
}

static int by_person(const void *a, const void *b)
{
	const struct life *x = a, *y = b;

	for (size_t i = 0; i < TL_LEN(x->person.hash); i++)
		if (x->person.hash[i] != y->person.hash[i])
			return x->person.hash[i] < y->person.hash[i] ? -1 : 1;
	return 0;
}

static int32_t earlier(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static int32_t later(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

/* Records that differ are the link's to judge: a person lived as long as any of them allows. */
static void merge(life_vec *lives)
{
	size_t kept = 0;

	if (!lives->count)
		return;
	qsort(lives->items, lives->count, sizeof *lives->items, by_person);
	for (size_t i = 1; i < lives->count; i++) {
		struct life *last = &lives->items[kept];
		const struct life *next = &lives->items[i];

		if (by_person(last, next) == 0) {
			last->birth = earlier(last->birth, next->birth);
			last->death = later(last->death, next->death);
		} else {
			lives->items[++kept] = *next;
		}
	}
	lives->count = kept + 1;
}

static const char *date_field(const struct tl_contract *contract)
{
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (contract->fields[i].role == TL_ROLE_DATE)
			return contract->fields[i].name;
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (contract->fields[i].role == TL_ROLE_START)
			return contract->fields[i].name;
	return "";
}

static bool hold(struct ingest_shard *shards, size_t number, const life_vec *lives,
	ingest_found_vec *found, struct tl_err *err)
{
	struct ingest_shard *shard = &shards[number];
	const struct tl_contract *contract = shard->delivery->contract;
	int64_t outside[2] = {0};
	struct settle_rows rows;
	bool ok = settle_rows_read(&rows, shard, err);
	const struct tl_fact_array *key = ok ? tl_fact_column_of(&rows.main, "key_no") : NULL;

	for (size_t row = 0; ok && row < rows.count; row++) {
		struct tl_day day = settle_rows_day(&rows, row);
		struct life who = {.person = ingest_mark_of(rows.keys.names[key->ints[row]])};
		const struct life *life;
		bool late;

		if (!tl_day_is_set(day) || !settle_rows_live(&rows, shard, row))
			continue;
		life = bsearch(&who, lives->items, lives->count, sizeof who, by_person);
		if (!life || (day.n >= life->birth && day.n <= life->death))
			continue;
		late = day.n > life->death;
		outside[late]++;
		if (contract->outside_life == TL_REJECT)
			settle_kill(shard, rows.record_no[row],
				late ? DEATH_AFTER_DEATH : DEATH_BEFORE_BIRTH);
	}
	settle_rows_free(&rows);
	for (int late = 0; ok && late < 2; late++)
		if (outside[late] && contract->outside_life == TL_WARN)
			*tl_vec_push(found) = (struct ingest_found){number,
				late ? FINDING_AFTER_DEATH : FINDING_BEFORE_BIRTH,
				date_field(contract), outside[late], NULL};
	return ok;
}

/* What the partner's extracts of persons say of people. */
static bool gather_partner(const struct ingest_shard *shards, size_t count, const char *partner,
	life_vec *lives, struct tl_err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct tl_contract *contract = shards[i].delivery->contract;

		if (shards[i].db && contract->kind == TL_KIND_PERSONS && says_life(contract) &&
			!strcmp(contract->partner, partner) && !gather(&shards[i], lives, err))
			return false;
	}
	merge(lives);
	return true;
}

bool settle_lives(
	struct ingest_shard *shards, size_t count, ingest_found_vec *found, struct tl_err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct tl_contract *contract = shards[i].delivery->contract;
		life_vec lives = {0};
		bool ok;

		if (!shards[i].db || contract->outside_life == TL_ALLOW || says_life(contract) ||
			!tl_kinds[contract->kind].has_persons)
			continue;
		ok = gather_partner(shards, count, contract->partner, &lives, err) &&
		     (!lives.count || hold(shards, i, &lives, found, err));
		tl_vec_free(&lives);
		if (!ok)
			return false;
	}
	return true;
}
