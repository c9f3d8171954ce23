/* Every key and every record of the live deliveries: deliveries are read side by side, what they
 * say in words is merged, and then each says it in numbers. */
#include "compared.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/db.h>
#include <throughline/facts.h>
#include <throughline/keys.h>
#include <throughline/pool.h>
#include <throughline/schema.h>
#include <throughline/stagedir.h>

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

/* A delivery while it is loaded. */
struct loaded {
	const struct tl_delivery *delivery;
	struct tl_arena arena;
	struct shard_keys *shard; /* its place among the shards */
	struct tl_arena key_arena; /* until keys are nodes */
	struct tl_keys keys;
	bool found; /* the table */
	struct tl_fact_table records;
	bool *trusted; /* by column */
	uint32_t **numbers; /* by column: of its words, in the merged list; NULL: nobody asks */
	uint16_t *token_name; /* by column */
	uint32_t *space; /* likewise */
	int64_t *dead; /* record numbers, ascending */
	size_t dead_count;

	/* What it says, to be put behind what the others say. */
	TL_VEC(struct token_use) tokens;
	claim_list births, deaths, sexes, places, households;
};

struct loading {
	struct link *link;
	struct loaded *loaded;
	size_t count;
};

static bool damaged(const struct loaded *loaded, struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR,
		"run/1-ingest/%s: its store is damaged; delete the folder and run again",
		loaded->delivery->name);
}

