/* One number of the model of an interrupted time series, from the months of it that are shown. */
#include "recipe_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/vec.h>

#define YEAR_MONTHS 12
#define TWO_PI 6.283185307179586

enum column { INTERCEPT, TIME, LEVEL, TREND, HARMONICS };

struct interrupted {
	const struct recipe_computing *c;
	TL_VEC(const struct tl_operand *) months, control;
	size_t before; /* months before the date */
	size_t at; /* the month asked for */
	struct tl_design design;
	double *x, *y, *exposure;
	struct tl_its its;
	struct tl_its_ar ar;
	double *d; /* what is asked for, by the terms */
};

static const bool is_intervention[HARMONICS + 2 * TL_ITS_HARMONICS_MOST] = {
	[LEVEL] = true, [TREND] = true};

/* ---- its months ----------------------------------------------------------------------------- */

static bool gather(struct interrupted *it)
{
	const struct recipe_computing *c = it->c;
	const struct tl_operand *self = recipe_operand_of(c->operands, c->count, "x");

	for (size_t i = 0; i < c->count; i++) {
		const struct tl_operand *operand = &c->operands[i];

		if (strcmp(operand->role, "control") == 0)
			*tl_vec_push(&it->control) = operand;
		if (strcmp(operand->role, "series") != 0)
			continue;
		if (self && strcmp(operand->period_from, self->period_from) == 0)
			it->at = it->months.count;
		it->before += strcmp(operand->period_from, c->settings->from) < 0;
		*tl_vec_push(&it->months) = operand;
	}
	return it->before >= TL_ITS_PRE_POINTS && it->before < it->months.count;
}

