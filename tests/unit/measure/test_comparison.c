/* Comparisons: who may be compared with whom, from when until when, and what is refused. Every
 * expected number is counted by hand from the rows in this file. */
#include "stores.h"

#include <sysexits.h>
#include <throughline/stats.h>

// clang-format off
static const char study_yaml[] =
	"name: small\ntitle: A small study\nas_at: 2014-12-31\n"
	"months: {from: 2014-01, to: 2014-12}\n"
	"localities: [{code: north}, {code: south}, {code: west}]\n"
	"partners: [{code: pol}]\n"
	"extracts:\n"
	"  - {file: calls.csv, contract: calls}\n"
	"  - {file: started.csv, contract: started}\n"
	"  - {file: met.csv, contract: met}\n";

static const char *const definitions[][2] = {
	{"contracts/calls.yaml",
		"name: calls\npartner: pol\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: called, role: date, type: date}\n"
		"  - {name: weight, type: integer}\n"},
	{"contracts/started.yaml",
		"name: started\npartner: pol\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: began, role: start, type: date}\n"
		"  - {name: need}\n"},
	{"contracts/met.yaml",
		"name: met\npartner: pol\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: since, role: start, type: date}\n"
		"  - {name: need}\n"},
	{"measures/calls.yaml",
		"name: calls\ntitle: Calls\nshape: count\nunit: calls\n"
		"numerator: {contracts: [calls], quantity: weight}\n"},
	{"measures/again.yaml",
		"name: again\ntitle: Again\nshape: survival\nunit: people\n"
		"numerator: {contracts: [calls]}\n"},
};

static const char head[] =
	"name: support\ntitle: Support\nunit: person\ncohort: {contracts: [started]}\n"
	"go_live: [{locality: north, from: 2014-01-01}, {locality: south, from: 2014-07-01}]\n"
	"measures: [{name: calls, primary: true}, {name: again}]\n";

/* 0 and 1 have need a, 2 has b. */
static const struct shard_text started = {"started", "started", "pol", "episodes", "episode",
	"key_no:int start:day need:text",
	"0,2014-03-01,a\n1,2014-03-01,a\n2,2014-07-01,b\n", "2013-01-01", "2014-12-31", false};

/* 3: north, before it went live. 4: south, before. 5: south, after. 6, 7: west. 2 began later. */
static const struct shard_text met = {"met", "met", "pol", "episodes", "episode",
	"key_no:int start:day need:text",
	"3,2013-12-01,a\n4,2014-02-01,b\n5,2014-08-01,b\n6,2014-03-01,b\n7,2014-04-01,c\n"
	"2,2014-06-01,b\n", "2013-01-01", "2014-12-31", false};

static const struct shard_text calls = {"calls", "calls", "pol", "events", "event",
	"key_no:int date:day weight:int",
	"0,2014-02-28,1\n" /* the month before */
	"0,2014-03-01,2\n" /* day 0: month 0 */
	"1,2014-04-01,3\n" /* month 1 */
	"3,2013-12-31,5\n" /* still compared */
	"3,2014-01-01,7\n" /* north is live: no more in not-yet-live */
	"4,2014-02-01,11\n"
	"6,2014-12-31,13\n"
	"2,2014-06-30,17\n" /* compared until it begins */
	"2,2014-07-01,19\n", "2013-01-01", "2014-12-31", false};
// clang-format on

static int start(void **state)
{
	if (scratch_make(state))
		return -1;
	stores_open();
	scratch_write("study.yaml", study_yaml);
	for (size_t i = 0; i < TL_LEN(definitions); i++)
		scratch_write(definitions[i][0], definitions[i][1]);
	shard(&calls);
	shard(&started);
	shard(&met);
	people(8);
	store_sql(link_db, "INSERT INTO locality_spell VALUES (0,'0001-01-01',NULL,'north'),"
			   "(1,'0001-01-01',NULL,'north'),(2,'0001-01-01',NULL,'south'),"
			   "(3,'0001-01-01',NULL,'north'),(4,'0001-01-01',NULL,'south'),"
			   "(5,'0001-01-01',NULL,'south'),(6,'0001-01-01',NULL,'west'),"
			   "(7,'0001-01-01',NULL,'west')");
	same_keys("calls", 7);
	same_keys("started", 3);
	same_keys("met", 8);
	stores_close();
	return 0;
}

