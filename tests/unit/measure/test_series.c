/* Measures of an area over time, on stores made by hand; every expected number is counted from the
 * rows in this file. */
#include "stores.h"

// clang-format off
static const char study_yaml[] =
	"name: small\n"
	"title: A small study\n"
	"as_at: 2014-04-15\n"
	"months: {from: 2014-01, to: 2014-04}\n"
	"localities:\n"
	"  - {code: north}\n"
	"  - {code: south, names: [S]}\n"
	"partners: [{code: pol}]\n"
	"extracts:\n"
	"  - {file: calls.csv, contract: calls}\n"
	"  - {file: care.csv, contract: care}\n"
	"  - {file: people.csv, contract: people}\n"
	"  - {file: visits.csv, contract: visits}\n"
	"area_measures: [count, share, rate, stock, starts, leavers, days, visits, kept, later, picked, standing, punctual]\n";

static const char *const definitions[][2] = {
	{"contracts/calls.yaml",
		"name: calls\npartner: pol\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: called, role: date, type: date}\n"
		"  - {name: nature, role: type, codes: [{code: A, label: Ay}, {code: B, label: Bee}]}\n"
		"  - {name: minutes, type: integer}\n"},
	{"contracts/care.yaml",
		"name: care\npartner: pol\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: began, role: start, type: date}\n"
		"  - {name: ended, role: end, type: date}\n"
		"  - {name: plan, role: step, type: date}\n"},
	{"contracts/people.yaml",
		"name: people\npartner: pol\nkind: population\nfields:\n"
		"  - {name: since, role: start, type: date}\n"
		"  - {name: area, role: locality}\n"
		"  - {name: residents, role: value, type: integer}\n"},
	{"contracts/visits.yaml",
		"name: visits\npartner: pol\nkind: counts\nfields:\n"
		"  - {name: month, role: start, type: date}\n"
		"  - {name: area, role: locality}\n"
		"  - {name: came, type: integer}\n"
		"  - {name: late, type: integer}\n"},
	{"measures/count.yaml",
		"name: count\ntitle: Calls\nshape: count\nunit: calls\nby: nature\n"
		"numerator: {contracts: [calls]}\n"},
	{"measures/share.yaml",
		"name: share\ntitle: Share of A\nshape: share\nunit: things\n"
		"numerator: {contracts: [calls], where: [{column: nature, codes: [A]}]}\n"
		"denominator: {contracts: [calls], where: [{column: nature, is: present}]}\n"},
	{"measures/rate.yaml",
		"name: rate\ntitle: Rate\nshape: rate\nunit: things\nper: 1000\n"
		"numerator: {contracts: [calls], quantity: minutes}\n"
		"denominator: {contracts: [people]}\n"},
	{"measures/stock.yaml",
		"name: stock\ntitle: In care\nshape: stock\nunit: things\nnumerator: {contracts: [care]}\n"},
	{"measures/starts.yaml",
		"name: starts\ntitle: Starts\nshape: flow\nunit: things\nnumerator: {contracts: [care]}\n"},
	{"measures/leavers.yaml",
		"name: leavers\ntitle: Leavers\nshape: flow\nunit: things\nnumerator: {contracts: [care], date: end}\n"},
	{"measures/days.yaml",
		"name: days\ntitle: Days to plan\nshape: duration\nunit: things\nnumerator: {contracts: [care]}\n"
		"from_step: start\nto_step: plan\nstandard_days: 10\n"},
	{"measures/visits.yaml",
		"name: visits\ntitle: Visits\nshape: count\nunit: things\nnumerator: {contracts: [visits], quantity: came}\n"},
	{"measures/punctual.yaml",
		"name: punctual\ntitle: Nobody late\nshape: count\nunit: things\nnumerator:\n"
		"  contracts: [visits]\n  quantity: came\n  where: [{column: late, from: 0, to: 0}]\n"},
	{"measures/kept.yaml",
		"name: kept\ntitle: In time\nshape: share\nunit: things\n"
		"numerator:\n  contracts: [visits]\n  sql: |\n"
		"    SELECT record_no, locality, start AS from_day, came - late AS quantity FROM visits\n"
		"denominator: {contracts: [visits], quantity: came}\n"},
	{"measures/standing.yaml",
		"name: standing\ntitle: Standing\nshape: series\nunit: things\n"
		"numerator: {contracts: [visits], quantity: came}\n"},
	{"contracts/ages.yaml",
		"name: ages\npartner: pol\nkind: population\nfields:\n"
		"  - {name: since, role: start, type: date}\n"
		"  - {name: area, role: locality}\n"
		"  - {name: age, codes: [{code: 0-17}, {code: 18+}]}\n"
		"  - {name: residents, role: value, type: integer}\n"},
	{"measures/aged.yaml",
		"name: aged\ntitle: By age\nshape: rate\nunit: calls\nper: 1000\n"
		"numerator: {contracts: [calls]}\ndenominator: {contracts: [ages]}\n"
		"standardise: {age: age, standard: halves}\n"},
	{"standards/halves.csv", "age,people\n0-17,50\n18-49,30\n50+,20\n"},
	{"measures/later.yaml",
		"name: later\ntitle: Later\nshape: money\nunit: things\nnumerator: {contracts: [calls]}\n"},
	{"measures/picked.yaml",
		"name: picked\ntitle: Picked\nshape: count\nunit: things\nnumerator:\n  contracts: [calls]\n  sql: |\n"
		"    SELECT record_no, person, date AS day, 1 AS quantity FROM calls WHERE minutes >= 20\n"},
};
// clang-format on

