/* Decimals of a column, and matrices. */
#include "../scratch.h"

#include <throughline/schema.h>

#include "../../../stages/render/align.h"
#include "../../../stages/render/mark.h"
#include "../../../stages/render/matrix.h"
#include "../../../stages/render/table.h"
#include "../../../stages/render/words.h"

static struct tl_db *open_db(void)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(":memory:", tl_schema_publication, &err);

	if (!db || !render_words_register(db, &err))
		fail_msg("%s", err.text);
	return db;
}

static void read_grid(struct render_grid *grid, struct tl_db *db, const char *sql)
{
	struct render_place place = {"page.md", 1, 1, EX_CONFIG};
	struct render_source source = {.db = db};
	struct tl_err err = {0};

	if (!render_grid_read(grid, &source, sql, NULL, place, &err))
		fail_msg("%s", err.text);
}

/* "a|b\nc|d\n" as plain text, names first. */
static void print_grid(struct tl_buf *out, const struct render_grid *grid)
{
	for (size_t column = 0; column < grid->columns; column++)
		tl_buf_addf(out, "%s%s", column ? "|" : "", grid->names[column]);
	tl_buf_add_char(out, '\n');
	for (size_t row = 0; row < grid->rows; row++) {
		for (size_t column = 0; column < grid->columns; column++) {
			tl_buf_addc(out, column ? "|" : "");
			render_mark_plain(out, render_grid_at(grid, row, column)->text);
		}
		tl_buf_add_char(out, '\n');
	}
}

static void numbers_of_one_unit_in_a_column_have_the_same_decimals(void **state)
{
	static const struct {
		const char *values, *want;
	} examples[] = {
		{"(number(9.5)), (number(14)), (number(135.2))", "x\n9.50\n14.00\n135.20\n"},
		{"(number(14)), (number(1420))", "x\n14\n1,420\n"},
		{"(show(28, 'shown', '', 'calls')), (show(28.46, 'shown', '', 'calls'))",
			"x\n28.0\n28.5\n"},
		/* another unit has its own */
		{"(show(28, 'shown', '', 'calls')), (show(0.5, 'shown', '', 'per 1,000'))",
			"x\n28\n0.50\n"},
		{"(show(1.5, 'shown', '', '%')), (show(28, 'shown', '', 'calls'))",
			"x\n1.5%\n28\n"},
		{"(show(NULL, 'suppressed', 'small', 'calls')), (number(2.5))",
			"x\n[c] hidden to protect people\n2.50\n"},
		/* an interval below its value counts as well, inside any mark */
		{"(strong(number(120)) || small(interval(9.5, 230))), (number(7))",
			"x\n120 10 to 230\n7\n"},
		{"(number(120) || small(interval(9.5, 20.2))), (strong(number(7)))",
			"x\n120.0 9.5 to 20.2\n7.0\n"},
		/* no more than an interval supports */
		{"(show(34.2, 'shown', '', 'per 1,000', 20.1, 60.3)), (show(7.4, 'shown', '', 'per "
		 "1,000', 2.2, 30.9))",
			"x\n34\n7\n"},
		/* rounded once: 67.8496 is not 67.85, and then 67.9 */
		{"(show(67.8496, 'shown', '', 'per 1,000', 67.38, 68.32))", "x\n67.8\n"},
		{"(show(34.2, 'shown', '', 'per 1,000', 20.1, 60.3)), (show(7.41, 'shown', '', "
		 "'per 1,000', 6.2, 8.9))",
			"x\n34.0\n7.4\n"},
		/* as asked for, and as stored */
		{"(number(1.5, 0)), (number(2.5, 3))", "x\n2\n2.500\n"},
		{"(1), (2.5)", "x\n1.00\n2.50\n"},
		{"(NULL), (3)", "x\n\n3\n"},
	};
	struct tl_db *db = open_db();

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		struct render_grid grid = {0};
		struct tl_buf sql = {0}, out = {0};

		tl_buf_addf(&sql, "SELECT column1 AS x FROM (VALUES %s)", examples[i].values);
		read_grid(&grid, db, tl_buf_c(&sql));
		render_grid_align(&grid);
		print_grid(&out, &grid);
		assert_string_equal(tl_buf_c(&out), examples[i].want);
		render_grid_free(&grid);
		tl_buf_free(&sql);
		tl_buf_free(&out);
	}
	tl_db_free(db);
}

static void what_a_chart_draws_keeps_its_value(void **state)
{
	struct tl_db *db = open_db();
	struct render_grid grid = {0};

	(void)state;
	read_grid(&grid, db, "SELECT 'a' AS label, 2.125 AS _drawn, 2.125 AS both");
	render_grid_align(&grid);
	assert_string_equal(render_grid_at(&grid, 0, 1)->text.data, "2.125");
	assert_true(render_grid_at(&grid, 0, 1)->number == 2.125);
	assert_string_equal(render_grid_at(&grid, 0, 2)->text.data, "2.13");
	assert_true(render_grid_at(&grid, 0, 2)->number == 2.125);
	render_grid_free(&grid);
	tl_db_free(db);
}

