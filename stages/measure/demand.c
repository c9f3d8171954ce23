#include "demand.h"

#include "definitions.h"
#include "tally.h"

#include <math.h>
#include <string.h>
#include <throughline/stats.h>

#define DAYS_A_YEAR 365.25
#define EXACT_BELOW 10 /* events in an arm: under this the exact limits are printed, not the robust */

bool measure_is_demand(const struct tl_measure *measure)
{
	return measure->shape == TL_SHAPE_COUNT || measure->shape == TL_SHAPE_RATE;
}

struct tl_span measure_window(const struct tl_measure *measure, const struct measure_unit *unit,
	int side)
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

/* ---- one arm -------------------------------------------------------------------------------- */

struct arm {
	const struct measure_world *world;
	const struct tl_measure *measure;
	const struct measure_cohort *cohort;
	const struct measure_days *days; /* covered by all the measure's extracts */
	struct measure_model *model;
	const char *definition;
	struct measure_cross cross;
	struct measure_parts events, time;
	int64_t *event_sum, *day_sum; /* by unit and side */
	bool *used;		      /* localities */
	struct measure_table event_points, time_points, rate_points;
	const char *statistic, *unit; /* of the table being made */
	double scale;
};

static const char *const side_names[] = {"before", "after"};

static bool arm_key(void *context, size_t side, size_t locality, size_t group,
	struct measure_key *key)
{
	const struct arm *arm = context;

	if (locality < arm->cross.localities && !arm->used[locality])
		return false;
	*key = (struct measure_key){
		.programme = arm->cohort->programme->name,
		.locality = locality == arm->cross.localities
				    ? "all"
				    : measure_world_locality_code(arm->world, locality),
		.measure = arm->measure->name,
		.statistic = arm->statistic,
		.arm = arm->cohort->arm,
		.grp = group == arm->cross.groups ? "" : arm->cohort->programme->phases[group].name,
		.axis = side_names[side],
		.unit = arm->unit,
		.definition = arm->definition,
		.scale = arm->scale,
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY,
	};
	return true;
}

static struct measure_part part_of(const struct measure_unit *unit, int side)
{
	return (struct measure_part){.who = unit->who,
		.position = side,
		.locality = unit->locality,
		.group = unit->phase,
		.delivery = -1};
}

static const char *say_span(struct arm *arm, struct tl_span span, int64_t days)
{
	char from[11], to[11];

	if (!arm->model->watched)
		return NULL;
	return tl_arena_printf(&arm->model->arena, "%s to %s, %lld days of it covered",
		tl_day_iso(span.from, from), tl_day_iso(tl_day_add(span.to, -1), to), (long long)days);
}

static void add_time(struct arm *arm, size_t u, int side)
{
	const struct measure_unit *unit = &arm->cohort->units[u];
	struct tl_span span = measure_window(arm->measure, unit, side);
	int64_t days = span.from.n < span.to.n ? measure_days_within(arm->days, span) : 0;
	struct measure_part part = part_of(unit, side);

	if (!days)
		return;
	part.amount = days;
	part.words = say_span(arm, span, days);
	part.delivery = arm->cohort->rows.items[unit->first_row].delivery;
	part.at = arm->cohort->rows.items[unit->first_row].at;
	*tl_vec_push(&arm->time.items) = part;
	arm->day_sum[u * 2 + (size_t)side] = days;
}

static void add_event(struct arm *arm, size_t u, const struct measure_row *row)
{
	const struct measure_unit *unit = &arm->cohort->units[u];

	for (int side = MEASURE_BEFORE; side <= MEASURE_AFTER; side++) {
		struct measure_part part = part_of(unit, side);

		if (!tl_span_holds(measure_window(arm->measure, unit, side), (struct tl_day){row->from}))
			continue;
		part.amount = row->quantity;
		part.delivery = row->delivery;
		part.at = row->at;
		*tl_vec_push(&arm->events.items) = part;
		arm->event_sum[u * 2 + (size_t)side] += row->quantity;
	}
}

