#include "release_people.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/facts.h>
#include <throughline/keys.h>
#include <throughline/linked.h>
#include <throughline/named.h>
#include <throughline/schema.h>
#include <throughline/vec.h>

struct key_row {
	const char *partner, *digest, *person;
};

struct mark_row {
	const char *partner, *digest, *kind, *mark;
};

struct name_row {
	const char *element, *name;
};

struct person {
	const char *id;
	bool has_key; /* at default */
};

struct people {
	struct tl_arena arena;
	const struct tl_study *study;
	struct tl_db *link;
	TL_VEC(struct person) persons; /* by person_no */
	TL_VEC(struct key_row) keys;
	TL_VEC(struct mark_row) marks;
	TL_VEC(struct name_row) families;
	TL_VEC(struct name_row) merged; /* names that ended, and what they are called now */
};

static const char *keep_hex(struct people *people, struct tl_digest digest)
{
	return tl_arena_text(&people->arena, tl_str(digest.hex));
}

static const char *keep_column(struct people *people, struct tl_stmt *stmt, int column)
{
	return tl_arena_text(&people->arena, tl_column_text(stmt, column));
}

/* ---- this month ----------------------------------------------------------------------------- */

static bool read_persons(struct people *people, struct tl_err *err)
{
	struct tl_stmt *ids =
		tl_db_prepare(people->link, "SELECT person_id FROM person ORDER BY rowid", err);
	bool row = true, ok = ids;

	while (ok && (ok = tl_stmt_next(ids, &row, err)) && row)
		*tl_vec_push(&people->persons) =
			(struct person){keep_column(people, ids, 0), false};
	tl_stmt_free(ids);
	return ok;
}

/* The delivery's keys by key_no: *digests, NULL where a key has no person. */
static bool read_keys(struct people *people, struct tl_db *shard, const char *delivery,
	const char *partner, const char ***digests, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_linked linked;
	struct tl_keys keys;
	bool ok = tl_keys_read(shard, &arena, &keys, err) &&
		  tl_linked_read(people->link, delivery, "default", &people->arena, &linked, err);

	*digests = tl_arena_array(&people->arena, keys.count, sizeof **digests);
	for (size_t i = 0; ok && i < keys.count && i < linked.keys; i++) {
		struct person *person = &people->persons.items[linked.people[i]];

		(*digests)[i] = keep_hex(people, tl_named_key(tl_str(partner), keys.names[i]));
		person->has_key = true;
		*tl_vec_push(&people->keys) = (struct key_row){partner, (*digests)[i], person->id};
	}
	tl_arena_free(&arena);
	return ok;
}

/* The marks of a column's words, made once each; NULL: a column that is no token and no household
 * key. */
static const char **marks_of_words(struct people *people, const struct tl_fact_array *column,
	const char *partner, const char **kind)
{
	static const char token[] = "token:", household[] = "household:";
	struct tl_str name = tl_str(column->name);
	bool is_token = tl_str_starts(name, tl_str(token));
	const char **marks;

	if (column->type != TL_FACT_TEXT || (!is_token && !tl_str_starts(name, tl_str(household))))
		return NULL;
	*kind = is_token ? "token" : "household";
	marks = tl_arena_array(&people->arena, column->word_count, sizeof *marks);
	for (size_t i = 1; i < column->word_count; i++)
		marks[i] = keep_hex(people,
			is_token ? tl_named_token(
					   tl_str(column->name + strlen(token)), column->words[i])
				 : tl_named_household(strcmp(column->name, "household:programme")
							      ? tl_str(partner)
							      : tl_str(NULL),
					   column->words[i]));
	return marks;
}

static bool read_marks(struct people *people, struct tl_db *shard, const char *partner,
	const char *const *digests, struct tl_err *err)
{
	struct tl_fact_table table = {0};
	bool found = false;

	if (!tl_facts_read(shard, "record", &people->arena, &table, &found, err))
		return false;
	const struct tl_fact_array *key_no = found ? tl_fact_column_of(&table, "key_no") : NULL;

	for (size_t c = 0; key_no && c < table.column_count; c++) {
		const struct tl_fact_array *column = &table.columns[c];
		const char *kind, **marks = marks_of_words(people, column, partner, &kind);

		for (size_t row = 0; marks && row < table.rows; row++)
			if (column->codes[row] && digests[key_no->ints[row]])
				*tl_vec_push(&people->marks) =
					(struct mark_row){partner, digests[key_no->ints[row]], kind,
						marks[column->codes[row]]};
	}
	return true;
}

