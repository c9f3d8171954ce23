#include "demand.h"

#include "definitions.h"
#include "demand_arm.h"
#include "profile.h"

#include <math.h>
#include <string.h>
#include <throughline/stats.h>

#define DAYS_A_YEAR 365.25
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

struct line { /* the units of a side's locality, in the order of who */
	const struct measure_arm *arm;
	const size_t *units; /* NULL: all there are */
	size_t count, at;
};

static struct line line_of(const struct side *side)
{
	const struct measure_arm *arm = side->arm;

	if (side->locality == arm->cross.localities)
		return (struct line){arm, NULL, arm->cohort->count, 0};
	return (struct line){arm, &arm->units_at[arm->first_at[side->locality]],
		arm->first_at[side->locality + 1] - arm->first_at[side->locality], 0};
}

static size_t unit_of(const struct line *line)
{
	return line->units ? line->units[line->at] : line->at;
}

static int64_t who_of(const struct line *line)
{
	return line->at == line->count ? INT64_MAX : line->arm->who[unit_of(line)];
}

/* A unit in both arms is one pair, for it is one unit. False at the end of both. */
static bool next_pair(const struct line *a, const struct line *b, bool *take_a, bool *take_b)
{
	int64_t who_a = who_of(a), who_b = who_of(b);

	*take_a = a->at < a->count && who_a <= who_b;
	*take_b = b->at < b->count && who_b <= who_a;
	return *take_a || *take_b;
}

static bool has_phase(const struct side *side, size_t unit)
{
	return side->group == side->arm->cross.groups ||
	       side->arm->cohort->units[unit].phase == (int32_t)side->group;
}

static double events_of(const struct side *side, size_t unit)
{
	return has_phase(side, unit) ? (double)side->arm->event_sum[unit * 2 + side->position] : 0;
}

static double days_of(const struct side *side, size_t unit)
{
	return has_phase(side, unit) ? (double)side->arm->day_sum[unit * 2 + side->position] : 0;
}

struct pairs {
	struct tl_ratio_unit *items;
	size_t count;
};

static void *room_for(const struct measure_arm *arm, size_t count, size_t size)
{
	if (count * size > arm->room->bytes) {
		free(arm->room->items);
		arm->room->bytes = count * size;
		arm->room->items = tl_grow(NULL, count, size);
	}
	return arm->room->items;
}

static void push_pair(struct pairs *pairs, struct tl_ratio_unit pair)
{
	if (pair.x1 > 0 || pair.t1 > 0 || pair.x0 > 0 || pair.t0 > 0)
		pairs->items[pairs->count++] = pair;
}

/* Of one arm, each unit is its own pair. */
static void pair_sides(const struct side *one, const struct side *none, const struct line *line,
	struct pairs *pairs)
{
	for (size_t i = 0; i < line->count; i++) {
		size_t unit = line->units ? line->units[i] : i;

		push_pair(pairs, (struct tl_ratio_unit){.x1 = events_of(one, unit),
					 .t1 = days_of(one, unit),
					 .x0 = events_of(none, unit),
					 .t0 = days_of(none, unit)});
	}
}

/* Units without time on either side have nothing to say, and are left out. */
static void pair_units(const struct side *one, const struct side *none, struct pairs *pairs)
{
	struct line a = line_of(one), b = line_of(none);
	const double *weights = none->arm->cohort->weights;

	*pairs = (struct pairs){room_for(one->arm, a.count + b.count, sizeof *pairs->items), 0};
	if (one->arm == none->arm && !weights) {
		pair_sides(one, none, &a, pairs);
		return;
	}
	for (bool take_a, take_b; next_pair(&a, &b, &take_a, &take_b);
		a.at += take_a, b.at += take_b) {
		struct tl_ratio_unit pair = {0};

		if (take_a) {
			pair.x1 = events_of(one, unit_of(&a));
			pair.t1 = days_of(one, unit_of(&a));
		}
		if (take_b) {
			double weight = weights ? weights[unit_of(&b)] : 1;

			pair.x0 = weight * events_of(none, unit_of(&b));
			pair.t0 = weight * days_of(none, unit_of(&b));
		}
		push_pair(pairs, pair);
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
	spread = tl_ratio_robust_se(pairs.items, pairs.count);
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

/* False where the arms have no such point. */
static bool operands_of(
	const struct side *one, const struct side *none, struct measure_operand operands[4])
{
	operands[0] = (struct measure_operand){"x1", point_at(one, &one->arm->event_points)};
	operands[1] = (struct measure_operand){"t1", point_at(one, &one->arm->time_points)};
	operands[2] = (struct measure_operand){"x0", point_at(none, &none->arm->event_points)};
	operands[3] = (struct measure_operand){"t0", point_at(none, &none->arm->time_points)};
	for (size_t i = 0; i < 4; i++)
		if (operands[i].point == MEASURE_NO_POINT)
			return false;
	return true;
}

static void derive(struct measure_model *model, const struct measure_key *base,
	const char *statistic, const char *unit, enum tl_method method,
	const struct measure_operand *operands)
{
	struct measure_key key = *base;

	key.statistic = statistic;
	key.unit = unit;
	measure_model_derive(model, &key, method, operands, 5, NULL);
}

/* What a comparison allows to be said, where each unit counts once. */
static void add_comparison(struct measure_model *model, const struct measure_key *key,
	const struct side *one, const struct measure_operand *operands)
{
	const char *unit = one->arm->measure->unit ? one->arm->measure->unit : "events";

	derive(model, key, "rate_ratio", "ratio", TL_METHOD_RATIO, operands);
	if (key->variant)
		return;
	derive(model, key, "change", "%", TL_METHOD_CHANGE, operands);
	derive(model, key, "events_avoided", unit, TL_METHOD_AVOIDED, operands);
	derive(model, key, "e_value", "ratio", TL_METHOD_E_VALUE, operands);
}

static void add_ratio(struct measure_model *model, struct measure_key *key, const struct side *one,
	const struct side *none)
{
	struct measure_operand operands[5];

	if (!operands_of(one, none, operands))
		return;
	operands[4] =
		(struct measure_operand){"spread", add_spread(model, key, one, none, operands)};
	if (strcmp(key->statistic, "rate_ratio") == 0)
		add_comparison(model, key, one, operands);
	else
		derive(model, key, key->statistic, "ratio", TL_METHOD_RATIO, operands);
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
				add_ratio(arm->model, &key, &after, &before);
		}
	}
}

