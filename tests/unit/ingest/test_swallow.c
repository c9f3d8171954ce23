#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <throughline/extract.h>

#include <throughline/base.h>

static void lines_that_look_like_rows_are_swallowed_and_prose_is_not(void **state)
{
	static const struct {
		const char *fields[4];
		size_t columns;
		bool ragged, swallows;
	} cases[] = {
		{{"a", "b", "c"}, 3, false, false},
		{{"a", "b"}, 3, true, false}, /* ragged, but on one line */
		{{"a", "one\ntwo", "c"}, 3, false, false},
		{{"a", "one, two\nthree, four\nfive", "c"}, 3, false, false},
		{{"a", "x,1\nb,y,2\nc,z", "3"}, 3, false, true},
		{{"a", "x,1\r\nb,y,2\r\nc,z", "3"}, 3, false, true},
		{{"a", "x,1\rb,y,2\rc,z", "3"}, 3, false, true},
		{{"a", "x\nb,y,2\nplain\nc,z", "3"}, 3, false, false},
		{{"a", "x,1\nb"}, 3, true, true},
		{{"a", "x\nb,y"}, 2, false, true}, /* one line end between two quotes */
		{{"x,1\nb", "y"}, 2, false, true}, {{"a", "x,1\nb,y", "2"}, 3, false, true},
		{{"a", "one, two\nthree, four", "c"}, 3, false, false},
		{{"a", "x\nb, y"}, 2, false, false}, {{"a", "x\ny"}, 2, false, false},
		{{"a", "x\nb,y\nc"}, 2, false, false}, /* one comma a line is prose as well */
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_str fields[4];
		struct tl_csv_row row = {.fields = fields};

		while (row.count < 4 && cases[i].fields[row.count]) {
			fields[row.count] = tl_str(cases[i].fields[row.count]);
			row.count++;
		}
		assert_int_equal(tl_row_swallows(&row, cases[i].columns, ',', cases[i].ragged),
			cases[i].swallows);
	}
}

static void the_delimiter_is_that_of_the_contract(void **state)
{
	struct tl_str fields[] = {TL_STR("a"), TL_STR("x;1\nb;y;2\nc;z"), TL_STR("3")};
	struct tl_csv_row row = {.fields = fields, .count = TL_LEN(fields)};

	(void)state;
	assert_true(tl_row_swallows(&row, 3, ';', false));
	assert_false(tl_row_swallows(&row, 3, ',', false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_that_look_like_rows_are_swallowed_and_prose_is_not),
		cmocka_unit_test(the_delimiter_is_that_of_the_contract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