/* Every month must be seen. What there is no number of says more than what is hidden. */
static bool are_shown(struct interrupted *it)
{
	const struct recipe_computing *c = it->c;

	for (size_t i = 0; i < c->count; i++) {
		if (recipe_is_published(&c->operands[i]))
			continue;
		if (c->operands[i].status == TL_NOT_AVAILABLE ||
			c->operands[i].status == TL_NOT_APPLICABLE) {
			recipe_refuse(c->result, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
			return false;
		}
		recipe_refuse(c->result, TL_SUPPRESSED, TL_REASON_UNDER);
	}
	return c->result->reason == TL_REASON_NONE;
}

/* ---- its model ------------------------------------------------------------------------------ */

static void design_row(struct interrupted *it, size_t row)
{
	double *x = it->x + row * it->design.columns, time = (double)row + 1;
	bool after = row >= it->before;

	x[INTERCEPT] = 1;
	x[TIME] = time;
	x[LEVEL] = after;
	x[TREND] = after ? (double)(row - it->before) : 0;
	for (unsigned h = 0; h < it->c->settings->harmonics; h++) {
		x[HARMONICS + 2 * h] = sin(TWO_PI * (h + 1) * time / YEAR_MONTHS);
		x[HARMONICS + 2 * h + 1] = cos(TWO_PI * (h + 1) * time / YEAR_MONTHS);
	}
}

/* Counts over what they are divided by, else the figure as it is, less the control's. */
static void take_month(struct interrupted *it, size_t row)
{
	const struct tl_operand *month = it->months.items[row];
	bool divided = !isnan(month->numerator) && !isnan(month->denominator);

	it->y[row] = month->value;
	if (it->control.count)
		it->y[row] -= it->control.items[row]->value;
	if (!it->c->settings->counts)
		return;
	it->y[row] = divided ? month->numerator : month->value;
	it->exposure[row] = divided ? log(month->denominator) : 0;
}

static bool estimate(struct interrupted *it)
{
	const struct tl_recipe_settings *settings = it->c->settings;
	const struct tl_its_options options = {
		.family = settings->counts ? TL_ITS_QUASIPOISSON : TL_ITS_OLS};
	size_t rows = it->months.count, columns = HARMONICS + 2 * (size_t)settings->harmonics;

	it->x = tl_alloc(rows * columns, sizeof *it->x);
	it->y = tl_alloc(rows, sizeof *it->y);
	it->exposure = tl_alloc(rows, sizeof *it->exposure);
	it->design = (struct tl_design){it->x, rows, columns};
	for (size_t row = 0; row < rows; row++) {
		design_row(it, row);
		take_month(it, row);
	}
	it->d = tl_alloc(columns, sizeof *it->d);
	if (!tl_its_estimate(
		    it->design, it->y, settings->counts ? it->exposure : NULL, &options, &it->its))
		return false;
	tl_its_ar_estimate(&it->its, it->design, &it->ar);
	return true;
}

/* ---- its numbers ---------------------------------------------------------------------------- */

/* Limits that hold in short series, not Newey and West's: bench/its. */
static void put(struct interrupted *it, double value)
{
	struct tl_limits at95 = tl_its_ar_limits(&it->ar, it->d, value, TL_LEVEL_95);
	struct tl_limits at998 = tl_its_ar_limits(&it->ar, it->d, value, TL_LEVEL_998);
	struct tl_result *result = it->c->result;

	result->value = value;
	result->lower = at95.lower;
	result->upper = at95.upper;
	result->lower_998 = at998.lower;
	result->upper_998 = at998.upper;
	result->method = "AR(1)";
}

/* Of counts it is a ratio, from its logarithm. */
static void put_term(struct interrupted *it, enum column column)
{
	struct tl_result *result = it->c->result;
	double *const numbers[] = {&result->value, &result->lower, &result->upper,
		&result->lower_998, &result->upper_998};

	put(it, tl_its_ar_term(&it->ar, column, it->d));
	for (size_t i = 0; it->c->settings->counts && i < TL_LEN(numbers); i++)
		*numbers[i] = exp(*numbers[i]);
	if (it->before < 2 * TL_ITS_PRE_POINTS)
		result->flag = "short";
}

static void put_level(struct interrupted *it)
{
	put_term(it, LEVEL);
}

static void put_trend(struct interrupted *it)
{
	put_term(it, TREND);
}

static struct tl_its_effect effect_of(struct interrupted *it, size_t first, size_t past)
{
	return tl_its_ar_effect(&it->ar, it->design, is_intervention, first, past, it->d);
}

static void put_total(struct interrupted *it)
{
	put(it, effect_of(it, it->before, it->design.rows).effect);
}

static void put_effect(struct interrupted *it)
{
	struct tl_its_effect effect = effect_of(it, it->at, it->at + 1);

	put(it, effect.effect);
	it->c->result->centre = effect.counterfactual;
}

static void put_durbin_watson(struct interrupted *it)
{
	it->c->result->value = tl_serial_durbin_watson(it->its.fit.residual, it->design.rows);
	it->c->result->method = "Durbin-Watson";
}

static void put_breusch_godfrey(struct interrupted *it)
{
	it->c->result->value =
		tl_serial_breusch_godfrey(it->design, it->its.fit.residual, YEAR_MONTHS).p;
	it->c->result->method = "Breusch-Godfrey";
}

static const struct {
	const char *name;
	void (*put)(struct interrupted *it);
} terms[] = {
	{"level", put_level},
	{"trend", put_trend},
	{"total", put_total},
	{"effect", put_effect},
	{"durbin-watson", put_durbin_watson},
	{"breusch-godfrey", put_breusch_godfrey},
};

bool recipe_its_term_is(const char *name)
{
	for (size_t i = 0; i < TL_LEN(terms); i++)
		if (strcmp(terms[i].name, name) == 0)
			return true;
	return false;
}

void recipe_compute_its(const struct recipe_computing *c)
{
	struct interrupted it = {.c = c};

	if (!gather(&it))
		recipe_refuse(c->result, TL_TOO_FEW, TL_REASON_FEW_POINTS);
	else if (!are_shown(&it))
		; /* it says why */
	else if (!estimate(&it))
		recipe_refuse(c->result, TL_TOO_FEW, TL_REASON_TOO_FEW);
	for (size_t i = 0; c->result->reason == TL_REASON_NONE && i < TL_LEN(terms); i++)
		if (strcmp(terms[i].name, c->settings->term) == 0)
			terms[i].put(&it);
	tl_its_ar_free(&it.ar);
	tl_its_free(&it.its);
	free(it.d);
	free(it.x);
	free(it.y);
	free(it.exposure);
	tl_vec_free(&it.months);
	tl_vec_free(&it.control);
}
