/* Mistakes of disclose's that no sum shows. */
#include "fixture.h"

#include "../../../stages/audit/consistent.h"

static const struct fixture_policy exact = {8, 1, 0, 2, false, false};

/* x and n are published; "low" is hidden; the share is put in by each case's SQL. */
static const struct fixture_cell cells[] = {
	{"low", HIDDEN, NULL, 0}, {"n", 50, NULL, 0}, {"x", 20, NULL, 0}};

#define SHARE(numbers)                                                                             \
	"INSERT INTO cell (id, programme, locality, measure, statistic, arm, partner, variant, "   \
	"grp,"                                                                                     \
	" axis, flag, unit, reason, method, as_at, definition, status, value, numerator, "         \
	"denominator)"                                                                             \
	" VALUES ('share', '', 'a', 'open', 'share', '', '', 'main', '', '', '', '%', '', "        \
	"'Wilson',"                                                                                \
	" '2014-12-31', 'd1', 'shown', " numbers ");"
#define OPERANDS(x, n)                                                                             \
	"INSERT INTO operand VALUES ('share', 'n', 1, '" n "'), ('share', 'x', 1, '" x "');"

static const struct {
	const char *extra;
	const char *cell; /* NULL: nothing wrong */
	const char *words;
} cases[] = {
	{SHARE("40, 20, 50") OPERANDS("x", "n"), NULL, NULL},
	{SHARE("60, 30, 50") OPERANDS("x", "n"), NULL, NULL}, /* the share of the rest */
	{SHARE("40, NULL, NULL") OPERANDS("x", "n"), NULL, NULL},
	{SHARE("40, 19, 50") OPERANDS("x", "n"), "share",
		"a numerator that is not the one published"},
	{SHARE("40, 20, 51") OPERANDS("x", "n"), "share",
		"a denominator that is not the one published"},
	{SHARE("6, 3, 50") OPERANDS("low", "n"), "share", "shown though a number under it is not"},
	{"UPDATE cell SET eligible = 3 WHERE id = 'low';", "low",
		"a number in a cell that is not shown"},
	{"UPDATE cell SET centre = 3 WHERE id = 'low';", "low",
		"a number in a cell that is not shown"},
};

static void each_mistake_is_named_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct candidate candidate = {0};
		struct faults faults = {0};

		fixture_read(&candidate, cells, TL_LEN(cells), NULL, 0, &exact, cases[i].extra);
		consistent_check(&candidate, &faults);
		if (faults.items.count != (cases[i].cell ? 1 : 0))
			fail_msg("case %zu: %zu faults", i, faults.items.count);
		if (cases[i].cell) {
			assert_string_equal(candidate.cells.items[faults.items.items[0].cell].id,
				cases[i].cell);
			assert_string_equal(faults.items.items[0].words, cases[i].words);
		}
		tl_vec_free(&faults.items);
		candidate_free(&candidate);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {scratch_test(each_mistake_is_named_once)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
