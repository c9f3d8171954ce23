#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../stages/measure/joint.h"

enum { URGENT, ROUTINE, BOTH, TWIN }; /* each a point on one atom, of a tally of its own */
enum { OF_ROWS = 1, OF_ONE_COLUMN, OF_ANOTHER };

static struct measure_model model;

static void begin(size_t points)
{
	static const struct measure_key key;

	for (size_t i = 0; i < points; i++) {
		size_t point = measure_model_base(&model, &key);

		measure_model_stand(
			&model, point, measure_model_atom(&model, (struct measure_atom){0}));
	}
}

static void stretch(
	uint32_t point, uint32_t tally, int64_t row, uint32_t what, int64_t from, int64_t to)
{
	model.atoms.items[point].units += to - from;
	*tl_vec_push(&model.shares) = (struct measure_share){.at = row,
		.from = from,
		.to = to,
		.who = row,
		.what = what,
		.tally = tally,
		.atom = point};
}

static void count_row(uint32_t point, int64_t row)
{
	stretch(point, point, row, OF_ROWS, 0, 1);
}

static void join(void)
{
	static struct tl_contract calls = {.name = "calls"}, visits = {.name = "visits"};
	static struct measure_delivery deliveries[] = {
		{.contract = &calls}, {.contract = &visits}, {.contract = &calls}};
	const struct measure_world world = {.deliveries = deliveries, .delivery_count = 3};

	measure_joint(&model, &world, NULL, 2);
}

static int end(void **state)
{
	(void)state;
	measure_model_free(&model);
	model = (struct measure_model){0};
	return 0;
}

static bool stands(size_t point, size_t atom)
{
	for (size_t i = 0; i < model.links.count; i++)
		if (model.links.items[i].point == point && model.links.items[i].atom == atom)
			return true;
	return false;
}

/* Units that lie under both points; under one, where they are the same. */
static int64_t common(size_t a, size_t b)
{
	int64_t units = 0;

	for (size_t i = 0; i < model.atoms.count; i++)
		if (stands(a, i) && stands(b, i))
			units += model.atoms.items[i].units;
	return units;
}

static void rows_are_one_atom_by_contract_whatever_the_delivery(void **state)
{
	(void)state;
	begin(2);
	for (int32_t delivery = 0; delivery < 3; delivery++)
		for (uint32_t point = 0; point < 2; point++) {
			count_row(point, 7);
			model.shares.items[model.shares.count - 1].delivery = delivery;
		}
	join();
	assert_int_equal(model.atoms.count, 2);
	assert_int_equal(model.atoms.items[0].units, 2); /* the calls of both deliveries */
	assert_int_equal(model.atoms.items[1].units, 1);
	assert_int_equal(common(0, 1), 3);
}

static void the_same_rows_under_two_measures_are_one_atom(void **state)
{
	(void)state;
	begin(2);
	for (int64_t row = 0; row < 5; row++) {
		count_row(0, row);
		count_row(1, row);
	}
	join();
	assert_int_equal(model.atoms.count, 1);
	assert_int_equal(model.atoms.items[0].units, 5);
	assert_int_equal(model.atoms.items[0].contributors, 5);
	assert_true(stands(0, 0) && stands(1, 0));
}

static void two_measures_that_make_up_a_third_are_its_atoms(void **state)
{
	(void)state;
	begin(3);
	for (int64_t row = 0; row < 7; row++) {
		count_row(row < 3 ? URGENT : ROUTINE, row);
		count_row(BOTH, row);
	}
	join();
	assert_int_equal(model.atoms.count, 2);
	assert_int_equal(common(URGENT, BOTH), 3);
	assert_int_equal(common(ROUTINE, BOTH), 4);
	assert_int_equal(common(URGENT, ROUTINE), 0);
}

static void different_columns_are_different_things(void **state)
{
	(void)state;
	begin(2);
	stretch(0, 0, 1, OF_ONE_COLUMN, 0, 5);
	stretch(1, 1, 1, OF_ANOTHER, 0, 5);
	join();
	assert_int_equal(common(0, 1), 0);
	assert_int_equal(common(0, 0), 5);
	assert_int_equal(common(1, 1), 5);
}

static void columns_that_a_measure_divides_lie_on_one_line(void **state)
{
	(void)state;
	begin(4); /* what is in both, what is in the second only; each column by itself */
	stretch(0, 0, 1, OF_ANOTHER, 0, 5);
	stretch(1, 0, 1, OF_ANOTHER, 5, 8);
	stretch(2, 1, 1, OF_ONE_COLUMN, 0, 5);
	stretch(3, 2, 1, OF_ANOTHER, 0, 8);
	*tl_vec_push(&model.couples) = (struct measure_couple){OF_ONE_COLUMN, OF_ANOTHER};
	join();
	assert_int_equal(common(0, 2), 5);
	assert_int_equal(common(2, 3), 5);
	assert_int_equal(common(1, 3), 3);
	assert_int_equal(common(1, 2), 0);
}

static void a_row_twice_in_one_tally_stays_apart(void **state)
{
	(void)state;
	begin(2);
	stretch(0, 0, 1, OF_ROWS, 0, 1);
	stretch(1, 0, 1, OF_ROWS, 0, 1);
	join();
	assert_int_equal(common(0, 0), 1);
	assert_int_equal(common(1, 1), 1);
	assert_int_equal(common(0, 1), 0);
}

/* One point a row, so a class a row: too many. Two points of all rows are still the same. */
static void past_the_bound_the_same_rows_are_still_one_atom(void **state)
{
	const uint32_t rows = MEASURE_JOINT_MAX + 1;

	(void)state;
	begin(rows + 2);
	for (uint32_t row = 0; row < rows; row++) {
		stretch(row, 0, row, OF_ROWS, 0, 1);
		stretch(rows, 1, row, OF_ROWS, 0, 1);
		stretch(rows + 1, 2, row, OF_ROWS, 0, 1);
	}
	join();
	assert_int_equal(model.atoms.count, rows + 1);
	assert_int_equal(common(rows, rows + 1), rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(rows_are_one_atom_by_contract_whatever_the_delivery, end),
		cmocka_unit_test_teardown(the_same_rows_under_two_measures_are_one_atom, end),
		cmocka_unit_test_teardown(two_measures_that_make_up_a_third_are_its_atoms, end),
		cmocka_unit_test_teardown(different_columns_are_different_things, end),
		cmocka_unit_test_teardown(columns_that_a_measure_divides_lie_on_one_line, end),
		cmocka_unit_test_teardown(a_row_twice_in_one_tally_stays_apart, end),
		cmocka_unit_test_teardown(past_the_bound_the_same_rows_are_still_one_atom, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
