#include <throughline/date.h>

#include <string.h>

/*
 * A pattern is walked once against the text, with no backtracking: a contract's author can follow
 * it with a finger. Only when the text is used up and the parts make a day of the calendar is it a
 * date.
 */

struct reading {
	struct tl_str rest;
	int year, month, day; /* 0: not read */
	int hour, minute, second;
	bool has_clock, has_zone;
};

static const char *const month_names[] = {"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december"};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip(struct tl_str *s, size_t length)
{
	if (length) /* the empty view may point nowhere, and nowhere + 0 is not C */
		*s = tl_str_slice(s->data + length, s->length - length);
}

/* Takes as many digits as there are, at least low and at most high. */
static bool take_digits(struct tl_str *s, size_t low, size_t high, int *value)
{
	size_t at = 0;

	*value = 0;
	while (at < high && at < s->length && is_digit(s->data[at]))
		*value = *value * 10 + (s->data[at++] - '0');
	skip(s, at);
	return at >= low;
}

static bool take_char(struct tl_str *s, char c)
{
	if (!s->length || s->data[0] != c)
		return false;
	skip(s, 1);
	return true;
}

static bool starts_fold(struct tl_str s, struct tl_str prefix)
{
	return s.length >= prefix.length &&
	       tl_str_equal_fold(tl_str_slice(s.data, prefix.length), prefix);
}

/* The full name or its first three letters, in either case; September is also cut to four. */
static bool take_month_name(struct tl_str *s, int *month)
{
	for (int i = 0; i < 12; i++) {
		struct tl_str name = tl_str(month_names[i]);
		struct tl_str cuts[] = {
			name, tl_str_slice(name.data, i == 8 ? 4 : 3), tl_str_slice(name.data, 3)};

		for (size_t j = 0; j < TL_LEN(cuts); j++) {
			if (!starts_fold(*s, cuts[j]))
				continue;
			*month = i + 1;
			skip(s, cuts[j].length);
			return true;
		}
	}
	return false;
}

/* Z, UTC, GMT or +hh:mm, +hhmm, +hh. Ignored: the day is the one the partner wrote. */
static bool take_zone(struct tl_str *s)
{
	int hours, minutes = 0;

	if (take_char(s, 'Z'))
		return true;
	if (tl_str_starts(*s, TL_STR("UTC")) || tl_str_starts(*s, TL_STR("GMT"))) {
		skip(s, 3);
		return true;
	}
	if (!take_char(s, '+') && !take_char(s, '-'))
		return false;
	if (!take_digits(s, 2, 2, &hours))
		return false;
	if (take_char(s, ':') || (s->length && is_digit(s->data[0])))
		if (!take_digits(s, 2, 2, &minutes))
			return false;
	return hours <= 14 && minutes <= 59;
}

static bool take_time_part(struct tl_str *s, int highest, int *value)
{
	return take_digits(s, 1, 2, value) && *value <= highest;
}

/* Databases write seconds with a fraction; it is skipped unless the pattern itself names a dot. */
static bool take_seconds(struct tl_str *s, char next_in_pattern, int *second)
{
	if (!take_time_part(s, 60, second))
		return false;
	if (next_in_pattern != '.' && s->length > 1 && s->data[0] == '.' && is_digit(s->data[1])) {
		skip(s, 1);
		while (s->length && is_digit(s->data[0]))
			skip(s, 1);
	}
	return true;
}

static bool is_numeric_directive(const char *pattern)
{
	return pattern[0] == '%' && pattern[1] && strchr("dmyYHMS", pattern[1]);
}

static bool take_short_year(struct tl_str *s, int *year)
{
	if (!take_digits(s, 2, 2, year))
		return false;
	*year += *year <= 68 ? 2000 : 1900;
	return true;
}

/* at points at a '%'. alone: no other number touches this one, so that one digit is enough. */
static bool take_directive(struct reading *reading, const char *at, bool alone)
{
	struct tl_str *s = &reading->rest;
	size_t low = alone ? 1 : 2;

	switch (at[1]) {
	case 'd':
		return take_digits(s, low, 2, &reading->day) && reading->day > 0;
	case 'm':
		return take_digits(s, low, 2, &reading->month);
	case 'Y':
		return take_digits(s, 4, 4, &reading->year);
	case 'y':
		return take_short_year(s, &reading->year);
	case 'b':
	case 'B':
		return take_month_name(s, &reading->month);
	case 'H':
		reading->has_clock = true;
		return take_time_part(s, 23, &reading->hour);
	case 'M':
		return take_time_part(s, 59, &reading->minute);
	case 'S':
		return take_seconds(s, at[2], &reading->second);
	case 'Z':
	case 'z':
		reading->has_zone = true;
		return take_zone(s);
	case '%':
		return take_char(s, '%');
	default:
		return false;
	}
}

