/* What adding up gives back. All tables are made up. */
#include "fixture.h"
#include "grid.h"

#include "../../../stages/audit/attack.h"

static const struct fixture_policy exact = {8, 1, 0, 2, false, false};
static const struct fixture_policy after = {8, 1, 0, 2, false, true};

static void assert_recovered(
	const struct attack *found, size_t at, const char *id, double low, double high)
{
	const struct recovered *recovered = &found->recovered.items[at];

	assert_true(at < found->recovered.count);
	assert_string_equal(found->candidate->cells.items[recovered->cell].id, id);
	assert_true(fabs(recovered->low - low) < 1e-6 && fabs(recovered->high - high) < 1e-6);
}

static void one_hole_in_a_sum_is_worked_out(void **state)
{
	static const struct fixture_cell cells[] = {{"all", 112, NULL, 1000}, {"p", 60, NULL, 0},
		{"q", 49, NULL, 0}, {"r", HIDDEN, NULL, 0}};
	static const char *const sums[] = {"all=p+q+r"};
	struct candidate candidate = {0};
	struct attack found;

	(void)state;
	fixture_read(&candidate, cells, TL_LEN(cells), sums, TL_LEN(sums), &exact, NULL);
	fixture_attack(&candidate, &found);
	assert_int_equal(found.recovered.count, 1);
	assert_recovered(&found, 0, "r", 3, 3);
	attack_free(&found);
	candidate_free(&candidate);
}

static void two_holes_hide_each_other_and_zeros_hide_nothing(void **state)
{
	static const struct {
		struct fixture_cell cells[4];
		size_t recovered;
	} tables[] = {
		{{{"all", 67, NULL, 0}, {"p", 60, NULL, 0}, {"q", HIDDEN, NULL, 0},
			 {"r", HIDDEN, NULL, 0}},
			0},
		{{{"all", 62, NULL, 0}, {"p", 60, NULL, 0}, {"q", HIDDEN, NULL, 0},
			 {"r", HIDDEN, NULL, 0}},
			2}, /* 2 = 1 + 1, for a zero would have been shown */
		{{{"all", 74, NULL, 0}, {"p", 60, NULL, 0}, {"q", HIDDEN, NULL, 0},
			 {"r", HIDDEN, NULL, 0}},
			2}, /* 14 = 7 + 7, for an 8 would have been shown */
		{{{"all", HIDDEN, NULL, 0}, {"p", 0, NULL, 0}, {"q", 0, NULL, 0},
			 {"r", HIDDEN, NULL, 0}},
			0},
	};
	static const char *const sums[] = {"all=p+q+r"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(tables); i++) {
		struct candidate candidate = {0};
		struct attack found;

		fixture_read(&candidate, tables[i].cells, 4, sums, 1, &exact, NULL);
		fixture_attack(&candidate, &found);
		if (found.recovered.count != tables[i].recovered)
			fail_msg("table %zu: %zu recovered", i, found.recovered.count);
		attack_free(&found);
		candidate_free(&candidate);
	}
}

/* 74 and 60 leave 14: 7 and 7 where only small numbers are hidden, else anything from 1 and 13. */
static void protection_widens_what_a_hidden_number_can_be(void **state)
{
	static const struct fixture_cell cells[] = {{"all", 74, NULL, 0}, {"p", 60, NULL, 0},
		{"q", HIDDEN, NULL, 0}, {"r", HIDDEN, NULL, 0}};
	static const char *const sums[] = {"all=p+q+r"};
	struct candidate candidate = {0};
	struct attack found;

	(void)state;
	fixture_read(&candidate, cells, 4, sums, 1, &after, NULL);
	fixture_attack(&candidate, &found);
	assert_int_equal(found.recovered.count, 0);
	attack_free(&found);
	candidate_free(&candidate);
}

/* 20 is 18 to 22, 10 is 8 to 12: the rest is 6 or more and 7 or less. */
static void rounding_leaves_a_width_and_the_policy_says_if_it_is_enough(void **state)
{
	static const struct fixture_cell cells[] = {
		{"all", 20, NULL, 0}, {"p", 10, NULL, 0}, {"q", HIDDEN, NULL, 0}};
	static const char *const sums[] = {"all=p+q"};
	static const struct {
		int least_width;
		size_t recovered;
	} widths[] = {{2, 0}, {3, 1}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(widths); i++) {
		struct fixture_policy policy = {8, 5, 0, widths[i].least_width, false, false};
		struct candidate candidate = {0};
		struct attack found;

		fixture_read(&candidate, cells, 3, sums, 1, &policy, NULL);
		fixture_attack(&candidate, &found);
		assert_int_equal(found.recovered.count, widths[i].recovered);
		if (widths[i].recovered)
			assert_recovered(&found, 0, "q", 6, 7);
		attack_free(&found);
		candidate_free(&candidate);
	}
}