static int stop(void **state)
{
	forget();
	return scratch_remove(state);
}

static void measure_with(const char *more)
{
	struct tl_buf text = {0};

	tl_buf_addf(&text, "%s%s", head, more);
	scratch_write("programmes/support.yaml", tl_buf_c(&text));
	tl_buf_free(&text);
	measure();
}

static const struct measure_point *after(const char *statistic, const char *arm)
{
	return point_of(WANT(.measure = "calls", .statistic = statistic, .arm = arm, .grp = "",
		.axis = "after", .locality = "all"));
}

static const struct measure_point *said(const char *statistic)
{
	return point_of(
		WANT(.measure = "calls", .statistic = statistic, .arm = "", .locality = "all"));
}

/* Compared: 3 from 2013-12-01 to 12-31 (31 days), 4 from 2014-02-01 to 06-30 (150), 2 from
 * 2014-06-01 to 06-30 (30), 6 from 03-01 (306), 7 from 04-01 (275). */
static void who_came_where_it_had_not_begun_is_compared_until_it_begins(void **state)
{
	(void)state;
	measure_with("comparison: {kind: not-yet-live, pool: {contracts: [met]}}\n");
	assert_true(after("events", "not-yet-live")->value == 5 + 11 + 17 + 13);
	assert_true(fabs(after("unit_years", "not-yet-live")->value * 365.25 -
			    (31 + 150 + 30 + 306 + 275)) < 1e-6);
	assert_int_equal(said("rate_ratio")->key.evidence, 2);
	assert_int_equal(said("ratio_of_ratios")->key.evidence, 3);
}

static void other_localities_are_only_those_named(void **state)
{
	(void)state;
	measure_with("comparison: {kind: other-localities, localities: [west], pool: "
		     "{contracts: [met]}}\n");
	assert_true(after("events", "other-localities")->value == 13);
	assert_true(
		fabs(after("unit_years", "other-localities")->value * 365.25 - (306 + 275)) < 1e-6);
}

/* Of 0, 1 and 2 the last lives in the south. */
static void a_locality_that_has_the_programme_is_no_other(void **state)
{
	struct tl_err err = {0};

	(void)state;
	scratch_write("programmes/support.yaml",
		"name: support\ntitle: Support\nunit: person\ncohort: {contracts: [started]}\n"
		"comparison: {kind: other-localities, localities: [south], pool: {contracts: "
		"[met]}}\nmeasures: [{name: calls, primary: true}]\n");
	assert_false(try_measure(1, &err));
	assert_non_null(strstr(err.text, "\"south\" has the programme itself"));
	assert_int_equal(err.exit_status, EX_CONFIG);
}

static void a_curve_against_another_says_how_good_it_is(void **state)
{
	(void)state;
	measure_with("comparison: {kind: not-yet-live, pool: {contracts: [met]}}\n");
	assert_int_equal(
		point_of(WANT(.measure = "again", .statistic = "logrank_p", .locality = "all"))
			->key.evidence,
		2);
}

/* Treated a, a, b; pool 3: a, 4 and 6: b, 5: b, 7: c, and 2 itself until it begins: b. Matched: all
 * of the treated, five... 3, 4, 5, 6, 2 of the pool: N_T 3, N_C 5. Weights: a 2/1 x 5/3, b 1/4 x
 * 5/3. */
static void matched_units_weigh_by_their_strata(void **state)
{
	double a = 2.0 / 1 * 5 / 3, b = 1.0 / 4 * 5 / 3;
	double events = a * (5 + 7) + b * (11 + 13 + 17);
	/* 3 from 2013-12-01 to 2014-11-30, 4 from 02-01, 5 from 08-01, 6 from 03-01, 2. */
	double days = a * 365 + b * (334 + 153 + 306 + 30);
	double one = (2 + 3 + 19) / (306.0 + 306 + 184);

	(void)state;
	measure_with("comparison: {kind: matched, pool: {contracts: [met]},"
		     " match: {method: exact, on: [{attribute: need}]}}\n");
	assert_true(after("events", "matched")->value == 5 + 7 + 11 + 13 + 17);
	assert_true(fabs(point_of(WANT(.measure = "calls", .statistic = "adjusted_rate",
					  .locality = "all"))
				    ->value -
			    events / days * 365.25) < 1e-9);
	assert_true(fabs(said("rate_ratio")->value - one / (events / days)) < 1e-9);
	assert_true(
		fabs(said("events_avoided")->value -
			(1 - one / (events / days)) * (events / days) * (306 + 306 + 184)) < 1e-6);
	assert_value(
		WANT(.measure = "balance", .statistic = "smd", .grp = "need:a", .axis = "matched"),
		0);
	assert_value(WANT(.measure = "balance", .statistic = "mean", .grp = "need:c",
			     .axis = "unmatched", .arm = "pool"),
		100.0 / 6);
	assert_value(WANT(.measure = "attrition", .grp = "matched", .arm = "pool"), 5);
	assert_value(WANT(.measure = "attrition", .grp = "matched", .arm = "programme"), 3);
}

