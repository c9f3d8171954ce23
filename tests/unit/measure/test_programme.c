/* Programmes: who is counted, how far they came, what happened before and after. Every expected
 * number is counted by hand from the rows in this file; the reckoning stands beside it. */
#include "stores.h"

// clang-format off
static const char study_yaml[] =
	"name: small\n"
	"title: A small study\n"
	"as_at: 2014-12-31\n"
	"months: {from: 2014-01, to: 2014-12}\n"
	"localities: [{code: north}, {code: south}]\n"
	"partners: [{code: pol}]\n"
	"extracts:\n"
	"  - {file: calls.csv, contract: calls}\n"
	"  - {file: started.csv, contract: started}\n"
	"  - {file: waiting.csv, contract: waiting}\n";

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
		"  - {name: allocated, role: step, type: date}\n"},
	{"contracts/waiting.yaml",
		"name: waiting\npartner: pol\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: since, role: start, type: date}\n"},
	{"measures/calls.yaml",
		"name: calls\ntitle: Calls\nshape: count\nunit: calls\nnumerator: {contracts: [calls]}\n"},
	{"measures/weighed.yaml",
		"name: weighed\ntitle: Weight\nshape: count\nunit: weights\n"
		"numerator: {contracts: [calls], quantity: weight}\n"},
	{"measures/day-0.yaml",
		"name: day-0\ntitle: Calls\nshape: count\nunit: calls\nnumerator: {contracts: [calls]}\n"
		"windows: {day_0: before}\n"},
	{"measures/run-in.yaml",
		"name: run-in\ntitle: Calls\nshape: count\nunit: calls\nnumerator: {contracts: [calls]}\n"
		"windows: {run_in: 3}\n"},
};

static const char programme_yaml[] =
	"name: support\ntitle: Support\nunit: family\n"
	"cohort: {contracts: [started]}\n"
	"phases: [{name: soft, from: 2013-06-01}, {name: full, from: 2014-01-01}]\n"
	"steps: [{name: began, column: began}, {name: given, label: Lead worker, column: allocated}]\n"
	"comparison: {kind: waiting-list, pool: {contracts: [waiting]}}\n"
	"measures: [{name: calls, primary: true}, {name: weighed}, {name: day-0}, {name: run-in}]\n";
// clang-format on

/* People 0 and 1 are one family, which begins when 1 does; 3 begins after the as-at day, 4 never.
 */
static const struct shard_text started = {"started", "started", "pol", "episodes", "episode",
	"key_no:int start:day allocated:day",
	"0,2013-07-01,2013-08-01\n"
	"1,2013-06-01,\n"
	"2,2014-09-01,2015-01-01\n"
	"3,2015-02-01,\n"
	"4,,\n",
	"2013-01-01", "2014-12-31", false};

/* 0 was in the programme by then: no comparator. 2 waits until it begins. */
static const struct shard_text waiting = {"waiting", "waiting", "pol", "episodes", "episode",
	"key_no:int start:day",
	"3,2013-09-01\n"
	"2,2014-03-01\n"
	"0,2014-01-01\n",
	"2013-01-01", "2014-12-31", false};

static const struct shard_text calls = {"calls", "calls", "pol", "events", "event",
	"key_no:int date:day weight:int",
	"0,2013-05-31,10\n" /* family of 0 and 1: the day before */
	"1,2013-06-01,10\n" /* day 0 */
	"0,2012-12-31,10\n" /* not covered */
	"1,2014-05-31,10\n" /* the last day of its year */
	"1,2014-06-01,10\n" /* the day after */
	"2,2014-08-31,10\n" /* still waiting, and the day before */
	"2,2014-09-01,10\n" /* day 0 */
	"3,2013-09-01,10\n" /* waiting, day 0 */
	"5,2013-07-01,10\n", /* neither */
	"2013-01-01", "2014-12-31", false};