/* 1,000 less 600 is 400 for q, an amount, and r, a count: q is 0 to 399. Enough for a count; an
 * amount of 250 that one family dominates must be able to be 0 to 500. With p hidden as well it can
 * be up to 998. */
static void an_amount_needs_as_much_room_as_its_largest_contributor(void **state)
{
	static const struct {
		double p, low, high; /* of q; 0 and 0: a count */
		size_t recovered;
	} tables[] = {{600, 0, 0, 0}, {600, 0, 500, 1}, {600, 200, 300, 0}, {HIDDEN, 0, 500, 0}};
	static const char *const sums[] = {"all=p+q+r"};
	static const struct fixture_policy policy = {8, 1, 2, 2, false, false};

	(void)state;
	for (size_t i = 0; i < TL_LEN(tables); i++) {
		const struct fixture_cell cells[] = {{"all", 1000, "events", 0},
			{"p", tables[i].p, "events", 0}, {"q", HIDDEN, "events", 0},
			{"r", HIDDEN, "events", 0}};
		struct candidate candidate = {0};
		struct candidate_cell *q;
		struct attack found;

		fixture_read(&candidate, cells, TL_LEN(cells), sums, 1, &policy, NULL);
		q = &candidate.cells.items[2];
		q->is_amount = tables[i].high > 0;
		q->low = tables[i].low;
		q->high = tables[i].high;
		fixture_attack(&candidate, &found);
		assert_int_equal(found.recovered.count, tables[i].recovered);
		if (found.recovered.count)
			assert_recovered(&found, 0, "q", 0, 399);
		attack_free(&found);
		candidate_free(&candidate);
	}
}

/* Seven wards by county and by size, w to z small: every sum has two holes, and turning x and z up
 * and y and w down by one changes no sum. A third table that says x + z stops the turn: then all
 * are pinned, and still every sum has two holes. The truth: w 5, x 3, y 5, z 4. */
