/*
 * A study whose deliveries and people are made by hand: no file of a partner, no ingest, no link.
 * Shards are written from small texts, a line a row; record numbers are 1, 2, ... in the order
 * given.
 */
#ifndef MEASURE_TESTS_STORES_H
#define MEASURE_TESTS_STORES_H

#include "../scratch.h"

#include <math.h>
#include <throughline/db.h>
#include <throughline/facts.h>
#include <throughline/keys.h>
#include <throughline/linked.h>
#include <throughline/num.h>
#include <throughline/schema.h>
#include <throughline/study.h>

#include "../../../stages/measure/measure.h"

static struct tl_db *settle_db, *link_db;
static struct tl_linked_writer *linked;

static void must(bool ok, const struct tl_err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static void store_sql(struct tl_db *db, const char *sql)
{
	struct tl_err err = {0};

	must(tl_db_exec(db, sql, &err), &err);
}

/* Folders of the scratch study; settle and link are open until stores_close. */
static void stores_open(void)
{
	static const char *const folders[] = {"contracts", "measures", "programmes", "extracts",
		"standards", "run", "run/1-ingest", "run/1-ingest/settle", "run/2-link"};
	struct tl_err err = {0};

	for (size_t i = 0; i < TL_LEN(folders); i++)
		assert_int_equal(mkdir(scratch_path(folders[i]), 0700), 0);
	settle_db =
		tl_db_create(scratch_path("run/1-ingest/settle/settle.db"), tl_schema_settle, &err);
	must(settle_db, &err);
	link_db = tl_db_create(scratch_path("run/2-link/link.db"), tl_schema_link, &err);
	must(link_db, &err);
	linked = tl_linked_writer_new(NULL);
	store_sql(link_db,
		"CREATE TEMP TABLE family (family_no, family_id);"
		"CREATE TEMP TABLE person (person_no, person_id, family_no, locality, birth_month, "
		"death, sex);"
		"CREATE TEMP TABLE locality_spell (person_no, from_day, to_day, locality);"
		"CREATE TEMP TABLE family_spell (person_no, from_day, to_day, family_no)");
}

/* The rows that a test has put into a temporary table, as facts: numbers end in _no, days in _day,
 * or are birth_month and death. */
static void facts_of(const char *table)
{
	struct tl_fact_column columns[8];
	struct tl_arena arena = {0};
	struct tl_err err = {0};
	struct tl_stmt *rows = tl_db_prepare(link_db,
		tl_arena_printf(&arena, "SELECT * FROM temp.%s ORDER BY 1, 2", table), &err);
	struct tl_facts_writer *writer;
	bool row = true;
	int count;

	must(rows, &err);
	count = tl_column_count(rows);
	for (int i = 0; i < count; i++) {
		struct tl_str name = tl_str(tl_column_name(rows, i));

		columns[i].name = tl_arena_str(&arena, name).data;
		columns[i].type = tl_str_ends(name, TL_STR("_no")) ? TL_FACT_INT
				  : tl_str_ends(name, TL_STR("_day")) ||
						  tl_str_ends(name, TL_STR("_month")) ||
						  tl_str_equal(name, TL_STR("death"))
					  ? TL_FACT_DAY
					  : TL_FACT_TEXT;
	}
	writer = tl_facts_writer_new(table, columns, (size_t)count);
	while (tl_stmt_next(rows, &row, &err) && row) {
		for (int i = 0; i < count; i++) {
			struct tl_day day = TL_NO_DAY;

			tl_day_read(tl_column_text(rows, i), &day); /* a month too */
			if (tl_column_is_null(rows, i))
				continue;
			if (columns[i].type == TL_FACT_TEXT)
				tl_facts_text(writer, (size_t)i, tl_column_text(rows, i));
			else
				tl_facts_int(writer, (size_t)i,
					columns[i].type == TL_FACT_DAY ? day.n
								       : tl_column_int(rows, i));
		}
		tl_facts_end_row(writer);
	}
	must(tl_facts_finish(writer, link_db, &err), &err);
	tl_facts_writer_free(writer);
	tl_stmt_free(rows);
	tl_arena_free(&arena);
}

static void stores_close(void)
{
	struct tl_err err = {0};

	must(tl_db_finish(settle_db, &err), &err);
	facts_of("family");
	facts_of("person");
	facts_of("locality_spell");
	facts_of("family_spell");
	must(tl_linked_finish(linked, link_db, &err), &err);
	tl_linked_writer_free(linked);
	must(tl_db_finish(link_db, &err), &err);
}

static enum tl_fact_type type_of(struct tl_str word)
{
	return tl_str_equal(word, TL_STR("int"))   ? TL_FACT_INT
	       : tl_str_equal(word, TL_STR("day")) ? TL_FACT_DAY
						   : TL_FACT_TEXT;
}

/* "key_no:int date:day type:text" */
static size_t read_columns(const char *text, struct tl_arena *arena, struct tl_fact_column *columns)
{
	struct tl_str rest = tl_str(text), word, name;
	size_t count = 2;

	columns[0] = (struct tl_fact_column){"record_no", TL_FACT_INT};
	columns[1] = (struct tl_fact_column){"line", TL_FACT_INT};
	while (tl_str_cut(&rest, ' ', &word)) {
		tl_str_cut(&word, ':', &name);
		columns[count++] =
			(struct tl_fact_column){tl_arena_text(arena, name), type_of(word)};
	}
	return count;
}

static void put_field(
	struct tl_facts_writer *writer, size_t column, enum tl_fact_type type, struct tl_str field)
{
	struct tl_day day;
	int64_t number;

	if (!field.length)
		return;
	if (type == TL_FACT_TEXT) {
		tl_facts_text(writer, column, field);
	} else if (type == TL_FACT_DAY) {
		assert_true(tl_day_read(field, &day));
		tl_facts_int(writer, column, day.n);
	} else {
		assert_true(tl_num_int(field, (struct tl_num_style){0}, &number));
		tl_facts_int(writer, column, number);
	}
}

static int64_t put_rows(struct tl_facts_writer *writer, const struct tl_fact_column *columns,
	const char *rows, int64_t *keys)
{
	struct tl_str rest = tl_str(rows), row, field;
	int64_t record = 0, key;

	while (rest.length && tl_str_cut(&rest, '\n', &row)) {
		tl_facts_int(writer, 0, ++record);
		tl_facts_int(writer, 1, record + 1);
		for (size_t c = 2; tl_str_cut(&row, ',', &field); c++) {
			put_field(writer, c, columns[c].type, field);
			if (strcmp(columns[c].name, "key_no") == 0 &&
				tl_num_int(field, (struct tl_num_style){0}, &key) && key >= *keys)
				*keys = key + 1;
		}
		tl_facts_end_row(writer);
	}
	return record;
}

/* One delivery; from, to: the days stated as covered, or NULL: `rows_from`, `rows_to` of the rows.
 */
struct shard_text {
	const char *name, *contract, *partner, *kind, *table, *columns, *rows;
	const char *from, *to;
	bool unstated; /* from and to are only the rows' own */
};

/* As settle would: whole months where only the rows can tell. */
static void add_covered(const struct shard_text *shard)
{
	struct tl_buf sql = {0};

	tl_buf_addf(&sql,
		shard->unstated
			? "INSERT INTO covered VALUES ('%s', '', date('%s', 'start of month'), "
			  "date('%s',"
			  " 'start of month', '+1 month', '-1 day'))"
			: "INSERT INTO covered VALUES ('%s', '', '%s', '%s')",
		shard->contract, shard->from, shard->to);
	store_sql(settle_db, tl_buf_c(&sql));
	tl_buf_free(&sql);
}

static void add_delivery(const struct shard_text *shard, int64_t rows)
{
	struct tl_err err = {0};
	struct tl_stmt *stmt = tl_db_prepare(settle_db,
		"INSERT INTO delivery (delivery, contract, partner, kind, present, rows_read, "
		"rows_kept,"
		" rows_rejected, rows_dead, covered_from, covered_to, stated, row_digest)"
		" VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5, 0, 0, ?6, ?7, ?8, '')",
		&err);

	must(stmt, &err);
	tl_bind_textz(stmt, 1, shard->name);
	tl_bind_textz(stmt, 2, shard->contract);
	tl_bind_textz(stmt, 3, shard->partner);
	tl_bind_textz(stmt, 4, shard->kind);
	tl_bind_int(stmt, 5, rows);
	tl_bind_textz(stmt, 6, shard->from);
	tl_bind_textz(stmt, 7, shard->to);
	tl_bind_int(stmt, 8, !shard->unstated);
	must(tl_stmt_run(stmt, &err), &err);
	tl_stmt_free(stmt);
	if (shard->from)
		add_covered(shard);
}

static void put_keys(struct tl_db *db, int64_t count)
{
	struct tl_err err = {0};
	struct tl_arena arena = {0};
	struct tl_str *names = tl_arena_array(&arena, (size_t)count + 1, sizeof *names);

	for (int64_t i = 0; i < count; i++)
		names[i] = tl_str(tl_arena_printf(&arena, "k%06lld", (long long)i));
	must(tl_keys_write(db, (struct tl_keys){names, (size_t)count}, &err), &err);
	tl_arena_free(&arena);
}

static void put_delivery(
	struct tl_db *db, const struct shard_text *shard, int64_t rows, int64_t keys)
{
	struct tl_buf sql = {0};

	tl_buf_addf(&sql,
		"INSERT INTO delivery VALUES ('%s', '%s', '%s', '%s', '%s.csv', 1, %lld, %lld, 0,"
		" NULL, NULL, NULL, NULL, '')",
		shard->name, shard->contract, shard->partner, shard->kind, shard->name,
		(long long)rows, (long long)rows);
	store_sql(db, tl_buf_c(&sql));
	tl_buf_free(&sql);
	put_keys(db, keys);
}

/* The header of a file with all of the contract's columns; none where no contract is written yet.
 */
static void put_headers(struct tl_db *db, const struct shard_text *shard)
{
	const struct tl_contract *contract;
	struct tl_study alone;
	struct tl_err none = {0};
	struct tl_buf text = {0};

	tl_buf_addf(&text, "%s/contracts/%s.yaml", scratch, shard->contract);
	if (tl_study_alone(&alone, tl_buf_c(&text), TL_NO_DAY, &contract, &none)) {
		for (unsigned i = 0; i < contract->fields_count; i++) {
			tl_buf_clear(&text);
			tl_buf_addf(&text, "INSERT INTO file_column VALUES (%u, '%s', '%s', '', 0)",
				i + 1, contract->fields[i].name, contract->fields[i].name);
			store_sql(db, tl_buf_c(&text));
		}
		tl_study_free(&alone);
	}
	tl_buf_free(&text);
}

static void shard(const struct shard_text *shard)
{
	struct tl_fact_column columns[32];
	struct tl_arena arena = {0};
	struct tl_err err = {0};
	struct tl_buf path = {0};
	size_t count = read_columns(shard->columns, &arena, columns);
	struct tl_facts_writer *writer = tl_facts_writer_new(shard->table, columns, count);
	int64_t keys = 0, rows = put_rows(writer, columns, shard->rows, &keys);
	struct tl_db *db;

	tl_buf_addf(&path, "run/1-ingest/%s", shard->name);
	assert_int_equal(mkdir(scratch_path(tl_buf_c(&path)), 0700), 0);
	tl_buf_addc(&path, "/shard.db");
	db = tl_db_create(scratch_path(tl_buf_c(&path)), tl_schema_shard, &err);
	must(db, &err);
	put_delivery(db, shard, rows, keys);
	put_headers(db, shard);
	must(tl_facts_finish(writer, db, &err), &err);
	must(tl_db_finish(db, &err), &err);
	tl_facts_writer_free(writer);
	tl_buf_free(&path);
	tl_arena_free(&arena);
	add_delivery(shard, rows);
}

/* People 0 .. count-1, each a family of its own. */
TL_UNUSED static void people(int count)
{
	struct tl_buf sql = {0};

	for (int i = 0; i < count; i++)
		tl_buf_addf(&sql,
			"INSERT INTO family VALUES (%d, 'f%d');"
			"INSERT INTO person VALUES (%d, 'p%d', %d, NULL, NULL, NULL, NULL);",
			i, i, i, i, i);
	store_sql(link_db, tl_buf_c(&sql));
	tl_buf_free(&sql);
}

/* The keys of a delivery are the people of the same numbers. */
TL_UNUSED static void same_keys(const char *delivery, int count)
{
	int32_t *people = tl_alloc((size_t)count, sizeof *people);

	for (int i = 0; i < count; i++)
		people[i] = i;
	tl_linked_add(linked, delivery, people, NULL, NULL, (size_t)count);
	free(people);
}

/* ---- measuring ------------------------------------------------------------------------------ */

static struct tl_study study;
static struct measure_world world;
static struct measure_model model;

static bool try_measure(size_t jobs, struct tl_err *err)
{
	return tl_study_load(&study, scratch, NULL, err) &&
	       measure_world_load(&world, &study, jobs, NULL, err) &&
	       measure_all(&world, jobs, NULL, 0, &model, err);
}

TL_UNUSED static void forget(void)
{
	measure_model_free(&model);
	measure_world_free(&world);
	tl_study_free(&study);
	model = (struct measure_model){0};
}

TL_UNUSED static void measure(void)
{
	struct tl_err err = {0};

	must(try_measure(1, &err), &err);
}

static bool same_text(const char *want, const char *got)
{
	return !want || strcmp(want, got ? got : "") == 0;
}

/* What to look for; NULL: whatever. `from` is the first day of the period, "" for none; with a
 * `from` and no axis, a month is meant. */
struct want {
	const char *programme, *locality, *measure, *statistic, *arm, *partner, *grp, *axis, *from;
	const char *variant; /* NULL: main */
};

static const struct measure_point *find_point(const struct want *want)
{
	const struct measure_point *found = NULL;
	const char *axis = want->axis ? want->axis : want->from ? "month" : NULL;

	for (size_t i = 0; i < model.points.count; i++) {
		const struct measure_point *point = &model.points.items[i];
		const struct measure_key *key = &point->key;
		char from[11];

		if (!same_text(want->programme, key->programme) ||
			!same_text(want->locality, key->locality) ||
			!same_text(want->measure, key->measure) ||
			!same_text(want->statistic, key->statistic) ||
			!same_text(want->arm, key->arm) ||
			!same_text(want->partner, key->partner) ||
			!same_text(want->variant ? want->variant : "main",
				key->variant ? key->variant : "main") ||
			!same_text(want->grp, key->grp) || !same_text(axis, key->axis) ||
			!same_text(want->from, tl_day_iso(key->from, from)))
			continue;
		assert_null(found); /* two figures fit: the test must say which */
		found = point;
	}
	return found;
}

TL_UNUSED static const struct measure_point *point_of(const struct want *want)
{
	const struct measure_point *point = find_point(want);

	if (!point)
		fail_msg("no figure %s of %s in %s from %s", want->statistic, want->measure,
			want->locality ? want->locality : "any", want->from ? want->from : "any");
	return point;
}

TL_UNUSED static void assert_value(const struct want *want, double value)
{
	const struct measure_point *point = point_of(want);

	if (point->status != TL_SHOWN)
		fail_msg("%s of %s from %s is %s", want->statistic, want->measure,
			want->from ? want->from : "any", tl_statuses[point->status].name);
	if (fabs(point->value - value) > 1e-9 * (1 + fabs(value)))
		fail_msg("%s of %s from %s is %.12g, not %.12g", want->statistic, want->measure,
			want->from ? want->from : "any", point->value, value);
}

TL_UNUSED static void assert_absent(
	const struct want *want, enum tl_status status, enum tl_reason reason)
{
	const struct measure_point *point = point_of(want);

	assert_int_equal(point->status, status);
	assert_int_equal(point->reason, reason);
	assert_true(isnan(point->value));
}

#define WANT(...) (&(const struct want){__VA_ARGS__})

#endif
