#include "contact.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_of_address(char c)
{
	return is_letter(c) || is_digit(c) || (c && strchr("._%+-", c));
}

/* at: of an @. */
static bool is_email(struct tl_str text, size_t at)
{
	bool dot = false;
	size_t i = at + 1;

	if (!at || !is_of_address(text.data[at - 1]))
		return false;
	for (; i < text.length && is_of_address(text.data[i]); i++)
		dot = dot || (i > at + 1 && text.data[i] == '.' && i + 1 < text.length &&
				     is_letter(text.data[i + 1]));
	return dot;
}

/* The second digit of what is dialled from within the country. */
static bool is_area(char c)
{
	return c && strchr("123578", c);
}

static bool is_between(char c)
{
	return c && strchr(" -.()", c);
}

/* at: of the first digit, or the + before it. */
static bool is_telephone(struct tl_str text, size_t at)
{
	bool abroad = text.data[at] == '+', grouped = false;
	size_t digits = 0, i = at + abroad;

	if (at && (is_digit(text.data[at - 1]) || is_letter(text.data[at - 1])))
		return false;
	for (; i < text.length; i++) {
		bool ends = i + 1 == text.length || !is_digit(text.data[i + 1]);

		if (!is_digit(text.data[i])) {
			if (!is_between(text.data[i]) || !digits ||
				(!abroad && !grouped && digits < 3))
				return false;
			grouped = true;
			continue;
		}
		digits++;
		if (!abroad && ((digits == 1 && text.data[i] != '0') ||
				       (digits == 2 && !is_area(text.data[i]))))
			return false;
		if (ends && digits >= 10 && digits <= (abroad ? 14u : 11u))
			return true;
	}
	return false;
}

bool contact_in_text(struct tl_str text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == '@' && is_email(text, i))
			return true;
		if ((text.data[i] == '+' || text.data[i] == '0') && is_telephone(text, i))
			return true;
	}
	return false;
}

bool contact_is_number(struct tl_str digits)
{
	const char *d = digits.data;

	if (digits.length == 12 && d[0] == '4' && d[1] == '4') {
		d += 2;
		digits = tl_str_slice(d, 10);
	}
	for (size_t i = 0; i < digits.length; i++)
		if (!is_digit(d[i]))
			return false;
	return (digits.length == 11 && d[0] == '0' && is_area(d[1])) ||
	       (digits.length == 10 && d[0] == '7' && d[1] != '0');
}
