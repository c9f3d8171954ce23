#include "encoding.h"

/* Windows-1252, 0x80 to 0x9f (unicode.org, VENDORS/MICSFT/WINDOWS/CP1252.TXT); 0 is free. */
static const uint16_t windows_1252[32] = {0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d,
	0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};

static void add_code_point(struct tl_buf *text, uint32_t point)
{
	if (point < 0x80) {
		tl_buf_add_char(text, (char)point);
	} else if (point < 0x800) {
		tl_buf_add_char(text, (char)(0xc0 | point >> 6));
		tl_buf_add_char(text, (char)(0x80 | (point & 0x3f)));
	} else if (point < 0x10000) {
		tl_buf_add_char(text, (char)(0xe0 | point >> 12));
		tl_buf_add_char(text, (char)(0x80 | (point >> 6 & 0x3f)));
		tl_buf_add_char(text, (char)(0x80 | (point & 0x3f)));
	} else {
		tl_buf_add_char(text, (char)(0xf0 | point >> 18));
		tl_buf_add_char(text, (char)(0x80 | (point >> 12 & 0x3f)));
		tl_buf_add_char(text, (char)(0x80 | (point >> 6 & 0x3f)));
		tl_buf_add_char(text, (char)(0x80 | (point & 0x3f)));
	}
}

static void add_not_utf8(struct tl_buf *text)
{
	tl_buf_add_char(text, (char)0xff);
}

/* A capital A with a circumflex or a tilde, or a small a with one, is what UTF-8 begins its letters
 * and quotes with; that none of Windows-1252 but a sign or a mark comes behind it is hardly ever
 * meant. */
static void look_for_utf8(struct decoder *decoder, unsigned char byte)
{
	if (decoder->lead && byte >= 0x80 && byte < 0xc0 && !decoder->is_mixed) {
		decoder->is_mixed = true;
		decoder->mixed_lines++;
	}
	decoder->lead = byte == 0xc2 || byte == 0xc3 || byte == 0xe2 ? byte : 0;
	if (byte == '\n' || byte == '\r')
		decoder->is_mixed = false;
}

static void take_windows_1252(struct decoder *decoder, struct tl_str block)
{
	struct tl_buf *text = &decoder->text;

	for (size_t i = 0; i < block.length; i++) {
		unsigned char byte = (unsigned char)block.data[i];
		uint32_t point = byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : byte;

		look_for_utf8(decoder, byte);
		if (!point && byte)
			add_not_utf8(text);
		else
			add_code_point(text, point);
	}
}

static bool is_high_surrogate(uint16_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low_surrogate(uint16_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

static void take_unit(struct decoder *decoder, uint16_t unit)
{
	if (decoder->high && is_low_surrogate(unit)) {
		uint32_t upper = (uint32_t)decoder->high - 0xd800, lower = (uint32_t)unit - 0xdc00;

		add_code_point(&decoder->text, 0x10000 + (upper << 10) + lower);
		decoder->high = 0;
		return;
	}
	if (decoder->high)
		add_not_utf8(&decoder->text);
	decoder->high = is_high_surrogate(unit) ? unit : 0;
	if (is_low_surrogate(unit))
		add_not_utf8(&decoder->text);
	else if (!decoder->high)
		add_code_point(&decoder->text, unit);
}

static void take_utf16(struct decoder *decoder, struct tl_str block)
{
	for (size_t i = 0; i < block.length; i++) {
		unsigned first = decoder->half, second = (unsigned char)block.data[i];

		if (decoder->has_half)
			take_unit(decoder, (uint16_t)(decoder->big_endian ? first << 8 | second
									  : second << 8 | first));
		decoder->half = (unsigned char)second;
		decoder->has_half = !decoder->has_half;
	}
	if (!block.length && (decoder->has_half || decoder->high)) {
		add_not_utf8(&decoder->text);
		decoder->has_half = false;
		decoder->high = 0;
	}
}

/* A byte order mark wins over what was declared. */
static bool start(struct decoder *decoder, struct tl_str *block)
{
	static const struct {
		struct tl_str mark;
		enum tl_encoding encoding;
		bool big_endian;
	} marks[] = {
		{TL_STR_INIT("\xef\xbb\xbf"), TL_UTF8, false},
		{TL_STR_INIT("\xff\xfe"), TL_UTF16, false},
		{TL_STR_INIT("\xfe\xff"), TL_UTF16, true},
	};

	decoder->started = true;
	for (size_t i = 0; i < TL_LEN(marks); i++) {
		size_t length = marks[i].mark.length;

		if (!tl_str_starts(*block, marks[i].mark))
			continue;
		decoder->encoding = marks[i].encoding;
		decoder->big_endian = marks[i].big_endian;
		*block = tl_str_slice(block->data + length, block->length - length);
		return true;
	}
	if (decoder->encoding == TL_UTF16)
		return !block->length;
	decoder->big_endian = decoder->encoding == TL_UTF16BE;
	return true;
}

bool decoder_take(struct decoder *decoder, struct tl_str block, struct tl_str *text)
{
	bool is_last = block.length == 0;

	if (!decoder->started && !start(decoder, &block))
		return false;
	tl_buf_clear(&decoder->text);
	*text = block;
	if (decoder->encoding == TL_UTF8)
		return true;
	if (decoder->encoding == TL_WINDOWS_1252)
		take_windows_1252(decoder, block);
	else if (block.length || is_last) /* and not only a byte order mark */
		take_utf16(decoder, block);
	*text = tl_buf_str(&decoder->text);
	return true;
}

void decoder_free(struct decoder *decoder)
{
	tl_buf_free(&decoder->text);
}