/* ---- reading -------------------------------------------------------------------------------- */

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
			if (tl_str_starts(tl_str(table->columns[i].name), TL_STR(TOKEN_PREFIX)) &&
				strcmp(table->columns[i].name + strlen(TOKEN_PREFIX),
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

/* ---- words become numbers ------------------------------------------------------------------- */

/* A column of a delivery whose words are merged with those of others. */
struct wordy {
	struct tl_str group;
	struct loaded *loaded;
	size_t column;
};
typedef TL_VEC(struct wordy) wordy_list;

static int group_order(const void *a, const void *b)
{
	const struct wordy *x = a, *y = b;

	return tl_str_compare(x->group, y->group);
}

static size_t end_of_group(const wordy_list *columns, size_t from)
{
	size_t end = from + 1;

	while (end < columns->count && !group_order(&columns->items[end], &columns->items[from]))
		end++;
	return end;
}

static void add_column(
	wordy_list *columns, struct loaded *loaded, size_t column, struct tl_str group)
{
	*tl_vec_push(columns) = (struct wordy){group, loaded, column};
}

static void sort_columns(wordy_list *columns)
{
	if (columns->count)
		qsort(columns->items, columns->count, sizeof *columns->items, group_order);
}

static void merge_columns(
	const struct wordy *columns, size_t count, struct merged *merged, size_t threads)
{
	struct merge_list *lists = tl_alloc(count, sizeof *lists);

	for (size_t i = 0; i < count; i++) {
		const struct tl_fact_array *column =
			&columns[i].loaded->records.columns[columns[i].column];
		uint32_t *numbers = tl_arena_array(
			&columns[i].loaded->arena, column->word_count, sizeof *numbers);

		columns[i].loaded->numbers[columns[i].column] = numbers;
		lists[i] =
			(struct merge_list){column->words + 1, column->word_count - 1, numbers + 1};
	}
	merge_words(merged, lists, count, threads);
	free(lists);
}

static void merge_tokens(struct link *link, wordy_list *columns, size_t threads)
{
	uint32_t first = 0;

	sort_columns(columns);
	for (size_t i = 0, end; i < columns->count; i = end) {
		struct token_name *name = tl_vec_push(&link->token_names);

		end = end_of_group(columns, i);
		name->name = tl_arena_str(&link->arena, columns->items[i].group);
		name->first = first;
		name->reason =
			tl_arena_printf(&link->arena, "token:" TL_STR_FMT, TL_STR_ARG(name->name));
		merge_columns(columns->items + i, end - i, &name->values, threads);
		for (size_t c = i; c < end; c++)
			columns->items[c].loaded->token_name[columns->items[c].column] =
				(uint16_t)(link->token_names.count - 1);
		first += (uint32_t)name->values.count;
	}
}

static void merge_households(struct link *link, wordy_list *columns, size_t threads)
{
	uint32_t first = 0;

	sort_columns(columns);
	for (size_t i = 0, end; i < columns->count; i = end) {
		struct household_space *space = tl_vec_push(&link->spaces);

		end = end_of_group(columns, i);
		space->name = columns->items[i].group;
		space->first = first;
		merge_columns(columns->items + i, end - i, &space->keys, threads);
		for (size_t c = i; c < end; c++)
			columns->items[c].loaded->space[columns->items[c].column] =
				(uint32_t)(link->spaces.count - 1);
		first += (uint32_t)space->keys.count;
	}
}

static void merge_all_columns(const struct loading *loading, size_t threads)
{
	wordy_list tokens = {0}, households = {0}, sexes = {0}, places = {0};

	for (size_t s = 0; s < loading->count; s++) {
		struct loaded *loaded = &loading->loaded[s];

		for (size_t i = 0; i < loaded->records.column_count; i++) {
			const struct tl_fact_array *column = &loaded->records.columns[i];
			struct tl_str name = tl_str(column->name);

			if (column->type != TL_FACT_TEXT)
				continue;
			if (tl_str_starts(name, TL_STR(TOKEN_PREFIX)))
				add_column(&tokens, loaded, i,
					tl_str(column->name + strlen(TOKEN_PREFIX)));
			else if (tl_str_equal(name, TL_STR(HOUSEHOLD_PREFIX "programme")))
				add_column(&households, loaded, i, TL_STR(""));
			else if (tl_str_starts(name, TL_STR(HOUSEHOLD_PREFIX)))
				add_column(&households, loaded, i,
					tl_str(loaded->delivery->contract->partner));
			else if (tl_str_equal(name, TL_STR("sex")))
				add_column(&sexes, loaded, i, TL_STR(""));
			else if (tl_str_equal(name, TL_STR("locality")))
				add_column(&places, loaded, i, TL_STR(""));
		}
	}
	merge_tokens(loading->link, &tokens, threads);
	merge_households(loading->link, &households, threads);
	merge_columns(sexes.items, sexes.count, &loading->link->sexes_named, threads);
	merge_columns(places.items, places.count, &loading->link->places_named, threads);
	tl_vec_free(&tokens);
	tl_vec_free(&households);
	tl_vec_free(&sexes);
	tl_vec_free(&places);
}

/* ---- keys become nodes ---------------------------------------------------------------------- */

static int partner_order(const void *a, const void *b)
{
	const struct loaded *x = *(struct loaded *const *)a, *y = *(struct loaded *const *)b;

	return strcmp(x->delivery->contract->partner, y->delivery->contract->partner);
}

/* The same key of a partner in several deliveries is one node; nodes lie behind those of the
 * partner before. node_of has the keys' numbers among the partner's, from 1. */
static void add_nodes(
	struct link *link, struct loaded *const *loaded, size_t count, const struct merged *keys)
{
	uint32_t first = (uint32_t)link->nodes.count;
	struct tl_str partner = tl_str(loaded[0]->delivery->contract->partner);

	link->nodes.capacity = link->nodes.count + keys->count;
	link->nodes.items =
		tl_grow(link->nodes.items, link->nodes.capacity, sizeof *link->nodes.items);
	for (uint32_t k = 1; k <= keys->count; k++)
		link->nodes.items[link->nodes.count++] = (struct node){
			.partner = partner, .key = merged_text(keys, k), .birth = TL_NO_DAY};
	for (size_t i = 0; i < count; i++) {
		bool single = loaded[i]->delivery->contract->one_key_per_person;
		uint32_t *node_of = loaded[i]->shard->node_of;

		for (size_t k = 0; k < loaded[i]->shard->count; k++) {
			node_of[k] += first - 1;
			link->nodes.items[node_of[k]].single |= single;
		}
	}
}

static void merge_keys(const struct loading *loading, size_t threads)
{
	struct loaded **ordered = tl_alloc(loading->count, sizeof(struct loaded *));
	struct merge_list *lists = tl_alloc(loading->count, sizeof *lists);
	struct link *link = loading->link;

	for (size_t i = 0; i < loading->count; i++)
		ordered[i] = &loading->loaded[i];
	if (loading->count)
		qsort(ordered, loading->count, sizeof(struct loaded *), partner_order);
	for (size_t i = 0, end; i < loading->count; i = end) {
		struct merged *keys = tl_vec_push(&link->keys);

		for (end = i; end < loading->count && !partner_order(&ordered[i], &ordered[end]);
			end++)
			lists[end - i] = (struct merge_list){ordered[end]->keys.names,
				ordered[end]->shard->count, ordered[end]->shard->node_of};
		merge_words(keys, lists, end - i, threads);
		for (size_t k = i; k < end; k++)
			tl_arena_free(&ordered[k]->key_arena);
		add_nodes(link, ordered + i, end - i, keys);
	}
	link->tally.keys = (int64_t)link->nodes.count;
	free(lists);
	free(ordered);
}

/* ---- what records say ----------------------------------------------------------------------- */

static int int64_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

struct record_columns {
	const struct tl_fact_array *record_no, *key_no, *start, *end, *birth, *death;
};

static struct tl_day day_at(const struct tl_fact_array *column, size_t row)
{
	return column ? (struct tl_day){column->days[row]} : TL_NO_DAY;
}

static void take_days(
	struct loaded *loaded, const struct record_columns *c, size_t row, uint32_t node)
{
	struct tl_day birth = day_at(c->birth, row), death = day_at(c->death, row);

	if (tl_day_is_set(birth))
		*tl_vec_push(&loaded->births) =
			(struct claim){node, TL_NO_DAY, TL_NO_DAY, 0, claim_of_day(birth)};
	if (tl_day_is_set(death))
		*tl_vec_push(&loaded->deaths) =
			(struct claim){node, TL_NO_DAY, TL_NO_DAY, 0, claim_of_day(death)};
}

/* Tokens, household keys, sex and locality: the columns whose words were merged. */
static void take_word(struct loaded *loaded, const struct link *link,
	const struct record_columns *c, size_t i, size_t row, uint32_t node)
{
	const struct tl_fact_array *column = &loaded->records.columns[i];
	uint32_t number = loaded->numbers[i][column->codes[row]];
	struct tl_day from = day_at(c->start, row), to = day_at(c->end, row);

	if (tl_str_starts(tl_str(column->name), TL_STR(TOKEN_PREFIX)))
		*tl_vec_push(&loaded->tokens) = (struct token_use){
			link->token_names.items[loaded->token_name[i]].first + number, node, 1,
			loaded->token_name[i], loaded->trusted[i]};
	else if (tl_str_starts(tl_str(column->name), TL_STR(HOUSEHOLD_PREFIX)))
		*tl_vec_push(&loaded->households) = (struct claim){node, from, to, loaded->space[i],
			link->spaces.items[loaded->space[i]].first + number};
	else if (strcmp(column->name, "locality") == 0)
		*tl_vec_push(&loaded->places) = (struct claim){node, from, to, 0, number};
	else
		*tl_vec_push(&loaded->sexes) =
			(struct claim){node, TL_NO_DAY, TL_NO_DAY, 0, number};
}

static bool take_delivery(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct loading *loading = task;
	struct loaded *loaded = &loading->loaded[index];
	const struct tl_fact_table *records = &loaded->records;
	struct record_columns c = {tl_fact_column_of(records, "record_no"),
		tl_fact_column_of(records, "key_no"), tl_fact_column_of(records, "start"),
		tl_fact_column_of(records, "end"), tl_fact_column_of(records, "birth"),
		tl_fact_column_of(records, "death")};

	/* In an episode, start and end are the episode's: they do not date where its person lives.
	 */
	if (loaded->delivery->contract->kind != TL_KIND_PERSONS)
		c.start = c.end = NULL;
	for (size_t row = 0; row < records->rows; row++) {
		uint32_t node = loaded->shard->node_of[c.key_no->ints[row]];

		if (loaded->dead_count &&
			bsearch(&c.record_no->ints[row], loaded->dead, loaded->dead_count,
				sizeof *loaded->dead, int64_order))
			continue;
		take_days(loaded, &c, row, node);
		for (size_t i = 0; i < records->column_count; i++)
			if (loaded->numbers[i] && records->columns[i].codes[row])
				take_word(loaded, loading->link, &c, i, row, node);
	}
	return true;
}

/* Puts what was said behind what is there. */
#define APPEND(all, said)                                                                          \
	do {                                                                                       \
		if ((said)->count) {                                                               \
			(all)->items = tl_grow(                                                    \
				(all)->items, (all)->count + (said)->count, sizeof *(all)->items); \
			memcpy((all)->items + (all)->count, (said)->items,                         \
				(said)->count * sizeof *(all)->items);                             \
			(all)->capacity = (all)->count += (said)->count;                           \
		}                                                                                  \
		tl_vec_free(said);                                                                 \
	} while (0)

static void gather(struct link *link, struct loaded *loaded)
{
	APPEND(&link->tokens, &loaded->tokens);
	APPEND(&link->births.list, &loaded->births);
	APPEND(&link->deaths.list, &loaded->deaths);
	APPEND(&link->sexes.list, &loaded->sexes);
	APPEND(&link->places.list, &loaded->places);
	APPEND(&link->households.list, &loaded->households);
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
	merge_keys(loading, threads);
	merge_all_columns(loading, threads);
	tl_pool_for(threads, loading->count, take_delivery, loading, err);
	for (size_t i = 0; i < loading->count; i++)
		gather(loading->link, &loading->loaded[i]);
	return true;
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

void link_release(struct link *link)
{
	for (size_t i = 0; i < link->shards.count; i++)
		free(link->shards.items[i].node_of);
	for (size_t i = 0; i < link->keys.count; i++)
		merged_free(&link->keys.items[i]);
	for (size_t i = 0; i < link->token_names.count; i++)
		merged_free(&link->token_names.items[i].values);
	for (size_t i = 0; i < link->spaces.count; i++)
		merged_free(&link->spaces.items[i].keys);
	for (size_t i = 0; i < link->spells.count; i++)
		tl_arena_free(&link->spells.items[i]);
	merged_free(&link->sexes_named);
	merged_free(&link->places_named);
	merged_free(&link->person_ids);
	merged_free(&link->family_ids);
	claims_free(&link->births);
	claims_free(&link->deaths);
	claims_free(&link->sexes);
	claims_free(&link->places);
	claims_free(&link->households);
	free(link->tokens_by_node);
	tl_vec_free(&link->shards);
	tl_vec_free(&link->keys);
	tl_vec_free(&link->token_names);
	tl_vec_free(&link->spaces);
	tl_vec_free(&link->spells);
	tl_vec_free(&link->nodes);
	tl_vec_free(&link->tokens);
	tl_vec_free(&link->journal);
	tl_vec_free(&link->people);
	tl_vec_free(&link->members);
	tl_vec_free(&link->families);
	link_lists_free(&link->lists);
	compared_free(link->compared);
	tl_arena_free(&link->arena);
}
