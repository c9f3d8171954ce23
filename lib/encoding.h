/*
 * Bytes of a delivery to UTF-8, block by block. Private to lib/csv.c and lib/encoding.c.
 *
 * What the declared encoding does not define (a lone surrogate, half a UTF-16 unit, one of the five
 * free bytes of Windows-1252) becomes bytes that are not UTF-8, so that one check finds every bad
 * row.
 */
#ifndef THROUGHLINE_LIB_ENCODING_H
#define THROUGHLINE_LIB_ENCODING_H

#include <throughline/csv.h>

struct decoder {
	enum tl_encoding encoding;
	bool started, big_endian;
	bool has_half; /* the first byte of a UTF-16 unit ended the last block */
	unsigned char half;
	uint16_t high; /* a high surrogate that waits for its low one; 0: none */
	unsigned char lead; /* of Windows-1252: the last byte, where it may begin UTF-8; 0: none */
	bool is_mixed; /* of the line so far */
	int64_t mixed_lines; /* of Windows-1252: lines with what UTF-8 makes of a letter */
	struct tl_buf text;
};

/* The UTF-8 text of a block, valid until the next call. The first block, which must hold the whole
 * beginning of the file, decides by its byte order mark; false where UTF-16 has none. An empty
 * block is the end of the file. */
bool decoder_take(struct decoder *decoder, struct tl_str block, struct tl_str *text);
void decoder_free(struct decoder *decoder);

#endif
