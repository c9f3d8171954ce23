#include "impact_panel.h"

#include "coverage.h"
#include "definitions.h"
#include "tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BEGINS, NEVER, GROUPS };
static const char *const group_names[] = {"begins", "never"};
static_assert(TL_LEN(group_names) == GROUPS, "the last group has its name");

struct making {
	const struct measure_world *world;
	struct measure_panel *panel;
	struct measure_model *model;
	struct measure_days days;
	int months; /* of a period: 1, 3, 12 */
	const char *axis;
	struct measure_parts parts;
	size_t *unit_of; /* by locality; or by unit of the treated, then of the pool; SIZE_MAX: none
			  */
};

/* ---- periods -------------------------------------------------------------------------------- */

static void set_period(struct making *making)
{
	static const struct {
		const char *name, *axis;
		int months;
	} known[] = {
		{"month", "did-month", 1}, {"quarter", "did-quarter", 3}, {"year", "did-year", 12}};
	const char *name = making->panel->arms->programme->did.period;
	size_t i = 0;

	while (strcmp(known[i].name, name ? name : "quarter") != 0)
		i++;
	making->months = known[i].months;
	making->axis = known[i].axis;
}

static struct tl_span span_of(const struct making *making, double period)
{
	int month = (int)period * making->months;

	return (struct tl_span){tl_month_day(month), tl_month_day(month + making->months)};
}

/* Whole periods within the reporting months that are covered. */
static void list_periods(struct making *making)
{
	const struct tl_study *study = making->world->study;
	struct measure_panel *panel = making->panel;
	int first = (tl_month_index(study->month_from) + making->months - 1) / making->months;
	int past = (tl_month_index(study->month_to) + 1) / making->months;

	panel->period =
		tl_alloc((size_t)(past > first ? past - first : 0) + 1, sizeof *panel->period);
	for (int p = first; p < past; p++)
		if (measure_days_hold_span(&making->days, span_of(making, p)))
			panel->period[panel->periods++] = p;
}

static double period_of(const struct making *making, int32_t day)
{
	return tl_month_index((struct tl_day){day}) / making->months;
}

/* panel->periods: none. */
static size_t position_of(const struct making *making, int32_t day)
{
	double wanted = period_of(making, day);
	size_t p = 0;

	while (p < making->panel->periods && making->panel->period[p] != wanted)
		p++;
	return p;
}

/* ---- localities ----------------------------------------------------------------------------- */

static double start_of(const struct making *making, const char *locality)
{
	const struct tl_programme *programme = making->panel->arms->programme;

	for (unsigned i = 0; i < programme->go_live_count; i++)
		if (strcmp(programme->go_live[i].locality, locality) == 0)
			return period_of(making, programme->go_live[i].day.n);
	return NAN;
}

static void list_localities(struct making *making)
{
	struct measure_panel *panel = making->panel;
	size_t count = making->world->locality_count;

	making->unit_of = tl_alloc(count + 1, sizeof *making->unit_of);
	panel->first = tl_alloc(count + 1, sizeof *panel->first);
	for (size_t l = 0; l < count; l++) {
		making->unit_of[l] = panel->units;
		panel->first[panel->units++] = start_of(making, making->world->localities[l].code);
	}
	making->unit_of[count] = SIZE_MAX;
}

static int32_t locality_of(const struct making *making, const struct measure_row *row)
{
	int32_t locality = measure_person_locality(making->world, row->person, row->from);

	return locality >= 0        ? locality
	       : row->locality >= 0 ? row->locality
				    : (int32_t)making->world->locality_count;
}

static void count_in_localities(struct making *making, const struct measure_rows *rows)
{
	struct measure_panel *panel = making->panel;

	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];
		size_t period = position_of(making, row->from);
		int32_t locality = locality_of(making, row);

		if (period == panel->periods || making->unit_of[locality] == SIZE_MAX)
			continue;
		panel->y[making->unit_of[locality] * panel->periods + period] +=
			(double)row->quantity;
		*tl_vec_push(&making->parts.items) = (struct measure_part){.who = row->person,
			.amount = row->quantity,
			.position = (int32_t)period,
			.locality = locality,
			.group = -1,
			.what = row->what,
			.delivery = row->delivery,
			.at = row->at};
	}
}

