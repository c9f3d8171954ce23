#include <throughline/num.h>

#include "num_c_locale.h"

#include <math.h>

#define NUMBER_BYTES_MAX ((size_t)128)

/* A number in plain form, "-1234.5e-3": sign, digits, '.', digits, exponent. */
struct plain {
	char text[NUMBER_BYTES_MAX + 1];
	size_t length;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void keep(struct plain *plain, char c)
{
	assert(plain->length < NUMBER_BYTES_MAX);
	plain->text[plain->length++] = c;
	plain->text[plain->length] = '\0';
}

static char next(struct tl_str s)
{
	return s.length ? s.data[0] : '\0';
}

static char take(struct tl_str *s)
{
	char c = s->data[0];

	*s = tl_str_slice(s->data + 1, s->length - 1);
	return c;
}

/* Drops what stands before and after a number. Fails where the dropped text could turn its sign. */
static bool strip(struct tl_str *s, char decimal, bool *negative)
{
	*negative = false;
	while (s->length && !is_digit(next(*s)) &&
		!(next(*s) == decimal && s->length > 1 && is_digit(s->data[1]))) {
		char c = take(s);

		if (c == '(' || (c == '-' && *negative))
			return false;
		*negative = *negative || c == '-';
	}
	while (s->length && !is_digit(s->data[s->length - 1])) {
		s->length--;
		if (s->data[s->length] == '-' || s->data[s->length] == ')')
			return false;
	}
	return s->length > 0;
}

/* Whole digits, in groups of three behind the first separator. Returns how many digits. */
static bool take_whole(struct tl_str *s, char group, struct plain *plain, size_t *digits)
{
	size_t in_group = 0;
	bool grouped = false;

	for (*digits = 0; s->length; in_group++, ++*digits) {
		if (group && next(*s) == group) {
			if (grouped ? in_group != 3 : in_group < 1 || in_group > 3)
				return false;
			take(s);
			grouped = true;
			in_group = 0;
		}
		if (!is_digit(next(*s)))
			break;
		keep(plain, take(s));
	}
	return !grouped || in_group == 3;
}

static size_t take_digits(struct tl_str *s, struct plain *plain)
{
	size_t digits = 0;

	for (; is_digit(next(*s)); digits++)
		keep(plain, take(s));
	return digits;
}

static bool take_exponent(struct tl_str *s, struct plain *plain)
{
	if (next(*s) != 'e' && next(*s) != 'E')
		return true;
	keep(plain, take(s));
	if (next(*s) == '+' || next(*s) == '-')
		keep(plain, take(s));
	return take_digits(s, plain) > 0;
}

static bool start_plain(
	struct tl_str *s, struct tl_num_style style, char decimal, struct plain *plain)
{
	bool negative = false;

	plain->length = 0;
	plain->text[0] = '\0';
	if (s->length > NUMBER_BYTES_MAX - 2) /* room for a sign and a '0' that we add */
		return false;
	if (style.strip && !strip(s, decimal, &negative))
		return false;
	if (negative)
		keep(plain, '-');
	else if (!style.strip && (next(*s) == '-' || next(*s) == '+'))
		keep(plain, take(s));
	return true;
}

bool tl_num_int(struct tl_str s, struct tl_num_style style, int64_t *value)
{
	struct plain plain;
	uint64_t limit = INT64_MAX, sum = 0;
	size_t digits;
	bool negative;

	if (!start_plain(&s, style, '\0', &plain) ||
		!take_whole(&s, style.group, &plain, &digits) || !digits || s.length)
		return false;
	negative = plain.text[0] == '-';
	limit += negative;
	for (size_t i = plain.length - digits; i < plain.length; i++) {
		uint64_t digit = (uint64_t)(plain.text[i] - '0');

		if (sum > (limit - digit) / 10)
			return false;
		sum = sum * 10 + digit;
	}
	*value = negative ? (int64_t)(0 - sum) : (int64_t)sum;
	return true;
}

bool tl_num_real(struct tl_str s, struct tl_num_style style, double *value)
{
	char decimal = style.decimal ? style.decimal : '.';
	size_t whole, fraction = 0;
	struct plain plain;
	double real;

	if (!start_plain(&s, style, decimal, &plain) ||
		!take_whole(&s, style.group, &plain, &whole))
		return false;
	if (next(s) == decimal && s.length) {
		take(&s);
		keep(&plain, '.');
		fraction = take_digits(&s, &plain);
	}
	if (whole + fraction == 0 || !take_exponent(&s, &plain) || s.length)
		return false;
	real = num_strtod(plain.text);
	if (!isfinite(real))
		return false;
	*value = real;
	return true;
}