static void add_events(struct arm *arm, const struct measure_rows *rows)
{
	const struct measure_cohort *cohort = arm->cohort;

	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];

		if (row->person < 0 || !measure_days_hold(arm->days, row->from))
			continue;
		for (size_t k = cohort->first_of[row->person]; k < cohort->first_of[row->person + 1]; k++)
			add_event(arm, cohort->units_of[k], row);
	}
}

static int compare_parts(const void *a, const void *b)
{
	const struct measure_part *left = a, *right = b;

	if (left->who != right->who)
		return left->who < right->who ? -1 : 1;
	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

/* A side on which nobody's time is covered has no figure. */
static void mark_uncovered(struct arm *arm, bool *absent)
{
	for (size_t side = 0; side < 2; side++) {
		int64_t days = 0;

		for (size_t u = 0; u < arm->cohort->count; u++)
			days += arm->day_sum[u * 2 + side];
		if (days || !arm->cohort->count)
			continue;
		for (size_t l = 0; l <= arm->cross.localities; l++)
			for (size_t g = 0; g <= arm->cross.groups; g++)
				absent[measure_cross_at(&arm->cross, side, l, g)] = true;
	}
}

static const char *years_unit(const struct measure_cohort *cohort)
{
	return measure_unit_is_family(cohort->programme) ? "family-years" : "person-years";
}

static void tally_one(struct arm *arm, const char *statistic, const char *unit, double scale,
	struct measure_parts *parts, struct measure_table *table)
{
	struct measure_sum sum = {.classes = 1, .key = arm_key};

	arm->statistic = statistic;
	arm->unit = unit;
	arm->scale = scale;
	if (parts->items.count)
		qsort(parts->items.items, parts->items.count, sizeof *parts->items.items,
			compare_parts);
	measure_tally_sums(arm->model, parts, &arm->cross, &sum, 1, arm);
	*table = sum.table;
}

static void add_rates(struct arm *arm)
{
	size_t size = measure_cross_size(&arm->cross);

	arm->statistic = "rate";
	arm->unit = measure_unit_is_family(arm->cohort->programme) ? "per family-year"
								    : "per person-year";
	arm->scale = 1;
	arm->rate_points.points = tl_alloc(size + 1, sizeof(size_t));
	for (size_t i = 0; i < size; i++) {
		const struct measure_operand operands[] = {
			{"x", arm->event_points.points[i]}, {"n", arm->time_points.points[i]}};
		struct measure_key key;

		if (operands[0].point == MEASURE_NO_POINT)
			continue;
		key = arm->model->points.items[operands[0].point].key;
		key.statistic = arm->statistic;
		key.unit = arm->unit;
		measure_model_derive(arm->model, &key, TL_METHOD_RATE, operands, 2, NULL);
	}
}

static void arm_init(struct arm *arm)
{
	const struct measure_cohort *cohort = arm->cohort;

	arm->cross = (struct measure_cross){.positions = 2,
		.localities = arm->world->locality_count ? arm->world->locality_count + 1 : 0,
		.groups = strcmp(cohort->arm, "programme") == 0 ? cohort->programme->phases_count : 0};
	arm->event_sum = tl_alloc(cohort->count * 2 + 1, sizeof *arm->event_sum);
	arm->day_sum = tl_alloc(cohort->count * 2 + 1, sizeof *arm->day_sum);
	arm->used = tl_alloc(arm->cross.localities + 1, sizeof *arm->used);
	for (size_t l = 0; l + 1 < arm->cross.localities; l++)
		arm->used[l] = !arm->world->study->localities_open;
	for (size_t u = 0; u < cohort->count; u++)
		arm->used[cohort->units[u].locality] |= arm->cross.localities > 0;
}

static void arm_release(struct arm *arm)
{
	tl_vec_free(&arm->events.items);
	tl_vec_free(&arm->time.items);
	free(arm->event_sum);
	free(arm->day_sum);
	free(arm->used);
	free(arm->event_points.points);
	free(arm->time_points.points);
	free(arm->rate_points.points);
}

static void arm_run(struct arm *arm, const struct measure_rows *rows)
{
	bool *absent;

	arm_init(arm);
	for (size_t u = 0; u < arm->cohort->count; u++)
		for (int side = MEASURE_BEFORE; side <= MEASURE_AFTER; side++)
			add_time(arm, u, side);
	add_events(arm, rows);
	absent = tl_alloc(measure_cross_size(&arm->cross) + 1, sizeof *absent);
	mark_uncovered(arm, absent);
	arm->cross.absent = absent;
	tally_one(arm, "events", arm->measure->unit ? arm->measure->unit : "events", 1, &arm->events,
		&arm->event_points);
	tally_one(arm, "unit_years", years_unit(arm->cohort), DAYS_A_YEAR, &arm->time,
		&arm->time_points);
	add_rates(arm);
	arm->cross.absent = NULL;
	free(absent);
}

/* ---- ratios --------------------------------------------------------------------------------- */

struct side { /* one side of a ratio: an arm, before or after, in a locality and phase */
	const struct arm *arm;
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

/* The two lists of units are both in the order of who: a unit in both arms is one pair, for it is one
 * unit. */
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
	const struct measure_point *one = &model->points.items[x1], *none = &model->points.items[x0];

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

static struct measure_key ratio_key(const struct arm *arm, const char *statistic, size_t locality,
	size_t group, int evidence)
{
	struct measure_key key = {0};

	arm_key((void *)arm, MEASURE_AFTER, locality, group, &key);
	key.statistic = statistic;
	key.axis = "";
	key.scale = 0;
	key.evidence = evidence;
	return key;
}

static void before_after(struct arm *arm)
{
	for (size_t l = 0; l <= arm->cross.localities; l++) {
		for (size_t g = 0; g <= arm->cross.groups; g++) {
			struct side after = {arm, MEASURE_AFTER, l, g}, before = {arm, MEASURE_BEFORE, l, g};
			struct measure_key key = ratio_key(arm, "ratio_before_after", l, g, 1);

			if (point_at(&after, &arm->event_points) != MEASURE_NO_POINT)
				add_ratio(arm->model, &key, &after, &before, false);
		}
	}
}

static void against_waiting(struct arm *treated, struct arm *waiting)
{
	for (size_t l = 0; l <= treated->cross.localities; l++) {
		struct side one = {treated, MEASURE_AFTER, l, treated->cross.groups};
		struct side none = {waiting, MEASURE_AFTER, l, waiting->cross.groups};
		struct measure_key key = ratio_key(treated, "rate_ratio", l, treated->cross.groups, 2);

		key.arm = "";
		if (point_at(&one, &treated->event_points) != MEASURE_NO_POINT)
			add_ratio(treated->model, &key, &one, &none, true);
	}
}

/* Nobody to compare with, or a comparison that comes with a later version. */
static void no_comparison(const struct arm *arm)
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

bool measure_demand_run(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_cohort *treated, const struct measure_cohort *waiting,
	struct measure_model *model, struct tl_err *err)
{
	const struct measure_pick pick = {.rows = &measure->numerator, .path = measure->path};
	const char *definition = measure_definition_name(&model->arena, measure->digest);
	struct measure_days days = {0};
	struct measure_rows rows = {0};
	struct arm one = {.world = world, .measure = measure, .cohort = treated, .days = &days,
		.model = model, .definition = definition};
	struct arm none = one;
	bool compares = treated->programme->comparison.kind == TL_COMPARE_WAITING_LIST;

	if (!measure_rows_pick(world, &pick, &rows, err))
		return false;
	measure_coverage_of_rows(world, &measure->numerator, &days);
	arm_run(&one, &rows);
	before_after(&one);
	none.cohort = waiting;
	if (compares) {
		arm_run(&none, &rows);
		before_after(&none);
		against_waiting(&one, &none);
	} else {
		no_comparison(&one);
	}
	arm_release(&none);
	arm_release(&one);
	measure_rows_free(&rows);
	measure_days_free(&days);
	return true;
}
