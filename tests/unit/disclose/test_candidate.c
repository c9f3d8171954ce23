/* From measure.db to candidate.db and working.db, files in and files out. */
#include "fixture.h"

#include "../../../stages/disclose/disclose.h"

/* Children with an open episode in three places, and the share of them who are under five. */
static const struct fixture_point points[] = {
	{"c-all", "all", "people", "", "base", 1436, 1436, NULL, NULL, "1 2 3 4", NULL, NULL},
	{"c-a", "a", "people", "", "base", 1419, 1419, NULL, NULL, "1 4", NULL, NULL},
	{"c-b", "b", "people", "", "base", 7, 7, NULL, NULL, "2", NULL, NULL},
	{"c-c", "c", "people", "", "base", 10, 10, NULL, NULL, "3", NULL, NULL},
	{"c-d", "d", "people", "", "base", 0, 0, NULL, NULL, "", NULL, NULL},
	{"u-a", "a", "people", "under-5", "base", 419, 419, NULL, NULL, "4", NULL, NULL},
	{"s-a", "a", "share", "under-5", "derived", 29.527836504580690, -1, NULL, NULL, "", "share",
		"n:c-a x:u-a"},
	{"s-b", "b", "share", "under-5", "derived", NAN, -1, "not available", "not covered", "",
		NULL, NULL},
	{"m-a", "a", "median_days", "", "model", 123.4, 1419, NULL, NULL, "", "model", "under:c-a"},
	{"m-b", "b", "median_days", "", "model", 98.7, 7, NULL, NULL, "", "model", "under:c-b"},
};
static const int units[] = {1000, 7, 10, 419};

static struct tl_db *open_made(const char *name, const char *schema)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(scratch_path(name), schema, &err);

	if (!db)
		fail_msg("%s", err.text);
	return db;
}

static void disclose(const struct tl_policy *policy, const char *verdict, const char *root_text,
	const char *candidate, const char *working)
{
	struct disclose_files files = {0};
	struct disclose_tally tally = {0};
	struct tl_err err = {0};
	struct tl_digest root = {0};

	if (!scratch_has("measure.db"))
		fixture_make("measure.db", points, TL_LEN(points), units, TL_LEN(units));
	snprintf(root.hex, sizeof root.hex, "%s", root_text);
	files.measure = scratch_path("measure.db");
	files.verdict = verdict ? scratch_path(verdict) : NULL;
	files.candidate = scratch_path(candidate);
	files.working = scratch_path(working);
	if (!disclose_files(&files, policy, &root, &tally, &err))
		fail_msg("%s", err.text);
	assert_int_equal(tally.cells, TL_LEN(points));
	assert_int_equal(tally.shown + tally.rounded + tally.hidden + tally.other, tally.cells);
}

static void assert_cell(const char *id, const char *status, double value, const char *reason)
{
	struct tl_err err = {0};
	struct tl_db *db = open_made("candidate.db", tl_schema_publication);
	struct tl_stmt *stmt =
		fixture_prepare(db, "SELECT status, value, reason FROM cell WHERE id = ?1");
	bool row = false;

	tl_bind_textz(stmt, 1, id);
	assert_true(tl_stmt_next(stmt, &row, &err) && row);
	assert_string_equal(tl_column_textz(stmt, 0), status);
	assert_string_equal(tl_column_textz(stmt, 2), reason);
	if (isnan(value))
		assert_true(tl_column_is_null(stmt, 1));
	else
		assert_near(tl_column_real(stmt, 1), value, 1e-9);
	tl_db_free(db);
}

static int64_t number(const char *name, const char *schema, const char *sql)
{
	struct tl_err err = {0};
	struct tl_db *db = open_made(name, schema);
	int64_t value = -1;

	if (!tl_db_int(db, sql, &value, &err))
		fail_msg("%s", err.text);
	tl_db_free(db);
	return value;
}

static void the_default_rules_make_these_cells(void **state)
{
	struct tl_policy policy = fixture_policy(8, 5);

	(void)state;
	disclose(&policy, NULL, "r", "candidate.db", "working.db");
	assert_cell("c-all", "rounded", 1435, "");
	assert_cell("c-a", "rounded", 1420, "");
	assert_cell("c-b", "suppressed", NAN, "small");
	assert_cell("c-c", "rounded", 10, "");
	assert_cell("c-d", "shown", 0, "");
	assert_cell("s-a", "rounded", 100 * 420.0 / 1420, "");
	assert_cell("s-b", "not available", NAN, "not covered");
	assert_cell("m-a", "rounded", 120, "");
	assert_cell("m-b", "suppressed", NAN, "under");
}

static void already_public_publishes_exact_numbers(void **state)
{
	struct tl_policy policy = fixture_policy(0, 0);

	(void)state;
	policy.significant = 0;
	disclose(&policy, NULL, "r", "candidate.db", "working.db");
	assert_cell("c-a", "shown", 1419, "");
	assert_cell("c-b", "shown", 7, "");
	assert_cell("s-a", "shown", 100 * 419.0 / 1419, "");
	assert_cell("m-a", "shown", 123.4, "");
}

static void the_total_and_its_parts_are_one_sum_and_a_zero_is_in_none(void **state)
{
	struct tl_policy policy = fixture_policy(8, 5);

	(void)state;
	disclose(&policy, NULL, "r", "candidate.db", "working.db");
	assert_int_equal(number("candidate.db", tl_schema_publication,
				 "SELECT count(DISTINCT sum) FROM sum"),
		1);
	assert_int_equal(number("candidate.db", tl_schema_publication,
				 "SELECT count(*) FROM sum WHERE (cell, coefficient) IN"
				 " (('c-all', 1.0), ('c-a', -1.0), ('c-b', -1.0), ('c-c', -1.0))"),
		4);
	assert_int_equal(
		number("candidate.db", tl_schema_publication, "SELECT count(*) FROM sum"), 4);
}

