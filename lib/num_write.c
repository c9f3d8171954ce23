#include <throughline/num.h>

#include "num_c_locale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Twelve digits as a whole number, and the powers of ten up to the 22nd, are exact as doubles: the
 * one divided by the other is rounded once, as the text of these digits is when it is read. False:
 * value is too large or small for that, or so near the middle between two such numbers that the
 * product, which is wrong by 2^-14 at most, does not say which of them is nearer. */
static bool stored_at_once(double value, double *stored)
{
	static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	double size = fabs(value), whole;
	size_t power = 0;

	while (power + 1 < TL_LEN(tens) && size * tens[power] < 1e11)
		power++;
	size *= tens[power];
	if (size < 1e11 || size >= 1e12)
		return false;
	whole = floor(size + 0.5);
	if (fabs(fabs(size - whole) - 0.5) < 0x1p-12)
		return false;
	*stored = copysign(whole / tens[power], value);
	return true;
}

double tl_num_stored(double value)
{
	char text[40];
	double stored;

	if (!isfinite(value))
		return value;
	if (fabs(value) < 1e12 && value == trunc(value)) /* twelve digits hold it as it is */
		return value + 0.0;
	if (stored_at_once(value, &stored))
		return stored;
	num_print(text, sizeof text, 11, 'e', value);
	return num_strtod(text) + 0.0; /* -0.0 becomes 0.0 */
}

void tl_buf_add_real_to(struct tl_buf *buf, double value, int digits)
{
	char text[40];

	if (isnan(value))
		return;
	if (isinf(value)) {
		tl_buf_addc(buf, value < 0 ? "-Inf" : "Inf");
		return;
	}
	num_print(text, sizeof text, digits, 'g', value + 0.0);
	tl_buf_addc(buf, text);
}

void tl_buf_add_real(struct tl_buf *buf, double value)
{
	tl_buf_add_real_to(buf, value, 12);
}

/* The decimal digits of a value >= 0 to 15 significant ones: what a person sees, so that 2.675 is
 * rounded as 2.675 and not as the binary number just below it. Gives the exponent of the first. */
static int visible_digits(double value, char digits[16])
{
	char text[40];

	num_print(text, sizeof text, 14, 'e', value); /* d.dddddddddddddde+xx */
	digits[0] = text[0];
	memcpy(digits + 1, text + 2, 14);
	digits[15] = '\0';
	return atoi(text + 17);
}

/* Rounds half up at `places` behind the point, giving the digits before and behind it in one string
 * of *whole + places digits. */
static void round_digits(double value, int places, struct tl_buf *out, size_t *whole)
{
	char digits[16];
	int exponent = visible_digits(value, digits);
	int count = exponent + 1 + places; /* digits that stay, from the first significant one */
	int lead = exponent < 0 ? -exponent : 0;
	size_t at;

	tl_buf_add_char(out, '0'); /* room for a carry */
	for (int i = 0; i < lead && i <= places; i++)
		tl_buf_add_char(out, '0');
	for (int i = 0; i < count; i++)
		tl_buf_add_char(out, i < 15 ? digits[i] : '0');
	if (count >= 0 && count < 15 && digits[count] >= '5') {
		for (at = out->length - 1; out->data[at] == '9'; at--)
			out->data[at] = '0';
		out->data[at]++;
	}
	*whole = out->length - (size_t)places;
}

static char take_digit(struct tl_str *digits)
{
	char digit = digits->data[0];

	*digits = tl_str_slice(digits->data + 1, digits->length - 1);
	return digit;
}

static void add_grouped(struct tl_buf *buf, struct tl_str digits)
{
	while (digits.length > 1 && digits.data[0] == '0')
		take_digit(&digits);
	while (digits.length) {
		tl_buf_add_char(buf, take_digit(&digits));
		if (digits.length && digits.length % 3 == 0)
			tl_buf_add_char(buf, ',');
	}
}

void tl_buf_add_number(struct tl_buf *buf, double value, int places)
{
	struct tl_buf digits = {0};
	size_t whole;

	assert(places >= 0 && places <= 9);
	if (!isfinite(value)) {
		tl_buf_add_real(buf, value);
		return;
	}
	round_digits(fabs(value), places, &digits, &whole);
	if (value < 0 && strspn(digits.data, "0") < digits.length)
		tl_buf_add_char(buf, '-');
	add_grouped(buf, tl_str_slice(digits.data, whole));
	if (places) {
		tl_buf_add_char(buf, '.');
		tl_buf_addc(buf, digits.data + whole);
	}
	tl_buf_free(&digits);
}

/* Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974. */
