#include "explain_quality.h"

#include "bias.h"
#include "quality.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/linked.h>
#include <throughline/schema.h>

bool measure_explains_quality(const struct measure_key *key)
{
	return strcmp(key->measure, "rows") == 0 || strcmp(key->measure, "linkage") == 0;
}

/* ---- a shard -------------------------------------------------------------------------------- */

struct shard {
	struct tl_arena arena;
	struct tl_fact_table rows, rejects;
	const char *file;
};

static bool shard_read(const struct measure_world *world, const char *delivery, struct shard *shard,
	struct tl_err *err)
{
	struct tl_buf path = {0};
	struct tl_db *db;
	struct tl_stmt *stmt;
	bool found, row = false, ok;

	tl_buf_addf(&path, "%s/run/1-ingest/%s/shard.db", world->study->dir, delivery);
	db = tl_db_open(tl_buf_c(&path), tl_schema_shard, err);
	tl_buf_free(&path);
	stmt = db ? tl_db_prepare(db, "SELECT file, kind FROM delivery", err) : NULL;
	ok = stmt && tl_stmt_next(stmt, &row, err);
	for (size_t k = 0; ok && row && k < TL_KIND_COUNT_OF; k++)
		if (strcmp(tl_kinds[k].name, tl_column_textz(stmt, 1)) == 0)
			ok = tl_facts_read(
				db, tl_kinds[k].table, &shard->arena, &shard->rows, &found, err);
	if (ok && row)
		shard->file = tl_arena_text(&shard->arena, tl_column_text(stmt, 0));
	ok = ok && tl_facts_read(db, "reject", &shard->arena, &shard->rejects, &found, err);
	tl_stmt_free(stmt);
	tl_db_free(db);
	return ok;
}

static const int64_t *numbers(const struct tl_fact_table *table, const char *column)
{
	const struct tl_fact_array *array = tl_fact_column_of(table, column);

	return array ? array->ints : NULL;
}

/* ---- rows ----------------------------------------------------------------------------------- */

struct numbers {
	TL_VEC(int64_t) items;
};

static int compare_numbers(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static void add_all(struct numbers *list, const struct tl_fact_table *table, const char *reason)
{
	const int64_t *records = numbers(table, "record_no");
	const struct tl_fact_array *reasons = tl_fact_column_of(table, "reason");

	for (size_t i = 0; records && i < table->rows; i++)
		if (!*reason || (reasons && tl_str_equal(tl_fact_text(reasons, i), tl_str(reason))))
			*tl_vec_push(&list->items) = records[i];
}

static bool add_dead(
	struct numbers *list, struct tl_db *settle, const char *delivery, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(settle, "SELECT record_no FROM dead_row WHERE delivery = ?1", err);
	bool row = false, ok;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, delivery);
	while ((ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&list->items) = tl_column_int(stmt, 0);
	tl_stmt_free(stmt);
	return ok;
}

/* "1-40, 42, 44-99 (97 rows)" */
static void add_ranges(struct tl_buf *out, struct numbers *list)
{
	int64_t *items = list->items.items;
	size_t count = list->items.count;

	if (count)
		qsort(items, count, sizeof *items, compare_numbers);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && items[end] == items[end - 1] + 1; end++)
			;
		tl_buf_addf(out, "%s%lld", i ? ", " : "", (long long)items[i]);
		if (end - i > 1)
			tl_buf_addf(out, "-%lld", (long long)items[end - 1]);
	}
	tl_buf_addf(out, " (%zu row%s)\n", count, count == 1 ? "" : "s");
}

static bool rows_of(const struct measure_world *world, struct tl_db *settle,
	const struct measure_key *key, const char *delivery, struct tl_buf *out, struct tl_err *err)
{
	bool read = strcmp(key->statistic, "rows_read") == 0;
	bool rejected = strcmp(key->statistic, "rows_rejected") == 0;
	struct shard shard = {0};
	struct numbers list = {0};
	bool ok = shard_read(world, delivery, &shard, err);

	if (ok && strcmp(key->statistic, "rows_dead") == 0)
		ok = add_dead(&list, settle, delivery, err);
	else if (ok && !rejected)
		add_all(&list, &shard.rows, "");
	if (ok && (read || rejected))
		add_all(&list, &shard.rejects, key->grp);
	if (ok && list.items.count) {
		tl_buf_addf(out, "    %s: record%s ", shard.file, list.items.count == 1 ? "" : "s");
		add_ranges(out, &list);
	}
	tl_vec_free(&list.items);
	tl_arena_free(&shard.arena);
	return ok;
}

static bool explain_rows(const struct measure_world *world, const struct measure_key *key,
	struct tl_db *settle, struct tl_buf *out, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(settle,
		"SELECT delivery FROM delivery WHERE contract = ?1 AND present = 1 ORDER BY "
		"delivery",
		err);
	bool row = false, ok;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, key->axis);
	while ((ok = tl_stmt_next(stmt, &row, err)) && row)
		if (!(ok = rows_of(world, settle, key, tl_column_textz(stmt, 0), out, err)))
			break;
	tl_stmt_free(stmt);
	return ok;
}

/* ---- linkage: each person by its first row in each file ---------------------------------------
 */

struct seen {
	int64_t person;
	size_t partner, shard;
	int64_t record, line;
};
struct people {
	struct tl_arena arena;
	TL_VEC(struct seen) items;
	TL_VEC(const char *) files;
	const char *partner; /* "" for all */
	bool several; /* only those of two partners or more */
	const struct measure_key *key;
	struct measure_biases biases;
};

static size_t partner_number(const struct tl_study *study, const char *code)
{
	size_t i = 0;

	while (i < study->partners_count && strcmp(study->partners[i].code, code) != 0)
		i++;
	return i;
}

