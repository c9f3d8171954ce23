/* Blocks of decoded text. */
#include "csv_private.h"

#include <stdlib.h>
#include <string.h>

#define FRONT_BYTES ((size_t)64) /* so that an index may look before the first byte */
#define RAW_BYTES (CSV_BLOCK_BYTES / 4) /* decoded to at most three times as much */

bool csv_text_open(
	struct csv_text *text, const char *path, enum tl_encoding encoding, struct tl_err *err)
{
	text->in = tl_infile_open(path, err);
	if (!text->in)
		return false;
	tl_buf_addc(&text->path, path);
	text->decoder.encoding = encoding;
	text->line = 1;
	text->memory = tl_alloc(
		FRONT_BYTES + CSV_CARRY_MAX + CSV_BLOCK_BYTES + CSV_INDEX_PADDING + RAW_BYTES, 1);
	text->data = text->memory + FRONT_BYTES;
	text->raw = text->data + CSV_CARRY_MAX + CSV_BLOCK_BYTES + CSV_INDEX_PADDING;
	return true;
}

static bool is_as_it_lies(const struct csv_text *text)
{
	return text->decoder.started && text->decoder.encoding == TL_UTF8;
}

static bool read_as_it_lies(struct csv_text *text, struct tl_err *err)
{
	size_t got;

	if (!tl_infile_read(text->in, text->data + text->length, CSV_BLOCK_BYTES, &got, err))
		return false;
	text->length += got;
	text->at_end = got == 0;
	return true;
}

static bool read_decoded(struct csv_text *text, struct tl_err *err)
{
	struct tl_str decoded;
	size_t got;

	if (!tl_infile_read(text->in, text->raw, RAW_BYTES, &got, err))
		return false;
	text->at_end = got == 0;
	if (!decoder_take(&text->decoder, tl_str_slice(text->raw, got), &decoded))
		return tl_fail(err, EX_DATAERR,
			"%s:1: no byte order mark, so this is not the UTF-16 that its contract "
			"names",
			text->path.data);
	assert(decoded.length <= CSV_BLOCK_BYTES);
	if (decoded.length)
		memcpy(text->data + text->length, decoded.data, decoded.length);
	text->length += decoded.length;
	return true;
}

bool csv_text_more(struct csv_text *text, struct tl_err *err)
{
	size_t carried = text->length - text->at;
	bool ok;

	assert(!text->at_end && carried <= CSV_CARRY_MAX);
	if (carried)
		memmove(text->data, text->data + text->at, carried);
	text->at = 0;
	text->length = carried;
	text->block++;
	ok = is_as_it_lies(text) ? read_as_it_lies(text, err) : read_decoded(text, err);
	memset(text->data + text->length, 0, CSV_INDEX_PADDING);
	return ok;
}

void csv_text_advance(struct csv_text *text, size_t length)
{
	char last = text->data[text->at + length - 1];

	text->line += last == '\r' || (last == '\n' && !(text->after_cr && length == 1));
	text->after_cr = last == '\r';
	text->at += length;
}

size_t csv_text_line(const struct csv_text *text)
{
	const char *from = text->data + text->at;
	size_t length = text->length - text->at;

	for (size_t i = 0; i < length; i++)
		if (from[i] == '\n' || from[i] == '\r')
			return i + 1;
	return length;
}

void csv_text_close(struct csv_text *text)
{
	tl_infile_free(text->in);
	decoder_free(&text->decoder);
	tl_buf_free(&text->path);
	free(text->memory);
}
