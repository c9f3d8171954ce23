#include "scratch.h"

#include <signal.h>
#include <sys/wait.h>

#include <throughline/stagedir.h>

#include <throughline/tree.h>

static void begin(struct tl_stagedir *stage, bool open)
{
	struct tl_err err = {0};

	if (!tl_stagedir_begin(stage, scratch, NULL, "run/2-link", open, "tl-link", &err))
		fail_msg("%s", err.text);
}

static void put(struct tl_stagedir *stage, const char *name, const char *text)
{
	struct tl_err err = {0};

	if (!tl_file_write(tl_stagedir_path(stage, name), 0600, tl_str(text), &err))
		fail_msg("%s", err.text);
	tl_stagedir_content(stage, name, tl_sha256_of(tl_str(text)));
}

static void commit(struct tl_stagedir *stage)
{
	struct tl_err err = {0};

	if (!tl_stagedir_commit(stage, &err))
		fail_msg("%s", err.text);
}

static void make_link(const char *text)
{
	struct tl_stagedir stage;

	begin(&stage, false);
	put(&stage, "links.db", text);
	commit(&stage);
}

static void assert_text(const char *name, const char *want)
{
	struct tl_buf text = scratch_read(name);

	assert_string_equal(tl_buf_c(&text), want);
	tl_buf_free(&text);
}

static void a_folder_appears_when_it_is_committed_and_not_before(void **state)
{
	struct tl_stagedir stage;

	(void)state;
	begin(&stage, false);
	put(&stage, "links.db", "one");
	assert_true(scratch_has("run/2-link.part"));
	assert_false(scratch_has("run/2-link"));
	commit(&stage);
	tl_stagedir_abandon(&stage); /* harmless after commit */
	assert_false(scratch_has("run/2-link.part"));
	assert_text("run/2-link/links.db", "one");
	assert_true(scratch_has("run/2-link/manifest.json"));
	assert_int_equal(strlen(stage.content.hex), 64);
}

static void a_new_folder_replaces_the_old_one_whole(void **state)
{
	struct tl_stagedir stage;

	(void)state;
	begin(&stage, false);
	put(&stage, "links.db", "one");
	put(&stage, "gone.txt", "of the first only");
	commit(&stage);
	make_link("two");
	assert_text("run/2-link/links.db", "two");
	assert_false(scratch_has("run/2-link/gone.txt"));
	assert_false(scratch_has("run/2-link.part"));
}

static void what_is_abandoned_leaves_the_old_folder(void **state)
{
	struct tl_stagedir stage, nothing = {0};

	(void)state;
	make_link("one");
	begin(&stage, false);
	put(&stage, "links.db", "two");
	tl_stagedir_abandon(&stage);
	tl_stagedir_abandon(&nothing);
	assert_false(scratch_has("run/2-link.part"));
	assert_text("run/2-link/links.db", "one");
}

static void leftovers_of_a_killed_run_are_thrown_away(void **state)
{
	(void)state;
	mkdir(scratch_path("run"), 0700);
	mkdir(scratch_path("run/2-link"), 0700); /* has no manifest: was never finished */
	mkdir(scratch_path("run/2-link/deep"), 0700);
	scratch_write("run/2-link/deep/old.txt", "old");
	mkdir(scratch_path("run/2-link.part"), 0700);
	scratch_write("run/2-link.part/half.txt", "half");
	make_link("new");
	assert_false(scratch_has("run/2-link/deep"));
	assert_false(scratch_has("run/2-link/half.txt"));
	assert_text("run/2-link/links.db", "new");
}

static void two_processes_do_not_build_the_same_folder(void **state)
{
	struct tl_stagedir first, second;
	struct tl_err err = {0};

	(void)state;
	begin(&first, false);
	put(&first, "links.db", "first");
	assert_false(
		tl_stagedir_begin(&second, scratch, NULL, "run/2-link", false, "tl-link", &err));
	assert_int_equal(err.exit_status, EX_CANTCREAT);
	assert_non_null(strstr(err.text, "another process"));
	tl_stagedir_abandon(&second);
	commit(&first);
	assert_text("run/2-link/links.db", "first");
	make_link("second");
}

