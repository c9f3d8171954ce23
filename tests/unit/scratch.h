/* A folder of a test's own, thrown away afterwards; and the few things tests do with files. */
#ifndef THROUGHLINE_TESTS_SCRATCH_H
#define THROUGHLINE_TESTS_SCRATCH_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <throughline/infile.h>
#include <throughline/outfile.h>

static char scratch[256];

static inline int scratch_make(void **state)
{
	const char *base = getenv("TMPDIR");

	(void)state;
	snprintf(scratch, sizeof scratch, "%s/throughline-test.XXXXXX", base ? base : "/tmp");
	return mkdtemp(scratch) ? 0 : -1;
}

static inline int scratch_remove(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", scratch);
	return system(command);
}

/* SCRATCH/name; the last eight stay valid. */
static inline const char *scratch_path(const char *name)
{
	static char paths[8][512];
	static int next;

	next = (next + 1) % 8;
	snprintf(paths[next], sizeof paths[next], "%s/%s", scratch, name);
	return paths[next];
}

static inline void scratch_write(const char *name, const char *text)
{
	struct tl_err err = {0};

	assert_true(tl_file_write(scratch_path(name), 0600, tl_str(text), &err));
}

static inline bool scratch_has(const char *name)
{
	return access(scratch_path(name), F_OK) == 0;
}

/* The caller frees. */
static inline struct tl_buf scratch_read(const char *name)
{
	struct tl_buf text = {0};
	struct tl_err err = {0};

	if (!tl_file_read_all(scratch_path(name), (size_t)1 << 28, &text, &err))
		fail_msg("%s", err.text);
	return text;
}

static inline void assert_same_file(const char *a, const char *b)
{
	struct tl_buf first = scratch_read(a), second = scratch_read(b);

	assert_true(first.length > 0);
	assert_int_equal(first.length, second.length);
	assert_memory_equal(first.data, second.data, first.length);
	tl_buf_free(&first);
	tl_buf_free(&second);
}

#define scratch_test(fn) cmocka_unit_test_setup_teardown(fn, scratch_make, scratch_remove)

/* Writes bytes to a file there with nothing of our own library, and gives its path. */
static inline const char *scratch_bytes(const char *name, const void *bytes, size_t length)
{
	const char *path = scratch_path(name);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	return path;
}

static inline const char *scratch_text(const char *name, const char *text)
{
	return scratch_bytes(name, text, strlen(text));
}

#endif