/* Of several populations of a place on a day the latest. */
static double population_of(const struct measure_rows *rows, size_t locality, int32_t day)
{
	int32_t latest = MEASURE_NO_DAY;
	double people = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];

		if (row->locality != (int32_t)locality || row->from > day || row->to <= day ||
			row->from < latest)
			continue;
		people = (row->from == latest ? people : 0) + (double)row->quantity;
		latest = row->from;
	}
	return latest == MEASURE_NO_DAY ? NAN : people;
}

/* Rates where there is a population everywhere, else counts. */
static bool divide(struct making *making, struct tl_err *err)
{
	struct measure_panel *panel = making->panel;
	const struct tl_measure *measure = panel->measure;
	const struct measure_pick pick = {.rows = &measure->denominator, .path = measure->path};
	struct measure_rows rows;

	if (!measure->denominator.contracts_count ||
		measure->denominator.kind != TL_KIND_POPULATION)
		return true;
	if (!measure_rows_pick(making->world, &pick, &rows, err))
		return false;
	for (size_t u = 0; u < panel->units; u++)
		for (size_t p = 0; p < panel->periods; p++)
			panel->y[u * panel->periods + p] *=
				measure->per /
				population_of(&rows, u, span_of(making, panel->period[p]).from.n);
	panel->unit = tl_arena_printf(
		&making->model->arena, "%s per %g people", panel->unit, measure->per);
	measure_rows_free(&rows);
	return true;
}

/* ---- units ---------------------------------------------------------------------------------- */

static bool is_there(const struct making *making, const struct measure_unit *unit)
{
	const struct measure_panel *panel = making->panel;

	return panel->periods &&
	       unit->until >= span_of(making, panel->period[panel->periods - 1]).to.n;
}

