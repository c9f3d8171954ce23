/* How long until something happens: from a unit's first day, or from one step of an episode to
 * another; censored where it had not happened when the follow-up ends. */
#include "outcome.h"

#include "demand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>

#define DAYS_A_MONTH (365.25 / 12)

/* ---- from the first day of a unit -------------------------------------------------------------
 */

struct following { /* a unit of an arm */
	const struct measure_unit *unit;
	int32_t until; /* first day no longer followed */
	int32_t happened, competed; /* INT32_MAX: not yet */
	int32_t delivery;
	int64_t at;
};

/* The end of the covered stretch that holds the day; the day itself where none does. */
static int32_t covered_until(const struct measure_days *days, int32_t day)
{
	for (size_t i = 0; i < days->spans.count; i++)
		if (tl_span_holds(days->spans.items[i], (struct tl_day){day}))
			return days->spans.items[i].to.n;
	return day;
}

static int32_t end_of(const struct measure_outcome *outcome, const struct measure_unit *unit,
	const struct measure_days *days)
{
	struct tl_span window = measure_window(outcome->measure, unit, MEASURE_AFTER);
	int32_t covered = covered_until(days, unit->index);

	return window.to.n < covered ? window.to.n : covered;
}

static void take_rows(const struct measure_cohort *cohort, const struct measure_rows *rows,
	struct following *following, bool competes)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];
		const struct measure_unit *unit = measure_outcome_unit(cohort, row->person);
		struct following *own = unit ? &following[unit - cohort->units] : NULL;
		int32_t *first = !own ? NULL : competes ? &own->competed : &own->happened;

		if (!own || row->from <= unit->index || row->from >= own->until ||
			row->from >= *first)
			continue;
		*first = row->from;
		if (!competes) {
			own->delivery = row->delivery;
			own->at = row->at;
		}
	}
}

static void observe_unit(struct measure_outcome *outcome, int arm, const struct following *own)
{
	int32_t index = own->unit->index;
	bool happened = own->happened != INT32_MAX && own->happened <= own->competed;
	bool competed = !happened && own->competed != INT32_MAX;
	int32_t end = happened ? own->happened : competed ? own->competed : own->until;

	if (end <= index)
		return;
	*tl_vec_push(&outcome->items) = (struct measure_observation){.who = own->unit->who,
		.locality = own->unit->locality,
		.arm = arm,
		.a = end - index,
		.b = happened   ? 1
		     : competed ? 2
				: 0,
		.delivery = own->delivery,
		.at = own->at};
}

static void follow_arm(struct measure_outcome *outcome, int arm, const struct measure_days *days,
	const struct measure_rows *rows, const struct measure_rows *rivals)
{
	const struct measure_cohort *cohort = outcome->arms_of[arm];
	struct following *following = tl_alloc(cohort->count + 1, sizeof *following);

	for (size_t u = 0; u < cohort->count; u++) {
		const struct measure_unit *unit = &cohort->units[u];
		const struct measure_row *first = &cohort->rows.items[unit->first_row];

		following[u] = (struct following){.unit = unit,
			.until = end_of(outcome, unit, days),
			.happened = INT32_MAX,
			.competed = INT32_MAX,
			.delivery = first->delivery,
			.at = first->at};
	}
	take_rows(cohort, rows, following, false);
	take_rows(cohort, rivals, following, true);
	for (size_t u = 0; u < cohort->count; u++)
		observe_unit(outcome, arm, &following[u]);
	free(following);
}

/* Rows that a wait ends with, and the days on which they would be known. */
struct follow_rows {
	struct measure_rows rows, rivals; /* what is waited for, and what competes */
	struct measure_days days;
};

static bool follow_rows_pick(
	struct follow_rows *follow, const struct measure_outcome *outcome, struct tl_err *err)
{
	const struct tl_measure *measure = outcome->measure;
	const struct measure_pick pick = {.rows = &measure->numerator, .path = measure->path};
	const struct measure_pick rival = {.rows = &measure->competes, .path = measure->path};
	struct measure_days other = {0};

