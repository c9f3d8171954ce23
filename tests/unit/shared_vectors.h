/*
 * Tests against the reference vectors of $TL_SHARED (default ../shared), which are no part of the
 * project. Where they are not there each such test says that it is skipped; under CI a set that is
 * there and cannot be read fails.
 */
#ifndef THROUGHLINE_TESTS_SHARED_VECTORS_H
#define THROUGHLINE_TESTS_SHARED_VECTORS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHARED_PATH_BYTES 1024
#define SHARED_TESTS_MAX 64

static inline const char *shared_folder(void)
{
	const char *shared = getenv("TL_SHARED");

	return shared ? shared : "../shared";
}

static inline void shared_skip(void **state)
{
	(void)state;
	skip();
}

/* Runs the tests on the project's own copies, then those of the full set, under names of their own.
 * *root: the folder that tests read from. Returns how many failed. */
static inline int shared_run(const char **root, const struct CMUnitTest *copies,
	size_t copies_count, const struct CMUnitTest *full, size_t full_count)
{
	static char path[SHARED_PATH_BYTES], names[SHARED_TESTS_MAX][160];
	struct CMUnitTest tests[SHARED_TESTS_MAX];
	struct stat folder;
	int failed;
	bool there;

	*root = "tests/vectors";
	failed = _cmocka_run_group_tests("copies", copies, copies_count, NULL, NULL);
	snprintf(path, sizeof path, "%s/vectors/metrics", shared_folder());
	*root = path;
	there = access(path, R_OK | X_OK) == 0;
	if (full_count > SHARED_TESTS_MAX)
		return failed + 1;
	for (size_t i = 0; i < full_count; i++) {
		snprintf(names[i], sizeof names[i], "the shared set: %s", full[i].name);
		tests[i] = full[i];
		tests[i].name = names[i];
		if (!there)
			tests[i].test_func = shared_skip;
	}
	failed += _cmocka_run_group_tests("the shared set", tests, full_count, NULL, NULL);
	if (!there && getenv("CI") && stat(shared_folder(), &folder) == 0) {
		fprintf(stderr, "TL_SHARED is there, so under CI its vectors must be readable\n");
		failed++;
	}
	return failed;
}

#endif