static void the_manifest_says_what_the_folder_is_made_of(void **state)
{
	struct tl_stagedir stage;
	struct tl_manifest manifest;
	struct tl_err err = {0};
	struct tl_digest known = tl_sha256_of(TL_STR("known")), now;
	bool found;

	(void)state;
	scratch_write("costs.csv", "a,b\n");
	begin(&stage, false);
	assert_true(tl_stagedir_input(&stage, "file:costs.csv", &err));
	assert_true(tl_stagedir_input(&stage, "file:absent.csv", &err));
	tl_stagedir_input_known(&stage, "extract:a \"b\".csv", known);
	tl_stagedir_count(&stage, "rows_kept", 5);
	tl_stagedir_count(&stage, "rows", 7);
	tl_stagedir_count(&stage, "rows_kept", 1);
	put(&stage, "b.db", "bee");
	put(&stage, "a.db", "ay");
	commit(&stage);

	if (!tl_manifest_read(scratch, "run/2-link", &manifest, &found, &err))
		fail_msg("%s", err.text);
	assert_true(found);
	assert_non_null(strstr(manifest.program, "tl-link "));
	assert_non_null(strstr(manifest.program, tl_source_id));
	assert_string_equal(manifest.content.hex, stage.content.hex);
	assert_int_equal(manifest.input_count, 4);
	assert_string_equal(manifest.inputs[0].name, "extract:a \"b\".csv");
	assert_string_equal(manifest.inputs[0].digest.hex, known.hex);
	assert_string_equal(manifest.inputs[1].name, "file:absent.csv");
	assert_string_equal(manifest.inputs[1].digest.hex, "");
	assert_string_equal(manifest.inputs[2].name, "file:costs.csv");
	now = tl_sha256_of(TL_STR("a,b\n"));
	assert_string_equal(manifest.inputs[2].digest.hex, now.hex);
	assert_string_equal(manifest.inputs[3].name, "program:tl-link");
	assert_true(tl_input_digest(scratch, NULL, "program:tl-link", &now, &err));
	assert_string_equal(manifest.inputs[3].digest.hex, now.hex);
	assert_int_equal(manifest.table_count, 2);
	assert_string_equal(manifest.tables[0].name, "a.db");
	assert_int_equal(manifest.count_count, 2);
	assert_string_equal(manifest.counts[0].name, "rows");
	assert_int_equal(manifest.counts[0].value, 7);
	assert_int_equal(manifest.counts[1].value, 6);
	tl_manifest_free(&manifest);

	assert_true(tl_manifest_read(scratch, "run/3-measure", &manifest, &found, &err));
	assert_false(found);
}

static void the_order_of_recording_does_not_show(void **state)
{
	static const char *const names[2][3] = {{"file:a", "list:measures/.yaml", "file:b"},
		{"file:b", "list:measures/.yaml", "file:a"}};
	static const char *const dirs[] = {"run/one", "run/two"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct tl_stagedir stage;
		struct tl_err err = {0};

		assert_true(
			tl_stagedir_begin(&stage, scratch, NULL, dirs[i], false, "tl-link", &err));
		for (size_t k = 0; k < 3; k++)
			assert_true(tl_stagedir_input(&stage, names[i][k], &err));
		put(&stage, i ? "x" : "y", "same");
		put(&stage, i ? "y" : "x", "same");
		tl_stagedir_count(&stage, i ? "p" : "q", 1);
		tl_stagedir_count(&stage, i ? "q" : "p", 1);
		commit(&stage);
	}
	assert_same_file("run/one/manifest.json", "run/two/manifest.json");
}

static void an_input_that_changes_while_it_is_read_keeps_its_first_digest(void **state)
{
	struct tl_stagedir stage;
	struct tl_manifest manifest;
	struct tl_digest before = tl_sha256_of(TL_STR("before"));
	struct tl_err err = {0};
	bool found;

	(void)state;
	scratch_write("costs.csv", "before");
	begin(&stage, false);
	assert_true(tl_stagedir_input(&stage, "file:costs.csv", &err));
	scratch_write("costs.csv", "after");
	assert_true(tl_stagedir_input(&stage, "file:costs.csv", &err));
	commit(&stage);
	assert_true(tl_manifest_read(scratch, "run/2-link", &manifest, &found, &err));
	assert_int_equal(manifest.input_count, 2);
	assert_string_equal(manifest.inputs[0].digest.hex, before.hex);
	tl_manifest_free(&manifest);
}

static void a_manifest_that_does_not_read_is_refused(void **state)
{
	struct tl_manifest manifest;
	struct tl_err err = {0};
	bool found;

	(void)state;
	make_link("one");
	scratch_write("run/2-link/manifest.json", "{\"content\": \"");
	assert_false(tl_manifest_read(scratch, "run/2-link", &manifest, &found, &err));
	assert_int_equal(err.exit_status, EX_DATAERR);
	tl_manifest_free(&manifest);
}

