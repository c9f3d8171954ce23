/* What is asked for so that no hidden number can be worked out: enough, and no more. All tables are
 * made up. */
#include "fixture.h"
#include "grid.h"

#include "../../../stages/audit/repair.h"

static const struct fixture_policy exact = {8, 1, 0, 2, false, false};
static const struct fixture_policy after = {8, 1, 0, 2, false, true};

/* Hides what was asked in the cells, reads them again and attacks as the next round will. */
static size_t left_after(struct fixture_cell *cells, size_t count, const char *const *sums,
	size_t sum_count, const struct fixture_policy *policy, size_t *asked)
{
	struct candidate candidate = {0};
	struct attack found;
	struct asks asks = {0};
	struct tl_err err = {0};
	struct fixture_policy next = *policy;
	size_t left;

	fixture_read(&candidate, cells, count, sums, sum_count, policy, NULL);
	fixture_attack(&candidate, &found);
	assert_true(repair_choose(&found, &asks, &err));
	for (size_t i = 0; i < asks.cells.count; i++) {
		assert_true(cells[asks.cells.items[i]].value > 0); /* shown, and no zero */
		cells[asks.cells.items[i]].value = HIDDEN;
		next.secondary = true;
	}
	*asked = asks.cells.count;
	attack_free(&found);
	candidate_free(&candidate);
	tl_vec_free(&asks.cells);
	candidate = (struct candidate){0};
	fixture_read(&candidate, cells, count, sums, sum_count, &next, NULL);
	fixture_attack(&candidate, &found);
	left = found.recovered.count;
	attack_free(&found);
	candidate_free(&candidate);
	return left;
}

static void one_hole_asks_for_the_cheapest_neighbour_and_then_holds(void **state)
{
	struct fixture_cell cells[] = {{"all", 112, NULL, 1000}, {"p", 60, NULL, 0},
		{"q", 49, NULL, 0}, {"r", HIDDEN, NULL, 0}, {"s", 0, NULL, 0}};
	static const char *const sums[] = {"all=p+q+r+s"};
	size_t asked;

	(void)state;
	assert_int_equal(left_after(cells, TL_LEN(cells), sums, 1, &exact, &asked), 0);
	assert_int_equal(asked, 1);
	assert_true(cells[2].value == HIDDEN); /* q, not p, not the total and not the zero */
}

/* Four wards by four months, one hole: a rectangle of four is the least that protects it. */
static void a_hole_in_a_table_with_margins_takes_three_more(void **state)
{
	static const int inner[4][4] = {
		{30, 41, 64, 22}, {19, 24, 5, 31}, {92, 17, 59, 85}, {80, 99, 65, 68}};
	static const char *const ids[] = {"a0", "a1", "a2", "a3", "b0", "b1", "b2", "b3", "c0",
		"c1", "c2", "c3", "d0", "d1", "d2", "d3"};
	static const char *const sums[] = {"ra=a0+a1+a2+a3", "rb=b0+b1+b2+b3", "rc=c0+c1+c2+c3",
		"rd=d0+d1+d2+d3", "s0=a0+b0+c0+d0", "s1=a1+b1+c1+d1", "s2=a2+b2+c2+d2",
		"s3=a3+b3+c3+d3", "t=ra+rb+rc+rd"};
	static const char *const row_ids[] = {"ra", "rb", "rc", "rd"};
	static const char *const column_ids[] = {"s0", "s1", "s2", "s3"};
	struct fixture_cell cells[25];
	size_t count = 0, asked;
	double total = 0;

	(void)state;
	for (size_t i = 0; i < 16; i++)
		cells[count++] = (struct fixture_cell){ids[i], inner[i / 4][i % 4], NULL, 0};
	cells[6].value = HIDDEN; /* b2, 5 */
	for (size_t i = 0; i < 4; i++) {
		double sum = inner[i][0] + inner[i][1] + inner[i][2] + inner[i][3];

		cells[count++] = (struct fixture_cell){row_ids[i], sum, NULL, 100000};
		total += sum;
	}
	for (size_t i = 0; i < 4; i++)
		cells[count++] = (struct fixture_cell){column_ids[i],
			inner[0][i] + inner[1][i] + inner[2][i] + inner[3][i], NULL, 100000};
	cells[count++] = (struct fixture_cell){"t", total, NULL, 1000000};
	assert_int_equal(left_after(cells, count, sums, TL_LEN(sums), &exact, &asked), 0);
	assert_int_equal(asked, 3);
	for (size_t i = 16; i < count; i++)
		assert_true(cells[i].value != HIDDEN); /* totals stay */
}

