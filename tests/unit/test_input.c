#include "scratch.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <time.h>

#include <throughline/stagedir.h>

static struct tl_digest digest_of(const char *name)
{
	struct tl_err err = {0};
	struct tl_digest digest;

	if (!tl_input_digest(scratch, NULL, name, &digest, &err))
		fail_msg("%s: %s", name, err.text);
	return digest;
}

static void assert_digest(const char *name, const char *bytes)
{
	struct tl_digest digest = digest_of(name), want = tl_sha256_of(tl_str(bytes));

	assert_string_equal(digest.hex, want.hex);
}

static void set_age(const char *name, int64_t seconds)
{
	struct timespec times[2] = {
		{.tv_sec = time(NULL) - seconds}, {.tv_sec = time(NULL) - seconds}};

	assert_int_equal(utimensat(AT_FDCWD, scratch_path(name), times, 0), 0);
}

static void make_delivery(const char *text, int64_t age)
{
	mkdir(scratch_path("extracts"), 0700);
	scratch_write("extracts/a.csv", text);
	set_age("extracts/a.csv", age);
}

/* Puts another digest in the place of the remembered one: whoever trusts run/seen gives it back. */
static struct tl_digest forge_seen(void)
{
	struct tl_buf text = scratch_read("run/seen");
	struct tl_digest forged = tl_sha256_of(TL_STR("forged"));

	assert_true(text.length > 64);
	memcpy(text.data, forged.hex, 64);
	scratch_write("run/seen", text.data);
	tl_buf_free(&text);
	return forged;
}

static void every_kind_of_input_has_a_digest(void **state)
{
	struct tl_digest before, after;

	(void)state;
	scratch_write("costs.csv", "a,b\n");
	assert_digest("file:costs.csv", "a,b\n");
	assert_string_equal(digest_of("file:absent").hex, "");
	assert_string_equal(digest_of("extract:absent.csv").hex, "");
	assert_string_equal(digest_of("store:run/2-link").hex, "");
	assert_string_equal(digest_of("data:no/such/measure.yaml").hex, "");
	make_delivery("one\n", 100);
	assert_digest("extract:a.csv", "one\n");
	scratch_write("m.yaml", "title: one\nunit: person\n");
	before = digest_of("yaml:m.yaml");
	scratch_write("m.yaml", "# a word\nunit:   person\ntitle: 'one'\n");
	after = digest_of("yaml:m.yaml");
	assert_string_equal(before.hex, after.hex);
	before = digest_of("yaml:m.yaml#title");
	scratch_write("m.yaml", "title: one\nunit: family\n");
	after = digest_of("yaml:m.yaml#title");
	assert_string_equal(before.hex, after.hex);
	before = digest_of("yaml:m.yaml");
	scratch_write("m.yaml", "title: two\nunit: family\n");
	after = digest_of("yaml:m.yaml");
	assert_string_not_equal(before.hex, after.hex);
	assert_string_not_equal(
		digest_of("program:tl-link").hex, digest_of("program:tl-measure").hex);
}

static void an_unknown_kind_is_our_bug(void **state)
{
	static const char *const names[] = {"", "costs.csv", "files:costs.csv", "File:costs.csv"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(names); i++) {
		struct tl_err err = {0};
		struct tl_digest digest;

		assert_false(tl_input_digest(scratch, NULL, names[i], &digest, &err));
		assert_int_equal(err.exit_status, EX_SOFTWARE);
	}
}

static void a_list_is_its_names_in_order(void **state)
{
	static const char *const names[] = {"a.yaml", "b.yaml", "z b.yaml"};
	struct tl_arena arena = {0};
	struct tl_err err = {0};
	struct tl_digest none = digest_of("list:measures/.yaml"), three;
	const char **found;
	size_t count;

	(void)state;
	mkdir(scratch_path("measures"), 0700);
	assert_string_equal(digest_of("list:measures/.yaml").hex, none.hex);
	scratch_write("measures/b.yaml", "1");
	scratch_write("measures/z b.yaml", "1");
	scratch_write("measures/a.yaml", "1");
	scratch_write("measures/.hidden.yaml", "1");
	scratch_write("measures/a.yml", "1");
	three = digest_of("list:measures/.yaml");
	assert_string_not_equal(three.hex, none.hex);
	assert_true(tl_dir_names(
		scratch_path("measures"), ".yaml", TL_PATH_GIVEN, &arena, &found, &count, &err));
	assert_int_equal(count, TL_LEN(names));
	for (size_t i = 0; i < count; i++)
		assert_string_equal(found[i], names[i]);
	scratch_write("measures/a.yaml", "other bytes");
	scratch_write("measures/other.txt", "");
	assert_string_equal(digest_of("list:measures/.yaml").hex, three.hex);
	unlink(scratch_path("measures/a.yaml"));
	assert_string_not_equal(digest_of("list:measures/.yaml").hex, three.hex);
	tl_arena_free(&arena);
}

static void a_delivery_seen_before_is_not_read_again(void **state)
{
	struct tl_digest forged;

	(void)state;
	make_delivery("one\n", 100);
	assert_digest("extract:a.csv", "one\n");
	forged = forge_seen();
	assert_string_equal(digest_of("extract:a.csv").hex, forged.hex);
}

