#include "select.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>
#include <throughline/db.h>
#include <throughline/facts.h>

#define STEPS_MAX INT64_C(2000000000)
#define DELIVERY_SHIFT 40 /* record_no in a view: the delivery's number above, the row's below */

/* ---- words of the SQL ----------------------------------------------------------------------- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The next name or key word outside quotes and comments; false at the end. */
static bool next_word(const char **at, struct tl_str *word)
{
	const char *c = *at;

	for (; *c; c++) {
		if (*c == '\'') {
			for (c++; *c && *c != '\''; c++)
				;
		} else if (c[0] == '-' && c[1] == '-') {
			while (c[1] && c[1] != '\n')
				c++;
		} else if (is_word(*c)) {
			const char *start = c;

			while (is_word(*c))
				c++;
			*word = tl_str_slice(start, (size_t)(c - start));
			*at = c;
			return true;
		}
		if (!*c)
			break;
	}
	*at = c;
	return false;
}

static void view_name(const char *contract, struct tl_buf *name)
{
	tl_buf_clear(name);
	for (const char *c = contract; *c; c++)
		tl_buf_add_char(name, *c == '-' ? '_' : *c);
}

bool measure_select_names(const char *sql, const char *contract)
{
	struct tl_buf name = {0};
	struct tl_str word;
	bool found = false;

	view_name(contract, &name);
	while (!found && next_word(&sql, &word))
		found = tl_str_equal_fold(word, tl_buf_str(&name));
	tl_buf_free(&name);
	return found;
}

static bool is_one_of(struct tl_str word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tl_str_equal_fold(word, tl_str(words[i])))
			return true;
	return false;
}

/* Disclosure control must know the rows under a figure, so the adding up is the engine's. */
static bool picks_only(const struct measure_pick *pick, struct tl_err *err)
{
	static const char *const clauses[] = {"group", "distinct", "over", "limit"};
	static const char *const functions[] = {"sum", "total", "avg", "count", "group_concat"};
	const char *at = pick->rows->sql;
	struct tl_str word;

	while (next_word(&at, &word)) {
		bool called = at[strspn(at, " \t\r\n")] == '(';

		if (is_one_of(word, clauses, TL_LEN(clauses)) ||
			(called && is_one_of(word, functions, TL_LEN(functions))))
			return tl_fail(err, EX_CONFIG,
				"%s: sql: it says " TL_STR_FMT
				"; a definition picks rows and leaves the adding up to the engine",
				pick->path, TL_STR_ARG(word));
	}
	return true;
}

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

static bool add_table(struct tl_db *db, const struct measure_world *world, size_t number,
	struct tl_err *err)
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

	view_name(contract->name, &name);
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

static struct tl_db *open_views(const struct measure_world *world, const char *sql,
	struct tl_err *err)
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

/* ---- what comes back ------------------------------------------------------------------------ */

struct columns {
	int record, quantity, person, day, from, to, locality, group; /* -1: not given */
};

static int column_named(const struct tl_stmt *stmt, const char *name)
{
	for (int i = 0; name && i < tl_column_count(stmt); i++)
		if (strcasecmp(tl_column_name(stmt, i), name) == 0)
			return i;
	return -1;
}

static bool find_columns(const struct tl_stmt *stmt, const struct measure_pick *pick,
	struct columns *columns, struct tl_err *err)
{
	*columns = (struct columns){
		.record = column_named(stmt, "record_no"),
		.quantity = column_named(stmt, "quantity"),
		.person = column_named(stmt, "person"),
		.day = column_named(stmt, "day"),
		.from = column_named(stmt, "from_day"),
		.to = column_named(stmt, "to_day"),
		.locality = column_named(stmt, "locality"),
		.group = column_named(stmt, pick->groups ? pick->groups->column : NULL),
	};
	if (columns->record < 0 || columns->quantity < 0 || (columns->day < 0 && columns->from < 0) ||
		(columns->person < 0 && columns->locality < 0))
		return tl_fail(err, EX_CONFIG,
			"%s: sql: the SELECT must give record_no, quantity, and person and day, or person, "
			"from_day and to_day, or locality, from_day and to_day",
			pick->path);
	return true;
}