static bool walk_pattern(struct reading *reading, const char *pattern)
{
	bool after_number = false;

	for (const char *at = pattern; *at; at++) {
		bool number = is_numeric_directive(at);

		if (*at != '%') {
			if (!take_char(&reading->rest, *at))
				return false;
		} else {
			if (!take_directive(
				    reading, at, !after_number && !is_numeric_directive(at + 2)))
				return false;
			at++;
		}
		after_number = number;
	}
	return !reading->rest.length;
}

static bool read_by_pattern(struct tl_str s, const char *pattern, struct tl_day *day)
{
	struct reading reading = {.rest = s};
	struct tl_day found;

	if (!walk_pattern(&reading, pattern))
		return false;
	/* A pattern without a day of the month names a month: its first day. */
	found = tl_day_of(reading.year, reading.month, reading.day ? reading.day : 1);
	if (!tl_day_is_set(found))
		return false;
	*day = found;
	return true;
}

static const char *const iso_patterns[] = {"%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S",
	"%Y-%m-%dT%H:%M%Z", "%Y-%m-%dT%H:%M:%S%Z", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
	"%Y-%m-%d %H:%M%Z", "%Y-%m-%d %H:%M:%S%Z"};

static bool read_iso(struct tl_str s, struct tl_day *day)
{
	if (s.length < 10 || s.data[4] != '-' || s.data[7] != '-')
		return false; /* ISO days and months have two digits */
	for (size_t i = 0; i < TL_LEN(iso_patterns); i++)
		if (read_by_pattern(s, iso_patterns[i], day))
			return true;
	return false;
}

/* Excel counts days from 1 = 1 January 1900 and has a 29 February 1900 that never was: number 60. A
 * fraction is a time of day. */
static bool read_serial(struct tl_str s, struct tl_day *day)
{
	int serial = 0;

	for (; s.length && s.data[0] >= '0' && s.data[0] <= '9'; s.data++, s.length--)
		if ((serial = serial * 10 + s.data[0] - '0') > 2958465) /* 9999-12-31 */
			return false;
	if (serial < 1 || serial == 60 || (s.length && (!take_char(&s, '.') || !s.length)))
		return false;
	for (size_t i = 0; i < s.length; i++)
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
	*day = tl_day_add(tl_day_of(1899, 12, 31), serial - (serial > 60));
	return true;
}

bool tl_day_parse(struct tl_str s, const char *format, struct tl_day *day)
{
	if (!strcmp(format, "any"))
		return read_iso(s, day);
	if (!strcmp(format, "excel"))
		return read_serial(s, day);
	if (!strcmp(format, "default"))
		format = "%Y-%m-%d";
	return read_by_pattern(s, format, day);
}

/* The time of a text that a pattern reads, where it has one and all that compare share its zone. */
static bool read_clock(struct tl_str s, const char *pattern, int *second)
{
	struct reading reading = {.rest = s};

	if (!walk_pattern(&reading, pattern) || !reading.has_clock || reading.has_zone)
		return false;
	*second = (reading.hour * 60 + reading.minute) * 60 + reading.second;
	return true;
}

bool tl_clock_parse(struct tl_str s, const char *format, int *second)
{
	if (strcmp(format, "any"))
		return read_clock(s, format, second);
	for (size_t i = 0; i < TL_LEN(iso_patterns); i++)
		if (read_clock(s, iso_patterns[i], second))
			return true;
	return false;
}

bool tl_day_format_is_known(const char *format)
{
	int years = 0, months = 0, days = 0;

	if (!strcmp(format, "any") || !strcmp(format, "default") || !strcmp(format, "excel"))
		return true;
	for (const char *at = format; *at; at++) {
		if (*at != '%')
			continue;
		at++;
		if (!*at || !strchr("dmyYbBHMSZz%", *at))
			return false;
		years += *at == 'y' || *at == 'Y';
		months += *at == 'm' || *at == 'b' || *at == 'B';
		days += *at == 'd';
	}
	return years == 1 && months == 1 && days <= 1;
}
