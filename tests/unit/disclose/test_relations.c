/* Sums from atoms. The matrices are written as rows of 0 and 1, a column an atom. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "../../../stages/disclose/relations.h"

struct built {
	struct relations_matrix matrix;
	TL_VEC(size_t) start;
	TL_VEC(uint32_t) column;
};

static void begin(struct built *built)
{
	*tl_vec_push(&built->start) = 0;
}

static void put(struct built *built, uint32_t column)
{
	*tl_vec_push(&built->column) = column;
	if (built->matrix.columns <= column)
		built->matrix.columns = column + 1;
}

static void end_row(struct built *built)
{
	*tl_vec_push(&built->start) = built->column.count;
	built->matrix.cells++;
	built->matrix.start = built->start.items;
	built->matrix.column = built->column.items;
}

static struct built build(const char *const *rows, size_t count)
{
	struct built built = {0};

	begin(&built);
	for (size_t i = 0; i < count; i++) {
		for (uint32_t j = 0; rows[i][j]; j++)
			if (rows[i][j] == '1')
				put(&built, j);
		end_row(&built);
	}
	return built;
}

static void built_free(struct built *built)
{
	tl_vec_free(&built->start);
	tl_vec_free(&built->column);
}

/* "1 -1 -1" per sum, in order of the cells, 0 where a cell is not in it. */
static void check(const struct relations *relations, size_t cells, const int *want, size_t sums)
{
	int64_t got[64] = {0};

	assert_int_equal(relations->sums, sums);
	assert_true(sums * cells <= 64);
	for (size_t i = 0; i < relations->terms.count; i++) {
		const struct relations_term *term = &relations->terms.items[i];

		got[term->sum * cells + term->cell] = term->coefficient;
	}
	for (size_t i = 0; i < sums * cells; i++)
		if (got[i] != want[i])
			fail_msg("sum %zu, cell %zu: %lld and not %d", i / cells, i % cells,
				(long long)got[i], want[i]);
}

static void a_total_is_its_parts(void **state)
{
	static const char *const rows[] = {"111", "100", "010", "001"};
	static const int want[] = {1, -1, -1, -1};
	struct built built = build(rows, 4);
	struct relations relations = {0};

	(void)state;
	relations_find(&built.matrix, &relations);
	check(&relations, 4, want, 1);
	relations_free(&relations);
	built_free(&built);
}

static void cells_over_the_same_atoms_are_equal(void **state)
{
	static const char *const rows[] = {"11", "10", "11"};
	static const int want[] = {1, 0, -1};
	struct built built = build(rows, 3);
	struct relations relations = {0};

	(void)state;
	relations_find(&built.matrix, &relations);
	check(&relations, 3, want, 1);
	relations_free(&relations);
	built_free(&built);
}

/* Only margins are published: rows 1 to 2 and columns 1 to 3 of a table add up to the same. */
static void two_ways_of_adding_up_a_table_agree(void **state)
{
	static const char *const rows[] = {"111000", "000111", "100100", "010010", "001001"};
	struct built built = build(rows, 5);
	struct relations relations = {0};

	(void)state;
	relations_find(&built.matrix, &relations);
	assert_int_equal(relations.sums, 1);
	assert_int_equal(relations.terms.count, 5);
	for (size_t i = 0; i < 5; i++) {
		int64_t sign = relations.terms.items[0].coefficient;

		assert_int_equal(relations.terms.items[i].coefficient,
			relations.terms.items[i].cell < 2 ? sign : -sign);
	}
	relations_free(&relations);
	built_free(&built);
}

/* a+b, b+c, a+c and a+b+c: twice the whole is the three pairs. */
static void fractions_become_whole_coefficients(void **state)
{
	static const char *const rows[] = {"110", "011", "101", "111"};
	static const int want[] = {-1, -1, -1, 2};
	struct built built = build(rows, 4);
	struct relations relations = {0};

	(void)state;
	relations_find(&built.matrix, &relations);
	check(&relations, 4, want, 1);
	relations_free(&relations);
	built_free(&built);
}

static void cells_that_share_nothing_have_no_sum(void **state)
{
	static const char *const rows[] = {"100", "010", "001"};
	struct built built = build(rows, 3);
	struct relations relations = {0};

	(void)state;
	relations_find(&built.matrix, &relations);
	assert_int_equal(relations.sums, 0);
	assert_int_equal(relations.components, 0);
	relations_free(&relations);
	built_free(&built);
}

/* ---- against linear algebra done another way: dense, modulo another prime ---- */

#define SIDE 12
#define OTHER_PRIME 1000003

