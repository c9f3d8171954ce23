/*
 * run/seen: one line per delivery, `digest size mtime ctime inode second name`, times in
 * nanoseconds.
 *
 * A line is trusted while the file's size, times and inode are as written there, and the file was
 * last changed in a second before `second`, in which the bytes were read: a change within that very
 * second might leave the same times ("racily clean", as git calls it). The file appears whole by a
 * rename from a name of its own, so that two writers lose at most each other's line, and whatever
 * in it does not read as such a line is ignored: losing a line costs one more reading.
 */
#include "seen.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <throughline/infile.h>

#include <throughline/path.h>
#include <throughline/tree.h>

#define SEEN_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define PREFIX "extract:"

static int64_t nanoseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* What stands between the digest and the second: all that shows a file was changed. */
static void add_stamp(struct tl_buf *out, const struct stat *found)
{
	tl_buf_addf(out, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRIu64, (int64_t)found->st_size,
		nanoseconds(found->st_mtim), nanoseconds(found->st_ctim), (uint64_t)found->st_ino);
}

static void seen_path(struct tl_buf *path, const char *study)
{
	tl_buf_addf(path, "%s/run/seen", study);
}

static void seen_load(const char *study, struct tl_buf *text)
{
	struct tl_buf path = {0};
	struct tl_err ignored = {0};

	seen_path(&path, study);
	if (access(tl_buf_c(&path), R_OK) != 0 ||
		!tl_file_read_all(tl_buf_c(&path), SEEN_BYTES_MAX, text, &ignored))
		tl_buf_clear(text);
	tl_buf_free(&path);
}

/* Cuts a line into digest, stamp (four numbers), second and name. */
static bool line_cut(struct tl_str line, struct tl_str *digest, struct tl_str *stamp,
	int64_t *second, struct tl_str *name)
{
	struct tl_str rest = line, field;
	char text[24];

	if (!tl_str_cut(&rest, ' ', digest) || digest->length != 64 ||
		strspn(digest->data, "0123456789abcdef") != 64)
		return false;
	stamp->data = rest.data;
	for (int i = 0; i < 4; i++)
		if (!tl_str_cut(&rest, ' ', &field))
			return false;
	stamp->length = (size_t)(field.data + field.length - stamp->data);
	if (!tl_str_cut(&rest, ' ', &field) || field.length >= sizeof text || rest.length == 0)
		return false;
	memcpy(text, field.data, field.length);
	text[field.length] = '\0';
	*second = strtoll(text, NULL, 10);
	*name = rest;
	return true;
}

static bool seen_find(
	const char *study, const char *name, const struct stat *found, struct tl_digest *digest)
{
	struct tl_buf text = {0}, stamp = {0};
	struct tl_str rest, line, hex, line_stamp, line_name;
	int64_t second;
	bool hit = false;

	seen_load(study, &text);
	add_stamp(&stamp, found);
	rest = tl_buf_str(&text);
	while (!hit && tl_str_cut(&rest, '\n', &line)) {
		if (!line_cut(line, &hex, &line_stamp, &second, &line_name) ||
			!tl_str_equal(line_name, tl_str(name)))
			continue;
		hit = tl_str_equal(line_stamp, tl_buf_str(&stamp)) &&
		      found->st_mtim.tv_sec < second;
		if (hit)
			memcpy(digest->hex, hex.data, 64), digest->hex[64] = '\0';
	}
	tl_buf_free(&text);
	tl_buf_free(&stamp);
	return hit;
}

/* Every other line as it was; lines that do not read are dropped. */
static void add_others(struct tl_buf *out, struct tl_str old, const char *name)
{
	struct tl_str line, hex, stamp, line_name;
	int64_t second;

	while (tl_str_cut(&old, '\n', &line))
		if (line_cut(line, &hex, &stamp, &second, &line_name) &&
			!tl_str_equal(line_name, tl_str(name))) {
			tl_buf_add(out, line);
			tl_buf_add_char(out, '\n');
		}
}

/* A memory that cannot be kept is no failure: the bytes are read again next time. */
static void seen_store(const char *study, struct tl_str text)
{
	struct tl_buf path = {0}, part = {0};
	struct tl_err ignored = {0};
	int fd;
	bool ok;

	seen_path(&path, study);
	tl_buf_addf(&part, "%s.XXXXXX", tl_buf_c(&path));
	fd = tl_tree_make_parents(tl_buf_c(&path), 0700, &ignored) ? mkstemp(part.data) : -1;
	if (fd >= 0) {
		ok = write(fd, text.data, text.length) == (ssize_t)text.length;
		ok = close(fd) == 0 && ok;
		if (!ok || rename(tl_buf_c(&part), tl_buf_c(&path)) != 0)
			unlink(tl_buf_c(&part));
	}
	tl_buf_free(&part);
	tl_buf_free(&path);
}

static void remember(const char *study, const char *name, const struct stat *found,
	struct tl_digest digest, int64_t second)
{
	struct tl_buf old = {0}, text = {0};

	if (strchr(name, '\n'))
		return;
	seen_load(study, &old);
	add_others(&text, tl_buf_str(&old), name);
	tl_buf_addf(&text, "%s ", digest.hex);
	add_stamp(&text, found);
	tl_buf_addf(&text, " %" PRId64 " %s\n", second, name);
	seen_store(study, tl_buf_str(&text));
	tl_buf_free(&old);
	tl_buf_free(&text);
}

bool seen_digest(const char *study, const char *extracts, const char *name,
	struct tl_digest *digest, struct tl_err *err)
{
	struct tl_buf path = {0};
	struct stat found;
	int64_t second = (int64_t)time(NULL);
	bool ok = true;

	tl_buf_addf(&path, "%s/%s", extracts, name);
	*digest = (struct tl_digest){0};
	if (stat(tl_buf_c(&path), &found) != 0) {
		ok = errno == ENOENT || tl_path_fail(tl_buf_c(&path), TL_PATH_GIVEN, err);
	} else if (!seen_find(study, name, &found, digest)) {
		ok = tl_sha256_file(tl_buf_c(&path), digest, err);
		if (ok)
			remember(study, name, &found, *digest, second);
	}
	tl_buf_free(&path);
	return ok;
}

/* The status is that of now and the bytes those of a moment ago: only a file that nothing touched
 * since the stage began, by either time, is sure to be the same. */
void seen_remember(
	const char *study, const char *extracts, const struct tl_input *input, int64_t began)
{
	const char *name = input->name + strlen(PREFIX);
	struct tl_digest known;
	struct tl_buf path = {0};
	struct stat found;

	if (strncmp(input->name, PREFIX, strlen(PREFIX)) != 0 || !*input->digest.hex)
		return;
	tl_buf_addf(&path, "%s/%s", extracts, name);
	if (stat(tl_buf_c(&path), &found) == 0 && found.st_mtim.tv_sec < began &&
		found.st_ctim.tv_sec < began && !seen_find(study, name, &found, &known))
		remember(study, name, &found, input->digest, began);
	tl_buf_free(&path);
}

bool tl_seen_forget(const char *study, struct tl_err *err)
{
	struct tl_buf path = {0};
	bool ok;

	seen_path(&path, study);
	ok = unlink(tl_buf_c(&path)) == 0 || errno == ENOENT ||
	     tl_fail_errno(err, "remove", tl_buf_c(&path));
	tl_buf_free(&path);
	return ok;
}
