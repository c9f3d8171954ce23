#include <throughline/money.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>

#define APRIL 4

/* ---- amounts -------------------------------------------------------------------------------- */

static bool is_within(int64_t pence)
{
	return pence <= TL_MONEY_MAX && pence >= -TL_MONEY_MAX;
}

static bool cut(struct tl_str *text, struct tl_str prefix)
{
	if (!tl_str_starts(*text, prefix))
		return false;
	*text = tl_str_slice(text->data + prefix.length, text->length - prefix.length);
	return true;
}

/* What stands before the number: a minus, a pound sign, either way round. */
static bool cut_signs(struct tl_str *text)
{
	bool negative = cut(text, TL_STR("-"));

	return cut(text, TL_STR("\xc2\xa3")) && !negative ? cut(text, TL_STR("-")) : negative;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "", "5" or "50" behind the point: 0, 50, 50. */
static bool read_decimals(struct tl_str decimals, int64_t *pence)
{
	*pence = 0;
	if (decimals.length > 2)
		return false;
	for (size_t i = 0; i < decimals.length; i++) {
		if (!is_digit(decimals.data[i]))
			return false;
		*pence = *pence * 10 + (decimals.data[i] - '0');
	}
	if (decimals.length == 1)
		*pence *= 10;
	return true;
}

bool tl_money_read_pounds(struct tl_str text, int64_t *pence)
{
	struct tl_str rest = text, whole;
	bool negative = cut_signs(&rest);
	int64_t pounds, decimals = 0;
	size_t point;

	if (!rest.length || !is_digit(rest.data[0]))
		return false;
	whole = rest;
	if (tl_str_find(rest, TL_STR("."), &point)) {
		whole = tl_str_slice(rest.data, point);
		if (point + 1 == rest.length ||
			!read_decimals(tl_str_slice(rest.data + point + 1, rest.length - point - 1),
				&decimals))
			return false;
	}
	if (!tl_num_int(whole, (struct tl_num_style){.group = ','}, &pounds) ||
		pounds > TL_MONEY_MAX / TL_POUND)
		return false;
	decimals += pounds * TL_POUND;
	if (!is_within(decimals))
		return false;
	*pence = negative ? -decimals : decimals;
	return true;
}

bool tl_money_read_pence(struct tl_str text, int64_t *pence)
{
	int64_t number;

	if (!tl_num_int(text, (struct tl_num_style){.group = ','}, &number) || !is_within(number))
		return false;
	*pence = number;
	return true;
}

int64_t tl_money_round(double pence, int64_t step)
{
	double steps = round(pence / (double)step);

	if (!isfinite(pence) || fabs(steps * (double)step) > (double)TL_MONEY_MAX)
		return TL_NO_MONEY;
	return (int64_t)steps * step;
}

void tl_money_split(int64_t pence, const double *weights, size_t count, int64_t *shares)
{
	double *remainder = tl_alloc(count + 1, sizeof *remainder);
	double whole = 0;
	int64_t left = pence < 0 ? -pence : pence, amount = left;

	for (size_t i = 0; i < count; i++)
		whole += weights[i];
	for (size_t i = 0; i < count; i++) {
		double exact = whole > 0 ? (double)amount * (weights[i] / whole)
					 : (double)amount / (double)count;

		shares[i] = (int64_t)floor(exact);
		remainder[i] = exact - floor(exact);
		left -= shares[i];
	}
	while (count && left > 0) {
		size_t most = 0;

		for (size_t i = 1; i < count; i++)
			if (remainder[i] > remainder[most])
				most = i;
		remainder[most] = -1;
		shares[most]++;
		left--;
	}
	for (size_t i = 0; pence < 0 && i < count; i++)
		shares[i] = -shares[i];
	free(remainder);
}

/* ---- years ---------------------------------------------------------------------------------- */

bool tl_year_read(struct tl_str text, int *year)
{
	int64_t first, second;
	bool has_second = text.length == 7 && (text.data[4] == '/' || text.data[4] == '-');

	if ((text.length != 4 && !has_second) ||
		!tl_num_int(tl_str_slice(text.data, 4), (struct tl_num_style){0}, &first) ||
		first < 1900 || first > 2999)
		return false;
	if (has_second && (!is_digit(text.data[5]) ||
				  !tl_num_int(tl_str_slice(text.data + 5, 2),
					  (struct tl_num_style){0}, &second) ||
				  second != (first + 1) % 100))
		return false;
	*year = (int)first;
	return true;
}

char *tl_year_name(int year, char text[8])
{
	snprintf(text, 8, "%04d/%02d", (int)((unsigned)year % 10000),
		(int)((unsigned)(year + 1) % 100));
	return text;
}

int tl_year_of(struct tl_day day)
{
	int year, month, day_of_month;

	tl_day_split(day, &year, &month, &day_of_month);
	return month >= APRIL ? year : year - 1;
}

struct tl_span tl_year_span(int year)
{
	return (struct tl_span){tl_day_of(year, APRIL, 1), tl_day_of(year + 1, APRIL, 1)};
}
