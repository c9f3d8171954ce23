#include "demand.h"

#include "definitions.h"
#include "demand_arm.h"
#include "profile.h"

#include <math.h>
#include <string.h>
#include <throughline/stats.h>

#define DAYS_A_YEAR 365.25

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

/* What the side's robust error is made of. */
static const struct measure_error *error_at(const struct side *side)
{
	return measure_errors_at(&side->arm->errors, side->locality, side->group);
}

static bool wants_spread(const struct measure_model *model, size_t x1, size_t x0)
{
	const struct measure_point *one = &model->points.items[x1],
				   *none = &model->points.items[x0];

	return one->status == TL_SHOWN && none->status == TL_SHOWN &&
	       one->units >= TL_RATIO_EXACT_BELOW && none->units >= TL_RATIO_EXACT_BELOW;
}

/* The robust standard error as a figure of its own; none where the exact limits are printed. */
static size_t add_spread(struct measure_model *model, const struct measure_key *key,
	const struct tl_ratio_sums *sums, const struct measure_operand under[4])
{
	struct measure_operand operands[4];
	struct measure_key own = *key;
	double spread;

	if (!wants_spread(model, under[0].point, under[2].point))
		return MEASURE_NO_POINT;
	spread = tl_ratio_sums_se(sums);
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
	const struct side *none, const struct tl_ratio_sums *sums)
{
	struct measure_operand operands[5];

	if (!operands_of(one, none, operands))
		return;
	operands[4] = (struct measure_operand){"spread", add_spread(model, key, sums, operands)};
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

/* After over before: the same units on both sides. */
static struct tl_ratio_sums change_sums(const struct measure_error *error)
{
	struct tl_ratio_sums sums = {
		.sides = {error->sides[MEASURE_AFTER], error->sides[MEASURE_BEFORE]}};

	sums.pairs[0][1] = error->both;
	return sums;
}

static void before_after(struct measure_arm *arm)
{
	for (size_t l = 0; l <= arm->cross.localities; l++) {
		for (size_t g = 0; g <= arm->cross.groups; g++) {
			struct side after = {arm, MEASURE_AFTER, l, g},
				    before = {arm, MEASURE_BEFORE, l, g};
			struct measure_key key = ratio_key(arm, "ratio_before_after", l, g, 1);
			struct tl_ratio_sums sums;

			if (point_at(&after, &arm->event_points) == MEASURE_NO_POINT)
				continue;
			sums = change_sums(error_at(&after));
			add_ratio(arm->model, &key, &after, &before, &sums);
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
	const struct side *one, const struct side *none, const struct tl_ratio_sums *sums,
	bool refused)
{
	struct weighted w = {.model = model, .key = key, .refused = refused};
	double x0 = sums->sides[1].events, t0 = sums->sides[1].time, t1 = sums->sides[0].time;
	struct tl_interval ratio, rate = {NAN, NAN, NAN, NAN, NAN, TL_INTERVAL_NONE};
	size_t made;

	if (!operands_of(one, none, w.under))
		return;
	for (size_t i = 0; i < TL_LEN(w.under); i++)
		w.under[i].role = "under";
	ratio = tl_ratio_sums_robust(sums);
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

struct pair { /* who is compared with whom; the errors of both count units as the comparison does */
	struct measure_arm *treated, *others;
	struct measure_errors weighted; /* of others, where it has weights */
	const struct measure_errors *none;
	struct measure_shared *shared;
};

static void pair_init(struct pair *pair, struct measure_arm *treated, struct measure_arm *others)
{
	*pair = (struct pair){.treated = treated, .others = others, .none = &others->errors};
	if (others->cohort->weights) {
		pair->weighted = others->errors;
		pair->weighted.weighted = true;
		measure_errors_make(&pair->weighted);
		pair->none = &pair->weighted;
	}
	pair->shared = measure_errors_share(&treated->errors, pair->none);
}

static void pair_release(struct pair *pair)
{
	free(pair->shared);
	if (pair->none == &pair->weighted)
		measure_errors_free(&pair->weighted);
}

/* After, one arm over the other. */
static struct tl_ratio_sums arm_sums(const struct pair *pair, size_t l)
{
	const struct measure_error *one = measure_errors_at(
					   &pair->treated->errors, l, pair->treated->cross.groups),
				   *none = measure_errors_at(
					   pair->none, l, pair->others->cross.groups);
	struct tl_ratio_sums sums = {
		.sides = {one->sides[MEASURE_AFTER], none->sides[MEASURE_AFTER]}};

	sums.pairs[0][1] = pair->shared[l].pairs[MEASURE_AFTER][MEASURE_AFTER];
	return sums;
}

/* After over before of one arm, over that of the other. */
static struct tl_ratio_sums changes_sums(const struct pair *pair, size_t l)
{
	static const int order[] = {MEASURE_AFTER, MEASURE_BEFORE};
	const struct measure_error *one = measure_errors_at(
					   &pair->treated->errors, l, pair->treated->cross.groups),
				   *none = measure_errors_at(
					   pair->none, l, pair->others->cross.groups);
	struct tl_ratio_sums sums = change_sums(one);

	sums.pairs[2][3] = none->both;
	for (size_t i = 0; i < TL_LEN(order); i++) {
		sums.sides[2 + i] = none->sides[order[i]];
		for (size_t j = 0; j < TL_LEN(order); j++)
			sums.pairs[i][2 + j] = pair->shared[l].pairs[order[i]][order[j]];
	}
	return sums;
}

/* Change over time against the other arm's: the only one of these in which a lasting difference
 * between the arms cancels out. */
static void against_change(const struct pair *pair, size_t l)
{
	struct measure_arm *treated = pair->treated, *others = pair->others;
	const struct tl_ratio_sums sums = changes_sums(pair, l);
	const struct side one[] = {{treated, MEASURE_AFTER, l, treated->cross.groups},
		{treated, MEASURE_BEFORE, l, treated->cross.groups}};
	const struct side none[] = {{others, MEASURE_AFTER, l, others->cross.groups},
		{others, MEASURE_BEFORE, l, others->cross.groups}};
	struct measure_operand under[8];
	struct measure_key key = ratio_key(treated, "ratio_of_ratios", l, treated->cross.groups, 3);
	struct tl_interval ratio;

	key.arm = "";
	key.unit = "ratio";
	if (!operands_of(&one[0], &one[1], under) || !operands_of(&none[0], &none[1], under + 4))
		return;
	for (size_t i = 0; i < TL_LEN(under); i++)
		under[i].role = "under";
	ratio = tl_ratio_sums_change(&sums);
	measure_model_number(treated->model, &key, ratio.value, ratio.lower, ratio.upper,
		ratio.lower_998, ratio.upper_998, tl_interval_method_name(ratio.method), under,
		TL_LEN(under));
}

static void against(struct measure_arm *treated, struct measure_arm *others, bool unbalanced)
{
	struct pair pair;

	pair_init(&pair, treated, others);
	for (size_t l = 0; l <= treated->cross.localities; l++) {
		struct side one = {treated, MEASURE_AFTER, l, treated->cross.groups};
		struct side none = {others, MEASURE_AFTER, l, others->cross.groups};
		struct measure_key key =
			ratio_key(treated, "rate_ratio", l, treated->cross.groups, 2);

		struct tl_ratio_sums sums = arm_sums(&pair, l);

		key.arm = "";
		if (point_at(&one, &treated->event_points) == MEASURE_NO_POINT)
			continue;
		if (others->cohort->weights)
			add_weighted(treated->model, &key, &one, &none, &sums, unbalanced);
		else
			add_ratio(treated->model, &key, &one, &none, &sums);
		if (!others->cohort->weights && !treated->variant)
			against_change(&pair, l);
	}
	pair_release(&pair);
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
	const struct measure_arm like = {.world = world,
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
	const struct measure_arm like = {.world = world,
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
	measure_rows_free(&rows);
	measure_days_free(&days);
	return true;
}
