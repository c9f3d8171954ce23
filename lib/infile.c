#include <throughline/infile.h>

#include <throughline/arena.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#ifdef TL_FUZZ
#define RAW_BYTES ((size_t)256)
#else
#define RAW_BYTES ((size_t)256 * 1024)
#endif
#define UNPACKED_BYTES_FREE ((int64_t)1 << 30) /* below this no ratio makes a bomb */
#define GZIP_WINDOW (15 + 16) /* zlib: the largest window, gzip header required */

struct tl_infile {
	struct tl_buf path;
	int file;
	bool at_end; /* of the file on disk */
	bool is_gzip; /* its first two bytes say so */
	bool in_member; /* a gzip member was begun and has not ended */
	bool stream_made;
	struct tl_sha256 sha;
	struct tl_digest digest;
	int64_t size; /* of a regular file when it was opened */
	int64_t bytes, unpacked;
	z_stream stream;
	unsigned char *rest; /* raw bytes not yet handed over */
	size_t rest_length;
	unsigned char raw[RAW_BYTES];
};

/* Reads the next block of the file as it lies on disk, when the last one is used up. */
static bool refill(struct tl_infile *in, struct tl_err *err)
{
	size_t length = 0;

	while (!in->rest_length && !in->at_end && length < RAW_BYTES) {
		ssize_t got = read(in->file, in->raw + length, RAW_BYTES - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return tl_fail_errno(err, "read", in->path.data);
		in->at_end = got == 0;
		length += (size_t)got;
	}
	if (length) {
		tl_sha256_add(&in->sha, in->raw, length);
		in->bytes += (int64_t)length;
		in->rest = in->raw;
		in->rest_length = length;
	}
	if (in->at_end && !in->digest.hex[0])
		in->digest = tl_sha256_done(&in->sha);
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
	struct stat status;

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
	if (!fstat(in->file, &status) && S_ISREG(status.st_mode))
		in->size = status.st_size;
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

static bool begin_member(struct tl_infile *in, struct tl_err *err)
{
	int result = in->stream_made ? inflateReset(&in->stream)
				     : inflateInit2(&in->stream, GZIP_WINDOW);

	if (result != Z_OK)
		return tl_fail(err, EX_OSERR, "%s: no memory to unpack it", in->path.data);
	in->stream_made = in->in_member = true;
	return true;
}

/* One step of zlib, from what is left of the raw block into data. */
static bool unpack(
	struct tl_infile *in, unsigned char *data, size_t size, size_t *got, struct tl_err *err)
{
	z_stream *stream = &in->stream;
	int result;

	stream->next_in = in->rest;
	stream->avail_in = (uInt)in->rest_length;
	stream->next_out = data;
	stream->avail_out = (uInt)(size < RAW_BYTES ? size : RAW_BYTES);
	result = inflate(stream, Z_NO_FLUSH);
	if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
		return fail_gzip(in, err);
	in->in_member = result != Z_STREAM_END;
	in->rest = stream->next_in;
	in->rest_length = stream->avail_in;
	*got = (size_t)(stream->next_out - data);
	in->unpacked += (int64_t)*got;
	return true;
}

static bool refuse_bomb(const struct tl_infile *in, struct tl_err *err)
{
	int64_t packed = in->size > in->bytes ? in->size : in->bytes;

	if (in->unpacked <= UNPACKED_BYTES_FREE || in->unpacked / TL_INFILE_RATIO_MAX <= packed)
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
		if (!in->rest_length)
			return in->in_member ? fail_gzip(in, err) : true;
		if (!in->in_member && !begin_member(in, err))
			return false;
		if (!unpack(in, data + *got, size - *got, &step, err) || !refuse_bomb(in, err))
			return false;
		*got += step;
	}
	return true;
}

static bool read_plain(
	struct tl_infile *in, unsigned char *data, size_t size, size_t *got, struct tl_err *err)
{
	while (*got < size) {
		size_t step = size - *got;

		if (!refill(in, err))
			return false;
		if (!in->rest_length)
			return true;
		if (step > in->rest_length)
			step = in->rest_length;
		memcpy(data + *got, in->rest, step);
		in->rest += step;
		in->rest_length -= step;
		*got += step;
	}
	return true;
}

bool tl_infile_read(struct tl_infile *in, void *data, size_t size, size_t *got, struct tl_err *err)
{
	*got = 0;
	return in->is_gzip ? read_gzip(in, data, size, got, err)
			   : read_plain(in, data, size, got, err);
}

struct tl_digest tl_infile_digest(const struct tl_infile *in)
{
	assert(in->at_end && !in->rest_length);
	return in->digest;
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
	if (in->stream_made)
		inflateEnd(&in->stream);
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
