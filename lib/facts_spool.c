/* Packed chunks that wait. */
#define _GNU_SOURCE /* O_TMPFILE */
#include "facts_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Once so much has come, all that there may be is reserved: nothing moves any more. */
#define RESERVED_FROM ((size_t)1024 * 1024)

static void reserve(struct facts_spool *spool)
{
	char *memory = tl_reserve(FACTS_SPOOL_MEMORY);

	memcpy(memory, spool->memory, spool->length);
	free(spool->memory);
	spool->memory = memory;
	spool->capacity = FACTS_SPOOL_MEMORY;
}

static void to_memory(struct facts_spool *spool, const void *data, size_t length)
{
	while (spool->length + length > spool->capacity) {
		if (spool->capacity == RESERVED_FROM) {
			reserve(spool);
			continue;
		}
		spool->capacity = spool->capacity ? spool->capacity * 2 : (size_t)1 << 16;
		spool->memory = tl_grow(spool->memory, spool->capacity, 1);
	}
	if (length)
		memcpy(spool->memory + spool->length, data, length);
}

static void to_file(struct facts_spool *spool, const char *data, size_t at, size_t length)
{
	while (length && !spool->failure) {
		ssize_t wrote = pwrite(spool->file - 1, data, length, (off_t)at);

		if (wrote < 0 && errno != EINTR)
			spool->failure = errno;
		if (wrote <= 0)
			continue;
		data += wrote;
		at += (size_t)wrote;
		length -= (size_t)wrote;
	}
}

/* A file system that has no unnamed files is no failure: memory will do. */
static void make_file(struct facts_spool *spool)
{
	int file = open(spool->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (file < 0) {
		spool->dir = NULL;
		return;
	}
	spool->file = file + 1;
	to_file(spool, spool->memory, 0, spool->length);
	free(spool->memory);
	spool->memory = NULL;
	spool->capacity = 0;
}

size_t facts_spool_add(struct facts_spool *spool, const void *data, size_t length)
{
	size_t at = spool->length;

	if (spool->dir && !spool->file && at + length > FACTS_SPOOL_MEMORY)
		make_file(spool);
	if (spool->file)
		to_file(spool, data, at, length);
	else
		to_memory(spool, data, length);
	spool->length += length;
	return at;
}

const void *facts_spool_get(struct facts_spool *spool, size_t at, void *scratch, size_t length)
{
	char *into = scratch;

	assert(at + length <= spool->length);
	if (!length)
		return scratch;
	if (!spool->file)
		return spool->memory + at;
	while (length && !spool->failure) {
		ssize_t got = pread(spool->file - 1, into, length, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			spool->failure = got ? errno : EIO;
		else {
			into += got;
			at += (size_t)got;
			length -= (size_t)got;
		}
	}
	if (spool->failure)
		memset(into, 0, length); /* so that whatever is made of it is at least the same */
	return scratch;
}

bool facts_spool_ok(const struct facts_spool *spool, struct tl_err *err)
{
	return !spool->failure || tl_fail(err, EX_IOERR, "a file without a name in %s: %s",
					  spool->dir, strerror(spool->failure));
}

void facts_spool_free(struct facts_spool *spool)
{
	if (spool->file)
		close(spool->file - 1);
	free(spool->memory);
	*spool = (struct facts_spool){0};
}
