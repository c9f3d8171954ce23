/* Localities against each other. */
#include "stores.h"

// clang-format off
static const char calls_yaml[] =
	"name: calls\npartner: pol\nkind: events\nfields:\n"
	"  - {name: person, role: key}\n"
	"  - {name: called, role: date, type: date}\n"
	"  - {name: urgent, codes: [{code: y}, {code: n}]}\n";
static const char share_yaml[] =
	"name: urgent\ntitle: Urgent\nshape: share\nunit: calls\n"
	"numerator: {contracts: [calls], where: [{column: urgent, codes: [y]}]}\n"
	"denominator: {contracts: [calls]}\n";
// clang-format on

struct caller {
	int calls, urgent;
};

/* In each place so many people, each with so many calls, of which some are urgent. */
static void make_callers(int places, int people_each, const struct caller *callers)
{
	struct shard_text calls = {"calls", "calls", "pol", "events", "event",
		"key_no:int date:day urgent:text", NULL, "2014-01-01", "2014-12-31", false};
	struct tl_buf study_text = {0}, rows = {0}, spells = {0};

	tl_buf_addc(&study_text, "name: small\ntitle: A small study\nas_at: 2014-12-31\n"
				 "months: {from: 2014-01, to: 2014-12}\npartners: [{code: pol}]\n"
				 "extracts: [{file: calls.csv, contract: calls}]\n"
				 "area_measures: [urgent]\nlocalities:\n");
	for (int p = 0; p < places; p++) {
		tl_buf_addf(&study_text, "  - {code: p%d}\n", p);
	}
	for (int who = 0; who < places * people_each; who++) {
		tl_buf_addf(&spells,
			"INSERT INTO locality_spell VALUES (%d,'0001-01-01',NULL,'p%d');", who,
			who / people_each);
		for (int i = 0; i < callers[who].calls; i++)
			tl_buf_addf(&rows, "%d,2014-%02d-%02d,%s\n", who, i % 12 + 1, i / 12 + 1,
				i < callers[who].urgent ? "y" : "n");
	}
	calls.rows = tl_buf_c(&rows);
	scratch_write("study.yaml", tl_buf_c(&study_text));
	scratch_write("contracts/calls.yaml", calls_yaml);
	scratch_write("measures/urgent.yaml", share_yaml);
	shard(&calls);
	people(places * people_each);
	same_keys("calls", places * people_each);
	store_sql(link_db, tl_buf_c(&spells));
	stores_close();
	tl_buf_free(&study_text);
	tl_buf_free(&rows);
	tl_buf_free(&spells);
	measure();
}

/* In each place 10 calls of one person, of which `urgent` are. */
static void make_places(int places, const int *urgent)
{
	struct caller callers[5];

	for (int p = 0; p < places; p++)
		callers[p] = (struct caller){10, urgent[p]};
	make_callers(places, 1, callers);
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

/* All alike, so no more spread than chance: sin^2(pi/4 +/- z / (2 sqrt 10)) = (1 +/- sin(z / sqrt
 * 10)) / 2. */
static void five_alike_lie_in_the_middle_of_their_funnel(void **state)
{
	static const int urgent[] = {5, 5, 5, 5, 5};
	const struct measure_point *place;

	(void)state;
	make_places(5, urgent);
	place = point_of(WANT(.measure = "urgent", .statistic = "funnel_limits", .locality = "p0"));
	assert_true(fabs(place->value - 50) < 1e-9 && fabs(place->centre - 50) < 1e-9);
	assert_true(fabs(place->upper - 50 * (1 + sin(1.959963984540054 / sqrt(10)))) < 1e-6);
	assert_true(fabs(place->lower - 50 * (1 - sin(1.959963984540054 / sqrt(10)))) < 1e-6);
	assert_string_equal(place->flag, "Not significant");
	assert_null(
		find_point(WANT(.measure = "urgent", .statistic = "pairwise", .locality = "p0")));
}

/* 9 in 10 against 1 in 10: binomial(10, 1/2), 1 or fewer, both tails: 2 x 11 / 1024; of six pairs
 * three are like it and Holm makes the first of them six times as large. */
static void under_five_there_is_no_funnel_but_pairs(void **state)
{
	static const int urgent[] = {9, 1, 1, 1};

	(void)state;
	make_places(4, urgent);
	assert_absent(WANT(.measure = "urgent", .statistic = "funnel_limits", .locality = "all"),
		TL_TOO_FEW, TL_REASON_FEW_LOCALITIES);
	assert_value(
		WANT(.measure = "urgent", .statistic = "pairwise", .locality = "p0", .grp = "p1"),
		9);
	assert_value(
		WANT(.measure = "urgent", .statistic = "pairwise_p", .locality = "p0", .grp = "p1"),
		6 * 22.0 / 1024);
	assert_value(
		WANT(.measure = "urgent", .statistic = "pairwise_p", .locality = "p1", .grp = "p2"),
		1);
}

/* p0: 16 of 24, one person 4 above it and one 4 below: 2 x 32 / 16^2 = 0.25. p1: 20 of 32, 2 above
 * and 2 below: 2 x 8 / 20^2 = 0.04. As Poisson counts they would be 1/16 + 1/20. */
static void a_pair_has_the_error_of_its_people_not_of_their_rows(void **state)
{
	static const struct caller callers[] = {{12, 12}, {12, 4}, {16, 12}, {16, 8}};
	const struct measure_point *pair;
	double se = sqrt(0.25 + 0.04);

	(void)state;
	make_callers(2, 2, callers);
	assert_value(
		WANT(.measure = "urgent", .statistic = "spread", .locality = "p0", .grp = "p1"),
		se);
	pair = point_of(
		WANT(.measure = "urgent", .statistic = "pairwise", .locality = "p0", .grp = "p1"));
	assert_true(fabs(pair->value - 16.0 / 15) < 1e-9);
	assert_true(fabs(pair->upper - 16.0 / 15 * exp(1.959963984540054 * se)) < 1e-8);
	assert_true(fabs(pair->lower - 16.0 / 15 * exp(-1.959963984540054 * se)) < 1e-8);
}

int main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
	const struct CMUnitTest tests[] = {
		test(five_alike_lie_in_the_middle_of_their_funnel),
		test(under_five_there_is_no_funnel_but_pairs),
		test(a_pair_has_the_error_of_its_people_not_of_their_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