/* Six people: 0, 1, 2 in the north, 3 in the south, 4 in the north until March, then in the south,
 * 5 nobody knows where. Calls: January 4 (3 of A), February none, March 3 (1 of A, 1 without a
 * nature), April not covered in whole. Record 8 is dead. */
static const struct shard_text calls = {"calls", "calls", "pol", "events", "event",
	"key_no:int date:day type:text minutes:int",
	"0,2014-01-01,A,10\n"
	"0,2014-01-31,A,20\n"
	"3,2014-01-15,A,5\n"
	"5,2014-01-15,B,5\n"
	"4,2014-03-01,B,30\n"
	"1,2014-03-31,,40\n"
	"2,2014-03-02,A,\n"
	"2,2014-03-02,A,7\n"
	"2,2014-04-02,A,7\n",
	"2014-01-01", "2014-04-15", false};

/* Open on the last day: January 0, 1; February 0, 1, 4; March 1, 4. Person 1 has two episodes at
 * once. The end is the first day out. */
static const struct shard_text care = {"care", "care", "pol", "episodes", "episode",
	"key_no:int start:day end:day plan:day",
	"0,2013-06-01,2014-03-31,2014-01-20\n"
	"1,2014-01-31,,2014-02-10\n"
	"1,2014-01-10,2014-02-10,2014-01-20\n"
	"4,2014-02-28,,2014-03-31\n"
	"2,2014-03-05,2014-03-06,2014-03-04\n",
	"2013-06-01", "2014-03-06", true};

/* From March the estimate of the north is another; the south has none before February. */
static const struct shard_text residents = {"people", "people", "pol", "population", "population",
	"start:day end:day locality:text value:int",
	"2013-01-01,,north,500\n"
	"2013-01-01,,north,500\n"
	"2014-03-01,,north,2000\n"
	"2014-02-01,,S,100\n",
	"2013-01-01", "2014-04-15", true};

/* The south sent nothing for February and a nought in March; in January it hid one of its numbers.
 */
static const struct shard_text visits = {"visits", "visits", "pol", "counts", "count",
	"start:day locality:text came:int late:int",
	"2014-01-01,north,100,10\n"
	"2014-01-01,south,50,0\n"
	"2014-02-01,north,80,20\n"
	"2014-03-01,north,60,\n"
	"2014-03-01,south,0,0\n"
	"2014-03-01,elsewhere,4,1\n"
	"2014-01-01,south,,0\n",
	"2014-01-01", "2014-03-31", false};

static const struct shard_text ages = {"ages", "ages", "pol", "population", "population",
	"start:day end:day locality:text age:text value:int",
	"2013-01-01,,north,0-17,400\n"
	"2013-01-01,,north,18+,800\n",
	"2013-01-01", "2014-04-15", false};

