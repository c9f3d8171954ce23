#include "scratch.h"

#include <math.h>

#include <throughline/db.h>

static const char people[] =
	"PRAGMA user_version = 7;"
	"CREATE TABLE place (name TEXT PRIMARY KEY) STRICT;"
	"CREATE TABLE person (person_no INTEGER PRIMARY KEY, place TEXT REFERENCES "
	"place, score REAL, born TEXT, extra BLOB) STRICT;";

/* One row of person. */
static void add_person(struct tl_db *db, int64_t number, const char *place, double score)
{
	struct tl_err err = {0};
	struct tl_stmt *stmt =
		tl_db_prepare(db, "INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5)", &err);

	assert_non_null(stmt);
	tl_bind_int(stmt, 1, number);
	tl_bind_textz(stmt, 2, place);
	tl_bind_real(stmt, 3, score);
	tl_bind_day(stmt, 4, tl_day_of(2014, 6, 30));
	tl_bind_blob(stmt, 5, "a\0b", 3);
	if (!tl_stmt_run(stmt, &err))
		fail_msg("%s", err.text);
	tl_stmt_free(stmt);
}

static struct tl_db *create(const char *name, const char *schema)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(scratch_path(name), schema, &err);

	if (!db)
		fail_msg("%s", err.text);
	return db;
}

static void finish(struct tl_db *db)
{
	struct tl_err err = {0};

	if (!tl_db_finish(db, &err))
		fail_msg("%s", err.text);
}

static struct tl_db *reopen(const char *name, const char *schema)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(scratch_path(name), schema, &err);

	if (!db)
		fail_msg("%s", err.text);
	return db;
}

static void make_people(const char *name, int count)
{
	struct tl_err err = {0};
	struct tl_db *db = create(name, people);

	assert_true(tl_db_exec(db, "INSERT INTO place VALUES ('East'), ('West')", &err));
	for (int i = 1; i <= count; i++)
		add_person(db, i, i % 2 ? "East" : "West", i / 3.0);
	finish(db);
}

static int64_t number(struct tl_db *db, const char *sql)
{
	struct tl_err err = {0};
	int64_t value = -1;

	if (!tl_db_int(db, sql, &value, &err))
		fail_msg("%s", err.text);
	return value;
}

static void every_type_comes_back_as_it_was_bound(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db;
	struct tl_stmt *stmt;
	bool row = false;

	(void)state;
	make_people("store", 1);
	db = reopen("store", people);
	stmt = tl_db_prepare(db, "SELECT * FROM person", &err);
	assert_true(tl_stmt_next(stmt, &row, &err) && row);
	assert_int_equal(tl_column_count(stmt), 5);
	assert_string_equal(tl_column_name(stmt, 1), "place");
	assert_int_equal(tl_column_int(stmt, 0), 1);
	assert_string_equal(tl_column_textz(stmt, 1), "East");
	assert_true(tl_column_is_number(stmt, 2) && tl_column_real(stmt, 2) == 1 / 3.0);
	assert_int_equal(tl_column_day(stmt, 3).n, tl_day_of(2014, 6, 30).n);
	assert_int_equal(tl_column_blob(stmt, 4).length, 3);
	assert_memory_equal(tl_column_blob(stmt, 4).data, "a\0b", 3);
	assert_true(tl_stmt_next(stmt, &row, &err) && !row);
	tl_db_free(db);
}

static void nothing_and_empty_are_two_things(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db =
		create("store", "PRAGMA user_version = 1; CREATE TABLE t (a, b, c, d, e);");
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)", &err);
	bool row;

	(void)state;
	tl_bind_text(stmt, 1, (struct tl_str){NULL, 0});
	tl_bind_textz(stmt, 2, NULL);
	tl_bind_real(stmt, 3, NAN);
	tl_bind_day(stmt, 4, TL_NO_DAY);
	tl_bind_blob(stmt, 5, NULL, 0);
	assert_true(tl_stmt_run(stmt, &err));
	stmt = tl_db_prepare(db, "SELECT * FROM t", &err);
	assert_true(tl_stmt_next(stmt, &row, &err) && row);
	assert_false(tl_column_is_null(stmt, 0));
	assert_int_equal(tl_column_text(stmt, 0).length, 0);
	assert_true(tl_column_is_null(stmt, 1));
	assert_string_equal(tl_column_textz(stmt, 1), "");
	assert_true(tl_column_is_null(stmt, 2));
	assert_true(isnan(tl_column_real(stmt, 2)));
	assert_false(tl_day_is_set(tl_column_day(stmt, 3)));
	assert_false(tl_column_is_null(stmt, 4));
	tl_db_free(db);
}