static int start_with(void **state, bool has_started, bool has_waiting)
{
	if (scratch_make(state))
		return -1;
	stores_open();
	scratch_write("study.yaml", study_yaml);
	for (size_t i = 0; i < TL_LEN(definitions); i++)
		scratch_write(definitions[i][0], definitions[i][1]);
	scratch_write("programmes/support.yaml", programme_yaml);
	shard(&calls);
	if (has_started)
		shard(&started);
	if (has_waiting)
		shard(&waiting);
	store_sql(link_db, "INSERT INTO family VALUES (0,'f0'),(1,'f1'),(2,'f2'),(3,'f3'),(4,'f4');"
			   "INSERT INTO person VALUES "
			   "(0,'p0',0,NULL,NULL,NULL,NULL),(1,'p1',0,NULL,NULL,NULL,NULL),"
			   "(2,'p2',1,NULL,NULL,'2014-10-01',NULL),(3,'p3',2,NULL,NULL,NULL,NULL),"
			   "(4,'p4',3,NULL,NULL,NULL,NULL),(5,'p5',4,NULL,NULL,NULL,NULL);"
			   "INSERT INTO locality_spell VALUES (0,'0001-01-01',NULL,'north'),"
			   "(1,'0001-01-01',NULL,'north'),(2,'0001-01-01','2014-08-01','north'),"
			   "(2,'2014-08-01',NULL,'south'),(3,'0001-01-01',NULL,'north')");
	same_keys("calls", 6);
	if (has_started)
		same_keys("started", 5);
	if (has_waiting)
		same_keys("waiting", 4);
	stores_close();
	return 0;
}

static int start(void **state)
{
	return start_with(state, true, true);
}

static int start_before_waiting_came(void **state)
{
	return start_with(state, true, false);
}

static int start_before_started_came(void **state)
{
	return start_with(state, false, true);
}

static int stop(void **state)
{
	forget();
	return scratch_remove(state);
}

static void a_family_begins_with_the_first_of_its_people_and_counts_once(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "cohort", .statistic = "families", .arm = "programme",
			     .grp = "", .locality = "all"),
		2);
	assert_value(WANT(.measure = "cohort", .statistic = "people", .arm = "programme", .grp = "",
			     .locality = "all"),
		3);
	assert_value(WANT(.measure = "cohort", .statistic = "families", .arm = "programme",
			     .grp = "soft", .locality = "all"),
		1);
	assert_value(WANT(.measure = "cohort", .statistic = "families", .arm = "programme",
			     .grp = "", .locality = "south"),
		1);
	assert_value(WANT(.measure = "cohort", .statistic = "families", .arm = "waiting-list",
			     .grp = "", .locality = "north"),
		2);
}

static void steps_count_those_dated_by_the_as_at_day(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "funnel", .statistic = "families", .grp = "began",
			     .locality = "all"),
		2);
	assert_value(WANT(.measure = "funnel", .statistic = "families", .grp = "given",
			     .locality = "all"),
		1);
	assert_value(
		WANT(.measure = "funnel", .statistic = "share", .grp = "given", .locality = "all"),
		50);
	assert_value(WANT(.measure = "funnel", .statistic = "families", .grp = "given",
			     .locality = "south"),
		0);
}

static void attrition_goes_from_enrolled_to_analysed(void **state)
{
	static const struct {
		const char *stop;
		double families;
	} stops[] = {{"enrolled", 4}, {"with-person", 4}, {"by-as-at", 2}, {"followed-up", 1},
		{"analysed", 2}};

	(void)state;
	measure();
	for (size_t i = 0; i < TL_LEN(stops); i++)
		assert_value(WANT(.measure = "attrition", .arm = "programme", .grp = stops[i].stop),
			stops[i].families);
}

/* Days of the family of 0 and 1: 2013-01-01 to 05-31 = 151 covered, then 365. Of 2: 365, then
 * 2014-09-01 to 12-31 = 122. Waiting 3: 2013-01-01 to 08-31 = 243, then 365; 2: 365, then
 * 2014-03-01 to 08-31 = 184. */