static void spell(int person, const char *from, const char *to, const char *locality)
{
	struct tl_buf sql = {0};

	tl_buf_addf(&sql, "INSERT INTO locality_spell VALUES (%d, '%s', %s%s%s, '%s')", person,
		from, to ? "'" : "", to ? to : "NULL", to ? "'" : "", locality);
	store_sql(link_db, tl_buf_c(&sql));
	tl_buf_free(&sql);
}

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
	shard(&residents);
	shard(&visits);
	shard(&ages);
	store_sql(settle_db, "INSERT INTO dead_row VALUES ('calls', 8, 'duplicate')");
	people(6);
	store_sql(link_db, "UPDATE person SET birth_month = '2000-02' WHERE person_no = 0;"
			   "UPDATE person SET birth_month = '1980-01' WHERE person_no = 2;"
			   "UPDATE person SET birth_month = '1996-03' WHERE person_no = 4;");
	same_keys("calls", 6);
	same_keys("care", 5);
	spell(0, "0001-01-01", NULL, "north");
	spell(1, "0001-01-01", NULL, "north");
	spell(2, "0001-01-01", NULL, "north");
	spell(3, "0001-01-01", NULL, "south");
	spell(4, "0001-01-01", "2014-03-01", "north");
	spell(4, "2014-03-01", NULL, "south");
	stores_close();
	return 0;
}

static int stop(void **state)
{
	forget();
	return scratch_remove(state);
}

static void a_month_counts_its_rows_by_where_the_person_lives(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "count", .statistic = "events", .locality = "all", .grp = "",
			     .from = "2014-01-01"),
		4);
	assert_value(WANT(.measure = "count", .statistic = "events", .locality = "north", .grp = "",
			     .from = "2014-01-01"),
		2);
	assert_value(WANT(.measure = "count", .statistic = "events", .locality = "south", .grp = "",
			     .from = "2014-03-01"),
		1);
	assert_value(WANT(.measure = "count", .statistic = "events", .locality = "elsewhere",
			     .grp = "", .from = "2014-01-01"),
		1);
	assert_value(WANT(.measure = "count", .statistic = "events", .locality = "all", .grp = "A",
			     .from = "2014-03-01"),
		1);
	assert_value(WANT(.measure = "count", .statistic = "events", .locality = "all",
			     .grp = "not-recorded", .from = "2014-03-01"),
		1);
}