/* Two holes in every line of a table and yet one value: the diagonal 2 x 2 blocks of small numbers
 * that can only be as large as they are. */
static void holes_that_pin_each_other_need_one_more(void **state)
{
	struct fixture_cell cells[] = {{"a", HIDDEN, NULL, 0}, {"b", HIDDEN, NULL, 0},
		{"c", 20, NULL, 0}, {"d", HIDDEN, NULL, 0}, {"e", HIDDEN, NULL, 0},
		{"f", 30, NULL, 0}, {"r0", 34, NULL, 9000}, {"r1", 40, NULL, 9000},
		{"s0", 11, NULL, 9000}, {"s1", 13, NULL, 9000}, {"s2", 50, NULL, 9000},
		{"t", 74, NULL, 99000}};
	static const char *const sums[] = {
		"r0=a+b+c", "r1=d+e+f", "s0=a+d", "s1=b+e", "s2=c+f", "t=r0+r1"};
	size_t asked;

	(void)state;
	/* a = b = 7, d = 4, e = 6: 34 - 20 leaves 14, which is only 7 and 7 */
	assert_int_equal(left_after(cells, TL_LEN(cells), sums, TL_LEN(sums), &exact, &asked), 0);
	assert_true(asked >= 1 && asked <= 2);
	for (size_t i = 6; i < TL_LEN(cells); i++)
		assert_true(cells[i].value != HIDDEN);
}

static void nothing_to_hide_asks_for_nothing(void **state)
{
	struct fixture_cell cells[] = {
		{"all", 112, NULL, -1}, {"p", 109, NULL, -1}, {"r", HIDDEN, NULL, 0}};
	static const char *const sums[] = {"all=p+r"};
	size_t asked;

	(void)state;
	assert_int_equal(left_after(cells, TL_LEN(cells), sums, 1, &exact, &asked), 1);
	assert_int_equal(asked, 0);
}

/* Two towns and a third that is small, in a period of one month: every number stands twice, and is
 * lost for the price of both. */
static void twins_are_hidden_together_and_the_total_stays(void **state)
{
	struct fixture_cell cells[] = {{"all", 58, NULL, 1058}, {"all-jan", 58, NULL, 58},
		{"ash", 21, NULL, 21}, {"ash-jan", 21, NULL, 1021}, {"birch", 34, NULL, 34},
		{"birch-jan", 34, NULL, 1034}, {"cedar", HIDDEN, NULL, 3},
		{"cedar-jan", HIDDEN, NULL, 1003}};
	static const char *const sums[] = {"all=all-jan", "cedar=cedar-jan", "ash=ash-jan",
		"birch=birch-jan", "all=ash-jan+birch+cedar"};
	size_t asked;

	(void)state;
	assert_int_equal(left_after(cells, TL_LEN(cells), sums, TL_LEN(sums), &exact, &asked), 0);
	assert_int_equal(asked, 2);
	assert_true(cells[2].value == HIDDEN && cells[3].value == HIDDEN); /* Ash, the smaller */
}

/* A number hidden by an earlier round while its twin is shown: nothing else can help. */
static void a_twin_that_is_shown_is_asked_for(void **state)
{
	struct fixture_cell cells[] = {{"all", 112, NULL, 1000}, {"p", 60, NULL, 0},
		{"q", 49, NULL, 0}, {"r", HIDDEN, NULL, 0}, {"r-jan", 3, NULL, 100000}};
	static const char *const sums[] = {"all=p+q+r", "r=r-jan"};
	size_t asked;

	(void)state;
	assert_int_equal(left_after(cells, TL_LEN(cells), sums, TL_LEN(sums), &after, &asked), 0);
	assert_int_equal(asked, 2);
	assert_true(cells[4].value == HIDDEN && cells[2].value == HIDDEN);
}

