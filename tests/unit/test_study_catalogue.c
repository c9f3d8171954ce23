#include "study_fixture.h"

#include "../../lib/study_private.h"

#include <throughline/infile.h>

/* A study that reads every contract of the catalogue, under the policy named. */
static char *make_study(const char *policy, size_t *contracts)
{
	struct tl_study scratch = {.dir = "absent"};
	struct tl_err err = {0};
	struct study_check check = {&scratch, NULL, &err};
	struct tl_buf partners = {0}, extracts = {0}, text = {0};
	const char **names;
	char *dir = fixture_make();

	assert_true(study_names(&scratch, "contracts", true, &names, contracts, check.err));
	for (size_t i = 0; i < *contracts; i++) {
		struct tl_contract *contract;

		check.path =
			tl_arena_printf(&scratch.arena, "catalogue/contracts/%s.yaml", names[i]);
		if (!study_load_contract(&check, &contract))
			fail_msg("%s", check.err->text);
		if (!partners.length || !strstr(partners.data, contract->partner))
			tl_buf_addf(&partners, "  - {code: %s}\n", contract->partner);
		tl_buf_addf(&extracts, "  - {file: %s.csv, contract: %s}\n", names[i], names[i]);
		tl_yaml_free(&study_contract_schema, contract);
	}
	assert_string_equal(tl_buf_c(&scratch.warnings), "");
	fixture_remove(dir, "programmes/support.yaml");
	fixture_write(dir, "measures/all.yaml",
		"{name: all, title: All, shape: count, unit: episodes,\n"
		" numerator: {contracts: [ssda903-episodes]}}\n");
	tl_buf_addf(&text,
		"name: all\ntitle: All\nas_at: 2018-03-31\nmonths: {from: 2017-04, to: 2018-03}\n"
		"partners:\n%sextracts:\n%sarea_measures: [all]\ndisclosure: {policy: %s}\n",
		tl_buf_c(&partners), tl_buf_c(&extracts), policy);
	fixture_write(dir, "study.yaml", text.data);
	tl_buf_free(&partners);
	tl_buf_free(&extracts);
	tl_buf_free(&text);
	tl_study_free(&scratch);
	return dir;
}

static void every_ready_contract_holds_with_every_ready_policy(void **state)
{
	struct tl_study scratch = {.dir = "absent"};
	struct tl_err err = {0};
	const char **policies;
	size_t count, contracts;

	(void)state;
	assert_true(study_names(&scratch, "policies", true, &policies, &count, &err));
	assert_true(count >= 6);
	for (size_t i = 0; i < count; i++) {
		char *dir = make_study(policies[i], &contracts);
		struct tl_study study;

		if (!tl_study_load(&study, dir, NULL, &err))
			fail_msg("%s", err.text);
		assert_int_equal(study.contracts_count, contracts);
		assert_true(study.contracts[0]->ready);
		assert_string_equal(study.policy->name, policies[i]);
		tl_study_free(&study);
		fixture_free(dir);
	}
	tl_study_free(&scratch);
}

static void add_to_area(const char *dir, const char *names)
{
	struct tl_buf path = {0}, text = {0}, more = {0};
	struct tl_err err = {0};
	char *at;

	tl_buf_addf(&path, "%s/study.yaml", dir);
	assert_true(tl_file_read_all(tl_buf_c(&path), 1 << 20, &text, &err));
	at = strstr(tl_buf_c(&text), "[all]");
	assert_non_null(at);
	tl_buf_add(&more, tl_str_slice(text.data, (size_t)(at - text.data)));
	tl_buf_addf(&more, "[all%s]%s", names, at + 5);
	fixture_write(dir, "study.yaml", tl_buf_c(&more));
	tl_buf_free(&path);
	tl_buf_free(&text);
	tl_buf_free(&more);
}

/* Each in a study that lists them all for the area, but for those that need a programme's first
 * day. */
static void every_ready_measure_holds_with_the_ready_contracts(void **state)
{
	static const char *const of_a_programme[] = {"contact-again"};
	struct tl_study scratch = {.dir = "absent"};
	struct tl_buf area = {0}, programme = {0};
	struct tl_err err = {0};
	struct tl_study study;
	const char **names;
	size_t count, contracts, used = 0;
	char *dir = make_study("default", &contracts);

	(void)state;
	assert_true(study_names(&scratch, "measures", true, &names, &count, &err));
	assert_true(count >= 30);
	tl_buf_addc(&programme, "name: support\ntitle: Support\nunit: family\n"
				"cohort: {contracts: [early-help-cases]}\nmeasures:\n");
	for (size_t i = 0; i < count; i++) {
		bool alone = false;

		for (size_t j = 0; j < TL_LEN(of_a_programme); j++)
			alone = alone || !strcmp(names[i], of_a_programme[j]);
		tl_buf_addf(
			alone ? &programme : &area, alone ? "  - {name: %s}\n" : ", %s", names[i]);
		used++;
	}
	assert_int_equal(used, count);
	add_to_area(dir, tl_buf_c(&area));
	fixture_write(dir, "programmes/support.yaml", tl_buf_c(&programme));
	if (!tl_study_load(&study, dir, NULL, &err))
		fail_msg("%s", err.text);
	assert_int_equal(study.measures_count, count + 1);
	tl_study_free(&study);
	tl_study_free(&scratch);
	tl_buf_free(&area);
	tl_buf_free(&programme);
	fixture_free(dir);
}