static void a_covered_month_without_rows_is_zero_and_an_uncovered_one_has_no_figure(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "count", .statistic = "events", .locality = "all", .grp = "",
			     .from = "2014-02-01"),
		0);
	assert_absent(WANT(.measure = "count", .statistic = "events", .locality = "all", .grp = "",
			      .from = "2014-04-01"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_absent(WANT(.measure = "count", .statistic = "events", .locality = "all", .grp = "",
			      .axis = ""),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_absent(WANT(.measure = "count", .statistic = "xmr", .locality = "all", .grp = "",
			      .from = "2014-04-01"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
}

static void a_share_is_of_its_denominator_and_a_month_without_any_has_none(void **state)
{
	const struct measure_point *share;

	(void)state;
	measure();
	assert_value(WANT(.measure = "share", .statistic = "share", .locality = "all",
			     .from = "2014-01-01"),
		75);
	share = point_of(WANT(.measure = "share", .statistic = "share", .locality = "all",
		.from = "2014-01-01"));
	/* Wilson for 3 of 4: (2*3 + z^2 -/+ z sqrt(z^2 + 4*3*(1 - 3/4))) / (2 (4 + z^2)). */
	assert_true(fabs(share->lower - 30.0641842583) < 1e-6);
	assert_true(fabs(share->upper - 95.4412739190) < 1e-6);
	assert_absent(WANT(.measure = "share", .statistic = "share", .locality = "all",
			      .from = "2014-02-01"),
		TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
	assert_value(WANT(.measure = "share", .statistic = "denominator", .locality = "all",
			     .from = "2014-03-01"),
		2);
}

static void a_rate_divides_by_the_latest_population_valid_on_the_first_of_the_month(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "rate", .statistic = "population", .locality = "north",
			     .from = "2014-01-01"),
		1000);
	assert_value(WANT(.measure = "rate", .statistic = "population", .locality = "north",
			     .from = "2014-03-01"),
		2000);
	assert_value(WANT(.measure = "rate", .statistic = "rate", .locality = "north",
			     .from = "2014-01-01"),
		30);
	assert_value(WANT(.measure = "rate", .statistic = "rate", .locality = "all",
			     .from = "2014-03-01"),
		70.0 / 2100 * 1000);
	assert_absent(WANT(.measure = "rate", .statistic = "rate", .locality = "south",
			      .from = "2014-01-01"),
		TL_NOT_AVAILABLE, TL_REASON_DENOMINATOR);
}

/* Person 0 calls twice at 13, person 4 in the month of being 18, person 2 at 34; of three calls
 * nobody knows the caller's age. 400 and 800 people for three months are 100 and 200 years; four
 * events are too few, and the page says so. */
static void a_standardised_rate_counts_people_by_age_on_the_day_and_needs_ten_events(void **state)
{
	(void)state;
	scratch_write("study.yaml",
		"name: small\ntitle: A small study\nas_at: 2014-03-31\n"
		"months: {from: 2014-01, to: 2014-03}\nlocalities: [{code: north}, {code: south}]\n"
		"partners: [{code: pol}]\n"
		"extracts: [{file: calls.csv, contract: calls}, {file: ages.csv, contract: ages}]\n"
		"area_measures: [aged]\n");
	measure();
	assert_value(
		WANT(.statistic = "events", .locality = "all", .grp = "0-17", .axis = "stratum"),
		2);
	assert_value(
		WANT(.statistic = "events", .locality = "all", .grp = "18+", .axis = "stratum"), 2);
	assert_value(WANT(.statistic = "events", .locality = "all", .grp = "not-recorded",
			     .axis = "stratum"),
		3);
	assert_value(WANT(.statistic = "person_years", .locality = "north", .grp = "18+",
			     .axis = "stratum"),
		200);
	assert_value(WANT(.statistic = "standard_population", .grp = "18+", .axis = "stratum"), 50);
	assert_absent(
		WANT(.statistic = "dsr", .locality = "all"), TL_TOO_FEW, TL_REASON_FEW_EVENTS);
	assert_absent(WANT(.statistic = "dsr", .locality = "south"), TL_NOT_AVAILABLE,
		TL_REASON_DENOMINATOR);
}

static void a_stock_counts_people_open_on_the_last_day_once_where_they_then_live(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "stock", .statistic = "people", .locality = "all",
			     .from = "2014-01-31"),
		2);
	assert_value(WANT(.measure = "stock", .statistic = "people", .locality = "north",
			     .from = "2014-02-28"),
		3);
	assert_value(WANT(.measure = "stock", .statistic = "people", .locality = "all",
			     .from = "2014-03-31"),
		2);
	assert_value(WANT(.measure = "stock", .statistic = "people", .locality = "south",
			     .from = "2014-03-31"),
		1);
	assert_absent(WANT(.measure = "stock", .statistic = "people", .locality = "all",
			      .from = "2014-04-30"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
}

static void a_flow_counts_people_once_a_month_by_the_date_asked_for(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "starts", .statistic = "people", .locality = "all",
			     .from = "2014-01-01"),
		1);
	assert_value(WANT(.measure = "starts", .statistic = "people", .locality = "all",
			     .from = "2014-02-01"),
		1);
	assert_value(WANT(.measure = "leavers", .statistic = "people", .locality = "all",
			     .from = "2014-02-01"),
		1);
	assert_value(WANT(.measure = "leavers", .statistic = "people", .locality = "all",
			     .from = "2014-03-01"),
		2);
}

static void a_duration_leaves_out_what_ends_before_it_starts(void **state)
{
	(void)state;
	scratch_write("study.yaml",
		"name: small\ntitle: A small study\nas_at: 2014-03-31\n"
		"months: {from: 2014-01, to: 2014-03}\nlocalities: [{code: north}, {code: south}]\n"
		"partners: [{code: pol}]\n"
		"extracts: [{file: care.csv, contract: care}]\narea_measures: [days]\n");
	measure();
	/* 233 (0), 10 and 10 (1), 31 (4); the fifth ends a day before it starts. All that began
	 * ended. */
	assert_value(
		WANT(.measure = "days", .statistic = "events", .locality = "all", .axis = ""), 4);
	assert_value(
		WANT(.measure = "days", .statistic = "in_hand", .locality = "all", .axis = ""), 4);
	assert_value(
		WANT(.measure = "days", .statistic = "people", .locality = "all", .axis = ""), 3);
	assert_value(
		WANT(.measure = "days", .statistic = "median_days", .locality = "all", .axis = ""),
		20.5);
	/* Type 7: position 1 + 3 * 0.9 = 3.7, so 31 + 0.7 * (233 - 31). */
	assert_value(
		WANT(.measure = "days", .statistic = "p90_days", .locality = "all", .axis = ""),
		172.4);
	assert_value(
		WANT(.measure = "days", .statistic = "share", .locality = "all", .axis = ""), 50);
	assert_value(WANT(.measure = "days", .statistic = "median_days", .locality = "north",
			     .axis = "year"),
		10);
}

static void a_place_that_sent_no_count_is_not_zero(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "visits", .statistic = "events", .locality = "south",
			     .from = "2014-03-01"),
		0);
	assert_absent(WANT(.measure = "visits", .statistic = "events", .locality = "south",
			      .from = "2014-02-01"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_value(WANT(.measure = "visits", .statistic = "events", .locality = "all",
			     .from = "2014-03-01"),
		64);
	assert_int_equal(point_of(WANT(.measure = "visits", .statistic = "events",
					  .locality = "all", .from = "2014-03-01"))
				 ->contributors,
		MEASURE_UNKNOWN);
}

static void a_series_is_never_added_up_over_months(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "standing", .statistic = "events", .locality = "north",
			     .from = "2014-02-01"),
		80);
	assert_null(find_point(WANT(.measure = "standing", .statistic = "events",
		.locality = "north", .axis = "")));
}