static void a_value_with_something_small_below_stands_to_the_right(void **state)
{
	static const struct {
		const char *value;
		bool right;
	} examples[] = {
		{"strong(number(0.5)) || small(interval(0.4, 0.6))", true},
		{"number(3) || small('per family')", true},
		{"small('only small')", false},
		{"fewer(-18) || small(fewer_interval(-26, -9))", false},
		{"strong('a word')", false},
		{"link(number(3), 'page')", false},
	};
	struct tl_db *db = open_db();

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		struct render_grid grid = {0};
		struct tl_buf sql = {0}, out = {0};

		tl_buf_addf(&sql, "SELECT 'row' AS a, %s AS b", examples[i].value);
		read_grid(&grid, db, tl_buf_c(&sql));
		render_grid_align(&grid);
		render_table(&out, &grid, "t", "t", RENDER_TABLE_PAGE, NULL);
		assert_int_equal(
			strstr(tl_buf_c(&out), "<td class=\"n\">") != NULL, examples[i].right);
		render_grid_free(&grid);
		tl_buf_free(&sql);
		tl_buf_free(&out);
	}
	tl_db_free(db);
}

static void assert_part(const struct render_matrix *matrix, size_t number, const char *want)
{
	struct render_grid part = {0};
	struct tl_buf out = {0};

	render_matrix_part(&part, matrix, number);
	print_grid(&out, &part);
	assert_string_equal(tl_buf_c(&out), want);
	render_grid_free(&part);
	tl_buf_free(&out);
}

static void a_matrix_stands_in_the_order_its_names_first_come(void **state)
{
	struct render_place place = {"page.md", 1, 1, EX_CONFIG};
	struct tl_db *db = open_db();
	struct render_matrix matrix = {0};
	struct render_grid grid = {0};
	struct tl_err err = {0};

	(void)state;
	read_grid(&grid, db,
		"SELECT column1 AS Measure, column2, column3 FROM (VALUES ('b', 'south', 1),"
		" ('a', 'south', 2), ('a', 'north', 3), ('c', 'north', 4))");
	assert_true(render_matrix_init(&matrix, &grid, place, &err));
	assert_int_equal(matrix.parts, 1);
	assert_part(&matrix, 0, "Measure|south|north\nb|1|\na|2|3\nc||4\n");
	render_matrix_free(&matrix);
	render_grid_free(&grid);
	tl_db_free(db);
}

static void a_wide_matrix_comes_in_parts_with_the_same_rows(void **state)
{
	struct render_place place = {"page.md", 1, 1, EX_CONFIG};
	struct tl_db *db = open_db();
	struct render_matrix matrix = {0};
	struct render_grid grid = {0};
	struct tl_err err = {0};

	(void)state;
	read_grid(&grid, db,
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 13)"
		" SELECT 'row' AS r, 'c' || i, i FROM n UNION ALL SELECT 'last', 'c13', 0");
	assert_true(render_matrix_init(&matrix, &grid, place, &err));
	assert_int_equal(matrix.parts, 3);
	assert_part(&matrix, 0, "r|c1|c2|c3|c4|c5|c6\nrow|1|2|3|4|5|6\nlast||||||\n");
	assert_part(&matrix, 2, "r|c13\nrow|13\nlast|0\n");
	render_matrix_free(&matrix);
	render_grid_free(&grid);
	tl_db_free(db);
}

static void rows_and_columns_of_one_name_are_told_apart(void **state)
{
	struct render_place place = {"page.md", 1, 1, EX_CONFIG};
	struct tl_db *db = open_db();
	struct render_matrix matrix = {0};
	struct render_grid grid = {0};
	struct tl_err err = {0};

	(void)state;
	read_grid(&grid, db,
		"SELECT column1 AS r, column2, column3, column4, column5 FROM (VALUES"
		" ('calls', 'Newton', 1, 'police', 'n1'), ('calls', 'Newton', 2, 'ambulance', "
		"'n1'),"
		" ('calls', 'Newton', 3, 'ambulance', 'n2'))");
	assert_true(render_matrix_init(&matrix, &grid, place, &err));
	assert_part(&matrix, 0, "r|Newton|Newton\ncalls|1|\ncalls|2|3\n");
	render_matrix_free(&matrix);
	render_grid_free(&grid);
	tl_db_free(db);
}

static void two_values_for_one_place_of_a_matrix_are_refused(void **state)
{
	struct render_place place = {"page.md", 7, 1, EX_CONFIG};
	struct tl_db *db = open_db();
	struct render_matrix matrix = {0};
	struct render_grid grid = {0};
	struct tl_err err = {0};

	(void)state;
	read_grid(&grid, db,
		"SELECT column1, column2, column3 FROM (VALUES ('a', 'x', 1), ('b', 'x', 2),"
		" ('a', 'x', 1))");
	assert_false(render_matrix_init(&matrix, &grid, place, &err));
	assert_int_equal(err.exit_status, EX_CONFIG);
	assert_string_equal(err.text, "page.md:7:1: rows 1 and 3 of this SELECT have the same row "
				      "and column of the matrix");
	render_matrix_free(&matrix);
	render_grid_free(&grid);
	tl_db_free(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_one_unit_in_a_column_have_the_same_decimals),
		cmocka_unit_test(what_a_chart_draws_keeps_its_value),
		cmocka_unit_test(a_value_with_something_small_below_stands_to_the_right),
		cmocka_unit_test(a_matrix_stands_in_the_order_its_names_first_come),
		cmocka_unit_test(a_wide_matrix_comes_in_parts_with_the_same_rows),
		cmocka_unit_test(rows_and_columns_of_one_name_are_told_apart),
		cmocka_unit_test(two_values_for_one_place_of_a_matrix_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
