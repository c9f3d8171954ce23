/*
 * Unpacking one gzip member after another, by zlib or, where it was there when this was built, by
 * ISA-L, which is faster and gives the same bytes. Private to lib/infile*.c.
 */
#ifndef THROUGHLINE_LIB_INFILE_GUNZIP_H
#define THROUGHLINE_LIB_INFILE_GUNZIP_H

#include <throughline/base.h>

struct gunzip_step {
	unsigned char *in, *out; /* moved over what was taken and written */
	size_t in_length, out_length; /* what is left of both */
};

enum gunzip_result {
	GUNZIP_MORE, /* as far as what is at hand allows */
	GUNZIP_END, /* of a member whose length and CRC are right */
	GUNZIP_BAD,
};

struct gunzip {
	const char *name;
	void *(*make)(void);
	void (*begin)(void *state); /* a member, at its first byte */
	enum gunzip_result (*step)(void *state, struct gunzip_step *step);
	void (*free)(void *state);
};

extern const struct gunzip infile_zlib;
#ifdef TL_ISAL
extern const struct gunzip infile_isal;
#endif

#endif
