#include <throughline/infile.h>

#include "infile_gunzip.h"

#include <throughline/arena.h>
#include <throughline/cpu.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef TL_FUZZ
#define RAW_BYTES ((size_t)256)
#else
#define RAW_BYTES ((size_t)256 * 1024)
#endif

struct tl_infile {
	struct tl_buf path;
	int file;
	bool at_end; /* of the file on disk */
	bool is_gzip; /* its first two bytes say so */
	bool in_member; /* a gzip member was begun and has not ended */
	bool no_digest;
	struct tl_sha256 sha;
	struct tl_digest digest;
	int64_t bytes, unpacked;
	const struct gunzip *gunzip;
	void *stream; /* of gunzip; NULL: not made */
	unsigned char *rest; /* raw bytes not yet handed over */
	size_t rest_length;
	unsigned char raw[RAW_BYTES];
};

/* Reads on, until *got is size or the file ends; what is read is hashed, where that is wanted. */
static bool read_raw(
	struct tl_infile *in, unsigned char *data, size_t size, size_t *got, struct tl_err *err)
{
	size_t from = *got;

	while (*got < size && !in->at_end) {
		ssize_t step = read(in->file, data + *got, size - *got);

		if (step < 0 && errno == EINTR)
			continue;
		if (step < 0)
			return tl_fail_errno(err, "read", in->path.data);
		in->at_end = step == 0;
		*got += (size_t)step;
	}
	in->bytes += (int64_t)(*got - from);
	if (in->no_digest)
		return true;
	tl_sha256_add(&in->sha, data + from, *got - from);
	if (in->at_end && !in->digest.hex[0])
		in->digest = tl_sha256_done(&in->sha);
	return true;
}

/* Reads the next block of the file as it lies on disk, when the last one is used up. */
static bool refill(struct tl_infile *in, struct tl_err *err)
{
	size_t length = 0;

	if (in->rest_length)
		return true;
	if (!read_raw(in, in->raw, RAW_BYTES, &length, err))
		return false;
	in->rest = in->raw;
	in->rest_length = length;
	return true;
}

static bool looks_like_gzip(const struct tl_infile *in)
{
	return in->rest_length >= 2 && in->rest[0] == 0x1f && in->rest[1] == 0x8b;
}

/* A descriptor that is open already, as "-" and process substitution name it: it may be a pipe. */
static bool is_descriptor(const char *path)
{
	return !strcmp(path, "/dev/stdin") || !strncmp(path, "/dev/fd/", strlen("/dev/fd/"));
}

/* Asked before open(), which waits at a pipe until somebody writes and wakes some devices. */
static bool check_regular(const char *path, struct tl_err *err)
{
	struct stat status;

	return is_descriptor(path) || stat(path, &status) || S_ISREG(status.st_mode) ||
	       tl_fail(err, EX_NOINPUT,
		       "%s: not a file that can be read from front to back and again (but a "
		       "folder, pipe, socket or device); put a copy of the data there",
		       path);
}

struct tl_infile *tl_infile_open(const char *path, struct tl_err *err)
{
	struct tl_infile *in = tl_alloc(1, sizeof *in);

	tl_buf_addc(&in->path, path);
	tl_sha256_init(&in->sha);
	in->file = -1;
	if (!check_regular(path, err))
		goto fail;
	in->file = open(path, O_RDONLY | O_CLOEXEC);
	if (in->file < 0) {
		tl_fail_errno(err, "open", path);
		goto fail;
	}
	if (!refill(in, err))
		goto fail;
	in->is_gzip = looks_like_gzip(in);
	return in;
fail:
	tl_infile_free(in);
	return NULL;
}

static bool fail_gzip(const struct tl_infile *in, struct tl_err *err)
{
	return tl_fail(err, EX_DATAERR,
		"%s: not a complete gzip file (cut short, damaged, or followed by something else); "
		"ask "
		"for it again",
		in->path.data);
}

static const struct gunzip *pick(void)
{
#ifdef TL_ISAL
	if (tl_cpu_level() > TL_CPU_REFERENCE)
		return &infile_isal;
#endif
	return &infile_zlib;
}

