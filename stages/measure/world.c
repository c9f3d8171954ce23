#include "world.h"

#include "select.h"
#include "world_private.h"

#include <string.h>
#include <throughline/keys.h>
#include <throughline/linked.h>
#include <throughline/pool.h>
#include <throughline/schema.h>

#define SETTLE "run/1-ingest/settle"
#define LINK "run/2-link"

/* ---- which deliveries ---------------------------------------------------------------------- */

static bool rows_use(const struct tl_rows *rows, const char *contract)
{
	for (unsigned i = 0; i < rows->contracts_count; i++)
		if (strcmp(rows->contracts[i], contract) == 0)
			return true;
	return rows->sql && measure_select_names(rows->sql, contract);
}

/* Measures may be broken down by what another extract says of the people. */
static bool by_uses(const struct tl_study *study, const struct tl_contract *contract)
{
	for (size_t i = 0; contract && i < study->measures_count; i++)
		if (tl_measure_is_by_people(study, study->measures[i]) &&
			tl_contract_field(contract, study->measures[i]->by))
			return true;
	return false;
}

/* Who is linked less often is asked of all rows that say what the person is (bias.h). */
static bool bias_uses(const struct tl_study *study, const char *contract)
{
	for (size_t i = 0; i < study->contracts_count; i++)
		for (unsigned j = 0; j < study->linkage.bias_count; j++)
			if (strcmp(study->contracts[i]->name, contract) == 0 &&
				tl_contract_field(study->contracts[i], study->linkage.bias[j]))
				return true;
	return false;
}

bool measure_world_uses(const struct tl_study *study, const char *contract)
{
	for (size_t i = 0; i < study->measures_count; i++)
		if (rows_use(&study->measures[i]->numerator, contract) ||
			rows_use(&study->measures[i]->denominator, contract) ||
			rows_use(&study->measures[i]->competes, contract))
			return true;
	for (size_t i = 0; i < study->programmes_count; i++)
		if (rows_use(&study->programmes[i]->cohort, contract) ||
			rows_use(&study->programmes[i]->transferred, contract) ||
			rows_use(&study->programmes[i]->comparison.pool, contract))
			return true;
	return bias_uses(study, contract) || by_uses(study, tl_study_contract(study, contract));
}

static bool list_deliveries(struct measure_world *world, struct tl_db *settle, struct tl_err *err)
{
	const struct tl_study *study = world->study;
	struct tl_stmt *stmt = tl_db_prepare(
		settle, "SELECT delivery, contract, present FROM delivery ORDER BY delivery", err);
	TL_VEC(struct measure_delivery) found = {0};
	TL_VEC(const char *) unread = {0};
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row) {
		const struct tl_contract *contract =
			tl_study_contract(study, tl_column_textz(stmt, 1));
		struct measure_delivery *delivery;

		const char *name = tl_arena_text(&world->arena, tl_column_text(stmt, 0));

		if (!contract || !tl_column_int(stmt, 2) ||
			!measure_world_uses(study, contract->name)) {
			*tl_vec_push(&unread) = name;
			continue;
		}
		delivery = tl_vec_push(&found);
		delivery->name = name;
		delivery->contract = contract;
	}
	tl_stmt_free(stmt);
	world->deliveries =
		tl_arena_array(&world->arena, found.count + 1, sizeof *world->deliveries);
	world->delivery_count = found.count;
	if (found.count)
		memcpy(world->deliveries, found.items, found.count * sizeof *found.items);
	tl_vec_free(&found);
	world->unread = tl_arena_array(&world->arena, unread.count + 1, sizeof *world->unread);
	world->unread_count = unread.count;
	if (unread.count)
		memcpy(world->unread, unread.items, unread.count * sizeof *unread.items);
	tl_vec_free(&unread);
	return ok;
}