	if (!measure_rows_pick(outcome->world, &pick, &follow->rows, err))
		return false;
	measure_coverage_of_rows(outcome->world, &measure->numerator, &follow->days);
	if (!measure->competes.contracts_count)
		return true;
	measure_coverage_of_rows(outcome->world, &measure->competes, &other);
	measure_days_intersect(&follow->days, &other);
	measure_days_free(&other);
	return measure_rows_pick(outcome->world, &rival, &follow->rivals, err);
}

static void follow_rows_free(struct follow_rows *follow)
{
	measure_days_free(&follow->days);
	measure_rows_free(&follow->rows);
	measure_rows_free(&follow->rivals);
}

static bool follow_units(struct measure_outcome *outcome, struct tl_err *err)
{
	struct follow_rows follow = {0};
	bool ok = follow_rows_pick(&follow, outcome, err);

	for (int arm = 0; ok && arm < outcome->arm_count; arm++)
		follow_arm(outcome, arm, &follow.days, &follow.rows, &follow.rivals);
	follow_rows_free(&follow);
	return ok;
}

/* ---- from step to step of an episode ----------------------------------------------------------
 */

static void observe_episode(struct measure_outcome *outcome, const struct measure_row *row)
{
	const struct measure_world *world = outcome->world;
	const struct tl_measure *measure = outcome->measure;
	int32_t end = measure_row_day(world, row, measure->to_step);
	int32_t censored = world->study->as_at.n + 1;
	int32_t horizon =
		tl_day_add_months((struct tl_day){row->from}, (int)measure->windows.after).n;
	const struct measure_unit *unit =
		outcome->arms_of[0] ? measure_outcome_unit(outcome->arms_of[0], row->person) : NULL;
	int32_t locality =
		unit ? unit->locality : measure_person_locality(world, row->person, row->from);
	bool happened;

	if (row->person < 0 || row->from == MEASURE_NO_DAY || (outcome->arms && !unit))
		return;
	if (horizon < censored)
		censored = horizon;
	happened = end != MEASURE_NO_DAY && end >= row->from && end < censored;
	if (!happened && censored <= row->from)
		return;
	if (locality < 0)
		locality = row->locality;
	*tl_vec_push(&outcome->items) =
		(struct measure_observation){.who = unit ? unit->who : row->person,
			.locality = locality < 0 ? (int32_t)world->locality_count : locality,
			.a = (happened ? end : censored) - row->from,
			.b = happened,
			.delivery = row->delivery,
			.at = row->at};
}

/* The first episode of each: later ones are not independent of it. */
static bool follow_episodes(struct measure_outcome *outcome, struct tl_err *err)
{
	const struct tl_measure *measure = outcome->measure;
	const struct measure_pick pick = {
		.rows = &measure->numerator, .path = measure->path, .date = measure->from_step};
	struct measure_rows rows;
	const struct measure_row *first = NULL;

	outcome->arm_count = 1;
	if (!measure_rows_pick(outcome->world, &pick, &rows, err))
		return false;
	for (size_t i = 0; i < rows.count; i++) {
		const struct measure_row *row = &rows.items[i];

		if (!first || first->person != row->person) {
			if (first)
				observe_episode(outcome, first);
			first = row;
		} else if (row->from < first->from) {
			first = row;
		}
	}
	if (first)
		observe_episode(outcome, first);
	measure_rows_free(&rows);
	return true;
}

/* ---- from a person's first row to their next, in an area --------------------------------------
 */

/* A person's first row in the reporting months, among those from begin to end. */
static const struct measure_row *first_in(
	const struct measure_rows *rows, size_t begin, size_t end, struct tl_span months)
{
	const struct measure_row *first = NULL;

	for (size_t i = begin; i < end; i++)
		if (tl_span_holds(months, (struct tl_day){rows->items[i].from}) &&
			(!first || rows->items[i].from < first->from))
			first = &rows->items[i];
	return first;
}

