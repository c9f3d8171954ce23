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
		{{"CHILD;Seen;Note"}, {0}, 0,
			"visits.csv:3: the columns of this line are separated by \";\"; say "
			"delimiter: \";\" in contract visits,"},
		{{"\"No\"\t\"Seen\""}, {0}, 0, "delimiter: \"\\t\" in contract visits,"},
		{{"Seen"}, {0}, 0, "visits.csv:3: no column named \"CHILD\", which"},
		{{"No|When"}, {0}, 0, "visits.csv:3: no column of contract visits is named"},
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

/* One field beside what its kind needs, and a file that has all but that field. */
static void whom_when_and_where_a_row_counts_must_be_there_unless_the_contract_says_otherwise(
	void **state)
{
	static bool yes = true, no = false;
	static char nhs[] = "nhs";
	static const struct {
		enum tl_kind kind;
		enum tl_role role;
		bool trusted, refused;
	} cases[] = {
		{TL_KIND_EVENTS, TL_ROLE_TOKEN, true, true},
		{TL_KIND_EVENTS, TL_ROLE_TOKEN, false, false},
		{TL_KIND_PERSONS, TL_ROLE_HOUSEHOLD, false, true},
		{TL_KIND_EPISODES, TL_ROLE_END, false, true},
		{TL_KIND_PERSONS, TL_ROLE_START, false, true},
		{TL_KIND_COUNTS, TL_ROLE_LOCALITY, false, true},
		{TL_KIND_EVENTS, TL_ROLE_LOCALITY, false, false},
		{TL_KIND_EVENTS, TL_ROLE_FINGERPRINT, false, true},
		{TL_KIND_EVENTS, TL_ROLE_TYPE, false, false},
		{TL_KIND_EVENTS, TL_ROLE_NONE, false, false},
		{TL_KIND_EPISODES, TL_ROLE_STEP, false, false},
		{TL_KIND_PERSONS, TL_ROLE_BIRTH, false, false},
		{TL_KIND_EVENTS, TL_ROLE_IGNORE, false, false},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_field both[] = {{.name = note_name, .role = TL_ROLE_NONE},
			{.name = nhs, .role = cases[i].role, .trusted = cases[i].trusted}};
		struct tl_contract contract = {.name = contract_name,
			.kind = cases[i].kind,
			.fields = both,
			.fields_count = TL_LEN(both)};
		struct tl_str header[] = {TL_STR("Note")};
		struct tl_csv_row row = {.fields = header, .count = 1, .line = 1};
		bool *said[] = {NULL, &no, &yes};

		if (cases[i].role == TL_ROLE_END || cases[i].role == TL_ROLE_START)
			both[1].type = TL_TYPE_DATE;
		for (size_t j = 0; j < TL_LEN(said); j++) {
			struct tl_study study = {0};
			struct tl_arena arena = {0};
			struct tl_rules rules;
			struct tl_layout layout;
			struct tl_err err = {0};
			bool refused = j == 2 || (j == 0 && cases[i].refused);

			both[1].constraints.required = said[j];
			assert_true(tl_rules_make(&study, &contract, &arena, &rules, &err));
			if (tl_layout_make(&rules, &row, "x.csv", &arena, &layout, &err) == refused)
				fail_msg("case %zu, said %zu: %s", i, j, err.text);
			assert_int_equal(err.exit_status, refused ? EX_DATAERR : 0);
			/* The way out is named where it is one. */
			assert_int_equal(
				strstr(err.text, "{required: false}") != NULL, refused && j == 0);
			assert_false(tl_layout_has(&contract, &both[1], &row));
			assert_true(tl_layout_has(&contract, &both[0], &row));
			tl_arena_free(&arena);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			headers_are_found_by_name_then_alias_and_refusals_name_line_and_column),
		cmocka_unit_test(
			whom_when_and_where_a_row_counts_must_be_there_unless_the_contract_says_otherwise),
		cmocka_unit_test(two_fields_that_would_be_one_column_are_a_mistake_in_the_contract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
