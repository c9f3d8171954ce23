#include "infile_gunzip.h"

#include <throughline/arena.h>

#include <stdlib.h>
#include <zlib.h>

#define GZIP_WINDOW (15 + 16) /* zlib: the largest window, gzip header required */

static void *make(void)
{
	z_stream *stream = tl_alloc(1, sizeof *stream);
	int result = inflateInit2(stream, GZIP_WINDOW);

	if (result != Z_OK)
		exit(EX_OSERR); /* no memory: as tl_alloc has it */
	return stream;
}

static void begin(void *state)
{
	inflateReset(state);
}

static uInt at_most(size_t length)
{
	return length < (size_t)1 << 30 ? (uInt)length : (uInt)1 << 30;
}

static enum gunzip_result unpack(void *state, struct gunzip_step *step)
{
	z_stream *stream = state;
	int result;

	stream->next_in = step->in;
	stream->avail_in = at_most(step->in_length);
	stream->next_out = step->out;
	stream->avail_out = at_most(step->out_length);
	result = inflate(stream, Z_NO_FLUSH);
	step->in_length -= (size_t)(stream->next_in - step->in);
	step->out_length -= (size_t)(stream->next_out - step->out);
	step->in = stream->next_in;
	step->out = stream->next_out;
	if (result == Z_STREAM_END)
		return GUNZIP_END;
	return result == Z_OK || result == Z_BUF_ERROR ? GUNZIP_MORE : GUNZIP_BAD;
}

static void done(void *state)
{
	inflateEnd(state);
	free(state);
}

const struct gunzip infile_zlib = {"zlib", make, begin, unpack, done};