static void a_delivery_that_changed_is_read_again(void **state)
{
	(void)state;
	make_delivery("one\n", 100);
	assert_digest("extract:a.csv", "one\n");
	forge_seen();
	make_delivery(
		"two\n", 100); /* same size, same time; another change time and perhaps inode */
	assert_digest("extract:a.csv", "two\n");
	forge_seen();
	make_delivery("twelve\n", 100);
	assert_digest("extract:a.csv", "twelve\n");
	forge_seen();
	set_age("extracts/a.csv", 99);
	assert_digest("extract:a.csv", "twelve\n");
}

static void a_delivery_changed_in_the_second_it_was_read_is_read_again(void **state)
{
	(void)state;
	make_delivery("one\n", -1000); /* later than any second in which it can be read */
	assert_digest("extract:a.csv", "one\n");
	forge_seen();
	assert_digest("extract:a.csv", "one\n");
}

static void forgetting_reads_everything_again(void **state)
{
	struct tl_err err = {0};

	(void)state;
	assert_true(tl_seen_forget(scratch, &err));
	make_delivery("one\n", 100);
	assert_digest("extract:a.csv", "one\n");
	forge_seen();
	assert_true(tl_seen_forget(scratch, &err));
	assert_digest("extract:a.csv", "one\n");
}

static void a_damaged_memory_is_ignored(void **state)
{
	static const char *const damages[] = {
		"",
		"\n",
		"nonsense\n",
		"0123 4 5 6 7 8 a.csv\n",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 4 5 6\n",
		("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 4 5 6 7 "
		 "99999999999999999999999999999999999 a.csv\n"),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	};

	(void)state;
	make_delivery("one\n", 100);
	mkdir(scratch_path("run"), 0700);
	for (size_t i = 0; i < TL_LEN(damages); i++) {
		scratch_write("run/seen", damages[i]);
		assert_digest("extract:a.csv", "one\n");
		assert_digest("extract:a.csv", "one\n");
	}
}

static void what_a_stage_hashed_while_reading_is_remembered(void **state)
{
	struct tl_stagedir stage;
	struct tl_err err = {0};
	struct tl_digest known = tl_sha256_of(TL_STR("as the stage says"));

	(void)state;
	make_delivery("one\n", 100);
	sleep(2); /* its change time, which no call can set back, must lie before the stage's start
		   */
	assert_true(tl_stagedir_begin(
		&stage, scratch, NULL, "run/1-ingest/a", false, "tl-ingest", &err));
	tl_stagedir_input_known(&stage, "extract:a.csv", known);
	assert_true(tl_stagedir_commit(&stage, &err));
	assert_string_equal(digest_of("extract:a.csv").hex, known.hex);
	make_delivery("two\n", 100);
	assert_true(tl_stagedir_begin(
		&stage, scratch, NULL, "run/1-ingest/a", false, "tl-ingest", &err));
	tl_stagedir_input_known(&stage, "extract:a.csv", known);
	assert_true(tl_stagedir_commit(&stage, &err));
	assert_digest("extract:a.csv", "two\n"); /* touched too lately to be sure of */
}

/* Four processes, each with its own deliveries, writing the one memory over and over. */
static void jobs_at_once_leave_a_memory_that_reads(void **state)
{
	enum { JOBS = 4, ROUNDS = 25 };
	struct tl_buf seen;
	struct tl_str rest, line;
	pid_t jobs[JOBS];
	char name[64];
	int lines = 0;

	(void)state;
	mkdir(scratch_path("extracts"), 0700);
	for (int i = 0; i < JOBS * ROUNDS; i++) {
		snprintf(name, sizeof name, "extracts/%d.csv", i);
		scratch_write(name, name);
		set_age(name, 100);
	}
	for (int job = 0; job < JOBS; job++) {
		jobs[job] = fork();
		if (jobs[job] == 0) {
			for (int i = job; i < JOBS * ROUNDS; i += JOBS) {
				snprintf(name, sizeof name, "extract:%d.csv", i);
				digest_of(name);
			}
			_exit(0);
		}
	}
	for (int job = 0; job < JOBS; job++) {
		int status = -1;

		assert_true(waitpid(jobs[job], &status, 0) == jobs[job]);
		assert_int_equal(status, 0);
	}
	seen = scratch_read("run/seen");
	rest = tl_buf_str(&seen);
	while (rest.length && tl_str_cut(&rest, '\n', &line)) {
		assert_true(line.length > 64 && line.data[64] == ' ');
		assert_true(tl_str_ends(line, TL_STR(".csv")));
		lines++;
	}
	assert_true(lines >= ROUNDS / 2);
	tl_buf_free(&seen);
	for (int i = 0; i < JOBS * ROUNDS; i++) {
		char bytes[64];

		snprintf(name, sizeof name, "extract:%d.csv", i);
		snprintf(bytes, sizeof bytes, "extracts/%d.csv", i);
		assert_digest(name, bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(every_kind_of_input_has_a_digest),
		scratch_test(an_unknown_kind_is_our_bug),
		scratch_test(a_list_is_its_names_in_order),
		scratch_test(a_delivery_seen_before_is_not_read_again),
		scratch_test(a_delivery_that_changed_is_read_again),
		scratch_test(a_delivery_changed_in_the_second_it_was_read_is_read_again),
		scratch_test(forgetting_reads_everything_again),
		scratch_test(a_damaged_memory_is_ignored),
		scratch_test(what_a_stage_hashed_while_reading_is_remembered),
		scratch_test(jobs_at_once_leave_a_memory_that_reads),
	};

	return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
