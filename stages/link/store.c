/* link.db. What has a row a key or a person is facts; the rest are tables, in key order. */
#include "store.h"

#include <stdlib.h>

#include <throughline/linked.h>
#include <throughline/pool.h>
#include <throughline/schema.h>

/* Whom a delivery's keys are at each threshold. */
static void add_keys(const struct link *link, const uint32_t *numbers, bool differs,
	const struct shard_keys *shard, struct tl_linked_writer *writer)
{
	int32_t *people[LINK_THRESHOLDS] = {0};
	enum link_threshold thresholds = differs ? LINK_THRESHOLDS : LINK_DEFAULT + 1;

	for (enum link_threshold at = 0; at < thresholds; at++)
		people[at] = tl_grow(NULL, shard->count, sizeof *people[at]);
	for (size_t key = 0; key < shard->count; key++)
		for (enum link_threshold at = 0; at < thresholds; at++)
			people[at][key] =
				(int32_t)numbers[link->nodes.items[shard->node_of[key]].person[at]];
	tl_linked_add(writer, shard->delivery, people[LINK_DEFAULT], people[LINK_STRICT],
		people[LINK_LOOSE], shard->count);
	for (enum link_threshold at = 0; at < thresholds; at++)
		free(people[at]);
}

static void gather_keys(struct tl_linked_writer *writer, const struct link *link)
{
	uint32_t *numbers = tl_grow(NULL, link->people.count + 1, sizeof *numbers);
	/* Those of default come first. */
	bool differs =
		link->people.count && link->people.items[link->people.count - 1].at != LINK_DEFAULT;

	/* Close together: keys ask for them all over the place. */
	for (size_t i = 0; i < link->people.count; i++)
		numbers[i] = link->people.items[i].number;
	for (size_t s = 0; s < link->shards.count; s++)
		add_keys(link, numbers, differs, &link->shards.items[s], writer);
	free(numbers);
}

static bool write_households(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert =
		tl_db_prepare(db, "INSERT INTO household VALUES (?1, ?2, ?3)", err);
	const struct households *all = link->all_households;
	bool ok = insert != NULL;

	for (uint32_t i = 0; ok && i < all->count; i++) {
		const struct household *household = &all->items[i];

		tl_bind_text(insert, 1, household->space.length ? household->space : TL_STR(""));
		tl_bind_text(insert, 2, household->key);
		if (household->communal)
			tl_bind_null(insert, 3);
		else
			tl_bind_int(insert, 3,
				link->families
					.items[all->items[household_root(all->items, i)].family]
					.number);
		ok = tl_stmt_run(insert, err);
	}
	return ok;
}

/* Nodes lie by partner, so each partner's are a run. */
static bool write_partner_quality(
	const struct link *link, struct tl_stmt *insert, struct tl_err *err)
{
	bool ok = true;

	for (size_t i = 0, end; ok && i < link->nodes.count; i = end) {
		const struct tl_str partner = link->nodes.items[i].partner;
		int64_t with_token = 0;

		for (end = i; end < link->nodes.count &&
			      tl_str_equal(link->nodes.items[end].partner, partner);
			end++)
			with_token += link->nodes.items[end].has_token;
		tl_bind_text(insert, 1, partner);
		tl_bind_textz(insert, 2, "keys");
		tl_bind_int(insert, 3, (int64_t)(end - i));
		ok = tl_stmt_run(insert, err);
		tl_bind_text(insert, 1, partner);
		tl_bind_textz(insert, 2, "keys_with_token");
		tl_bind_int(insert, 3, with_token);
		ok = ok && tl_stmt_run(insert, err);
	}
	return ok;
}

