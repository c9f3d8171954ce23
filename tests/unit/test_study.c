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

static void load(struct tl_study *study, const char *dir)
{
	struct tl_err err = {0};

	if (!tl_study_load(study, dir, NULL, &err))
		fail_msg("%s", err.text);
}

static void refuses(const char *dir, int status, const char *want)
{
	struct tl_study study;
	struct tl_err err = {0};
	struct tl_buf said = {0};

	assert_false(tl_study_load(&study, dir, NULL, &err));
	fixture_strip(dir, err.text, &said);
	assert_string_equal(tl_buf_c(&said), want);
	assert_int_equal(err.exit_status, status);
	tl_buf_free(&said);
}

static int32_t day(int year, int month, int day_of_month)
{
	return tl_day_of(year, month, day_of_month).n;
}

static void a_study_is_read_with_its_dates_as_days_and_its_names_resolved(void **state)
{
	struct tl_study study;
	const struct tl_programme *programme;

	load(&study, *state);
	assert_string_equal(study.title, "A small study");
	assert_int_equal(study.as_at.n, day(2015, 3, 31));
	assert_int_equal(study.month_from.n, day(2014, 4, 1));
	assert_int_equal(study.month_to.n, day(2015, 3, 1));
	assert_int_equal(study.contracts_count, 4);
	assert_string_equal(study.contracts[0]->name, "calls"); /* by name */
	assert_string_equal(study.contracts[3]->name, "waiting");
	assert_ptr_equal(study.extract_list[1].terms, tl_study_contract(&study, "families"));
	assert_int_equal(study.measures_count, 2);
	assert_int_equal(study.area_measures_count, 1);
	assert_ptr_equal(study.area_measures[0], tl_study_measure(&study, "calls-rate"));
	assert_int_equal(study.programmes_count, 1);
	programme = study.programmes[0];
	assert_int_equal(programme->cohort.kind, TL_KIND_EPISODES);
	assert_int_equal(programme->comparison.kind, TL_COMPARE_WAITING_LIST);
	assert_string_equal(programme->comparison.pool.contracts[0], "waiting");
	assert_true(programme->measures[0].primary);
	assert_ptr_equal(programme->measures[0].measure, study.area_measures[0]);
	assert_string_equal(programme->measures[1].measure->to_step, "allocated");
	assert_string_equal(programme->input, "yaml:programmes/support.yaml");
	assert_int_equal(strlen(programme->digest), 64);
	assert_string_equal(tl_buf_c(&study.warnings), "");
	tl_study_free(&study);
}

static void an_extract_covers_its_own_period_else_its_contracts_else_none(void **state)
{
	struct tl_study study;

	load(&study, *state);
	assert_int_equal(study.extract_list[0].period.from.n, day(2014, 4, 1));
	assert_int_equal(study.extract_list[0].period.to.n, day(2015, 4, 1)); /* half-open */
	assert_false(tl_day_is_set(study.extract_list[1].period.from));
	tl_study_free(&study);

	fixture_spoil(*state, "study.yaml", "contract: calls}",
		"contract: calls, period: {from: 2014-06-30, to: 2014-06-30}}");
	load(&study, *state);
	assert_int_equal(study.extract_list[0].period.from.n, day(2014, 6, 30));
	assert_int_equal(study.extract_list[0].period.to.n, day(2014, 7, 1));
	assert_int_equal(tl_study_contract(&study, "calls")->period.from.n, day(2014, 4, 1));
	tl_study_free(&study);
}

static void a_contract_says_what_its_fields_are(void **state)
{
	const struct tl_contract *calls;
	const struct tl_field *field;
	struct tl_study study;

	load(&study, *state);
	calls = tl_study_contract(&study, "calls");
	assert_int_equal(calls->kind, TL_KIND_EVENTS);
	assert_int_equal(calls->encoding_resolved, TL_WINDOWS_1252);
	assert_int_equal(calls->period.from.n, day(2014, 4, 1));
	assert_int_equal(calls->period.to.n, day(2015, 4, 1)); /* half-open */
	assert_string_equal(calls->input, "yaml:contracts/calls.yaml");
	assert_false(calls->ready);
	assert_int_equal(calls->missingValues_count, 2);
	assert_string_equal(calls->missingValues[0], "");
	assert_true(calls->thresholds.warn == 0 && calls->thresholds.stop == 0.5);
	field = tl_contract_field(calls, "type");
	assert_string_equal(field->name, "nature");
	assert_string_equal(tl_field_column(field), "type");
	assert_string_equal(field->codes[1].label, "ASB"); /* the code where no label is given */
	assert_string_equal(field->codes[2].means, "DV");
	assert_ptr_equal(tl_contract_field(calls, "nature"), field);
	field = tl_contract_field(calls, "minutes");
	assert_string_equal(tl_field_column(field), "minutes");
	assert_string_equal(field->groupChar, ",");
	assert_string_equal(field->constraints.minimum, "0");
	assert_string_equal(tl_field_column(tl_contract_field(calls, "key")), "key_no");
	assert_null(tl_field_column(tl_contract_field(calls, "nhs_no")));
	assert_null(tl_contract_field(calls, "minute"));
	tl_study_free(&study);
}