/* ---- by trying everything ---- */

static void make_grid(uint32_t *seed, struct fixture_cell cells[GRID])
{
	int values[GRID];

	for (size_t i = 0; i < GRID; i++)
		values[i] = (int)(grid_chance(seed) % 30);
	grid_fill(values);
	for (size_t i = 0; i < GRID; i++) {
		bool total = i >= R0 || (i >= C0 && i <= C2);

		cells[i] = (struct fixture_cell){grid_ids[i],
			values[i] > 0 && values[i] < 8 ? HIDDEN : values[i], NULL,
			values[i] == 0 ? INT64_MAX : values[i] + (total ? 100000 : 0)};
	}
}

static bool is_safe(struct candidate *candidate, const bool *asked)
{
	struct attack found;
	struct tl_err err = {0};
	bool safe;

	attack_init(&found, candidate);
	for (size_t i = 0; i < GRID; i++)
		found.hidden[i] = found.hidden[i] || asked[i];
	assert_true(attack_run(&found, &err));
	safe = found.recovered.count == 0;
	attack_free(&found);
	return safe;
}

/* Does hiding some inner cells, and no total, do? */
static bool totals_can_stay(struct candidate *candidate)
{
	static const size_t inner[] = {A, B, C, D, E, F};

	for (unsigned choice = 0; choice < 1U << TL_LEN(inner); choice++) {
		bool asked[GRID] = {0}, possible = true;

		for (size_t i = 0; i < TL_LEN(inner); i++) {
			const struct candidate_cell *cell = &candidate->cells.items[inner[i]];

			asked[inner[i]] = choice >> i & 1;
			possible =
				possible && (!asked[inner[i]] || (candidate_is_published(cell) &&
									 cell->cost < INT64_MAX));
		}
		if (possible && is_safe(candidate, asked))
			return true;
	}
	return false;
}

static void ask_for(struct candidate *candidate, bool asked[GRID])
{
	struct attack found;
	struct asks asks = {0};
	struct tl_err err = {0};

	fixture_attack(candidate, &found);
	assert_true(repair_choose(&found, &asks, &err));
	for (size_t i = 0; i < GRID; i++)
		asked[i] = false;
	for (size_t i = 0; i < asks.cells.count; i++)
		asked[asks.cells.items[i]] = true;
	tl_vec_free(&asks.cells);
	attack_free(&found);
}

static void what_is_asked_for_is_enough_and_nothing_of_it_is_needless(void **state)
{
	uint32_t seed = 7;
	size_t asks = 0, totals = 0;

	(void)state;
	for (int round = 0; round < 100; round++) {
		struct fixture_cell cells[GRID];
		struct candidate candidate = {0};
		bool asked[GRID], total = false;

		make_grid(&seed, cells);
		fixture_read(&candidate, cells, GRID, grid_sums, TL_LEN(grid_sums), &after, NULL);
		ask_for(&candidate, asked);
		if (!is_safe(&candidate, asked))
			fail_msg("round %d: not safe", round);
		for (size_t i = 0; i < GRID; i++) {
			if (!asked[i])
				continue;
			asks++;
			asked[i] = false;
			if (is_safe(&candidate, asked))
				fail_msg("round %d: %s can be spared", round, grid_ids[i]);
			asked[i] = true;
			total = total || i >= R0 || (i >= C0 && i <= C2);
		}
		if (total && totals_can_stay(&candidate))
			fail_msg("round %d: totals could stay", round);
		totals += total;
		candidate_free(&candidate);
	}
	assert_true(asks > 50 && totals > 0); /* the tables put it to the test */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(one_hole_asks_for_the_cheapest_neighbour_and_then_holds),
		scratch_test(a_hole_in_a_table_with_margins_takes_three_more),
		scratch_test(holes_that_pin_each_other_need_one_more),
		scratch_test(nothing_to_hide_asks_for_nothing),
		scratch_test(twins_are_hidden_together_and_the_total_stays),
		scratch_test(a_twin_that_is_shown_is_asked_for),
		scratch_test(what_is_asked_for_is_enough_and_nothing_of_it_is_needless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
