#include "match.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/num.h>

/* ---- rows ----------------------------------------------------------------------------------- */

static bool is_known(const struct measure_match *match, size_t unit)
{
	for (size_t a = 0; a < match->attribute_count; a++)
		if (!match->attributes[a].texts && isnan(match->attributes[a].numbers[unit]))
			return false;
	return true;
}

static void list_rows(struct measure_match *match)
{
	size_t treated = match->arms->treated.count;
	size_t units = treated + match->arms->comparison.count;

	match->units = tl_arena_array(&match->arena, units + 1, sizeof *match->units);
	match->treat = tl_arena_array(&match->arena, units + 1, sizeof *match->treat);
	match->weights = tl_arena_array(&match->arena, units + 1, sizeof *match->weights);
	for (size_t u = 0; u < units; u++) {
		if (!is_known(match, u))
			continue;
		match->units[match->rows] = u;
		match->treat[match->rows++] = u < treated;
	}
}

/* ---- variables: what balance is judged on, and ipw regresses on ------------------------------ */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The distinct texts of the rows, sorted. */
static size_t levels_of(struct measure_match *match, const struct measure_attribute *attribute,
	const char ***levels)
{
	const char **all = tl_arena_array(&match->arena, match->rows + 1, sizeof *all);
	size_t count = 0;

	for (size_t r = 0; r < match->rows; r++)
		all[r] = attribute->texts[match->units[r]];
	if (match->rows)
		qsort(all, match->rows, sizeof *all, compare_texts);
	for (size_t r = 0; r < match->rows; r++)
		if (!r || strcmp(all[r], all[count - 1]) != 0)
			all[count++] = all[r];
	*levels = all;
	return count;
}

static void add_variable(struct measure_match *match, size_t *capacity,
	const struct measure_attribute *attribute, const char *level)
{
	double *values = tl_arena_array(&match->arena, match->rows + 1, sizeof *values);

	for (size_t r = 0; r < match->rows; r++)
		values[r] = !level ? attribute->numbers[match->units[r]]
				   : strcmp(attribute->texts[match->units[r]], level) == 0;
	if (match->variable_count == *capacity) {
		*capacity = *capacity ? *capacity * 2 : 16;
		match->variables = tl_grow(match->variables, *capacity, sizeof *match->variables);
	}
	match->variables[match->variable_count++] = (struct measure_variable){
		.attribute = attribute->name, .level = level, .values = values};
}

static void list_variables(struct measure_match *match)
{
	size_t capacity = 0;

	for (size_t a = 0; a < match->attribute_count; a++) {
		const struct measure_attribute *attribute = &match->attributes[a];
		const char **levels;
		size_t count = attribute->texts ? levels_of(match, attribute, &levels) : 0;

		if (!attribute->texts)
			add_variable(match, &capacity, attribute, NULL);
		for (size_t i = 0; i < count; i++)
			add_variable(match, &capacity, attribute, levels[i]);
	}
}

/* ---- strata --------------------------------------------------------------------------------- */