static void what_a_file_leaves_out_has_its_default(void **state)
{
	const struct tl_contract *families;
	const struct tl_measure *rate;
	struct tl_study study;

	load(&study, *state);
	assert_string_equal(study.localities[1].label, "south");
	assert_int_equal(study.linkage.keys_per_token, 20);
	assert_string_equal(study.policy->name, "default");
	assert_string_equal(study.policy->input, "data:catalogue/policies/default.yaml");
	assert_int_equal(study.packs_count, 1);
	assert_string_equal(study.packs[0], "board");
	families = tl_study_contract(&study, "families");
	assert_int_equal(families->version, 1);
	assert_string_equal(families->title, "families");
	assert_true(families->thresholds.warn < 0 && families->thresholds.stop < 0);
	assert_int_equal(families->encoding_resolved, TL_UTF8);
	assert_false(tl_day_is_set(families->period.from) || tl_day_is_set(families->period.to));
	rate = tl_study_measure(&study, "calls-rate");
	assert_int_equal(rate->windows.before, 12);
	assert_int_equal(rate->windows.after, 12);
	assert_int_equal(rate->windows.run_in, 3);
	assert_true(rate->per == 1000 && tl_study_measure(&study, "wait")->per == 1);
	assert_string_equal(study.programmes[0]->steps[0].label, "opened");
	tl_study_free(&study);
}

static void a_locality_is_known_by_code_label_and_other_names_without_case_or_blanks(void **state)
{
	static const struct {
		const char *spelling, *code; /* NULL: unknown */
	} cases[] = {
		{"north", "north"},
		{"North End", "north"},
		{" NORTH END ", "north"},
		{"n", "north"},
		{"northern", "north"},
		{"south", "south"},
		{"No", NULL},
		{"", NULL},
		{"  ", NULL},
	};
	struct tl_study study;
	struct tl_str code;

	load(&study, *state);
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		bool known = tl_study_locality(&study, tl_str(cases[i].spelling), &code);

		assert_int_equal(known, cases[i].code != NULL);
		if (known)
			assert_true(tl_str_equal(code, tl_str(cases[i].code)));
	}
	study.localities_open = true;
	assert_true(tl_study_locality(&study, TL_STR(" RQM "), &code));
	assert_true(tl_str_equal(code, TL_STR("RQM")));
	assert_false(tl_study_locality(&study, TL_STR(" "), &code));
	tl_study_free(&study);
}

static void keys_of_frictionless_are_warnings_and_typos_are_errors(void **state)
{
	struct tl_buf said = {0};
	struct tl_study study;

	fixture_spoil(*state, "contracts/people.yaml", "kind:", "uniqueKeys: [month, area]\nkind:");
	load(&study, *state);
	fixture_strip(*state, tl_buf_c(&study.warnings), &said);
	assert_string_equal(
		said.data, "contracts/people.yaml:3:1: key \"uniqueKeys\" is not used\n");
	tl_study_free(&study);
	tl_buf_free(&said);

	fixture_spoil(*state, "contracts/people.yaml", "role: value", "roel: value");
	refuses(*state, EX_CONFIG,
		"contracts/people.yaml:7:23: unknown key \"roel\"; did you mean \"role\"?");

	fixture_spoil(*state, "contracts/people.yaml", "kind:", "trusted: true\nkind:");
	refuses(*state, EX_CONFIG,
		"contracts/people.yaml:3:1: key \"trusted\" does not belong here; docs/study.md "
		"says of "
		"each key where in a contract it goes");
}

static void a_definition_that_nothing_names_is_a_warning(void **state)
{
	struct tl_buf said = {0};
	struct tl_study study;

	fixture_write(*state, "measures/forgotten.yaml", "never read\n");
	load(&study, *state);
	fixture_strip(*state, tl_buf_c(&study.warnings), &said);
	assert_string_equal(said.data,
		"measures/forgotten.yaml: nothing in the study names this; it is not used\n");
	tl_study_free(&study);
	tl_buf_free(&said);
}

static void contracts_that_sql_could_not_tell_apart_are_refused(void **state)
{
	static const char kept[] = "partner: team\nkind: population\nfields:\n"
				   "  - {name: month, role: start, type: yearmonth}\n"
				   "  - {name: residents, role: value, type: integer}\n";
	struct tl_buf text = {0};

	tl_buf_addf(&text, "name: a-b\n%s", kept);
	fixture_write(*state, "contracts/a-b.yaml", text.data);
	tl_buf_clear(&text);
	tl_buf_addf(&text, "name: a_b\n%s", kept);
	fixture_write(*state, "contracts/a_b.yaml", text.data);
	tl_buf_free(&text);
	fixture_spoil(*state, "study.yaml", "area_measures",
		"  - {file: 1.csv, contract: a-b}\n  - {file: 2.csv, contract: "
		"a_b}\narea_measures");
	refuses(*state, EX_CONFIG,
		"contracts/a_b.yaml:1:7: \"a_b\" and \"a-b\" would be one view to SQL; name one "
		"otherwise");
}

