#include "scratch.h"

#include <throughline/db.h>

#define STEPS 100000

/* Two tables, a view, a function; then the door is shut. */
static struct tl_db *confined(int64_t steps)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(":memory:", NULL, &err);

	assert_non_null(db);
	assert_true(tl_db_exec(db,
		"CREATE TABLE event (person INTEGER, day TEXT, code TEXT);"
		"INSERT INTO event VALUES (1, '2014-01-02', 'DV1'), (2, '2014-03-04', 'DV2');"
		"CREATE TEMP VIEW dv AS SELECT * FROM event WHERE code LIKE 'DV%';",
		&err));
	if (!tl_db_confine(db, steps, &err))
		fail_msg("%s", err.text);
	return db;
}

/* Runs sql to its end; what went wrong lies in err. */
static bool runs(struct tl_db *db, const char *sql, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db, sql, err);
	bool row = true, ok = stmt != NULL;

	while (ok && row)
		ok = tl_stmt_next(stmt, &row, err);
	tl_stmt_free(stmt);
	return ok;
}

static void a_question_over_the_given_tables_is_answered(void **state)
{
	static const char *const questions[] = {
		"SELECT person, day, 1 AS quantity FROM event WHERE code IN ('DV1', 'DV2') ORDER "
		"BY 1, 2",
		"SELECT count(*) FROM event",
		"SELECT count(*) FROM dv",
		"SELECT upper(code), round(avg(person), 1) FROM dv GROUP BY 1 HAVING count(*) > 0",
		"WITH early AS (SELECT * FROM event WHERE day < '2014-02-01') SELECT count(*) FROM "
		"early",
		"WITH early AS (SELECT person FROM event) SELECT person FROM early JOIN event "
		"USING (person)",
		"SELECT person, row_number() OVER (PARTITION BY code ORDER BY day) FROM event",
		"SELECT count(*) FROM (SELECT 1 FROM event UNION ALL SELECT 2 FROM dv)",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12) "
		"SELECT sum(i) FROM n",
		"SELECT rowid FROM event WHERE substr(day, 1, 4) || '' = '2014'",
		"VALUES (1), (2)",
	};
	struct tl_db *db = confined(STEPS);

	(void)state;
	for (size_t i = 0; i < TL_LEN(questions); i++) {
		struct tl_err err = {0};

		if (!runs(db, questions[i], &err))
			fail_msg("%s: %s", questions[i], err.text);
	}
	tl_db_free(db);
}

