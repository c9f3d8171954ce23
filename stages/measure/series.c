#include "series.h"

#include "definitions.h"

#include <string.h>

/* ---- where and when ------------------------------------------------------------------------- */

struct tl_span series_month_span(const struct measure_series *series, size_t position)
{
	int month = series->first_month + (int)position;

	return (struct tl_span){tl_month_day(month), tl_month_day(month + 1)};
}

int32_t series_month_of(const struct measure_series *series, int32_t day)
{
	int month = tl_month_index((struct tl_day){day}) - series->first_month;

	return month >= 0 && (size_t)month < series->cross.positions ? month : -1;
}

const char *series_unit(const struct measure_series *series, const char *otherwise)
{
	return series->measure->unit ? series->measure->unit : otherwise;
}

/* An area's locality is where the person lives on the day counted, else where the row says; a unit of
 * a programme keeps the one of its first day. */
bool series_place(const struct measure_series *series, const struct measure_row *row, int32_t day,
	struct measure_part *part)
{
	const struct measure_world *world = series->world;
	int32_t locality;

	*part = (struct measure_part){.who = row->person,
		.amount = row->quantity,
		.group = row->group,
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

/* Units come from people, so parts of a cohort must be put in order again. */
static int compare_parts(const void *a, const void *b)
{
	const struct measure_part *left = a, *right = b;

	if (left->who != right->who)
		return left->who < right->who ? -1 : 1;
	if (left->delivery != right->delivery)
		return left->delivery < right->delivery ? -1 : 1;
	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return (left->class > right->class) - (left->class < right->class);
}

void series_sort(const struct measure_series *series, struct measure_parts *parts)
{
	if (series->cohort && parts->items.count)
		qsort(parts->items.items, parts->items.count, sizeof *parts->items.items,
			compare_parts);
}

/* ---- keys ----------------------------------------------------------------------------------- */

static const char *locality_code(const struct measure_series *series, size_t locality)
{
	if (locality == series->cross.localities)
		return "all";
	return measure_world_locality_code(series->world, locality);
}

bool series_month_key(void *context, size_t position, size_t locality, size_t group,
	struct measure_key *key)
{
	const struct series_statistic *statistic = context;
	const struct measure_series *series = statistic->series;
	bool total = position == series->cross.positions;
	struct tl_span span;

	if (locality < series->cross.localities && (statistic->whole_only || !series->used[locality]))
		return false;
	*key = (struct measure_key){
		.programme = series->cohort ? series->cohort->programme->name : "",
		.locality = locality_code(series, locality),
		.measure = series->measure->name,
		.statistic = total && statistic->total_name ? statistic->total_name : statistic->name,
		.arm = series->cohort ? series->cohort->arm : "",
		.grp = group == series->cross.groups ? "" : series->groups.items.items[group].code,
		.axis = total ? "" : "month",
		.unit = total && statistic->total_unit ? statistic->total_unit : statistic->unit,
		.definition = series->definition,
		.scale = total ? statistic->total_scale : 0,
		.position = MEASURE_NO_POSITION,
	};
	if (total) {
		key->from = series_month_span(series, 0).from;
		key->to = tl_day_add(series_month_span(series, position - 1).to, -1);
		return true;
	}
	span = series_month_span(series, position);
	key->position = series->first_month + (int64_t)position;
	key->from = span.from;
	key->to = tl_day_add(span.to, -1);
	return true;
}

/* ---- what is not there ---------------------------------------------------------------------- */

static void mark(struct measure_series *series, size_t position, size_t locality)
{
	for (size_t g = 0; g <= series->cross.groups; g++)
		series->absent[measure_cross_at(&series->cross, position, locality, g)] = true;
}

/* A total with a month missing is no total. */
static void mark_totals(struct measure_series *series)
{
	const struct measure_cross *cross = &series->cross;

	for (size_t l = 0; cross->total && l <= cross->localities; l++)
		for (size_t p = 0; p < cross->positions; p++)
			if (series->absent[measure_cross_at(cross, p, l, cross->groups)])
				mark(series, cross->positions, l);
}

void series_mark_uncovered(struct measure_series *series)
{
	for (size_t p = 0; p < series->cross.positions; p++)
		if (!measure_days_hold_span(&series->days, series_month_span(series, p)))
			for (size_t l = 0; l <= series->cross.localities; l++)
				mark(series, p, l);
	mark_totals(series);
}

static void note_reported(const struct measure_series *series, bool *reported, int32_t day,
	int32_t locality)
{
	int32_t position = series_month_of(series, day);
	const struct measure_cross *cross = &series->cross;

	if (position < 0)
		return;
	reported[measure_cross_at(cross, (size_t)position, cross->localities, cross->groups)] = true;
	if (cross->localities)
		reported[measure_cross_at(cross, (size_t)position,
			locality < 0 ? cross->localities - 1 : (size_t)locality, cross->groups)] = true;
}

/* A row that is meant but says no number (its sender hid it, or does not know) makes no zero: what the
 * place had is not known. The whole is then of those who said. */
static void mark_unnumbered(struct measure_series *series, const struct tl_rows *rows)
{
	const struct measure_pick pick = {
		.rows = rows, .path = series->measure->path, .unnumbered = true};
	struct measure_rows silent = {0};
	struct tl_err ignored = {0};

	if (!series->cross.localities || rows->sql ||
		!measure_rows_pick(series->world, &pick, &silent, &ignored))
		return;
	for (size_t i = 0; i < silent.count; i++) {
		int32_t position = series_month_of(series, silent.items[i].from);
		int32_t locality = silent.items[i].locality;

		if (position >= 0)
			mark(series, (size_t)position,
				locality < 0 ? series->cross.localities - 1 : (size_t)locality);
	}
	measure_rows_free(&silent);
}

/* A place that sent no row for a month is not zero in it; one that sent rows of which none is meant
 * is. So all rows count here, whatever the condition, as long as they say a number. */
void series_mark_unreported(struct measure_series *series, const struct tl_rows *rows,
	const struct measure_rows *picked)
{
	const struct measure_cross *cross = &series->cross;
	bool *reported = tl_alloc(measure_cross_size(cross) + 1, sizeof *reported);
	struct tl_rows everything = *rows;
	struct measure_rows all = {0};
	struct tl_err ignored = {0};

	everything.where_count = 0;
	if (!rows->sql && series_pick(series, &everything, NULL, &all, &ignored))
		picked = &all;
	for (size_t i = 0; i < picked->count; i++)
		note_reported(series, reported, picked->items[i].from, picked->items[i].locality);
	for (size_t p = 0; p < cross->positions; p++)
		for (size_t l = 0; l <= cross->localities; l++)
			if (!reported[measure_cross_at(cross, p, l, cross->groups)])
				mark(series, p, l);
	mark_unnumbered(series, rows);
	mark_totals(series);
	measure_rows_free(&all);
	free(reported);
}

/* ---- derived series ------------------------------------------------------------------------- */

static const char *rebase_days(const struct measure_series *series)
{
	struct tl_buf days = {0};
	const char *kept;

	for (unsigned i = 0; i < series->measure->rebase_count; i++)
		tl_buf_addf(&days, "%s%s", i ? "," : "", series->measure->rebase[i].date);
	kept = tl_arena_text(&series->model->arena, tl_buf_str(&days));
	tl_buf_free(&days);
	return kept;
}

static const char *const polarity_names[] = {"neither", "up", "down"};

static void judge_one(const struct measure_series *series, const struct measure_table *table,
	const struct tl_recipe_settings *settings, const char *unit, size_t l, size_t g)
{
	const struct measure_cross *cross = &series->cross;
	struct measure_operand *operands = tl_alloc(cross->positions + 1, sizeof *operands);
	size_t count = 0;

	for (size_t p = 0; p < cross->positions; p++) {
		size_t point = table->points[measure_cross_at(cross, p, l, g)];

		if (point != MEASURE_NO_POINT)
			operands[count++] = (struct measure_operand){"series", point};
	}
	for (size_t i = 0; i < count; i++) {
		struct measure_key key = series->model->points.items[operands[i].point].key;

		key.statistic = "xmr";
		key.unit = unit;
		key.scale = 0;
		operands[count] = (struct measure_operand){"x", operands[i].point};
		measure_model_derive(
			series->model, &key, TL_METHOD_XMR, operands, count + 1, settings);
	}
	free(operands);
}

/* Where localities are open there may be hundreds: the chart is of the whole. */
void series_judge(const struct measure_series *series, const struct measure_table *table,
	const char *unit)
{
	const struct measure_cross *cross = &series->cross;
	const struct tl_recipe_settings settings = {.per = 1,
		.polarity = polarity_names[series->measure->polarity],
		.baseline = series->measure->baseline,
		.rebase = rebase_days(series)};

	for (size_t l = 0; l <= cross->localities; l++) {
		if (series->world->study->localities_open && l < cross->localities)
			continue;
		for (size_t g = 0; g <= cross->groups; g++)
			if (l == cross->localities || g == cross->groups)
				judge_one(series, table, &settings, unit, l, g);
	}
}

void series_divide(const struct measure_series *series, enum tl_method method,
	const struct measure_table *x, const struct measure_table *n, struct series_statistic *statistic,
	struct measure_table *out)
{
	const struct measure_cross *cross = &series->cross;
	const struct tl_recipe_settings settings = {
		.per = method == TL_METHOD_RATE ? series->measure->per : 1};

	out->points = tl_alloc(measure_cross_size(cross) + 1, sizeof *out->points);
	for (size_t p = 0; p < cross->positions + cross->total; p++) {
		for (size_t l = 0; l <= cross->localities; l++) {
			for (size_t g = 0; g <= cross->groups; g++) {
				size_t at = measure_cross_at(cross, p, l, g);
				/* A population is not broken down by the groups of what happens to it. */
				size_t under = n->points[at] == MEASURE_NO_POINT
						       ? n->points[measure_cross_at(cross, p, l, cross->groups)]
						       : n->points[at];
				const struct measure_operand operands[] = {
					{"x", x->points[at]}, {"n", under}};
				struct measure_key key;

				out->points[at] = MEASURE_NO_POINT;
				if (x->points[at] == MEASURE_NO_POINT || under == MEASURE_NO_POINT ||
					!series_month_key(statistic, p, l, g, &key))
					continue;
				key.scale = 0;
				out->points[at] = measure_model_derive(
					series->model, &key, method, operands, 2, &settings);
			}
		}
	}
}

/* ---- one measure ---------------------------------------------------------------------------- */

bool series_pick(const struct measure_series *series, const struct tl_rows *rows, const char *date,
	struct measure_rows *out, struct tl_err *err)
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
static void cover(struct measure_series *series)
{
	const struct tl_measure *measure = series->measure;
	struct measure_days days = {0};

	measure_coverage_of_rows(series->world, &measure->numerator, &series->days);
	if (!has_rows(&measure->denominator) || measure->denominator.kind == TL_KIND_POPULATION)
		return;
	measure_coverage_of_rows(series->world, &measure->denominator, &days);
	measure_days_intersect(&series->days, &days);
	measure_days_free(&days);
}

static bool series_init(struct measure_series *series, struct tl_err *err)
{
	const struct measure_world *world = series->world;
	const struct tl_study *study = world->study;

	series->first_month = tl_month_index(study->month_from);
	if (!measure_groups_of(
		    world, series->measure, &series->model->arena, &series->groups, err))
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
	for (size_t l = 0; l + 1 < series->cross.localities; l++)
		series->used[l] = !study->localities_open;
	cover(series);
	return true;
}

static void series_release(struct measure_series *series)
{
	measure_groups_free(&series->groups);
	measure_days_free(&series->days);
	free(series->absent);
	free(series->used);
}

static bool run_shape(struct measure_series *series, struct tl_err *err)
{
	if (series->only_events)
		return series_events(series, err);
	switch (series->measure->shape) {
	case TL_SHAPE_COUNT:
	case TL_SHAPE_SERIES:
		return series_events(series, err);
	case TL_SHAPE_SHARE:
		return series_share(series, err);
	case TL_SHAPE_RATE:
		return has_rows(&series->measure->denominator) ? series_rate(series, err)
							       : series_events(series, err);
	case TL_SHAPE_STOCK:
		return series_stock(series, err);
	case TL_SHAPE_FLOW:
		return series_flow(series, err);
	case TL_SHAPE_DURATION:
		return series_duration(series, err);
	case TL_SHAPE_RATIO:
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
	struct series_statistic statistic = {.series = series, .name = "value", .unit = ""};
	struct measure_key key;

	series_month_key(&statistic, series->cross.positions, series->cross.localities,
		series->cross.groups, &key);
	key.statistic = tl_shapes[series->measure->shape].name;
	key.unit = series_unit(series, "");
	measure_model_absent(
		series->model, &key, MEASURE_BASE, TL_NOT_AVAILABLE, TL_REASON_LATER);
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

	series.definition = measure_definition_name(&model->arena, measure->digest);
	ok = series_init(&series, err);
	if (ok && !tl_shapes[measure->shape].built)
		say_later(&series);
	else if (ok)
		ok = run_shape(&series, err);
	series_release(&series);
	return ok;
}
