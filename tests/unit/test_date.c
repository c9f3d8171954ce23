#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <throughline/date.h>

static const char *iso(struct tl_day day)
{
	static char texts[4][11];
	static unsigned turn;

	return tl_day_iso(day, texts[turn++ % 4]);
}

static struct tl_day read_day(const char *text)
{
	struct tl_day day;

	assert_true(tl_day_read(tl_str(text), &day));
	return day;
}

static void known_days_have_their_known_numbers(void **state)
{
	// clang-format off
	static const struct {
		int year, month, day, n;
	} cases[] = {
		/* Python: (date(y, m, d) - date(1970, 1, 1)).days */
		{1970, 1, 1, 0},
		{1969, 12, 31, -1},
		{2000, 2, 29, 11016},
		{2000, 3, 1, 11017},
		{2024, 2, 29, 19782},
		{2026, 11, 23, 20780},
		{1900, 2, 28, -25509},
		{1900, 3, 1, -25508},
		{1, 1, 1, -719162},
		{9999, 12, 31, 2932896},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_int_equal(
			tl_day_of(cases[i].year, cases[i].month, cases[i].day).n, cases[i].n);
}

static void days_that_never_were_are_no_days(void **state)
{
	static const int cases[][3] = {{2023, 2, 29}, {1900, 2, 29}, {2100, 2, 29}, {2024, 2, 30},
		{2024, 4, 31}, {2024, 13, 1}, {2024, 0, 1}, {2024, 1, 0}, {2024, 1, 32}, {0, 1, 1},
		{10000, 1, 1}, {-5, 1, 1}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_false(tl_day_is_set(tl_day_of(cases[i][0], cases[i][1], cases[i][2])));
}

/* Every day there is, counted up by the plain rule of the calendar. */
static void splitting_undoes_building_on_every_day(void **state)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	struct tl_day day = {-719162};

	(void)state;
	for (int year = 1; year <= 9999; year++) {
		bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

		for (int month = 1; month <= 12; month++) {
			int length = lengths[month - 1] + (month == 2 && leap);

			for (int of_month = 1; of_month <= length; of_month++, day.n++) {
				int y, m, d;

				tl_day_split(day, &y, &m, &d);
				if (y != year || m != month || d != of_month ||
					tl_day_of(year, month, of_month).n != day.n)
					fail_msg("%d-%d-%d", year, month, of_month);
			}
		}
	}
	assert_int_equal(day.n, 2932897);
}

static void months_are_added_by_the_calendar(void **state)
{
	// clang-format off
	static const struct {
		const char *from;
		int months;
		const char *want;
	} cases[] = {
		{"2023-01-31", 1, "2023-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2024-02-29", -12, "2023-02-28"},
		{"2024-03-31", -1, "2024-02-29"},
		{"2014-06-30", 12, "2015-06-30"},
		{"2014-12-15", 1, "2015-01-15"},
		{"2014-01-15", -1, "2013-12-15"},
		{"2014-01-15", 0, "2014-01-15"},
		{"9999-12-01", 1, ""},
		{"0001-01-31", -1, ""},
		{"2014-01-15", INT32_MAX, ""},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_string_equal(
			iso(tl_day_add_months(read_day(cases[i].from), cases[i].months)),
			cases[i].want);
	assert_false(tl_day_is_set(tl_day_add_months(TL_NO_DAY, 1)));
}

static void days_are_added_within_the_calendar(void **state)
{
	(void)state;
	assert_string_equal(iso(tl_day_add(read_day("2024-02-28"), 2)), "2024-03-01");
	assert_string_equal(iso(tl_day_add(read_day("2024-01-01"), -1)), "2023-12-31");
	assert_false(tl_day_is_set(tl_day_add(read_day("9999-12-31"), 1)));
	assert_false(tl_day_is_set(tl_day_add(read_day("0001-01-01"), -1)));
	assert_false(tl_day_is_set(tl_day_add(TL_NO_DAY, 5)));
}

static void months_are_consecutive_numbers(void **state)
{
	(void)state;
	assert_int_equal(
		tl_month_index(read_day("2014-12-31")) + 1, tl_month_index(read_day("2015-01-01")));
	assert_string_equal(
		iso(tl_month_day(tl_month_index(read_day("2014-02-28")))), "2014-02-01");
	assert_string_equal(iso(tl_month_start(read_day("2014-02-28"))), "2014-02-01");
	assert_false(tl_day_is_set(tl_month_start(TL_NO_DAY)));
	assert_false(tl_day_is_set(tl_month_day(-1)));
}

static void a_span_holds_its_first_day_and_not_its_last(void **state)
{
	struct tl_span year = {read_day("2014-01-01"), read_day("2015-01-01")};
	struct tl_span open = {read_day("2014-01-01"), TL_NO_DAY};
	struct tl_span empty = {read_day("2014-01-01"), read_day("2014-01-01")};

	(void)state;
	assert_true(tl_span_holds(year, read_day("2014-01-01")));
	assert_true(tl_span_holds(year, read_day("2014-12-31")));
	assert_false(tl_span_holds(year, read_day("2015-01-01")));
	assert_false(tl_span_holds(year, read_day("2013-12-31")));
	assert_true(tl_span_holds(open, read_day("9999-12-31")));
	assert_false(tl_span_holds(open, read_day("2013-12-31")));
	assert_false(tl_span_holds(empty, read_day("2014-01-01")));
}

static void dates_are_what_the_pattern_says_or_nothing(void **state)
{
	// clang-format off
	static const struct {
		const char *text, *format, *want; /* want NULL: not a date */
	} cases[] = {
		{"2014-06-30", "default", "2014-06-30"},
		{"2014-6-3", "default", "2014-06-03"},
		{"2023-02-29", "default", NULL},
		{"2024-02-29", "default", "2024-02-29"},
		{"1900-02-29", "default", NULL},
		{"14-06-30", "default", NULL},
		{"2014-06-30 ", "default", NULL},
		{" 2014-06-30", "default", NULL},
		{"2014-06-30T00:00:00Z", "default", NULL},
		{"", "default", NULL},
		{"2014-06-", "default", NULL},
		{"2014-00-10", "default", NULL},
		{"2014-10-00", "default", NULL},
		{"03/04/2014", "%d/%m/%Y", "2014-04-03"},
		{"03/04/2014", "%m/%d/%Y", "2014-03-04"},
		{"3/4/2014", "%d/%m/%Y", "2014-04-03"},
		{"13/14/2014", "%d/%m/%Y", NULL},
		{"31/04/2014", "%d/%m/%Y", NULL},
		{"003/4/2014", "%d/%m/%Y", NULL},
		{"03-04-2014", "%d/%m/%Y", NULL},
		{"03/04/14", "%d/%m/%Y", NULL},
		{"03/04/14", "%d/%m/%y", "2014-04-03"},
		{"03/04/68", "%d/%m/%y", "2068-04-03"},
		{"03/04/69", "%d/%m/%y", "1969-04-03"},
		{"03/04/2014", "%d/%m/%y", NULL},
		{"20140630", "%Y%m%d", "2014-06-30"},
		{"2014630", "%Y%m%d", NULL}, /* 6 and 30, or 63 and 0? not guessed */
		{"30062014", "%d%m%Y", "2014-06-30"},
		{"3062014", "%d%m%Y", NULL},
		{"30 Jun 2014", "%d %b %Y", "2014-06-30"},
		{"30 JUNE 2014", "%d %b %Y", "2014-06-30"},
		{"1-sept-14", "%d-%b-%y", "2014-09-01"},
		{"1 Sep 2014", "%d %B %Y", "2014-09-01"},
		{"1 May 2014", "%d %B %Y", "2014-05-01"},
		{"1 Juin 2014", "%d %B %Y", NULL},
		{"MSitAE-MARCH-2019", "MSitAE-%B-%Y", "2019-03-01"},
		{"30/06/2014 23:59", "%d/%m/%Y %H:%M", "2014-06-30"},
		{"30/06/2014 24:00", "%d/%m/%Y %H:%M", NULL},
		{"30/06/2014 9:60", "%d/%m/%Y %H:%M", NULL},
		{"2014-06-30 09:05:07.000", "%Y-%m-%d %H:%M:%S", "2014-06-30"},
		{"2014-06-30 09:05:07.", "%Y-%m-%d %H:%M:%S", NULL},
		{"2014-06-30T09:05:07Z", "%Y-%m-%dT%H:%M:%S%Z", "2014-06-30"},
		{"2014-06-30T23:05:07-05:00", "%Y-%m-%dT%H:%M:%S%Z", "2014-06-30"},
		{"100% 2014-06", "100%% %Y-%m", "2014-06-01"},
		{"2014-06-30", "any", "2014-06-30"},
		{"2014-06-30T09:05", "any", "2014-06-30"},
		{"2014-06-30T09:05:07", "any", "2014-06-30"},
		{"2014-06-30T09:05:07Z", "any", "2014-06-30"},
		{"2014-06-30T09:05:07.123Z", "any", "2014-06-30"},
		{"2014-06-30T09:05:07.123+0100", "any", "2014-06-30"},
		{"2014-06-30T09:05+01:00", "any", "2014-06-30"},
		{"2014-06-30 09:05:07", "any", "2014-06-30"},
		{"2014-06-30T09:05:07+25:00", "any", NULL},
		{"2014-06-30T25:00:00Z", "any", NULL},
		{"2014-06-30X", "any", NULL},
		{"2014-6-30", "any", NULL},
		{"30/06/2014", "any", NULL},
		{"2023-02-29T00:00:00Z", "any", NULL},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_day day = {7};
		bool ok = tl_day_parse(tl_str(cases[i].text), cases[i].format, &day);

		assert_true(tl_day_format_is_known(cases[i].format));
		if (ok != (cases[i].want != NULL))
			fail_msg("%s by %s", cases[i].text, cases[i].format);
		assert_string_equal(iso(day), cases[i].want ? cases[i].want : "1970-01-08");
	}
}

static void a_pattern_that_cannot_make_one_day_is_not_known(void **state)
{
	static const char *const unknown[] = {"", "%d/%m", "%d/%Y", "%q", "%", "%Y-%m-%",
		"%Y %y %m %d", "%Y-%m-%d %b", "%Y-%m-%d-%d", "yyyy-mm-dd", "%j %Y", "%e/%m/%Y"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(unknown); i++)
		if (tl_day_format_is_known(unknown[i]))
			fail_msg("%s", unknown[i]);
}

static void a_text_that_is_not_there_is_no_date(void **state)
{
	static const char *const formats[] = {"any", "default", "%d/%m/%Y", "%B %Y", "%H:%M %Y-%m"};
	struct tl_day day = {7};

	(void)state;
	for (size_t i = 0; i < TL_LEN(formats); i++)
		assert_false(tl_day_parse(tl_str(NULL), formats[i], &day));
	assert_false(tl_day_read(tl_str(NULL), &day));
	assert_int_equal(day.n, 7);
}

static void definitions_write_days_or_months(void **state)
{
	struct tl_day day;

	(void)state;
	assert_string_equal(iso(read_day("2014-06-30")), "2014-06-30");
	assert_string_equal(iso(read_day("2014-06")), "2014-06-01");
	assert_false(tl_day_read(TL_STR("2014"), &day));
	assert_false(tl_day_read(TL_STR("30/06/2014"), &day));
	assert_string_equal(iso(TL_NO_DAY), "");
	assert_string_equal(iso(tl_day_of(33, 4, 3)), "0033-04-03");
}

static void excel_counts_days_with_a_leap_day_that_never_was(void **state)
{
	/* As Excel itself shows these numbers; 60 is its 29 February 1900. */
	static const struct {
		const char *serial, *day;
	} cases[] = {
		{"1", "1900-01-01"},
		{"59", "1900-02-28"},
		{"61", "1900-03-01"},
		{"25569", "1970-01-01"},
		{"43831", "2020-01-01"},
		{"43831.75", "2020-01-01"},
		{"2958465", "9999-12-31"},
		{"60", ""},
		{"60.5", ""},
		{"0", ""},
		{"0.5", ""},
		{"2958466", ""},
		{"99999999999999", ""},
		{"", ""},
		{"43831.", ""},
		{"43,831", ""},
		{"-1", ""},
		{"43831 ", ""},
	};

	(void)state;
	assert_true(tl_day_format_is_known("excel"));
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_day day = TL_NO_DAY;
		char text[11];

		if (tl_day_parse(tl_str(cases[i].serial), "excel", &day) != (*cases[i].day != 0))
			fail_msg("%s", cases[i].serial);
		assert_string_equal(tl_day_iso(day, text), cases[i].day);
	}
}

static void a_clock_tells_two_times_of_a_day_apart_and_knows_no_zone(void **state)
{
	static const struct {
		const char *text, *format;
		int second; /* -1: none */
	} cases[] = {
		{"2018-01-02 14:00", "any", 50400},
		{"2018-01-02T14:00:59", "any", 50459},
		{"2018-01-02T14:00:59.25", "any", 50459},
		{"2018-01-02", "any", -1},
		{"2018-01-02T14:00Z", "any", -1},
		{"02/01/2018 00:01", "%d/%m/%Y %H:%M", 60},
		{"02/01/2018", "%d/%m/%Y", -1},
		{"02/01/2018 24:01", "%d/%m/%Y %H:%M", -1},
		{"02/01/2018 00:01 x", "%d/%m/%Y %H:%M", -1},
		{"43102.5", "excel", -1},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		int second = -1;
		bool read = tl_clock_parse(tl_str(cases[i].text), cases[i].format, &second);

		assert_int_equal(read, cases[i].second >= 0);
		if (read)
			assert_int_equal(second, cases[i].second);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(excel_counts_days_with_a_leap_day_that_never_was),
		cmocka_unit_test(known_days_have_their_known_numbers),
		cmocka_unit_test(days_that_never_were_are_no_days),
		cmocka_unit_test(splitting_undoes_building_on_every_day),
		cmocka_unit_test(months_are_added_by_the_calendar),
		cmocka_unit_test(days_are_added_within_the_calendar),
		cmocka_unit_test(months_are_consecutive_numbers),
		cmocka_unit_test(a_span_holds_its_first_day_and_not_its_last),
		cmocka_unit_test(dates_are_what_the_pattern_says_or_nothing),
		cmocka_unit_test(a_pattern_that_cannot_make_one_day_is_not_known),
		cmocka_unit_test(a_text_that_is_not_there_is_no_date),
		cmocka_unit_test(definitions_write_days_or_months),
		cmocka_unit_test(a_clock_tells_two_times_of_a_day_apart_and_knows_no_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
