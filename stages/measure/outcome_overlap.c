/* How many agencies, or programmes, are about the same people. */
#include "outcome.h"

#include "demand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>

#define MOST 64 /* bits: more sources than this stand for the last together */

/* Which bit a contract of the numerator has: partners are counted once each, unless `of` says
 * contracts. */
static unsigned bit_of(const struct measure_outcome *outcome, const struct measure_row *row)
{
	const struct tl_rows *rows = &outcome->measure->numerator;
	const struct tl_contract *own = outcome->world->deliveries[row->delivery].contract;
	bool contracts = outcome->measure->of && strcmp(outcome->measure->of, "contracts") == 0;

	for (unsigned i = 0; i < rows->contracts_count && i < MOST; i++) {
		const struct tl_contract *contract =
			tl_study_contract(outcome->world->study, rows->contracts[i]);

		if (contracts ? contract == own : strcmp(contract->partner, own->partner) == 0)
			return i;
	}
	return MOST - 1;
}

struct seen {
	int64_t who;
	int32_t locality, delivery;
	int64_t at;
	int arm;
	bool followed; /* long enough to be counted */
	uint64_t bits;
};
struct seen_list {
	TL_VEC(struct seen) items;
};

static int compare_seen(const void *a, const void *b)
{
	const struct seen *left = a, *right = b;

	if (left->arm != right->arm)
		return left->arm < right->arm ? -1 : 1;
	if (left->who != right->who)
		return left->who < right->who ? -1 : 1;
	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

static double bits_in(uint64_t bits)
{
	double count = 0;

	for (; bits; bits &= bits - 1)
		count++;
	return count;
}

/* Whose months after are over, and covered by all who could have known of them: of anybody else a
 * partner without a row may yet have one. */
static bool is_followed(const struct measure_outcome *outcome, const struct measure_unit *unit,
	const struct measure_days *days)
{
	struct measure_unit for_ever = *unit;
	struct tl_span whole;

	for_ever.until = INT32_MAX;
	whole = measure_window(outcome->measure, &for_ever, MEASURE_AFTER);
	return unit->until >= whole.to.n && measure_days_hold_span(days, whole);
}

static void see_in_arm(struct measure_outcome *outcome, int arm, const struct measure_rows *rows,
	struct seen_list *list)
{
	const struct measure_cohort *cohort = outcome->arms_of[arm];
	struct measure_days days = {0};

	measure_coverage_of_rows(outcome->world, &outcome->measure->numerator, &days);
	for (size_t u = 0; u < cohort->count; u++) {
		const struct measure_unit *unit = &cohort->units[u];
		const struct measure_row *first = &cohort->rows.items[unit->first_row];

		*tl_vec_push(&list->items) = (struct seen){unit->who, unit->locality,
			first->delivery, first->at, arm, is_followed(outcome, unit, &days), 0};
	}
	measure_days_free(&days);
	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];
		const struct measure_unit *unit = measure_outcome_unit(cohort, row->person);

		if (unit && tl_span_holds(measure_window(outcome->measure, unit, MEASURE_AFTER),
				    (struct tl_day){row->from}))
			*tl_vec_push(&list->items) =
				(struct seen){unit->who, unit->locality, row->delivery, row->at,
					arm, false, UINT64_C(1) << bit_of(outcome, row)};
	}
}

static void see_in_area(
	struct measure_outcome *outcome, const struct measure_rows *rows, struct seen_list *list)
{
	const struct measure_world *world = outcome->world;
	const struct tl_span months = {
		world->study->month_from, tl_day_add_months(world->study->month_to, 1)};

	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];
		int32_t locality;

		if (row->person < 0 || !tl_span_holds(months, (struct tl_day){row->from}))
			continue;
		locality = measure_person_locality(world, row->person, tl_day_add(months.to, -1).n);
		*tl_vec_push(&list->items) = (struct seen){row->person,
			locality < 0 ? (int32_t)world->locality_count : locality, row->delivery,
			row->at, 0, true, UINT64_C(1) << bit_of(outcome, row)};
	}
}

