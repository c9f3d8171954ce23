#include "series.h"

#include "definitions.h"
#include "outcome.h"
#include "series_gaps.h"

#include <string.h>

/* ---- where and when ------------------------------------------------------------------------- */

struct tl_span measure_series_month_span(const struct measure_series *series, size_t position)
{
	int month = series->first_month + (int)position;

	return (struct tl_span){tl_month_day(month), tl_month_day(month + 1)};
}

int32_t measure_series_month_of(const struct measure_series *series, int32_t day)
{
	int month = tl_month_index((struct tl_day){day}) - series->first_month;

	return month >= 0 && (size_t)month < series->cross.positions ? month : -1;
}

const char *measure_series_unit(const struct measure_series *series, const char *otherwise)
{
	return series->measure->unit ? series->measure->unit : otherwise;
}

/* An area's locality is where the person lives on the day counted, else where the row says; a unit
 * of a programme keeps the one of its first day. */
bool measure_series_place(const struct measure_series *series, const struct measure_row *row,
	int32_t day, struct measure_part *part)
{
	const struct measure_world *world = series->world;
	int32_t locality;

	*part = (struct measure_part){.who = row->person,
		.amount = row->quantity,
		.group = row->group,
		.what = row->what,
		.delivery = row->delivery,
		.at = row->at};
	if (series->cohort) {
		const struct measure_cohort *cohort = series->cohort;
		size_t first;

		if (row->person < 0)
			return false;
		first = cohort->first_of[row->person];
		if (first == cohort->first_of[row->person + 1])
			return false;
		part->who = cohort->units[cohort->units_of[first]].who;
		part->locality = cohort->units[cohort->units_of[first]].locality;
		return true;
	}
	locality = measure_person_locality(world, row->person, day);
	if (locality < 0)
		locality = row->locality;
	part->locality = locality < 0 ? (int32_t)world->locality_count : locality;
	return true;
}

/* Units come from people, and nobody's rows lie in no order of their providers. */
void measure_series_sort(const struct measure_series *series, struct measure_parts *parts)
{
	if (series->cohort || series->cross.unknown)
		measure_parts_sort(parts);
}

/* ---- keys ----------------------------------------------------------------------------------- */

static const char *locality_code(const struct measure_series *series, size_t locality)
{
	if (locality == series->cross.localities)
		return "all";
	return measure_world_locality_code(series->world, locality);
}

bool measure_series_month_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key)
{
	const struct measure_series_statistic *statistic = context;
	const struct measure_series *series = statistic->series;
	bool total = position == series->cross.positions;
	struct tl_span span;

	if (locality < series->cross.localities &&
		(statistic->whole_only || !series->used[locality]))
		return false;
	*key = (struct measure_key){
		.programme = series->cohort ? series->cohort->programme->name : "",
		.locality = locality_code(series, locality),
		.measure = series->measure->name,
		.statistic =
			total && statistic->total_name ? statistic->total_name : statistic->name,
		.arm = series->cohort ? series->cohort->arm : "",
		.grp = group == series->cross.groups ? "" : series->groups.items.items[group].code,
		.axis = total ? "" : "month",
		.unit = total && statistic->total_unit ? statistic->total_unit : statistic->unit,
		.definition = series->definition,
		.scale = total ? statistic->total_scale : 0,
		.position = MEASURE_NO_POSITION,
	};
	if (total) {
		key->from = measure_series_month_span(series, 0).from;
		key->to = tl_day_add(measure_series_month_span(series, position - 1).to, -1);
		return true;
	}
	span = measure_series_month_span(series, position);
	key->position = series->first_month + (int64_t)position;
	key->from = span.from;
	key->to = tl_day_add(span.to, -1);
	return true;
}

/* ---- one measure ---------------------------------------------------------------------------- */

bool measure_series_pick(const struct measure_series *series, const struct tl_rows *rows,
	const char *date, struct measure_rows *out, struct tl_err *err)
{
	const struct measure_pick pick = {.rows = rows,
		.path = series->measure->path,
		.date = date,
		.groups = &series->groups};

	return measure_rows_pick(series->world, &pick, out, err);
}