/* With zeros hidden, a total without its empty part would tell that the part is empty. */
static void a_hidden_zero_takes_part_in_its_total(void **state)
{
	struct tl_policy policy = fixture_policy(8, 1);

	(void)state;
	policy.zeros_hidden = true;
	disclose(&policy, NULL, "r", "candidate.db", "working.db");
	assert_cell("c-d", "suppressed", NAN, "small");
	assert_int_equal(number("candidate.db", tl_schema_publication,
				 "SELECT count(*) FROM sum AS part JOIN sum AS total USING (sum)"
				 " WHERE part.cell = 'c-d' AND total.cell = 'c-all'"
				 " AND part.coefficient = -total.coefficient"),
		1);
}

static void hidden_cells_have_no_trace_of_a_number(void **state)
{
	struct tl_policy policy = fixture_policy(8, 5);

	(void)state;
	disclose(&policy, NULL, "r", "candidate.db", "working.db");
	assert_int_equal(
		number("candidate.db", tl_schema_publication,
			"SELECT count(*) FROM cell WHERE status NOT IN ('shown', 'rounded') AND"
			" (method <> '' OR flag <> '' OR coalesce(value, lower, upper, lower_998,"
			" upper_998, centre, numerator, denominator, eligible, missing) IS NOT "
			"NULL)"),
		0);
}

static void make_verdict(const char *root)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(scratch_path("verdict.db"), tl_schema_verdict, &err);
	struct tl_stmt *stmt;

	assert_non_null(db);
	stmt = fixture_prepare(db, "INSERT INTO about VALUES ('root', ?1), ('round', '3')");
	tl_bind_textz(stmt, 1, root);
	fixture_run(stmt);
	fixture_exec(db, "INSERT INTO hide VALUES ('c-a', 1), ('c-c', 3), ('gone', 1)");
	assert_true(tl_db_finish(db, &err));
}

static void what_the_audit_asked_for_is_hidden_and_all_that_stands_on_it(void **state)
{
	struct tl_policy policy = fixture_policy(8, 1);

	(void)state;
	make_verdict("r");
	disclose(&policy, "verdict.db", "r", "candidate.db", "working.db");
	assert_cell("c-a", "suppressed", NAN, "protects");
	assert_cell("c-b", "suppressed", NAN, "protects");
	assert_cell("c-c", "suppressed", NAN, "protects");
	assert_cell("s-a", "suppressed", NAN, "under");
	assert_cell("m-a", "suppressed", NAN, "under");
	assert_cell("c-all", "shown", 1436, "");
	assert_int_equal(number("candidate.db", tl_schema_publication,
				 "SELECT count(*) FROM about WHERE key = 'policy_secondary'"
				 " AND value = 'yes'"),
		1);
	assert_int_equal(number("working.db", tl_schema_working,
				 "SELECT value FROM about WHERE key = 'round'"),
		3);
}

static void a_verdict_on_another_draft_is_ignored(void **state)
{
	struct tl_policy policy = fixture_policy(8, 1);

	(void)state;
	make_verdict("another");
	disclose(&policy, "verdict.db", "r", "candidate.db", "working.db");
	assert_cell("c-a", "shown", 1419, "");
	assert_cell("c-b", "suppressed", NAN, "small");
	assert_int_equal(number("working.db", tl_schema_working,
				 "SELECT value FROM about WHERE key = 'round'"),
		0);
}

static void the_same_measures_give_the_same_bytes(void **state)
{
	struct tl_policy policy = fixture_policy(8, 5);

	(void)state;
	disclose(&policy, NULL, "r", "candidate.db", "working.db");
	disclose(&policy, NULL, "r", "candidate-2.db", "working-2.db");
	assert_same_file("candidate.db", "candidate-2.db");
	assert_same_file("working.db", "working-2.db");
}

static void a_count_that_its_atoms_do_not_add_up_to_is_refused(void **state)
{
	static const struct fixture_point wrong[] = {
		{"c-a", "a", "people", "", "base", 11, 11, NULL, NULL, "1", NULL, NULL}};
	static const int ten[] = {10};
	struct tl_policy policy = fixture_policy(8, 5);
	struct disclose_files files = {0};
	struct disclose_tally tally = {0};
	struct tl_err err = {0};
	struct tl_digest root = {0};

	(void)state;
	files.measure = fixture_make("measure.db", wrong, 1, ten, 1);
	files.candidate = scratch_path("candidate.db");
	files.working = scratch_path("working.db");
	assert_false(disclose_files(&files, &policy, &root, &tally, &err));
	assert_int_equal(err.exit_status, EX_SOFTWARE);
	assert_false(scratch_has("candidate.db"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(the_default_rules_make_these_cells),
		scratch_test(already_public_publishes_exact_numbers),
		scratch_test(the_total_and_its_parts_are_one_sum_and_a_zero_is_in_none),
		scratch_test(a_hidden_zero_takes_part_in_its_total),
		scratch_test(hidden_cells_have_no_trace_of_a_number),
		scratch_test(what_the_audit_asked_for_is_hidden_and_all_that_stands_on_it),
		scratch_test(a_verdict_on_another_draft_is_ignored),
		scratch_test(the_same_measures_give_the_same_bytes),
		scratch_test(a_count_that_its_atoms_do_not_add_up_to_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