static const struct measure_unit *unit_in(const struct measure_cohort *cohort, int64_t who)
{
	for (size_t low = 0, high = cohort->count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (cohort->units[middle].who == who)
			return &cohort->units[middle];
		if (cohort->units[middle].who < who)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The programme's, then those of the pool that never begin. */
static void list_units(struct making *making)
{
	struct measure_panel *panel = making->panel;
	const struct measure_cohort *treated = &panel->arms->treated;
	const struct measure_cohort *pool = &panel->arms->comparison;
	size_t count = treated->count + pool->count;

	making->unit_of = tl_alloc(count + 1, sizeof *making->unit_of);
	panel->first = tl_alloc(count + 1, sizeof *panel->first);
	for (size_t u = 0; u < count; u++) {
		const struct measure_unit *unit =
			u < treated->count ? &treated->units[u] : &pool->units[u - treated->count];
		bool begins = u < treated->count;

		making->unit_of[u] = SIZE_MAX;
		if (!is_there(making, unit) || (!begins && unit_in(treated, unit->who)))
			continue;
		making->unit_of[u] = panel->units;
		panel->first[panel->units++] = begins ? period_of(making, unit->index) : NAN;
	}
}

static void count_of_arm(struct making *making, const struct measure_cohort *cohort, size_t offset,
	int32_t group, const struct measure_row *row)
{
	struct measure_panel *panel = making->panel;
	size_t period = position_of(making, row->from);

	if (period == panel->periods || row->person < 0 || !cohort->first_of)
		return;
	for (size_t k = cohort->first_of[row->person]; k < cohort->first_of[row->person + 1]; k++) {
		size_t u = cohort->units_of[k];

		if (making->unit_of[offset + u] == SIZE_MAX)
			continue;
		panel->y[making->unit_of[offset + u] * panel->periods + period] +=
			(double)row->quantity;
		*tl_vec_push(&making->parts.items) =
			(struct measure_part){.who = cohort->units[u].who,
				.amount = row->quantity,
				.position = (int32_t)period,
				.locality = -1,
				.group = group,
				.what = row->what,
				.delivery = row->delivery,
				.at = row->at};
	}
}

static void count_of_units(struct making *making, const struct measure_rows *rows)
{
	const struct measure_arms *arms = making->panel->arms;

	for (size_t i = 0; i < rows->count; i++) {
		count_of_arm(making, &arms->treated, 0, BEGINS, &rows->items[i]);
		count_of_arm(
			making, &arms->comparison, arms->treated.count, NEVER, &rows->items[i]);
	}
}

/* ---- the counts under it --------------------------------------------------------------------- */

static bool count_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	const struct making *making = context;
	const struct measure_panel *panel = making->panel;
	struct tl_span span = span_of(making, panel->period[position]);

	if (panel->by_locality ? locality >= making->world->locality_count : group == GROUPS)
		return false;
	*key = (struct measure_key){.programme = panel->arms->programme->name,
		.locality = panel->by_locality
				    ? measure_world_locality_code(making->world, locality)
				    : "all",
		.measure = panel->measure->name,
		.statistic = "events",
		.grp = panel->by_locality ? "" : group_names[group],
		.axis = making->axis,
		.unit = panel->measure->unit ? panel->measure->unit : "events",
		.definition = panel->definition,
		.position = (int64_t)panel->period[position],
		.from = span.from,
		.to = tl_day_add(span.to, -1)};
	return true;
}

static void tally(struct making *making)
{
	struct measure_panel *panel = making->panel;
	const struct measure_cross cross = {.positions = panel->periods,
		.localities = panel->by_locality ? making->world->locality_count + 1 : 0,
		.groups = panel->by_locality ? 0 : GROUPS};
	struct measure_sum sum = {.classes = 1, .key = count_key};

	measure_parts_sort(&making->parts);
	measure_tally_sums(making->model, &making->parts, &cross, &sum, 1, making);
	for (size_t i = 0; i < measure_cross_size(&cross); i++)
		if (sum.table.points[i] != MEASURE_NO_POINT)
			*tl_vec_push(&panel->under) =
				(struct measure_operand){"under", sum.table.points[i]};
	free(sum.table.points);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool fill(struct making *making, struct tl_err *err)
{
	struct measure_panel *panel = making->panel;
	const struct tl_measure *measure = panel->measure;
	const struct measure_pick pick = {.rows = &measure->numerator, .path = measure->path};
	struct measure_rows rows;

	if (!measure_rows_pick(making->world, &pick, &rows, err))
		return false;
	panel->y = tl_alloc(panel->units * panel->periods + 1, sizeof *panel->y);
	if (panel->by_locality)
		count_in_localities(making, &rows);
	else
		count_of_units(making, &rows);
	measure_rows_free(&rows);
	tally(making);
	return !panel->by_locality || divide(making, err);
}

bool measure_panel_make(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_arms *arms, struct measure_model *model, struct measure_panel *panel,
	struct tl_err *err)
{
	struct making making = {.world = world, .panel = panel, .model = model};
	bool ok;

	*panel = (struct measure_panel){.arms = arms,
		.measure = measure,
		.definition = measure_definition_name(&model->arena, measure->digest),
		.unit = measure->unit ? measure->unit : "events",
		.by_locality = strcmp(arms->programme->did.unit, "locality") == 0};
	measure_coverage_of_rows(world, &measure->numerator, &making.days);
	set_period(&making);
	list_periods(&making);
	if (panel->by_locality)
		list_localities(&making);
	else
		list_units(&making);
	ok = fill(&making, err);
	tl_vec_free(&making.parts.items);
	measure_days_free(&making.days);
	free(making.unit_of);
	return ok;
}

void measure_panel_free(struct measure_panel *panel)
{
	free(panel->period);
	free(panel->first);
	free(panel->y);
	tl_vec_free(&panel->under);
}