static void time_counts_only_while_covered_and_until_the_end_of_follow_up(void **state)
{
	static const struct {
		const char *arm, *side;
		double days;
	} cases[] = {{"programme", "before", 151 + 365}, {"programme", "after", 365 + 122},
		{"waiting-list", "before", 243 + 365}, {"waiting-list", "after", 365 + 184}};

	(void)state;
	measure();
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const struct measure_point *point =
			point_of(WANT(.measure = "calls", .grp = "", .statistic = "unit_years",
				.arm = cases[i].arm, .axis = cases[i].side, .locality = "all"));

		assert_true(fabs(point->value * 365.25 - cases[i].days) < 1e-6);
		assert_int_equal(point->contributors, 2);
	}
}

static void events_count_by_window_and_day_0_is_after_unless_said(void **state)
{
	static const struct {
		const char *measure, *arm, *side;
		double events;
	} cases[] = {
		{"calls", "programme", "before", 2},
		{"calls", "programme", "after", 3},
		{"calls", "waiting-list", "before", 0},
		{"calls", "waiting-list", "after", 2},
		{"day-0", "programme", "before", 4},
		{"day-0", "programme", "after", 2},
		{"day-0", "waiting-list", "after", 1},
		{"run-in", "programme", "after", 2}, /* from 2013-09-01: 2014-05-31 and 06-01 */
		{"run-in", "programme", "before", 2},
	};

	(void)state;
	measure();
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_value(WANT(.measure = cases[i].measure, .statistic = "events", .grp = "",
				     .arm = cases[i].arm, .axis = cases[i].side, .locality = "all"),
			cases[i].events);
}

static void the_rate_ratio_is_after_against_those_who_wait(void **state)
{
	const struct measure_point *ratio;

	(void)state;
	measure();
	assert_value(WANT(.measure = "calls", .statistic = "rate_ratio", .locality = "all"),
		(3.0 / 487) / (2.0 / 549));
	assert_value(WANT(.measure = "calls", .statistic = "change", .locality = "all"),
		100 * ((3.0 / 487) / (2.0 / 549) - 1));
	assert_value(WANT(.measure = "calls", .statistic = "ratio_before_after", .arm = "programme",
			     .grp = "", .locality = "all"),
		(3.0 / 487) / (2.0 / 516));
	ratio = point_of(WANT(.measure = "calls", .statistic = "rate_ratio", .locality = "all"));
	assert_int_equal(ratio->key.evidence, 2);
	assert_string_equal(ratio->interval, "exact conditional");
	ratio = point_of(WANT(.measure = "calls", .statistic = "ratio_before_after", .grp = "",
		.arm = "programme", .locality = "all"));
	assert_int_equal(ratio->key.evidence, 1);
	assert_absent(WANT(.measure = "calls", .statistic = "ratio_before_after",
			      .arm = "waiting-list", .locality = "all"),
		TL_TOO_FEW, TL_REASON_TOO_FEW);
}

/* From the formula in stats.h with a calculator: programme after 20 in 365 and 10 in 122 days,
 * waiting after 10 in 365 (another family) and 10 in 184 (the second family again). */
static void repeats_in_a_family_widen_the_interval(void **state)
{
	double r1 = 30.0 / 487, r0 = 20.0 / 549, k = sqrt(2.0);
	double first = k * (20 - r1 * 365) / 30, other = k * (10 - r0 * 365) / 20;
	double both = k * (10 - r1 * 122) / 30 - k * (10 - r0 * 184) / 20;
	double se = sqrt(first * first + both * both + other * other);
	const struct measure_point *ratio;

	(void)state;
	measure();
	assert_value(
		WANT(.measure = "weighed", .statistic = "spread", .arm = "", .locality = "all"),
		se);
	ratio = point_of(WANT(.measure = "weighed", .statistic = "rate_ratio", .locality = "all"));
	assert_true(fabs(ratio->upper - r1 / r0 * exp(1.959963984540054 * se)) < 1e-6);
	assert_string_equal(ratio->interval, "cluster-robust");
}