/* ---- weighted comparisons -------------------------------------------------------------------- */

struct weighted {
	struct measure_model *model;
	const struct measure_key *key;
	struct measure_operand under[4];
	bool refused;
};

static size_t put_weighted(struct weighted *w, const char *statistic, const char *arm,
	const char *unit, struct tl_interval interval)
{
	struct measure_key key = *w->key;

	key.statistic = statistic;
	key.arm = arm;
	key.unit = unit;
	if (w->refused)
		return measure_model_absent(
			w->model, &key, MEASURE_MODEL, TL_NOT_AVAILABLE, TL_REASON_NOT_BALANCED);
	return measure_model_number(w->model, &key, interval.value, interval.lower, interval.upper,
		interval.lower_998, interval.upper_998, tl_interval_method_name(interval.method),
		w->under, TL_LEN(w->under));
}

/* From the ratio as it is published. */
static void derive_weighted(struct weighted *w, size_t ratio, const char *statistic,
	const char *unit, enum tl_method method)
{
	const struct measure_operand of = {"x", ratio};
	struct measure_key key = *w->key;

	key.statistic = statistic;
	key.unit = unit;
	measure_model_derive(w->model, &key, method, &of, 1, NULL);
}

/* The sums of units are weighted already; their influence on the ratio is too, with the weights as
 * known. */
static void add_weighted(struct measure_model *model, struct measure_key *key,
	const struct side *one, const struct side *none, bool refused)
{
	struct weighted w = {.model = model, .key = key, .refused = refused};
	struct pairs pairs = {0};
	struct tl_interval ratio, rate = {NAN, NAN, NAN, NAN, NAN, TL_INTERVAL_NONE};
	double x0 = 0, t0 = 0, t1 = 0;
	size_t made;

	if (!operands_of(one, none, w.under))
		return;
	for (size_t i = 0; i < TL_LEN(w.under); i++)
		w.under[i].role = "under";
	pair_units(one, none, &pairs);
	for (size_t i = 0; i < pairs.count; i++) {
		x0 += pairs.items[i].x0;
		t0 += pairs.items[i].t0;
		t1 += pairs.items[i].t1;
	}
	ratio = tl_ratio_robust(pairs.items, pairs.count);
	rate.value = t0 > 0 ? x0 / t0 * DAYS_A_YEAR : NAN;
	made = put_weighted(&w, "rate_ratio", "", "ratio", ratio);
	if (key->variant)
		return;
	derive_weighted(&w, made, "change", "%", TL_METHOD_CHANGE);
	derive_weighted(&w, made, "e_value", "ratio", TL_METHOD_E_VALUE);
	put_weighted(&w, "events_avoided", "",
		one->arm->measure->unit ? one->arm->measure->unit : "events",
		tl_ratio_avoided(ratio, t0 > 0 ? x0 / t0 * t1 : NAN));
	w.key = key;
	key->evidence = 0;
	put_weighted(&w, "adjusted_rate", none->arm->cohort->arm, measure_arm_rate_unit(none->arm),
		rate);
}

/* ---- against the comparison ------------------------------------------------------------------ */

struct changes {
	struct tl_ratio_change_unit *items;
	size_t count;
};

