/* What one scan counts is what each measure counts from its own rows: atoms, what stands on them,
 * contributors. */
#include "stores.h"

#define PEOPLE 40
#define ROWS 900

// clang-format off
static const char study_yaml[] =
	"name: small\ntitle: A small study\nas_at: 2014-12-31\n"
	"months: {from: 2013-01, to: 2014-12}\n"
	"localities: [{code: north}, {code: south}]\n"
	"partners: [{code: pol}]\n"
	"extracts:\n"
	"  - {file: calls.csv, contract: calls}\n"
	"  - {file: started.csv, contract: started}\n"
	"  - {file: met.csv, contract: met}\n";

/* Of who is in one programme alone, rows of two kinds are counted alike. */
static const char *const definitions[][2] = {
	{"contracts/calls.yaml",
		"name: calls\npartner: pol\nkind: events\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: called, role: date, type: date}\n"
		"  - {name: why}\n"},
	{"contracts/started.yaml",
		"name: started\npartner: pol\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: began, role: start, type: date}\n"},
	{"contracts/met.yaml",
		"name: met\npartner: pol\nkind: episodes\nfields:\n"
		"  - {name: person, role: key}\n"
		"  - {name: since, role: start, type: date}\n"},
	{"measures/urgent.yaml",
		"name: urgent\ntitle: Urgent\nshape: count\nunit: calls\n"
		"numerator: {contracts: [calls], where: [{column: why, codes: [a, b]}]}\n"},
	{"measures/abuse.yaml",
		"name: abuse\ntitle: Abuse\nshape: count\nunit: calls\n"
		"numerator: {contracts: [calls], where: [{column: why, codes: [b, c]}]}\n"
		"windows: {before: 3, after: 6, run_in: 1}\n"},
	{"programmes/first.yaml",
		"name: first\ntitle: First\nunit: person\ncohort: {contracts: [started]}\n"
		"phases: [{name: early, from: 2013-01-01}, {name: late, from: 2014-03-01}]\n"
		"measures: [{name: urgent, primary: true}]\n"},
	{"programmes/second.yaml",
		"name: second\ntitle: Second\nunit: person\ncohort: {contracts: [met]}\n"
		"measures: [{name: abuse}]\n"},
};
// clang-format on

/* Always the same numbers: a linear congruential generator (Numerical Recipes). */
static uint32_t drawn;

static unsigned draw(unsigned below)
{
	drawn = drawn * 1664525u + 1013904223u;
	return (drawn >> 16) % below;
}

static void add_row(struct tl_buf *rows, unsigned person, unsigned first_month, const char *more)
{
	unsigned month = first_month + draw(24 - first_month);

	tl_buf_addf(rows, "%u,%u-%02u-%02u%s\n", person, 2013 + month / 12, month % 12 + 1,
		1 + draw(28), more);
}

static void put_shard(
	const char *name, const char *kind, const char *columns, struct tl_buf *rows, int keys)
{
	const struct shard_text text = {name, name, "pol", kind,
		kind[1] == 'v' ? "event" : "episode", columns, tl_buf_c(rows), "2013-01-01",
		"2014-12-31", false};

	shard(&text);
	same_keys(name, keys);
	tl_buf_free(rows);
}

/* The first quarter in the first programme, the next in both, the next in the second; some moved.
 */
static void make_rows(void)
{
	static const char *const why[] = {",a", ",b", ",c", ",d"};
	struct tl_buf calls = {0}, started = {0}, met = {0}, lives = {0};

	drawn = 7;
	for (unsigned i = 0; i < ROWS; i++)
		add_row(&calls, draw(PEOPLE), 0, why[draw(TL_LEN(why))]);
	for (unsigned p = 0; p < PEOPLE; p++) {
		if (p < PEOPLE / 2)
			add_row(&started, p, 6, "");
		if (p >= PEOPLE / 4 && p < PEOPLE * 3 / 4)
			add_row(&met, p, 6, "");
		if (p % 5 == 0)
			tl_buf_addf(&lives,
				"INSERT INTO locality_spell VALUES"
				"(%u,'0001-01-01','2014-02-10','north'),(%u,'2014-02-10',NULL,'"
				"south');",
				p, p);
		else
			tl_buf_addf(&lives,
				"INSERT INTO locality_spell VALUES (%u,'0001-01-01',NULL,'%s');", p,
				p % 2 ? "north" : "south");
	}
	put_shard("calls", "events", "key_no:int date:day why:text", &calls, PEOPLE);
	put_shard("started", "episodes", "key_no:int start:day", &started, PEOPLE / 2);
	put_shard("met", "episodes", "key_no:int start:day", &met, PEOPLE * 3 / 4);
	store_sql(link_db, tl_buf_c(&lives));
	tl_buf_free(&lives);
}

static int start(void **state)
{
	if (scratch_make(state))
		return -1;
	stores_open();
	for (size_t i = 0; i < TL_LEN(definitions); i++)
		scratch_write(definitions[i][0], definitions[i][1]);
	people(PEOPLE);
	make_rows();
	return 0;
}

static int stop(void **state)
{
	unsetenv("TL_CPU");
	forget();
	return scratch_remove(state);
}

static int compare_links(const void *a, const void *b)
{
	const struct measure_link *x = a, *y = b;

	return x->point != y->point ? (x->point > y->point) - (x->point < y->point)
				    : (x->atom > y->atom) - (x->atom < y->atom);
}

static void sort_links(struct measure_model *of)
{
	qsort(of->links.items, of->links.count, sizeof *of->links.items, compare_links);
}

static void measured_alike(struct measure_model *scanned)
{
	assert_int_equal(scanned->points.count, model.points.count);
	for (size_t i = 0; i < model.points.count; i++) {
		const struct measure_point *one = &scanned->points.items[i],
					   *other = &model.points.items[i];

		assert_string_equal(one->id, other->id);
		assert_int_equal(one->units, other->units);
		assert_int_equal(one->contributors, other->contributors);
		assert_int_equal(one->status, other->status);
	}
	assert_int_equal(scanned->atoms.count, model.atoms.count);
	assert_memory_equal(scanned->atoms.items, model.atoms.items,
		model.atoms.count * sizeof *model.atoms.items);
	assert_int_equal(scanned->links.count, model.links.count);
	sort_links(scanned);
	sort_links(&model);
	assert_memory_equal(scanned->links.items, model.links.items,
		model.links.count * sizeof *model.links.items);
}

/* `more` of study.yaml: what the area measures. */
static void scan_and_compare(const char *more)
{
	struct tl_buf text = {0};
	struct measure_model scanned;

	tl_buf_addf(&text, "%s%s", study_yaml, more);
	scratch_write("study.yaml", tl_buf_c(&text));
	tl_buf_free(&text);
	stores_close();
	measure();
	assert_true(model.scanned.count > 0);
	scanned = model;
	model = (struct measure_model){0};
	forget();
	setenv("TL_CPU", "reference", 1);
	measure();
	assert_int_equal(model.scanned.count, 0);
	measured_alike(&scanned);
	measure_model_free(&scanned);
}

static void rows_of_two_programmes_scanned_are_rows_counted_by_each(void **state)
{
	(void)state;
	scan_and_compare("");
}

static void beside_what_the_area_counts_too(void **state)
{
	(void)state;
	scan_and_compare("area_measures: [abuse]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			rows_of_two_programmes_scanned_are_rows_counted_by_each, start, stop),
		cmocka_unit_test_setup_teardown(beside_what_the_area_counts_too, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