/* Of calls: day 0 before takes 2013-06-01 and 2014-09-01 (family 0-1 and 2) and, waiting,
 * 2013-09-01 out of the events after, and moves each window on by a day; six months end before
 * 2014-05-31. */
static void a_primary_measure_is_counted_otherwise_as_well(void **state)
{
	static const struct {
		const char *variant, *arm;
		double events, days;
	} cases[] = {{"day-0-before", "programme", 2, 365 + 121},
		{"day-0-before", "waiting-list", 1, 365 + 183},
		{"after-6", "programme", 2, 183 + 122}, {"after-6", "waiting-list", 2, 181 + 184},
		{"run-in-3", "programme", 2, 365 + 31}, {"run-in-3", "waiting-list", 1, 365 + 92}};

	(void)state;
	measure();
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		assert_value(WANT(.measure = "calls", .statistic = "events", .axis = "after",
				     .variant = cases[i].variant, .arm = cases[i].arm),
			cases[i].events);
		assert_value(WANT(.measure = "calls", .statistic = "unit_years", .axis = "after",
				     .variant = cases[i].variant, .arm = cases[i].arm),
			cases[i].days / 365.25);
	}
	assert_value(WANT(.measure = "calls", .statistic = "rate_ratio", .variant = "after-6"),
		(2.0 / 305) / (2.0 / 365));
	assert_null(find_point(
		WANT(.measure = "weighed", .statistic = "rate_ratio", .variant = "after-6")));
	assert_absent(WANT(.measure = "calls", .statistic = "missed_most", .locality = "all",
			      .variant = "after-6"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_ESTIMATED);
	assert_null(find_point(WANT(.measure = "weighed", .statistic = "missed_most")));
	/* Two families begin after the data end: nobody is lost. */
	assert_value(WANT(.measure = "calls", .statistic = "lost_most", .variant = "after-6"),
		(2.0 / 305) / (2.0 / 365));
	assert_null(find_point(
		WANT(.measure = "calls", .statistic = "rate_ratio", .variant = "linkage-loose")));
}

static void months_are_of_the_programmes_own_units(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "calls", .statistic = "events", .arm = "programme",
			     .locality = "all", .from = "2014-08-01"),
		1);
	assert_value(WANT(.measure = "calls", .statistic = "events", .arm = "programme",
			     .locality = "south", .from = "2014-08-01"),
		1);
	assert_null(find_point(WANT(.measure = "weighed", .axis = "month", .locality = "all",
		.statistic = "events", .from = "2014-08-01")));
}

static void a_persons_time_ends_with_the_day_of_death(void **state)
{
	struct tl_buf text = {0};

	(void)state;
	tl_buf_addf(&text, "name: support\ntitle: Support\nunit: person%s",
		strchr(strstr(programme_yaml, "unit:"), '\n'));
	scratch_write("programmes/support.yaml", tl_buf_c(&text));
	tl_buf_free(&text);
	measure();
	assert_value(WANT(.measure = "cohort", .statistic = "people", .arm = "programme", .grp = "",
			     .locality = "all"),
		3);
	assert_value(WANT(.measure = "cohort", .statistic = "their_families", .arm = "programme",
			     .grp = "", .locality = "all"),
		2);
	/* 2014-09-01 to 10-01. */
	assert_value(WANT(.measure = "calls", .statistic = "unit_years", .arm = "programme",
			     .grp = "", .axis = "after", .locality = "south"),
		31 / 365.25);
}

static void without_a_comparison_the_ratio_says_so(void **state)
{
	(void)state;
	scratch_write("programmes/support.yaml",
		"name: support\ntitle: Support\nunit: family\ncohort: {contracts: [started]}\n"
		"measures: [{name: calls}]\n");
	measure();
	assert_absent(WANT(.measure = "calls", .statistic = "change"), TL_NOT_AVAILABLE,
		TL_REASON_NO_COMPARISON);
}

