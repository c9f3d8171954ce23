/*
 * A file that is read from front to back: plain or gzip (by its content, not its name; concatenated
 * members are one file). The bytes as delivered are hashed on the way, once.
 *
 * Failures: EX_NOINPUT absent, unreadable or no regular file (a pipe only as /dev/stdin or
 * /dev/fd/N); EX_DATAERR "not a complete gzip file" for a truncated
 * or corrupt stream, and for one of which more than TL_INFILE_UNPACKED_FREE bytes were unpacked
 * from less than a TL_INFILE_RATIO_MAX-th of that (a bomb). zlib.h is for lib/infile_zlib.c alone;
 * where ISA-L was there when this was built, it unpacks instead (not with TL_CPU=reference), to the
 * same bytes.
 */
#ifndef THROUGHLINE_INFILE_H
#define THROUGHLINE_INFILE_H

#include <throughline/err.h>
#include <throughline/hash.h>

#define TL_INFILE_RATIO_MAX 200
#define TL_INFILE_UNPACKED_FREE ((int64_t)256 << 20)

struct tl_infile;
struct tl_infile *tl_infile_open(const char *path, struct tl_err *err); /* NULL on failure */
/* Fills up to size bytes; *got = 0 is the end. */
bool tl_infile_read(struct tl_infile *in, void *data, size_t size, size_t *got, struct tl_err *err);
/* For a reader that asks for no digest: the rest of the file is not hashed, which is half of what
 * reading it costs. */
void tl_infile_no_digest(struct tl_infile *in);
/* The SHA-256 and size of the file as it lies on disk; only after the end was reached. */
struct tl_digest tl_infile_digest(const struct tl_infile *in);
int64_t tl_infile_bytes(const struct tl_infile *in);
void tl_infile_free(struct tl_infile *in); /* NULL is fine */

/* A whole small file (definitions, pages, templates); EX_DATAERR if larger than limit. */
bool tl_file_read_all(const char *path, size_t limit, struct tl_buf *out, struct tl_err *err);

#endif
