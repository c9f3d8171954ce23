/*
 * A file that appears whole or not at all: written beside its final name, checked at every write,
 * flush, sync and close, renamed by commit. Inside a stagedir (stagedir.h: the path goes through a
 * folder whose name ends in ".part") files need no rename and no sync of their own, for the folder
 * does both; the checks are the same, and commit only closes.
 *
 * A link stays a link: the file it leads to is replaced. A device or a pipe (/dev/stdout) stays
 * what it is too, and is written to as it comes.
 */
#ifndef THROUGHLINE_OUTFILE_H
#define THROUGHLINE_OUTFILE_H

#include <stdio.h>
#include <throughline/err.h>
#include <throughline/str.h>

struct tl_outfile {
	FILE *file;
	char *path, *part; /* part is NULL when writing in place */
	bool is_device; /* or a pipe: there before, and there after */
};

/* mode: 0600 for confidential files, 0644 for what may be handed on. */
bool tl_outfile_open(struct tl_outfile *out, const char *path, unsigned mode, struct tl_err *err);
bool tl_outfile_write(struct tl_outfile *out, struct tl_str s, struct tl_err *err);
bool tl_outfile_commit(struct tl_outfile *out, struct tl_err *err);
void tl_outfile_abandon(struct tl_outfile *out); /* harmless after commit and on {0} */

/* A path of a command line, for the question below. */
struct tl_named_path {
	const char *option, *path; /* option: "--html ", "" of a file that is read by place;
				    * path: NULL where none was named */
	bool written;
};

/* EX_USAGE where a file would be written over one that is read or over another output, whatever
 * the paths are called (links, ./ and the like). Those that are read come first in the list.
 * Devices and pipes may be named twice. */
bool tl_outfile_spares(const struct tl_named_path *paths, size_t count, struct tl_err *err);

/* All of it in one call. */
bool tl_file_write(const char *path, unsigned mode, struct tl_str content, struct tl_err *err);

/* One CSV field: quoted where it must be; a field that a spreadsheet would run as a formula
 * (begins with = + - @ tab) and is not a number gets a leading apostrophe. */
void tl_buf_add_csv(struct tl_buf *buf, struct tl_str field);

#endif
