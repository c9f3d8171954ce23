/* From a cell back to its rows: file and record numbers that, counted by hand, give the figure; and
 * data quality, which goes through the same door. */
#include "stores.h"

#include "../../../stages/measure/explain.h"

// clang-format off
static const char study_yaml[] =
	"name: small\n"
	"title: A small study\n"
	"as_at: 2014-03-31\n"
	"months: {from: 2014-01, to: 2014-03}\n"
	"partners: [{code: pol, label: Police}, {code: team, label: Team}]\n"
	"extracts:\n"
	"  - {file: calls.csv, contract: calls}\n"
	"  - {file: care.csv, contract: care}\n"
	"area_measures: [calls, share, care]\n";

static const char *const definitions[][2] = {
	{"contracts/calls.yaml",
		"name: calls\npartner: pol\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: called, role: date, type: date}\n"
		"  - {name: nature, role: type}\n"
		"  - {name: minutes, type: integer}\n"},
	{"contracts/care.yaml",
		"name: care\npartner: team\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: began, role: start, type: date}\n"
		"  - {name: ended, role: end, type: date}\n"},
	{"measures/calls.yaml",
		"name: calls\ntitle: Minutes\nshape: count\nunit: minutes\n"
		"numerator: {contracts: [calls], quantity: minutes}\n"},
	{"measures/share.yaml",
		"name: share\ntitle: Share\nshape: share\nunit: calls\n"
		"numerator: {contracts: [calls], where: [{column: nature, codes: [A]}]}\n"
		"denominator: {contracts: [calls]}\n"},
	{"measures/care.yaml",
		"name: care\ntitle: Care\nshape: stock\nunit: people\nnumerator: {contracts: [care]}\n"},
};
// clang-format on

static const struct shard_text calls = {"calls", "calls", "pol", "events", "event",
	"key_no:int date:day type:text minutes:int",
	"0,2014-01-05,A,7\n"
	"1,2014-02-05,A,3\n"
	"1,2014-01-09,B,1\n"
	"0,2014-01-05,A,2\n",
	"2014-01-01", "2014-03-31", false};

static const struct shard_text care = {"care", "care", "team", "episodes", "episode",
	"key_no:int start:day end:day",
	"1,2014-01-01,\n"
	"1,2013-01-01,\n"
	"2,2014-01-31,\n"
	"0,2014-01-01,2014-01-31\n",
	"2013-01-01", "2014-03-31", false};

static int start(void **state)
{
	if (scratch_make(state))
		return -1;
	stores_open();
	scratch_write("study.yaml", study_yaml);
	for (size_t i = 0; i < TL_LEN(definitions); i++)
		scratch_write(definitions[i][0], definitions[i][1]);
	shard(&calls);
	shard(&care);
	store_sql(settle_db,
		"INSERT INTO dead_row VALUES ('calls', 2, 'duplicate');"
		"UPDATE delivery SET rows_dead = 1, rows_read = 6, rows_rejected = 2"
		" WHERE delivery = 'calls';"
		"INSERT INTO reject_total VALUES ('calls', 'not a date', 'called', 2)");
	people(3);
	same_keys("calls", 2);
	same_keys("care", 3);
	stores_close();
	measure();
	return 0;
}

static int stop(void **state)
{
	forget();
	return scratch_remove(state);
}

static void assert_explains(const struct want *want, const char *const *lines, size_t count)
{
	struct tl_buf out = {0};
	struct tl_err err = {0};

	must(measure_explain(scratch, NULL, 1, point_of(want)->id, &out, &err), &err);
	for (size_t i = 0; i < count; i++)
		if (!strstr(tl_buf_c(&out), lines[i]))
			fail_msg("\"%s\" is not in:\n%s", lines[i], tl_buf_c(&out));
	tl_buf_free(&out);
}
#define assert_says(want, ...)                                                                     \
	assert_explains(want, (const char *const[]){__VA_ARGS__},                                  \
		TL_LEN(((const char *const[]){__VA_ARGS__})))

static void a_sum_names_each_row_and_what_it_adds(void **state)
{
	(void)state;
	assert_says(WANT(.measure = "calls", .statistic = "events", .from = "2014-01-01"),
		"exactly 10 minutes\n",
		"\n    calls.csv: record 1 (line 2): 7\n    calls.csv: record 3 (line 4)\n"
		"    calls.csv: record 4 (line 5): 2\n");
}