static bool read_delivery(
	struct people *people, const char *delivery, const char *partner, struct tl_err *err)
{
	struct tl_db *shard =
		tl_db_open(tl_arena_printf(&people->arena, "%s/run/1-ingest/%s/shard.db",
				   people->study->dir, delivery),
			tl_schema_shard, err);
	const char **digests;
	bool ok = shard && read_keys(people, shard, delivery, partner, &digests, err) &&
		  read_marks(people, shard, partner, digests, err);

	tl_db_free(shard);
	return ok;
}

static bool read_deliveries(struct people *people, struct tl_db *settle, struct tl_err *err)
{
	struct tl_stmt *deliveries = tl_db_prepare(settle,
		"SELECT delivery, partner FROM delivery WHERE present ORDER BY partner, delivery",
		err);
	bool row = true, ok = deliveries;

	while (ok && (ok = tl_stmt_next(deliveries, &row, err)) && row)
		ok = read_delivery(people, keep_column(people, deliveries, 0),
			keep_column(people, deliveries, 1), err);
	tl_stmt_free(deliveries);
	return ok;
}

static bool read_families(struct people *people, struct tl_err *err)
{
	struct tl_stmt *households = tl_db_prepare(people->link,
		"SELECT space, household, family_id FROM household JOIN family USING (family_no)",
		err);
	struct tl_stmt *others = tl_db_prepare(people->link,
		"SELECT person_no, family_id FROM person JOIN family USING (family_no)"
		" WHERE family_no NOT IN"
		" (SELECT family_no FROM household WHERE family_no IS NOT NULL)",
		err);
	bool row = true, ok = households && others;

	while (ok && (ok = tl_stmt_next(households, &row, err)) && row)
		*tl_vec_push(&people->families) = (struct name_row){
			keep_hex(people, tl_named_household(tl_column_text(households, 0),
						 tl_column_text(households, 1))),
			keep_column(people, households, 2)};
	while (ok && (ok = tl_stmt_next(others, &row, err)) && row) {
		const struct person *person = &people->persons.items[tl_column_int(others, 0)];

		if (person->has_key)
			*tl_vec_push(&people->families) =
				(struct name_row){person->id, keep_column(people, others, 1)};
	}
	tl_stmt_free(others);
	tl_stmt_free(households);
	return ok;
}

/* ---- order ---------------------------------------------------------------------------------- */

static int key_order(const void *a, const void *b)
{
	const struct key_row *x = a, *y = b;
	int order = strcmp(x->partner, y->partner);

	return order ? order : strcmp(x->digest, y->digest);
}

static int mark_order(const void *a, const void *b)
{
	const struct mark_row *x = a, *y = b;
	int order = strcmp(x->partner, y->partner);

	if (!order)
		order = strcmp(x->digest, y->digest);
	if (!order)
		order = strcmp(x->kind, y->kind);
	return order ? order : strcmp(x->mark, y->mark);
}

static int name_order(const void *a, const void *b)
{
	const struct name_row *x = a, *y = b;

	return strcmp(x->element, y->element);
}

/* Sorts, and keeps the first of those that are equal in their key. */
static size_t sort_unique(
	void *items, size_t count, size_t size, int (*order)(const void *a, const void *b))
{
	char *bytes = items;
	size_t kept = 0;

	if (!count)
		return 0;
	qsort(items, count, size, order);
	for (size_t i = 1; i < count; i++)
		if (order(bytes + kept * size, bytes + i * size) != 0)
			memmove(bytes + ++kept * size, bytes + i * size, size);
	return kept + 1;
}

static void order_all(struct people *people)
{
	people->keys.count = sort_unique(
		people->keys.items, people->keys.count, sizeof *people->keys.items, key_order);
	people->marks.count = sort_unique(
		people->marks.items, people->marks.count, sizeof *people->marks.items, mark_order);
	people->families.count = sort_unique(people->families.items, people->families.count,
		sizeof *people->families.items, name_order);
}

/* ---- what earlier months knew ---------------------------------------------------------------- */

static bool read_merged(struct people *people, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		people->link, "SELECT other_id, id FROM journal WHERE change = 'merged'", err);
	bool row = true, ok = stmt;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&people->merged) = (struct name_row){
			keep_column(people, stmt, 0), keep_column(people, stmt, 1)};
	people->merged.count = sort_unique(people->merged.items, people->merged.count,
		sizeof *people->merged.items, name_order);
	tl_stmt_free(stmt);
	return ok;
}

/* What a name of the release before is called now. */
static const char *name_now(const struct people *people, const char *name)
{
	const struct name_row wanted = {.element = name};
	const struct name_row *found =
		people->merged.count ? bsearch(&wanted, people->merged.items, people->merged.count,
					       sizeof wanted, name_order)
				     : NULL;

	return found ? found->name : name;
}

