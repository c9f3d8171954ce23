/* Pence and financial years. */
#include "test_support.h"
#include <throughline/money.h>

static void amounts_are_read_exactly_or_not_at_all(void **state)
{
	static const struct {
		const char *text;
		int64_t pounds, pence; /* TL_NO_MONEY: refused */
	} cases[] = {
		{"0", 0, 0},
		{"1234", 123400, 1234},
		{"1,234", 123400, 1234},
		{"1234.5", 123450, TL_NO_MONEY},
		{"1234.56", 123456, TL_NO_MONEY},
		{"\xc2\xa3"
		 "1,234.50",
			123450, TL_NO_MONEY},
		{"-12", -1200, -12},
		{"-\xc2\xa3"
		 "0.05",
			-5, TL_NO_MONEY},
		{"\xc2\xa3-3", -300, TL_NO_MONEY},
		{"100000000000", 10000000000000, 100000000000},
		{"100000000000.01", TL_NO_MONEY, TL_NO_MONEY},
		{"1.234", TL_NO_MONEY, TL_NO_MONEY},
		{"1.", TL_NO_MONEY, TL_NO_MONEY},
		{".5", TL_NO_MONEY, TL_NO_MONEY},
		{"1,23", TL_NO_MONEY, TL_NO_MONEY},
		{"12p", TL_NO_MONEY, TL_NO_MONEY},
		{"1e3", TL_NO_MONEY, TL_NO_MONEY},
		{"--1", TL_NO_MONEY, TL_NO_MONEY},
		{"-\xc2\xa3-1", TL_NO_MONEY, TL_NO_MONEY},
		{"(12)", TL_NO_MONEY, TL_NO_MONEY},
		{"", TL_NO_MONEY, TL_NO_MONEY},
		{"\xc2\xa3", TL_NO_MONEY, TL_NO_MONEY},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		int64_t pounds = TL_NO_MONEY, pence = TL_NO_MONEY;

		tl_money_read_pounds(tl_str(cases[i].text), &pounds);
		tl_money_read_pence(tl_str(cases[i].text), &pence);
		if (pounds != cases[i].pounds || pence != cases[i].pence)
			fail_msg("\"%s\": %lld and %lld pence", cases[i].text, (long long)pounds,
				(long long)pence);
	}
}

static void an_estimate_is_in_whole_pounds_half_away_from_nought(void **state)
{
	(void)state;
	assert_int_equal(tl_money_round(149.9, TL_POUND), 100);
	assert_int_equal(tl_money_round(150, TL_POUND), 200);
	assert_int_equal(tl_money_round(-150, TL_POUND), -200);
	assert_int_equal(tl_money_round(0.5, 1), 1);
	assert_int_equal(tl_money_round(NAN, 1), TL_NO_MONEY);
	assert_int_equal(tl_money_round(INFINITY, 1), TL_NO_MONEY);
	assert_int_equal(tl_money_round(1e18, 1), TL_NO_MONEY);
}

static void shares_add_up_to_what_was_shared(void **state)
{
	static const double thirds[] = {1, 1, 1}, uneven[] = {0.5, 0.3, 0.2}, none[] = {0, 0};
	int64_t shares[3];

	(void)state;
	tl_money_split(100, thirds, 3, shares);
	assert_int_equal(shares[0], 34);
	assert_int_equal(shares[1], 33);
	assert_int_equal(shares[2], 33);
	tl_money_split(-101, uneven, 3, shares);
	assert_int_equal(shares[0] + shares[1] + shares[2], -101);
	assert_int_equal(shares[0], -51);
	tl_money_split(7, none, 2, shares);
	assert_int_equal(shares[0], 4);
	assert_int_equal(shares[1], 3);
}

static void a_financial_year_begins_in_april(void **state)
{
	static const struct {
		const char *text;
		int year; /* 0: refused */
	} cases[] = {{"2013", 2013}, {"2013/14", 2013}, {"2013-14", 2013}, {"1999/00", 1999},
		{"2013/15", 0}, {"2013/1", 0}, {"Dec-11", 0}, {"13/14", 0}, {"2013/-1", 0},
		{"2013/14 ", 0}, {"", 0}};
	char name[8];

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		int year = 0;

		tl_year_read(tl_str(cases[i].text), &year);
		if (year != cases[i].year)
			fail_msg("\"%s\" is %d", cases[i].text, year);
	}
	assert_string_equal(tl_year_name(1999, name), "1999/00");
	assert_int_equal(tl_year_of(tl_day_of(2014, 3, 31)), 2013);
	assert_int_equal(tl_year_of(tl_day_of(2014, 4, 1)), 2014);
	assert_int_equal(tl_year_span(2013).from.n, tl_day_of(2013, 4, 1).n);
	assert_int_equal(tl_year_span(2013).to.n, tl_day_of(2014, 4, 1).n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_are_read_exactly_or_not_at_all),
		cmocka_unit_test(an_estimate_is_in_whole_pounds_half_away_from_nought),
		cmocka_unit_test(shares_add_up_to_what_was_shared),
		cmocka_unit_test(a_financial_year_begins_in_april),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