static void join_seen(struct measure_outcome *outcome, struct seen_list *list)
{
	if (list->items.count)
		qsort(list->items.items, list->items.count, sizeof *list->items.items,
			compare_seen);
	for (size_t i = 0; i < list->items.count;) {
		const struct seen *first = &list->items.items[i];
		uint64_t bits = 0;
		bool followed = false;

		for (; i < list->items.count && list->items.items[i].who == first->who &&
			list->items.items[i].arm == first->arm;
			i++) {
			bits |= list->items.items[i].bits;
			followed = followed || list->items.items[i].followed;
		}
		*tl_vec_push(&outcome->items) = (struct measure_observation){.who = first->who,
			.locality = first->locality,
			.arm = first->arm,
			.a = followed ? bits_in(bits) : NAN,
			.delivery = first->delivery,
			.at = first->at};
	}
}

bool measure_outcome_overlap(struct measure_outcome *outcome, struct tl_err *err)
{
	const struct measure_pick pick = {
		.rows = &outcome->measure->numerator, .path = outcome->measure->path};
	struct seen_list list = {0};
	struct measure_rows rows;

	if (!measure_rows_pick(outcome->world, &pick, &rows, err))
		return false;
	for (int arm = 0; arm < outcome->arm_count; arm++) {
		if (outcome->arms_of[arm])
			see_in_arm(outcome, arm, &rows, &list);
		else
			see_in_area(outcome, &rows, &list);
	}
	join_seen(outcome, &list);
	tl_vec_free(&list.items);
	measure_rows_free(&rows);
	return true;
}

/* ---- figures -------------------------------------------------------------------------------- */

static bool is_any(const struct measure_observation *item TL_UNUSED, double what TL_UNUSED)
{
	return true;
}

static bool is_counted(const struct measure_observation *item, double what TL_UNUSED)
{
	return !isnan(item->a);
}

static bool is_just(const struct measure_observation *item, double what)
{
	return item->a == what;
}

static bool is_at_least(const struct measure_observation *item, double what)
{
	return item->a >= what;
}

void measure_overlap_emit(struct measure_outcome *outcome, const struct measure_group_of *group)
{
	static const char *const names[] = {"none", "1", "2", "3"};
	size_t all =
		measure_outcome_count(outcome, group, "", "", MEASURE_NO_POSITION, is_counted, 0);
	const struct measure_operand under = {"under", all};
	struct measure_key key = measure_outcome_key(outcome, group, "mean",
		outcome->measure->of && strcmp(outcome->measure->of, "contracts") == 0
			? "services"
			: "agencies");
	double *values = tl_alloc(outcome->items.count + 1, sizeof *values);
	struct tl_mean mean;
	size_t count = 0;

	if (outcome->arms)
		measure_outcome_share(outcome, all,
			measure_outcome_count(
				outcome, group, "begun", "", MEASURE_NO_POSITION, is_any, 0));
	for (size_t i = outcome->arms ? 0 : 1; i < TL_LEN(names); i++)
		measure_outcome_count(
			outcome, group, names[i], "", MEASURE_NO_POSITION, is_just, (double)i);
	measure_outcome_count(outcome, group, "4-or-more", "", MEASURE_NO_POSITION, is_at_least, 4);
	measure_outcome_share(outcome,
		measure_outcome_count(
			outcome, group, "two-or-more", "", MEASURE_NO_POSITION, is_at_least, 2),
		all);
	for (size_t i = 0; i < outcome->items.count; i++)
		if (measure_outcome_holds(outcome, group, &outcome->items.items[i]) &&
			is_counted(&outcome->items.items[i], 0))
			values[count++] = outcome->items.items[i].a;
	mean = tl_mean_t(values, count);
	measure_model_number(outcome->model, &key, mean.interval.value, mean.interval.lower,
		mean.interval.upper, mean.interval.lower_998, mean.interval.upper_998, "t", &under,
		1);
	free(values);
}
