#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <throughline/num.h>

static const struct tl_num_style plain = {0}, grouped = {.group = ','},
				 continental = {.group = '.', .decimal = ','},
				 loose = {.group = ',', .strip = true};

static void whole_numbers_are_read_whole_or_not_at_all(void **state)
{
	// clang-format off
	static const struct {
		const char *text;
		const struct tl_num_style *style;
		bool ok;
		int64_t want;
	} cases[] = {
		{"0", &plain, true, 0},
		{"007", &plain, true, 7},
		{"-12", &plain, true, -12},
		{"+12", &plain, true, 12},
		{"9223372036854775807", &plain, true, INT64_MAX},
		{"-9223372036854775808", &plain, true, INT64_MIN},
		{"9223372036854775808", &plain, false, 0},
		{"-9223372036854775809", &plain, false, 0},
		{"99999999999999999999999999", &plain, false, 0},
		{"", &plain, false, 0},
		{"-", &plain, false, 0},
		{"--1", &plain, false, 0},
		{"1.0", &plain, false, 0},
		{"1e3", &plain, false, 0},
		{"0x10", &plain, false, 0},
		{" 1", &plain, false, 0},
		{"1 ", &plain, false, 0},
		{"1,234", &plain, false, 0},
		{"1,234", &grouped, true, 1234},
		{"12,345,678", &grouped, true, 12345678},
		{"1234", &grouped, true, 1234},
		{"1,23", &grouped, false, 0},
		{"1,2345", &grouped, false, 0},
		{"1234,567", &grouped, false, 0},
		{",123", &grouped, false, 0},
		{"1,", &grouped, false, 0},
		{"1,,234", &grouped, false, 0},
		{"12,34,567", &grouped, false, 0},
		{"1.234", &continental, true, 1234},
		{"\xc2\xa3" "1,200", &loose, true, 1200},
		{"-\xc2\xa3" "5", &loose, true, -5},
		{"\xc2\xa3-5", &loose, true, -5},
		{"85%", &loose, true, 85},
		{"(5)", &loose, false, 0}, /* an accountant's minus */
		{"5-", &loose, false, 0},
		{"5 of 6", &loose, false, 0},
		{"none", &loose, false, 0},
		{"5%", &plain, false, 0},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		int64_t value = 42;

		assert_int_equal(
			tl_num_int(tl_str(cases[i].text), *cases[i].style, &value), cases[i].ok);
		assert_int_equal(value, cases[i].ok ? cases[i].want : 42);
	}
}

static void real_numbers_are_read_exactly(void **state)
{
	// clang-format off
	static const struct {
		const char *text;
		const struct tl_num_style *style;
		bool ok;
		double want;
	} cases[] = {
		{"0.1", &plain, true, 0.1},
		{".5", &plain, true, 0.5},
		{"5.", &plain, true, 5},
		{"-3.25", &plain, true, -3.25},
		{"1e3", &plain, true, 1000},
		{"1.5E-3", &plain, true, 0.0015},
		{"9007199254740993", &plain, true, 9007199254740992.0}, /* ties to even */
		{"123456789012345678901234567890", &plain, true, 123456789012345678901234567890.0},
		{"1e999", &plain, false, 0},
		{"1e-999", &plain, true, 0},
		{"1e", &plain, false, 0},
		{"e5", &plain, false, 0},
		{".", &plain, false, 0},
		{"", &plain, false, 0},
		{"nan", &plain, false, 0},
		{"inf", &plain, false, 0},
		{"-infinity", &plain, false, 0},
		{"0x1p3", &plain, false, 0},
		{"1,5", &plain, false, 0},
		{"1.2.3", &plain, false, 0},
		{" 1.5", &plain, false, 0},
		{"1,234.5", &grouped, true, 1234.5},
		{"1,23.5", &grouped, false, 0},
		{"1.5,000", &grouped, false, 0},
		{"1.234,5", &continental, true, 1234.5},
		{"0,5", &continental, true, 0.5},
		{"\xc2\xa3" "1,234.50 p.a.", &loose, true, 1234.5},
		{"$.50", &loose, true, 0.5},
		{"86.6%", &loose, true, 86.6},
		{"(1,234.50)", &loose, false, 0},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		double value = 42;

		assert_int_equal(
			tl_num_real(tl_str(cases[i].text), *cases[i].style, &value), cases[i].ok);
		assert_true(value == (cases[i].ok ? cases[i].want : 42));
	}
}

static void a_text_longer_than_any_number_is_none(void **state)
{
	char digits[1000];
	double real;
	int64_t whole;

	(void)state;
	for (size_t i = 0; i < sizeof digits; i++)
		digits[i] = '0';
	for (size_t length = 100; length <= sizeof digits; length++) {
		struct tl_str s = tl_str_slice(digits, length);

		assert_int_equal(tl_num_int(s, plain, &whole), length <= 126);
		assert_int_equal(tl_num_real(s, plain, &real), length <= 126);
	}
}