static void the_same_inserts_give_the_same_bytes(void **state)
{
	(void)state;
	make_people("one", 5000);
	make_people("two", 5000);
	assert_same_file("one", "two");
}

static void a_finished_store_has_no_journal_beside_it(void **state)
{
	(void)state;
	make_people("store", 10);
	assert_false(scratch_has("store-journal"));
	assert_false(scratch_has("store-wal"));
}

static void what_is_there_is_never_overwritten(void **state)
{
	struct tl_err err = {0};

	(void)state;
	make_people("store", 3);
	assert_null(tl_db_create(scratch_path("store"), people, &err));
	assert_int_equal(err.exit_status, EX_CANTCREAT);
	assert_true(scratch_has("store"));
}

static void an_abandoned_store_leaves_no_file(void **state)
{
	struct tl_db *db = create("store", people);

	(void)state;
	assert_true(scratch_has("store"));
	tl_db_free(db);
	assert_false(scratch_has("store"));
}

static void a_row_that_refers_to_nothing_is_found_at_the_end(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db = create("store", people);

	(void)state;
	add_person(db, 1, "Nowhere", 1);
	assert_false(tl_db_finish(db, &err));
	assert_int_equal(err.exit_status, EX_SOFTWARE);
	assert_null(strstr(err.text, "Nowhere"));
	assert_false(scratch_has("store"));
}

static void a_failure_names_the_column_and_not_the_value(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db = create("store", people);
	struct tl_stmt *stmt = tl_db_prepare(db, "INSERT INTO place VALUES (?1)", &err);

	(void)state;
	for (int i = 0; i < 2; i++) {
		tl_bind_textz(stmt, 1, "SECRET");
		assert_int_equal(tl_stmt_run(stmt, &err), i == 0);
	}
	assert_non_null(strstr(err.text, "place.name"));
	assert_null(strstr(err.text, "SECRET"));
	tl_db_free(db);
}

static void the_schema_chooses_the_page_size(void **state)
{
	struct tl_db *db = create("store", "PRAGMA page_size = 65536; PRAGMA user_version = 1;"
					   "CREATE TABLE t (a);");

	(void)state;
	finish(db);
	db = reopen("store", NULL);
	assert_int_equal(number(db, "PRAGMA page_size"), 65536);
	tl_db_free(db);
}

static void readers_refuse_what_is_not_their_store(void **state)
{
	static const struct {
		const char *name, *schema;
		int exit_status;
	} cases[] = {
		{"store", people, 0},
		{"store", NULL, 0},
		{"store", "PRAGMA user_version = 8;", EX_DATAERR},
		{"text", people, EX_DATAERR},
		{"text", NULL, EX_DATAERR},
		{"empty", people, EX_DATAERR},
		{"absent", people, EX_NOINPUT},
	};

	(void)state;
	make_people("store", 1);
	scratch_write("text", "this is no database, however long it may be");
	scratch_write("empty", "");
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_err err = {0};
		struct tl_db *db = tl_db_open(scratch_path(cases[i].name), cases[i].schema, &err);

		assert_int_equal(db == NULL, cases[i].exit_status != 0);
		assert_int_equal(err.exit_status, cases[i].exit_status);
		tl_db_free(db);
	}
}

static void a_reader_cannot_write(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db;

	(void)state;
	make_people("store", 1);
	db = reopen("store", people);
	assert_false(tl_db_exec(db, "DELETE FROM person", &err));
	assert_int_equal(err.exit_status, EX_IOERR);
	tl_db_free(db);
}

