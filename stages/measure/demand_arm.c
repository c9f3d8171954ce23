/* One arm: its units' covered time and events before and after, and the rate of them. */
#include "demand_arm.h"

#include <stdlib.h>
#include <string.h>

#define DAYS_A_YEAR 365.25

static const char *const side_names[] = {"before", "after"};

bool measure_arm_key(
	void *context, size_t side, size_t locality, size_t group, struct measure_key *key)
{
	const struct measure_arm *arm = context;

	if ((locality < arm->cross.localities && !arm->used[locality]) ||
		(arm->variant && side == MEASURE_BEFORE))
		return false;
	*key = (struct measure_key){
		.programme = arm->cohort->programme->name,
		.locality = locality == arm->cross.localities
				    ? "all"
				    : measure_world_locality_code(arm->world, locality),
		.measure = arm->measure->name,
		.statistic = arm->statistic,
		.arm = arm->cohort->arm,
		.variant = arm->variant,
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

const char *measure_arm_say_span(const struct measure_arm *arm, struct tl_span span, int64_t days)
{
	char from[11], to[11];

	if (!arm->model->watched)
		return NULL;
	return tl_arena_printf(&arm->model->arena, "%s to %s, %lld days of it covered",
		tl_day_iso(span.from, from), tl_day_iso(tl_day_add(span.to, -1), to),
		(long long)days);
}

static void add_time(struct measure_arm *arm, size_t u, int side)
{
	const struct measure_unit *unit = &arm->cohort->units[u];
	struct tl_span span = measure_window(arm->measure, unit, side);
	int64_t days = span.from.n < span.to.n ? measure_days_within(arm->days, span) : 0;
	struct measure_part part = part_of(unit, side);

	if (!days)
		return;
	part.amount = days;
	part.words = measure_arm_say_span(arm, span, days);
	part.delivery = arm->cohort->rows.items[unit->first_row].delivery;
	part.at = arm->cohort->rows.items[unit->first_row].at;
	*tl_vec_push(&arm->time.items) = part;
	arm->day_sum[u * 2 + (size_t)side] = days;
}

static void add_event(struct measure_arm *arm, size_t u, const struct measure_row *row)
{
	const struct measure_unit *unit = &arm->cohort->units[u];

	for (int side = MEASURE_BEFORE; side <= MEASURE_AFTER; side++) {
		struct measure_part part = part_of(unit, side);

		if (!tl_span_holds(
			    measure_window(arm->measure, unit, side), (struct tl_day){row->from}))
			continue;
		part.amount = row->quantity;
		part.what = row->what;
		part.delivery = row->delivery;
		part.at = row->at;
		*tl_vec_push(&arm->events.items) = part;
		arm->event_sum[u * 2 + (size_t)side] += row->quantity;
	}
}

static void add_events(struct measure_arm *arm, const struct measure_rows *rows)
{
	const struct measure_cohort *cohort = arm->cohort;

	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];

		if (row->person < 0 || !measure_days_hold(arm->days, row->from))
			continue;
		for (size_t k = cohort->first_of[row->person];
			k < cohort->first_of[row->person + 1]; k++)
			add_event(arm, cohort->units_of[k], row);
	}
}

static void add_all(struct measure_arm *arm, const struct measure_rows *rows)
{
	arm->event_sum = tl_alloc(arm->cohort->count * 2 + 1, sizeof *arm->event_sum);
	arm->day_sum = tl_alloc(arm->cohort->count * 2 + 1, sizeof *arm->day_sum);
	for (size_t u = 0; u < arm->cohort->count; u++)
		for (int side = MEASURE_BEFORE; side <= MEASURE_AFTER; side++)
			add_time(arm, u, side);
	add_events(arm, rows);
}

