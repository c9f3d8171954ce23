#include "demand.h"

#include "definitions.h"
#include "demand_arm.h"

#include <math.h>
#include <string.h>
#include <throughline/stats.h>

#define EXACT_BELOW                                                                                \
	10 /* events in an arm: under this the exact limits are printed, not the robust */

bool measure_is_demand(const struct tl_measure *measure)
{
	return measure->shape == TL_SHAPE_COUNT || measure->shape == TL_SHAPE_RATE;
}

struct tl_span measure_window(
	const struct tl_measure *measure, const struct measure_unit *unit, int side)
{
	const struct tl_windows *windows = &measure->windows;
	/* Day 0 before: both windows begin and end a day later. */
	int shift = windows->day_0 && strcmp(windows->day_0, "before") == 0;
	struct tl_day index = {unit->index};
	struct tl_span span;

	if (side == MEASURE_BEFORE) {
		span.from = tl_day_add(tl_day_add_months(index, -(int)windows->before), shift);
		span.to = tl_day_add(index, shift);
	} else {
		span.from = tl_day_add(tl_day_add_months(index, (int)windows->run_in), shift);
		span.to = tl_day_add(
			tl_day_add_months(index, (int)(windows->run_in + windows->after)), shift);
	}
	if (span.to.n > unit->until)
		span.to.n = unit->until;
	return span;
}

/* ---- ratios --------------------------------------------------------------------------------- */

struct side { /* one side of a ratio: an arm, before or after, in a locality and phase */
	const struct measure_arm *arm;
	size_t position, locality, group;
};

static size_t point_at(const struct side *side, const struct measure_table *table)
{
	return table->points[measure_cross_at(
		&side->arm->cross, side->position, side->locality, side->group)];
}

static bool has_unit(const struct side *side, const struct measure_unit *unit)
{
	const struct measure_cross *cross = &side->arm->cross;

	return (side->locality == cross->localities || (size_t)unit->locality == side->locality) &&
	       (side->group == cross->groups ||
		       (unit->phase >= 0 && (size_t)unit->phase == side->group));
}

struct pairs {
	TL_VEC(struct tl_ratio_unit) items;
};

/* The two lists of units are both in the order of who: a unit in both arms is one pair, for it is
 * one unit. */
static void pair_units(const struct side *one, const struct side *none, struct pairs *pairs)
{
	const struct measure_cohort *a = one->arm->cohort, *b = none->arm->cohort;
	size_t i = 0, j = 0;

	while (i < a->count || j < b->count) {
		bool take_a = j == b->count || (i < a->count && a->units[i].who <= b->units[j].who);
		bool take_b = i == a->count || (j < b->count && b->units[j].who <= a->units[i].who);
		struct tl_ratio_unit *pair = tl_vec_push(&pairs->items);

		if (take_a && has_unit(one, &a->units[i])) {
			pair->x1 = (double)one->arm->event_sum[i * 2 + one->position];
			pair->t1 = (double)one->arm->day_sum[i * 2 + one->position];
		}
		if (take_b && has_unit(none, &b->units[j])) {
			pair->x0 = (double)none->arm->event_sum[j * 2 + none->position];
			pair->t0 = (double)none->arm->day_sum[j * 2 + none->position];
		}
		i += take_a;
		j += take_b;
	}
}

static bool wants_spread(const struct measure_model *model, size_t x1, size_t x0)
{
	const struct measure_point *one = &model->points.items[x1],
				   *none = &model->points.items[x0];

	return one->status == TL_SHOWN && none->status == TL_SHOWN && one->units >= EXACT_BELOW &&
	       none->units >= EXACT_BELOW;
}

/* The robust standard error as a figure of its own; none where the exact limits are printed. */
static size_t add_spread(struct measure_model *model, const struct measure_key *key,
	const struct side *one, const struct side *none, const struct measure_operand under[4])
{
	struct measure_operand operands[4];
	struct pairs pairs = {0};
	struct measure_key own = *key;
	double spread;

	if (!wants_spread(model, under[0].point, under[2].point))
		return MEASURE_NO_POINT;
	pair_units(one, none, &pairs);
	spread = tl_ratio_robust_se(pairs.items.items, pairs.items.count);
	tl_vec_free(&pairs.items);
	if (!(spread > 0))
		return MEASURE_NO_POINT;
	for (size_t i = 0; i < 4; i++)
		operands[i] = (struct measure_operand){"under", under[i].point};
	own.statistic = "spread";
	own.unit = "standard error of the logarithm";
	own.evidence = 0;
	return measure_model_number(
		model, &own, spread, NAN, NAN, NAN, NAN, "", operands, TL_LEN(operands));
}

