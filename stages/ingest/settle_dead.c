/* Rows that were delivered twice. */
#include "settle.h"

#include <stdlib.h>
#include <string.h>

/* 128 bits of hash stand for a row: among 10^9 rows two that differ agree with a chance below
 * 10^-20. */
struct mark {
	uint64_t hash[2];
	size_t shard;
	int64_t record_no;
};
typedef TL_VEC(struct mark) mark_vec;

static void add_bytes(struct tl_buf *row, const void *data, size_t length)
{
	tl_buf_add(row, tl_str_slice(data, length));
}

static void add_text(struct tl_buf *row, struct tl_str text)
{
	uint64_t length = text.length;

	add_bytes(row, &length, sizeof length);
	tl_buf_add(row, text);
}

/* Where a row lies in its file is not what it says. */
static bool is_place(const char *name)
{
	return !strcmp(name, "record_no") || !strcmp(name, "line") || !strcmp(name, "key_no");
}

static void add_row(struct tl_buf *bytes, const struct tl_fact_table *table, size_t row)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const struct tl_fact_array *column = &table->columns[i];

		if (is_place(column->name))
			continue;
		switch (column->type) {
		case TL_FACT_INT:
			add_bytes(bytes, &column->ints[row], sizeof column->ints[row]);
			break;
		case TL_FACT_DAY:
			add_bytes(bytes, &column->days[row], sizeof column->days[row]);
			break;
		case TL_FACT_REAL:
			add_bytes(bytes, &column->reals[row], sizeof column->reals[row]);
			break;
		case TL_FACT_TEXT:
			add_text(bytes, tl_fact_text(column, row));
			break;
		}
	}
}

/* A partner's keys by number. */
static bool read_keys(struct tl_db *db, struct tl_arena *arena, struct tl_str **keys, size_t *count,
	struct tl_err *err)
{
	struct tl_stmt *stmt;
	int64_t keys_count;
	bool row = true, ok = true;

	*count = 0;
	if (!tl_db_int(db, "SELECT count(*) FROM key", &keys_count, err))
		return false;
	*keys = tl_arena_array(arena, (size_t)keys_count + 1, sizeof **keys);
	stmt = tl_db_prepare(db, "SELECT person_key FROM key ORDER BY key_no", err);
	while (stmt && (ok = tl_stmt_next(stmt, &row, err)) && row)
		(*keys)[(*count)++] = tl_arena_str(arena, tl_column_text(stmt, 0));
	tl_stmt_free(stmt);
	return stmt && ok;
}

static bool add_key(struct tl_buf *bytes, const struct tl_fact_array *key_no, size_t row,
	const struct tl_str *keys, size_t count, struct tl_err *err)
{
	if (!key_no)
		return true;
	if (key_no->ints[row] < 0 || (size_t)key_no->ints[row] >= count)
		return tl_fail(err, EX_DATAERR,
			"a row's key_no is not in table key; the store is damaged");
	add_text(bytes, keys[key_no->ints[row]]);
	return true;
}

static bool mark_rows(const struct ingest_shard *shard, size_t shard_no, mark_vec *marks,
	struct tl_arena *arena, struct tl_err *err)
{
	enum tl_kind kind = shard->delivery->contract->kind;
	struct tl_fact_table main, record;
	struct tl_buf bytes = {0};
	struct tl_str *keys;
	bool has_main, has_record, ok = true;
	size_t count;

	if (!read_keys(shard->db, arena, &keys, &count, err) ||
		!tl_facts_read(shard->db, tl_kinds[kind].table, arena, &main, &has_main, err) ||
		!tl_facts_read(shard->db, "record", arena, &record, &has_record, err))
		return false;
	has_record = has_record && kind != TL_KIND_PERSONS; /* whose main table it is */
	for (size_t row = 0; ok && has_main && row < main.rows; row++) {
		struct mark *mark;

		tl_buf_clear(&bytes);
		ok = add_key(&bytes, tl_fact_column_of(&main, "key_no"), row, keys, count, err);
		add_row(&bytes, &main, row);
		if (has_record)
			add_row(&bytes, &record, row);
		mark = tl_vec_push(marks);
		mark->hash[0] = tl_hash64(bytes.data, bytes.length, 0);
		mark->hash[1] = tl_hash64(bytes.data, bytes.length, 1);
		mark->shard = shard_no;
		mark->record_no = tl_fact_column_of(&main, "record_no")->ints[row];
	}
	tl_buf_free(&bytes);
	return ok;
}

static int compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	for (size_t i = 0; i < TL_LEN(x->hash); i++)
		if (x->hash[i] != y->hash[i])
			return x->hash[i] < y->hash[i] ? -1 : 1;
	if (x->shard != y->shard)
		return x->shard < y->shard ? -1 : 1;
	return (x->record_no > y->record_no) - (x->record_no < y->record_no);
}

static bool same_row(const struct mark *a, const struct mark *b)
{
	return a->hash[0] == b->hash[0] && a->hash[1] == b->hash[1];
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
static void bury(const mark_vec *marks, ingest_dead_vec *dead)
{
	size_t live = 0, run;

	for (size_t at = 0; at < marks->count; at += run) {
		if (at && !same_row(&marks->items[at - 1], &marks->items[at]))
			live = 0;
		run = run_length(marks, at);
		for (size_t i = 0; i < run && i < live; i++)
			*tl_vec_push(dead) = (struct ingest_dead){
				marks->items[at + i].shard, marks->items[at + i].record_no};
		live = run > live ? run : live;
	}
}

static bool find_in_contract(const struct ingest_shard *shards, size_t count,
	const struct tl_contract *contract, ingest_dead_vec *dead, struct tl_err *err)
{
	struct tl_arena arena = {0};
	mark_vec marks = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++)
		if (shards[i].db && shards[i].delivery->contract == contract) {
			ok = mark_rows(&shards[i], i, &marks, &arena, err);
			tl_arena_clear(&arena);
		}
	if (ok && marks.count) {
		qsort(marks.items, marks.count, sizeof *marks.items, compare_marks);
		bury(&marks, dead);
	}
	tl_vec_free(&marks);
	tl_arena_free(&arena);
	return ok;
}

/* How many present deliveries of the contract lie at or before `at`; only its second starts the
 * work. */
static bool is_second_of_contract(const struct ingest_shard *shards, size_t at)
{
	size_t before = 0;

	for (size_t i = 0; i < at; i++)
		before += shards[i].db &&
			  shards[i].delivery->contract == shards[at].delivery->contract;
	return shards[at].db && before == 1;
}

static int compare_dead(const void *a, const void *b)
{
	const struct ingest_dead *x = a, *y = b;

	if (x->shard != y->shard)
		return x->shard < y->shard ? -1 : 1;
	return (x->record_no > y->record_no) - (x->record_no < y->record_no);
}

bool ingest_dead_find(
	struct ingest_shard *shards, size_t count, ingest_dead_vec *dead, struct tl_err *err)
{
	for (size_t i = 0; i < count; i++)
		if (is_second_of_contract(shards, i) &&
			!find_in_contract(shards, count, shards[i].delivery->contract, dead, err))
			return false;
	if (dead->count)
		qsort(dead->items, dead->count, sizeof *dead->items, compare_dead);
	for (size_t i = 0; i < dead->count; i++)
		shards[dead->items[i].shard].dead++;
	return true;
}
