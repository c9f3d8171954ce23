/* Difference-in-differences and interrupted series on numbers small enough to work out by hand. */
#include "stores.h"

// clang-format off
static const char study_yaml[] =
	"name: small\ntitle: A small study\nas_at: 2014-12-31\n"
	"months: {from: %s, to: 2014-12}\n"
	"localities: [{code: north}, {code: south}, {code: west}]\n"
	"partners: [{code: pol}]\n"
	"extracts:\n"
	"  - {file: calls.csv, contract: calls}\n"
	"  - {file: started.csv, contract: started}\n"
	"%s";

static const char *const definitions[][2] = {
	{"contracts/calls.yaml",
		"name: calls\npartner: pol\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: called, role: date, type: date}\n"
		"  - {name: weight, type: integer}\n"},
	{"contracts/started.yaml",
		"name: started\npartner: pol\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: began, role: start, type: date}\n"},
};
static const char measure_yaml[] =
	"name: calls\ntitle: Calls\nshape: count\nunit: calls\n"
	"numerator: {contracts: [calls], quantity: weight}\n";

static struct shard_text started = {"started", "started", "pol", "episodes", "episode",
	"key_no:int start:day", "0,2014-07-05\n", "2012-01-01", "2014-12-31", false};

/* A row a quarter and place: north 10 10 20 20, south 5 5 7 7, west 6 6 8 8. */
static const char quarters[] =
	"0,2014-01-10,10\n0,2014-04-10,10\n0,2014-07-10,20\n0,2014-10-10,20\n"
	"1,2014-01-10,5\n1,2014-04-10,5\n1,2014-07-10,7\n1,2014-10-10,7\n"
	"2,2014-01-10,6\n2,2014-04-10,6\n2,2014-07-10,8\n2,2014-10-10,8\n";
// clang-format on

static void make_study_of(
	const char *from, const char *more, const char *rows, int keys, int starting)
{
	const struct shard_text calls = {"calls", "calls", "pol", "events", "event",
		"key_no:int date:day weight:int", rows, "2012-01-01", "2014-12-31", false};
	struct tl_buf text = {0};

	tl_buf_addf(&text, study_yaml, from, more);
	scratch_write("study.yaml", tl_buf_c(&text));
	tl_buf_free(&text);
	for (size_t i = 0; i < TL_LEN(definitions); i++)
		scratch_write(definitions[i][0], definitions[i][1]);
	scratch_write("measures/calls.yaml", measure_yaml);
	shard(&calls);
	shard(&started);
	people(keys > 3 ? keys : 3);
	store_sql(link_db, "INSERT INTO locality_spell VALUES (0,'0001-01-01',NULL,'north'),"
			   "(1,'0001-01-01',NULL,'south'),(2,'0001-01-01',NULL,'west')");
	same_keys("calls", keys);
	same_keys("started", starting);
	stores_close();
}

static void make_study(const char *from, const char *more, const char *rows, int keys)
{
	make_study_of(from, more, rows, keys, 1);
}

static int start(void **state)
{
	if (scratch_make(state))
		return -1;
	stores_open();
	return 0;
}

static int stop(void **state)
{
	forget();
	return scratch_remove(state);
}

static void measure_programme(const char *more)
{
	struct tl_buf text = {0};

	tl_buf_addf(&text,
		"name: support\ntitle: Support\nunit: person\ncohort: {contracts: [started]}\n"
		"measures: [{name: calls, primary: true}]\n%s",
		more);
	scratch_write("programmes/support.yaml", tl_buf_c(&text));
	tl_buf_free(&text);
	measure();
}

static const struct measure_point *at_event(int64_t position)
{
	for (size_t i = 0; i < model.points.count; i++)
		if (same_text("att", model.points.items[i].key.statistic) &&
			same_text("event", model.points.items[i].key.axis) &&
			model.points.items[i].key.position == position)
			return &model.points.items[i];
	return NULL;
}

/* (20 - 10) - ((7 - 5) + (8 - 6)) / 2 = 8 in both quarters. Had south or west begun instead: 2 -
 * (10
 * + 2) / 2 = -4, so one order of three gives as much. */
