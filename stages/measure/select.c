#include "select_private.h"

#include <string.h>
#include <strings.h>
#include <throughline/facts.h>

/* What one SELECT may do, in steps of SQLite's machine: some seconds, and for each row that it can
 * read far more than a join by person takes. No clock decides, so the same study is refused on
 * every machine. docs/study.md states both numbers. */
#define STEPS_MAX INT64_C(500000000)
#define STEPS_PER_ROW INT64_C(1000)

#define PERSON_OF_KEY "person_of_key_%zu" /* the function of a delivery, by its number */
#define FAMILY_OF_PERSON "family_of_person"

/* ---- views ---------------------------------------------------------------------------------- */

static void add_quoted(struct tl_buf *sql, const char *text, char quote)
{
	tl_buf_add_char(sql, quote);
	for (; *text; text++) {
		if (*text == quote)
			tl_buf_add_char(sql, quote);
		tl_buf_add_char(sql, *text);
	}
	tl_buf_add_char(sql, quote);
}

static void add_column(struct tl_buf *sql, const struct measure_delivery *delivery,
	const char *column, const char *name)
{
	tl_buf_addc(sql, ", ");
	if (tl_fact_column_of(&delivery->facts, column))
		add_quoted(sql, column, '"');
	else
		tl_buf_addc(sql, "NULL");
	tl_buf_addc(sql, " AS ");
	add_quoted(sql, name, '"');
}

static bool has_column(const struct tl_contract *contract, const char *name)
{
	for (unsigned i = 0; i < contract->fields_count; i++) {
		const char *column = tl_field_column(&contract->fields[i]);

		if (column && strcasecmp(column, name) == 0)
			return true;
	}
	return false;
}

static bool is_taken(const struct tl_contract *contract, const char *name)
{
	if (strcasecmp(name, "person") == 0 || strcasecmp(name, "record_no") == 0)
		return true;
	return has_column(contract, name);
}

static void add_columns(struct tl_buf *sql, const struct measure_delivery *delivery)
{
	const struct tl_contract *contract = delivery->contract;

	for (unsigned i = 0; i < contract->fields_count; i++) {
		const struct tl_field *field = &contract->fields[i];
		const char *column = tl_field_column(field);

		if (!column || field->role == TL_ROLE_KEY)
			continue;
		add_column(sql, delivery, column, column);
		if (!is_taken(contract, field->name))
			add_column(sql, delivery, column, field->name);
	}
}

static void add_family(struct tl_buf *sql, const struct measure_delivery *delivery, size_t number)
{
	if (delivery->key_no)
		tl_buf_addf(
			sql, ", " FAMILY_OF_PERSON "(" PERSON_OF_KEY "(key_no)) AS family", number);
	else
		tl_buf_addc(sql, ", NULL AS family");
}

static void add_delivery(struct tl_buf *sql, const struct measure_delivery *delivery, size_t number)
{
	tl_buf_addf(sql, "SELECT record_no + (%zu << %d) AS record_no, ", number, DELIVERY_SHIFT);
	if (delivery->key_no)
		tl_buf_addf(sql, PERSON_OF_KEY "(key_no) AS person", number);
	else
		tl_buf_addc(sql, "NULL AS person");
	if (!has_column(delivery->contract, "family"))
		add_family(sql, delivery, number);
	add_columns(sql, delivery);
	tl_buf_addf(sql, " FROM temp.fact_%zu f", number);
	if (delivery->dead_count) {
		tl_buf_addc(sql, " WHERE record_no NOT IN (SELECT record_no FROM settle.dead_row"
				 " WHERE delivery = ");
		add_quoted(sql, delivery->name, '\'');
		tl_buf_addc(sql, ")");
	}
}

static bool add_table(
	struct tl_db *db, const struct measure_world *world, size_t number, struct tl_err *err)
{
	const struct measure_delivery *delivery = &world->deliveries[number];
	struct tl_buf path = {0}, sql = {0};
	bool ok;

	tl_buf_addf(&path, "%s/run/1-ingest/%s/shard.db", world->study->dir, delivery->name);
	tl_buf_addf(&sql, "CREATE VIRTUAL TABLE temp.fact_%zu USING facts(", number);
	add_quoted(&sql, tl_buf_c(&path), '\'');
	tl_buf_addf(&sql, ", '%s')", tl_kinds[delivery->contract->kind].table);
	ok = tl_db_exec(db, tl_buf_c(&sql), err);
	tl_buf_clear(&sql);
	tl_buf_addf(&sql, PERSON_OF_KEY, number);
	ok = ok && tl_db_array(db, tl_buf_c(&sql), delivery->person_of_key, delivery->keys, err);
	tl_buf_free(&sql);
	tl_buf_free(&path);
	return ok;
}

