#include "scratch.h"

#include <throughline/sheet.h>
#include <throughline/stagedir.h>

/* A link to itself stands for whatever cannot be looked at: unlike a mode of 0, root meets it too.
 */
static const char *circle(const char *name)
{
	const char *path = scratch_path(name);

	assert_int_equal(symlink(strrchr(path, '/') + 1, path), 0);
	return path;
}

static void assert_says(const struct tl_err *err, const char *words)
{
	if (!strstr(err->text, words))
		fail_msg("\"%s\" does not say \"%s\"", err->text, words);
}

static void there_not_there_and_cannot_tell_are_three_answers(void **state)
{
	static char long_name[300];
	static const struct {
		const char *name;
		bool can_tell, there;
		const char *cure;
	} cases[] = {
		{"file", true, true, NULL},
		{"folder", true, true, NULL},
		{"none", true, false, NULL},
		{"none/none", true, false, NULL},
		{"nowhere", true, false, NULL},
		{"circle", false, false, "links there lead in a circle"},
		{"file/inside", false, false, "move the file away"},
		{long_name, false, false, "shorter name"},
	};

	(void)state;
	memset(long_name, 'x', sizeof long_name - 1);
	scratch_write("file", "");
	mkdir(scratch_path("folder"), 0700);
	assert_int_equal(symlink("none", scratch_path("nowhere")), 0);
	circle("circle");
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf path = {0};
		struct tl_err err = {0};
		bool there = !cases[i].there;

		tl_buf_addf(&path, "%s/%s", scratch, cases[i].name);
		assert_int_equal(tl_path_is_there(tl_buf_c(&path), TL_PATH_GIVEN, &there, &err),
			cases[i].can_tell);
		assert_int_equal(there, cases[i].there);
		assert_int_equal(err.exit_status, cases[i].can_tell ? 0 : EX_NOINPUT);
		if (cases[i].cure) {
			assert_says(&err, tl_buf_c(&path));
			assert_says(&err, cases[i].cure);
		}
		tl_buf_free(&path);
	}
}

static void what_is_ours_is_the_machines_trouble_and_may_be_deleted(void **state)
{
	struct tl_manifest manifest;
	struct tl_err err = {0};
	bool found;

	(void)state;
	mkdir(scratch_path("run"), 0700);
	scratch_write("run/2-link", "");
	assert_false(tl_manifest_read(scratch, "run/2-link", &manifest, &found, &err));
	assert_int_equal(err.exit_status, EX_IOERR);
	assert_says(&err, "delete run/");
	tl_manifest_free(&manifest);
}

/* Each of these took "cannot be looked at" for "is not there", and gave no rows or "". */
static void no_reader_takes_trouble_for_absence(void **state)
{
	static const struct tl_sheet_column columns[] = {{"token", true}};
	static const char *const inputs[] = {"file:circle.csv", "extract:circle.csv",
		"yaml:circle.csv", "file:costs.csv/a", "list:costs.csv/.yaml",
		"matches:circle/*.csv"};
	struct tl_sheet sheet;
	struct tl_digest digest;

	(void)state;
	mkdir(scratch_path("extracts"), 0700);
	scratch_write("costs.csv", "a\n");
	circle("circle.csv");
	circle("extracts/circle.csv");
	circle("extracts/circle");
	for (size_t i = 0; i < TL_LEN(inputs); i++) {
		struct tl_err err = {0};

		if (tl_input_digest(scratch, NULL, inputs[i], &digest, &err))
			fail_msg("%s has a digest", inputs[i]);
		assert_int_equal(err.exit_status, EX_NOINPUT);
	}
	struct tl_err err = {0};
	assert_false(
		tl_sheet_read(&sheet, scratch_path("circle.csv"), columns, TL_LEN(columns), &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	tl_sheet_free(&sheet);
}

static void a_pattern_takes_in_what_fits_in_byte_order(void **state)
{
	static const struct {
		const char *pattern, *names; /* "" none, "!" cannot be told */
	} cases[] = {
		{"*.csv", "B.csv a.csv b.csv"},
		{"[ab].csv", "a.csv b.csv"},
		{"?.csv", "B.csv a.csv b.csv"},
		{".*", ".hidden.csv"},
		{"\\a.csv", "a.csv"},
		{"none/*.csv", ""},
		{"2015-?[12]/calls.csv", "2015-01/calls.csv 2015-02/calls.csv"},
		{"2015-*/*s.csv", "2015-01/calls.csv 2015-02/calls.csv 2015-02/visits.csv"},
		{"2015-02/*", "2015-02/calls.csv 2015-02/visits.csv"},
		{"2015-*/none.csv", ""},
		{"*/none.csv", "!"},
		{"a.csv/*", "!"},
		{"bad/*.csv", "!"},
		{"*/bad/*.csv", "!"},
		{"2016-*/calls.csv", "!"},
	};
	static const char *const files[] = {"b.csv", "a.csv", "B.csv", ".hidden.csv", "2015-99",
		"2015-01/calls.csv", "2015-02/calls.csv", "2015-02/visits.csv"};
	static const char *const folders[] = {"", "2015-01", "2015-02", "2016-01"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(folders); i++) {
		struct tl_buf name = {0};

		tl_buf_addf(&name, "x/%s", folders[i]);
		assert_int_equal(mkdir(scratch_path(tl_buf_c(&name)), 0700), 0);
		tl_buf_free(&name);
	}
	for (size_t i = 0; i < TL_LEN(files); i++) {
		struct tl_buf name = {0};

		tl_buf_addf(&name, "x/%s", files[i]);
		scratch_write(tl_buf_c(&name), "");
		tl_buf_free(&name);
	}
	circle("x/bad");
	circle("x/2015-01/bad");
	circle("x/2016-01/calls.csv");
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_arena arena = {0};
		struct tl_err err = {0};
		struct tl_buf text = {0};
		const char **names;
		size_t count;
		bool ok = tl_dir_matches(scratch_path("x"), cases[i].pattern, TL_PATH_GIVEN, &arena,
			&names, &count, &err);

		for (size_t j = 0; ok && j < count; j++)
			tl_buf_addf(&text, "%s%s", j ? " " : "", names[j]);
		if (strcmp(ok ? tl_buf_c(&text) : "!", cases[i].names) != 0)
			fail_msg("%s: \"%s\" %s", cases[i].pattern, tl_buf_c(&text), err.text);
		tl_buf_free(&text);
		tl_arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(there_not_there_and_cannot_tell_are_three_answers,
			scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(
			what_is_ours_is_the_machines_trouble_and_may_be_deleted, scratch_make,
			scratch_remove),
		cmocka_unit_test_setup_teardown(
			no_reader_takes_trouble_for_absence, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(
			a_pattern_takes_in_what_fits_in_byte_order, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
