/* Difference-in-differences and matching of a few units, by hand. */
#include "test_support.h"
#include <throughline/stats.h>

/* Units 0 and 1 start in period 3, unit 2 in 4, unit 3 in 1, units 4 and 5 never. */
static const double period[] = {1, 2, 3, 4};
static const double first[] = {3, 3, 4, 1, NAN, 9};
// clang-format off
static const double y[] = {
	10, 11, 15, 16,
	20, 21, 23, 26,
	5, 5, 6, 9,
	7, 8, 9, 9,
	1, 1, 2, 2,
	3, 5, 6, 6,
};
// clang-format on
static const struct tl_did_panel panel = {6, 4, period, first, y};

static const struct tl_did_cell *cell_of(const struct tl_did *did, double group, double time)
{
	for (size_t i = 0; i < did->count; i++)
		if (did->cells[i].group == group && did->cells[i].time == time)
			return &did->cells[i];
	return NULL;
}

static void a_cell_is_a_difference_of_mean_changes(void **state)
{
	struct tl_did did;
	const struct tl_did_cell *cell;

	(void)state;
	assert_true(tl_did_estimate(&panel, &(struct tl_did_options){0}, &did));
	assert_int_equal(did.n, 5); /* unit 3 has no before */
	assert_int_equal(did.count, 6); /* two groups, periods 2 to 4 */
	cell = cell_of(&did, 3, 3);
	/* Changes from 2 to 3: treated 4 and 2, controls 1 and 1. */
	assert_close(cell->att, 3 - 1, 1e-14);
	/* psi of the treated is +/-1 / (2/5), of the controls 0: sqrt(2 * 2.5^2) / 5. */
	assert_close(cell->se, sqrt(2 * 2.5 * 2.5) / 5, 1e-14);
	assert_close(cell_of(&did, 4, 3)->att, 1 - 1, 1e-14); /* before: from 2 to 3 */
	assert_null(cell_of(&did, 3, 1));
	assert_null(cell_of(&did, 1, 2));
	tl_did_free(&did);
}

static void later_starters_are_controls_until_they_start(void **state)
{
	struct tl_did did;

	(void)state;
	assert_true(tl_did_estimate(&panel, &(struct tl_did_options){.not_yet = true}, &did));
	/* Unit 2 changes by 1 from 2 to 3, and is treated in 4. */
	assert_close(cell_of(&did, 3, 3)->att, 3 - 1, 1e-14);
	assert_close(cell_of(&did, 3, 4)->att, 5 - 1, 1e-14);
	tl_did_free(&did);
}

static void a_universal_base_is_a_row_without_an_error(void **state)
{
	struct tl_did did;

	(void)state;
	assert_true(tl_did_estimate(&panel, &(struct tl_did_options){.universal = true}, &did));
	assert_int_equal(did.count, 8);
	assert_close(cell_of(&did, 3, 2)->att, 0, 0);
	assert_true(isnan(cell_of(&did, 3, 2)->se));
	/* Backwards from 2 to 1: treated -1 and -1, controls 0 and -2. */
	assert_close(cell_of(&did, 3, 1)->att, 0, 1e-14);
	tl_did_free(&did);
}

static void anticipation_moves_the_base_back(void **state)
{
	struct tl_did did;

	(void)state;
	assert_true(tl_did_estimate(&panel, &(struct tl_did_options){.anticipation = 1}, &did));
	/* Group 3 from 1 to 3: treated 5 and 3, controls 1 and 3. */
	assert_close(cell_of(&did, 3, 3)->att, 4 - 2, 1e-14);
	tl_did_free(&did);
}

static void without_anybody_untreated_there_is_no_answer(void **state)
{
	struct tl_did_panel treated = panel;
	struct tl_did did;

	(void)state;
	treated.units = 3;
	assert_false(tl_did_estimate(&treated, &(struct tl_did_options){0}, &did));
	assert_true(tl_did_estimate(&treated, &(struct tl_did_options){.not_yet = true}, &did));
	assert_true(isnan(cell_of(&did, 4, 4)->att)); /* nobody is left who has not started */
	tl_did_free(&did);
	treated.units = 0;
	assert_false(tl_did_estimate(&treated, &(struct tl_did_options){0}, &did));
}

static void the_simple_average_weighs_cells_by_the_size_of_their_group(void **state)
{
	struct tl_did did;
	struct tl_did_row rows[8];
	double cells[3];

	(void)state;
	assert_true(tl_did_estimate(&panel, &(struct tl_did_options){0}, &did));
	cells[0] = cell_of(&did, 3, 3)->att;
	cells[1] = cell_of(&did, 3, 4)->att;
	cells[2] = cell_of(&did, 4, 4)->att;
	assert_int_equal(tl_did_aggregate(&did, TL_DID_SIMPLE, -INFINITY, INFINITY, rows), 1);
	assert_close(rows[0].att, (2 * cells[0] + 2 * cells[1] + cells[2]) / 5, 1e-14);
	assert_int_equal(tl_did_aggregate(&did, TL_DID_GROUP, -INFINITY, INFINITY, rows), 3);
	assert_close(rows[1].egt, 3, 0);
	assert_close(rows[1].att, (cells[0] + cells[1]) / 2, 1e-14);
	assert_close(rows[0].att, (2 * rows[1].att + cells[2]) / 3, 1e-14);
	assert_int_equal(tl_did_aggregate(&did, TL_DID_CALENDAR, -INFINITY, INFINITY, rows), 3);
	assert_close(rows[2].att, (2 * cells[1] + cells[2]) / 3, 1e-14);
	tl_did_free(&did);
}