/* Of a contract of which nothing has come. */
static void add_nothing(struct tl_buf *sql, const struct tl_contract *contract)
{
	const struct measure_delivery none = {.contract = contract};

	tl_buf_addc(sql, "SELECT NULL AS record_no, NULL AS person");
	if (!has_column(contract, "family"))
		tl_buf_addc(sql, ", NULL AS family");
	add_columns(sql, &none);
	tl_buf_addc(sql, " WHERE 0");
}

static bool add_view(struct tl_db *db, const struct measure_world *world,
	const struct tl_contract *contract, int64_t *rows, struct tl_err *err)
{
	struct tl_buf sql = {0}, name = {0};
	bool ok = true, first = true;

	measure_select_view_name(contract->name, &name);
	tl_buf_addc(&sql, "CREATE TEMP VIEW ");
	add_quoted(&sql, tl_buf_c(&name), '"');
	tl_buf_addc(&sql, " AS ");
	for (size_t i = 0; ok && i < world->delivery_count; i++) {
		if (world->deliveries[i].contract != contract)
			continue;
		ok = add_table(db, world, i, err);
		tl_buf_addc(&sql, first ? "" : " UNION ALL ");
		add_delivery(&sql, &world->deliveries[i], i);
		*rows += (int64_t)world->deliveries[i].facts.rows;
		first = false;
	}
	if (first)
		add_nothing(&sql, contract);
	ok = ok && tl_db_exec(db, tl_buf_c(&sql), err);
	tl_buf_free(&sql);
	tl_buf_free(&name);
	return ok;
}

/* The family of each person on the as-at day, which lives as long as the arena. */
static bool add_families(struct tl_db *db, const struct measure_world *world,
	struct tl_arena *arena, struct tl_err *err)
{
	int32_t *families = tl_arena_array(arena, world->people_count + 1, sizeof *families);

	for (size_t i = 0; i < world->people_count; i++)
		families[i] = (int32_t)world->people[i].family;
	return tl_db_array(db, FAMILY_OF_PERSON, families, world->people_count, err);
}

/* A world without stores has views without rows. */
static struct tl_db *open_views(const struct measure_world *world, const char *sql,
	struct tl_arena *arena, struct tl_err *err)
{
	struct tl_db *db = tl_db_open(":memory:", NULL, err);
	int64_t rows = 0;
	bool ok = db &&
		  (!world->settle_path || tl_db_attach(db, world->settle_path, "settle", err)) &&
		  tl_facts_register(db, err) && measure_select_calendar(db, world->study, err) &&
		  add_families(db, world, arena, err);

	for (size_t i = 0; ok && i < world->study->contracts_count; i++)
		if (measure_select_names(sql, world->study->contracts[i]->name))
			ok = add_view(db, world, world->study->contracts[i], &rows, err);
	if (ok && tl_db_confine(db, STEPS_MAX + STEPS_PER_ROW * rows, err))
		return db;
	tl_db_free(db);
	return NULL;
}

bool measure_select_pick(const struct measure_world *world, const struct measure_pick *pick,
	struct measure_rows *rows, struct tl_err *err)
{
	struct tl_arena arena = {0};
	struct tl_db *db;
	bool ok;

	if (!measure_select_picks_only(pick->rows, pick->path, err))
		return false;
	db = open_views(world, pick->rows->sql, &arena, err);
	ok = db && measure_select_run(world, pick, db, rows, err);
	tl_db_free(db);
	tl_arena_free(&arena);
	return ok;
}

static bool check(const struct tl_study *study, const struct tl_rows *rows, const char *path,
	struct tl_buf *wrong, struct tl_err *err)
{
	const struct measure_world nothing = {.study = study};
	const struct measure_pick pick = {.rows = rows, .path = path};
	struct tl_arena arena = {0};
	struct tl_db *db;
	bool ok;

	if (!rows->sql)
		return true;
	if (!measure_select_picks_only(rows, path, err))
		return tl_fail_later(err, wrong);
	db = open_views(&nothing, rows->sql, &arena, err);
	ok = db && measure_select_prepare(study, &pick, db, err);
	tl_db_free(db);
	tl_arena_free(&arena);
	return ok || tl_fail_later(err, wrong);
}

bool measure_select_check(const struct tl_study *study, struct tl_buf *wrong, struct tl_err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < study->measures_count; i++) {
		const struct tl_measure *measure = study->measures[i];

		ok = check(study, &measure->numerator, measure->path, wrong, err) &&
		     check(study, &measure->denominator, measure->path, wrong, err) &&
		     check(study, &measure->competes, measure->path, wrong, err);
	}
	for (size_t i = 0; ok && i < study->programmes_count; i++) {
		const struct tl_programme *programme = study->programmes[i];

		ok = check(study, &programme->cohort, programme->path, wrong, err) &&
		     check(study, &programme->transferred, programme->path, wrong, err) &&
		     check(study, &programme->comparison.pool, programme->path, wrong, err);
	}
	return ok;
}
