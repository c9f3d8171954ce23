/* How much of it is about few: the busiest 5 in 100, Gini's coefficient, who has k or more. */
#include "outcome.h"

#include <math.h>
#include <stdlib.h>
#include <throughline/stats.h>

#define BUSIEST 0.05

static int compare_person(const struct measure_row *left, const struct measure_row *right)
{
	return (left->person > right->person) - (left->person < right->person);
}

/* Of the reporting months; people in the order of the rows. */
bool measure_outcome_concentration(struct measure_outcome *outcome, struct tl_err *err)
{
	const struct measure_world *world = outcome->world;
	const struct measure_pick pick = {
		.rows = &outcome->measure->numerator, .path = outcome->measure->path};
	const struct tl_span months = {
		world->study->month_from, tl_day_add_months(world->study->month_to, 1)};
	struct measure_observation *last = NULL;
	const struct measure_row *before = NULL;
	struct measure_rows rows;

	if (!measure_rows_pick(world, &pick, &rows, err))
		return false;
	for (size_t i = 0; i < rows.count; i++) {
		const struct measure_row *row = &rows.items[i];
		int32_t locality;

		if (row->person < 0 || !tl_span_holds(months, (struct tl_day){row->from}))
			continue;
		if (before && compare_person(before, row) == 0) {
			last->a += (double)row->quantity;
			continue;
		}
		before = row;
		locality = measure_person_locality(world, row->person, tl_day_add(months.to, -1).n);
		last = tl_vec_push(&outcome->items);
		*last = (struct measure_observation){.who = row->person,
			.locality = locality < 0 ? (int32_t)world->locality_count : locality,
			.a = (double)row->quantity,
			.delivery = row->delivery,
			.at = row->at};
	}
	measure_rows_free(&rows);
	return true;
}

static bool is_any(const struct measure_observation *item TL_UNUSED, double what TL_UNUSED)
{
	return true;
}

static bool is_at_least(const struct measure_observation *item, double what)
{
	return item->a >= what;
}

/* Of ascending values: 2 sum(i x_i) / (n sum x) - (n + 1) / n. */
static double gini_of(const double *values, size_t count)
{
	double ranked = 0, sum = 0, n = (double)count;

	for (size_t i = 0; i < count; i++) {
		ranked += (double)(i + 1) * values[i];
		sum += values[i];
	}
	return sum > 0 ? 2 * ranked / (n * sum) - (n + 1) / n : NAN;
}

/* What the busiest share of people have, the one at the border in part. */
static double top_of(const double *values, size_t count)
{
	double left = BUSIEST * (double)count, top = 0, sum = 0;

	for (size_t i = count; i-- > 0;) {
		top += values[i] * (left >= 1 ? 1 : left > 0 ? left : 0);
		left -= 1;
		sum += values[i];
	}
	return sum > 0 ? top / sum : NAN;
}

void measure_concentration_emit(
	struct measure_outcome *outcome, const struct measure_group_of *group)
{
	size_t people = measure_outcome_count(
		outcome, group, "", "concentration", MEASURE_NO_POSITION, is_any, 0);
	const struct measure_operand under = {"under", people};
	struct measure_key key = measure_outcome_key(outcome, group, "top_share", "%");
	double *values = tl_alloc(outcome->items.count + 1, sizeof *values);
	size_t count = 0;

	for (size_t i = 0; i < outcome->items.count; i++)
		if (measure_outcome_holds(outcome, group, &outcome->items.items[i]))
			values[count++] = outcome->items.items[i].a;
	count = tl_quantile_sort(values, count);
	key.axis = "concentration";
	measure_outcome_share(outcome,
		measure_outcome_count(outcome, group, "often", "concentration", MEASURE_NO_POSITION,
			is_at_least, outcome->measure->at_least),
		people);
	measure_model_number(outcome->model, &key, 100 * top_of(values, count), NAN, NAN, NAN, NAN,
		"", &under, 1);
	key.statistic = "gini";
	key.unit = "";
	measure_model_number(
		outcome->model, &key, gini_of(values, count), NAN, NAN, NAN, NAN, "", &under, 1);
	free(values);
}
