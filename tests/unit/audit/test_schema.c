/* Every number of the publication that counts people is a cell: each column that can hold a number
 * is listed here, as an output of a cell (which the audit reads) or as something that counts
 * nobody. */
#include "fixture.h"

enum meaning {
	OUTPUT, /* of a cell; audit/candidate.c reads it */
	POSITION, /* an order: of months, of operands, on a page */
	COEFFICIENT, /* of a sum */
	VERSION, /* of a definition */
	LEVEL, /* of evidence, 1 to 5 */
	SUM_NUMBER,
};

static const struct {
	const char *table, *column;
	enum meaning meaning;
} numbers[] = {
	{"cell", "position", POSITION},
	{"cell", "value", OUTPUT},
	{"cell", "lower", OUTPUT},
	{"cell", "upper", OUTPUT},
	{"cell", "lower_998", OUTPUT},
	{"cell", "upper_998", OUTPUT},
	{"cell", "centre", OUTPUT},
	{"cell", "numerator", OUTPUT},
	{"cell", "denominator", OUTPUT},
	{"cell", "eligible", OUTPUT},
	{"cell", "missing", OUTPUT},
	{"cell", "evidence", LEVEL},
	{"definition", "version", VERSION},
	{"label", "position", POSITION},
	{"operand", "position", POSITION},
	{"sum", "sum", SUM_NUMBER},
	{"sum", "coefficient", COEFFICIENT},
};

static struct tl_db *made(void)
{
	struct tl_err err = {0};
	struct tl_db *db = tl_db_create(scratch_path("x.db"), tl_schema_publication, &err);

	if (!db)
		fail_msg("%s", err.text);
	return db;
}

static bool is_listed(const char *table, const char *column)
{
	for (size_t i = 0; i < TL_LEN(numbers); i++)
		if (strcmp(table, numbers[i].table) == 0 && strcmp(column, numbers[i].column) == 0)
			return true;
	return false;
}

static const char columns_sql[] =
	"SELECT s.name, c.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c"
	" WHERE s.type = 'table' AND c.type <> 'TEXT' ORDER BY s.name, c.name";

static void every_number_in_the_publication_is_an_output_of_a_cell_or_counts_nobody(void **state)
{
	struct tl_db *db = made();
	struct tl_stmt *stmt = fixture_prepare(db, columns_sql);
	struct tl_err err = {0};
	size_t found = 0;
	bool row;

	(void)state;
	while (tl_stmt_next(stmt, &row, &err) && row) {
		const char *table = tl_column_textz(stmt, 0);

		if (!is_listed(table, tl_column_textz(stmt, 1)))
			fail_msg("%s.%s: which number is it?", table, tl_column_textz(stmt, 1));
		found++;
	}
	assert_int_equal(err.exit_status, 0);
	assert_int_equal(found, TL_LEN(numbers));
	tl_db_free(db);
}

static void the_audit_looks_at_every_output(void **state)
{
	size_t outputs = 0;

	(void)state;
	for (size_t i = 0; i < TL_LEN(numbers); i++)
		outputs += numbers[i].meaning == OUTPUT;
	assert_int_equal(outputs, CANDIDATE_NUMBERS);
}

static void a_hidden_cell_cannot_hold_its_number(void **state)
{
	static const char *const columns[] = {
		"value", "lower", "upper", "lower_998", "upper_998", "numerator", "denominator"};
	struct tl_db *db = made();
	struct tl_err err = {0};

	(void)state;
	fixture_exec(db, "INSERT INTO definition VALUES ('d1', 'measure', 'm', 1, '', '', '', '')");
	for (size_t i = 0; i < TL_LEN(columns); i++) {
		char sql[512];

		snprintf(sql, sizeof sql,
			"INSERT INTO cell (id, programme, locality, measure, statistic, arm, "
			"partner,"
			" variant, grp, axis, flag, unit, reason, method, as_at, definition, "
			"status, %s)"
			" VALUES ('a', '', '', '', '', '', '', '', '', '', '', '', 'small', '', "
			"'', 'd1',"
			" 'suppressed', 3)",
			columns[i]);
		assert_false(tl_db_exec(db, sql, &err));
	}
	tl_db_free(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(
			every_number_in_the_publication_is_an_output_of_a_cell_or_counts_nobody),
		scratch_test(the_audit_looks_at_every_output),
		scratch_test(a_hidden_cell_cannot_hold_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