/* first[key]: the row in which a key stands first. */
static void first_rows(const struct shard *shard, size_t *first, size_t keys)
{
	const int64_t *key_no = numbers(&shard->rows, "key_no");

	for (size_t i = shard->rows.rows; key_no && i-- > 0;)
		if (key_no[i] >= 0 && (size_t)key_no[i] < keys)
			first[key_no[i]] = i;
}

static bool add_people(const struct measure_world *world, struct tl_db *link, const char *delivery,
	const char *partner, struct people *people, struct tl_err *err)
{
	struct shard shard = {0};
	struct tl_linked linked = {0};
	bool ok = shard_read(world, delivery, &shard, err) &&
		  tl_linked_read(link, delivery, "default", &shard.arena, &linked, err);
	size_t *first = ok ? tl_alloc(linked.keys + 1, sizeof *first) : NULL;

	if (ok)
		first_rows(&shard, first, linked.keys);
	for (size_t key = 0; ok && shard.rows.rows && key < linked.keys; key++)
		*tl_vec_push(&people->items) =
			(struct seen){linked.people[key], partner_number(world->study, partner),
				people->files.count, numbers(&shard.rows, "record_no")[first[key]],
				numbers(&shard.rows, "line")[first[key]]};
	*tl_vec_push(&people->files) =
		tl_arena_text(&people->arena, tl_str(shard.file ? shard.file : delivery));
	free(first);
	tl_arena_free(&shard.arena);
	return ok;
}

static int compare_seen(const void *a, const void *b)
{
	const struct seen *left = a, *right = b;

	if (left->person != right->person)
		return left->person < right->person ? -1 : 1;
	if (left->shard != right->shard)
		return left->shard < right->shard ? -1 : 1;
	return (left->record > right->record) - (left->record < right->record);
}

/* Whether the person lived in the cell's locality, is of its sex, its age, its group. */
static bool in_group(const struct measure_world *world, const struct people *people, int64_t person)
{
	const struct measure_key *key = people->key;
	const char *axis = key->axis ? key->axis : "", *grp = key->grp ? key->grp : "";

	if (strcmp(key->locality, "all") != 0 &&
		strcmp(measure_world_locality_code(world, measure_linkage_locality(world, person)),
			key->locality) != 0)
		return false;
	if (strcmp(axis, "sex") == 0)
		return strcmp(world->people[person].sex, grp) == 0;
	for (size_t b = 0; b < people->biases.count; b++)
		if (strcmp(axis, people->biases.items[b].axis) == 0)
			return strcmp(people->biases.items[b]
					       .groups[people->biases.items[b].of[person]],
				       grp) == 0;
	return strcmp(axis, "age") != 0 ||
	       strcmp(measure_ages[measure_linkage_age(world, person)].code, grp) == 0;
}

static bool is_wanted(const struct measure_world *world, const struct people *people, size_t wanted,
	const struct seen *seen, size_t count)
{
	bool several = false, has = !*people->partner;

	if (!in_group(world, people, seen->person))
		return false;
	for (size_t i = 0; i < count; i++) {
		several = several || seen[i].partner != seen[0].partner;
		has = has || seen[i].partner == wanted;
	}
	return has && (several || !people->several);
}

static void list_people(
	const struct measure_world *world, struct people *people, struct tl_buf *out)
{
	size_t wanted = partner_number(world->study, people->partner), number = 0;

	if (people->items.count)
		qsort(people->items.items, people->items.count, sizeof *people->items.items,
			compare_seen);
	for (size_t i = 0, end; i < people->items.count; i = end) {
		const struct seen *seen = &people->items.items[i];

		for (end = i + 1; end < people->items.count &&
				  people->items.items[end].person == seen->person;
			end++)
			;
		if (!is_wanted(world, people, wanted, seen, end - i))
			continue;
		tl_buf_addf(out, "    %zu: ", ++number);
		for (size_t k = 0; k < end - i; k++)
			tl_buf_addf(out, "%s%s: record %lld (line %lld)", k ? "; " : "",
				people->files.items[seen[k].shard], (long long)seen[k].record,
				(long long)seen[k].line);
		tl_buf_addc(out, "\n");
	}
}

static bool explain_linkage(const struct measure_world *world, const struct measure_key *key,
	struct tl_db *settle, struct tl_buf *out, struct tl_err *err)
{
	struct people people = {.partner = key->partner ? key->partner : "",
		.several = strcmp(key->statistic, "linked") == 0 ||
			   (key->grp && strcmp(key->grp, "two-or-more") == 0),
		.key = key};
	struct tl_db *link = tl_db_open(world->link_path, tl_schema_link, err);
	struct tl_stmt *stmt = tl_db_prepare(settle,
		"SELECT delivery, partner FROM delivery WHERE present = 1 ORDER BY delivery", err);
	bool row = false, ok = link && stmt && measure_biases_make(world, &people.biases, err);

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		if (!(ok = add_people(world, link, tl_column_textz(stmt, 0),
			      tl_column_textz(stmt, 1), &people, err)))
			break;
	if (ok)
		list_people(world, &people, out);
	tl_stmt_free(stmt);
	tl_db_free(link);
	tl_vec_free(&people.items);
	tl_vec_free(&people.files);
	tl_arena_free(&people.arena);
	measure_biases_free(&people.biases);
	return ok;
}

bool measure_explain_quality(const struct measure_world *world, const struct measure_key *key,
	struct tl_buf *out, struct tl_err *err)
{
	struct tl_db *settle = tl_db_open(world->settle_path, tl_schema_settle, err);
	bool ok = settle && (strcmp(key->measure, "rows") == 0
					    ? explain_rows(world, key, settle, out, err)
					    : explain_linkage(world, key, settle, out, err));

	tl_db_free(settle);
	return ok;
}
