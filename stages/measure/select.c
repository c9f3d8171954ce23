#include "select_private.h"

#include <string.h>
#include <strings.h>
#include <throughline/facts.h>

#define STEPS_MAX INT64_C(2000000000)

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

static bool is_taken(const struct tl_contract *contract, const char *name)
{
	if (strcasecmp(name, "person") == 0 || strcasecmp(name, "record_no") == 0)
		return true;
	for (unsigned i = 0; i < contract->fields_count; i++) {
		const char *column = tl_field_column(&contract->fields[i]);

		if (column && strcasecmp(column, name) == 0)
			return true;
	}
	return false;
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

static void add_delivery(struct tl_buf *sql, const struct measure_delivery *delivery, size_t number)
{
	tl_buf_addf(sql, "SELECT record_no + (%zu << %d) AS record_no, ", number, DELIVERY_SHIFT);
	if (delivery->key_no) {
		tl_buf_addc(sql, "(SELECT person_no FROM link.person_of_key k WHERE k.delivery = ");
		add_quoted(sql, delivery->name, '\'');
		tl_buf_addf(sql, " AND k.key_no = f.key_no AND k.threshold = 'default') AS person");
	} else {
		tl_buf_addc(sql, "NULL AS person");
	}
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
	tl_buf_free(&sql);
	tl_buf_free(&path);
	return ok;
}

static bool add_view(struct tl_db *db, const struct measure_world *world,
	const struct tl_contract *contract, struct tl_err *err)
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
		first = false;
	}
	ok = ok && (first || tl_db_exec(db, tl_buf_c(&sql), err));
	tl_buf_free(&sql);
	tl_buf_free(&name);
	return ok;
}

static struct tl_db *open_views(
	const struct measure_world *world, const char *sql, struct tl_err *err)
{
	struct tl_db *db = tl_db_open(":memory:", NULL, err);
	bool ok = db && tl_db_attach(db, world->link_path, "link", err) &&
		  tl_db_attach(db, world->settle_path, "settle", err) && tl_facts_register(db, err);

	for (size_t i = 0; ok && i < world->study->contracts_count; i++)
		if (measure_select_names(sql, world->study->contracts[i]->name))
			ok = add_view(db, world, world->study->contracts[i], err);
	if (ok && tl_db_confine(db, STEPS_MAX, err))
		return db;
	tl_db_free(db);
	return NULL;
}

bool measure_select_pick(const struct measure_world *world, const struct measure_pick *pick,
	struct measure_rows *rows, struct tl_err *err)
{
	struct tl_db *db;
	bool ok;

	if (!measure_select_picks_only(pick, err))
		return false;
	db = open_views(world, pick->rows->sql, err);
	ok = db && measure_select_run(world, pick, db, rows, err);
	tl_db_free(db);
	return ok;
}