static bool list_covered(struct measure_world *world, struct tl_db *settle, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(settle,
		"SELECT contract, locality, from_day, to_day FROM covered"
		" ORDER BY contract, locality, from_day",
		err);
	TL_VEC(struct measure_covered) found = {0};
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row) {
		const struct tl_contract *contract =
			tl_study_contract(world->study, tl_column_textz(stmt, 0));

		if (contract)
			*tl_vec_push(&found) = (struct measure_covered){contract,
				tl_arena_text(&world->arena, tl_column_text(stmt, 1)),
				{tl_column_day(stmt, 2), tl_day_add(tl_column_day(stmt, 3), 1)}};
	}
	tl_stmt_free(stmt);
	world->covered = tl_arena_array(&world->arena, found.count + 1, sizeof *world->covered);
	world->covered_count = found.count;
	if (found.count)
		memcpy(world->covered, found.items, found.count * sizeof *found.items);
	tl_vec_free(&found);
	return ok;
}

/* ---- one delivery --------------------------------------------------------------------------- */

struct loading {
	struct measure_world *world;
};

static bool load_keys(struct measure_delivery *delivery, struct tl_db *shard, struct tl_db *link,
	struct tl_err *err)
{
	struct tl_linked linked;
	size_t count;

	if (!tl_keys_count(shard, &count, err) ||
		!tl_linked_read(link, delivery->name, "default", &delivery->arena, &linked, err))
		return false;
	if (linked.keys && linked.keys != count)
		return tl_fail(err, EX_DATAERR,
			"run/2-link: it knows %zu keys of delivery %s, whose shard has %zu; run "
			"link again",
			linked.keys, delivery->name, count);
	delivery->person_of_key = linked.people;
	delivery->keys = linked.keys;
	return true;
}

