/*
 * Days without clocks or time zones. A day is a count from 1970-01-01 in the proleptic Gregorian
 * calendar, years 1 to 9999. The type is a struct so that a day and a number cannot be mixed up.
 *
 * Formats are Frictionless (strptime) patterns, tried in the order a contract lists them; nothing
 * is guessed: "03/04/2014" is what the contract says it is.
 */
#ifndef THROUGHLINE_DATE_H
#define THROUGHLINE_DATE_H

#include <throughline/str.h>

struct tl_day {
	int32_t n; /* days since 1970-01-01; TL_NO_DAY.n where there is none */
};
#define TL_NO_DAY ((struct tl_day){INT32_MIN})

struct tl_span {
	struct tl_day from, to; /* half-open: from <= day < to; to = TL_NO_DAY is open */
};

bool tl_day_is_set(struct tl_day day);
struct tl_day tl_day_of(int year, int month, int day_of_month); /* TL_NO_DAY if impossible */
void tl_day_split(struct tl_day day, int *year, int *month, int *day_of_month);
/* Calendar arithmetic: 31 Jan + 1 month = 28/29 Feb; 29 Feb + 12 months = 28 Feb. */
struct tl_day tl_day_add_months(struct tl_day day, int months);
struct tl_day tl_day_add(struct tl_day day, int days);
struct tl_day tl_month_start(struct tl_day day);
int tl_month_index(struct tl_day day); /* year * 12 + month - 1: months as consecutive numbers */
struct tl_day tl_month_day(int month_index); /* the first day of that month */
bool tl_span_holds(struct tl_span span, struct tl_day day);

/* Parses all of s by one pattern: %d %m %y %Y %b %B %H %M %S %Z (Z, UTC, GMT or +hh:mm, ignored),
 * %%, other characters literally. %d and %m take one or two digits, two where another number
 * touches them ("%Y%m%d"); %Y takes four; %y: 00-68 are 20xx, 69-99 19xx; %b and %B take full and
 * short English names. A time of day, with a fraction of a second or without, is checked and
 * dropped. No %d: the first of the month. "any" tries ISO 8601 with or without a time; "default" is
 * %Y-%m-%d; "excel" is a day's number in a spreadsheet, 1 = 1900-01-01, a fraction
 * dropped. On false, *day is left alone. */
bool tl_day_parse(struct tl_str s, const char *format, struct tl_day *day);
/* The seconds since midnight of a text that tl_day_parse reads by the same format; false where it
 * has no time, or names a zone. Days are what we keep: this is for telling two times of one day
 * apart. */
bool tl_clock_parse(struct tl_str s, const char *format, int *second);
/* A pattern understood, with one year, one month and at most one day. */
bool tl_day_format_is_known(const char *format);
/* "2014-06-30" into a buffer of 11 bytes; returns it. TL_NO_DAY gives "". */
char *tl_day_iso(struct tl_day day, char text[11]);
/* "2014-06-30" or "2014-06" (its first day), as definitions write dates. */
bool tl_day_read(struct tl_str s, struct tl_day *day);

#endif
