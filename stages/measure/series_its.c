#include "series_its.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>

struct interrupted {
	const struct measure_series *series;
	const char *unit;
	struct tl_recipe_settings settings;
	size_t rows, before; /* months; those before the date */
	const size_t *points; /* of the months */
	const size_t *control; /* of the locality where it never began; NULL: none */
	struct measure_operand *operands; /* all of them, and room for the month itself */
	size_t count;
};

/* ---- figures -------------------------------------------------------------------------------- */

/* A series alone is level 2; against one where it never began it is 3. */
static int evidence_of(const struct interrupted *it)
{
	return it->control ? 3 : 2;
}

static struct measure_key key_of(const struct interrupted *it, const char *statistic)
{
	struct measure_key key = it->series->model->points.items[it->points[it->rows - 1]].key;

	key.statistic = statistic;
	key.axis = "";
	key.unit = it->unit;
	key.scale = 0;
	key.evidence = 0;
	key.position = MEASURE_NO_POSITION;
	key.from = TL_NO_DAY;
	key.to = TL_NO_DAY;
	return key;
}

/* Whether there is such a number. */
static bool derive(
	struct interrupted *it, const struct measure_key *key, const char *term, size_t month)
{
	size_t at;

	it->settings.term = term;
	it->operands[it->count] = (struct measure_operand){"x", it->points[month]};
	at = measure_model_derive(
		it->series->model, key, TL_METHOD_ITS, it->operands, it->count + 1, &it->settings);
	return it->series->model->points.items[at].status == TL_SHOWN;
}

static bool derive_term(struct interrupted *it, const char *statistic, const char *term)
{
	struct measure_key key = key_of(it, statistic);

	key.evidence = evidence_of(it);
	if (it->settings.counts && strcmp(term, "total") != 0)
		key.unit = "ratio";
	return derive(it, &key, term, it->rows - 1);
}

static void derive_effects(struct interrupted *it)
{
	for (size_t row = it->before; row < it->rows; row++) {
		struct measure_key key = it->series->model->points.items[it->points[row]].key;

		key.statistic = "its_effect";
		key.axis = "its";
		key.unit = it->unit;
		key.scale = 0;
		key.evidence = evidence_of(it);
		derive(it, &key, "effect", row);
	}
}

static void derive_serial(struct interrupted *it)
{
	struct measure_key key = key_of(it, "durbin_watson");

	key.unit = "ratio";
	derive(it, &key, "durbin-watson", it->rows - 1);
	key.statistic = "breusch_godfrey";
	key.unit = "p";
	derive(it, &key, "breusch-godfrey", it->rows - 1);
}

/* ---- one series ------------------------------------------------------------------------------ */

static void refuse(struct interrupted *it, enum tl_status status, enum tl_reason reason)
{
	struct measure_key key = key_of(it, "its_level");

	measure_model_absent(it->series->model, &key, MEASURE_DERIVED, status, reason);
}

static bool is_shown(const struct interrupted *it, size_t point)
{
	return point != MEASURE_NO_POINT &&
	       it->series->model->points.items[point].status == TL_SHOWN;
}

static bool is_whole(const struct interrupted *it)
{
	for (size_t row = 0; row < it->rows; row++)
		if (!is_shown(it, it->points[row]) ||
			(it->control && !is_shown(it, it->control[row])))
			return false;
	return true;
}

/* Residuals of counts are not alike, so that nothing is said of how they hang together. */
static void estimate(struct interrupted *it)
{
	it->operands = tl_alloc(2 * it->rows + 1, sizeof *it->operands);
	for (size_t row = 0; row < it->rows; row++) {
		it->operands[it->count++] = (struct measure_operand){"series", it->points[row]};
		if (it->control)
			it->operands[it->count++] =
				(struct measure_operand){"control", it->control[row]};
	}
	if (derive_term(it, "its_level", "level")) {
		derive_term(it, "its_trend", "trend");
		derive_term(it, "its_total", "total");
		derive_effects(it);
		if (!it->settings.counts)
			derive_serial(it);
	}
	free(it->operands);
}

/* Months without a figure at either end are not of the series. */
static void run_one(const struct measure_series *series, const size_t *points,
	const size_t *control, size_t count, const char *unit)
{
	const struct measure_model *model = series->model;
	size_t first = 0, past = count;
	int date = tl_month_index(series->measure->its.day) - series->first_month;
	struct interrupted it = {.series = series,
		.unit = unit,
		.settings = {.per = 1,
			.from = series->measure->its.from,
			.harmonics = series->measure->its.harmonics,
			.counts = series->measure->its.family &&
				  strcmp(series->measure->its.family, "quasi-poisson") == 0}};

	while (past && (points[past - 1] == MEASURE_NO_POINT ||
			       model->points.items[points[past - 1]].status != TL_SHOWN))
		past--;
	while (first < past && (points[first] == MEASURE_NO_POINT ||
				       model->points.items[points[first]].status != TL_SHOWN))
		first++;
	if (first == past)
		return;
	it.points = points + first;
	it.control = control ? control + first : NULL;
	it.rows = past - first;
	it.before = date > (int)first ? (size_t)date - first : 0;
	if (it.before > it.rows)
		it.before = it.rows;
	if (it.before < TL_ITS_PRE_POINTS)
		refuse(&it, TL_TOO_FEW, TL_REASON_FEW_POINTS);
	else if (!is_whole(&it))
		refuse(&it, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	else if (it.before == it.rows)
		refuse(&it, TL_TOO_FEW, TL_REASON_FEW_POINTS);
	else
		estimate(&it);
}

static void months_of(const struct measure_table *table, const struct measure_cross *cross,
	size_t locality, size_t *points)
{
	for (size_t p = 0; p < cross->positions; p++)
		points[p] = table->points[measure_cross_at(cross, p, locality, cross->groups)];
}

void measure_series_its(
	const struct measure_series *series, const struct measure_table *table, const char *unit)
{
	const struct measure_cross *cross = &series->cross;
	const char *where = series->measure->its.control;
	size_t control = cross->localities;
	size_t *points, *others;

	if (!series->measure->its.from || series->cohort)
		return;
	if (where)
		control = (size_t)measure_world_locality(series->world, tl_str(where));
	points = tl_alloc(cross->positions + 1, sizeof *points);
	others = tl_alloc(cross->positions + 1, sizeof *others);
	months_of(table, cross, control, others);
	for (size_t l = 0; l <= cross->localities; l++) {
		/* With a control the whole holds it, and says nothing against it. */
		if (l + 1 == cross->localities ||
			(where && (l == control || l == cross->localities)) ||
			(series->world->study->localities_open && l < cross->localities))
			continue;
		months_of(table, cross, l, points);
		run_one(series, points, where ? others : NULL, cross->positions, unit);
	}
	free(points);
	free(others);
}
