/* Outcomes of people one by one, from rows that can be followed by eye. */
#include "stores.h"

// clang-format off
static const char *const files[][2] = {
	{"study.yaml",
		"name: small\ntitle: A small study\nas_at: 2014-12-31\n"
		"months: {from: 2014-01, to: 2014-12}\n"
		"localities: [{code: north}]\n"
		"partners: [{code: pol}, {code: ed}]\n"
		"disclosure: {policy: already-public}\n"
		"extracts:\n"
		"  - {file: calls.csv, contract: calls}\n"
		"  - {file: absences.csv, contract: absences}\n"
		"  - {file: started.csv, contract: started}\n"
		"  - {file: scores.csv, contract: scores}\n"
		"area_measures: [often]\n"},
	{"measures/often.yaml",
		"name: often\ntitle: Often\nshape: count\nunit: calls\n"
		"numerator: {contracts: [calls]}\nat_least: 2\n"},
	{"contracts/calls.yaml",
		"name: calls\npartner: pol\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n  - {name: called, role: date, type: date}\n"},
	{"contracts/absences.yaml",
		"name: absences\npartner: ed\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n  - {name: absent, role: date, type: date}\n"},
	{"contracts/started.yaml",
		"name: started\npartner: pol\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n  - {name: began, role: start, type: date}\n"},
	{"contracts/scores.yaml",
		"name: scores\npartner: ed\nkind: measurements\nfields:\n"
		"  - {name: person, role: key}\n  - {name: asked, role: date, type: date}\n"
		"  - {name: score, role: value, type: integer}\n"},
	{"measures/again.yaml",
		"name: again\ntitle: Again\nshape: survival\nunit: people\n"
		"numerator: {contracts: [calls]}\ncompetes: {contracts: [absences]}\n"},
	{"measures/sdq.yaml",
		"name: sdq\ntitle: SDQ\nshape: score-change\npolarity: down\nunit: points\n"
		"numerator: {contracts: [scores]}\n"
		"bands: [{code: low}, {code: high, from: 14}]\n"},
	{"measures/known.yaml",
		"name: known\ntitle: Known\nshape: overlap\nunit: people\n"
		"numerator: {contracts: [calls, absences]}\n"},
	{"programmes/support.yaml",
		"name: support\ntitle: Support\nunit: person\ncohort: {contracts: [started]}\n"
		"measures: [{name: again}, {name: sdq}, {name: known}]\n"},
};

static const struct shard_text started = {"started", "started", "pol", "episodes", "episode",
	"key_no:int start:day",
	"0,2014-01-01\n1,2014-01-01\n2,2014-01-01\n3,2014-07-01\n", "2013-01-01", "2014-12-31", false};
/* 0 calls on day 30, 1 on day 0 (not after it) and 60; 2 is absent on day 40; 3 never. */
static const struct shard_text calls = {"calls", "calls", "pol", "events", "event",
	"key_no:int date:day", "0,2014-01-31\n1,2014-01-01\n1,2014-03-02\n2,2014-05-01\n",
	"2013-01-01", "2014-12-31", false};
static const struct shard_text absences = {"absences", "absences", "ed", "events", "event",
	"key_no:int date:day", "0,2014-06-01\n0,2014-06-02\n2,2014-02-10\n3,2014-05-01\n",
	"2013-01-01", "2014-12-31", false};
/* 0: 20 (of 18 and 20 the later) to 12; 1: 16 on the first day to 15; 2: 10 to 13; 3: before only. */
static const struct shard_text scores = {"scores", "scores", "ed", "measurements", "measurement",
	"key_no:int date:day value:int",
	"0,2013-11-01,18\n0,2013-12-01,20\n0,2014-06-01,14\n0,2014-09-01,12\n"
	"1,2014-01-01,16\n1,2014-10-01,15\n2,2013-06-01,10\n2,2014-02-01,13\n3,2014-06-01,9\n",
	"2013-01-01", "2014-12-31", false};
// clang-format on

static int start(void **state)
{
	if (scratch_make(state))
		return -1;
	stores_open();
	for (size_t i = 0; i < TL_LEN(files); i++)
		scratch_write(files[i][0], files[i][1]);
	shard(&started);
	shard(&calls);
	shard(&absences);
	shard(&scores);
	people(4);
	same_keys("started", 4);
	same_keys("calls", 3);
	same_keys("absences", 4);
	same_keys("scores", 4);
	stores_close();
	measure();
	return 0;
}

static int stop(void **state)
{
	forget();
	return scratch_remove(state);
}

static double by_month(const char *statistic, const char *grp, int64_t month)
{
	for (size_t i = 0; i < model.points.count; i++) {
		const struct measure_point *point = &model.points.items[i];

		if (same_text("again", point->key.measure) &&
			same_text("all", point->key.locality) &&
			same_text(statistic, point->key.statistic) &&
			same_text(grp, point->key.grp) && point->key.position == month)
			return point->value;
	}
	fail_msg("no %s %s in month %lld", statistic, grp, (long long)month);
	return 0;
}

