#include <throughline/date.h>

#include <stdio.h>
#include <string.h>

#define YEAR_MIN 1
#define YEAR_MAX 9999
#define DAY_MIN (-719162) /* 0001-01-01 */
#define DAY_MAX 2932896 /* 9999-12-31 */

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Counts from 1 March so that the leap day falls at the end of the year. */
static int days_from_civil(int year, int month, int day_of_month)
{
	int march_year = month <= 2 ? year - 1 : year;
	int march_month = month <= 2 ? month + 9 : month - 3;
	int day_of_year = (153 * march_month + 2) / 5 + day_of_month - 1;

	return 365 * march_year + march_year / 4 - march_year / 100 + march_year / 400 +
	       day_of_year - 719468;
}

bool tl_day_is_set(struct tl_day day)
{
	return day.n != TL_NO_DAY.n;
}

struct tl_day tl_day_of(int year, int month, int day_of_month)
{
	if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day_of_month < 1 ||
		day_of_month > days_in_month(year, month))
		return TL_NO_DAY;
	return (struct tl_day){days_from_civil(year, month, day_of_month)};
}

/* The inverse of days_from_civil. A quotient and a remainder come of one multiplication: Neri and
 * Schneider, "Euclidean affine functions and their application to calendar algorithms" (2023). */
void tl_day_split(struct tl_day day, int *year, int *month, int *day_of_month)
{
	uint32_t quarters, century, day_of_year, march_month;
	uint64_t years;
	bool turned; /* January and February end the year that began in March */

	assert(day.n >= DAY_MIN && day.n <= DAY_MAX);
	quarters = 4 * (uint32_t)(day.n + 719468) + 3;
	century = quarters / 146097;
	years = UINT64_C(2939745) * (quarters % 146097 | 3); /* 2^32 / 1461 */
	day_of_year = (uint32_t)years / 2939745 / 4;
	march_month = 2141 * day_of_year + 197913; /* 2^16 / 30.61, from 3 on */
	turned = day_of_year >= 306;
	*day_of_month = (int)((march_month & 0xffff) / 2141) + 1;
	*month = (int)(march_month >> 16) - (turned ? 12 : 0);
	*year = (int)(100 * century + (uint32_t)(years >> 32)) + turned;
}

struct tl_day tl_day_add(struct tl_day day, int days)
{
	int64_t sum = (int64_t)day.n + days;

	if (!tl_day_is_set(day) || sum < DAY_MIN || sum > DAY_MAX)
		return TL_NO_DAY;
	return (struct tl_day){(int32_t)sum};
}

struct tl_day tl_day_add_months(struct tl_day day, int months)
{
	int year, month, day_of_month;
	int64_t index;

	if (!tl_day_is_set(day))
		return TL_NO_DAY;
	tl_day_split(day, &year, &month, &day_of_month);
	index = (int64_t)year * 12 + month - 1 + months;
	if (index < YEAR_MIN * 12 || index >= (YEAR_MAX + 1) * 12)
		return TL_NO_DAY;
	year = (int)(index / 12);
	month = (int)(index % 12) + 1;
	if (day_of_month > days_in_month(year, month))
		day_of_month = days_in_month(year, month);
	return (struct tl_day){days_from_civil(year, month, day_of_month)};
}

struct tl_day tl_month_start(struct tl_day day)
{
	int year, month, day_of_month;

	if (!tl_day_is_set(day))
		return TL_NO_DAY;
	tl_day_split(day, &year, &month, &day_of_month);
	return tl_day_of(year, month, 1);
}

int tl_month_index(struct tl_day day)
{
	int year, month, day_of_month;

	tl_day_split(day, &year, &month, &day_of_month);
	return year * 12 + month - 1;
}

struct tl_day tl_month_day(int month_index)
{
	return month_index < 0 ? TL_NO_DAY : tl_day_of(month_index / 12, month_index % 12 + 1, 1);
}

bool tl_span_holds(struct tl_span span, struct tl_day day)
{
	assert(tl_day_is_set(day));
	return span.from.n <= day.n && (!tl_day_is_set(span.to) || day.n < span.to.n);
}

static void put_digits(char *to, unsigned value, size_t digits)
{
	while (digits) {
		to[--digits] = (char)('0' + value % 10);
		value /= 10;
	}
}

char *tl_day_iso(struct tl_day day, char text[11])
{
	int year, month, day_of_month;

	text[0] = '\0';
	if (!tl_day_is_set(day))
		return text;
	tl_day_split(day, &year, &month, &day_of_month);
	memcpy(text, "0000-00-00", 11);
	put_digits(text, (unsigned)year, 4);
	put_digits(text + 5, (unsigned)month, 2);
	put_digits(text + 8, (unsigned)day_of_month, 2);
	return text;
}

bool tl_day_read(struct tl_str s, struct tl_day *day)
{
	return tl_day_parse(s, "%Y-%m-%d", day) || tl_day_parse(s, "%Y-%m", day);
}