static bool key_is_here(const struct people *people, size_t count, struct key_row wanted)
{
	return count &&
	       bsearch(&wanted, people->keys.items, count, sizeof wanted, key_order) != NULL;
}

/* Rows of before whose keys no delivery has now. */
static bool carry(struct people *people, struct tl_db *before, struct tl_err *err)
{
	struct tl_stmt *keys = tl_db_prepare(
		before, "SELECT delivery_partner, key_digest, person_id FROM person_id", err);
	struct tl_stmt *marks = tl_db_prepare(
		before, "SELECT delivery_partner, key_digest, kind, digest FROM key_mark", err);
	struct tl_stmt *families =
		tl_db_prepare(before, "SELECT element, family_id FROM family_id", err);
	size_t here = people->keys.count;
	bool row = true, ok = keys && marks && families;

	while (ok && (ok = tl_stmt_next(keys, &row, err)) && row) {
		struct key_row key = {keep_column(people, keys, 0), keep_column(people, keys, 1),
			name_now(people, keep_column(people, keys, 2))};

		if (!key_is_here(people, here, key))
			*tl_vec_push(&people->keys) = key;
	}
	while (ok && (ok = tl_stmt_next(marks, &row, err)) && row) {
		struct mark_row mark = {keep_column(people, marks, 0),
			keep_column(people, marks, 1), keep_column(people, marks, 2),
			keep_column(people, marks, 3)};

		if (!key_is_here(people, here, (struct key_row){mark.partner, mark.digest, NULL}))
			*tl_vec_push(&people->marks) = mark;
	}
	/* Names of this month stand before those of the same element then: order_all keeps the
	 * first, and qsort may not, so known elements are left out here. */
	size_t known = people->families.count;
	while (ok && (ok = tl_stmt_next(families, &row, err)) && row) {
		struct name_row name = {keep_column(people, families, 0),
			name_now(people, keep_column(people, families, 1))};

		if (!known ||
			!bsearch(&name, people->families.items, known, sizeof name, name_order))
			*tl_vec_push(&people->families) = name;
	}
	return ok;
}

/* ---- writing -------------------------------------------------------------------------------- */

static bool insert_texts(
	struct tl_stmt *insert, const char *const *texts, int count, struct tl_err *err)
{
	for (int i = 0; i < count; i++)
		tl_bind_textz(insert, i + 1, texts[i]);
	return tl_stmt_run(insert, err);
}

static bool write_all(const struct people *people, struct tl_db *out, struct tl_err *err)
{
	struct tl_stmt *keys = tl_db_prepare(out, "INSERT INTO person_id VALUES (?1, ?2, ?3)", err);
	struct tl_stmt *marks =
		tl_db_prepare(out, "INSERT INTO key_mark VALUES (?1, ?2, ?3, ?4)", err);
	struct tl_stmt *families = tl_db_prepare(out, "INSERT INTO family_id VALUES (?1, ?2)", err);
	bool ok = keys && marks && families;

	for (size_t i = 0; ok && i < people->keys.count; i++) {
		const struct key_row *row = &people->keys.items[i];
		ok = insert_texts(
			keys, (const char *[]){row->partner, row->digest, row->person}, 3, err);
	}
	for (size_t i = 0; ok && i < people->marks.count; i++) {
		const struct mark_row *row = &people->marks.items[i];
		ok = insert_texts(marks,
			(const char *[]){row->partner, row->digest, row->kind, row->mark}, 4, err);
	}
	for (size_t i = 0; ok && i < people->families.count; i++) {
		const struct name_row *row = &people->families.items[i];
		ok = insert_texts(families, (const char *[]){row->element, row->name}, 2, err);
	}
	return ok;
}

bool release_people_write(const struct tl_study *study, struct tl_db *link, struct tl_db *settle,
	struct tl_db *before, struct tl_db *out, struct tl_err *err)
{
	struct people people = {.study = study, .link = link};
	bool ok = read_persons(&people, err) && read_deliveries(&people, settle, err) &&
		  read_families(&people, err) && read_merged(&people, err);

	order_all(&people);
	if (ok && before) {
		ok = carry(&people, before, err);
		order_all(&people);
	}
	ok = ok && write_all(&people, out, err);
	tl_vec_free(&people.persons);
	tl_vec_free(&people.keys);
	tl_vec_free(&people.marks);
	tl_vec_free(&people.families);
	tl_vec_free(&people.merged);
	tl_arena_free(&people.arena);
	return ok;
}
