#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <throughline/base.h>

#include "../../../stages/measure/tally.h"

#define POINTS 6

/* Points 0, 1, 2 of one month and 3, 4, 5 of another. */
static void make_points(struct measure_model *model)
{
	*model = (struct measure_model){0};
	for (int64_t p = 0; p < POINTS; p++) {
		struct measure_key key = {.measure = "calls",
			.statistic = "people",
			.position = p / 3,
			.from = TL_NO_DAY,
			.to = TL_NO_DAY};

		assert_int_equal(measure_model_base(model, &key), p);
	}
}

struct class
{ /* points end with -1 */
	int64_t weight;
	int points[POINTS + 1];
};

static void assert_classes(
	const struct measure_model *model, const struct class *want, size_t count)
{
	size_t link = 0;

	assert_int_equal(model->atoms.count, count);
	for (size_t i = 0; i < count; i++) {
		const struct measure_atom *atom = &model->atoms.items[i];

		assert_int_equal(atom->units, want[i].weight);
		assert_int_equal(atom->contributors, want[i].weight);
		assert_int_equal(atom->largest, 1);
		assert_int_equal(atom->second, want[i].weight > 1);
		for (const int *point = want[i].points; *point >= 0; point++, link++) {
			assert_true(link < model->links.count);
			assert_int_equal(model->links.items[link].atom, i);
			assert_int_equal(model->links.items[link].point, *point);
		}
	}
	assert_int_equal(model->links.count, link);
}

static void those_in_the_same_points_are_a_class_whatever_the_order(void **state)
{
	/* 7: 0 and 3; -2 (a row that is nobody's): 0; 5 and 9: 0 and 4, 9 twice; 4: 2; 6: 0, 3, 5
	 */
	static const struct measure_member members[] = {{7, 0}, {7, 3}, {-2, 0}, {5, 0}, {9, 4},
		{9, 0}, {5, 4}, {4, 2}, {9, 4}, {6, 5}, {6, 3}, {6, 0}};
	static const struct class want[] = {
		{1, {0, -1}}, {1, {0, 3, -1}}, {1, {0, 3, 5, -1}}, {2, {0, 4, -1}}, {1, {2, -1}}};
	static const int64_t units[POINTS] = {5, 0, 1, 2, 2, 1};

	(void)state;
	/* 1, 5, 7 and 11 have no divisor in common with 12: each step is another order. */
	for (size_t step = 1; step < TL_LEN(members); step += step % 6 == 1 ? 4 : 2) {
		struct measure_members given = {0};
		struct measure_model model;

		make_points(&model);
		for (size_t i = 0; i < TL_LEN(members); i++)
			*tl_vec_push(&given.items) = members[(i * step + 4) % TL_LEN(members)];
		measure_tally_members(&model, &given);
		assert_classes(&model, want, TL_LEN(want));
		for (size_t p = 0; p < POINTS; p++) {
			assert_int_equal(model.points.items[p].units, units[p]);
			if (units[p])
				assert_int_equal(model.points.items[p].contributors, units[p]);
		}
		tl_vec_free(&given.items);
		measure_model_free(&model);
	}
}

static void one_may_stand_for_several(void **state)
{
	static const int64_t weights[] = {30, 4, 500};
	static const struct class want[] = {{530, {1, -1}}, {4, {1, 2, -1}}};
	struct measure_members given = {.weights = weights};
	struct measure_model model;

	(void)state;
	make_points(&model);
	*tl_vec_push(&given.items) = (struct measure_member){0, 1};
	*tl_vec_push(&given.items) = (struct measure_member){1, 1};
	*tl_vec_push(&given.items) = (struct measure_member){1, 2};
	*tl_vec_push(&given.items) = (struct measure_member){2, 1};
	measure_tally_members(&model, &given);
	assert_classes(&model, want, TL_LEN(want));
	assert_int_equal(model.points.items[1].units, 534);
	tl_vec_free(&given.items);
	measure_model_free(&model);
}

static void nobody_makes_no_class(void **state)
{
	struct measure_members given = {0};
	struct measure_model model;

	(void)state;
	make_points(&model);
	measure_tally_members(&model, &given);
	assert_int_equal(model.atoms.count, 0);
	measure_model_free(&model);
}

/* 300 points in each of two months; everybody is in one of each, and no two are in the same two. */
static void past_50000_classes_are_of_one_position(void **state)
{
	enum { SIDE = 300, WHO = 60000 };
	struct measure_members given = {0};
	struct measure_model model = {0};
	int64_t in[2 * SIDE] = {0};

	(void)state;
	for (int64_t p = 0; p < 2 * SIDE; p++) {
		struct measure_key key = {.measure = "calls",
			.position = p / SIDE,
			.from = TL_NO_DAY,
			.to = TL_NO_DAY};

		measure_model_base(&model, &key);
	}
	for (int64_t who = 0; who < WHO; who++) {
		const size_t points[] = {(size_t)(who % SIDE), (size_t)(SIDE + who / SIDE)};

		for (size_t i = 0; i < TL_LEN(points); i++) {
			*tl_vec_push(&given.items) = (struct measure_member){who, points[i]};
			in[points[i]]++;
		}
	}
	measure_tally_members(&model, &given);
	assert_int_equal(model.atoms.count, SIDE + WHO / SIDE);
	assert_int_equal(model.links.count, SIDE + WHO / SIDE);
	for (size_t p = 0; p < TL_LEN(in); p++)
		assert_int_equal(model.points.items[p].units, in[p]);
	tl_vec_free(&given.items);
	measure_model_free(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_in_the_same_points_are_a_class_whatever_the_order),
		cmocka_unit_test(one_may_stand_for_several),
		cmocka_unit_test(nobody_makes_no_class),
		cmocka_unit_test(past_50000_classes_are_of_one_position),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
