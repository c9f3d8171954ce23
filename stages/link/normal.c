#include "normal.h"

#include <string.h>
#include <throughline/date.h>

/* U+00C0 to U+017F without their accents, two bytes each; "--" is no letter. */
static const char latin[] = "A A A A A A AEC E E E E I I I I D N O O O O O --O U U U U Y THSS"
			    "A A A A A A AEC E E E E I I I I D N O O O O O --O U U U U Y THY "
			    "A A A A A A C C C C C C C C D D D D E E E E E E E E E E G G G G "
			    "G G G G H H H H I I I I I I I I I I IJIJJ J K K K L L L L L L L "
			    "L L L N N N N N N N NGNGO O O O O O OEOER R R R R R S S S S S S "
			    "S S T T T T T T U U U U U U U U U U U U W W Y Y Y Z Z Z Z Z Z S ";
static_assert(sizeof latin == 0xc0 * 2 + 1, "U+00C0 to U+017F, two bytes each");

static void add_latin(struct tl_buf *out, unsigned code)
{
	const char *letters = latin + (size_t)(code - 0xc0) * 2;

	if (letters[0] == '-')
		return;
	tl_buf_add_char(out, letters[0]);
	if (letters[1] != ' ')
		tl_buf_add_char(out, letters[1]);
}

static bool is_mark(const unsigned char *at, size_t left)
{
	return left >= 2 && ((at[0] == 0xcc) || (at[0] == 0xcd && at[1] < 0xb0));
}

/* U+2018 and U+2019, as word processors write an apostrophe. */
static bool is_quote(const unsigned char *at, size_t left)
{
	return left >= 3 && at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0x98 || at[2] == 0x99);
}

/* Puts the letter at `at`, or notes a gap; returns the bytes taken. */
static size_t add_letter(
	struct tl_buf *out, const unsigned char *at, size_t left, bool digits, bool *gap)
{
	unsigned code = at[0];
	bool is_letter = (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');

	if (code == '\'' || code == '`')
		return 1;
	if (is_quote(at, left))
		return 3;
	if (is_mark(at, left))
		return 2;
	if (!is_letter && code < 0x80 && !(digits && code >= '0' && code <= '9')) {
		*gap = true;
		return 1;
	}
	if (*gap && out->length)
		tl_buf_add_char(out, ' ');
	*gap = false;
	if (left >= 2 && code >= 0xc3 && code <= 0xc5) {
		add_latin(out, (code & 0x1f) << 6 | (at[1] & 0x3f));
		return 2;
	}
	tl_buf_add_char(out, (char)(code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code));
	return 1;
}

static void add_words(struct tl_buf *out, struct tl_str raw, bool digits)
{
	bool gap = false;

	for (size_t at = 0; at < raw.length;)
		at += add_letter(
			out, (const unsigned char *)raw.data + at, raw.length - at, digits, &gap);
}

static void add_capitals(struct tl_buf *out, struct tl_str raw, bool alone)
{
	for (size_t i = 0; i < raw.length; i++) {
		char c = raw.data[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!alone || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			tl_buf_add_char(out, c);
	}
}

static bool add_date(struct tl_buf *out, struct tl_str raw)
{
	static const char *const formats[] = {
		"any", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%Y/%m/%d"};
	struct tl_day day;
	int year, month, of_month;
	bool is_month = tl_day_parse(raw, "%Y-%m", &day);

	for (size_t i = 0; !is_month; i++) {
		if (i == TL_LEN(formats))
			return false;
		if (tl_day_parse(raw, formats[i], &day))
			break;
	}
	tl_day_split(day, &year, &month, &of_month);
	tl_buf_addf(out, "%04d%02d%02d", year, month, is_month ? 0 : of_month);
	return true;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

static bool add_hex(struct tl_buf *out, struct tl_str raw)
{
	if (raw.length % 2)
		return false;
	for (size_t i = 0; i < raw.length; i += 2) {
		int high = hex_digit(raw.data[i]), low = hex_digit(raw.data[i + 1]);

		if (high < 0 || low < 0)
			return false;
		tl_buf_add_char(out, (char)(high << 4 | low));
	}
	return true;
}

static bool add_base64(struct tl_buf *out, struct tl_str raw)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, held = 0;

	while (raw.length && raw.data[raw.length - 1] == '=')
		raw.length--;
	for (size_t i = 0; i < raw.length; i++) {
		char c = raw.data[i] == '-' ? '+' : raw.data[i] == '_' ? '/' : raw.data[i];
		const char *digit = c ? strchr(digits, c) : NULL;

		if (!digit)
			return false;
		bits = bits << 6 | (unsigned)(digit - digits);
		held += 6;
		if (held >= 8) {
			held -= 8;
			tl_buf_add_char(out, (char)(bits >> held & 255));
		}
	}
	return true;
}

static bool add_filter(struct tl_buf *out, struct tl_str raw)
{
	if (add_hex(out, raw))
		return true;
	tl_buf_clear(out);
	return add_base64(out, raw);
}

bool normal_form(enum field_kind kind, struct tl_str raw, struct tl_buf *out)
{
	bool ok = true;

	tl_buf_clear(out);
	raw = tl_str_trim(raw);
	if (!raw.length)
		return true;
	switch (kind) {
	case FIELD_FORENAME:
	case FIELD_SURNAME:
	case FIELD_NAME:
		add_words(out, raw, false);
		break;
	case FIELD_TEXT:
		add_words(out, raw, true);
		break;
	case FIELD_POSTCODE:
		add_capitals(out, raw, true);
		break;
	case FIELD_CODE:
		add_capitals(out, raw, false);
		break;
	case FIELD_DATE:
		ok = add_date(out, raw);
		break;
	case FIELD_FILTER:
	case FIELD_CLK:
		ok = add_filter(out, raw);
		break;
	case FIELD_TOKEN:
		tl_buf_add(out, raw);
		break;
	case FIELD_KIND_COUNT_OF:
		break;
	}
	if (!ok)
		tl_buf_clear(out);
	return ok;
}