static bool load_dead(struct measure_delivery *delivery, struct tl_db *settle, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(settle,
		"SELECT record_no FROM dead_row WHERE delivery = ?1 ORDER BY record_no", err);
	TL_VEC(int64_t) dead = {0};
	int64_t *kept;
	bool row = false, ok;

	if (!stmt)
		return false;
	tl_bind_textz(stmt, 1, delivery->name);
	while ((ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&dead) = tl_column_int(stmt, 0);
	tl_stmt_free(stmt);
	kept = tl_arena_array(&delivery->arena, dead.count + 1, sizeof *kept);
	if (dead.count)
		memcpy(kept, dead.items, dead.count * sizeof *kept);
	delivery->dead = kept;
	delivery->dead_count = dead.count;
	tl_vec_free(&dead);
	return ok;
}

static const int64_t *ints_of(const struct tl_fact_table *table, const char *name)
{
	const struct tl_fact_array *array = tl_fact_column_of(table, name);

	return array && array->type == TL_FACT_INT ? array->ints : NULL;
}

static bool load_facts(struct measure_delivery *delivery, struct tl_db *shard, struct tl_err *err)
{
	const char *table = tl_kinds[delivery->contract->kind].table;
	struct tl_stmt *stmt = tl_db_prepare(shard, "SELECT file FROM delivery", err);
	bool row = false, found;

	if (!stmt || !tl_stmt_next(stmt, &row, err))
		return false;
	delivery->file =
		tl_arena_text(&delivery->arena, row ? tl_column_text(stmt, 0) : TL_STR(""));
	tl_stmt_free(stmt);
	if (!tl_facts_read(shard, table, &delivery->arena, &delivery->facts, &found, err))
		return false;
	if (!found)
		return true;
	delivery->record_no = ints_of(&delivery->facts, "record_no");
	delivery->line = ints_of(&delivery->facts, "line");
	delivery->key_no = ints_of(&delivery->facts, "key_no");
	if (delivery->facts.rows && (!delivery->record_no || !delivery->line))
		return tl_fail(err, EX_DATAERR,
			"run/1-ingest/%s: its rows have no numbers; run ingest again",
			delivery->name);
	return true;
}

static bool load_headers(struct measure_delivery *delivery, struct tl_db *shard, struct tl_err *err)
{
	struct tl_stmt *stmt =
		tl_db_prepare(shard, "SELECT header FROM file_column ORDER BY position", err);
	TL_VEC(struct tl_str) headers = {0};
	bool row = false, ok;

	while ((ok = stmt && tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&headers) = tl_arena_str(&delivery->arena, tl_column_text(stmt, 0));
	tl_stmt_free(stmt);
	delivery->headers =
		tl_arena_array(&delivery->arena, headers.count + 1, sizeof *delivery->headers);
	if (headers.count)
		memcpy(delivery->headers, headers.items, headers.count * sizeof *headers.items);
	delivery->header_count = headers.count;
	tl_vec_free(&headers);
	return ok;
}

static bool load_delivery(size_t index, void *task, struct tl_err *err)
{
	struct measure_world *world = ((struct loading *)task)->world;
	struct measure_delivery *delivery = &world->deliveries[index];
	struct tl_buf path = {0};
	struct tl_db *shard, *link = NULL, *settle = NULL;
	bool ok;

	tl_buf_addf(&path, "%s/run/1-ingest/%s/shard.db", world->study->dir, delivery->name);
	shard = tl_db_open(tl_buf_c(&path), tl_schema_shard, err);
	ok = shard && (link = tl_db_open(world->link_path, tl_schema_link, err)) &&
	     (settle = tl_db_open(world->settle_path, tl_schema_settle, err)) &&
	     load_facts(delivery, shard, err) && load_headers(delivery, shard, err) &&
	     load_keys(delivery, shard, link, err) && load_dead(delivery, settle, err);
	tl_db_free(settle);
	tl_db_free(link);
	tl_db_free(shard);
	tl_buf_free(&path);
	return ok;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool record_inputs(
	const struct measure_world *world, struct tl_stagedir *stage, struct tl_err *err)
{
	for (size_t i = 0; i < world->delivery_count; i++) {
		const char *name = tl_arena_printf(
			&stage->arena, "store:run/1-ingest/%s", world->deliveries[i].name);

		if (!tl_stagedir_input(stage, name, err))
			return false;
	}
	return true;
}

bool measure_world_load(struct measure_world *world, const struct tl_study *study, size_t jobs,
	struct tl_stagedir *stage, struct tl_err *err)
{
	struct loading loading = {world};
	struct tl_db *settle = NULL, *link = NULL;
	bool ok;

	*world = (struct measure_world){.study = study};
	world->settle_path = tl_arena_printf(&world->arena, "%s/" SETTLE "/settle.db", study->dir);
	world->link_path = tl_arena_printf(&world->arena, "%s/" LINK "/link.db", study->dir);
	if (stage && (!tl_stagedir_input(stage, "store:" SETTLE, err) ||
			     !tl_stagedir_input(stage, "store:" LINK, err)))
		return false;
	ok = (settle = tl_db_open(world->settle_path, tl_schema_settle, err)) &&
	     (link = tl_db_open(world->link_path, tl_schema_link, err)) &&
	     list_deliveries(world, settle, err) && list_covered(world, settle, err) &&
	     (!stage || record_inputs(world, stage, err)) &&
	     tl_pool_for(jobs, world->delivery_count, load_delivery, &loading, err) &&
	     measure_world_load_people(world, link, err) &&
	     measure_world_load_partners(world, settle, link, err);
	tl_db_free(link);
	tl_db_free(settle);
	return ok;
}

void measure_world_free(struct measure_world *world)
{
	if (world->visits)
		measure_visits_free(world->visits);
	for (size_t i = 0; i < world->delivery_count; i++)
		tl_arena_free(&world->deliveries[i].arena);
	tl_arena_free(&world->arena);
	*world = (struct measure_world){0};
}

static int compare_ints(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

bool measure_delivery_is_dead(const struct measure_delivery *delivery, int64_t record_no)
{
	return delivery->dead_count && bsearch(&record_no, delivery->dead, delivery->dead_count,
					       sizeof record_no, compare_ints);
}
