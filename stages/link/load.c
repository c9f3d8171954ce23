/* Every key and every record of the live deliveries. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/db.h>
#include <throughline/pool.h>
#include <throughline/schema.h>
#include <throughline/stagedir.h>

#define FINGERPRINT "fingerprint"

static bool damaged(const struct loaded *loaded, struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR,
		"run/1-ingest/%s: its store is damaged; delete the folder and run again",
		loaded->delivery->name);
}

/* Merging stands on it. */
static bool are_in_order(const struct tl_str *words, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (tl_str_compare(words[i - 1], words[i]) >= 0)
			return false;
	return true;
}

static bool read_keys(struct loaded *loaded, struct tl_db *shard, struct tl_err *err)
{
	if (!tl_keys_read(shard, &loaded->key_arena, &loaded->keys, err))
		return false;
	loaded->shard->node_of = tl_alloc(loaded->keys.count, sizeof *loaded->shard->node_of);
	loaded->shard->count = loaded->keys.count;
	return are_in_order(loaded->keys.names, loaded->keys.count) || damaged(loaded, err);
}

/* Record numbers that count no more. */
static bool read_dead(struct loaded *loaded, const struct link *link, struct tl_err *err)
{
	struct tl_db *settle =
		tl_db_open(tl_arena_printf(&loaded->arena, "%s/run/1-ingest/settle/settle.db",
				   link->study->dir),
			tl_schema_settle, err);
	struct tl_stmt *rows = settle ? tl_db_prepare(settle,
						"SELECT record_no FROM dead_row WHERE delivery = "
						"?1 ORDER BY record_no",
						err)
				      : NULL;
	TL_VEC(int64_t) found = {0};
	bool row = true, ok = rows != NULL;

	if (ok)
		tl_bind_textz(rows, 1, loaded->delivery->name);
	while (ok && (ok = tl_stmt_next(rows, &row, err)) && row)
		*tl_vec_push(&found) = tl_column_int(rows, 0);
	loaded->dead = found.items;
	loaded->dead_count = found.count;
	tl_db_free(settle);
	return ok;
}

/* Tokens that are not trusted are no evidence in tier 1. */
static bool find_trusted(struct loaded *loaded, struct tl_db *shard, struct tl_err *err)
{
	const struct tl_fact_table *table = &loaded->records;
	struct tl_stmt *tokens = tl_db_prepare(shard, "SELECT name FROM token WHERE trusted", err);
	bool row = true, ok = tokens != NULL;

	while (ok && (ok = tl_stmt_next(tokens, &row, err)) && row)
		for (size_t i = 0; i < table->column_count; i++)
			if (tl_str_starts(tl_str(table->columns[i].name), TL_STR(LOAD_TOKEN)) &&
				strcmp(table->columns[i].name + strlen(LOAD_TOKEN),
					tl_column_textz(tokens, 0)) == 0)
				loaded->trusted[i] = true;
	return ok;
}

/* Of the columns that are merged later: the words in order. Of key_no: keys that there are. */
static bool check_records(const struct loaded *loaded, struct tl_err *err)
{
	const struct tl_fact_table *records = &loaded->records;
	const struct tl_fact_array *key_no = tl_fact_column_of(records, "key_no"),
				   *record_no = tl_fact_column_of(records, "record_no");

	if (!key_no || key_no->type != TL_FACT_INT || !record_no || record_no->type != TL_FACT_INT)
		return damaged(loaded, err);
	for (size_t row = 0; row < records->rows; row++)
		if ((uint64_t)key_no->ints[row] >= loaded->shard->count)
			return damaged(loaded, err);
	for (size_t i = 0; i < records->column_count; i++)
		if (records->columns[i].type == TL_FACT_TEXT &&
			!are_in_order(
				records->columns[i].words + 1, records->columns[i].word_count - 1))
			return damaged(loaded, err);
	return true;
}

static bool read_delivery(size_t index, void *task, struct tl_err *err)
{
	const struct loading *loading = task;
	struct loaded *loaded = &loading->loaded[index];
	struct tl_db *shard =
		tl_db_open(tl_arena_printf(&loaded->arena, "%s/run/1-ingest/%s/shard.db",
				   loading->link->study->dir, loaded->delivery->name),
			tl_schema_shard, err);
	bool ok = shard && read_keys(loaded, shard, err) &&
		  tl_facts_read(
			  shard, "record", &loaded->arena, &loaded->records, &loaded->found, err);

	if (ok && loaded->found) {
		size_t columns = loaded->records.column_count;

		loaded->trusted = tl_arena_array(&loaded->arena, columns, sizeof(bool));
		loaded->numbers = tl_arena_array(&loaded->arena, columns, sizeof(uint32_t *));
		loaded->token_name = tl_arena_array(&loaded->arena, columns, sizeof(uint16_t));
		loaded->space = tl_arena_array(&loaded->arena, columns, sizeof(uint32_t));
		ok = check_records(loaded, err) && find_trusted(loaded, shard, err) &&
		     read_dead(loaded, loading->link, err);
	}
	tl_db_free(shard);
	return ok;
}

