/* Columns of whole and decimal numbers in plain digits. */
#include "kernel.h"

#include <math.h>
#include <string.h>

#define DIGITS_MAX 15 /* so many decimal digits are a double exactly */

/* A minus, digits, and, where point is not 0, digits behind one; at most DIGITS_MAX in all, at
 * least one before a point and one behind it. *scale: how many behind. */
static bool read_digits(struct tl_str text, char point, int64_t *value, size_t *scale)
{
	size_t at = text.data[0] == '-', from = at, point_at = 0;
	int64_t sum = 0;

	for (; at < text.length; at++) {
		unsigned digit = (unsigned)(text.data[at] - '0');

		if (digit < 10) {
			sum = sum * 10 + digit;
			if (at - from > DIGITS_MAX)
				return false;
		} else if (point && text.data[at] == point && !point_at && at > from) {
			point_at = at;
		} else {
			return false;
		}
	}
	if (at == from || at - from - (point_at > 0) > DIGITS_MAX || point_at + 1 == at)
		return false;
	*scale = point_at ? at - point_at - 1 : 0;
	*value = from ? -sum : sum;
	return true;
}

/* ---- texts of up to eight bytes, all at once ----------------------------------------------- */

#define SHORT_MAX sizeof(uint64_t)
#define ONES UINT64_C(0x0101010101010101)

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first digit lies lowest");

/* The number that so many digits are, of which the first lies lowest; false where one is none. */
static inline bool read_word(uint64_t bytes, size_t length, int64_t *value)
{
	const uint64_t two = UINT64_C(0x000000ff000000ff);
	unsigned missing = 4 * (unsigned)(SHORT_MAX - length); /* half the bits of those before */
	uint64_t digits = (bytes ^ ONES * '0') << missing << missing;
	uint64_t over = (digits + ONES * 0x76) | digits;

	digits = digits * 10 + (digits >> 8); /* in every other byte the number of two */
	*value = (int64_t)(((digits & two) * (100 + (UINT64_C(1000000) << 32)) +
				   (digits >> 16 & two) * (1 + (UINT64_C(10000) << 32))) >>
			   32);
	return !(over & ONES * 0x80);
}

/* As read_digits, of plain digits around at most one point; false where it is to be asked. The text
 * is readable past its end: TL_CSV_PADDING. */
static inline bool read_short(struct tl_str text, char point, int64_t *value, size_t *scale)
{
	uint64_t bytes, differs, is_point, before;
	size_t at;

	*scale = 0;
	if (text.length > SHORT_MAX)
		return false;
	memcpy(&bytes, text.data, sizeof bytes);
	if (!point)
		return read_word(bytes, text.length, value);
	differs = bytes ^ ONES * (unsigned char)point;
	is_point = (differs - ONES) & ~differs & ONES * 0x80; /* the lowest is right */
	at = is_point ? (size_t)__builtin_ctzll(is_point) / 8 : SHORT_MAX;
	if (at >= text.length)
		return read_word(bytes, text.length, value);
	if (at == 0 || at + 1 == text.length)
		return false;
	before = (UINT64_C(1) << 8 * at) - 1;
	*scale = text.length - 1 - at;
	return read_word((bytes & before) | (bytes >> 8 & ~before), text.length - 1, value);
}

static inline bool read_number(struct tl_str text, char point, int64_t *value, size_t *scale)
{
	return read_short(text, point, value, scale) || read_digits(text, point, value, scale);
}

void ingest_kernel_whole(struct ingest_kernel *kernel, struct ingest_batch *batch)
{
	const struct ingest_column column = ingest_column_of(batch, kernel);
	const double minimum = kernel->rule->minimum, maximum = kernel->rule->maximum;
	int64_t *numbers = kernel->numbers;

	for (size_t row = 0, count = batch->count; row < count; row++) {
		struct tl_str text = ingest_column_text(&column, row);
		size_t scale;
		int64_t value;

		if (!text.length) {
			numbers[row] = TL_NO_INT;
			ingest_batch_blank(batch, kernel, row);
		} else if (!read_number(text, '\0', &value, &scale) || (double)value < minimum ||
			   (double)value > maximum) {
			ingest_kernel_one(kernel, batch, row, text);
		} else {
			numbers[row] = value;
		}
	}
}

void ingest_kernel_real(struct ingest_kernel *kernel, struct ingest_batch *batch)
{
	/* Both the digits and the power are doubles exactly, so their quotient is the nearest
	 * double to the number (Clinger 1990). */
	static const double powers[] = {
		1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	const struct tl_rule *rule = kernel->rule;
	const struct ingest_column column = ingest_column_of(batch, kernel);
	const double minimum = rule->minimum, maximum = rule->maximum;
	char point = rule->style.decimal ? rule->style.decimal : '.';

	for (size_t row = 0, count = batch->count; row < count; row++) {
		struct tl_str text = ingest_column_text(&column, row);
		size_t scale;
		int64_t value;
		double real;

		if (!text.length) {
			kernel->reals[row] = NAN;
			ingest_batch_blank(batch, kernel, row);
			continue;
		}
		if (!read_number(text, point, &value, &scale)) {
			ingest_kernel_one(kernel, batch, row, text);
			continue;
		}
		real = (double)value / powers[scale];
		if (real < minimum || real > maximum) {
			ingest_kernel_one(kernel, batch, row, text);
			continue;
		}
		kernel->reals[row] = real;
	}
}