static void tables_that_are_safe_alone_pin_cells_together(void **state)
{
	static const struct fixture_cell cells[] = {{"all", 200, NULL, 100000},
		{"large", 109, NULL, 9000}, {"north", 58, NULL, 9000}, {"p", 50, NULL, 0},
		{"q", 100, NULL, 0}, {"r", 33, NULL, 0}, {"small", 91, NULL, 9000},
		{"south", 142, NULL, 9000}, {"third", 7, NULL, 0}, {"w", HIDDEN, NULL, 0},
		{"x", HIDDEN, NULL, 0}, {"y", HIDDEN, NULL, 0}, {"z", HIDDEN, NULL, 0}};
	static const char *const sums[] = {"all=north+south", "north=p+x+y", "south=q+r+z+w",
		"all=small+large", "small=p+r+x+w", "large=q+y+z", "third=x+z"};
	static const double truth[] = {5, 3, 5, 4};
	struct candidate candidate = {0};
	struct attack found;

	(void)state;
	fixture_read(&candidate, cells, TL_LEN(cells), sums, TL_LEN(sums) - 1, &exact, NULL);
	fixture_attack(&candidate, &found);
	assert_int_equal(found.recovered.count, 0);
	attack_free(&found);
	candidate_free(&candidate);
	candidate = (struct candidate){0};
	fixture_read(&candidate, cells, TL_LEN(cells), sums, TL_LEN(sums), &exact, NULL);
	fixture_attack(&candidate, &found);
	assert_int_equal(found.recovered.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_recovered(&found, i, cells[9 + i].id, truth[i], truth[i]);
	attack_free(&found);
	candidate_free(&candidate);
}

static void numbers_that_cannot_all_be_true_are_our_bug(void **state)
{
	static const struct {
		struct fixture_cell cells[3];
		struct fixture_policy policy;
	} tables[] = {
		{{{"all", 70, NULL, 0}, {"p", 60, NULL, 0}, {"q", 11, NULL, 0}},
			{8, 1, 0, 2, 0, 0}},
		{{{"all", 70, NULL, 0}, {"p", 60, NULL, 0}, {"q", HIDDEN, NULL, 0}},
			{8, 1, 0, 2, 0, 0}},
		{{{"all", 100, NULL, 0}, {"p", 60, NULL, 0}, {"q", 50, NULL, 0}},
			{8, 5, 0, 2, 0, 0}},
	};
	static const char *const sums[] = {"all=p+q"};

	(void)state;
	for (size_t i = 0; i < TL_LEN(tables); i++) {
		struct candidate candidate = {0};
		struct attack found;
		struct tl_err err = {0};

		fixture_read(&candidate, tables[i].cells, 3, sums, 1, &tables[i].policy, NULL);
		attack_init(&found, &candidate);
		assert_false(attack_run(&found, &err));
		assert_int_equal(err.exit_status, EX_SOFTWARE);
		attack_free(&found);
		candidate_free(&candidate);
	}
}

static void person_time_is_pinned_when_it_is_known_to_less_than_a_year(void **state)
{
	static const struct {
		double all;
		size_t recovered;
	} tables[] = {{100, 1}, {HIDDEN, 0}};
	static const char *const sums[] = {"all=p+q"};
	static const struct fixture_policy policy = {8, 1, 2, 2, false, false};

	(void)state;
	for (size_t i = 0; i < TL_LEN(tables); i++) {
		struct fixture_cell cells[] = {{"all", tables[i].all, "unit_years", 0},
			{"p", 94.25, "unit_years", 0}, {"q", HIDDEN, "unit_years", 0}};
		struct candidate candidate = {0};
		struct attack found;

		fixture_read(&candidate, cells, 3, sums, 1, &policy, NULL);
		fixture_attack(&candidate, &found);
		assert_int_equal(found.recovered.count, tables[i].recovered);
		if (tables[i].recovered)
			assert_recovered(&found, 0, "q", 5.75, 5.75);
		attack_free(&found);
		candidate_free(&candidate);
	}
}

/* ---- against counting every table there is ---- */

/* Would the rule print these values as it printed those? */
static bool prints_alike(const int values[GRID], const int shown[GRID])
{
	for (size_t i = 0; i < GRID; i++) {
		bool hidden = values[i] > 0 && values[i] < 4;

		if (shown[i] < 0 ? !hidden : values[i] != shown[i])
			return false;
	}
	return true;
}

static void count_tables(const int shown[GRID], int least[GRID], int most[GRID])
{
	int values[GRID];

	for (size_t i = 0; i < GRID; i++) {
		least[i] = INT32_MAX;
		most[i] = -1;
	}
	for (int code = 0; code < 7 * 7 * 7 * 7 * 7 * 7; code++) {
		static const int inner[] = {A, B, C, D, E, F};
		int rest = code;

		for (size_t i = 0; i < TL_LEN(inner); i++, rest /= 7)
			values[inner[i]] = rest % 7;
		grid_fill(values);
		if (!prints_alike(values, shown))
			continue;
		for (size_t i = 0; i < GRID; i++) {
			least[i] = values[i] < least[i] ? values[i] : least[i];
			most[i] = values[i] > most[i] ? values[i] : most[i];
		}
	}
}

static bool is_recovered(const struct attack *found, size_t cell)
{
	for (size_t i = 0; i < found->recovered.count; i++)
		if (found->recovered.items[i].cell == cell)
			return true;
	return false;
}

/* A table with margins is totally unimodular: the linear programme's limits are those of the whole
 * tables, so what is recovered is what only one table allows. */
static void recovered_is_what_all_possible_tables_agree_on(void **state)
{
	static const struct fixture_policy policy = {4, 1, 0, 2, false, false};
	uint32_t seed = 11;
	size_t recovered = 0;

	(void)state;
	for (int round = 0; round < 40; round++) {
		struct fixture_cell cells[GRID];
		struct candidate candidate = {0};
		struct attack found;
		int values[GRID], shown[GRID], least[GRID], most[GRID];

		for (size_t i = 0; i < GRID; i++)
			values[i] = (int)(grid_chance(&seed) % 7);
		grid_fill(values);
		for (size_t i = 0; i < GRID; i++) {
			shown[i] = values[i] > 0 && values[i] < 4 ? -1 : values[i];
			cells[i] = (struct fixture_cell){
				grid_ids[i], shown[i] < 0 ? HIDDEN : shown[i], NULL, 0};
		}
		count_tables(shown, least, most);
		fixture_read(&candidate, cells, GRID, grid_sums, TL_LEN(grid_sums), &policy, NULL);
		fixture_attack(&candidate, &found);
		for (size_t i = 0; i < GRID; i++) {
			bool pinned = shown[i] < 0 && least[i] == most[i];

			if (pinned != is_recovered(&found, i))
				fail_msg("round %d: %s is %d to %d", round, grid_ids[i], least[i],
					most[i]);
			recovered += pinned;
		}
		attack_free(&found);
		candidate_free(&candidate);
	}
	assert_true(recovered > 10); /* the tables put it to the test */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(one_hole_in_a_sum_is_worked_out),
		scratch_test(two_holes_hide_each_other_and_zeros_hide_nothing),
		scratch_test(protection_widens_what_a_hidden_number_can_be),
		scratch_test(rounding_leaves_a_width_and_the_policy_says_if_it_is_enough),
		scratch_test(an_amount_needs_as_much_room_as_its_largest_contributor),
		scratch_test(tables_that_are_safe_alone_pin_cells_together),
		scratch_test(numbers_that_cannot_all_be_true_are_our_bug),
		scratch_test(person_time_is_pinned_when_it_is_known_to_less_than_a_year),
		scratch_test(recovered_is_what_all_possible_tables_agree_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