/* Tokens made with another key are other tokens: nothing would link, and nobody would say so. */
static bool check_fingerprint(struct link *link, const struct tl_fact_table *table,
	const struct tl_delivery *delivery, struct tl_err *err)
{
	const struct tl_fact_array *column = tl_fact_column_of(table, FINGERPRINT);

	for (size_t i = 1; column && i < column->word_count; i++) {
		if (!link->fingerprint.length) {
			link->fingerprint = tl_arena_str(&link->arena, column->words[i]);
			link->fingerprinted = delivery;
			continue;
		}
		if (!tl_str_equal(link->fingerprint, column->words[i]))
			return tl_fail(err, EX_DATAERR,
				"%s and %s were made with different keys or other settings "
				"(harden, "
				"variants), so that the same person has other tokens in each; ask "
				"%s and %s which key file and contract are the programme's and to "
				"pseudonymise again",
				link->fingerprinted->file, delivery->file,
				link->fingerprinted->contract->partner,
				delivery->contract->partner);
	}
	return true;
}

static void free_loaded(struct loaded *loaded)
{
	free(loaded->dead);
	tl_vec_free(&loaded->tokens);
	tl_vec_free(&loaded->births);
	tl_vec_free(&loaded->deaths);
	tl_vec_free(&loaded->sexes);
	tl_vec_free(&loaded->places);
	tl_vec_free(&loaded->households);
	tl_arena_free(&loaded->key_arena);
	tl_arena_free(&loaded->arena);
}

/* ---- all of it ------------------------------------------------------------------------------ */

/* Of a contract only what link asks itself; the rest it has from the shard. */
static bool record_contract(struct tl_stagedir *stage, struct link *link,
	const struct tl_contract *contract, struct tl_err *err)
{
	const char *key = contract->ready ? "" : "#one_key_per_person";

	return tl_stagedir_input(
		stage, tl_arena_printf(&link->arena, "%s%s", contract->input, key), err);
}

static bool record_inputs(struct tl_stagedir *stage, struct link *link,
	const struct tl_delivery *const *deliveries, size_t count, struct tl_err *err)
{
	static const char *const definitions[] = {"store:run/1-ingest/settle",
		"yaml:study.yaml#linkage", "yaml:study.yaml#localities", "yaml:study.yaml#as_at"};

	for (size_t i = 0; i < TL_LEN(definitions); i++)
		if (!tl_stagedir_input(stage, definitions[i], err))
			return false;
	for (size_t i = 0; i < count; i++) {
		const char *store =
			tl_arena_printf(&link->arena, "store:run/1-ingest/%s", deliveries[i]->name);

		if (!tl_stagedir_input(stage, store, err) ||
			!record_contract(stage, link, deliveries[i]->contract, err))
			return false;
	}
	return true;
}

static bool load(struct loading *loading, size_t threads, struct tl_err *err)
{
	if (!tl_pool_for(threads, loading->count, read_delivery, loading, err))
		return false;
	for (size_t i = 0; i < loading->count; i++)
		if (!check_fingerprint(loading->link, &loading->loaded[i].records,
			    loading->loaded[i].delivery, err))
			return false;
	load_keys(loading, threads);
	load_words(loading, threads);
	return load_said(loading, threads, err);
}

bool link_load(struct link *link, struct tl_stagedir *stage, size_t threads, struct tl_err *err)
{
	struct loading loading = {.link = link};
	struct tl_delivery *all = NULL;
	size_t all_count = 0;
	bool ok;

	if (!tl_study_deliveries(link->study, &link->arena, &all, &all_count, err))
		return false;
	const struct tl_delivery **deliveries =
		tl_arena_array(&link->arena, all_count, sizeof *deliveries);
	for (size_t i = 0; i < all_count; i++)
		if (all[i].present && tl_kinds[all[i].contract->kind].has_persons)
			deliveries[loading.count++] = &all[i];
	loading.loaded = tl_alloc(loading.count, sizeof *loading.loaded);
	for (size_t i = 0; i < loading.count; i++)
		*tl_vec_push(&link->shards) = (struct shard_keys){.delivery = deliveries[i]->name};
	for (size_t i = 0; i < loading.count; i++) {
		loading.loaded[i].delivery = deliveries[i];
		loading.loaded[i].shard = &link->shards.items[i];
	}
	ok = record_inputs(stage, link, deliveries, loading.count, err) &&
	     load(&loading, threads, err);
	for (size_t i = 0; i < loading.count; i++)
		free_loaded(&loading.loaded[i]);
	free(loading.loaded);
	return ok;
}
