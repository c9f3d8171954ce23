/* What a definition's SELECT hands on, beside the same rows picked without one. */
#include "stores.h"

// clang-format off
static const char study_yaml[] =
	"name: small\ntitle: A small study\nas_at: 2014-12-31\n"
	"months: {from: 2014-01, to: 2014-12}\n"
	"partners: [{code: council}]\n"
	"extracts: [{file: payments.csv, contract: payments}]\n"
	"area_measures: [filtered, selected]\n";

static const char *const definitions[][2] = {
	{"contracts/payments.yaml",
		"name: payments\npartner: council\nkind: finance\nfields:\n"
		"  - {name: month, role: start, type: yearmonth}\n"
		"  - {name: paid_to, role: provider}\n"
		"  - {name: pounds, role: value, type: integer}\n"},
	{"measures/filtered.yaml",
		"name: filtered\ntitle: Paid\nshape: count\nunit: pounds\n"
		"numerator: {contracts: [payments]}\n"},
	{"measures/selected.yaml",
		"name: selected\ntitle: Paid\nshape: count\nunit: pounds\n"
		"numerator: {contracts: [payments], sql: \"SELECT record_no, person, start AS day,"
		" value AS quantity FROM payments\"}\n"},
};

/* Alpha is paid 400 in two, Beta 300; 200 go to nobody who is named. */
static const struct shard_text payments = {"payments", "payments", "council", "finance", "finance",
	"start:day provider:text value:int",
	"2014-01-01,Alpha,100\n"
	"2014-01-01,Beta,300\n"
	"2014-01-01,Alpha,300\n"
	"2014-01-01,,200\n",
	"2014-01-01", "2014-12-31", false};
// clang-format on

static int start(void **state)
{
	if (scratch_make(state))
		return -1;
	stores_open();
	scratch_write("study.yaml", study_yaml);
	for (size_t i = 0; i < TL_LEN(definitions); i++)
		scratch_write(definitions[i][0], definitions[i][1]);
	shard(&payments);
	stores_close();
	measure();
	return 0;
}

static int stop(void **state)
{
	forget();
	return scratch_remove(state);
}

static void who_is_paid_is_known_of_rows_that_a_select_hands_on(void **state)
{
	static const char *const measures[] = {"filtered", "selected"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(measures); i++) {
		const struct measure_point *paid = point_of(WANT(.measure = measures[i],
			.statistic = "events", .locality = "all", .from = "2014-01-01"));

		assert_int_equal(paid->units, 900);
		assert_true(paid->is_amount);
		assert_int_equal(paid->largest, 400);
		assert_int_equal(paid->second, 300);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_paid_is_known_of_rows_that_a_select_hands_on),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