static void a_number_of_people_has_a_line_for_each(void **state)
{
	(void)state;
	assert_says(WANT(.measure = "care", .statistic = "people", .from = "2014-01-31"),
		"exactly 2 people\n",
		"\n    1: care.csv: record 1 (line 2); care.csv: record 2 (line 3)\n"
		"    2: care.csv: record 3 (line 4)\n");
}

static void a_share_is_taken_apart_into_its_counts(void **state)
{
	(void)state;
	assert_says(WANT(.measure = "share", .statistic = "share", .from = "2014-01-01"),
		"by the recipe \"share\"", "x = 2 calls", "n = 3 calls", "Out of rows of calls",
		"\n    calls.csv: record 1 (line 2)\n    calls.csv: record 4 (line 5)\n");
}

static void rows_kept_and_sent_twice_are_named_by_range(void **state)
{
	(void)state;
	assert_says(WANT(.measure = "rows", .statistic = "rows_kept", .axis = "calls"),
		"calls.csv: records 1-4 (4 rows)");
	assert_says(WANT(.measure = "rows", .statistic = "rows_dead", .axis = "calls"),
		"calls.csv: record 2 (1 row)");
}

static void linked_people_are_named_by_their_first_row_in_each_file(void **state)
{
	(void)state;
	assert_says(WANT(.measure = "linkage", .statistic = "people", .grp = "two-or-more"),
		"exactly 2 people\n",
		"\n    1: calls.csv: record 1 (line 2); care.csv: record 4 (line 5)\n"
		"    2: calls.csv: record 2 (line 3); care.csv: record 1 (line 2)\n");
}

static void an_id_that_no_cell_has_is_said_to_be_none(void **state)
{
	struct tl_buf out = {0};
	struct tl_err err = {0};

	(void)state;
	assert_false(measure_explain(scratch, NULL, 1, "0123456789abcdef", &out, &err));
	assert_int_equal(err.exit_status, EX_NOINPUT);
	assert_non_null(strstr(err.text, "0123456789abcdef"));
	tl_buf_free(&out);
}

static void rows_read_are_those_kept_and_those_rejected(void **state)
{
	(void)state;
	assert_value(WANT(.measure = "rows", .statistic = "rows_read", .axis = "calls"), 6);
	assert_value(WANT(.measure = "rows", .statistic = "rows_kept", .axis = "calls"), 4);
	assert_value(WANT(.measure = "rows", .statistic = "rows_dead", .axis = "calls"), 1);
	assert_value(
		WANT(.measure = "rows", .statistic = "rows_rejected", .axis = "calls", .grp = ""),
		2);
	assert_value(WANT(.measure = "rows", .statistic = "rows_rejected", .axis = "calls",
			     .grp = "not a date"),
		2);
}

static void people_are_counted_per_partner_and_in_two_or_more(void **state)
{
	(void)state;
	assert_value(WANT(.measure = "linkage", .statistic = "people", .partner = "pol"), 2);
	assert_value(WANT(.measure = "linkage", .statistic = "people", .partner = "team"), 3);
	assert_value(WANT(.measure = "linkage", .statistic = "people", .partner = "", .grp = "",
			     .axis = "", .locality = "all"),
		3);
	assert_value(
		WANT(.measure = "linkage", .statistic = "share", .grp = "two-or-more"), 200.0 / 3);
	/* Of team's three, the two whom the police know too. */
	assert_value(WANT(.measure = "linkage", .statistic = "linked", .partner = "team"), 2);
	assert_value(
		WANT(.measure = "linkage", .statistic = "share", .partner = "team"), 200.0 / 3);
}

int main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
	const struct CMUnitTest tests[] = {
		test(a_sum_names_each_row_and_what_it_adds),
		test(a_number_of_people_has_a_line_for_each),
		test(a_share_is_taken_apart_into_its_counts),
		test(rows_kept_and_sent_twice_are_named_by_range),
		test(linked_people_are_named_by_their_first_row_in_each_file),
		test(an_id_that_no_cell_has_is_said_to_be_none),
		test(rows_read_are_those_kept_and_those_rejected),
		test(people_are_counted_per_partner_and_in_two_or_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
