/* Small sheets that people keep beside a study. */
#include "scratch.h"

#include <throughline/sheet.h>

static const struct tl_sheet_column columns[] = {
	{"partner", true}, {"value", true}, {"reason", false}};

static bool read_sheet(struct tl_sheet *sheet, const char *text, struct tl_err *err)
{
	scratch_write("sheet.csv", text);
	return tl_sheet_read(sheet, scratch_path("sheet.csv"), columns, TL_LEN(columns), err);
}

static void columns_are_found_by_name_and_cells_are_trimmed(void **state)
{
	struct tl_sheet sheet;
	struct tl_err err = {0};

	(void)state;
	assert_true(read_sheet(&sheet, "Value,note,PARTNER\n 1 ,x,police\n,,\n\n2,,\n", &err));
	assert_int_equal(sheet.count, 2);
	assert_true(tl_str_equal(sheet.rows[0].cells[0], TL_STR("police")));
	assert_true(tl_str_equal(sheet.rows[0].cells[1], TL_STR("1")));
	assert_int_equal(sheet.rows[0].cells[2].length, 0);
	assert_int_equal(sheet.rows[1].line, 5);
	assert_int_equal(sheet.rows[1].cells[0].length, 0);
	tl_sheet_free(&sheet);
}

static void a_sheet_that_is_not_there_is_empty(void **state)
{
	struct tl_sheet sheet;
	struct tl_err err = {0};

	(void)state;
	assert_true(
		tl_sheet_read(&sheet, scratch_path("none.csv"), columns, TL_LEN(columns), &err));
	assert_false(sheet.found);
	assert_int_equal(sheet.count, 0);
	assert_string_equal(sheet.digest.hex, "");
	tl_sheet_free(&sheet);
}

static void headers_and_rows_that_do_not_fit_are_said(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"partner,reason\n", ":1: no column \"value\"; the header is partner,value,reason"},
		{"partner,value,reson\n",
			":1:3: unknown column \"reson\"; did you mean \"reason\"?"},
		{"", ":1: the file is empty; write the header partner,value,reason, or delete the "
		     "file if it has nothing to say"},
		{"partner,value\na,b\na,b,,c\n",
			":3:1: 4 fields, the header has 2; a comma within a cell needs quotes"},
		{"partner,value,Value\n", ":1:3: column \"value\" comes twice"},
		{"partner;value;reason\npolice;1;\n",
			":1: no column \"partner\"; the header is partner,value,reason; its fields "
			"are parted by semicolons; save it with commas"},
		{"partner\tvalue\n", "parted by tabs"},
		{"partner,value,reason\npolice,245,000,x\n",
			":2:1: 4 fields, the header has 3; a comma within a cell needs quotes"},
		{"partner,value\n,\npolice,2\npolice,245,\n", ":4:1: 3 fields, the header has 2"},
		{"partner,value\npolice\n", ":2:1: 1 field, the header has 2"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_sheet sheet;
		struct tl_err err = {0};

		assert_false(read_sheet(&sheet, cases[i].text, &err));
		assert_int_equal(err.exit_status, EX_CONFIG);
		if (!strstr(err.text, cases[i].want))
			fail_msg("%s", err.text);
		tl_sheet_free(&sheet);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(columns_are_found_by_name_and_cells_are_trimmed),
		scratch_test(a_sheet_that_is_not_there_is_empty),
		scratch_test(headers_and_rows_that_do_not_fit_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