static void a_value_on_a_cut_point_belongs_above(void **state)
{
	static const double values[] = {0, 2.5, 4.9, 5, 10, 7.5}, cuts[] = {2.5, 5};
	size_t bin[6];

	(void)state;
	tl_match_bins(values, 6, 4, bin);
	assert_memory_equal(bin, ((size_t[]){0, 1, 1, 2, 3, 3}), sizeof bin);
	tl_match_cut(values, 6, cuts, 2, bin);
	assert_memory_equal(bin, ((size_t[]){0, 1, 1, 2, 2, 2}), sizeof bin);
	tl_match_bins(values, 6, 1, bin);
	assert_memory_equal(bin, ((size_t[]){0, 0, 0, 0, 0, 0}), sizeof bin);
	assert_int_equal(tl_match_sturges(614), 11);
	assert_int_equal(tl_match_sturges(64), 7);
	assert_int_equal(tl_match_sturges(1), 1);
}

/* Stratum 1: 2 treated, 1 control; 2: 1 and 2; 3: a treated alone. Matched 3 and 3. */
static const double treat[] = {1, 1, 0, 1, 0, 0, 1};
static const size_t codes[] = {1, 1, 1, 2, 2, 2, 9};
static const double outcome[] = {4, 6, 2, 9, 1, 5, 100};

static void controls_weigh_what_their_stratum_lacks(void **state)
{
	static const double want[] = {1, 1, 2, 1, 0.5, 0.5, 0};
	size_t stratum[7];
	double weights[7];
	struct tl_match_size control;

	(void)state;
	assert_int_equal(tl_match_strata(codes, 7, 1, stratum), 3);
	tl_match_weights(treat, 7, 3, stratum, weights);
	for (size_t i = 0; i < 7; i++)
		assert_close(weights[i], want[i], 1e-15);
	assert_int_equal(stratum[6], 0);
	control = tl_match_size(treat, weights, 7, 0);
	assert_close(control.rows, 3, 0);
	assert_close(control.matched_ess, 9 / 4.5, 1e-15);
	assert_close(tl_match_size(treat, weights, 7, 1).matched, 3, 0);
}

static void the_effect_is_a_difference_of_weighted_means(void **state)
{
	size_t stratum[7];
	double weights[7], mean0 = (2 * 2 + 0.5 * 1 + 0.5 * 5) / 3, mean1 = 19 / 3.0;
	struct tl_estimate effect[2];
	/* What each stratum adds to treated and to controls. */
	double t1 = 10 - 2 * mean1, t2 = 9 - mean1, c1 = 2 * (2 - mean0), c2 = 3 - mean0;

	(void)state;
	tl_match_strata(codes, 7, 1, stratum);
	tl_match_weights(treat, 7, 3, stratum, weights);
	assert_true(tl_match_effect(treat, outcome, weights, stratum, 7, effect));
	assert_close(effect[0].value, mean0, 1e-14);
	assert_close(effect[1].value, mean1 - mean0, 1e-14);
	assert_close(effect[1].se,
		sqrt(((t1 - c1) * (t1 - c1) + (t2 - c2) * (t2 - c2)) / 9 * 2 / 1 * 5 / 4), 1e-13);
	assert_true(tl_match_effect(treat, outcome, weights, NULL, 7, effect));
	assert_close(effect[0].se,
		sqrt(c1 * c1 + 0.25 * ((1 - mean0) * (1 - mean0) + (5 - mean0) * (5 - mean0))) / 3,
		1e-13);
	assert_false(tl_match_effect(treat, outcome, (double[7]){0}, NULL, 7, effect));
}

static void arms_that_are_alike_are_balanced(void **state)
{
	static const double arm[] = {1, 1, 1, 0, 0, 0}, same[] = {1, 2, 3, 3, 2, 1};
	struct tl_balance balance = tl_match_balance(arm, same, NULL, NULL, 6);

	(void)state;
	assert_close(balance.smd, 0, 0);
	assert_close(balance.variance_ratio, 1, 1e-14);
	assert_close(balance.ecdf_max, 0, 0);
	assert_true(isnan(balance.pair_distance));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_is_a_difference_of_mean_changes),
		cmocka_unit_test(later_starters_are_controls_until_they_start),
		cmocka_unit_test(a_universal_base_is_a_row_without_an_error),
		cmocka_unit_test(anticipation_moves_the_base_back),
		cmocka_unit_test(without_anybody_untreated_there_is_no_answer),
		cmocka_unit_test(the_simple_average_weighs_cells_by_the_size_of_their_group),
		cmocka_unit_test(a_value_on_a_cut_point_belongs_above),
		cmocka_unit_test(controls_weigh_what_their_stratum_lacks),
		cmocka_unit_test(the_effect_is_a_difference_of_weighted_means),
		cmocka_unit_test(arms_that_are_alike_are_balanced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