static bool has_rows(const struct tl_rows *rows)
{
	return rows->contracts_count || rows->sql;
}

/* A month must be covered by the denominator's extracts too; a population stands until the next. */
static void cover_in(
	const struct measure_series *series, const char *locality, struct measure_days *covered)
{
	const struct tl_measure *measure = series->measure;
	struct measure_days days = {0};

	measure_coverage_in(series->world, &measure->numerator, locality, covered);
	if (!has_rows(&measure->denominator) || measure->denominator.kind == TL_KIND_POPULATION)
		return;
	measure_coverage_in(series->world, &measure->denominator, locality, &days);
	measure_days_intersect(covered, &days);
	measure_days_free(&days);
}

/* An area's localities have days of their own; a unit of a programme keeps its locality while it
 * may move, so all must be covered. */
static void cover(struct measure_series *series)
{
	size_t places = series->cross.localities;

	if (series->cohort && series->cohort->absent) /* whose months they would be is not known */
		return;
	cover_in(series, "", &series->days);
	if (series->cohort || !places)
		return;
	series->days_of = tl_alloc(places, sizeof *series->days_of);
	for (size_t l = 0; l + 1 < places; l++)
		cover_in(
			series, measure_world_locality_code(series->world, l), &series->days_of[l]);
}

/* What lies elsewhere is known only where all is. */
const struct measure_days *measure_series_days_of(
	const struct measure_series *series, size_t locality)
{
	return series->days_of && locality + 1 < series->cross.localities
		       ? &series->days_of[locality]
		       : &series->days;
}

static bool series_init(struct measure_series *series, struct tl_err *err)
{
	const struct measure_world *world = series->world;
	const struct tl_study *study = world->study;

	series->first_month = tl_month_index(study->month_from);
	if (!measure_groups_of(world, series->measure, &series->model->arena, &series->groups, err))
		return false;
	series->cross = (struct measure_cross){
		.positions = (size_t)(tl_month_index(study->month_to) - series->first_month + 1),
		.localities = world->locality_count ? world->locality_count + 1 : 0,
		.groups = series->groups.items.count,
		.corners = !study->localities_open,
		.total = true,
	};
	series->absent = tl_alloc(measure_cross_size(&series->cross) + 1, sizeof *series->absent);
	series->used = tl_alloc(series->cross.localities + 1, sizeof *series->used);
	series->cross.absent = series->absent;
	series->said = tl_alloc(measure_cross_size(&series->cross) + 1, sizeof *series->said);
	series->cross.said = series->said;
	series->withheld =
		tl_alloc(measure_cross_size(&series->cross) + 1, sizeof *series->withheld);
	series->cross.withheld = series->withheld;
	for (size_t l = 0; l + 1 < series->cross.localities; l++)
		series->used[l] = !study->localities_open;
	cover(series);
	return true;
}

static void series_release(struct measure_series *series)
{
	measure_groups_free(&series->groups);
	for (size_t l = 0; series->days_of && l < series->cross.localities; l++)
		measure_days_free(&series->days_of[l]);
	free(series->days_of);
	measure_days_free(&series->days);
	free(series->absent);
	free(series->said);
	free(series->withheld);
	free(series->used);
}

static bool run_shape(struct measure_series *series, struct tl_err *err)
{
	if (series->only_events)
		return measure_series_events(series, err);
	switch (series->measure->shape) {
	case TL_SHAPE_COUNT:
		return measure_series_events(series, err);
	case TL_SHAPE_SERIES:
		series->cross.total = false;
		return measure_series_events(series, err);
	case TL_SHAPE_SHARE:
		return measure_series_share(series, err);
	case TL_SHAPE_RATIO:
		return measure_series_rate(series, err);
	case TL_SHAPE_RATE:
		return has_rows(&series->measure->denominator) ? measure_series_rate(series, err)
							       : measure_series_events(series, err);
	case TL_SHAPE_STOCK:
		return measure_series_stock(series, err);
	case TL_SHAPE_FLOW:
		return measure_series_flow(series, err);
	case TL_SHAPE_DURATION:
		return measure_series_duration(series, err);
	case TL_SHAPE_SCORE_CHANGE:
	case TL_SHAPE_SURVIVAL:
	case TL_SHAPE_MONEY:
	case TL_SHAPE_OVERLAP:
	case TL_SHAPE_COUNT_OF:
		break;
	}
	return true;
}