static struct tl_ratio_unit change_of(const struct side sides[2], size_t unit)
{
	return (struct tl_ratio_unit){.x1 = events_of(&sides[0], unit),
		.t1 = days_of(&sides[0], unit),
		.x0 = events_of(&sides[1], unit),
		.t0 = days_of(&sides[1], unit)};
}

/* Each unit once, in the order of who, with what it was in both arms. sides: after, before. */
static void pair_changes(
	const struct side one[2], const struct side none[2], struct changes *changes)
{
	struct line a = line_of(one), b = line_of(none);

	*changes =
		(struct changes){room_for(one->arm, a.count + b.count, sizeof *changes->items), 0};
	for (bool take_a, take_b; next_pair(&a, &b, &take_a, &take_b);
		a.at += take_a, b.at += take_b) {
		struct tl_ratio_change_unit *change = &changes->items[changes->count++];

		*change = (struct tl_ratio_change_unit){0};
		if (take_a)
			change->one = change_of(one, unit_of(&a));
		if (take_b)
			change->none = change_of(none, unit_of(&b));
	}
}

/* Change over time against the other arm's: the only one of these in which a lasting difference
 * between the arms cancels out. */
static void against_change(struct measure_arm *treated, struct measure_arm *others, size_t l)
{
	const struct side one[] = {{treated, MEASURE_AFTER, l, treated->cross.groups},
		{treated, MEASURE_BEFORE, l, treated->cross.groups}};
	const struct side none[] = {{others, MEASURE_AFTER, l, others->cross.groups},
		{others, MEASURE_BEFORE, l, others->cross.groups}};
	struct measure_operand under[8];
	struct measure_key key = ratio_key(treated, "ratio_of_ratios", l, treated->cross.groups, 3);
	struct changes changes = {0};
	struct tl_interval ratio;

	key.arm = "";
	key.unit = "ratio";
	if (!operands_of(&one[0], &one[1], under) || !operands_of(&none[0], &none[1], under + 4))
		return;
	for (size_t i = 0; i < TL_LEN(under); i++)
		under[i].role = "under";
	pair_changes(one, none, &changes);
	ratio = tl_ratio_of_ratios(changes.items, changes.count);
	measure_model_number(treated->model, &key, ratio.value, ratio.lower, ratio.upper,
		ratio.lower_998, ratio.upper_998, tl_interval_method_name(ratio.method), under,
		TL_LEN(under));
}

static void against(struct measure_arm *treated, struct measure_arm *others, bool unbalanced)
{
	for (size_t l = 0; l <= treated->cross.localities; l++) {
		struct side one = {treated, MEASURE_AFTER, l, treated->cross.groups};
		struct side none = {others, MEASURE_AFTER, l, others->cross.groups};
		struct measure_key key =
			ratio_key(treated, "rate_ratio", l, treated->cross.groups, 2);

		key.arm = "";
		if (point_at(&one, &treated->event_points) == MEASURE_NO_POINT)
			continue;
		if (others->cohort->weights)
			add_weighted(treated->model, &key, &one, &none, unbalanced);
		else
			add_ratio(treated->model, &key, &one, &none);
		if (!others->cohort->weights && !treated->variant)
			against_change(treated, others, l);
	}
}

/* Nobody to compare with: what would be an effect has no figure, and before and after is none. */
static void no_comparison(const struct measure_arm *arm)
{
	static const struct {
		const char *statistic, *unit;
		enum tl_reason reason;
	} refused[] = {
		{"rate_ratio", "ratio", TL_REASON_NO_COMPARISON},
		{"change", "%", TL_REASON_NO_COMPARISON},
		{"events_avoided", "events", TL_REASON_BEFORE_AFTER},
	};

	for (size_t i = 0; i < TL_LEN(refused); i++) {
		struct measure_key key = ratio_key(
			arm, refused[i].statistic, arm->cross.localities, arm->cross.groups, 0);

		key.arm = "";
		key.unit = refused[i].unit;
		measure_model_absent(
			arm->model, &key, MEASURE_DERIVED, TL_NOT_AVAILABLE, refused[i].reason);
	}
}

/* ---- a measure ------------------------------------------------------------------------------- */

static bool want_arm(struct measure_scan *scan, const struct tl_measure *measure,
	const struct measure_cohort *cohort, bool is_run, struct tl_err *err)
{
	return !is_run || measure_scan_want(scan, MEASURE_SCAN_SIDES, measure, cohort, err);
}

static bool want_profile(struct measure_scan *scan, const struct tl_measure *measure,
	const struct measure_cohort *cohort, bool is_run, struct tl_err *err)
{
	return !is_run || measure_scan_want(scan, MEASURE_SCAN_PROFILE, measure, cohort, err);
}

