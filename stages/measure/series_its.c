#include "series_its.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/stats.h>

#define LAG 12
#define YEAR_MONTHS 12
#define TAU 6.283185307179586

enum { INTERCEPT, TIME, LEVEL, TREND, HARMONICS };

struct interrupted {
	const struct measure_series *series;
	const char *unit;
	bool poisson;
	size_t rows, before; /* months; those before the date */
	size_t columns;
	const size_t *points; /* of the months */
	const size_t *control; /* of the locality where it never began; NULL: none */
	double *x, *y, *exposure; /* exposure NULL: none */
	TL_VEC(struct measure_operand) under;
	struct tl_its its;
};

/* ---- months --------------------------------------------------------------------------------- */

static const struct measure_point *point_at(const struct interrupted *it, size_t row)
{
	return &it->series->model->points.items[it->points[row]];
}

static size_t operand_of(
	const struct measure_model *model, const struct measure_point *point, const char *role)
{
	for (size_t i = 0; i < point->operand_count; i++)
		if (strcmp(model->operands.items[point->first_operand + i].role, role) == 0)
			return model->operands.items[point->first_operand + i].point;
	return MEASURE_NO_POINT;
}

/* On the counts of a rate or share, else on the figure itself. */
static void stand_on(struct interrupted *it, size_t at)
{
	const struct measure_model *model = it->series->model;
	size_t x = operand_of(model, &model->points.items[at], "x");
	size_t n = operand_of(model, &model->points.items[at], "n");

	if (x == MEASURE_NO_POINT || n == MEASURE_NO_POINT) {
		*tl_vec_push(&it->under) = (struct measure_operand){"under", at};
		return;
	}
	*tl_vec_push(&it->under) = (struct measure_operand){"under", x};
	*tl_vec_push(&it->under) = (struct measure_operand){"under", n};
}

/* A series alone is level 2; against one where it never began it is 3. */
static int evidence_of(const struct interrupted *it)
{
	return it->control ? 3 : 2;
}

/* Rows over what they are divided by, where the family has an offset; else the value as charted. */
static void take_month(struct interrupted *it, size_t row)
{
	const struct measure_model *model = it->series->model;
	const struct measure_point *point = point_at(it, row);
	size_t x = operand_of(model, point, "x"), n = operand_of(model, point, "n");
	bool derived = x != MEASURE_NO_POINT && n != MEASURE_NO_POINT;

	it->y[row] = point->value;
	stand_on(it, it->points[row]);
	if (it->control) {
		it->y[row] -= model->points.items[it->control[row]].value;
		stand_on(it, it->control[row]);
	}
	if (!it->poisson)
		return;
	it->y[row] = derived ? model->points.items[x].value : point->value;
	it->exposure[row] = derived ? log(model->points.items[n].value) : 0;
}

static void design_row(struct interrupted *it, size_t row, unsigned harmonics)
{
	double *x = it->x + row * it->columns, time = (double)row + 1;
	bool after = row >= it->before;

	x[INTERCEPT] = 1;
	x[TIME] = time;
	x[LEVEL] = after;
	x[TREND] = after ? (double)(row - it->before) : 0;
	for (unsigned h = 0; h < harmonics; h++) {
		x[HARMONICS + 2 * h] = sin(TAU * (h + 1) * time / YEAR_MONTHS);
		x[HARMONICS + 2 * h + 1] = cos(TAU * (h + 1) * time / YEAR_MONTHS);
	}
}

/* ---- figures -------------------------------------------------------------------------------- */