static bool place_of(const struct measure_world *world, int64_t record, struct measure_row *row)
{
	int64_t number = record >> DELIVERY_SHIFT;
	int64_t wanted = record & ((INT64_C(1) << DELIVERY_SHIFT) - 1);
	const struct measure_delivery *delivery;
	size_t low = 0, high;

	if (number < 0 || (size_t)number >= world->delivery_count)
		return false;
	delivery = &world->deliveries[number];
	for (high = delivery->facts.rows; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (delivery->record_no[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	row->delivery = (int32_t)number;
	row->at = (int64_t)low;
	return low < delivery->facts.rows && delivery->record_no[low] == wanted;
}

static int32_t day_of(struct tl_stmt *stmt, int column, int32_t otherwise)
{
	struct tl_day day = column < 0 ? TL_NO_DAY : tl_column_day(stmt, column);

	return tl_day_is_set(day) ? day.n : otherwise;
}

static int32_t group_of(struct tl_stmt *stmt, int column, const struct measure_groups *groups)
{
	struct tl_str code;

	if (column < 0)
		return -1;
	code = tl_column_is_null(stmt, column) ? TL_STR("not-recorded") : tl_column_text(stmt, column);
	for (size_t i = 0; i < groups->items.count; i++)
		if (tl_str_equal(tl_str(groups->items.items[i].code), code))
			return (int32_t)i;
	return -1;
}

/* Rows without a day or a quantity are not picked. */
static bool read_row(const struct measure_world *world, const struct measure_pick *pick,
	struct tl_stmt *stmt, const struct columns *columns, struct measure_row *row, bool *kept,
	struct tl_err *err)
{
	*kept = false;
	if (tl_column_is_null(stmt, columns->record) ||
		!place_of(world, tl_column_int(stmt, columns->record), row))
		return tl_fail(err, EX_CONFIG,
			"%s: sql: record_no is not that of a row; hand it on as the view gives it",
			pick->path);
	row->from = day_of(stmt, columns->from >= 0 ? columns->from : columns->day, MEASURE_NO_DAY);
	if (tl_column_is_null(stmt, columns->quantity) || row->from == MEASURE_NO_DAY)
		return true;
	if (!tl_column_is_number(stmt, columns->quantity))
		return tl_fail(err, EX_CONFIG, "%s: sql: quantity is not a number", pick->path);
	row->quantity = (int64_t)llround(tl_column_real(stmt, columns->quantity));
	row->to = day_of(stmt, columns->to, MEASURE_OPEN);
	if (columns->person < 0 && row->to == MEASURE_OPEN)
		row->to = tl_day_add_months(tl_month_start((struct tl_day){row->from}), 1).n;
	row->person = columns->person < 0 || tl_column_is_null(stmt, columns->person)
			      ? -1
			      : tl_column_int(stmt, columns->person);
	row->locality = columns->locality < 0
				? -1
				: measure_world_locality(world, tl_column_text(stmt, columns->locality));
	row->group = group_of(stmt, columns->group, pick->groups);
	if (row->person < -1 || row->person >= (int64_t)world->people_count)
		return tl_fail(err, EX_CONFIG,
			"%s: sql: person is not a person; hand it on as the view gives it", pick->path);
	*kept = true;
	return true;
}

static int compare_places(const void *a, const void *b)
{
	const struct measure_row *left = a, *right = b;

	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

static bool each_once(const struct measure_pick *pick, struct measure_rows *rows, struct tl_err *err)
{
	if (!rows->count)
		return true;
	qsort(rows->items, rows->count, sizeof *rows->items, compare_places);
	for (size_t i = 1; i < rows->count; i++)
		if (compare_places(&rows->items[i - 1], &rows->items[i]) == 0)
			return tl_fail(err, EX_CONFIG,
				"%s: sql: the SELECT gives a row more than once; a join may have "
				"several partners for it",
				pick->path);
	return true;
}

static bool run(const struct measure_world *world, const struct measure_pick *pick, struct tl_db *db,
	struct measure_rows *rows, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, pick->rows->sql, err);
	struct columns columns;
	size_t capacity = 0;
	bool more = false, kept, ok;

	if (!stmt)
		return tl_fail_in(err, "%s: sql", pick->path);
	if (!find_columns(stmt, pick, &columns, err))
		return false;
	while ((ok = tl_stmt_next(stmt, &more, err)) && more) {
		if (rows->count == capacity) {
			capacity = capacity ? capacity * 2 : 1024;
			rows->items = tl_grow(rows->items, capacity, sizeof *rows->items);
		}
		if (!read_row(world, pick, stmt, &columns, &rows->items[rows->count], &kept, err))
			return false;
		rows->count += kept;
	}
	if (!ok)
		return tl_fail_in(err, "%s: sql", pick->path);
	return each_once(pick, rows, err);
}

bool measure_select_pick(const struct measure_world *world, const struct measure_pick *pick,
	struct measure_rows *rows, struct tl_err *err)
{
	struct tl_db *db;
	bool ok;

	if (!picks_only(pick, err))
		return false;
	db = open_views(world, pick->rows->sql, err);
	ok = db && run(world, pick, db, rows, err);
	tl_db_free(db);
	return ok;
}