static uint32_t chance(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

static int64_t power(int64_t a, int64_t to)
{
	int64_t result = 1;

	for (; to; to /= 2, a = a * a % OTHER_PRIME)
		if (to % 2)
			result = result * a % OTHER_PRIME;
	return result;
}

static size_t rank_of(int64_t m[SIDE][SIDE])
{
	size_t rank = 0;

	for (size_t column = 0; column < SIDE && rank < SIDE; column++) {
		size_t row = rank;
		int64_t swap[SIDE], inverse;

		while (row < SIDE && m[row][column] == 0)
			row++;
		if (row == SIDE)
			continue;
		memcpy(swap, m[row], sizeof swap);
		memcpy(m[row], m[rank], sizeof swap);
		memcpy(m[rank], swap, sizeof swap);
		inverse = power(m[rank][column], OTHER_PRIME - 2);
		for (size_t i = rank + 1; i < SIDE; i++) {
			int64_t times = m[i][column] * inverse % OTHER_PRIME;

			for (size_t j = 0; j < SIDE; j++)
				m[i][j] = ((m[i][j] - times * m[rank][j]) % OTHER_PRIME +
						  OTHER_PRIME) %
					  OTHER_PRIME;
		}
		rank++;
	}
	return rank;
}

static void check_sums_hold(
	const struct relations *relations, int64_t m[SIDE][SIDE], uint32_t *seed)
{
	int64_t units[SIDE], total = 0;

	for (size_t i = 0; i < SIDE; i++)
		units[i] = chance(seed) % 1000;
	for (size_t i = 0; i < relations->terms.count; i++) {
		const struct relations_term *term = &relations->terms.items[i];

		if (i && term->sum != relations->terms.items[i - 1].sum)
			assert_int_equal(total, 0);
		for (size_t j = 0; j < SIDE; j++)
			total += term->coefficient * m[term->cell][j] * units[j];
	}
	assert_int_equal(total, 0);
}

static void every_sum_holds_and_there_are_as_many_as_the_rank_leaves(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 300; round++) {
		int64_t m[SIDE][SIDE] = {0}, copy[SIDE][SIDE];
		struct built built = {0};
		struct relations relations = {0};

		begin(&built);
		for (uint32_t i = 0; i < SIDE; i++) {
			m[i][chance(&seed) % SIDE] = 1;
			for (uint32_t j = 0; j < SIDE; j++)
				if (chance(&seed) % 4 == 0)
					m[i][j] = 1;
			for (uint32_t j = 0; j < SIDE; j++)
				if (m[i][j])
					put(&built, j);
			end_row(&built);
		}
		built.matrix.columns = SIDE;
		memcpy(copy, m, sizeof copy);
		relations_find(&built.matrix, &relations);
		assert_int_equal(relations.sums, SIDE - rank_of(copy));
		assert_int_equal(relations.components_by_partition, 0);
		check_sums_hold(&relations, m, &seed);
		relations_free(&relations);
		built_free(&built);
	}
}

/* ---- a large table ---- */

#define PROVIDERS 274
#define MONTHS 37

static void put_large_row(struct built *built, int provider, int month)
{
	for (int p = 0; p < PROVIDERS; p++)
		for (int m = 0; m < MONTHS; m++)
			if ((provider < 0 || provider == p) && (month < 0 || month == m))
				put(built, (uint32_t)(p * MONTHS + m));
	end_row(built);
}

/* Inner cells, both margins and the whole: what elimination does stays near the table's own size.
 */
static void a_table_with_all_its_totals_takes_linear_work(void **state)
{
	struct built built = {0};
	struct relations relations = {0};

	(void)state;
	begin(&built);
	for (int p = -1; p < PROVIDERS; p++)
		for (int m = -1; m < MONTHS; m++)
			put_large_row(&built, p, m);
	built.matrix.work_max = 5 * built.column.count;
	relations_find(&built.matrix, &relations);
	assert_int_equal(relations.components, 1);
	assert_int_equal(relations.components_by_partition, 0);
	assert_int_equal(relations.sums, PROVIDERS + MONTHS + 1);
	assert_int_equal(relations.terms.count, 3 * PROVIDERS * MONTHS + PROVIDERS + MONTHS + 1);
	relations_free(&relations);
	built_free(&built);
}

/* Too much work: the partitions that the keys name, and no sum that does not hold. */
static void past_the_work_bound_direct_partitions_remain(void **state)
{
	static const char *const rows[] = {"111", "100", "010", "001", "110"};
	static const struct relations_places places[] = {
		{{{1, true}, {1, true}, {1, true}}},
		{{{1, false}, {2, true}, {2, true}}},
		{{{1, false}, {3, true}, {3, true}}},
		{{{1, false}, {4, true}, {4, true}}},
		{{{2, false}, {5, true}, {5, true}}},
	};
	static const int want[] = {1, -1, -1, -1, 0};
	struct built built = build(rows, 5);
	struct relations relations = {0};

	(void)state;
	built.matrix.places = places;
	built.matrix.work_max = 1;
	relations_find(&built.matrix, &relations);
	check(&relations, 5, want, 1);
	assert_int_equal(relations.components_by_partition, 1);
	relations_free(&relations);
	built_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_total_is_its_parts),
		cmocka_unit_test(cells_over_the_same_atoms_are_equal),
		cmocka_unit_test(two_ways_of_adding_up_a_table_agree),
		cmocka_unit_test(fractions_become_whole_coefficients),
		cmocka_unit_test(cells_that_share_nothing_have_no_sum),
		cmocka_unit_test(every_sum_holds_and_there_are_as_many_as_the_rank_leaves),
		cmocka_unit_test(a_table_with_all_its_totals_takes_linear_work),
		cmocka_unit_test(past_the_work_bound_direct_partitions_remain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
