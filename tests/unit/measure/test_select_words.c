/* What a definition's SELECT reads, by its words. */
#include "../../../stages/measure/select.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
// clang-format on

static void a_name_that_a_select_gives_itself_is_no_column_that_it_reads(void **state)
{
	static const struct {
		const char *sql, *name;
		bool reads;
	} rows[] = {
		{"SELECT person, minutes AS quantity FROM calls", "minutes", true},
		{"SELECT person, minutes AS quantity FROM calls", "quantity", false},
		{"SELECT person, 1 AS Kind FROM calls ORDER BY kind", "kind", false},
		{"SELECT person, kind AS kind FROM calls", "kind", true},
		{"SELECT 1 AS kind FROM calls WHERE kind = 'DA'", "kind", true},
		{"SELECT 1 AS other FROM calls ORDER BY kind", "kind", true},
		{"SELECT 1 AS kind FROM calls -- kind", "kind", false},
		{"SELECT 'kind' AS kind FROM calls", "kind", false},
		{"SELECT \"Child Id\" AS c FROM calls", "Child Id", true},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(rows); i++)
		if (measure_select_reads(rows[i].sql, rows[i].name) != rows[i].reads)
			fail_msg("%s: %s", rows[i].sql, rows[i].name);
}

static void all_that_is_wrong_is_said_once_and_other_trouble_ends_a_check(void **state)
{
	struct tl_err err = {0};
	struct tl_buf lines = {0};

	(void)state;
	tl_fail(&err, EX_CONFIG, "a:1: x");
	assert_false(tl_fail_later(&err, NULL));
	assert_true(tl_fail_later(&err, &lines));
	assert_int_equal(err.exit_status, EX_OK);
	tl_fail(&err, EX_CONFIG, "a:1");
	assert_true(tl_fail_later(&err, &lines));
	tl_fail(&err, EX_CONFIG, "a:1: x");
	assert_true(tl_fail_later(&err, &lines));
	assert_string_equal(tl_buf_c(&lines), "a:1: x\na:1\n");
	tl_fail(&err, EX_NOINPUT, "b");
	assert_false(tl_fail_later(&err, &lines));
	assert_string_equal(err.text, "b");
	tl_buf_free(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_a_select_gives_itself_is_no_column_that_it_reads),
		cmocka_unit_test(all_that_is_wrong_is_said_once_and_other_trouble_ends_a_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