static bool write_quality(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	const struct link_tally *tally = &link->tally;
	const struct {
		const char *name;
		int64_t value;
	} rows[] = {
		{"answers_alone", link->lists.answers_alone},
		{"answers_unsure", link->lists.answers_unsure},
		{"communal", tally->communal},
		{"contradictions", tally->contradictions},
		{"joined", tally->joined},
		{"kept_apart", tally->kept_apart},
		{"keys", tally->keys},
		{"keys_with_token", tally->keys_with_token},
		{"pairs_unmet", link->lists.pairs_unmet},
		{"people", tally->people},
		{"tokens_too_common", tally->tokens_too_common},
	};
	struct tl_stmt *insert = tl_db_prepare(db, "INSERT INTO quality VALUES (?1, ?2, ?3)", err);
	bool ok = insert != NULL;

	for (size_t i = 0; ok && i < TL_LEN(rows); i++) {
		tl_bind_textz(insert, 1, "");
		tl_bind_textz(insert, 2, rows[i].name);
		tl_bind_int(insert, 3, rows[i].value);
		ok = tl_stmt_run(insert, err);
	}
	return ok && write_partner_quality(link, insert, err);
}

/* ---- all of it ------------------------------------------------------------------------------- */

enum { PEOPLE = TL_LEN(link_people_tables), JOURNAL = PEOPLE, FACTS, KEYS = FACTS, GATHERED };
struct gathering {
	const struct link *link;
	struct tl_facts_writer *facts[FACTS];
	struct merged words[FACTS]; /* that a writer may borrow */
	struct tl_linked_writer *keys;
};

static const struct link_table *table_of(size_t index)
{
	return index == JOURNAL ? &link_journal_table : &link_people_tables[index];
}

/* Keys and the journal first: they take longest, and no thread should wait for them in the end. */
static bool gather_one(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct gathering *gathering = task;
	size_t which = GATHERED - 1 - index;

	if (which == KEYS) {
		gather_keys(gathering->keys, gathering->link);
		tl_linked_settle(gathering->keys);
	} else {
		table_of(which)->gather(
			gathering->facts[which], gathering->link, &gathering->words[which]);
		tl_facts_settle(gathering->facts[which]);
	}
	return true;
}

static bool write_facts(
	struct gathering *gathering, size_t which, struct tl_db *db, struct tl_err *err)
{
	bool ok = tl_facts_finish(gathering->facts[which], db, err) &&
		  tl_facts_show(db, table_of(which)->name, err);

	tl_facts_writer_free(gathering->facts[which]);
	gathering->facts[which] = NULL;
	merged_free(&gathering->words[which]);
	return ok;
}

static bool write_gathered(struct gathering *gathering, struct tl_db *db, struct tl_err *err)
{
	for (size_t i = 0; i < PEOPLE; i++)
		if (!write_facts(gathering, i, db, err))
			return false;
	return tl_linked_finish(gathering->keys, db, err) &&
	       write_households(gathering->link, db, err) &&
	       write_facts(gathering, JOURNAL, db, err);
}

static void gathering_begin(struct gathering *gathering, const struct link *link)
{
	*gathering = (struct gathering){.link = link};
	for (size_t i = 0; i < FACTS; i++) {
		gathering->facts[i] = tl_facts_writer_new(
			table_of(i)->name, table_of(i)->columns, table_of(i)->column_count);
		tl_facts_spool(gathering->facts[i], link->study->dir);
	}
	gathering->keys = tl_linked_writer_new(link->study->dir);
}

static void gathering_free(struct gathering *gathering)
{
	for (size_t i = 0; i < FACTS; i++) {
		tl_facts_writer_free(gathering->facts[i]);
		merged_free(&gathering->words[i]);
	}
	tl_linked_writer_free(gathering->keys);
}

bool link_write(const struct link *link, const char *path, size_t threads, struct tl_err *err)
{
	struct tl_db *db = tl_db_create(path, tl_schema_link, err);
	struct gathering gathering;
	bool ok;

	gathering_begin(&gathering, link);
	ok = db && tl_pool_for(threads, GATHERED, gather_one, &gathering, err) &&
	     write_gathered(&gathering, db, err) && write_quality(link, db, err) &&
	     link_write_model(link, db, err);
	gathering_free(&gathering);
	if (ok)
		return tl_db_finish(db, err);
	tl_db_free(db);
	return false;
}