/* One band of quarters holds everybody, and the groups' quarters differ. */
static void groups_that_are_not_alike_give_a_table_and_no_estimate(void **state)
{
	static const char *const refused[] = {"rate_ratio", "change", "events_avoided", "e_value"};

	(void)state;
	measure_with("comparison: {kind: matched, pool: {contracts: [met]},"
		     " match: {on: [{attribute: quarter, bins: 2}]}}\n");
	assert_true(fabs(point_of(WANT(.measure = "balance", .statistic = "smd", .grp = "quarter",
					  .axis = "matched"))
				    ->value) >= 0.1);
	for (size_t i = 0; i < TL_LEN(refused); i++)
		assert_absent(WANT(.measure = "calls", .statistic = refused[i], .arm = "",
				      .locality = "all"),
			TL_NOT_AVAILABLE, TL_REASON_NOT_BALANCED);
}

/* 2 was met by the earlier service. */
static void who_came_from_an_earlier_service_is_an_arm_apart(void **state)
{
	(void)state;
	measure_with("transferred: {contracts: [met]}\n");
	assert_value(WANT(.measure = "cohort", .statistic = "people", .arm = "programme", .grp = "",
			     .locality = "all"),
		2);
	assert_value(WANT(.measure = "cohort", .statistic = "people", .arm = "transferred",
			     .grp = "", .locality = "all"),
		1);
	assert_true(after("events", "programme")->value == 2 + 3);
	assert_true(after("events", "transferred")->value == 19);
}

static void before_and_after_alone_is_never_events_avoided(void **state)
{
	(void)state;
	measure_with("");
	assert_absent(WANT(.measure = "calls", .statistic = "events_avoided", .locality = "all"),
		TL_NOT_AVAILABLE, TL_REASON_BEFORE_AFTER);
	assert_null(find_point(WANT(.measure = "calls", .statistic = "e_value")));
	assert_int_equal(point_of(WANT(.measure = "calls", .statistic = "ratio_before_after",
					  .arm = "programme", .locality = "all"))
				 ->key.evidence,
		1);
}

static double in_month(const char *statistic, int64_t month)
{
	for (size_t i = 0; i < model.points.count; i++) {
		const struct measure_point *point = &model.points.items[i];

		if (same_text("profile", point->key.axis) &&
			same_text(statistic, point->key.statistic) && point->key.position == month)
			return point->value;
	}
	fail_msg("no month %lld", (long long)month);
	return 0;
}

static void the_profile_counts_months_from_the_first_day(void **state)
{
	(void)state;
	measure_with("");
	assert_true(in_month("events", -1) == 1 + 17); /* 0 on 02-28, 2 on 06-30 */
	assert_true(in_month("events", 0) == 2 + 19);
	assert_true(in_month("events", 1) == 3);
	/* 0 and 1: 2014-03-01 to 03-31; 2: 2014-07-01 to 07-31. */
	assert_true(fabs(in_month("unit_months", 0) * 365.25 / 12 - 93) < 1e-6);
}

int main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
	const struct CMUnitTest tests[] = {
		test(who_came_where_it_had_not_begun_is_compared_until_it_begins),
		test(other_localities_are_only_those_named),
		test(a_curve_against_another_says_how_good_it_is),
		test(a_locality_that_has_the_programme_is_no_other),
		test(matched_units_weigh_by_their_strata),
		test(groups_that_are_not_alike_give_a_table_and_no_estimate),
		test(who_came_from_an_earlier_service_is_an_arm_apart),
		test(before_and_after_alone_is_never_events_avoided),
		test(the_profile_counts_months_from_the_first_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
