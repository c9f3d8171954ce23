/* Which forms of dates a column is written in. */
#include "sniff.h"

#include <string.h>

/* Where "01/02/2014" can be read both ways day first is preferred, and said to be unsure. */
const struct sniff_date_format sniff_date_formats[] = {
	{"%Y-%m-%d", 'Y', false, false},
	{"%d/%m/%Y", 'D', false, false},
	{"%m/%d/%Y", 'M', false, false},
	{"%d-%m-%Y", 'D', false, false},
	{"%m-%d-%Y", 'M', false, false},
	{"%d.%m.%Y", 'D', false, false},
	{"%Y/%m/%d", 'Y', false, false},
	{"%d %b %Y", 'N', false, false},
	{"%d-%b-%Y", 'N', false, false},
	{"%d-%b-%y", 'N', false, false},
	{"%b %d, %Y", 'N', false, false},
	{"%d/%m/%y", 'D', false, false},
	{"%m/%d/%y", 'M', false, false},
	{"%d/%m/%Y %H:%M", 'D', false, true},
	{"%m/%d/%Y %H:%M", 'M', false, true},
	{"%d/%m/%Y %H:%M:%S", 'D', false, true},
	{"%m/%d/%Y %H:%M:%S", 'M', false, true},
	{"%d.%m.%Y %H:%M", 'D', false, true},
	{"%d.%m.%Y %H:%M:%S", 'D', false, true},
	{"%d-%b-%Y %H:%M", 'N', false, true},
	{"%d-%b-%Y %H:%M:%S", 'N', false, true},
	{"any", 'Y', false, true},
	{"%Y-%m", 'Y', true, false},
	{"%Y/%m", 'Y', true, false},
	{"%m/%Y", 'M', true, false},
	{"%b %Y", 'N', true, false},
	{"%b-%Y", 'N', true, false},
	{"%b-%y", 'N', true, false},
	{"%Y%m%d", 'Y', false, false},
};
const size_t sniff_date_format_count = TL_LEN(sniff_date_formats);
static_assert(TL_LEN(sniff_date_formats) <= 64, "a format is a bit");

const char *const sniff_sentinels[] = {
	"1800-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "2099-12-31", "9999-12-31"};
static_assert(TL_LEN(sniff_sentinels) == SNIFF_SENTINELS, "as many as are counted");

/* Text without a digit is no date, and dates are short. */
static bool may_be_date(struct tl_str text)
{
	if (text.length < 6 || text.length > 40)
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] >= '0' && text.data[i] <= '9')
			return true;
	return false;
}

/* One to four digits, or a month's name as letters. */
static size_t part_length(struct tl_str text)
{
	size_t digits = 0, letters = 0;

	while (digits < text.length && text.data[digits] >= '0' && text.data[digits] <= '9')
		digits++;
	while (letters < text.length && ((text.data[letters] | 0x20) >= 'a') &&
		((text.data[letters] | 0x20) <= 'z'))
		letters++;
	if (letters)
		return letters >= 3 && letters <= 9 ? letters : 0;
	return digits <= 4 ? digits : 0;
}

/* " 10:00", "T10:00:00Z" behind a day: no words, and a colon. */
static bool is_clock(struct tl_str text)
{
	bool colon = false;

	if (text.length < 5 || (text.data[0] != ' ' && text.data[0] != 'T'))
		return false;
	for (size_t i = 1; i < text.length; i++) {
		if (!memchr("0123456789:.+-Z", text.data[i], 15))
			return false;
		colon = colon || text.data[i] == ':';
	}
	return colon;
}

bool sniff_is_like_date(struct tl_str text)
{
	struct tl_str whole = text;
	char mark = '\0';

	if (!may_be_date(text))
		return false;
	for (int part = 0; part < 3; part++) {
		size_t length;

		if (part) {
			if (!text.length || !memchr("-/. ", text.data[0], 4) ||
				(mark && text.data[0] != mark))
				return false;
			mark = text.data[0];
			text = tl_str_slice(text.data + 1, text.length - 1);
		}
		length = part_length(text);
		if (!length)
			return false;
		text = tl_str_slice(text.data + length, text.length - length);
	}
	/* With a day that there is, it is the clock that is wrong. */
	return !text.length || (is_clock(text) && !sniff_date_mask(tl_str_slice(
							  whole.data, whole.length - text.length)));
}

uint64_t sniff_date_mask(struct tl_str text)
{
	uint64_t mask = 0;
	struct tl_day day;

	if (!may_be_date(text))
		return 0;
	for (size_t i = 0; i < sniff_date_format_count; i++)
		if (tl_day_parse(text, sniff_date_formats[i].format, &day))
			mask |= UINT64_C(1) << i;
	return mask;
}

static int64_t rows_read_by(const struct sniff_column *column, size_t format, uint64_t besides)
{
	int64_t rows = 0;

	for (size_t i = 0; i < column->dates.count; i++) {
		const struct sniff_mask *mask = &column->dates.items[i];

		if (!(mask->formats & besides) && (mask->formats >> format & 1))
			rows += mask->rows;
	}
	return rows;
}

/* Day and month swapped: the one must never stand in for what the other does not read. */
static bool are_opposite(size_t a, size_t b)
{
	char x = sniff_date_formats[a].reading, y = sniff_date_formats[b].reading;

	return (x == 'D' && y == 'M') || (x == 'M' && y == 'D');
}

static bool may_join(const struct sniff_dates *dates, size_t format)
{
	for (size_t i = 0; i < dates->count; i++)
		if (are_opposite(dates->formats[i], format))
			return false;
	return true;
}

static size_t next_format(const struct sniff_column *column, const struct sniff_dates *dates,
	uint64_t besides, int64_t *rows)
{
	size_t best = SIZE_MAX;

	*rows = 0;
	for (size_t i = 0; i < sniff_date_format_count; i++) {
		int64_t more = rows_read_by(column, i, besides);

		if (more > *rows && may_join(dates, i)) {
			best = i;
			*rows = more;
		}
	}
	return best;
}

static void see_doubt(const struct sniff_column *column, struct sniff_dates *dates)
{
	uint64_t taken = 0;

	for (size_t i = 0; i < dates->count; i++)
		taken |= UINT64_C(1) << dates->formats[i];
	for (size_t i = 0; i < dates->count; i++) {
		int64_t rows = rows_read_by(column, dates->formats[i], 0);

		dates->other[i] = SIZE_MAX;
		for (size_t j = 0; j < sniff_date_format_count; j++) {
			int64_t otherwise = rows_read_by(column, j, taken);

			if (!are_opposite(dates->formats[i], j))
				continue;
			if (rows_read_by(column, j, 0) == rows && dates->other[i] == SIZE_MAX)
				dates->other[i] = j;
			if (otherwise > dates->clash)
				dates->clash = otherwise;
		}
	}
}

/* Steps: the format that reads most, then what reads most of the rest, while that is anything. */
struct sniff_dates sniff_dates_of(const struct sniff_column *column)
{
	struct sniff_dates dates = {0};
	uint64_t besides = 0;

	while (dates.count < SNIFF_DATES_MAX) {
		int64_t rows;
		size_t format = next_format(column, &dates, besides, &rows);

		if (format == SIZE_MAX)
			break;
		dates.formats[dates.count++] = format;
		dates.fit += rows;
		besides |= UINT64_C(1) << format;
	}
	if (dates.count)
		see_doubt(column, &dates);
	return dates;
}