static void signs_that_mean_something_in_a_uri_are_names_here(void **state)
{
	struct tl_db *db;

	(void)state;
	make_people("a?mode=rwc#%41 b", 2);
	db = reopen("a?mode=rwc#%41 b", people);
	assert_int_equal(number(db, "SELECT count(*) FROM person"), 2);
	tl_db_free(db);
}

static void a_second_store_is_attached_read_only_even_while_one_is_written(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db;

	(void)state;
	make_people("old", 4);
	db = create("new", people);
	assert_true(tl_db_attach(db, scratch_path("old"), "before", &err));
	assert_int_equal(number(db, "SELECT count(*) FROM before.person"), 4);
	assert_false(tl_db_exec(db, "DELETE FROM before.person", &err));
	assert_false(tl_db_attach(db, scratch_path("absent"), "none", &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	assert_true(tl_db_exec(db, "INSERT INTO place SELECT * FROM before.place", &err));
	finish(db);
	db = reopen("new", people);
	assert_int_equal(number(db, "SELECT count(*) FROM place"), 2);
	tl_db_free(db);
}

static void one_statement_is_one_and_quoted_names_are_names(void **state)
{
	static const struct {
		const char *sql;
		bool good;
	} cases[] = {
		{"SELECT 1", true},
		{"SELECT 1; -- and a word\n  /* or two */", true},
		{"SELECT 1; SELECT 2", false},
		{"", false},
		{"-- nothing", false},
		{"SELECT \"plcae\" FROM person", false},
		{"SELECT 'plcae' FROM person", true},
		{"SELECT FROM person", false},
	};
	struct tl_db *db;

	(void)state;
	make_people("store", 1);
	db = reopen("store", people);
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_err err = {0};

		assert_int_equal(tl_db_prepare(db, cases[i].sql, &err) != NULL, cases[i].good);
		assert_int_equal(err.exit_status == 0, cases[i].good);
	}
	tl_db_free(db);
}

static void names_bind_where_the_statement_has_them(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db;
	struct tl_stmt *stmt;
	bool row;

	(void)state;
	make_people("store", 5);
	db = reopen("store", people);
	stmt = tl_db_prepare(db, "SELECT count(*) FROM person WHERE place = :place", &err);
	assert_true(tl_bind_named(stmt, ":place", "East"));
	assert_false(tl_bind_named(stmt, ":locality", "East"));
	assert_true(tl_stmt_next(stmt, &row, &err) && row);
	assert_int_equal(tl_column_int(stmt, 0), 3);
	tl_db_free(db);
}

/* 'x' repeated as often as the number says; nothing where it is none. */
static void repeat(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	assert_int_equal(count, 2);
	*is_null = args[0].is_null || isnan(args[1].number);
	for (double i = 0; !*is_null && i < args[1].number; i++)
		tl_buf_add(out, args[0].text);
}

static void a_function_sees_text_numbers_and_nothing(void **state)
{
	static const struct {
		const char *sql, *want;
	} cases[] = {
		{"SELECT repeat('ab', 3)", "ababab"},
		{"SELECT repeat(12, 2)", "1212"},
		{"SELECT repeat('ab', 0) IS ''", "1"},
		{"SELECT repeat(NULL, 2) IS NULL", "1"},
		{"SELECT repeat('a', 'b') IS NULL", "1"},
	};
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(":memory:", NULL, &err);

	(void)state;
	assert_true(tl_db_function(db, "repeat", 2, repeat, &err));
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_stmt *stmt = tl_db_prepare(db, cases[i].sql, &err);
		bool row;

		assert_true(tl_stmt_next(stmt, &row, &err) && row);
		assert_string_equal(tl_column_textz(stmt, 0), cases[i].want);
	}
	tl_db_free(db);
}

static struct tl_digest content_of(const char *schema, const char *const *inserts)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(scratch_path("digest"), schema, &err);
	struct tl_digest digest;

	for (; *inserts; inserts++)
		assert_true(tl_db_exec(db, *inserts, &err));
	assert_true(tl_db_content_digest(db, &digest, &err));
	tl_db_free(db);
	assert_int_equal(strlen(digest.hex), 64);
	return digest;
}

