#include <throughline/str.h>

#include <string.h>

/* The length of the UTF-8 sequence at the start of s (not empty), or 0 where there is none. The
 * table of well-formed sequences is Unicode 15, table 3-7: no overlong forms, no surrogates, none
 * above U+10FFFF. */
static size_t sequence_length(struct tl_str s)
{
	const unsigned char *at = (const unsigned char *)s.data;
	unsigned char low = 0x80, high = 0xbf;
	size_t length;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if (s.length < length)
		return 0;
	if (at[0] == 0xe0)
		low = 0xa0;
	else if (at[0] == 0xed)
		high = 0x9f;
	else if (at[0] == 0xf0)
		low = 0x90;
	else if (at[0] == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	return length;
}

/* Eight bytes at a time while they are ASCII, which nearly all of an extract is. */
static size_t ascii_prefix(struct tl_str s)
{
	size_t at = 0;

	while (s.length - at >= 8) {
		uint64_t word;

		memcpy(&word, s.data + at, sizeof word);
		if (word & UINT64_C(0x8080808080808080))
			break;
		at += 8;
	}
	return at;
}

bool tl_str_is_utf8(struct tl_str s)
{
	while (s.length) {
		size_t step = ascii_prefix(s);

		if (!step)
			step = sequence_length(s);
		if (!step)
			return false;
		s = tl_str_slice(s.data + step, s.length - step);
	}
	return true;
}

static void add_json_control(struct tl_buf *buf, char c)
{
	static const char letters[] = "btnvfr"; /* 8 to 13; JSON has no \v */

	if (c >= '\b' && c <= '\r' && c != '\v')
		tl_buf_addf(buf, "\\%c", letters[c - '\b']);
	else
		tl_buf_addf(buf, "\\u%04x", (unsigned)(unsigned char)c);
}

void tl_buf_add_json(struct tl_buf *buf, struct tl_str s)
{
	tl_buf_add_char(buf, '"');
	while (s.length) {
		size_t step = sequence_length(s);
		unsigned char c = (unsigned char)s.data[0];

		if (!step)
			tl_buf_addc(buf, "\xef\xbf\xbd");
		else if (c < ' ' || c == 0x7f)
			add_json_control(buf, s.data[0]);
		else if (c == '"' || c == '\\')
			tl_buf_addf(buf, "\\%c", s.data[0]);
		else
			tl_buf_add(buf, tl_str_slice(s.data, step));
		step = step ? step : 1;
		s = tl_str_slice(s.data + step, s.length - step);
	}
	tl_buf_add_char(buf, '"');
}
