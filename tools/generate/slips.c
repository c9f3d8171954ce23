#include "slips.h"

#include <ctype.h>
#include <string.h>

/* The ASCII letter or digit from which to change, or the length: what is written in several bytes
 * is left alone. The first one is wrong less often, for it is what people look at. */
static size_t place_for(const struct tl_buf *text, uint64_t bits)
{
	size_t at;

	if (!text->length)
		return 0;
	at = (size_t)(bits % text->length);
	if (!at && bits >> 61)
		at = text->length / 2;
	while (at < text->length && !isalnum((unsigned char)text->data[at]))
		at++;
	return at;
}

static void replace(struct tl_buf *text, size_t at, size_t length, const char *with)
{
	size_t more = strlen(with), rest = text->length - at - length;

	tl_buf_reserve(text, more);
	memmove(text->data + at + more, text->data + at + length, rest + 1);
	memcpy(text->data + at, with, more);
	text->length = at + more + rest;
}

static char neighbour(char c, uint64_t bits)
{
	static const char *const near[26] = {"qsz", "vgn", "xvd", "sfe", "wrd", "dgr", "fht", "gjy",
		"uok", "hku", "jli", "ko", "nj", "bm", "ipl", "ol", "wa", "et", "adw", "ry", "yi",
		"cb", "qe", "zc", "tu", "xa"};
	const char *keys;

	if (isdigit((unsigned char)c))
		return (char)('0' + (c - '0' + 1 + (int)(bits % 9)) % 10);
	keys = near[tolower((unsigned char)c) - 'a'];
	c = isupper((unsigned char)c) ? (char)toupper((unsigned char)keys[bits % strlen(keys)])
				      : keys[bits % strlen(keys)];
	return c;
}

void slips_typo(struct tl_buf *text, uint64_t bits)
{
	size_t at = place_for(text, bits);
	uint64_t how = bits >> 40;
	char *c = text->data + at, one[3] = {0};

	if (at >= text->length)
		return;
	switch (how & 3) {
	case 0:
		if (text->length > 2 && !isdigit((unsigned char)*c)) {
			replace(text, at, 1, "");
			return;
		}
		break;
	case 1:
		if (at + 1 < text->length && isalnum((unsigned char)c[1]) && c[0] != c[1]) {
			one[0] = c[1];
			one[1] = c[0];
			replace(text, at, 2, one);
			return;
		}
		break;
	case 2:
		if (!isdigit((unsigned char)*c)) {
			one[0] = *c;
			one[1] = how & 4 ? (char)tolower((unsigned char)*c)
					 : (char)tolower((unsigned char)neighbour(*c, how >> 3));
			replace(text, at, 1, one);
			return;
		}
		break;
	default:
		break;
	}
	*c = neighbour(*c, how >> 3);
}

struct sound {
	const char *from, *to;
};

/* The first pair of a list, from a random one on, whose `from` is in the text behind `skip`. */
static bool change_one(
	struct tl_buf *text, const struct sound *sounds, size_t count, size_t skip, uint64_t bits)
{
	for (size_t i = 0; i < count; i++) {
		const struct sound *sound = &sounds[(bits + i) % count];
		const char *found =
			text->length > skip ? strstr(text->data + skip, sound->from) : NULL;

		if (found) {
			replace(text, (size_t)(found - text->data), strlen(sound->from), sound->to);
			return true;
		}
	}
	return false;
}

void slips_scan(struct tl_buf *text, uint64_t bits)
{
	static const struct sound shapes[] = {{"m", "rn"}, {"rn", "m"}, {"l", "i"}, {"i", "l"},
		{"l", "1"}, {"e", "c"}, {"h", "b"}, {"u", "v"}, {"cl", "d"}, {"o", "0"}, {"a", "o"},
		{"O", "0"}, {"0", "O"}, {"1", "I"}, {"5", "S"}, {"8", "B"}, {"S", "5"},
		{"n", "ri"}};

	change_one(text, shapes, TL_LEN(shapes), 0, bits);
}

void slips_spelling(struct tl_buf *text, uint64_t bits)
{
	static const struct sound sounds[] = {{"ph", "f"}, {"f", "ph"}, {"ie", "y"}, {"y", "ie"},
		{"ey", "y"}, {"ck", "k"}, {"ll", "l"}, {"nn", "n"}, {"tt", "t"}, {"ss", "s"},
		{"th", "t"}, {"ee", "ea"}, {"ai", "ay"}, {"c", "k"}, {"k", "c"}, {"i", "y"},
		{"ou", "u"}, {"s", "z"}, {"er", "ar"}, {"son", "sen"}, {"a", "e"}, {"e", "a"}};

	if (!change_one(text, sounds, TL_LEN(sounds), 1, bits))
		slips_typo(text, bits);
}

struct tl_day slips_day_digit(struct tl_day day, uint64_t bits)
{
	char text[11];

	for (int i = 0; i < 8; i++, bits = bits / 7 + 1) {
		/* The digits of 1987-04-23 that a slip leaves a plausible year. */
		static const int places[] = {2, 3, 5, 6, 8, 9, 9, 3};
		struct tl_day wrong = day;
		int at = places[bits % TL_LEN(places)];

		tl_day_iso(day, text);
		text[at] = neighbour(text[at], bits >> 8);
		if (tl_day_read(tl_str(text), &wrong) && wrong.n != day.n)
			return wrong;
	}
	return slips_day_swap(day);
}

struct tl_day slips_day_swap(struct tl_day day)
{
	int year, month, of_month;
	struct tl_day swapped;

	tl_day_split(day, &year, &month, &of_month);
	swapped = of_month <= 12 ? tl_day_of(year, of_month, month) : day;
	return tl_day_is_set(swapped) ? swapped : day;
}

struct tl_day slips_day_year(struct tl_day day, uint64_t bits)
{
	static const int off[] = {1, -1, 1, -1, 10, -10};

	return tl_day_add_months(day, 12 * off[bits % TL_LEN(off)]);
}
