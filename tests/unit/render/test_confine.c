/* What the kernel lets a confined render touch. Each attempt is made in a process of its own. */
#include "../scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "../../../stages/render/confine.h"

#define PUBLIC "run/5-publish/public"
#define NOT_CONFINED 100

static const struct {
	const char *path;
	int flags;
	bool allowed;
} attempts[] = {
	/* the publication, pages and what is being built */
	{"study/" PUBLIC "/publication.db", O_RDONLY, true},
	{"study/" PUBLIC "/manifest.json", O_RDONLY, true},
	{"study/pages/own.md", O_RDONLY, true},
	{"study/pack.yaml", O_RDONLY, true},
	{"study/run/6-packs.part/board.html", O_WRONLY | O_CREAT | O_TRUNC, true},
	{"share/reports/views.sql", O_RDONLY, true},
	/* the rest of the study, and everybody else's */
	{"study/run/2-link/link.db", O_RDONLY, false},
	{"study/run/4-protect/measures.db", O_RDONLY, false},
	{"study/extracts/calls.csv", O_RDONLY, false},
	{"study/study.yaml", O_RDONLY, false},
	{"share/catalogue/policy.yaml", O_RDONLY, false},
	{"elsewhere.txt", O_RDONLY, false},
	/* nothing but what is being built is written */
	{"study/" PUBLIC "/publication.db", O_WRONLY, false},
	{"study/pages/own.md", O_WRONLY, false},
	{"study/run/2-link/link.db", O_WRONLY | O_TRUNC, false},
	{"study/run/new", O_WRONLY | O_CREAT, false},
	{"new", O_WRONLY | O_CREAT, false},
};

static void make_files(void)
{
	for (size_t i = 0; i < TL_LEN(attempts); i++) {
		char command[1200];

		if (attempts[i].flags & O_CREAT)
			continue;
		snprintf(command, sizeof command, "mkdir -p \"$(dirname '%s')\" && echo x >'%s'",
			scratch_path(attempts[i].path), scratch_path(attempts[i].path));
		assert_int_equal(system(command), 0);
	}
}

/* The share folder is found once in a process, so each child looks for it in its own scratch. */
static int begin_and_confine(struct tl_stagedir *stage)
{
	struct tl_err err = {0};

	setenv("THROUGHLINE_SHARE", scratch_path("share"), 1);
	if (!tl_stagedir_begin(
		    stage, scratch_path("study"), NULL, "run/6-packs", true, "tl-render", &err))
		return NOT_CONFINED + 1;
	return render_confine(stage, PUBLIC) ? 0 : NOT_CONFINED;
}

/* The error of the attempt, 0 for none, or why there was no attempt. */
static int errno_of(size_t attempt)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		struct tl_stagedir stage;
		int problem = begin_and_confine(&stage);

		if (!problem && open(scratch_path(attempts[attempt].path), attempts[attempt].flags,
					0600) < 0)
			problem = errno;
		_exit(problem);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void only_what_is_published_and_what_is_built_can_be_opened(void **state)
{
	(void)state;
	make_files();
	for (size_t i = 0; i < TL_LEN(attempts); i++) {
		int problem = errno_of(i);

		if (problem == NOT_CONFINED)
			skip();
		if (problem != (attempts[i].allowed ? 0 : EACCES))
			fail_msg("%s with flags %d: %d (%s)", attempts[i].path, attempts[i].flags,
				problem, strerror(problem));
	}
}

static void what_was_built_is_still_swapped_in(void **state)
{
	pid_t child;
	int status = 0;

	(void)state;
	make_files();
	child = fork();
	if (child == 0) {
		struct tl_stagedir stage;
		struct tl_err err = {0};
		int problem = begin_and_confine(&stage);
		bool ok = !problem &&
			  tl_file_write(tl_stagedir_path(&stage, "board.html"), 0644,
				  TL_STR("pack"), &err) &&
			  tl_stagedir_commit(&stage, &err);

		if (!problem && !ok)
			fprintf(stderr, "%s\n", err.text);
		_exit(ok ? 0 : problem ? problem : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_CONFINED)
		skip();
	assert_int_equal(status, 0);
	assert_true(scratch_has("study/run/6-packs/manifest.json"));
	assert_false(scratch_has("study/run/6-packs.part"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(only_what_is_published_and_what_is_built_can_be_opened),
		scratch_test(what_was_built_is_still_swapped_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
