/* link.db, in key order. */
#include "store.h"

#include <stdlib.h>

#include <throughline/linked.h>
#include <throughline/schema.h>

static bool write_families(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert = tl_db_prepare(db, "INSERT INTO family VALUES (?1, ?2)", err);
	const struct family **ordered = tl_alloc(link->families.count, sizeof *ordered);
	bool ok = insert != NULL;

	for (size_t i = 0; i < link->families.count; i++)
		ordered[link->families.items[i].number] = &link->families.items[i];
	for (size_t i = 0; ok && i < link->families.count; i++) {
		tl_bind_int(insert, 1, (int64_t)i);
		tl_bind_text_held(insert, 2, tl_str(ordered[i]->id));
		ok = tl_stmt_run(insert, err);
	}
	free(ordered);
	return ok;
}

static void bind_from(struct tl_stmt *insert, int position, struct tl_day from)
{
	if (tl_day_is_set(from))
		tl_bind_day(insert, position, from);
	else
		tl_bind_text_held(insert, position, TL_STR("0001-01-01")); /* since ever */
}

static bool write_person(const struct link *link, const struct person *person,
	struct tl_stmt *insert, struct tl_err *err)
{
	tl_bind_int(insert, 1, person->number);
	tl_bind_text_held(insert, 2, tl_str(person->id));
	tl_bind_int(insert, 3, link->families.items[person->family].number);
	if (person->locality.length)
		tl_bind_text_held(insert, 4, person->locality);
	tl_bind_day(insert, 5, person->birth);
	tl_bind_day(insert, 6, person->death);
	if (person->sex.length)
		tl_bind_text_held(insert, 7, person->sex);
	return tl_stmt_run(insert, err);
}

static bool write_localities(const struct link *link, const struct person *person,
	struct tl_stmt *insert, struct tl_err *err)
{
	for (size_t i = 0; i < person->localities.count; i++) {
		const struct spell *spell = &person->localities.items[i];
		tl_bind_int(insert, 1, person->number);
		bind_from(insert, 2, spell->from);
		tl_bind_day(insert, 3, spell->to);
		tl_bind_text_held(insert, 4, link->places_named.items[spell->value]);
		if (!tl_stmt_run(insert, err))
			return false;
	}
	return true;
}

static bool write_spells(const struct link *link, const struct person *person,
	struct tl_stmt *insert, struct tl_err *err)
{
	for (size_t i = 0; i < person->families.count; i++) {
		const struct spell *spell = &person->families.items[i];
		tl_bind_int(insert, 1, person->number);
		bind_from(insert, 2, spell->from);
		tl_bind_day(insert, 3, spell->to);
		tl_bind_int(insert, 4, link->families.items[spell->value].number);
		if (!tl_stmt_run(insert, err))
			return false;
	}
	return true;
}

static bool write_people(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *people =
		tl_db_prepare(db, "INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", err);
	struct tl_stmt *places =
		tl_db_prepare(db, "INSERT INTO locality_spell VALUES (?1, ?2, ?3, ?4)", err);
	struct tl_stmt *families =
		tl_db_prepare(db, "INSERT INTO family_spell VALUES (?1, ?2, ?3, ?4)", err);
	const struct person **ordered = tl_alloc(link->people.count, sizeof *ordered);
	bool ok = people && places && families;

	for (size_t i = 0; i < link->people.count; i++)
		ordered[link->people.items[i].number] = &link->people.items[i];
	for (size_t i = 0; ok && i < link->people.count; i++)
		ok = write_person(link, ordered[i], people, err);
	for (size_t i = 0; ok && i < link->people.count; i++)
		ok = write_localities(link, ordered[i], places, err);
	for (size_t i = 0; ok && i < link->people.count; i++)
		ok = write_spells(link, ordered[i], families, err);
	free(ordered);
	return ok;
}