static void begin_member(struct tl_infile *in)
{
	if (!in->stream) {
		in->gunzip = pick();
		in->stream = in->gunzip->make();
	}
	in->gunzip->begin(in->stream);
	in->in_member = true;
}

/* From what is left of the raw block into data. Without anything left it still gives what was held
 * back. */
static bool unpack(
	struct tl_infile *in, unsigned char *data, size_t size, size_t *got, struct tl_err *err)
{
	struct gunzip_step step = {in->rest, data, in->rest_length, size};
	enum gunzip_result result = in->gunzip->step(in->stream, &step);

	*got = size - step.out_length;
	if (result == GUNZIP_BAD ||
		(result == GUNZIP_MORE && !*got && !step.in_length && in->at_end))
		return fail_gzip(in, err);
	in->in_member = result != GUNZIP_END;
	in->rest = step.in;
	in->rest_length = step.in_length;
	in->unpacked += (int64_t)*got;
	return true;
}

static bool refuse_bomb(const struct tl_infile *in, struct tl_err *err)
{
	/* Of what was unpacked so far, not of the whole file: a large bomb is refused as soon. */
	int64_t packed = in->bytes - (int64_t)in->rest_length;

	if (in->unpacked <= TL_INFILE_UNPACKED_FREE || in->unpacked / TL_INFILE_RATIO_MAX <= packed)
		return true;
	return tl_fail(err, EX_DATAERR,
		"%s: unpacks to more than %d times its size; if that is right, deliver it unpacked",
		in->path.data, TL_INFILE_RATIO_MAX);
}

static bool read_gzip(
	struct tl_infile *in, unsigned char *data, size_t size, size_t *got, struct tl_err *err)
{
	while (*got < size) {
		size_t step = 0;

		if (!refill(in, err))
			return false;
		if (!in->rest_length && !in->in_member)
			return true;
		if (!in->in_member)
			begin_member(in);
		if (!unpack(in, data + *got, size - *got, &step, err) || !refuse_bomb(in, err))
			return false;
		*got += step;
	}
	return true;
}

/* What is left of the first block, then the file itself into data: no byte is copied twice. */
static bool read_plain(
	struct tl_infile *in, unsigned char *data, size_t size, size_t *got, struct tl_err *err)
{
	size_t step = size < in->rest_length ? size : in->rest_length;

	memcpy(data, in->rest, step);
	in->rest += step;
	in->rest_length -= step;
	*got = step;
	return in->rest_length || read_raw(in, data, size, got, err);
}

bool tl_infile_read(struct tl_infile *in, void *data, size_t size, size_t *got, struct tl_err *err)
{
	*got = 0;
	return in->is_gzip ? read_gzip(in, data, size, got, err)
			   : read_plain(in, data, size, got, err);
}

struct tl_digest tl_infile_digest(const struct tl_infile *in)
{
	assert(in->at_end && !in->rest_length && !in->no_digest);
	return in->digest;
}

void tl_infile_no_digest(struct tl_infile *in)
{
	in->no_digest = true;
}

int64_t tl_infile_bytes(const struct tl_infile *in)
{
	assert(in->at_end && !in->rest_length);
	return in->bytes;
}

void tl_infile_free(struct tl_infile *in)
{
	if (!in)
		return;
	if (in->stream)
		in->gunzip->free(in->stream);
	if (in->file >= 0)
		close(in->file);
	tl_buf_free(&in->path);
	free(in);
}

bool tl_file_read_all(const char *path, size_t limit, struct tl_buf *out, struct tl_err *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = -1;

	if (file < 0)
		return tl_fail_errno(err, "open", path);
	tl_buf_clear(out);
	do {
		tl_buf_reserve(out, (size_t)64 * 1024);
		got = read(file, out->data + out->length, (size_t)64 * 1024);
		if (got > 0)
			out->length += (size_t)got;
	} while (got > 0 && out->length <= limit);
	out->data[out->length] = '\0';
	close(file);
	if (got < 0)
		return tl_fail_errno(err, "read", path);
	if (out->length > limit)
		return tl_fail(
			err, EX_DATAERR, "%s: larger than the limit of %zu bytes", path, limit);
	return true;
}
