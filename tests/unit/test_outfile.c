#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "scratch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <throughline/infile.h>
#include <throughline/outfile.h>

static void assert_file_holds(const char *path, const char *want)
{
	struct tl_buf text = {0};
	struct tl_err err = {0};

	assert_true(tl_file_read_all(path, 1000, &text, &err));
	assert_string_equal(tl_buf_c(&text), want);
	tl_buf_free(&text);
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static unsigned mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

static void a_file_appears_only_on_commit(void **state)
{
	const char *path = scratch_text("whole.csv", "old");
	struct tl_outfile out = {0};
	struct tl_err err = {0};

	(void)state;
	assert_true(tl_outfile_open(&out, path, 0644, &err));
	assert_true(tl_outfile_write(&out, TL_STR("new, "), &err));
	fprintf(out.file, "%d", 7);
	assert_file_holds(path, "old");
	assert_true(tl_outfile_commit(&out, &err));
	assert_file_holds(path, "new, 7");
	assert_false(exists(scratch_path("whole.csv.part")));
	tl_outfile_abandon(&out);
	assert_file_holds(path, "new, 7");
}

static void an_abandoned_file_leaves_nothing(void **state)
{
	const char *path = scratch_path("never.csv");
	struct tl_outfile out = {0};
	struct tl_err err = {0};

	(void)state;
	tl_outfile_abandon(&out);
	assert_true(tl_outfile_open(&out, path, 0644, &err));
	assert_true(tl_outfile_write(&out, TL_STR("half"), &err));
	tl_outfile_abandon(&out);
	assert_false(exists(path));
	assert_false(exists(scratch_path("never.csv.part")));
}

static void the_mode_asked_for_is_the_mode_given(void **state)
{
	const char *path = scratch_path("mode.csv");
	struct tl_err err = {0};
	mode_t before = umask(077);

	(void)state;
	assert_true(tl_file_write(path, 0644, TL_STR("x"), &err));
	assert_int_equal(mode_of(path), 0644);
	umask(0);
	/* One left behind, open to all, does not hand its mode on. */
	scratch_text("mode.csv.part", "left behind");
	assert_true(tl_file_write(path, 0600, TL_STR("y"), &err));
	assert_int_equal(mode_of(path), 0600);
	assert_file_holds(path, "y");
	umask(before);
}

static void inside_a_folder_being_built_a_file_is_written_in_place(void **state)
{
	struct tl_err err = {0};
	struct tl_outfile out = {0};

	(void)state;
	assert_int_equal(mkdir(scratch_path("1-ingest.part"), 0700), 0);
	assert_true(tl_outfile_open(&out, scratch_path("1-ingest.part/t"), 0600, &err));
	assert_null(out.part);
	assert_true(tl_outfile_write(&out, TL_STR("x"), &err));
	assert_true(tl_outfile_commit(&out, &err));
	assert_file_holds(scratch_path("1-ingest.part/t"), "x");
	assert_int_equal(unlink(scratch_path("1-ingest.part/t")), 0);
}

static void a_link_stays_a_link_and_a_pipe_a_pipe(void **state)
{
	const char *target = scratch_text("target.csv", "old"), *link = scratch_path("link.csv");
	struct tl_err err = {0};
	struct stat status;
	char read_back[8] = "", unnamed[40];
	int fifo, ends[2];

	(void)state;
	assert_int_equal(symlink(target, link), 0);
	assert_true(tl_file_write(link, 0644, TL_STR("new"), &err));
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_file_holds(target, "new");

	assert_int_equal(symlink("nowhere", scratch_path("astray")), 0);
	assert_false(tl_file_write(scratch_path("astray"), 0644, TL_STR("new"), &err));
	assert_false(tl_file_write(scratch_path("."), 0644, TL_STR("new"), &err));

	assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
	fifo = open(scratch_path("pipe"), O_RDONLY | O_NONBLOCK);
	assert_true(fifo >= 0);
	assert_true(tl_file_write(scratch_path("pipe"), 0644, TL_STR("new"), &err));
	assert_int_equal(read(fifo, read_back, sizeof read_back), 3);
	assert_string_equal(read_back, "new");
	close(fifo);
	/* As /dev/stdout may be: a link to what has no name. */
	assert_int_equal(pipe(ends), 0);
	snprintf(unnamed, sizeof unnamed, "/proc/self/fd/%d", ends[1]);
	assert_true(tl_file_write(unnamed, 0644, TL_STR("more"), &err));
	assert_int_equal(read(ends[0], read_back, sizeof read_back), 4);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(lstat(scratch_path("pipe"), &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
}

static void a_folder_that_is_not_there_cannot_be_written_to(void **state)
{
	struct tl_err err = {0};

	(void)state;
	assert_false(tl_file_write(scratch_path("absent/x"), 0644, TL_STR("x"), &err));
	assert_int_equal(err.exit_status, EX_CANTCREAT);
}

static void a_full_disk_is_noticed(void **state)
{
	struct tl_outfile out = {0};
	struct tl_err err = {0};

	(void)state;
	assert_true(tl_outfile_open(&out, scratch_path("full"), 0600, &err));
	out.file = freopen("/dev/full", "w", out.file);
	assert_non_null(out.file);
	assert_true(tl_outfile_write(&out, TL_STR("lost in the buffer"), &err));
	assert_false(tl_outfile_commit(&out, &err));
	assert_int_equal(err.exit_status, EX_IOERR);
	assert_false(exists(scratch_path("full")));
	assert_false(exists(scratch_path("full.part")));
}

static void csv_fields_are_quoted_and_never_run_as_formulas(void **state)
{
	static const struct {
		const char *field, *want;
	} cases[] = {
		{"", ""},
		{"plain", "plain"},
		{"O'Neill", "O'Neill"},
		{"a,b", "\"a,b\""},
		{"say \"hi\"", "\"say \"\"hi\"\"\""},
		{"two\nlines", "\"two\nlines\""},
		{"two\rlines", "\"two\rlines\""},
		{"-5", "-5"},
		{"+5.5", "+5.5"},
		{"-1e-3", "-1e-3"},
		{"-Inf", "-Inf"},
		{"-Inf+1", "'-Inf+1"},
		{"=1+1", "'=1+1"},
		{"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
		{"+44 20 7946", "'+44 20 7946"},
		{"-2+3", "'-2+3"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "'\t=1"},
		{"\r=1", "\"'\r=1\""},
		{"-", "'-"},
		{"1=1", "1=1"},
		{"Si\xc3\xa2n", "Si\xc3\xa2n"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf buf = {0};

		tl_buf_add_csv(&buf, tl_str(cases[i].field));
		assert_string_equal(tl_buf_c(&buf), cases[i].want);
		tl_buf_free(&buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_appears_only_on_commit),
		cmocka_unit_test(an_abandoned_file_leaves_nothing),
		cmocka_unit_test(the_mode_asked_for_is_the_mode_given),
		cmocka_unit_test(inside_a_folder_being_built_a_file_is_written_in_place),
		cmocka_unit_test(a_link_stays_a_link_and_a_pipe_a_pipe),
		cmocka_unit_test(a_folder_that_is_not_there_cannot_be_written_to),
		cmocka_unit_test(a_full_disk_is_noticed),
		cmocka_unit_test(csv_fields_are_quoted_and_never_run_as_formulas),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
