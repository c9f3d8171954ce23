/* Rows that were delivered twice. */
#include "settle_rows.h"
#include "settle_twice.h"

#include <stdlib.h>
#include <throughline/pool.h>

/* 128 bits of hash stand for a row: among 10^9 rows two that differ agree with a chance below
 * 10^-20. */
struct mark {
	struct ingest_row_hash hash;
	size_t shard;
	int64_t record_no;
};
typedef TL_VEC(struct mark) mark_vec;

static bool is_of(const struct ingest_shard *shard, const struct tl_contract *contract)
{
	return shard->db && shard->delivery->contract == contract;
}

/* What a file's living rows are known by. */
static bool hash_rows(const struct ingest_shard *shard, settle_hashes *hashes, struct tl_err *err)
{
	struct settle_rows rows;
	struct ingest_row_hash *of_rows;
	bool ok = settle_rows_read(&rows, shard, err);

	if (ok) {
		of_rows = settle_rows_hash(&rows);
		for (size_t row = 0; row < rows.count; row++)
			if (settle_rows_live(&rows, shard, row))
				*tl_vec_push(hashes) = of_rows[row].lane[0];
		free(of_rows);
	}
	settle_rows_free(&rows);
	return ok;
}

/* Marks for those of its living rows that may be in another file too. */
static bool mark_rows(const struct ingest_shard *shard, size_t shard_no,
	const settle_hashes *shared, mark_vec *marks, struct tl_err *err)
{
	struct settle_rows rows;
	struct ingest_row_hash *of_rows;
	bool ok = settle_rows_read(&rows, shard, err);

	if (ok) {
		of_rows = settle_rows_hash(&rows);
		for (size_t row = 0; row < rows.count; row++)
			if (settle_rows_live(&rows, shard, row) &&
				settle_twice_has(shared, of_rows[row].lane[0]))
				*tl_vec_push(marks) =
					(struct mark){of_rows[row], shard_no, rows.record_no[row]};
		free(of_rows);
	}
	settle_rows_free(&rows);
	return ok;
}

static int compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	for (size_t i = 0; i < TL_LEN(x->hash.lane); i++)
		if (x->hash.lane[i] != y->hash.lane[i])
			return x->hash.lane[i] < y->hash.lane[i] ? -1 : 1;
	if (x->shard != y->shard)
		return x->shard < y->shard ? -1 : 1;
	return (x->record_no > y->record_no) - (x->record_no < y->record_no);
}

static bool same_row(const struct mark *a, const struct mark *b)
{
	return a->hash.lane[0] == b->hash.lane[0] && a->hash.lane[1] == b->hash.lane[1];
}

/* From `at`, the marks of one row in one file. */
static size_t run_length(const mark_vec *marks, size_t at)
{
	size_t end = at + 1;

	while (end < marks->count && same_row(&marks->items[at], &marks->items[end]) &&
		marks->items[at].shard == marks->items[end].shard)
		end++;
	return end - at;
}

/* The first of a file's equal rows are those that earlier files had; any beyond them are new. */
static void bury(const mark_vec *marks, struct ingest_shard *shards)
{
	size_t live = 0, run;

	for (size_t at = 0; at < marks->count; at += run) {
		if (at && !same_row(&marks->items[at - 1], &marks->items[at]))
			live = 0;
		run = run_length(marks, at);
		for (size_t i = 0; i < run && i < live; i++)
			settle_kill(&shards[marks->items[at + i].shard],
				marks->items[at + i].record_no, DEATH_DUPLICATE);
		live = run > live ? run : live;
	}
}

static bool bury_shared(struct ingest_shard *shards, size_t count,
	const struct tl_contract *contract, const settle_hashes *shared, struct tl_err *err)
{
	mark_vec marks = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++)
		if (is_of(&shards[i], contract))
			ok = mark_rows(&shards[i], i, shared, &marks, err);
	if (ok && marks.count) {
		qsort(marks.items, marks.count, sizeof *marks.items, compare_marks);
		bury(&marks, shards);
	}
	tl_vec_free(&marks);
	return ok;
}

struct hashing {
	const struct ingest_shard *shards;
	const struct tl_contract *contract;
	settle_hashes *files; /* by shard */
};

static bool hash_shard(size_t index, void *task, struct tl_err *err)
{
	const struct hashing *hashing = task;
	const struct ingest_shard *shard = &hashing->shards[index];

	return !is_of(shard, hashing->contract) || hash_rows(shard, &hashing->files[index], err);
}

/* Files are read a second time only where rows seem to be shared. */
static bool find_duplicates(struct ingest_shard *shards, size_t count,
	const struct tl_contract *contract, size_t threads, struct tl_err *err)
{
	settle_hashes *files = tl_alloc(count, sizeof *files), shared = {0};
	struct hashing hashing = {shards, contract, files};
	bool ok = tl_pool_for(threads, count, hash_shard, &hashing, err);

	if (ok)
		settle_twice_find(files, count, &shared);
	for (size_t i = 0; i < count; i++)
		tl_vec_free(&files[i]);
	free(files);
	ok = ok && (!shared.count || bury_shared(shards, count, contract, &shared, err));
	tl_vec_free(&shared);
	return ok;
}

void settle_kill(struct ingest_shard *shard, int64_t record_no, enum ingest_death death)
{
	assert(!shard->gone[record_no]);
	shard->gone[record_no] = (uint8_t)(death + 1);
	shard->dead_of[death]++;
	shard->dead++;
}

/* How many deliveries of a contract are there, up to the one at `at`. */
static size_t nth_of_contract(const struct ingest_shard *shards, size_t at)
{
	size_t nth = 0;

	for (size_t i = 0; i <= at; i++)
		nth += is_of(&shards[i], shards[at].delivery->contract);
	return nth;
}

static bool settle_contract(struct ingest_shard *shards, size_t count, size_t first, size_t threads,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err)
{
	const struct tl_contract *contract = shards[first].delivery->contract;
	size_t files = 0;

	for (size_t i = 0; i < count; i++)
		files += is_of(&shards[i], contract);
	if (files > 1 && (!settle_replace(shards, count, contract, arena, found, err) ||
				 !find_duplicates(shards, count, contract, threads, err) ||
				 !settle_primary_keys(shards, count, contract, err)))
		return false;
	return settle_episodes(shards, count, contract, found, err);
}

bool ingest_dead_find(struct ingest_shard *shards, size_t count, size_t threads,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err)
{
	for (size_t i = 0; i < count; i++)
		if (shards[i].db && nth_of_contract(shards, i) == 1 &&
			!settle_contract(shards, count, i, threads, arena, found, err))
			return false;
	return settle_lives(shards, count, found, err) &&
	       settle_foreign_keys(shards, count, found, err);
}