static struct measure_key key_of(const struct interrupted *it, const char *statistic)
{
	struct measure_key key = point_at(it, it->rows - 1)->key;

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

static size_t put(struct interrupted *it, const struct measure_key *key, double value, double se)
{
	struct tl_limits at95 = tl_its_limits(&it->its, value, se, TL_LEVEL_95);
	struct tl_limits at998 = tl_its_limits(&it->its, value, se, TL_LEVEL_998);

	return measure_model_number(it->series->model, key, value, at95.lower, at95.upper,
		at998.lower, at998.upper, isnan(se) ? "" : "Newey-West", it->under.items,
		it->under.count);
}

/* From the logarithm. */
static void to_ratio(struct measure_point *point)
{
	double *const numbers[] = {
		&point->value, &point->lower, &point->upper, &point->lower_998, &point->upper_998};

	for (size_t i = 0; i < TL_LEN(numbers); i++)
		*numbers[i] = tl_num_stored(exp(*numbers[i]));
}

static void put_term(struct interrupted *it, const char *statistic, size_t column)
{
	struct measure_key key = key_of(it, statistic);
	double value = it->its.fit.estimate[column];
	struct measure_point *point;
	size_t at;

	key.evidence = evidence_of(it);
	if (it->poisson)
		key.unit = "ratio";
	at = put(it, &key, value, tl_its_se(&it->its, column));
	point = &it->series->model->points.items[at];
	if (it->before < 2 * TL_ITS_PRE_POINTS)
		point->flag = "short";
	if (it->poisson && point->status == TL_SHOWN)
		to_ratio(point);
}

static void put_effects(struct interrupted *it)
{
	const struct tl_design design = {it->x, it->rows, it->columns};
	bool *is_intervention = tl_alloc(it->columns, sizeof *is_intervention);
	struct measure_key key = key_of(it, "its_total");
	struct tl_its_effect total;

	is_intervention[LEVEL] = is_intervention[TREND] = true;
	total = tl_its_total(&it->its, design, is_intervention, it->before);
	key.evidence = evidence_of(it);
	put(it, &key, total.effect, total.se);
	for (size_t row = it->before; row < it->rows; row++) {
		struct tl_its_effect effect = tl_its_effect(&it->its, design, is_intervention, row);
		size_t at;

		key = point_at(it, row)->key;
		key.statistic = "its_effect";
		key.axis = "its";
		key.unit = it->unit;
		key.scale = 0;
		key.evidence = evidence_of(it);
		at = put(it, &key, effect.effect, effect.se);
		if (it->series->model->points.items[at].status == TL_SHOWN)
			it->series->model->points.items[at].centre = effect.counterfactual;
	}
	free(is_intervention);
}

static void put_serial(struct interrupted *it)
{
	const struct tl_design design = {it->x, it->rows, it->columns};
	struct measure_key key = key_of(it, "durbin_watson");
	struct tl_test test = tl_serial_breusch_godfrey(design, it->its.fit.residual, YEAR_MONTHS);

	key.unit = "ratio";
	put(it, &key, tl_serial_durbin_watson(it->its.fit.residual, it->rows), NAN);
	key.statistic = "breusch_godfrey";
	key.unit = "p";
	put(it, &key, test.p, NAN);
}

/* ---- one series ------------------------------------------------------------------------------ */

static void refuse(struct interrupted *it, enum tl_status status, enum tl_reason reason)
{
	struct measure_key key = key_of(it, "its_level");

	measure_model_absent(it->series->model, &key, MEASURE_MODEL, status, reason);
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

static void estimate(struct interrupted *it)
{
	const struct tl_its_design *how = &it->series->measure->its;
	const struct tl_its_options options = {
		.family = it->poisson ? TL_ITS_QUASIPOISSON : TL_ITS_OLS,
		.newey_west = true,
		.lag = LAG,
		.adjust = true};

	it->columns = HARMONICS + 2 * (size_t)how->harmonics;
	it->x = tl_alloc(it->rows * it->columns, sizeof *it->x);
	it->y = tl_alloc(it->rows, sizeof *it->y);
	it->exposure = tl_alloc(it->rows, sizeof *it->exposure);
	for (size_t row = 0; row < it->rows; row++) {
		design_row(it, row, how->harmonics);
		take_month(it, row);
	}
	if (tl_its_estimate((struct tl_design){it->x, it->rows, it->columns}, it->y,
		    it->poisson ? it->exposure : NULL, &options, &it->its)) {
		put_term(it, "its_level", LEVEL);
		put_term(it, "its_trend", TREND);
		put_effects(it);
		put_serial(it);
		tl_its_free(&it->its);
	} else {
		refuse(it, TL_TOO_FEW, TL_REASON_TOO_FEW);
	}
	free(it->x);
	free(it->y);
	free(it->exposure);
	tl_vec_free(&it->under);
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
		.poisson = series->measure->its.family &&
			   strcmp(series->measure->its.family, "quasi-poisson") == 0};

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