static void a_study_without_programmes_and_area_measures_is_refused(void **state)
{
	struct tl_study study;

	fixture_remove(*state, "programmes/support.yaml");
	load(&study, *state); /* area measures alone will do */
	tl_study_free(&study);
	fixture_spoil(*state, "study.yaml", "area_measures: [calls-rate]\n", "");
	refuses(*state, EX_CONFIG,
		"study.yaml: neither programmes nor area measures; add a file to programmes/ or "
		"list "
		"area_measures");
}

static void a_folder_without_study_is_an_absent_input(void **state)
{
	struct tl_study study;
	struct tl_err err = {0};

	fixture_remove(*state, "study.yaml");
	assert_false(tl_study_load(&study, *state, NULL, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	tl_study_free(&study); /* harmless */
}

static void a_policy_and_a_measure_of_the_study_stand_before_the_catalogues(void **state)
{
	struct tl_study study;

	fixture_write(*state, "policies/default.yaml",
		"{name: default, title: Ours, source: Us, about: Ours., threshold: 5, base: 3,\n"
		" zeros_hidden: no, contributors: 0, dominance_n: 1, dominance_k: 50, p_percent: "
		"10, significant: 2, least_width: 2}\n");
	load(&study, *state);
	assert_string_equal(study.policy->title, "Ours");
	assert_string_equal(study.policy->input, "yaml:policies/default.yaml");
	assert_int_equal(study.policy->base, 3);
	tl_study_free(&study);
}

static void a_digest_of_a_measure_changes_with_its_meaning_only(void **state)
{
	struct tl_study first, second, third;

	load(&first, *state);
	fixture_spoil(*state, "measures/wait.yaml", "unit: days", "# a comment\nunit: 'days'");
	load(&second, *state);
	fixture_spoil(*state, "measures/wait.yaml", "unit: days", "unit: working days");
	load(&third, *state);
	assert_string_equal(tl_study_measure(&first, "wait")->digest,
		tl_study_measure(&second, "wait")->digest);
	assert_string_not_equal(
		tl_study_measure(&first, "wait")->digest, tl_study_measure(&third, "wait")->digest);
	tl_study_free(&first);
	tl_study_free(&second);
	tl_study_free(&third);
}

static void every_closed_word_has_its_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_KIND_COUNT_OF; i++)
		assert_true(tl_kinds[i].name && tl_kinds[i].table);
	for (size_t i = 0; i < TL_ROLE_COUNT_OF; i++)
		assert_non_null(tl_role_names[i]);
	for (size_t i = 0; i < TL_TYPE_COUNT_OF; i++)
		assert_non_null(tl_type_names[i]);
	for (size_t i = 0; i < TL_SHAPE_COUNT_OF; i++)
		assert_non_null(tl_shapes[i].name);
	for (size_t i = 0; i < TL_COMPARE_COUNT_OF; i++)
		assert_non_null(tl_comparison_names[i]);
}

static void a_band_of_age_is_read_as_whole_years(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int from, to;
	} cases[] = {
		{"0-4", true, 0, 4},
		{" 18 to 64 ", true, 18, 64},
		{"85+", true, 85, 999},
		{"85 and over", true, 85, 999},
		{"under 1", true, 0, 0},
		{"<5", true, 0, 4},
		{"7", true, 7, 7},
		{"4-0", false, 0, 0},
		{"under 0", false, 0, 0},
		{"old", false, 0, 0},
		{"", false, 0, 0},
		{"-", false, 0, 0},
		{"+", false, 0, 0},
		{"1-2-3", false, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		int from = -1, to = -1;

		assert_int_equal(tl_age_band(tl_str(cases[i].text), &from, &to), cases[i].ok);
		if (cases[i].ok) {
			assert_int_equal(from, cases[i].from);
			assert_int_equal(to, cases[i].to);
		}
	}
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, make_study, free_study)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROMISE(a_study_is_read_with_its_dates_as_days_and_its_names_resolved),
		PROMISE(an_extract_covers_its_own_period_else_its_contracts_else_none),
		PROMISE(a_contract_says_what_its_fields_are),
		PROMISE(what_a_file_leaves_out_has_its_default),
		PROMISE(a_locality_is_known_by_code_label_and_other_names_without_case_or_blanks),
		PROMISE(keys_of_frictionless_are_warnings_and_typos_are_errors),
		PROMISE(a_definition_that_nothing_names_is_a_warning),
		PROMISE(contracts_that_sql_could_not_tell_apart_are_refused),
		PROMISE(a_study_without_programmes_and_area_measures_is_refused),
		PROMISE(a_folder_without_study_is_an_absent_input),
		PROMISE(a_policy_and_a_measure_of_the_study_stand_before_the_catalogues),
		PROMISE(a_digest_of_a_measure_changes_with_its_meaning_only),
		cmocka_unit_test(every_closed_word_has_its_facts),
		cmocka_unit_test(a_band_of_age_is_read_as_whole_years),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