static void a_file_system_that_cannot_exchange_names_does_it_in_two_steps(void **state)
{
	struct tl_err err = {0};

	(void)state;
	mkdir(scratch_path("dir"), 0700);
	scratch_write("dir/old", "old");
	mkdir(scratch_path("dir.part"), 0700);
	scratch_write("dir.part/new", "new");
	mkdir(scratch_path("dir.old.part"), 0700); /* of an earlier try that was killed */
	scratch_write("dir.old.part/older", "older");
	assert_true(tree_swap_in_two_steps(scratch_path("dir.part"), scratch_path("dir"), &err));
	assert_text("dir/new", "new");
	assert_false(scratch_has("dir/old"));
	assert_false(scratch_has("dir.part"));
	assert_false(scratch_has("dir.old.part"));
}

static unsigned mode_of(const char *name)
{
	struct stat found;

	assert_int_equal(stat(scratch_path(name), &found), 0);
	return found.st_mode & 0777;
}

static void confidential_folders_are_closed_and_published_ones_open(void **state)
{
	struct tl_stagedir stage;
	mode_t before = umask(077);

	(void)state;
	begin(&stage, false);
	put(&stage, "deep/links.db", "x");
	commit(&stage);
	assert_int_equal(mode_of("run/2-link"), 0700);
	assert_int_equal(mode_of("run/2-link/deep"), 0700);
	assert_int_equal(mode_of("run/2-link/deep/links.db"), 0600);
	begin(&stage, true);
	put(&stage, "deep/cells.db", "x");
	commit(&stage);
	assert_int_equal(mode_of("run/2-link"), 0755);
	assert_int_equal(mode_of("run/2-link/deep"), 0755);
	assert_int_equal(mode_of("run/2-link/deep/cells.db"), 0644);
	assert_int_equal(mode_of("run/2-link/manifest.json"), 0644);
	umask(before);
}

static void a_study_that_is_not_there_is_said(void **state)
{
	struct tl_stagedir stage;
	struct tl_err err = {0};

	(void)state;
	assert_false(tl_stagedir_begin(
		&stage, scratch_path("absent"), NULL, "run/2-link", false, "tl-link", &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	tl_stagedir_abandon(&stage);
}

/* Builds the folder in a process that kills itself at `moment`; its status tells that it did. */
static void make_link_and_die(const char *text, const char *moment)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		setenv("TL_FAULT", moment, 1);
		make_link(text);
		_exit(0);
	}
	assert_true(waitpid(child, &status, 0) == child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void a_kill_leaves_the_old_folder_or_none(void **state)
{
	static const char *const moments[] = {"write:run/2-link", "commit:run/2-link"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(moments); i++) {
		make_link_and_die("never", moments[i]);
		assert_false(scratch_has("run/2-link"));
		make_link("one");
		make_link_and_die("never", moments[i]);
		assert_text("run/2-link/links.db", "one");
		make_link("two");
		assert_text("run/2-link/links.db", "two");
		assert_false(scratch_has("run/2-link.part"));
		scratch_remove(state);
		assert_int_equal(mkdir(scratch, 0700), 0);
	}
}

static void the_log_takes_one_line_an_event(void **state)
{
	struct tl_buf log;

	(void)state;
	tl_log_event(scratch, "stage", "\"name\": \"2-link\"");
	tl_log_event(scratch, "done \"well\"", "");
	log = scratch_read("run/log.jsonl");
	assert_non_null(
		strstr(log.data, "\"event\": \"stage\", \"name\": \"2-link\"}\n{\"time\": \""));
	assert_non_null(strstr(log.data, "\"event\": \"done \\\"well\\\"\"}\n"));
	tl_buf_free(&log);
	tl_log_event(scratch_path("absent"), "nobody minds", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(a_folder_appears_when_it_is_committed_and_not_before),
		scratch_test(a_new_folder_replaces_the_old_one_whole),
		scratch_test(what_is_abandoned_leaves_the_old_folder),
		scratch_test(leftovers_of_a_killed_run_are_thrown_away),
		scratch_test(two_processes_do_not_build_the_same_folder),
		scratch_test(the_manifest_says_what_the_folder_is_made_of),
		scratch_test(the_order_of_recording_does_not_show),
		scratch_test(an_input_that_changes_while_it_is_read_keeps_its_first_digest),
		scratch_test(a_manifest_that_does_not_read_is_refused),
		scratch_test(a_file_system_that_cannot_exchange_names_does_it_in_two_steps),
		scratch_test(confidential_folders_are_closed_and_published_ones_open),
		scratch_test(a_study_that_is_not_there_is_said),
		scratch_test(a_kill_leaves_the_old_folder_or_none),
		scratch_test(the_log_takes_one_line_an_event),
	};

	return cmocka_run_group_tests_name("stagedir", tests, NULL, NULL);
}