static void add_ratio(struct measure_model *model, struct measure_key *key, const struct side *one,
	const struct side *none, bool with_change)
{
	struct measure_operand operands[] = {
		{"x1", point_at(one, &one->arm->event_points)},
		{"t1", point_at(one, &one->arm->time_points)},
		{"x0", point_at(none, &none->arm->event_points)},
		{"t0", point_at(none, &none->arm->time_points)},
		{"spread", MEASURE_NO_POINT},
	};

	for (size_t i = 0; i < 4; i++)
		if (operands[i].point == MEASURE_NO_POINT)
			return;
	operands[4].point = add_spread(model, key, one, none, operands);
	key->unit = "ratio";
	measure_model_derive(model, key, TL_METHOD_RATIO, operands, TL_LEN(operands), NULL);
	if (!with_change)
		return;
	key->statistic = "change";
	key->unit = "%";
	measure_model_derive(model, key, TL_METHOD_CHANGE, operands, TL_LEN(operands), NULL);
}

static struct measure_key ratio_key(const struct measure_arm *arm, const char *statistic,
	size_t locality, size_t group, int evidence)
{
	struct measure_key key = {0};

	measure_arm_key((void *)arm, MEASURE_AFTER, locality, group, &key);
	key.statistic = statistic;
	key.axis = "";
	key.scale = 0;
	key.evidence = evidence;
	return key;
}

static void before_after(struct measure_arm *arm)
{
	for (size_t l = 0; l <= arm->cross.localities; l++) {
		for (size_t g = 0; g <= arm->cross.groups; g++) {
			struct side after = {arm, MEASURE_AFTER, l, g},
				    before = {arm, MEASURE_BEFORE, l, g};
			struct measure_key key = ratio_key(arm, "ratio_before_after", l, g, 1);

			if (point_at(&after, &arm->event_points) != MEASURE_NO_POINT)
				add_ratio(arm->model, &key, &after, &before, false);
		}
	}
}

static void against_waiting(struct measure_arm *treated, struct measure_arm *waiting)
{
	for (size_t l = 0; l <= treated->cross.localities; l++) {
		struct side one = {treated, MEASURE_AFTER, l, treated->cross.groups};
		struct side none = {waiting, MEASURE_AFTER, l, waiting->cross.groups};
		struct measure_key key =
			ratio_key(treated, "rate_ratio", l, treated->cross.groups, 2);

		key.arm = "";
		if (point_at(&one, &treated->event_points) != MEASURE_NO_POINT)
			add_ratio(treated->model, &key, &one, &none, true);
	}
}

/* Nobody to compare with, or a comparison that comes with a later version. */
static void no_comparison(const struct measure_arm *arm)
{
	static const char *const statistics[] = {"rate_ratio", "change"};
	static const char *const units[] = {"ratio", "%"};
	bool none = arm->cohort->programme->comparison.kind == TL_COMPARE_NONE;

	for (size_t i = 0; i < TL_LEN(statistics); i++) {
		struct measure_key key =
			ratio_key(arm, statistics[i], arm->cross.localities, arm->cross.groups, 0);

		key.arm = "";
		key.unit = units[i];
		measure_model_absent(arm->model, &key, MEASURE_DERIVED, TL_NOT_AVAILABLE,
			none ? TL_REASON_NO_COMPARISON : TL_REASON_LATER);
	}
}

static bool compares(const struct measure_cohort *treated)
{
	return treated->programme->comparison.kind == TL_COMPARE_WAITING_LIST;
}

bool measure_demand_want(struct measure_scan *scan, const struct tl_measure *measure,
	const struct measure_cohort *treated, const struct measure_cohort *waiting,
	struct tl_err *err)
{
	return measure_scan_want(scan, MEASURE_SCAN_SIDES, measure, treated, err) &&
	       (!compares(treated) ||
		       measure_scan_want(scan, MEASURE_SCAN_SIDES, measure, waiting, err));
}

bool measure_demand_run(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_cohort *treated, const struct measure_cohort *waiting,
	struct measure_model *model, struct tl_err *err)
{
	const struct measure_pick pick = {.rows = &measure->numerator, .path = measure->path};
	const char *definition = measure_definition_name(&model->arena, measure->digest);
	struct measure_days days = {0};
	struct measure_rows rows = {0};
	struct measure_arm one = {.world = world,
		.measure = measure,
		.cohort = treated,
		.days = &days,
		.model = model,
		.definition = definition};
	struct measure_arm none = one;

	if (!measure_rows_pick(world, &pick, &rows, err))
		return false;
	measure_coverage_of_rows(world, &measure->numerator, &days);
	measure_arm_run(&one, &rows);
	before_after(&one);
	none.cohort = waiting;
	if (compares(treated)) {
		measure_arm_run(&none, &rows);
		before_after(&none);
		against_waiting(&one, &none);
	} else {
		no_comparison(&one);
	}
	measure_arm_release(&none);
	measure_arm_release(&one);
	measure_rows_free(&rows);
	measure_days_free(&days);
	return true;
}