static void a_window_that_no_extract_covers_has_no_figure(void **state)
{
	(void)state;
	scratch_write("measures/calls.yaml", "name: calls\ntitle: Calls\nshape: count\nunit: "
					     "calls\nnumerator: {contracts: [calls]}\n"
					     "windows: {run_in: 20}\n");
	measure();
	/* Both programme families end their follow-up before the window: 2015-02-01, 2016-05-01. */
	assert_absent(WANT(.measure = "calls", .statistic = "events", .arm = "programme", .grp = "",
			      .axis = "after", .locality = "all"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_absent(WANT(.measure = "calls", .statistic = "rate_ratio", .locality = "all"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
}

struct statistic {
	const char *measure, *statistic, *grp, *axis;
};
static const struct statistic of_an_arm[] = {
	{"cohort", "families", "", ""},
	{"cohort", "people", "", ""},
	{"attrition", "families", "enrolled", "step"},
	{"attrition", "families", "analysed", "step"},
	{"calls", "events", "", "before"},
	{"calls", "events", "", "after"},
	{"calls", "unit_years", "", "after"},
	{"calls", "rate", "", "after"},
};

static void assert_arm_absent(const char *arm)
{
	for (size_t i = 0; i < TL_LEN(of_an_arm); i++)
		assert_absent(WANT(.measure = of_an_arm[i].measure, .arm = arm,
				      .statistic = of_an_arm[i].statistic, .grp = of_an_arm[i].grp,
				      .axis = of_an_arm[i].axis, .locality = "all"),
			TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_absent(WANT(.measure = "calls", .statistic = "rate_ratio", .locality = "all"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_absent(WANT(.measure = "calls", .statistic = "change", .locality = "all"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
}

static void a_waiting_list_that_has_not_come_is_not_nobody(void **state)
{
	(void)state;
	measure();
	assert_arm_absent("waiting-list");
	assert_absent(WANT(.measure = "cohort", .statistic = "families", .arm = "waiting-list",
			      .grp = "", .locality = "north"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_value(WANT(.measure = "cohort", .statistic = "families", .arm = "programme",
			     .grp = "", .locality = "all"),
		2);
	assert_value(WANT(.measure = "calls", .statistic = "events", .arm = "programme", .grp = "",
			     .axis = "after", .locality = "all"),
		3);
}

static void a_programme_that_has_not_come_is_not_nobody(void **state)
{
	(void)state;
	measure();
	assert_arm_absent("programme");
	assert_absent(WANT(.measure = "funnel", .statistic = "families", .grp = "began",
			      .locality = "all"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_absent(
		WANT(.measure = "funnel", .statistic = "share", .grp = "given", .locality = "all"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_absent(WANT(.measure = "calls", .statistic = "events", .arm = "programme",
			      .locality = "all", .from = "2014-08-01"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
}

int main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
	const struct CMUnitTest tests[] = {
		test(a_family_begins_with_the_first_of_its_people_and_counts_once),
		test(steps_count_those_dated_by_the_as_at_day),
		test(attrition_goes_from_enrolled_to_analysed),
		test(time_counts_only_while_covered_and_until_the_end_of_follow_up),
		test(events_count_by_window_and_day_0_is_after_unless_said),
		test(the_rate_ratio_is_after_against_those_who_wait),
		test(repeats_in_a_family_widen_the_interval),
		test(a_primary_measure_is_counted_otherwise_as_well),
		test(months_are_of_the_programmes_own_units),
		test(a_persons_time_ends_with_the_day_of_death),
		test(without_a_comparison_the_ratio_says_so),
		test(a_window_that_no_extract_covers_has_no_figure),
		cmocka_unit_test_setup_teardown(a_waiting_list_that_has_not_come_is_not_nobody,
			start_before_waiting_came, stop),
		cmocka_unit_test_setup_teardown(a_programme_that_has_not_come_is_not_nobody,
			start_before_started_came, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