static int32_t *people_of_keys(const struct link *link, const uint32_t *numbers,
	const struct shard_keys *shard, enum link_threshold at)
{
	int32_t *people = tl_alloc(shard->count, sizeof *people);

	for (size_t key = 0; key < shard->count; key++)
		people[key] = (int32_t)numbers[link->nodes.items[shard->node_of[key]].person[at]];
	return people;
}

static void add_keys(const struct link *link, const uint32_t *numbers,
	const struct shard_keys *shard, struct tl_linked_writer *writer)
{
	int32_t *people[LINK_THRESHOLDS];

	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++)
		people[at] = people_of_keys(link, numbers, shard, at);
	tl_linked_add(writer, shard->delivery, people[LINK_DEFAULT], people[LINK_STRICT],
		people[LINK_LOOSE], shard->count);
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++)
		free(people[at]);
}

static bool write_keys(
	const struct link *link, struct tl_db *db, const char *dir, struct tl_err *err)
{
	struct tl_linked_writer *writer = tl_linked_writer_new(dir);
	uint32_t *numbers = tl_grow(NULL, link->people.count + 1, sizeof *numbers);
	bool ok;

	/* Close together: keys ask for them all over the place. */
	for (size_t i = 0; i < link->people.count; i++)
		numbers[i] = link->people.items[i].number;
	for (size_t s = 0; s < link->shards.count; s++)
		add_keys(link, numbers, &link->shards.items[s], writer);
	ok = tl_linked_finish(writer, db, err);
	tl_linked_writer_free(writer);
	free(numbers);
	return ok;
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

/* A node is named by the first delivery that has it. */
struct node_name {
	const char *delivery;
	int64_t key_no;
};

static struct node_name *name_nodes(const struct link *link)
{
	struct node_name *names = tl_alloc(link->nodes.count, sizeof *names);

	for (size_t s = link->shards.count; s-- > 0;) {
		const struct shard_keys *shard = &link->shards.items[s];
		for (size_t k = 0; k < shard->count; k++)
			names[shard->node_of[k]] = (struct node_name){shard->delivery, (int64_t)k};
	}
	return names;
}

static void bind_node(
	struct tl_stmt *insert, int position, const struct node_name *names, uint32_t node)
{
	if (node == LINK_NOBODY) {
		tl_bind_null(insert, position);
		tl_bind_null(insert, position + 1);
	} else {
		tl_bind_text_held(insert, position, tl_str(names[node].delivery));
		tl_bind_int(insert, position + 1, names[node].key_no);
	}
}

static const char *id_of(const struct link *link, const struct journal_entry *entry)
{
	return entry->id
		       ? entry->id
		       : link->people.items[link->nodes.items[entry->node].person[LINK_DEFAULT]].id;
}

static bool write_journal(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert = tl_db_prepare(
		db, "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", err);
	struct node_name *names = name_nodes(link);
	bool ok = insert != NULL;

	for (size_t i = 0; ok && i < link->journal.count; i++) {
		const struct journal_entry *entry = &link->journal.items[i];

		tl_bind_int(insert, 1, (int64_t)i);
		tl_bind_text_held(insert, 2, entry->family ? TL_STR("family") : TL_STR("person"));
		tl_bind_text_held(insert, 3, tl_str(entry->change));
		tl_bind_text_held(insert, 4, tl_str(entry->reason));
		tl_bind_text_held(insert, 5, tl_str(id_of(link, entry)));
		tl_bind_textz(insert, 6, entry->other_id);
		bind_node(insert, 7, names, entry->node);
		bind_node(insert, 9, names, entry->other);
		ok = tl_stmt_run(insert, err);
	}
	free(names);
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

bool link_write(const struct link *link, const char *path, const char *dir, struct tl_err *err)
{
	struct tl_db *db = tl_db_create(path, tl_schema_link, err);

	if (db && write_families(link, db, err) && write_people(link, db, err) &&
		write_keys(link, db, dir, err) && write_households(link, db, err) &&
		write_journal(link, db, err) && write_quality(link, db, err) &&
		link_write_model(link, db, err))
		return tl_db_finish(db, err);
	tl_db_free(db);
	return false;
}
