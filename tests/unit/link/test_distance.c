/* How alike two texts are, against tables that others published. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../../stages/link/distance.h"

/* Winkler 1990 and the U.S. Census Bureau's table of 1994, three decimals. */
static void jaro_winkler_is_as_the_census_bureau_printed_it(void **state)
{
	static const struct {
		const char *a, *b;
		int thousandths;
	} cases[] = {
		{"SHACKLEFORD", "SHACKELFORD", 982},
		{"DUNNINGHAM", "CUNNIGHAM", 896},
		{"NICHLESON", "NICHULSON", 956},
		{"JONES", "JOHNSON", 832},
		{"MASSEY", "MASSIE", 933},
		{"ABROMS", "ABRAMS", 922},
		{"ITMAN", "SMITH", 467},
		{"JERALDINE", "GERALDINE", 926},
		{"MARHTA", "MARTHA", 961},
		{"MICHELLE", "MICHAEL", 921},
		{"JULIES", "JULIUS", 933},
		{"TANYA", "TONYA", 880},
		{"DWAYNE", "DUANE", 840},
		{"SEAN", "SUSAN", 805},
		{"JON", "JOHN", 933},
		{"DIXON", "DICKSONX", 813},
		{"", "", 1000},
		{"A", "", 0},
		{"ABC", "XYZ", 0},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_str a = tl_str(cases[i].a), b = tl_str(cases[i].b);

		assert_int_equal(
			(int)(distance_jaro_winkler(a, b) * 1000 + 0.5), cases[i].thousandths);
		assert_true(distance_jaro_winkler(a, b) == distance_jaro_winkler(b, a));
	}
}

static void one_edit_is_one_byte_or_two_neighbours(void **state)
{
	static const struct {
		const char *a, *b;
		int one;
	} cases[] = {
		{"", "", 1},
		{"", "A", 1},
		{"", "AB", 0},
		{"SMITH", "SMITH", 1},
		{"SMITH", "SMYTH", 1},
		{"SMITH", "SMIHT", 1},
		{"SMITH", "MSITH", 1},
		{"SMITH", "MSIHT", 0},
		{"SMITH", "SMIT", 1},
		{"SMITH", "MITH", 1},
		{"SMITH", "SMI", 0},
		{"CA", "ABC", 0},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_int_equal(
			distance_one_edit(tl_str(cases[i].a), tl_str(cases[i].b)), cases[i].one);
}

/* The textbook's table of Damerau's distance (no piece edited twice). */
static unsigned by_table(const char *a, const char *b)
{
	size_t m = strlen(a), n = strlen(b);
	unsigned rows[70][70];

	for (size_t i = 0; i <= m; i++)
		for (size_t j = 0; j <= n; j++) {
			unsigned best = (unsigned)(i ? j ? UINT32_MAX : i : j);

			if (i && j) {
				best = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
				best = rows[i - 1][j] + 1 < best ? rows[i - 1][j] + 1 : best;
				best = rows[i][j - 1] + 1 < best ? rows[i][j - 1] + 1 : best;
			}
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				rows[i - 2][j - 2] + 1 < best)
				best = rows[i - 2][j - 2] + 1;
			rows[i][j] = best;
		}
	return rows[m][n];
}

static void one_edit_is_at_most_one_by_the_table(void **state)
{
	uint32_t chance = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char words[2][65] = {{0}};

		for (int w = 0; w < 2; w++) {
			size_t length = (chance >> 16) % (i % 10 ? 5 : 65);

			for (size_t j = 0; j < length; j++) {
				chance = chance * 1664525 + 1013904223;
				words[w][j] = (char)('A' + (chance >> 24) % 4);
			}
			chance = chance * 1664525 + 1013904223;
		}
		assert_int_equal(distance_one_edit(tl_str(words[0]), tl_str(words[1])),
			by_table(words[0], words[1]) <= 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jaro_winkler_is_as_the_census_bureau_printed_it),
		cmocka_unit_test(one_edit_is_one_byte_or_two_neighbours),
		cmocka_unit_test(one_edit_is_at_most_one_by_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
