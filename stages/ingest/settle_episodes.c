/* Episodes of one person that share days, and those that are open twice. */
#include "marks.h"
#include "settle_rows.h"

#include <stdlib.h>

struct episode {
	struct ingest_mark person;
	struct tl_day start, end; /* end INT32_MAX: open */
	bool open;
	size_t shard;
	int64_t record_no;
};
typedef TL_VEC(struct episode) episode_vec;

static bool gather(
	const struct ingest_shard *shard, size_t number, episode_vec *episodes, struct tl_err *err)
{
	struct settle_rows rows;
	bool ok = settle_rows_read(&rows, shard, err);
	const struct tl_fact_array *key = ok ? tl_fact_column_of(&rows.main, "key_no") : NULL;
	const struct tl_fact_array *end = ok ? tl_fact_column_of(&rows.main, "end") : NULL;

	for (size_t row = 0; ok && row < rows.count; row++) {
		struct episode *episode;

		if (!settle_rows_live(&rows, shard, row))
			continue;
		episode = tl_vec_push(episodes);
		*episode = (struct episode){.shard = number, .record_no = rows.record_no[row]};
		episode->person = ingest_mark_of(rows.keys.names[key->ints[row]]);
		episode->start = settle_rows_day(&rows, row);
		episode->end = (struct tl_day){end ? end->days[row] : TL_NO_DAY.n};
		episode->open = !tl_day_is_set(episode->end);
		if (episode->open)
			episode->end.n = INT32_MAX;
	}
	settle_rows_free(&rows);
	return ok;
}

static int compare(const void *a, const void *b)
{
	const struct episode *x = a, *y = b;

	for (size_t i = 0; i < TL_LEN(x->person.hash); i++)
		if (x->person.hash[i] != y->person.hash[i])
			return x->person.hash[i] < y->person.hash[i] ? -1 : 1;
	if (x->start.n != y->start.n)
		return x->start.n < y->start.n ? -1 : 1;
	if (x->shard != y->shard)
		return x->shard < y->shard ? -1 : 1;
	return (x->record_no > y->record_no) - (x->record_no < y->record_no);
}

static bool same_person(const struct episode *a, const struct episode *b)
{
	return a->person.hash[0] == b->person.hash[0] && a->person.hash[1] == b->person.hash[1];
}

struct sweep {
	struct ingest_shard *shards;
	const struct tl_contract *contract;
	int64_t *overlaps, *doubly_open; /* per shard, only to be counted */
	int32_t reach; /* the last day that the person's episodes before reach, not included */
	bool open; /* one of them has no end */
};

/* False: the episode does not count, and so stands against none after it. */
static bool judge(struct sweep *sweep, const struct episode *episode)
{
	bool twice = episode->open && sweep->open && sweep->contract->doubly_open != TL_ALLOW;
	bool overlaps = episode->start.n < sweep->reach && episode->end.n > episode->start.n;
	enum tl_choice choice = twice      ? sweep->contract->doubly_open
				: overlaps ? sweep->contract->overlaps
					   : TL_ALLOW;

	if (choice == TL_WARN)
		(twice ? sweep->doubly_open : sweep->overlaps)[episode->shard]++;
	if (choice == TL_REJECT)
		settle_kill(&sweep->shards[episode->shard], episode->record_no,
			twice ? DEATH_DOUBLY_OPEN : DEATH_OVERLAP);
	return choice != TL_REJECT;
}

static void walk(struct sweep *sweep, const episode_vec *episodes)
{
	for (size_t i = 0; i < episodes->count; i++) {
		const struct episode *episode = &episodes->items[i];

		if (i == 0 || !same_person(&episodes->items[i - 1], episode)) {
			sweep->reach = INT32_MIN;
			sweep->open = false;
		}
		if (!judge(sweep, episode))
			continue;
		sweep->open = sweep->open || episode->open;
		if (episode->end.n > sweep->reach && episode->end.n > episode->start.n)
			sweep->reach = episode->end.n;
	}
}

bool settle_episodes(struct ingest_shard *shards, size_t count, const struct tl_contract *contract,
	ingest_found_vec *found, struct tl_err *err)
{
	struct sweep sweep = {.shards = shards, .contract = contract};
	episode_vec episodes = {0};
	bool ok = true;

	if (!contract->overlaps && !contract->doubly_open)
		return true;
	sweep.overlaps = tl_alloc(count, sizeof *sweep.overlaps);
	sweep.doubly_open = tl_alloc(count, sizeof *sweep.doubly_open);
	for (size_t i = 0; ok && i < count; i++)
		if (shards[i].db && shards[i].delivery->contract == contract)
			ok = gather(&shards[i], i, &episodes, err);
	if (ok && episodes.count) {
		qsort(episodes.items, episodes.count, sizeof *episodes.items, compare);
		walk(&sweep, &episodes);
	}
	for (size_t i = 0; ok && i < count; i++) {
		if (sweep.overlaps[i])
			*tl_vec_push(found) = (struct ingest_found){
				i, FINDING_OVERLAP, "", sweep.overlaps[i], NULL};
		if (sweep.doubly_open[i])
			*tl_vec_push(found) = (struct ingest_found){
				i, FINDING_DOUBLY_OPEN, "", sweep.doubly_open[i], NULL};
	}
	free(sweep.overlaps);
	free(sweep.doubly_open);
	tl_vec_free(&episodes);
	return ok;
}
