#include "../study_fixture.h"

#include "../../../pipeline/pipeline.h"

static void make_plan(const char *dir, struct tl_study *study, struct plan *plan)
{
	struct tl_err err = {0};

	if (!tl_study_load(study, dir, NULL, &err) || !plan_make(plan, study, &err))
		fail_msg("%s", err.text);
}

static void free_plan(struct tl_study *study, struct plan *plan)
{
	plan_free(plan);
	tl_study_free(study);
}

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

static void the_road_is_every_delivery_that_is_there_and_then_the_stages_in_order(void **state)
{
	struct tl_study study;
	struct plan plan;
	struct tl_buf got = {0};

	make_plan(*state, &study, &plan);
	for (size_t i = 0; i < plan.count; i++) {
		const struct step *step = &plan.steps[i];

		tl_buf_addf(&got, "%s: %s%s%s%s%s > %s%s\n", step->name, step->program,
			step->option ? " " : "", step->option ? step->option : "",
			step->value ? " " : "", step->value ? step->value : "", step->dir,
			step->parallel ? " beside others" : "");
	}
	/* waiting.csv is late and not there, so nothing reads it. */
	assert_string_equal(tl_buf_c(&got),
		"read calls.1: tl-ingest --read calls.1 > run/1-ingest/calls.1 beside others\n"
		"read calls.2: tl-ingest --read calls.2 > run/1-ingest/calls.2 beside others\n"
		"read families: tl-ingest --read families > run/1-ingest/families beside others\n"
		"read people: tl-ingest --read people > run/1-ingest/people beside others\n"
		"settle: tl-ingest --settle > run/1-ingest/settle\n"
		"link: tl-link > run/2-link\n"
		"measure: tl-measure > run/3-measure\n"
		"disclose: tl-disclose > run/4-protect/public\n"
		"audit: tl-audit --quiet > run/5-publish/public\n"
		"render: tl-render > run/6-packs\n");
	tl_buf_free(&got);
	free_plan(&study, &plan);
}

static void a_step_is_found_by_its_name_or_by_its_folder(void **state)
{
	struct tl_study study;
	struct plan plan;

	make_plan(*state, &study, &plan);
	for (size_t i = 0; i < plan.count; i++) {
		assert_ptr_equal(plan_step(&plan, plan.steps[i].name), &plan.steps[i]);
		assert_ptr_equal(plan_step(&plan, plan.steps[i].dir), &plan.steps[i]);
	}
	assert_null(plan_step(&plan, "read waiting"));
	assert_null(plan_step(&plan, "tl-link"));
	assert_null(plan_step(&plan, ""));
	free_plan(&study, &plan);
}

static bool has(const char *dir, const char *name)
{
	struct tl_buf path = {0};

	tl_buf_addf(&path, "%s/%s", dir, name);
	bool there = access(tl_buf_c(&path), F_OK) == 0;
	tl_buf_free(&path);
	return there;
}

static void what_no_delivery_makes_any_more_is_taken_out_and_nothing_else(void **state)
{
	static const struct {
		const char *file;
		bool stays;
	} files[] = {
		{"run/1-ingest/calls.1/shard.db", true},
		{"run/1-ingest/settle/settle.db", true},
		{"run/1-ingest/calls/shard.db", false}, /* there was one file, now there are two */
		{"run/1-ingest/calls.3/shard.db", false},
		{"run/1-ingest/waiting/shard.db", false},
		{"run/1-ingest/people.part/shard.db", false},
		{"run/2-link/link.db", true},
		{"releases/001/publication.db", true},
		{"extracts/calls-a.csv", true},
	};
	struct tl_study study;
	struct plan plan;
	struct tl_err err = {0};

	make_plan(*state, &study, &plan);
	assert_true(plan_prune(&plan, *state, &err)); /* no run folder yet */
	for (size_t i = 0; i < TL_LEN(files); i++)
		fixture_write(*state, files[i].file, "");
	assert_true(plan_prune(&plan, *state, &err));
	for (size_t i = 0; i < TL_LEN(files); i++)
		if (has(*state, files[i].file) != files[i].stays)
			fail_msg("%s", files[i].file);
	free_plan(&study, &plan);
}

static void a_delivery_that_is_absent_and_not_late_leaves_no_plan(void **state)
{
	struct tl_study study;
	struct plan plan;
	struct tl_err err = {0};

	fixture_remove(*state, "extracts/families.csv");
	assert_true(tl_study_load(&study, *state, NULL, &err));
	assert_false(plan_make(&plan, &study, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	free_plan(&study, &plan);
}

static void every_command_is_one_thing_with_one_name_and_a_line_about_it(void **state)
{
	(void)state;
	for (const struct command *one = commands; one->name; one++) {
		assert_true(one->summary && *one->summary);
		assert_true(!one->run != !one->program);
		assert_ptr_equal(command_of(one->name), one); /* so no other has its name */
	}
}

static void a_command_is_known_by_its_whole_name(void **state)
{
	static const char *const unknown[] = {"", "r", "runs", "RUN", "tl-link", "--help"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(unknown); i++)
		if (command_of(unknown[i]))
			fail_msg("\"%s\"", unknown[i]);
}

static void every_program_of_the_road_is_a_command_too(void **state)
{
	struct tl_study study;
	struct plan plan;

	make_plan(*state, &study, &plan);
	for (size_t i = 0; i < plan.count; i++) {
		const struct command *command = command_of(plan.steps[i].program + strlen("tl-"));

		assert_non_null(command);
		assert_string_equal(command->program, plan.steps[i].program);
	}
	free_plan(&study, &plan);
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, make_study, free_study)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROMISE(the_road_is_every_delivery_that_is_there_and_then_the_stages_in_order),
		PROMISE(a_step_is_found_by_its_name_or_by_its_folder),
		PROMISE(what_no_delivery_makes_any_more_is_taken_out_and_nothing_else),
		PROMISE(a_delivery_that_is_absent_and_not_late_leaves_no_plan),
		cmocka_unit_test(every_command_is_one_thing_with_one_name_and_a_line_about_it),
		cmocka_unit_test(a_command_is_known_by_its_whole_name),
		PROMISE(every_program_of_the_road_is_a_command_too),
	};

	setenv("THROUGHLINE_SHARE", ".", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
