/* link.db, in key order. */
#include "link.h"

#include <stdlib.h>

#include <throughline/db.h>
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
		tl_bind_textz(insert, 2, ordered[i]->id);
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
		tl_bind_textz(insert, position, "0001-01-01"); /* since ever */
}

static bool write_person(const struct link *link, const struct person *person,
	struct tl_stmt *insert, struct tl_err *err)
{
	tl_bind_int(insert, 1, person->number);
	tl_bind_textz(insert, 2, person->id);
	tl_bind_int(insert, 3, link->families.items[person->family].number);
	if (person->locality.length)
		tl_bind_text(insert, 4, person->locality);
	tl_bind_day(insert, 5, person->birth);
	tl_bind_day(insert, 6, person->death);
	if (person->sex.length)
		tl_bind_text(insert, 7, person->sex);
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
		tl_bind_text(insert, 4, link->places_named.items[spell->value]);
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

static bool write_keys(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert =
		tl_db_prepare(db, "INSERT INTO person_of_key VALUES (?1, ?2, 'default', ?3)", err);
	bool ok = insert != NULL;

	for (size_t s = 0; ok && s < link->shards.count; s++) {
		const struct shard_keys *shard = &link->shards.items[s];
		for (size_t k = 0; ok && k < shard->count; k++) {
			const struct node *node = &link->nodes.items[shard->node_of[k]];
			tl_bind_textz(insert, 1, shard->delivery);
			tl_bind_int(insert, 2, (int64_t)k);
			tl_bind_int(insert, 3, link->people.items[node->person].number);
			ok = tl_stmt_run(insert, err);
		}
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

static bool write_journal(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *insert =
		tl_db_prepare(db, "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5)", err);
	struct node_name *names = name_nodes(link);
	bool ok = insert != NULL;

	for (size_t i = 0; ok && i < link->journal.count; i++) {
		const struct journal_entry *entry = &link->journal.items[i];
		tl_bind_int(insert, 1, (int64_t)i);
		tl_bind_textz(insert, 2, names[entry->node].delivery);
		tl_bind_int(insert, 3, names[entry->node].key_no);
		tl_bind_textz(insert, 4, entry->change);
		tl_bind_textz(insert, 5, entry->reason);
		ok = tl_stmt_run(insert, err);
	}
	free(names);
	return ok;
}

static bool write_quality(const struct link *link, struct tl_db *db, struct tl_err *err)
{
	const struct link_tally *tally = &link->tally;
	const struct {
		const char *name;
		int64_t value;
	} rows[] = {{"contradictions", tally->contradictions}, {"keys", tally->keys},
		{"keys_with_token", tally->keys_with_token}, {"people", tally->people},
		{"tokens_too_common", tally->tokens_too_common}};
	struct tl_stmt *insert = tl_db_prepare(db, "INSERT INTO quality VALUES ('', ?1, ?2)", err);
	bool ok = insert != NULL;

	for (size_t i = 0; ok && i < TL_LEN(rows); i++) {
		tl_bind_textz(insert, 1, rows[i].name);
		tl_bind_int(insert, 2, rows[i].value);
		ok = tl_stmt_run(insert, err);
	}
	return ok;
}

bool link_write(const struct link *link, const char *path, struct tl_err *err)
{
	struct tl_db *db = tl_db_create(path, tl_schema_link, err);

	if (db && write_families(link, db, err) && write_people(link, db, err) &&
		write_keys(link, db, err) && write_journal(link, db, err) &&
		write_quality(link, db, err))
		return tl_db_finish(db, err);
	tl_db_free(db);
	return false;
}
