/* Every key and every record of the live deliveries. */
#include "compared.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/db.h>
#include <throughline/facts.h>
#include <throughline/hash.h>
#include <throughline/keys.h>
#include <throughline/schema.h>
#include <throughline/stagedir.h>
#include <throughline/words.h>

#define TOKEN_PREFIX "token:"
#define HOUSEHOLD_PREFIX "household:"
#define FINGERPRINT "fingerprint"

static int node_order(const void *a, const void *b)
{
	const struct node *x = a, *y = b;
	int order = tl_str_compare(x->partner, y->partner);

	return order ? order : tl_str_compare(x->key, y->key);
}

uint32_t link_node(const struct link *link, struct tl_str partner, struct tl_str key)
{
	struct node wanted = {.partner = partner, .key = key};
	const struct node *found = link->nodes.count
					   ? bsearch(&wanted, link->nodes.items, link->nodes.count,
						     sizeof wanted, node_order)
					   : NULL;

	return found ? (uint32_t)(found - link->nodes.items) : LINK_NOBODY;
}

static struct tl_db *open_shard(
	struct link *link, const struct tl_delivery *delivery, struct tl_err *err)
{
	return tl_db_open(tl_arena_printf(&link->arena, "%s/run/1-ingest/%s/shard.db",
				  link->study->dir, delivery->name),
		tl_schema_shard, err);
}

/* ---- keys ------------------------------------------------------------------------------------ */

#define KEYS_AT_ONCE 512

struct partner_keys { /* the keys of all deliveries of a partner, each once */
	struct tl_str partner;
	struct tl_words words;
	TL_VEC(bool) single; /* by word */
	uint32_t *node_of; /* likewise */
};
typedef TL_VEC(struct partner_keys) keys_of_partners;

static struct partner_keys *keys_of(keys_of_partners *all, struct tl_str partner)
{
	struct partner_keys *keys;

	for (size_t i = 0; i < all->count; i++)
		if (tl_str_equal(all->items[i].partner, partner))
			return &all->items[i];
	keys = tl_vec_push(all);
	keys->partner = partner;
	return keys;
}

static int partner_order(const void *a, const void *b)
{
	const struct partner_keys *x = a, *y = b;

	return tl_str_compare(x->partner, y->partner);
}

/* node_of has the number of each key's word, until nodes are known. */
static void take_keys(
	struct partner_keys *keys, struct tl_keys names, struct shard_keys *held, bool single)
{
	uint64_t hashes[KEYS_AT_ONCE];

	for (size_t count; held->count < names.count; held->count += count) {
		const struct tl_str *texts = names.names + held->count;
		uint32_t *numbers = held->node_of + held->count;

		count = names.count - held->count < KEYS_AT_ONCE ? names.count - held->count
								 : KEYS_AT_ONCE;
		for (size_t i = 0; i < count; i++)
			hashes[i] = tl_hash64(texts[i].data, texts[i].length, 0);
		tl_words_numbers(&keys->words, texts, hashes, count, numbers);
		while (keys->single.count < keys->words.items.count)
			*tl_vec_push(&keys->single) = false;
		for (size_t i = 0; single && i < count; i++)
			keys->single.items[numbers[i]] = true;
	}
}

static bool load_keys(struct link *link, keys_of_partners *all, const struct tl_delivery *delivery,
	struct tl_err *err)
{
	struct tl_db *shard = open_shard(link, delivery, err);
	struct shard_keys *held = tl_vec_push(&link->shards);
	struct tl_arena arena = {0};
	struct tl_keys names = {0};
	bool ok = shard && tl_keys_read(shard, &arena, &names, err);

	held->delivery = delivery->name;
	held->node_of = tl_arena_array(&link->arena, names.count + 1, sizeof *held->node_of);
	if (ok)
		take_keys(keys_of(all, tl_str(delivery->contract->partner)), names, held,
			delivery->contract->one_key_per_person);
	tl_arena_free(&arena);
	tl_db_free(shard);
	return ok;
}

/* A partner's keys in byte order, behind those of the partner before. */
static void make_nodes(struct link *link, struct partner_keys *keys)
{
	struct tl_words *words = &keys->words;

	tl_words_sort(words, NULL);
	keys->node_of = tl_alloc(words->sorted_count + 1, sizeof *keys->node_of);
	for (size_t i = 0; i < words->sorted_count; i++) {
		keys->node_of[words->numbers[i]] = (uint32_t)link->nodes.count;
		*tl_vec_push(&link->nodes) = (struct node){.partner = keys->partner,
			.key = tl_arena_str(&link->arena, words->sorted[i]),
			.birth = TL_NO_DAY,
			.single = keys->single.items[words->numbers[i]]};
	}
	tl_words_free(words);
}