static void a_board_reads_grouped_thousands_rounded_half_away(void **state)
{
	// clang-format off
	static const struct {
		double value;
		int places;
		const char *want;
	} cases[] = {
		{1419.6, 0, "1,420"},
		{1420, 0, "1,420"},
		{0, 0, "0"},
		{0, 2, "0.00"},
		{0.5, 0, "1"},
		{1.5, 0, "2"},
		{2.5, 0, "3"}, /* half to even would say 2 */
		{-2.5, 0, "-3"},
		{-0.4, 0, "0"},
		{0.05, 1, "0.1"},
		{0.004, 1, "0.0"},
		{2.675, 2, "2.68"}, /* printf says 2.67: the double lies just below */
		{1.005, 2, "1.01"},
		{999.5, 0, "1,000"},
		{999999.995, 2, "1,000,000.00"},
		{1234567.891, 1, "1,234,567.9"},
		{123, 0, "123"},
		{-1234, 0, "-1,234"},
		{0.000000001, 9, "0.000000001"},
		{1e15, 0, "1,000,000,000,000,000"},
		{-INFINITY, 0, "-Inf"},
		{NAN, 0, ""},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf buf = {0};

		tl_buf_add_number(&buf, cases[i].value, cases[i].places);
		assert_string_equal(tl_buf_c(&buf), cases[i].want);
		tl_buf_free(&buf);
	}
}

static void results_keep_twelve_digits_in_their_shortest_form(void **state)
{
	// clang-format off
	static const struct {
		double value;
		const char *want;
	} cases[] = {
		{0.1, "0.1"},
		{1.0 / 3, "0.333333333333"},
		{1420, "1420"},
		{-0.0, "0"},
		{123456789012, "123456789012"},
		{1e20, "1e+20"},
		{0.1 + 0.2, "0.3"},
		{INFINITY, "Inf"},
		{-INFINITY, "-Inf"},
		{NAN, ""},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf buf = {0};

		tl_buf_add_real(&buf, cases[i].value);
		assert_string_equal(tl_buf_c(&buf), cases[i].want);
		tl_buf_free(&buf);
	}
	assert_true(tl_num_stored(0.1 + 0.2) == 0.3);
	assert_true(tl_num_stored(1.0 / 3) == 0.333333333333);
	assert_true(tl_num_stored(-1234.5) == -1234.5);
	assert_true(isnan(tl_num_stored(NAN)));
	assert_false(signbit(tl_num_stored(-0.0)));
}

static void assert_stored_as_text(double value)
{
	struct tl_buf buf = {0};
	double again;

	tl_buf_add_real(&buf, value);
	assert_true(tl_num_real(tl_buf_str(&buf), plain, &again));
	assert_true(again == tl_num_stored(value));
	assert_true(tl_num_stored(again) == again);
	tl_buf_free(&buf);
}

static void what_is_stored_is_what_its_text_says(void **state)
{
	uint64_t seed = 20261123;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		assert_stored_as_text(ldexp((double)(int64_t)seed, (int)(seed >> 58) - 60));
		assert_stored_as_text(ldexp((double)(int64_t)seed, -(int)(seed >> 57)));
	}
}

/* The thirteenth digit a five, in the middle and as near to it as doubles come; and all nines. */
static void what_is_stored_is_right_in_the_middle(void **state)
{
	uint64_t seed = 20261128;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		double whole, value;

		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		whole = i % 10 ? 1e11 + (double)(seed >> 24) * 0.8 : 999999999999 - i % 3;
		value = (floor(whole) + 0.5) * pow(10, (double)(i % 40) - 25);
		for (int away = -3; away <= 3; away++)
			assert_stored_as_text(value + away * (nextafter(value, INFINITY) - value));
	}
	assert_true(tl_num_stored(0.5 + 100000000001) == 100000000002); /* to the even one */
	assert_true(tl_num_stored(0.5 + 100000000000) == 100000000000);
	assert_true(tl_num_stored(-99999999999.96) == -100000000000);
}

static void the_compensated_sum_keeps_what_a_plain_one_loses(void **state)
{
	static const double values[] = {1, 1e100, 1, -1e100}; /* Neumaier's own example: 2 */
	struct tl_sum sum = {0}, tenths = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(values); i++)
		tl_sum_add(&sum, values[i]);
	assert_true(tl_sum_value(&sum) == 2);
	for (int i = 0; i < 1000000; i++)
		tl_sum_add(&tenths, 0.1);
	assert_true(tl_sum_value(&tenths) == 100000.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers_are_read_whole_or_not_at_all),
		cmocka_unit_test(real_numbers_are_read_exactly),
		cmocka_unit_test(a_text_longer_than_any_number_is_none),
		cmocka_unit_test(a_board_reads_grouped_thousands_rounded_half_away),
		cmocka_unit_test(results_keep_twelve_digits_in_their_shortest_form),
		cmocka_unit_test(what_is_stored_is_what_its_text_says),
		cmocka_unit_test(what_is_stored_is_right_in_the_middle),
		cmocka_unit_test(the_compensated_sum_keeps_what_a_plain_one_loses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