/* A side on which nobody's time is covered has no figure, nor has an arm that nobody delivered. */
static void mark_uncovered(struct measure_arm *arm, bool *absent)
{
	const struct measure_error *all =
		measure_errors_at(&arm->errors, arm->cross.localities, arm->cross.groups);

	for (size_t side = 0; side < 2; side++) {
		if (!arm->cohort->absent && (all->sides[side].time > 0 || !arm->cohort->count))
			continue;
		for (size_t l = 0; l <= arm->cross.localities; l++)
			for (size_t g = 0; g <= arm->cross.groups; g++)
				absent[measure_cross_at(&arm->cross, side, l, g)] = true;
	}
}

const char *measure_arm_years_unit(const struct measure_arm *arm)
{
	return measure_unit_is_family(arm->cohort->programme) ? "family-years" : "person-years";
}

const char *measure_arm_rate_unit(const struct measure_arm *arm)
{
	return measure_unit_is_family(arm->cohort->programme) ? "per family-year"
							      : "per person-year";
}

/* From the parts, or from what was scanned. */
static void tally_one(struct measure_arm *arm, const char *statistic, const char *unit,
	double scale, struct measure_parts *parts, const struct measure_scan_tally *scanned,
	struct measure_table *table)
{
	struct measure_sum sum = {.classes = 1, .key = measure_arm_key};

	arm->statistic = statistic;
	arm->unit = unit;
	arm->scale = scale;
	measure_parts_sort(parts);
	if (scanned)
		measure_tally_scanned(arm->model, scanned, &arm->cross, &sum, 1, arm);
	else
		measure_tally_sums(arm->model, parts, &arm->cross, &sum, 1, arm);
	*table = sum.table;
}

static void add_rates(struct measure_arm *arm)
{
	size_t size = measure_cross_size(&arm->cross);

	arm->statistic = "rate";
	arm->unit = measure_arm_rate_unit(arm);
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

static void arm_init(struct measure_arm *arm)
{
	const struct measure_cohort *cohort = arm->cohort;

	arm->cross = (struct measure_cross){.positions = 2,
		.localities = arm->world->locality_count ? arm->world->locality_count + 1 : 0,
		.groups = strcmp(cohort->arm, "programme") == 0 ? cohort->programme->phases_count
								: 0};
	if (arm->variant)
		arm->cross.localities = arm->cross.groups = 0;
	arm->used = tl_alloc(arm->cross.localities + 1, sizeof *arm->used);
	for (size_t l = 0; l + 1 < arm->cross.localities; l++)
		arm->used[l] = !arm->world->study->localities_open;
	for (size_t u = 0; arm->cross.localities && u < cohort->count; u++)
		arm->used[cohort->units[u].locality] = true;
}

void measure_arm_release(struct measure_arm *arm)
{
	tl_vec_free(&arm->events.items);
	tl_vec_free(&arm->time.items);
	free(arm->event_sum);
	free(arm->day_sum);
	measure_errors_free(&arm->errors);
	free(arm->used);
	free(arm->event_points.points);
	free(arm->time_points.points);
	free(arm->rate_points.points);
}

void measure_arm_run(struct measure_arm *arm, const struct measure_rows *rows)
{
	const struct measure_scan_tally *scanned =
		measure_scan_find(arm->model->scan, MEASURE_SCAN_SIDES, arm->measure, arm->cohort);
	bool *absent;

	arm_init(arm);
	if (!scanned)
		add_all(arm, rows);
	arm->errors = (struct measure_errors){.cohort = arm->cohort,
		.event_sum = scanned ? scanned->unit_sums : arm->event_sum,
		.day_sum = scanned ? scanned->time->unit_sums : arm->day_sum,
		.cross = arm->cross};
	measure_errors_make(&arm->errors);
	absent = tl_alloc(measure_cross_size(&arm->cross) + 1, sizeof *absent);
	mark_uncovered(arm, absent);
	arm->cross.absent = absent;
	tally_one(arm, "events", arm->measure->unit ? arm->measure->unit : "events", 1,
		&arm->events, scanned, &arm->event_points);
	tally_one(arm, "unit_years", measure_arm_years_unit(arm), DAYS_A_YEAR, &arm->time,
		scanned ? scanned->time : NULL, &arm->time_points);
	add_rates(arm);
	arm->cross.absent = NULL;
	free(absent);
}
