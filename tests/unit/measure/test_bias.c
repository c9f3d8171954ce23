/* Who is linked less often, by what study.yaml names: counted by hand. */
#include "stores.h"

#include "../../../stages/measure/explain.h"

// clang-format off
static const char study_yaml[] =
	"name: small\n"
	"title: A small study\n"
	"as_at: 2014-12-31\n"
	"months: {from: 2014-01, to: 2014-12}\n"
	"partners: [{code: pol, label: Police}, {code: team, label: Team}]\n"
	"linkage: {bias: [background, arm]}\n"
	"extracts:\n"
	"  - {file: calls.csv, contract: calls}\n"
	"  - {file: known.csv, contract: known}\n"
	"  - {file: started.csv, contract: started}\n"
	"  - {file: waited.csv, contract: waited}\n"
	"area_measures: [calls]\n";

static const char *const definitions[][2] = {
	{"contracts/calls.yaml",
		"name: calls\npartner: pol\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: called, role: date, type: date}\n"
		"  - {name: background}\n"},
	/* No measure or programme reads it: bias alone does. */
	{"contracts/known.yaml",
		"name: known\npartner: team\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: seen, role: date, type: date}\n"
		"  - {name: background, title: Ethnic background}\n"},
	{"contracts/started.yaml",
		"name: started\npartner: team\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: began, role: start, type: date}\n"},
	{"contracts/waited.yaml",
		"name: waited\npartner: team\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: since, role: start, type: date}\n"},
	{"measures/calls.yaml",
		"name: calls\ntitle: Calls\nshape: count\nunit: calls\nnumerator: {contracts: [calls]}\n"},
	{"programmes/support.yaml",
		"name: support\ntitle: Support\nunit: person\ncohort: {contracts: [started]}\n"
		"comparison: {kind: waiting-list, pool: {contracts: [waited]}}\n"
		"measures: [{name: calls, primary: true}]\n"},
};

/* Keys are not people: see start. Person 0 is a (twice against b), 1 is b (the first of two as frequent), 2 nothing, 3 b. Record 7
 * is dead: it would make 3 a c. */
static const struct shard_text calls = {"calls", "calls", "pol", "events", "event",
	"key_no:int date:day background:text",
	"0,2014-01-05,a\n0,2014-01-06,b\n1,2014-02-05,c\n2,2014-02-06,\n3,2014-02-06,b\n"
	"3,2014-02-07,c\n3,2014-02-07,c\n",
	"2014-01-01", "2014-12-31", false};
static const struct shard_text known = {"known", "known", "team", "events", "event",
	"key_no:int date:day background:text",
	"0,2014-01-05,a\n1,2014-01-05,b\n2,2014-01-05,a\n3,2014-01-05,\n",
	"2014-01-01", "2014-12-31", false};
/* 4 waited before it was in the programme: it is in the programme. */
static const struct shard_text started = {"started", "started", "team", "episodes", "episode",
	"key_no:int start:day", "0,2014-03-01\n1,2014-05-01\n", "2014-01-01", "2014-12-31", false};
static const struct shard_text waited = {"waited", "waited", "team", "episodes", "episode",
	"key_no:int start:day", "0,2014-02-01\n1,2014-02-01\n2,2014-02-01\n", "2014-01-01",
	"2014-12-31", false};
// clang-format on

/* Whose keys 0, 1, ... are; -1 ends. */
static void keys(const char *delivery, const int32_t *person)
{
	size_t count = 0;

	while (person[count] >= 0)
		count++;
	tl_linked_add(linked, delivery, person, NULL, NULL, count);
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
	shard(&known);
	shard(&started);
	shard(&waited);
	store_sql(settle_db, "INSERT INTO dead_row VALUES ('calls', 7, 'duplicate')");
	people(6);
	same_keys("calls", 4);
	keys("known", (const int32_t[]){0, 1, 4, 5, -1});
	keys("started", (const int32_t[]){0, 4, -1});
	keys("waited", (const int32_t[]){4, 1, 5, -1});
	stores_close();
	measure();
	return 0;
}

static int stop(void **state)
{
	forget();
	return scratch_remove(state);
}

/* The police know 0 1 2 3; the team 0 1 and 4 5: two know 0 and 1. */
static const struct {
	const char *axis, *grp;
	double people, linked;
} groups[] = {
	{"background", "a", 2, 1}, /* 0 4 */
	{"background", "b", 2, 1}, /* 1 3 */
	{"background", "not-recorded", 2, 0}, /* 2 5 */
	{"arm:support", "programme", 2, 1}, /* 0 4 */
	{"arm:support", "waiting-list", 2, 1}, /* 1 5 */
	{"arm:support", "outside", 2, 0}, /* 2 3 */
};

static void people_are_counted_by_what_the_study_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_LEN(groups); i++) {
		assert_value(WANT(.measure = "linkage", .statistic = "people",
				     .axis = groups[i].axis, .grp = groups[i].grp),
			groups[i].people);
		assert_value(WANT(.measure = "linkage", .statistic = "linked",
				     .axis = groups[i].axis, .grp = groups[i].grp),
			groups[i].linked);
		assert_value(WANT(.measure = "linkage", .statistic = "share",
				     .axis = groups[i].axis, .grp = groups[i].grp),
			100 * groups[i].linked / groups[i].people);
	}
}

static void their_rows_are_named(void **state)
{
	static const struct {
		const char *axis, *grp, *rows;
	} cases[] = {
		{"background", "b",
			"\n    1: calls.csv: record 3 (line 4); known.csv: record 2 (line 3); "
			"waited.csv: record 2 (line 3)\n    2: calls.csv: record 5 (line 6)\n"},
		{"arm:support", "outside",
			"\n    1: calls.csv: record 4 (line 5)\n"
			"    2: calls.csv: record 5 (line 6)\n"},
	};
	struct tl_err err = {0};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		const struct want *want = WANT(.measure = "linkage", .statistic = "people",
			.axis = cases[i].axis, .grp = cases[i].grp);
		struct tl_buf out = {0};

		must(measure_explain(scratch, NULL, 1, point_of(want)->id, &out, &err), &err);
		if (!strstr(tl_buf_c(&out), cases[i].rows))
			fail_msg("\"%s\" is not in:\n%s", cases[i].rows, tl_buf_c(&out));
		tl_buf_free(&out);
	}
}

int main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, start, stop)
	const struct CMUnitTest tests[] = {
		test(people_are_counted_by_what_the_study_names),
		test(their_rows_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
