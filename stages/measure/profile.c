#include "profile.h"

#include <stdlib.h>
#include <string.h>

#define MONTHS_A_YEAR 12
#define DAYS_A_MONTH (365.25 / MONTHS_A_YEAR)
#define POSITIONS (2 * MEASURE_PROFILE_MONTHS)

struct profile {
	const struct measure_arm *arm;
	struct measure_parts events, time;
	bool absent[POSITIONS + 1];
	const char *statistic, *unit;
	double scale;
};

static bool profile_key(void *context, size_t position, size_t locality TL_UNUSED,
	size_t group TL_UNUSED, struct measure_key *key)
{
	const struct profile *profile = context;
	const struct measure_arm *arm = profile->arm;

	*key = (struct measure_key){.programme = arm->cohort->programme->name,
		.locality = "all",
		.measure = arm->measure->name,
		.statistic = profile->statistic,
		.arm = arm->cohort->arm,
		.axis = "profile",
		.unit = profile->unit,
		.definition = arm->definition,
		.scale = profile->scale,
		.position = (int64_t)position - MEASURE_PROFILE_MONTHS,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY};
	return true;
}

/* Which month from the first day a day lies in. */
static int month_from(int32_t index, int32_t day)
{
	int months = tl_month_index((struct tl_day){day}) - tl_month_index((struct tl_day){index});

	return tl_day_add_months((struct tl_day){index}, months).n > day ? months - 1 : months;
}

static void add_time(struct profile *profile, const struct measure_unit *unit)
{
	const struct tl_day index = {unit->index};
	const struct measure_row *first = &profile->arm->cohort->rows.items[unit->first_row];

	for (int m = -MEASURE_PROFILE_MONTHS; m < MEASURE_PROFILE_MONTHS; m++) {
		struct tl_span span = {
			tl_day_add_months(index, m), tl_day_add_months(index, m + 1)};
		int64_t days;

		if (span.to.n > unit->until)
			span.to.n = unit->until;
		days = span.from.n < span.to.n ? measure_days_within(profile->arm->days, span) : 0;
		if (days)
			*tl_vec_push(&profile->time.items) = (struct measure_part){.who = unit->who,
				.amount = days,
				.position = m + MEASURE_PROFILE_MONTHS,
				.locality = -1,
				.group = -1,
				.words = measure_arm_say_span(profile->arm, span, days),
				.delivery = first->delivery,
				.at = first->at};
	}
}

int measure_profile_month(const struct measure_unit *unit, int32_t day)
{
	int month = month_from(unit->index, day);

	return month < -MEASURE_PROFILE_MONTHS || month >= MEASURE_PROFILE_MONTHS ||
			       day >= unit->until
		       ? -1
		       : month + MEASURE_PROFILE_MONTHS;
}

static void add_event(
	struct profile *profile, const struct measure_unit *unit, const struct measure_row *row)
{
	int position = measure_profile_month(unit, row->from);

	if (position < 0)
		return;
	*tl_vec_push(&profile->events.items) = (struct measure_part){.who = unit->who,
		.amount = row->quantity,
		.position = position,
		.locality = -1,
		.group = -1,
		.what = row->what,
		.delivery = row->delivery,
		.at = row->at};
}

static void add_events(struct profile *profile, const struct measure_rows *rows)
{
	const struct measure_cohort *cohort = profile->arm->cohort;

	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];

		if (row->person < 0 || !measure_days_hold(profile->arm->days, row->from))
			continue;
		for (size_t k = cohort->first_of[row->person];
			k < cohort->first_of[row->person + 1]; k++)
			add_event(profile, &cohort->units[cohort->units_of[k]], row);
	}
}

/* Months in which nobody's time is covered have no figure. */
static void mark_uncovered(struct profile *profile)
{
	for (size_t p = 0; p < POSITIONS; p++)
		profile->absent[p] = true;
	for (size_t i = 0; i < profile->time.items.count; i++)
		profile->absent[profile->time.items.items[i].position] = false;
}

static struct measure_table tally(struct profile *profile, const char *statistic, const char *unit,
	double scale, struct measure_parts *parts, const struct measure_scan_tally *scanned)
{
	const struct measure_cross cross = {.positions = POSITIONS, .absent = profile->absent};
	struct measure_sum sum = {.classes = 1, .key = profile_key};

	profile->statistic = statistic;
	profile->unit = unit;
	profile->scale = scale;
	measure_parts_sort(parts);
	if (scanned)
		measure_tally_scanned(profile->arm->model, scanned, &cross, &sum, 1, profile);
	else
		measure_tally_sums(profile->arm->model, parts, &cross, &sum, 1, profile);
	return sum.table;
}

static void divide(const struct profile *profile, size_t events, size_t time)
{
	struct measure_model *model = profile->arm->model;
	/* Months, for rounding to whole ones leaves more of a month than rounding to whole years.
	 */
	static const struct tl_recipe_settings a_year = {.per = MONTHS_A_YEAR};
	const struct measure_operand operands[] = {{"x", events}, {"n", time}};
	struct measure_key key = model->points.items[events].key;

	key.statistic = "rate";
	key.unit = measure_arm_rate_unit(profile->arm);
	measure_model_derive(model, &key, TL_METHOD_RATE, operands, 2, &a_year);
}

void measure_profile_run(const struct measure_arm *arm, const struct measure_rows *rows)
{
	struct profile profile = {.arm = arm};
	const struct measure_scan_tally *scanned = measure_scan_find(
		arm->model->scan, MEASURE_SCAN_PROFILE, arm->measure, arm->cohort);
	struct measure_table events, time;

	for (size_t u = 0; u < arm->cohort->count; u++)
		add_time(&profile, &arm->cohort->units[u]);
	if (!scanned)
		add_events(&profile, rows);
	mark_uncovered(&profile);
	events = tally(&profile, "events", arm->measure->unit ? arm->measure->unit : "events", 1,
		&profile.events, scanned);
	time = tally(&profile, "unit_months",
		measure_unit_is_family(arm->cohort->programme) ? "family-months" : "person-months",
		DAYS_A_MONTH, &profile.time, NULL);
	for (size_t p = 0; p < POSITIONS; p++)
		divide(&profile, events.points[p], time.points[p]);
	tl_vec_free(&profile.events.items);
	tl_vec_free(&profile.time.items);
	free(events.points);
	free(time.points);
}