/* The next day on which they have a row; INT32_MAX: none. Rows are by person: `at` goes along. */
static int32_t next_day(
	const struct measure_rows *rows, size_t *at, const struct measure_row *first)
{
	int32_t day = INT32_MAX;

	while (*at < rows->count && rows->items[*at].person < first->person)
		++*at;
	for (size_t i = *at; i < rows->count && rows->items[i].person == first->person; i++)
		if (rows->items[i].from > first->from && rows->items[i].from < day)
			day = rows->items[i].from;
	return day;
}

static void observe_again(struct measure_outcome *outcome, const struct measure_row *first,
	int32_t until, int32_t again, int32_t competed)
{
	const struct measure_world *world = outcome->world;
	int32_t locality = measure_person_locality(world, first->person, first->from);
	int32_t end = again < competed ? again : competed;
	bool ended = end < until;

	if (until <= first->from)
		return;
	if (locality < 0)
		locality = first->locality;
	*tl_vec_push(&outcome->items) = (struct measure_observation){.who = first->person,
		.locality = locality < 0 ? (int32_t)world->locality_count : locality,
		.a = (ended ? end : until) - first->from,
		.b = !ended              ? 0
		     : again <= competed ? 1
					 : 2,
		.delivery = first->delivery,
		.at = first->at};
}

static void follow_people(struct measure_outcome *outcome, const struct measure_days *days,
	const struct measure_rows *rows, const struct measure_rows *rivals)
{
	const struct tl_study *study = outcome->world->study;
	const struct tl_span months = {study->month_from, tl_day_add_months(study->month_to, 1)};
	size_t own = 0, other = 0;

	for (size_t i = 0, end; i < rows->count; i = end) {
		const struct measure_row *first;
		int32_t horizon, covered, again;

		for (end = i + 1;
			end < rows->count && rows->items[end].person == rows->items[i].person;)
			end++;
		first = rows->items[i].person < 0 ? NULL : first_in(rows, i, end, months);
		if (!first)
			continue;
		horizon = tl_day_add_months(
			(struct tl_day){first->from}, (int)outcome->measure->windows.after)
				  .n;
		covered = covered_until(days, first->from);
		again = next_day(rows, &own, first);
		observe_again(outcome, first, horizon < covered ? horizon : covered, again,
			next_day(rivals, &other, first));
	}
}

static bool follow_again(struct measure_outcome *outcome, struct tl_err *err)
{
	struct follow_rows follow = {0};
	bool ok = follow_rows_pick(&follow, outcome, err);

	if (ok)
		follow_people(outcome, &follow.days, &follow.rows, &follow.rivals);
	follow_rows_free(&follow);
	return ok;
}

bool measure_outcome_survival(struct measure_outcome *outcome, struct tl_err *err)
{
	if (outcome->measure->from_step)
		return follow_episodes(outcome, err);
	return outcome->arms ? follow_units(outcome, err) : follow_again(outcome, err);
}

/* ---- the curve ------------------------------------------------------------------------------ */

struct curve {
	struct measure_outcome *outcome;
	const struct measure_group_of *group;
	double *times, *events, *causes;
	size_t count, step_count;
	struct tl_survival_step *steps;
	size_t followed; /* the point of how many */
};

static bool is_followed(const struct measure_observation *item TL_UNUSED, double what TL_UNUSED)
{
	return true;
}

static bool has_happened(const struct measure_observation *item, double days)
{
	return item->b == 1 && item->a <= days;
}

static bool has_competed(const struct measure_observation *item, double days)
{
	return item->b == 2 && item->a <= days;
}

/* A window of whole months may be part of a day short of as many average months. */
static bool is_at_risk(const struct measure_observation *item, double days)
{
	return item->a > days || (item->b == 0 && item->a >= floor(days));
}

static void take_times(struct curve *curve)
{
	struct measure_outcome *outcome = curve->outcome;

	curve->times = tl_alloc(outcome->items.count + 1, sizeof *curve->times);
	curve->events = tl_alloc(outcome->items.count + 1, sizeof *curve->events);
	curve->causes = tl_alloc(outcome->items.count + 1, sizeof *curve->causes);
	for (size_t i = 0; i < outcome->items.count; i++) {
		const struct measure_observation *item = &outcome->items.items[i];

		if (!measure_outcome_holds(outcome, curve->group, item))
			continue;
		curve->times[curve->count] = item->a;
		curve->events[curve->count] = item->b == 1;
		curve->causes[curve->count++] = item->b;
	}
	curve->steps = tl_alloc(curve->count + 1, sizeof *curve->steps);
	curve->step_count =
		tl_survival_kaplan_meier(curve->times, curve->events, curve->count, curve->steps);
}

