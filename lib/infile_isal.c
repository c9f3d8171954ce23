#include "infile_gunzip.h"

#ifdef TL_ISAL

#include <throughline/arena.h>

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct stream {
	struct inflate_state inflate;
	size_t seen; /* bytes of the member, up to its flags */
};

#define FLAGS_AT 3 /* in a member's header (RFC 1952) */
#define FLAGS_RESERVED 0xe0

static void *make(void)
{
	struct stream *stream = tl_alloc(1, sizeof *stream);

	isal_inflate_init(&stream->inflate);
	return stream;
}

static void begin(void *state)
{
	struct stream *stream = state;

	isal_inflate_reset(&stream->inflate);
	stream->inflate.crc_flag = ISAL_GZIP;
	stream->seen = 0;
}

/* ISA-L passes over flags that nobody has defined; zlib, and the RFC, do not. */
static bool has_reserved_flags(struct stream *stream, const struct gunzip_step *step)
{
	for (size_t i = 0; i < step->in_length && stream->seen <= FLAGS_AT; i++)
		if (stream->seen++ == FLAGS_AT && step->in[i] & FLAGS_RESERVED)
			return true;
	return false;
}

static uint32_t at_most(size_t length)
{
	return length < (size_t)1 << 30 ? (uint32_t)length : (uint32_t)1 << 30;
}

static enum gunzip_result unpack(void *state, struct gunzip_step *step)
{
	struct inflate_state *stream = &((struct stream *)state)->inflate;
	int result;

	if (has_reserved_flags(state, step))
		return GUNZIP_BAD;
	stream->next_in = step->in;
	stream->avail_in = at_most(step->in_length);
	stream->next_out = step->out;
	stream->avail_out = at_most(step->out_length);
	result = isal_inflate(stream);
	step->in_length -= (size_t)(stream->next_in - step->in);
	step->out_length -= (size_t)(stream->next_out - step->out);
	step->in = stream->next_in;
	step->out = stream->next_out;
	if (result != ISAL_DECOMP_OK && result != ISAL_END_INPUT && result != ISAL_OUT_OVERFLOW)
		return GUNZIP_BAD;
	return stream->block_state == ISAL_BLOCK_FINISH ? GUNZIP_END : GUNZIP_MORE;
}

const struct gunzip infile_isal = {"isal", make, begin, unpack, free};

#else
typedef int infile_isal_is_not_here;
#endif