static int compare_numbers(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* Each distinct number a bin of its own; returns how many there are. */
static size_t bins_of_values(const double *values, size_t rows, size_t *bin)
{
	double *distinct = tl_alloc(rows + 1, sizeof *distinct);
	size_t count = 0;

	memcpy(distinct, values, rows * sizeof *distinct);
	qsort(distinct, rows, sizeof *distinct, compare_numbers);
	for (size_t i = 0; i < rows; i++)
		if (!i || distinct[i] != distinct[count - 1])
			distinct[count++] = distinct[i];
	for (size_t i = 0; i < rows; i++)
		bin[i] = (size_t)((const double *)bsearch(&values[i], distinct, count,
					  sizeof *distinct, compare_numbers) -
				  distinct);
	free(distinct);
	return count;
}

static void cut(const struct tl_match_on *on, const double *values, size_t rows, size_t *bin)
{
	double *cuts = tl_alloc(on->cuts_count + 1, sizeof *cuts);

	for (unsigned i = 0; i < on->cuts_count; i++)
		tl_num_real(tl_str(on->cuts[i]), (struct tl_num_style){0}, &cuts[i]);
	if (on->cuts_count)
		tl_match_cut(values, rows, cuts, on->cuts_count, bin);
	else
		tl_match_bins(values, rows, on->bins ? on->bins : tl_match_sturges(rows), bin);
	free(cuts);
}

/* Texts exactly; numbers exactly or, coarsened, those with more than two values in bins. */
static void code_variable(
	const struct measure_match *match, const struct measure_variable *variable, size_t *bin)
{
	bool coarsen = match->arms->programme->comparison.match.method == TL_MATCH_CEM;
	const struct measure_attribute *attribute = match->attributes;

	if (bins_of_values(variable->values, match->rows, bin) <= 2 || variable->level || !coarsen)
		return;
	while (strcmp(attribute->name, variable->attribute) != 0)
		attribute++;
	cut(attribute->on, variable->values, match->rows, bin);
}

static void weigh_by_strata(struct measure_match *match)
{
	size_t *codes = tl_alloc(match->rows * match->variable_count + 1, sizeof *codes);
	size_t *bin = tl_alloc(match->rows + 1, sizeof *bin);
	size_t count;

	match->strata = tl_arena_array(&match->arena, match->rows + 1, sizeof *match->strata);
	for (size_t v = 0; v < match->variable_count; v++) {
		code_variable(match, &match->variables[v], bin);
		for (size_t r = 0; r < match->rows; r++)
			codes[r * match->variable_count + v] = bin[r];
	}
	count = tl_match_strata(codes, match->rows, match->variable_count, match->strata);
	tl_match_weights(match->treat, match->rows, count, match->strata, match->weights);
	free(codes);
	free(bin);
}

/* ---- propensity ----------------------------------------------------------------------------- */

/* The first value of a text is what its others are held against. */
static bool is_reference(const struct measure_match *match, size_t v)
{
	const struct measure_variable *variable = &match->variables[v];

	return variable->level &&
	       (v == 0 || strcmp(match->variables[v - 1].attribute, variable->attribute) != 0);
}

/* Nobody is weighed where the regression has no answer: then nothing is compared. */
static void weigh_by_propensity(struct measure_match *match)
{
	struct tl_fit fit = {0};
	double *x = tl_alloc(match->rows * (match->variable_count + 1) + 1, sizeof *x);
	size_t columns = 1;

	for (size_t v = 0; v < match->variable_count; v++)
		columns += !is_reference(match, v);
	for (size_t r = 0; r < match->rows; r++) {
		double *row = x + r * columns;

		*row++ = 1;
		for (size_t v = 0; v < match->variable_count; v++)
			if (!is_reference(match, v))
				*row++ = match->variables[v].values[r];
	}
	if (tl_fit_logistic((struct tl_design){x, match->rows, columns}, match->treat, &fit)) {
		for (size_t r = 0; r < match->rows; r++)
			match->weights[r] =
				match->treat[r] == 1 ? 1 : fit.fitted[r] / (1 - fit.fitted[r]);
		tl_fit_free(&fit);
	}
	free(x);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool is_alike(const struct tl_balance *balance)
{
	if (isnan(balance->smd)) /* all of the programme's are alike here: are the others? */
		return balance->mean_treated == balance->mean_control;
	return fabs(balance->smd) < MEASURE_BALANCED;
}

static void judge(struct measure_match *match)
{
	match->balanced = match->rows > 0;
	for (size_t v = 0; v < match->variable_count; v++) {
		struct measure_variable *variable = &match->variables[v];

		variable->before =
			tl_match_balance(match->treat, variable->values, NULL, NULL, match->rows);
		variable->after = tl_match_balance(
			match->treat, variable->values, match->weights, match->strata, match->rows);
		match->balanced = match->balanced && is_alike(&variable->after);
	}
}

/* An arm's weights by unit, from those of the rows. */
static void weigh_arm(const struct measure_world *world, const struct measure_match *match,
	const struct measure_cohort *from, size_t first, const char *arm,
	struct measure_cohort *cohort)
{
	double *weights = tl_alloc(from->count + 1, sizeof *weights);

	for (size_t r = 0; r < match->rows; r++)
		if (match->units[r] >= first && match->units[r] - first < from->count)
			weights[match->units[r] - first] = match->weights[r];
	measure_cohort_weigh(world, from, weights, arm, cohort);
	free(weights);
}

bool measure_match_run(const struct measure_world *world, struct measure_arms *arms,
	struct measure_match *match, struct tl_err *err)
{
	*match = (struct measure_match){.arms = arms};
	if (arms->programme->comparison.kind != TL_COMPARE_MATCHED)
		return true;
	match->used = true;
	if (!measure_match_know(world, match, err))
		return false;
	list_rows(match);
	list_variables(match);
	if (match->rows && arms->programme->comparison.match.method == TL_MATCH_IPW)
		weigh_by_propensity(match);
	else if (match->rows)
		weigh_by_strata(match);
	judge(match);
	weigh_arm(world, match, &arms->treated, 0, "programme-matched", &arms->matched_treated);
	weigh_arm(world, match, &arms->comparison, arms->treated.count, "matched",
		&arms->matched_pool);
	arms->unbalanced = !match->balanced;
	return true;
}

void measure_match_free(struct measure_match *match)
{
	free(match->variables);
	tl_arena_free(&match->arena);
}