static void the_content_digest_knows_rows_and_not_their_layout(void **state)
{
#define SMALL                                                                                      \
	"PRAGMA user_version = 1; CREATE TABLE a (k INTEGER PRIMARY KEY, v); CREATE TABLE b (x, "  \
	"y);"
	static const struct {
		const char *schema, *inserts[4];
		bool same;
	} cases[] = {
		{SMALL,
			{"INSERT INTO a VALUES (1, 'x'), (2, 'y')",
				"INSERT INTO b VALUES (1, 2), (3, 4)"},
			true},
		{SMALL,
			{"INSERT INTO b VALUES (3, 4)", "INSERT INTO a VALUES (2, 'y'), (1, 'x')",
				"INSERT INTO b VALUES (1, 2)"},
			true},
		{"PRAGMA page_size = 65536;" SMALL,
			{"INSERT INTO a VALUES (1, 'x'), (2, 'y')",
				"INSERT INTO b VALUES (1, 2), (3, 4)"},
			true},
		{SMALL,
			{"INSERT INTO a VALUES (1, 'x'), (2, 'z')",
				"INSERT INTO b VALUES (1, 2), (3, 4)"},
			false},
		{SMALL,
			{"INSERT INTO a VALUES (1, 'x'), (2, 'y')",
				"INSERT INTO b VALUES (1, 2), (3, 4.0)"},
			false},
		{SMALL,
			{"INSERT INTO a VALUES (1, 'x'), (2, 'y')",
				"INSERT INTO b VALUES (1, 2), (3, '4')"},
			false},
		{SMALL,
			{"INSERT INTO a VALUES (1, 'xy'), (2, '')",
				"INSERT INTO b VALUES (1, 2), (3, 4)"},
			false},
		{SMALL, {"INSERT INTO a VALUES (1, 'x'), (2, 'y')", "INSERT INTO b VALUES (1, 2)"},
			false},
	};
	struct tl_digest first = content_of(cases[0].schema, cases[0].inserts);

	(void)state;
	for (size_t i = 1; i < TL_LEN(cases); i++) {
		struct tl_digest digest = content_of(cases[i].schema, cases[i].inserts);

		assert_int_equal(tl_digest_equal(&first, &digest), cases[i].same);
	}
}

static void a_table_digest_counts_its_rows(void **state)
{
	struct tl_err err = {0};
	struct tl_digest up, down;
	struct tl_db *db;
	int64_t rows;

	(void)state;
	make_people("store", 9);
	db = reopen("store", people);
	assert_true(tl_db_table_digest(db, "person", "person_no", &up, &rows, &err));
	assert_int_equal(rows, 9);
	assert_true(tl_db_table_digest(db, "person", "person_no DESC", &down, &rows, &err));
	assert_false(tl_digest_equal(&up, &down));
	assert_false(tl_db_table_digest(db, "persons", "1", &up, &rows, &err));
	tl_db_free(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(every_type_comes_back_as_it_was_bound),
		scratch_test(nothing_and_empty_are_two_things),
		scratch_test(the_same_inserts_give_the_same_bytes),
		scratch_test(a_finished_store_has_no_journal_beside_it),
		scratch_test(what_is_there_is_never_overwritten),
		scratch_test(an_abandoned_store_leaves_no_file),
		scratch_test(a_row_that_refers_to_nothing_is_found_at_the_end),
		scratch_test(a_failure_names_the_column_and_not_the_value),
		scratch_test(the_schema_chooses_the_page_size),
		scratch_test(readers_refuse_what_is_not_their_store),
		scratch_test(a_reader_cannot_write),
		scratch_test(signs_that_mean_something_in_a_uri_are_names_here),
		scratch_test(a_second_store_is_attached_read_only_even_while_one_is_written),
		scratch_test(one_statement_is_one_and_quoted_names_are_names),
		scratch_test(names_bind_where_the_statement_has_them),
		scratch_test(a_function_sees_text_numbers_and_nothing),
		scratch_test(the_content_digest_knows_rows_and_not_their_layout),
		scratch_test(a_table_digest_counts_its_rows),
	};

	return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