/* The same key of a partner in several deliveries is one node. */
static void unify_nodes(
	struct link *link, keys_of_partners *all, const struct tl_delivery *const *deliveries)
{
	if (all->count)
		qsort(all->items, all->count, sizeof *all->items, partner_order);
	for (size_t i = 0; i < all->count; i++)
		make_nodes(link, &all->items[i]);
	for (size_t s = 0; s < link->shards.count; s++) {
		struct shard_keys *shard = &link->shards.items[s];
		const struct partner_keys *keys =
			keys_of(all, tl_str(deliveries[s]->contract->partner));

		for (size_t k = 0; k < shard->count; k++)
			shard->node_of[k] = keys->node_of[shard->node_of[k]];
	}
	link->tally.keys = (int64_t)link->nodes.count;
}

static void free_keys(keys_of_partners *all)
{
	for (size_t i = 0; i < all->count; i++) {
		tl_words_free(&all->items[i].words);
		tl_vec_free(&all->items[i].single);
		free(all->items[i].node_of);
	}
	tl_vec_free(all);
}

/* ---- records --------------------------------------------------------------------------------- */

/* Record numbers that count no more, ascending. */
static bool load_dead(struct link *link, struct tl_db *settle, const char *delivery, int64_t **dead,
	size_t *count, struct tl_err *err)
{
	struct tl_stmt *rows = tl_db_prepare(settle,
		"SELECT record_no FROM dead_row WHERE delivery = ?1 ORDER BY record_no", err);
	TL_VEC(int64_t) found = {0};
	bool row = true, ok = rows != NULL;

	if (ok)
		tl_bind_textz(rows, 1, delivery);
	while (ok && (ok = tl_stmt_next(rows, &row, err)) && row)
		*tl_vec_push(&found) = tl_column_int(rows, 0);
	*count = found.count;
	*dead = tl_arena_array(&link->arena, found.count, sizeof **dead);
	if (found.count)
		memcpy(*dead, found.items, found.count * sizeof **dead);
	tl_vec_free(&found);
	tl_stmt_free(rows);
	return ok;
}

static int int64_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

struct record_columns {
	const struct tl_fact_array *record_no, *key_no, *start, *end, *birth, *death, *sex,
		*locality;
};

static struct tl_day day_at(const struct tl_fact_array *column, size_t row)
{
	return column ? (struct tl_day){column->days[row]} : TL_NO_DAY;
}

#define CLAIM(list, who, begins, ends, namespace, what)                                            \
	(*tl_vec_push(list) = (struct claim){who, begins, ends, namespace, what})

static void take_record(
	struct link *link, const struct record_columns *c, size_t row, uint32_t node)
{
	struct tl_day birth = day_at(c->birth, row), death = day_at(c->death, row);
	struct tl_str none = {0};
	char text[11];

	if (tl_day_is_set(birth))
		CLAIM(&link->births, node, TL_NO_DAY, TL_NO_DAY, none,
			tl_arena_str(&link->arena, tl_str(tl_day_iso(birth, text))));
	if (tl_day_is_set(death))
		CLAIM(&link->deaths, node, TL_NO_DAY, TL_NO_DAY, none,
			tl_arena_str(&link->arena, tl_str(tl_day_iso(death, text))));
	if (c->sex && c->sex->codes[row])
		CLAIM(&link->sexes, node, TL_NO_DAY, TL_NO_DAY, none, tl_fact_text(c->sex, row));
	if (c->locality && c->locality->codes[row])
		CLAIM(&link->places, node, day_at(c->start, row), day_at(c->end, row), none,
			tl_fact_text(c->locality, row));
}

/* Tokens and household keys: the columns named token:<name> and household:<scope>. */
static void take_keyed(struct link *link, const struct tl_fact_table *table, size_t row,
	uint32_t node, const struct record_columns *c, const struct tl_contract *contract,
	const bool *trusted)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const struct tl_fact_array *column = &table->columns[i];
		struct tl_str name = tl_str(column->name);

		if (column->type != TL_FACT_TEXT || column->codes[row] == 0)
			continue;
		if (tl_str_starts(name, TL_STR(TOKEN_PREFIX))) {
			*tl_vec_push(&link->tokens) =
				(struct token_use){tl_str(column->name + strlen(TOKEN_PREFIX)),
					tl_fact_text(column, row), node, trusted[i], 1};
		} else if (tl_str_starts(name, TL_STR(HOUSEHOLD_PREFIX))) {
			bool shared = strcmp(column->name, HOUSEHOLD_PREFIX "programme") == 0;
			CLAIM(&link->households, node, day_at(c->start, row), day_at(c->end, row),
				shared ? TL_STR("") : tl_str(contract->partner),
				tl_fact_text(column, row));
		}
	}
}

/* Tokens that are not trusted are no evidence in tier 1. */
static bool find_trusted(
	struct tl_db *shard, const struct tl_fact_table *table, bool *trusted, struct tl_err *err)
{
	struct tl_stmt *tokens = tl_db_prepare(shard, "SELECT name FROM token WHERE trusted", err);
	bool row = true, ok = tokens != NULL;

