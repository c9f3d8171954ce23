/* Headers held against a contract. */
#include "../scratch.h"

#include <throughline/extract.h>

static char key_name[] = "CHILD", date_name[] = "Seen", note_name[] = "Note",
	    date_alias[] = "Date seen", date_alias_2[] = "DOC", contract_name[] = "visits";
static char *date_aliases[] = {date_alias, date_alias_2};
static struct tl_field fields[] = {
	{.name = key_name, .role = TL_ROLE_KEY},
	{.name = date_name,
		.role = TL_ROLE_DATE,
		.type = TL_TYPE_DATE,
		.aliases = date_aliases,
		.aliases_count = 2},
	{.name = note_name},
};

struct layout_case {
	const char *header[6];
	size_t at[3], unknown;
	const char *message; /* NULL: accepted */
};

static void hold(const struct layout_case *one)
{
	struct tl_contract contract = {.name = contract_name,
		.kind = TL_KIND_EVENTS,
		.fields = fields,
		.fields_count = TL_LEN(fields)};
	struct tl_str header[6];
	struct tl_csv_row row = {.fields = header, .line = 3};
	struct tl_study study = {0};
	struct tl_arena arena = {0};
	struct tl_rules rules;
	struct tl_layout layout;
	struct tl_err err = {0};
	bool ok;

	while (row.count < TL_LEN(header) && one->header[row.count]) {
		header[row.count] = tl_str(one->header[row.count]);
		row.count++;
	}
	assert_true(tl_rules_make(&study, &contract, &arena, &rules, &err));
	ok = tl_layout_make(&rules, &row, "visits.csv", &arena, &layout, &err);
	if (one->message) {
		assert_false(ok);
		assert_int_equal(err.exit_status, EX_DATAERR);
		if (!strstr(err.text, one->message))
			fail_msg("%s", err.text);
	} else {
		if (!ok)
			fail_msg("%s", err.text);
		for (size_t i = 0; i < TL_LEN(one->at); i++)
			assert_int_equal(layout.at[i], one->at[i]);
		assert_int_equal(layout.unknown, one->unknown);
		assert_int_equal(layout.columns, row.count);
	}
	tl_arena_free(&arena);
}

static void headers_are_found_by_name_then_alias_and_refusals_name_line_and_column(void **state)
{
	static const struct layout_case cases[] = {
		{{"CHILD", "Seen", "Note"}, {0, 1, 2}, 0, NULL},
		{{" note ", "child", "SEEN"}, {1, 2, 0}, 0, NULL},
		{{"CHILD", "date seen"}, {0, 1, TL_NOWHERE}, 0, NULL},
		{{"CHILD", "Seen", "DOC", "", "Extra", "Extra"}, {0, 1, TL_NOWHERE}, 4, NULL},
		{{"CHILD", "Note"}, {0}, 0, "visits.csv:3: no column named \"Seen\""},
		{{"CHIDL", "Seen"}, {0}, 0,
			"visits.csv:3: no column named \"CHILD\"; the nearest is \"CHIDL\""},
		{{"CHILD", "Seen", "seen "}, {0}, 0, "visits.csv:3: two columns for \"Seen\""},
		{{"CHILD", "Date seen", "DOC"}, {0}, 0, "two columns for \"Seen\""},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		hold(&cases[i]);
}

static void two_fields_that_would_be_one_column_are_a_mistake_in_the_contract(void **state)
{
	struct tl_field twice[] = {{.name = key_name, .role = TL_ROLE_KEY},
		{.name = date_name, .role = TL_ROLE_BIRTH},
		{.name = note_name, .role = TL_ROLE_BIRTH}};
	struct tl_contract contract = {
		.name = contract_name, .fields = twice, .fields_count = TL_LEN(twice)};
	struct tl_study study = {0};
	struct tl_arena arena = {0};
	struct tl_rules rules;
	struct tl_err err = {0};

	(void)state;
	assert_false(tl_rules_make(&study, &contract, &arena, &rules, &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
	assert_non_null(strstr(err.text, "birth"));
	tl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			headers_are_found_by_name_then_alias_and_refusals_name_line_and_column),
		cmocka_unit_test(two_fields_that_would_be_one_column_are_a_mistake_in_the_contract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