/* At day 30 one of 4: 3/4. At 40 one competes: 3 left. At 60 one of 2: 3/8. 3 is censored at 184.
 */
static void what_happened_is_a_curve_and_what_competes_ends_the_wait(void **state)
{
	(void)state;
	assert_true(by_month("people", "happened", 1) == 1);
	assert_true(by_month("people", "at-risk", 1) == 3);
	assert_true(fabs(by_month("survival", "", 1) - 75) < 1e-9);
	assert_true(fabs(by_month("survival", "", 2) - 37.5) < 1e-9);
	/* Aalen-Johansen: 1/4, then 3/4 x 1/3 competes, then 1/2 x 1/2 more happen. */
	assert_true(fabs(by_month("cumulative", "happened", 2) - 50) < 1e-9);
	assert_true(fabs(by_month("cumulative", "competes", 2) - 25) < 1e-9);
	assert_value(WANT(.measure = "again", .statistic = "median_time", .locality = "all"), 60);
}

/* Changes -8, -1 and 3: mean -2, sd sqrt(((-6)^2 + 1 + 25) / 2) = sqrt(31), t(2) 4.3027. */
static void scores_are_of_the_same_people(void **state)
{
	const struct measure_point *change;

	(void)state;
	assert_value(
		WANT(.measure = "sdq", .statistic = "mean", .axis = "before", .locality = "all"),
		46.0 / 3);
	assert_value(
		WANT(.measure = "sdq", .statistic = "mean", .axis = "after", .locality = "all"),
		40.0 / 3);
	change = point_of(WANT(.measure = "sdq", .statistic = "mean_change", .locality = "all"));
	assert_true(fabs(change->value + 2) < 1e-9);
	assert_int_equal(change->key.evidence, 1);
	assert_int_equal(
		point_of(WANT(.measure = "sdq", .statistic = "wilcoxon_p", .locality = "all"))
			->key.evidence,
		1);
	assert_int_equal(point_of(WANT(.measure = "sdq", .statistic = "mean", .axis = "after",
					  .locality = "all"))
				 ->key.evidence,
		0);
	assert_true(fabs(change->lower - (-2 - 4.302652729911275 * sqrt(31.0 / 3))) < 1e-6);
	assert_value(
		WANT(.measure = "sdq", .statistic = "share", .grp = "both", .locality = "all"), 75);
	assert_value(
		WANT(.measure = "sdq", .statistic = "share", .grp = "improved", .locality = "all"),
		200.0 / 3);
	assert_value(WANT(.measure = "sdq", .statistic = "people", .grp = "high", .axis = "before",
			     .locality = "all"),
		2);
	assert_value(WANT(.measure = "sdq", .statistic = "people", .grp = "high", .axis = "after",
			     .locality = "all"),
		1);
}

/* From the first day on: 0 two, 1 one, 2 two. 3's 12 months are not over when the data end, so that
 * nobody can say that nobody knew it. */
static void agencies_are_counted_once_each(void **state)
{
	static const struct {
		const char *grp;
		double people;
	} cases[] = {{"none", 0}, {"1", 1}, {"2", 2}, {"3", 0}, {"two-or-more", 2}, {"", 3},
		{"begun", 4}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_value(WANT(.measure = "known", .statistic = "people", .grp = cases[i].grp,
				     .locality = "all"),
			cases[i].people);
	assert_value(WANT(.measure = "known", .statistic = "mean", .locality = "all"), 5.0 / 3);
	assert_value(WANT(.measure = "known", .statistic = "share", .grp = "two-or-more",
			     .locality = "all"),
		200.0 / 3);
	assert_value(
		WANT(.measure = "known", .statistic = "share", .grp = "", .locality = "all"), 75);
}

/* Calls 1, 1 and 2: Gini 2 (1 + 2 + 3 x 2) / (3 x 4) - 4/3. The busiest 5 in 100 of 3 people are
 * 0.15 of the busiest one: 0.15 x 2 of 4. */
static void few_people_may_have_much_of_it(void **state)
{
	(void)state;
	assert_value(WANT(.measure = "often", .statistic = "gini", .locality = "all"), 1.0 / 6);
	assert_value(WANT(.measure = "often", .statistic = "top_share", .locality = "all"), 7.5);
	assert_value(
		WANT(.measure = "often", .statistic = "share", .grp = "often", .locality = "all"),
		100.0 / 3);
}

int main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
	const struct CMUnitTest tests[] = {
		test(what_happened_is_a_curve_and_what_competes_ends_the_wait),
		test(scores_are_of_the_same_people),
		test(agencies_are_counted_once_each),
		test(few_people_may_have_much_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