/* A shape that comes later says so, in one cell. */
static void say_later(struct measure_series *series)
{
	struct measure_series_statistic statistic = {.series = series, .name = "value", .unit = ""};
	struct measure_key key;

	measure_series_month_key(&statistic, series->cross.positions, series->cross.localities,
		series->cross.groups, &key);
	key.statistic = tl_shapes[series->measure->shape].name;
	key.unit = measure_series_unit(series, "");
	measure_model_absent(series->model, &key, MEASURE_BASE, TL_NOT_AVAILABLE, TL_REASON_LATER);
}

static bool want_shape(struct measure_scan *scan, const struct tl_measure *measure,
	const struct measure_cohort *cohort, struct tl_err *err)
{
	bool under =
		has_rows(&measure->denominator) && measure->denominator.kind != TL_KIND_POPULATION;

	switch (measure->shape) {
	case TL_SHAPE_COUNT:
	case TL_SHAPE_SERIES:
		return measure_scan_want(scan, MEASURE_SCAN_MONTHS, measure, cohort, err);
	case TL_SHAPE_SHARE:
		return measure_scan_want(scan, MEASURE_SCAN_SHARE, measure, cohort, err);
	case TL_SHAPE_RATE:
	case TL_SHAPE_RATIO:
		return measure_scan_want(scan, MEASURE_SCAN_MONTHS, measure, cohort, err) &&
		       (!under ||
			       measure_scan_want(scan, MEASURE_SCAN_UNDER, measure, cohort, err));
	case TL_SHAPE_STOCK: /* different people have atoms of their own */
	case TL_SHAPE_FLOW:
		return !under || measure_scan_want(scan, MEASURE_SCAN_UNDER, measure, cohort, err);
	case TL_SHAPE_SCORE_CHANGE:
	case TL_SHAPE_SURVIVAL:
	case TL_SHAPE_OVERLAP:
		return true;
	case TL_SHAPE_DURATION:
	case TL_SHAPE_MONEY:
	case TL_SHAPE_COUNT_OF:
		break;
	}
	measure_scan_refuse(scan, &measure->numerator);
	measure_scan_refuse(scan, &measure->denominator);
	return true;
}

bool measure_series_want(struct measure_scan *scan, const struct tl_measure *measure,
	const struct measure_cohort *cohort, bool only_events, struct tl_err *err)
{
	if (!tl_shapes[measure->shape].built)
		return true;
	if (only_events)
		return measure_scan_want(scan, MEASURE_SCAN_MONTHS, measure, cohort, err);
	if (measure->standardise.strata_count) { /* its rows are counted by stratum as well */
		measure_scan_refuse(scan, &measure->numerator);
		return true;
	}
	return want_shape(scan, measure, cohort, err);
}

bool measure_series_run(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_cohort *cohort, bool only_events, struct measure_model *model,
	struct tl_err *err)
{
	struct measure_series series = {.world = world,
		.measure = measure,
		.cohort = cohort,
		.model = model,
		.only_events = only_events};
	bool ok;

	if (measure_is_outcome(measure))
		return measure_outcome_run(world, measure, NULL, model, err);
	series.definition = measure_definition_name(&model->arena, measure->digest);
	ok = series_init(&series, err);
	if (ok && !tl_shapes[measure->shape].built)
		say_later(&series);
	else if (ok)
		ok = run_shape(&series, err) && measure_series_gaps(&series, err);
	series_release(&series);
	if (ok && measure->at_least && !cohort)
		ok = measure_outcome_run(world, measure, NULL, model, err);
	return ok;
}