static bool is_matched(const struct measure_arms *arms)
{
	return measure_arms_one(arms) != &arms->treated;
}

bool measure_demand_want(struct measure_scan *scan, const struct tl_use *use,
	const struct measure_arms *arms, struct tl_err *err)
{
	const struct tl_measure *measure = use->measure;
	bool with_profile = use->primary;
	bool both = with_profile && measure_compares(arms->programme) && !is_matched(arms);

	return want_arm(scan, measure, &arms->treated, true, err) &&
	       want_arm(scan, measure, &arms->transferred, measure_has_transferred(arms->programme),
		       err) &&
	       want_arm(scan, measure, measure_arms_one(arms), is_matched(arms), err) &&
	       want_arm(scan, measure, measure_arms_none(arms), measure_compares(arms->programme),
		       err) &&
	       want_profile(scan, measure, &arms->treated, with_profile, err) &&
	       want_profile(scan, measure, measure_arms_none(arms), both, err);
}

static bool is_scanned(const struct measure_model *model, const struct tl_measure *measure,
	const struct measure_cohort *cohort)
{
	return measure_scan_find(model->scan, MEASURE_SCAN_SIDES, measure, cohort);
}

static struct measure_arm arm_of(
	const struct measure_arm *like, const struct measure_cohort *cohort)
{
	struct measure_arm arm = *like;

	arm.cohort = cohort;
	return arm;
}

static void run_arms(const struct measure_arm *like, const struct measure_rows *rows,
	const struct tl_use *use, const struct measure_arms *arms)
{
	struct measure_arm treated = arm_of(like, &arms->treated);
	struct measure_arm transferred = arm_of(like, &arms->transferred);
	struct measure_arm matched = arm_of(like, measure_arms_one(arms));
	struct measure_arm others = arm_of(like, measure_arms_none(arms));
	bool with_matched = is_matched(arms);

	measure_arm_run(&treated, rows);
	before_after(&treated);
	if (measure_has_transferred(arms->programme)) {
		measure_arm_run(&transferred, rows);
		before_after(&transferred);
	}
	if (measure_compares(arms->programme)) {
		if (with_matched)
			measure_arm_run(&matched, rows);
		measure_arm_run(&others, rows);
		before_after(&others);
		against(with_matched ? &matched : &treated, &others, arms->unbalanced);
	} else {
		no_comparison(&treated);
	}
	if (use->primary) {
		measure_profile_run(&treated, rows);
		if (measure_compares(arms->programme) && !with_matched)
			measure_profile_run(&others, rows);
	}
	measure_arm_release(&others);
	measure_arm_release(&matched);
	measure_arm_release(&transferred);
	measure_arm_release(&treated);
}

bool measure_demand_run(const struct measure_world *world, const struct tl_use *use,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err)
{
	const struct tl_measure *measure = use->measure;
	const struct measure_pick pick = {.rows = &measure->numerator, .path = measure->path};
	struct measure_days days = {0};
	struct measure_rows rows = {0};
	struct measure_room room = {0};
	const struct measure_arm like = {.room = &room,
		.world = world,
		.measure = measure,
		.days = &days,
		.model = model,
		.definition = measure_definition_name(&model->arena, measure->digest)};

	/* A measure is scanned for all its arms or for none. */
	if (!is_scanned(model, measure, &arms->treated) &&
		!measure_rows_pick(world, &pick, &rows, err))
		return false;
	measure_coverage_of_rows(world, &measure->numerator, &days);
	run_arms(&like, &rows, use, arms);
	free(room.items);
	measure_rows_free(&rows);
	measure_days_free(&days);
	return true;
}

bool measure_demand_variant(const struct measure_world *world, const struct tl_measure *measure,
	const char *variant, const struct measure_arms *arms, struct measure_model *model,
	struct tl_err *err)
{
	const struct measure_pick pick = {.rows = &measure->numerator, .path = measure->path};
	struct measure_days days = {0};
	struct measure_rows rows = {0};
	struct measure_room room = {0};
	const struct measure_arm like = {.room = &room,
		.world = world,
		.measure = measure,
		.days = &days,
		.model = model,
		.variant = variant,
		.definition = measure_definition_name(&model->arena, measure->digest)};
	struct measure_arm one = arm_of(&like, measure_arms_one(arms));
	struct measure_arm none = arm_of(&like, measure_arms_none(arms));

	if (!measure_compares(arms->programme))
		return true;
	if (!measure_rows_pick(world, &pick, &rows, err))
		return false;
	measure_coverage_of_rows(world, &measure->numerator, &days);
	measure_arm_run(&one, &rows);
	measure_arm_run(&none, &rows);
	against(&one, &none, arms->unbalanced);
	measure_arm_release(&none);
	measure_arm_release(&one);
	free(room.items);
	measure_rows_free(&rows);
	measure_days_free(&days);
	return true;
}