static void few_localities_have_an_effect_and_the_orders_that_give_as_much(void **state)
{
	(void)state;
	make_study("2014-01", "", quarters, 3);
	measure_programme("go_live: [{locality: north, from: 2014-07-01}]\n"
			  "did: {unit: locality, period: quarter}\n");
	assert_value(WANT(.measure = "calls", .statistic = "att", .axis = ""), 8);
	assert_value(WANT(.measure = "calls", .statistic = "att_p"), 1.0 / 3);
	assert_true(
		isnan(point_of(WANT(.measure = "calls", .statistic = "att", .axis = ""))->lower));
	assert_string_equal(
		point_of(WANT(.measure = "calls", .statistic = "att", .axis = ""))->flag,
		"indicative");
	assert_int_equal(
		point_of(WANT(.measure = "calls", .statistic = "att", .axis = ""))->key.evidence,
		3);
	assert_true(at_event(0)->value == 8 && at_event(1)->value == 8);
	assert_true(at_event(-1)->value == 0);
}

/* 0 to 3 begin in July, 4 to 7 in October: in the quarter before, each calls some twenty times. */
static const char *const peaks[] = {"3 3 4 20 3 3", "2 4 3 21 3 2", "4 3 2 19 2 3", "3 4 3 22 4 3",
	"3 2 4 3 20 3", "2 3 3 4 22 3", "3 4 2 3 21 2", "4 3 3 2 19 3"};

/* As if the peak were usual, 17 fewer calls a quarter: of what nobody did. The cell before the
 * start is as far from 0, so it is no more than a before and after. */
static void units_that_come_at_a_peak_are_no_evidence_of_impact(void **state)
{
	struct tl_buf rows = {0};
	char kept_rows[] = "0,2014-07-05\n1,2014-07-05\n2,2014-07-05\n3,2014-07-05\n"
			   "4,2014-10-05\n5,2014-10-05\n6,2014-10-05\n7,2014-10-05\n";
	const char *before = started.rows;

	(void)state;
	for (int who = 0; who < 8; who++) {
		const char *at = peaks[who];

		for (int q = 0; q < 6; q++) {
			int month = 6 + 3 * q;

			tl_buf_addf(&rows, "%d,%d-%02d-10,%d\n", who, 2013 + month / 12,
				month % 12 + 1, (int)strtol(at, (char **)&at, 10));
		}
	}
	started.rows = kept_rows;
	make_study_of("2013-07", "", tl_buf_c(&rows), 8, 8);
	started.rows = before;
	tl_buf_free(&rows);
	measure_programme("did: {unit: unit, period: quarter}\n");
	assert_true(
		point_of(WANT(.measure = "calls", .statistic = "att", .axis = ""))->value < -10);
	assert_int_equal(
		point_of(WANT(.measure = "calls", .statistic = "att", .axis = ""))->key.evidence,
		1);
}

static void without_anybody_untreated_there_is_no_difference(void **state)
{
	(void)state;
	make_study("2014-01", "", quarters, 3);
	measure_programme("go_live: [{locality: north, from: 2014-07-01},"
			  " {locality: south, from: 2014-07-01},"
			  " {locality: west, from: 2014-07-01}]\n"
			  "did: {unit: locality}\n");
	assert_absent(WANT(.measure = "calls", .statistic = "att", .axis = ""), TL_NOT_AVAILABLE,
		TL_REASON_NO_UNTREATED);
}

/* 10 + t, and from month 25 on 5 more and 2 more a month: the fit is exact. */
static void write_months(struct tl_buf *rows)
{
	for (int t = 1; t <= 30; t++) {
		char day[11];

		tl_day_iso(tl_month_day(2012 * 12 + 6 + t - 1), day);
		tl_buf_addf(rows, "0,%s,%d\n", day, 10 + t + (t > 24 ? 5 + 2 * (t - 25) : 0));
	}
}

static void measure_its(const char *from)
{
	struct tl_buf text = {0}, rows = {0};

	write_months(&rows);
	make_study("2012-07", "area_measures: [calls]\n", tl_buf_c(&rows), 1);
	tl_buf_addf(&text, "%sits: {from: %s}\n", measure_yaml, from);
	scratch_write("measures/calls.yaml", tl_buf_c(&text));
	tl_buf_free(&text);
	tl_buf_free(&rows);
	measure();
}