	while (ok && (ok = tl_stmt_next(tokens, &row, err)) && row)
		for (size_t i = 0; i < table->column_count; i++)
			if (tl_str_starts(tl_str(table->columns[i].name), TL_STR(TOKEN_PREFIX)) &&
				strcmp(table->columns[i].name + strlen(TOKEN_PREFIX),
					tl_column_textz(tokens, 0)) == 0)
				trusted[i] = true;
	return ok;
}

/* Tokens made with another key are other tokens: nothing would link, and nobody would say so. */
static bool check_fingerprint(struct link *link, const struct tl_fact_table *table,
	const struct tl_delivery *delivery, struct tl_err *err)
{
	const struct tl_fact_array *column = tl_fact_column_of(table, FINGERPRINT);

	for (size_t i = 1; column && i < column->word_count; i++) {
		if (!link->fingerprint.length) {
			link->fingerprint = column->words[i];
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

static bool load_records(struct link *link, struct tl_db *settle, const struct shard_keys *keys,
	const struct tl_delivery *delivery, struct tl_err *err)
{
	struct tl_db *shard = open_shard(link, delivery, err);
	struct tl_fact_table table = {0};
	int64_t *dead = NULL;
	size_t dead_count = 0;
	bool found = false, *trusted = NULL;

	if (!shard || !tl_facts_read(shard, "record", &link->arena, &table, &found, err) ||
		!load_dead(link, settle, delivery->name, &dead, &dead_count, err))
		goto failed;
	trusted = tl_arena_array(&link->arena, table.column_count, sizeof *trusted);
	if (found && !check_fingerprint(link, &table, delivery, err))
		goto failed;
	if (found && !find_trusted(shard, &table, trusted, err))
		goto failed;
	struct record_columns c = {tl_fact_column_of(&table, "record_no"),
		tl_fact_column_of(&table, "key_no"), tl_fact_column_of(&table, "start"),
		tl_fact_column_of(&table, "end"), tl_fact_column_of(&table, "birth"),
		tl_fact_column_of(&table, "death"), tl_fact_column_of(&table, "sex"),
		tl_fact_column_of(&table, "locality")};
	/* In an episode, start and end are the episode's: they do not date where its person lives.
	 */
	if (delivery->contract->kind != TL_KIND_PERSONS)
		c.start = c.end = NULL;
	for (size_t row = 0; found && row < table.rows; row++) {
		if (dead_count && bsearch(&c.record_no->ints[row], dead, dead_count, sizeof *dead,
					  int64_order))
			continue;
		uint32_t node = keys->node_of[c.key_no->ints[row]];
		take_record(link, &c, row, node);
		take_keyed(link, &table, row, node, &c, delivery->contract, trusted);
	}
	tl_db_free(shard);
	return true;
failed:
	tl_db_free(shard);
	return false;
}

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

bool link_load(struct link *link, struct tl_stagedir *stage, struct tl_err *err)
{
	struct tl_delivery *all = NULL;
	size_t all_count = 0, count = 0;
	struct tl_db *settle = NULL;
	keys_of_partners keys = {0};
	bool ok;

	if (!tl_study_deliveries(link->study, &link->arena, &all, &all_count, err))
		return false;
	const struct tl_delivery **deliveries =
		tl_arena_array(&link->arena, all_count, sizeof *deliveries);
	for (size_t i = 0; i < all_count; i++)
		if (all[i].present && tl_kinds[all[i].contract->kind].has_persons)
			deliveries[count++] = &all[i];

	ok = record_inputs(stage, link, deliveries, count, err);
	for (size_t i = 0; ok && i < count; i++)
		ok = load_keys(link, &keys, deliveries[i], err);
	if (ok)
		unify_nodes(link, &keys, deliveries);
	free_keys(&keys);
	ok = ok &&
	     (settle = tl_db_open(tl_arena_printf(&link->arena, "%s/run/1-ingest/settle/settle.db",
					  link->study->dir),
		      tl_schema_settle, err));
	for (size_t i = 0; ok && i < count; i++)
		ok = load_records(link, settle, &link->shards.items[i], deliveries[i], err);
	tl_db_free(settle);
	return ok;
}

void link_release(struct link *link)
{
	tl_vec_free(&link->shards);
	tl_vec_free(&link->nodes);
	tl_vec_free(&link->tokens);
	tl_vec_free(&link->births);
	tl_vec_free(&link->deaths);
	tl_vec_free(&link->sexes);
	tl_vec_free(&link->places);
	tl_vec_free(&link->households);
	tl_vec_free(&link->journal);
	tl_vec_free(&link->people);
	tl_vec_free(&link->families);
	tl_vec_free(&link->places_named);
	link_lists_free(&link->lists);
	compared_free(link->compared);
	tl_arena_free(&link->arena);
}
