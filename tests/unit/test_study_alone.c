#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

#include <string.h>
#include <throughline/study.h>

static const char contract[] = "name: people\npartner: anybody\nkind: persons\n"
			       "fields: [{name: Id, role: key}]\n";

static void a_contract_needs_no_study_and_no_file_of_its_name(void **state)
{
	const struct tl_contract *loaded;
	struct tl_study study;
	struct tl_err err = {0};
	struct tl_str place;

	(void)state;
	scratch_write("draft (1).yaml", contract);
	assert_true(
		tl_study_alone(&study, scratch_path("draft (1).yaml"), TL_NO_DAY, &loaded, &err));
	assert_string_equal(loaded->name, "people");
	assert_string_equal(loaded->title, "people");
	assert_true(study.as_at.n > tl_day_of(2999, 1, 1).n);
	assert_true(tl_study_locality(&study, TL_STR("Anywhere"), &place));
	tl_study_free(&study);
}

static void what_is_wrong_is_said_with_its_place_and_a_name_with_its_nearest(void **state)
{
	static const struct {
		const char *text, *name, *said;
		int status;
	} cases[] = {
		{"name: people\npartner: p\nkind: persons\nfields: [{name: Id}]\n", "x.yaml",
			"x.yaml:4:", EX_CONFIG},
		{"name: people\npartner: p\nkind: persons\ndelimeter: x\nfields: [{name: Id}]\n",
			"x.yaml", "did you mean", EX_CONFIG},
		{NULL, "nowhere.yaml", "nowhere.yaml", EX_NOINPUT},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const struct tl_contract *loaded;
		struct tl_study study;
		struct tl_err err = {0};

		if (cases[i].text)
			scratch_write(cases[i].name, cases[i].text);
		assert_false(tl_study_alone(
			&study, scratch_path(cases[i].name), TL_NO_DAY, &loaded, &err));
		assert_int_equal(err.exit_status, cases[i].status);
		assert_non_null(strstr(err.text, cases[i].said));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(a_contract_needs_no_study_and_no_file_of_its_name),
		scratch_test(what_is_wrong_is_said_with_its_place_and_a_name_with_its_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