static void a_place_that_hid_its_number_is_not_zero(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "punctual", .statistic = "events", .locality = "north",
			     .from = "2014-03-01"),
		0);
	assert_absent(WANT(.measure = "punctual", .statistic = "events", .locality = "south",
			      .from = "2014-01-01"),
		TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	assert_value(WANT(.measure = "punctual", .statistic = "events", .locality = "all",
			     .from = "2014-01-01"),
		50);
}

static void a_definition_of_sql_picks_rows_that_the_engine_adds_up(void **state)
{
	(void)state;
	measure();
	assert_value(WANT(.measure = "kept", .statistic = "share", .locality = "all",
			     .from = "2014-01-01"),
		100 * 140.0 / 150);
	assert_value(WANT(.measure = "picked", .statistic = "events", .locality = "all",
			     .from = "2014-01-01"),
		1);
	assert_value(WANT(.measure = "picked", .statistic = "events", .locality = "north",
			     .from = "2014-03-01"),
		1);
	assert_value(WANT(.measure = "picked", .statistic = "events", .locality = "all",
			     .from = "2014-03-01"),
		2);
}

static void sql_that_adds_up_or_hides_its_rows_is_refused(void **state)
{
	static const struct {
		const char *sql, *says;
	} cases[] = {
		{"SELECT person, count(*) AS quantity FROM calls", "count"},
		{"SELECT DISTINCT person, date AS day, 1 AS quantity, record_no FROM calls",
			"DISTINCT"},
		{"SELECT person, date AS day, 1 AS quantity FROM calls", "record_no"},
		{"SELECT record_no + 1000 AS record_no, person, date AS day, 1 AS quantity FROM "
		 "calls",
			"record_no"},
		{"SELECT a.record_no, a.person, a.date AS day, 1 AS quantity FROM calls a, calls b",
			"more than once"},
		{"SELECT record_no, person, date AS day, random() AS quantity FROM calls",
			"random"},
		{"SELECT record_no, person, date AS day, 1 AS quantity FROM nothing", "nothing"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_buf text = {0};
		struct tl_err err = {0};

		tl_buf_addf(&text,
			"name: picked\ntitle: Picked\nshape: count\nunit: things\n"
			"numerator:\n  contracts: [calls]\n  sql: \"%s\"\n",
			cases[i].sql);
		scratch_write("measures/picked.yaml", tl_buf_c(&text));
		assert_false(try_measure(1, &err));
		assert_int_equal(err.exit_status, EX_CONFIG);
		if (!strstr(err.text, cases[i].says) || !strstr(err.text, "picked.yaml"))
			fail_msg("case %zu: %s", i, err.text);
		forget();
		tl_buf_free(&text);
	}
}

static void a_shape_of_a_later_version_says_so(void **state)
{
	(void)state;
	measure();
	assert_absent(
		WANT(.measure = "later", .locality = "all"), TL_NOT_AVAILABLE, TL_REASON_LATER);
}

/* The denominator's atoms are the numerator's and the rest, so that their difference is known. */
static void a_numerator_shares_its_atoms_with_its_denominator(void **state)
{
	const struct measure_point *x, *n;
	int64_t shared = 0, of_n = 0;

	(void)state;
	measure();
	x = point_of(WANT(.measure = "share", .statistic = "numerator", .locality = "north",
		.from = "2014-01-01"));
	n = point_of(WANT(.measure = "share", .statistic = "denominator", .locality = "all",
		.from = "2014-01-01"));
	for (size_t i = 0; i < model.links.count; i++) {
		if (model.links.items[i].point != (size_t)(n - model.points.items))
			continue;
		of_n += model.atoms.items[model.links.items[i].atom].units;
		for (size_t j = 0; j < model.links.count; j++)
			if (model.links.items[j].point == (size_t)(x - model.points.items) &&
				model.links.items[j].atom == model.links.items[i].atom)
				shared += model.atoms.items[model.links.items[i].atom].units;
	}
	assert_int_equal(of_n, n->units);
	assert_int_equal(shared, x->units); /* all of the numerator */
	assert_true(x->units > 0);
}

static void every_base_figure_is_the_sum_of_its_atoms(void **state)
{
	(void)state;
	measure();
	for (size_t p = 0; p < model.points.count; p++) {
		const struct measure_point *point = &model.points.items[p];
		int64_t units = 0;

		if (point->role != MEASURE_BASE || point->status != TL_SHOWN)
			continue;
		for (size_t i = 0; i < model.links.count; i++)
			if (model.links.items[i].point == p)
				units += model.atoms.items[model.links.items[i].atom].units;
		assert_true(fabs(point->value * point->key.scale - (double)units) < 1e-6);
	}
}

static void the_store_is_the_same_from_one_and_from_two_threads(void **state)
{
	struct measure_counts counts;
	struct tl_err err = {0};
	struct tl_buf one, two;

	(void)state;
	must(measure_run(scratch, NULL, 1, &counts, &err), &err);
	one = scratch_read("run/3-measure/measure.db");
	must(measure_run(scratch, NULL, 2, &counts, &err), &err);
	two = scratch_read("run/3-measure/measure.db");
	assert_int_equal(one.length, two.length);
	assert_memory_equal(one.data, two.data, one.length);
	tl_buf_free(&one);
	tl_buf_free(&two);
}

int main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
	const struct CMUnitTest tests[] = {
		test(a_month_counts_its_rows_by_where_the_person_lives),
		test(a_covered_month_without_rows_is_zero_and_an_uncovered_one_has_no_figure),
		test(a_share_is_of_its_denominator_and_a_month_without_any_has_none),
		test(a_rate_divides_by_the_latest_population_valid_on_the_first_of_the_month),
		test(a_standardised_rate_counts_people_by_age_on_the_day_and_needs_ten_events),
		test(a_stock_counts_people_open_on_the_last_day_once_where_they_then_live),
		test(a_flow_counts_people_once_a_month_by_the_date_asked_for),
		test(a_duration_leaves_out_what_ends_before_it_starts),
		test(a_place_that_sent_no_count_is_not_zero),
		test(a_place_that_hid_its_number_is_not_zero),
		test(a_series_is_never_added_up_over_months),
		test(a_definition_of_sql_picks_rows_that_the_engine_adds_up),
		test(sql_that_adds_up_or_hides_its_rows_is_refused),
		test(a_shape_of_a_later_version_says_so),
		test(a_numerator_shares_its_atoms_with_its_denominator),
		test(every_base_figure_is_the_sum_of_its_atoms),
		test(the_store_is_the_same_from_one_and_from_two_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