static void everything_else_is_refused_with_its_reason(void **state)
{
	static const struct {
		const char *sql, *reason;
	} cases[] = {
		{"INSERT INTO event VALUES (3, '', '')", "only SELECT"},
		{"UPDATE event SET day = ''", "only SELECT"},
		{"DELETE FROM event", "only SELECT"},
		{"CREATE TABLE mine (a)", "only SELECT"},
		{"CREATE TEMP TABLE mine (a)", "only SELECT"},
		{"CREATE TEMP VIEW mine AS SELECT 1", "only SELECT"},
		{"DROP TABLE event", "only SELECT"},
		{"ATTACH ':memory:' AS other", "only SELECT"},
		{"PRAGMA user_version", "only SELECT"},
		{"PRAGMA writable_schema = 1", "only SELECT"},
		{"BEGIN", "only SELECT"},
		{"SAVEPOINT a", "only SELECT"},
		{"VACUUM INTO 'copy'", "only SELECT"},
		{"ANALYZE", "only SELECT"},
		{"EXPLAIN SELECT 1", "only SELECT"},
		{"SELECT name FROM sqlite_master", "sqlite_master may not be read"},
		{"SELECT count(*) FROM sqlite_schema", "sqlite_schema may not be read"},
		{"SELECT count(*) FROM SQLITE_TEMP_SCHEMA", "may not be read"},
		{"SELECT sql FROM temp.sqlite_master", "may not be read"},
		{"SELECT * FROM pragma_table_info('event')", "table-valued"},
		{"SELECT count(*) FROM pragma_table_info('event')", "table-valued"},
		{"SELECT * FROM json_each('[1]')", "table-valued"},
		{"SELECT count(*) FROM json_each('[1]')", "table-valued"},
		{"SELECT count(*) FROM dbstat", "table-valued"},
		{"UPDATE sqlite_master SET sql = ''", "may not be"},
		{"SELECT random()", "function random()"},
		{"SELECT randomblob(4)", "function randomblob()"},
		{"SELECT date('now')", "function date()"},
		{"SELECT strftime('%s', 'now')", "function strftime()"},
		{"SELECT julianday()", "function julianday()"},
		{"SELECT datetime(day) FROM event", "function datetime()"},
		{"SELECT CURRENT_TIMESTAMP", "function"},
		{"SELECT load_extension('x')", "function load_extension()"},
		{"SELECT exp(1)", "function exp()"},
		{"SELECT zeroblob(1000000000)", "function zeroblob()"},
		{"SELECT sqlite_version()", "function sqlite_version()"},
		{"SELECT 1; SELECT 2", "more than one"},
		{"SELECT colour FROM event", "no such column"},
		{"SELECT * FROM evnet", "no such table"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_db *db = confined(STEPS);
		struct tl_err err = {0};

		if (runs(db, cases[i].sql, &err) || !strstr(err.text, cases[i].reason))
			fail_msg("%s: \"%s\"", cases[i].sql, err.text);
		assert_int_equal(err.exit_status, EX_CONFIG);
		err = (struct tl_err){
			0}; /* and the next question is answered as if nothing had been */
		assert_true(runs(db, "SELECT count(*) FROM event", &err));
		tl_db_free(db);
	}
}

static void a_query_without_end_is_stopped_and_the_next_starts_anew(void **state)
{
	static const char endless[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
				      "FROM n) SELECT count(*) FROM n";
	static const int64_t limits[] = {50, 5000, 1000000};

	(void)state;
	for (size_t i = 0; i < TL_LEN(limits); i++) {
		struct tl_db *db = confined(limits[i]);
		struct tl_err err = {0};

		assert_false(runs(db, endless, &err));
		assert_int_equal(err.exit_status, EX_CONFIG);
		assert_non_null(strstr(err.text, "was stopped after"));
		err = (struct tl_err){0};
		for (int again = 0; again < 20; again++)
			assert_true(runs(db, "SELECT person FROM event", &err));
		tl_db_free(db);
	}
}

static void steps_are_counted_over_all_rows_of_a_statement(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db = confined(5000);

	(void)state;
	assert_false(runs(db,
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
		&err));
	assert_non_null(strstr(err.text, "was stopped after"));
	tl_db_free(db);
}

static void sql_past_64_kib_is_refused(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db = confined(STEPS);
	struct tl_buf sql = {0};

	(void)state;
	tl_buf_addc(&sql, "SELECT 1 --");
	while (sql.length < 65 * 1024)
		tl_buf_add_char(&sql, 'x');
	assert_false(runs(db, tl_buf_c(&sql), &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
	tl_buf_free(&sql);
	tl_db_free(db);
}

static void the_place_of_a_mistake_is_known(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db = confined(STEPS);

	(void)state;
	assert_false(runs(db, "SELECT person, colour FROM event", &err));
	assert_int_equal(tl_db_sql_offset(db), 15);
	assert_true(runs(db, "SELECT person FROM event", &err));
	assert_int_equal(tl_db_sql_offset(db), -1);
	tl_db_free(db);
}

static void shout(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	(void)count;
	(void)is_null;
	tl_buf_add(out, args[0].text);
	tl_buf_add_char(out, '!');
}

static void a_registered_function_stays_usable(void **state)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(":memory:", NULL, &err);

	(void)state;
	assert_true(tl_db_function(db, "shout", 1, shout, &err));
	assert_true(tl_db_confine(db, STEPS, &err));
	assert_true(runs(db, "SELECT shout('a')", &err));
	tl_db_free(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_over_the_given_tables_is_answered),
		cmocka_unit_test(everything_else_is_refused_with_its_reason),
		cmocka_unit_test(a_query_without_end_is_stopped_and_the_next_starts_anew),
		cmocka_unit_test(steps_are_counted_over_all_rows_of_a_statement),
		cmocka_unit_test(sql_past_64_kib_is_refused),
		cmocka_unit_test(the_place_of_a_mistake_is_known),
		cmocka_unit_test(a_registered_function_stays_usable),
	};

	return cmocka_run_group_tests_name("confine", tests, NULL, NULL);
}