/* Each held against every ready measure; a code of claims is one that the contract keeps. */
static void the_ready_framework_has_the_outcomes_that_claims_have(void **state)
{
	struct tl_study study;
	struct tl_err err = {0};
	const struct tl_framework *framework;
	const struct tl_field *field;
	size_t contracts;
	char *dir = make_study("default", &contracts);

	(void)state;
	add_to_area(dir, ", supporting-families-outcomes, attendance, sdq, repeat-harm");
	fixture_write(dir, "programmes/support.yaml",
		"name: support\ntitle: Support\nunit: family\nframework: supporting-families\n"
		"cohort: {contracts: [early-help-cases]}\n");
	if (!tl_study_load(&study, dir, NULL, &err))
		fail_msg("%s", err.text);
	framework = study.programmes[0]->framework;
	assert_string_equal(framework->input, "data:catalogue/frameworks/supporting-families.yaml");
	field = tl_contract_field(
		tl_study_contract(&study, "supporting-families-claims"), "outcome");
	assert_int_equal(framework->outcomes_count, 10);
	assert_int_equal(field->codes_count, 10);
	for (unsigned i = 0; i < field->codes_count; i++) {
		const struct tl_outcome *outcome = &framework->outcomes[i];

		assert_string_equal(outcome->code, field->codes[i].code);
		assert_string_equal(outcome->label, field->codes[i].label);
		assert_string_equal(outcome->evidence[0].measure, "supporting-families-outcomes");
		assert_string_equal(outcome->evidence[0].code, field->codes[i].code);
	}
	tl_study_free(&study);
	fixture_free(dir);
}

/* Writes each "`name.yaml`" of docs/study.md that has a block of YAML after it. */
static void write_example(const char *dir, struct tl_str manual)
{
	struct tl_buf waiting = {0};
	struct tl_str line, name = {0};
	struct tl_buf block = {0};
	bool inside = false;
	size_t from, to;

	while (tl_str_cut(&manual, '\n', &line)) {
		if (inside && tl_str_equal(line, TL_STR("```"))) {
			char *file = strndup(name.data, name.length);

			fixture_write(dir, file, tl_buf_c(&block));
			if (!strcmp(file, "contracts/families.yaml"))
				tl_buf_addf(&waiting, "name: waiting%s", strchr(block.data, '\n'));
			free(file);
			inside = false;
		} else if (inside) {
			tl_buf_addf(&block, TL_STR_FMT "\n", TL_STR_ARG(line));
		} else if (tl_str_equal(line, TL_STR("```yaml"))) {
			tl_buf_clear(&block);
			inside = true;
		} else if (tl_str_find(line, TL_STR(".yaml`"), &to) &&
			   tl_str_find(line, TL_STR("`"), &from) && from < to) {
			name = tl_str_slice(line.data + from + 1, to + 5 - from - 1);
		}
	}
	fixture_write(dir, "contracts/waiting.yaml", tl_buf_c(&waiting));
	tl_buf_free(&waiting);
	tl_buf_free(&block);
}

static void the_manuals_example_is_a_study(void **state)
{
	struct tl_buf manual = {0}, dir = {0};
	struct tl_err err = {0};
	struct tl_study study;

	(void)state;
	tl_buf_addf(&dir, "%s/study.XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(dir.data));
	assert_true(tl_file_read_all("docs/study.md", 1 << 20, &manual, &err));
	write_example(dir.data, tl_buf_str(&manual));
	if (!tl_study_load(&study, dir.data, NULL, &err))
		fail_msg("%s", err.text);
	assert_int_equal(study.contracts_count, 3);
	assert_int_equal(study.programmes_count, 1);
	assert_string_equal(tl_buf_c(&study.warnings), "");
	tl_study_free(&study);
	tl_buf_free(&manual);
	fixture_free(dir.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_manuals_example_is_a_study),
		cmocka_unit_test(every_ready_contract_holds_with_every_ready_policy),
		cmocka_unit_test(every_ready_measure_holds_with_the_ready_contracts),
		cmocka_unit_test(the_ready_framework_has_the_outcomes_that_claims_have),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
