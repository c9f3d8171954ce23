#include "scratch.h"

#include <throughline/options.h>
#include <throughline/pool.h>

static const char usage[] = "usage: tl-link [--extracts DIR] [--jobs N] [--json] STUDY\n";

/* Parses the words with one option of the stage's own, --threshold VALUE. */
static bool parse(
	struct tl_stage_options *options, const char **threshold, const char *const *words)
{
	const struct tl_option extra[] = {{.name = "threshold", .value = threshold}};
	static char copies[8][64]; /* options point into them */
	char *argv[TL_LEN(copies)] = {copies[0]};
	int argc = 1;

	for (; *words; words++, argc++) {
		snprintf(copies[argc], sizeof copies[argc], "%s", *words);
		argv[argc] = copies[argc];
	}
	return tl_stage_options_parse(options, argc, argv, "tl-link", usage, extra, 1);
}

static void good_command_lines_are_understood(void **state)
{
	static const struct {
		const char *words[6], *study;
		size_t jobs;
		bool json;
	} cases[] = {
		{{"st"}, "st", 0, false},
		{{"--json", "st"}, "st", 0, true},
		{{"st", "--jobs", "3"}, "st", 3, false},
		{{"st", "-j", "3"}, "st", 3, false},
		{{"-j12", "st", "--json"}, "st", 12, true},
		{{"--jobs=12", "st", "--json"}, "st", 12, true},
		{{"--threshold", "0.9", "st"}, "st", 0, false},
		{{"--", "-st"}, "-st", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_stage_options options;
		const char *threshold = NULL;

		assert_true(parse(&options, &threshold, cases[i].words));
		assert_string_equal(options.study, cases[i].study);
		assert_int_equal(
			options.jobs, cases[i].jobs ? cases[i].jobs : tl_pool_default_threads());
		assert_int_equal(options.json, cases[i].json);
		assert_int_equal(threshold != NULL, i == 6);
	}
}

static void deliveries_lie_in_the_study_unless_said_otherwise(void **state)
{
	char words[4][16] = {"tl-link", "my", "--extracts", "there"};
	char *argv[] = {words[0], words[1], words[2], words[3]};
	struct tl_stage_options options;

	(void)state;
	assert_true(tl_stage_options_parse(&options, 2, argv, "tl-link", usage, NULL, 0));
	assert_string_equal(options.extracts, "my/extracts");
	assert_true(tl_stage_options_parse(&options, 4, argv, "tl-link", usage, NULL, 0));
	assert_string_equal(options.extracts, "there");
}

static void a_mistake_is_64_and_help_is_0(void **state)
{
	static const struct {
		const char *words[4];
		int exit_status;
	} cases[] = {
		{{NULL}, EX_USAGE},
		{{"st", "other"}, EX_USAGE},
		{{"--jsn", "st"}, EX_USAGE},
		{{"--jobs", "st"}, EX_USAGE},
		{{"--jobs", "0", "st"}, EX_USAGE},
		{{"-j0", "st"}, EX_USAGE},
		{{"-j2x", "st"}, EX_USAGE},
		{{"--jobs", "two", "st"}, EX_USAGE},
		{{"st", "--jobs"}, EX_USAGE},
		{{"--json=yes", "st"}, EX_USAGE},
		{{"-json", "st"}, EX_USAGE},
		{{"--", "--json"}, EX_OK}, /* a study of that name */
		{{"--help"}, EX_OK},
		{{"--version", "--nonsense"}, EX_OK},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_stage_options options;
		const char *threshold = NULL;

		parse(&options, &threshold, cases[i].words);
		assert_int_equal(options.exit_status, cases[i].exit_status);
	}
}

static void the_nearest_option_is_offered(void **state)
{
	char words[2][16] = {"tl-link", "--extarcts"}, said[256] = "";
	char *argv[] = {words[0], words[1]};
	struct tl_stage_options options;
	int kept = dup(STDERR_FILENO);
	FILE *file;

	(void)state;
	assert_non_null(freopen(scratch_path("said"), "w", stderr));
	assert_false(tl_stage_options_parse(&options, 2, argv, "tl-link", usage, NULL, 0));
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	file = fopen(scratch_path("said"), "r");
	assert_non_null(fgets(said, sizeof said, file));
	fclose(file);
	assert_string_equal(said, "tl-link: unknown option --extarcts, did you mean --extracts; "
				  "try tl-link --help\n");
}

static void an_option_with_values_keeps_all_of_them_in_order(void **state)
{
	char words[][16] = {"tl-stat", "--by", "first", "-x", "file", "--by=second", "--by", "-1"};
	char *argv[TL_LEN(words)];
	struct tl_option_values by = {0}, x = {0};
	const struct tl_option options[] = {
		{.name = "by", .values = &by}, {.name = "x", .values = &x, .bare = true}};
	struct tl_args args;

	(void)state;
	for (size_t i = 0; i < TL_LEN(words); i++)
		argv[i] = words[i];
	assert_true(tl_options_parse(
		&args, TL_LEN(words), argv, "tl-stat", usage, options, TL_LEN(options)));
	assert_int_equal(args.count, 1);
	assert_string_equal(args.names[0], "file");
	assert_int_equal(by.count, 3);
	assert_string_equal(by.items[0], "first");
	assert_string_equal(by.items[1], "second");
	assert_string_equal(by.items[2], "-1");
	assert_int_equal(x.count, 1);
	free(by.items);
	free(x.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_option_with_values_keeps_all_of_them_in_order),
		cmocka_unit_test(good_command_lines_are_understood),
		cmocka_unit_test(deliveries_lie_in_the_study_unless_said_otherwise),
		cmocka_unit_test(a_mistake_is_64_and_help_is_0),
		scratch_test(the_nearest_option_is_offered),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