static const struct tl_survival_step *step_by(const struct curve *curve, double days)
{
	const struct tl_survival_step *step = NULL;

	for (size_t i = 0; i < curve->step_count && curve->steps[i].time <= days; i++)
		step = &curve->steps[i];
	return step;
}

static struct tl_interval survival_by(const struct curve *curve, double days)
{
	const struct tl_survival_step *step = step_by(curve, days);
	struct tl_interval interval = {1, 1, 1, 1, 1, TL_INTERVAL_NONE};
	struct tl_limits at95, at998;

	if (!step || step->survival == 1)
		return interval;
	at95 = tl_survival_limits(step, TL_SURVIVAL_LOG_LOG, TL_LEVEL_95);
	at998 = tl_survival_limits(step, TL_SURVIVAL_LOG_LOG, TL_LEVEL_998);
	return (struct tl_interval){
		step->survival, at95.lower, at95.upper, at998.lower, at998.upper, TL_INTERVAL_NONE};
}

static void put(struct curve *curve, const struct measure_key *key, struct tl_interval interval,
	const char *how, const struct measure_operand *under, size_t count)
{
	measure_model_number(curve->outcome->model, key, interval.value, interval.lower,
		interval.upper, interval.lower_998, interval.upper_998, how, under, count);
}

/* Aalen and Johansen's share to whom each cause has happened by a day. */
static void put_causes(struct curve *curve, double days, int64_t month,
	const struct measure_operand *under, size_t count)
{
	static const char *const causes[] = {"happened", "competes"};
	double *times = tl_alloc(curve->count + 1, sizeof *times);
	double *shares = tl_alloc(3 * (curve->count + 1), sizeof *shares);
	size_t steps = tl_survival_competing(
		curve->times, curve->causes, curve->count, TL_LEN(causes), times, shares);
	size_t last = steps;

	for (size_t i = 0; i < steps && times[i] <= days; i++)
		last = i;
	for (size_t k = 0; k < TL_LEN(causes); k++) {
		struct measure_key key =
			measure_outcome_key(curve->outcome, curve->group, "cumulative", "%");
		double value = last < steps ? 100 * shares[last * 3 + k + 1] : 0;

		key.grp = causes[k];
		key.axis = "survival";
		key.position = month;
		put(curve, &key, (struct tl_interval){value, NAN, NAN, NAN, NAN, 0}, "", under,
			count);
	}
	free(times);
	free(shares);
}

static void put_month(struct curve *curve, int64_t month)
{
	struct measure_outcome *outcome = curve->outcome;
	double days = (double)month * DAYS_A_MONTH;
	struct measure_key key = measure_outcome_key(outcome, curve->group, "survival", "%");
	bool competes = outcome->measure->competes.contracts_count > 0;
	struct measure_operand under[] = {{"under", curve->followed},
		{"under", measure_outcome_count(outcome, curve->group, "happened", "survival",
				  month, has_happened, days)},
		{"under", measure_outcome_count(outcome, curve->group, "at-risk", "survival", month,
				  is_at_risk, days)},
		{"under", MEASURE_NO_POINT}};

	key.axis = "survival";
	key.position = month;
	if (competes) {
		under[3].point = measure_outcome_count(
			outcome, curve->group, "competes", "survival", month, has_competed, days);
		put_causes(curve, days, month, under, TL_LEN(under));
	}
	put(curve, &key, tl_interval_scale(survival_by(curve, days), 100), "log-log", under,
		competes ? 4 : 3);
}

static size_t happened_by(const struct curve *curve, double days)
{
	size_t count = 0;

	for (size_t i = 0; i < curve->count; i++)
		count += curve->events[i] == 1 && curve->times[i] <= days;
	return count;
}

