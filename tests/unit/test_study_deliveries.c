#include "study_fixture.h"

static int make_study(void **state)
{
	*state = fixture_make();
	return 0;
}

static int free_study(void **state)
{
	fixture_free(*state);
	return 0;
}

/* Each delivery as "name file contract present" in a line, or what went wrong. */
static int list(const char *dir, const char *extracts, struct tl_buf *out)
{
	struct tl_arena arena = {0};
	struct tl_err err = {0};
	struct tl_study study;
	struct tl_delivery *deliveries;
	size_t count;

	tl_buf_clear(out);
	if (!tl_study_load(&study, dir, extracts, &err))
		fail_msg("%s", err.text);
	if (tl_study_deliveries(&study, &arena, &deliveries, &count, &err)) {
		for (size_t i = 0; i < count; i++)
			tl_buf_addf(out, "%s %s %s%s\n", deliveries[i].name, deliveries[i].file,
				deliveries[i].contract->name, deliveries[i].present ? "" : " late");
	} else {
		fixture_strip(dir, err.text, out);
	}
	tl_study_free(&study);
	tl_arena_free(&arena);
	return err.exit_status;
}

static void deliveries_come_in_the_order_of_the_study_and_patterns_sorted(void **state)
{
	struct tl_buf got = {0};

	assert_int_equal(list(*state, NULL, &got), 0);
	assert_string_equal(got.data, "calls.1 calls-a.csv calls\n"
				      "calls.2 calls-b.csv calls\n"
				      "families families.csv families\n"
				      "waiting waiting.csv waiting late\n"
				      "people people.csv people\n");
	fixture_write(*state, "extracts/waiting.csv", "");
	fixture_write(*state, "extracts/calls-A.csv", ""); /* by bytes: capitals first */
	assert_int_equal(list(*state, NULL, &got), 0);
	assert_string_equal(got.data, "calls.1 calls-A.csv calls\n"
				      "calls.2 calls-a.csv calls\n"
				      "calls.3 calls-b.csv calls\n"
				      "families families.csv families\n"
				      "waiting waiting.csv waiting\n"
				      "people people.csv people\n");
	tl_buf_free(&got);
}

static void one_match_of_a_pattern_is_called_as_its_contract(void **state)
{
	struct tl_buf got = {0};

	fixture_remove(*state, "extracts/calls-b.csv");
	assert_int_equal(list(*state, NULL, &got), 0);
	assert_memory_equal(got.data, "calls calls-a.csv calls\n", 24);
	tl_buf_free(&got);
}

static void entries_that_share_a_contract_are_numbered_together(void **state)
{
	struct tl_buf got = {0};

	fixture_spoil(*state, "study.yaml", "{file: waiting.csv, contract: waiting, late: true}",
		"{file: waiting.csv, contract: families, late: true}");
	fixture_remove(*state, "contracts/waiting.yaml");
	fixture_spoil(*state, "programmes/support.yaml", "{contracts: [waiting]}",
		"{contracts: [families], where: [{column: allocated, is: blank}]}");
	assert_int_equal(list(*state, NULL, &got), 0);
	assert_non_null(strstr(got.data, "families.1 families.csv families\n"
					 "families.2 waiting.csv families late\n"));
	tl_buf_free(&got);
}

static void an_absent_extract_that_is_not_late_is_named_with_whom_to_ask(void **state)
{
	struct tl_buf got = {0};

	fixture_remove(*state, "extracts/families.csv");
	assert_int_equal(list(*state, NULL, &got), EX_NOINPUT);
	assert_string_equal(got.data,
		"study.yaml:13:12: extract \"families.csv\" is not in extracts; "
		"ask Access team for it or mark it late: true");
	fixture_write(*state, "extracts/families.csv", "");
	fixture_remove(*state, "extracts/calls-a.csv");
	fixture_remove(*state, "extracts/calls-b.csv");
	assert_int_equal(list(*state, NULL, &got), EX_NOINPUT);
	assert_string_equal(got.data,
		"study.yaml:12:12: extract \"calls-*.csv\" is not in extracts; "
		"ask County Police for it or mark it late: true");
	tl_buf_free(&got);
}

static void a_file_that_two_entries_take_is_refused(void **state)
{
	struct tl_buf got = {0};

	fixture_spoil(*state, "study.yaml", "file: waiting.csv", "file: \"fam*.csv\"");
	assert_int_equal(list(*state, NULL, &got), EX_CONFIG);
	assert_non_null(strstr(got.data, "\"families.csv\" is taken by two entries"));
	tl_buf_free(&got);
}

static void a_file_may_carry_two_kinds_each_under_its_contract(void **state)
{
	struct tl_buf got = {0};

	fixture_spoil(*state, "study.yaml", "file: people.csv", "file: families.csv");
	assert_int_equal(list(*state, NULL, &got), 0);
	assert_non_null(strstr(got.data, "families families.csv families\n"));
	assert_non_null(strstr(got.data, "people families.csv people\n"));
	tl_buf_free(&got);
}

static void extracts_may_lie_elsewhere_in_a_folder_with_any_name(void **state)
{
	struct tl_buf elsewhere = {0}, got = {0};

	tl_buf_addf(&elsewhere, "%s/e[1]*", (const char *)*state);
	fixture_write(*state, "e[1]*/calls-x.csv", "");
	fixture_write(*state, "e[1]*/families.csv", "");
	fixture_write(*state, "e[1]*/people.csv", "");
	assert_int_equal(list(*state, elsewhere.data, &got), 0);
	assert_string_equal(got.data, "calls calls-x.csv calls\n"
				      "families families.csv families\n"
				      "waiting waiting.csv waiting late\n"
				      "people people.csv people\n");
	tl_buf_free(&elsewhere);
	tl_buf_free(&got);
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, make_study, free_study)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROMISE(deliveries_come_in_the_order_of_the_study_and_patterns_sorted),
		PROMISE(one_match_of_a_pattern_is_called_as_its_contract),
		PROMISE(entries_that_share_a_contract_are_numbered_together),
		PROMISE(an_absent_extract_that_is_not_late_is_named_with_whom_to_ask),
		PROMISE(a_file_that_two_entries_take_is_refused),
		PROMISE(a_file_may_carry_two_kinds_each_under_its_contract),
		PROMISE(extracts_may_lie_elsewhere_in_a_folder_with_any_name),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