static void a_series_that_changes_says_by_how_much(void **state)
{
	(void)state;
	measure_its("2014-07-01");
	assert_value(WANT(.measure = "calls", .statistic = "its_level", .locality = "all"), 5);
	assert_value(WANT(.measure = "calls", .statistic = "its_trend", .locality = "all"), 2);
	assert_value(WANT(.measure = "calls", .statistic = "its_total", .locality = "all"),
		6 * 5 + 2 * 15);
	assert_value(WANT(.measure = "calls", .statistic = "its_effect", .locality = "all",
			     .axis = "its", .from = "2014-08-01"),
		7);
	assert_true(fabs(point_of(WANT(.measure = "calls", .statistic = "its_effect",
					  .locality = "all", .axis = "its", .from = "2014-08-01"))
				    ->centre -
			    (10 + 26)) < 1e-9);
	assert_string_equal(
		point_of(WANT(.measure = "calls", .statistic = "its_level", .locality = "all"))
			->flag,
		"");
}

/* What shakes the south shakes the north as much; beside that the north has 4 more, and from month
 * 25 on 5 and 2 a month on top: the differences fit exactly, which neither series does. */
static void a_control_takes_out_what_both_had(void **state)
{
	struct tl_buf text = {0}, rows = {0};

	(void)state;
	for (int t = 1; t <= 30; t++) {
		int shock = t * t * 7 % 23 + 20;
		char day[11];

		tl_day_iso(tl_month_day(2012 * 12 + 6 + t - 1), day);
		tl_buf_addf(&rows, "0,%s,%d\n1,%s,%d\n", day,
			shock + 4 + (t > 24 ? 5 + 2 * (t - 25) : 0), day, shock);
	}
	make_study("2012-07", "area_measures: [calls]\n", tl_buf_c(&rows), 2);
	tl_buf_addf(&text, "%sits: {from: 2014-07-01, control: south}\n", measure_yaml);
	scratch_write("measures/calls.yaml", tl_buf_c(&text));
	measure();
	assert_value(WANT(.measure = "calls", .statistic = "its_level", .locality = "north"), 5);
	assert_value(WANT(.measure = "calls", .statistic = "its_trend", .locality = "north"), 2);
	assert_value(WANT(.measure = "calls", .statistic = "its_total", .locality = "north"), 60);
	assert_int_equal(
		point_of(WANT(.measure = "calls", .statistic = "its_level", .locality = "north"))
			->key.evidence,
		3);
	assert_null(
		find_point(WANT(.measure = "calls", .statistic = "its_level", .locality = "all")));
	assert_null(find_point(
		WANT(.measure = "calls", .statistic = "its_level", .locality = "south")));
	tl_buf_free(&text);
	tl_buf_free(&rows);
}

static void under_twelve_months_before_there_is_no_answer(void **state)
{
	(void)state;
	measure_its("2013-06-01");
	assert_absent(WANT(.measure = "calls", .statistic = "its_level", .locality = "all"),
		TL_TOO_FEW, TL_REASON_FEW_POINTS);
	assert_null(
		find_point(WANT(.measure = "calls", .statistic = "its_total", .locality = "all")));
}

static void under_twenty_four_it_is_said_to_be_short(void **state)
{
	(void)state;
	measure_its("2014-06-01");
	assert_string_equal(
		point_of(WANT(.measure = "calls", .statistic = "its_level", .locality = "all"))
			->flag,
		"short");
}

int main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
	const struct CMUnitTest tests[] = {
		test(few_localities_have_an_effect_and_the_orders_that_give_as_much),
		test(units_that_come_at_a_peak_are_no_evidence_of_impact),
		test(without_anybody_untreated_there_is_no_difference),
		test(a_series_that_changes_says_by_how_much),
		test(a_control_takes_out_what_both_had),
		test(under_twelve_months_before_there_is_no_answer),
		test(under_twenty_four_it_is_said_to_be_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