/* Only months between which enough had it happen, and the last. */
static void put_months(struct curve *curve)
{
	const struct tl_policy *policy = curve->outcome->world->study->policy;
	size_t enough = policy && policy->threshold > 1 ? policy->threshold : 1, last = 0;
	int64_t horizon = curve->outcome->measure->windows.after;

	for (int64_t month = 1; month <= horizon; month++) {
		size_t by = happened_by(curve, (double)month * DAYS_A_MONTH);

		if (month < horizon && by - last < enough)
			continue;
		put_month(curve, month);
		last = by;
	}
}

static void put_summary(struct curve *curve)
{
	const struct measure_operand under = {"under", curve->followed};
	struct measure_key key =
		measure_outcome_key(curve->outcome, curve->group, "median_time", "days");
	double horizon = curve->outcome->measure->windows.after * DAYS_A_MONTH;
	struct tl_limits at95 = tl_survival_time_limits(
		curve->steps, curve->step_count, 0.5, TL_SURVIVAL_LOG_LOG, TL_LEVEL_95);
	struct tl_estimate mean =
		tl_survival_restricted_mean(curve->steps, curve->step_count, horizon);
	double reach95 = tl_z_quantile(TL_LEVEL_95) * mean.se;
	double reach998 = tl_z_quantile(TL_LEVEL_998) * mean.se;

	put(curve, &key,
		(struct tl_interval){tl_survival_time_below(curve->steps, curve->step_count, 0.5),
			at95.lower, at95.upper, NAN, NAN, 0},
		"log-log", &under, 1);
	key.statistic = "restricted_mean";
	put(curve, &key,
		(struct tl_interval){mean.value, mean.value - reach95, mean.value + reach95,
			mean.value - reach998, mean.value + reach998, 0},
		"Greenwood", &under, 1);
}

static void curve_free(struct curve *curve)
{
	free(curve->times);
	free(curve->events);
	free(curve->causes);
	free(curve->steps);
}

void measure_survival_emit(struct measure_outcome *outcome, const struct measure_group_of *group)
{
	struct curve curve = {.outcome = outcome, .group = group};

	take_times(&curve);
	curve.followed =
		measure_outcome_count(outcome, group, "", "", MEASURE_NO_POSITION, is_followed, 0);
	put_months(&curve);
	put_summary(&curve);
	curve_free(&curve);
}

/* Programme against comparison, everywhere. */
void measure_survival_compare(struct measure_outcome *outcome)
{
	const struct measure_group_of one = {0, outcome->world->locality_count + 1};
	struct measure_key key = measure_outcome_key(outcome, &one, "logrank_p", "p");
	double *times = tl_alloc(outcome->items.count + 1, sizeof *times);
	double *events = tl_alloc(outcome->items.count + 1, sizeof *events);
	size_t *groups = tl_alloc(outcome->items.count + 1, sizeof *groups), count = 0;
	struct measure_operand under[2];

	if (outcome->arms && measure_compares(outcome->arms->programme) && outcome->arm_count > 1) {
		for (size_t i = 0; i < outcome->items.count; i++) {
			const struct measure_observation *item = &outcome->items.items[i];

			if (item->arm > 1)
				continue;
			times[count] = item->a;
			events[count] = item->b == 1;
			groups[count++] = (size_t)item->arm;
		}
		for (size_t i = outcome->model->points.count, found = 0; i-- && found < 2;) {
			const struct measure_point *point = &outcome->model->points.items[i];

			if (strcmp(point->key.measure, outcome->measure->name) == 0 &&
				point->role == MEASURE_BASE &&
				strcmp(point->key.locality, "all") == 0 &&
				point->key.position == MEASURE_NO_POSITION &&
				strcmp(point->key.arm, "transferred") != 0)
				under[found++] = (struct measure_operand){"under", i};
		}
		key.arm = "";
		key.evidence = 2; /* as any figure against those without the programme */
		measure_model_number(outcome->model, &key,
			tl_survival_logrank(times, events, groups, count, 2, NULL, NULL).p, NAN,
			NAN, NAN, NAN, "log-rank", under, TL_LEN(under));
	}
	free(times);
	free(events);
	free(groups);
}
