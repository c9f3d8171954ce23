/*
 * Callaway and Sant'Anna's difference-in-differences: each cohort of localities that started
 * together, at each period, against localities that have not started; every cell with the pull of
 * each unit on it, from which all standard errors come.
 */
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

struct state {
	const struct tl_did_panel *panel;
	const struct tl_did_options *options;
	size_t *unit; /* of each that remains, its place in the panel */
	double *groups; /* distinct, ascending */
	size_t group_count;
};

static bool is_never(const struct tl_did_panel *panel, double first)
{
	return isnan(first) || first == 0 || first > panel->period[panel->periods - 1];
}

/* Those treated from the start have no before. */
static void keep_units(struct state *state, struct tl_did *did)
{
	const struct tl_did_panel *panel = state->panel;

	for (size_t i = 0; i < panel->units; i++) {
		bool never = is_never(panel, panel->first[i]);

		if (!never && panel->first[i] <= panel->period[0] + state->options->anticipation)
			continue;
		state->unit[did->n] = i;
		did->unit_group[did->n++] = never ? NAN : panel->first[i];
	}
}

static void find_groups(struct state *state, const struct tl_did *did)
{
	double *sorted = tl_alloc(did->n + 1, sizeof *sorted);
	size_t known;

	for (size_t i = 0; i < did->n; i++)
		sorted[i] = did->unit_group[i];
	known = tl_quantile_sort(sorted, did->n);
	for (size_t i = 0; i < known; i++)
		if (!i || sorted[i] != sorted[i - 1])
			state->groups[state->group_count++] = sorted[i];
	free(sorted);
}

/* The last period before treatment can act. keep_units left no group without one. */
static size_t long_base(const struct state *state, double group)
{
	size_t base = 0;

	while (base + 1 < state->panel->periods &&
		state->panel->period[base + 1] < group - state->options->anticipation)
		base++;
	return base;
}

/* False where a cell has no base: the first period, when earlier ones are their own base. */
static bool base_of(const struct state *state, double group, size_t t, size_t *base)
{
	*base = long_base(state, group);
	if (state->options->universal ||
		state->panel->period[t] >= group - state->options->anticipation)
		return true;
	if (!t)
		return false;
	*base = t - 1;
	return true;
}

static bool is_control(
	const struct state *state, double of_unit, double group, size_t t, size_t base)
{
	double last = state->panel->period[t > base ? t : base];

	if (isnan(of_unit))
		return true;
	return state->options->not_yet && of_unit > last + state->options->anticipation &&
	       of_unit != group;
}

static double change_of(const struct state *state, size_t i, size_t t, size_t base)
{
	const double *y = state->panel->y + state->unit[i] * state->panel->periods;

	return y[t] - y[base];
}

struct side {
	struct tl_sum change;
	double units;
};

static double side_mean(const struct side *side)
{
	return tl_sum_value(&side->change) / side->units;
}

/* Which side of a comparison a unit is on: 1 treated, -1 control, 0 neither. */
static int side_of(const struct state *state, double of_unit, double group, size_t t, size_t base)
{
	if (of_unit == group)
		return 1;
	return is_control(state, of_unit, group, t, base) ? -1 : 0;
}

static void estimate_cell(const struct state *state, struct tl_did *did, size_t t, size_t base,
	struct tl_did_cell *cell, double *influence)
{
	struct side treated = {0}, control = {0};
	struct tl_sum squares = {0};
	double n = (double)did->n;

	for (size_t i = 0; i < did->n; i++) {
		int side = side_of(state, did->unit_group[i], cell->group, t, base);

		if (!side)
			continue;
		tl_sum_add(
			side > 0 ? &treated.change : &control.change, change_of(state, i, t, base));
		(side > 0 ? &treated : &control)->units++;
	}
	cell->att = cell->se = NAN;
	if (!(control.units > 0))
		return;
	cell->att = side_mean(&treated) - side_mean(&control);
	for (size_t i = 0; i < did->n; i++) {
		int side = side_of(state, did->unit_group[i], cell->group, t, base);
		const struct side *own = side > 0 ? &treated : &control;

		if (side)
			influence[i] = side * (change_of(state, i, t, base) - side_mean(own)) /
				       (own->units / n);
		tl_sum_add(&squares, influence[i] * influence[i]);
	}
	cell->se = sqrt(tl_sum_value(&squares)) / n;
}

static void estimate_cells(const struct state *state, struct tl_did *did)
{
	for (size_t g = 0; g < state->group_count; g++)
		for (size_t t = 0; t < state->panel->periods; t++) {
			struct tl_did_cell *cell = &did->cells[did->count];
			size_t base;

			if (!base_of(state, state->groups[g], t, &base))
				continue;
			*cell = (struct tl_did_cell){
				state->groups[g], state->panel->period[t], 0, NAN};
			if (base != t)
				estimate_cell(state, did, t, base, cell,
					did->influence + did->count * did->n);
			did->count++;
		}
}

static bool has_answer(const struct tl_did *did)
{
	for (size_t i = 0; i < did->count; i++)
		if (!isnan(did->cells[i].se))
			return true;
	return false;
}

bool tl_did_estimate(
	const struct tl_did_panel *panel, const struct tl_did_options *options, struct tl_did *did)
{
	struct state state = {
		.panel = panel,
		.options = options,
		.unit = tl_alloc(panel->units + 1, sizeof *state.unit),
		.groups = tl_alloc(panel->units + 1, sizeof *state.groups),
	};
	bool ok;

	*did = (struct tl_did){.unit_group = tl_alloc(panel->units + 1, sizeof(double))};
	if (panel->periods) {
		keep_units(&state, did);
		find_groups(&state, did);
		did->cells = tl_alloc(state.group_count * panel->periods + 1, sizeof *did->cells);
		did->influence = tl_alloc(
			state.group_count * panel->periods * did->n + 1, sizeof *did->influence);
		estimate_cells(&state, did);
	}
	ok = has_answer(did);
	free(state.groups);
	free(state.unit);
	if (!ok)
		tl_did_free(did);
	return ok;
}

void tl_did_free(struct tl_did *did)
{
	free(did->cells);
	free(did->influence);
	free(did->unit_group);
	*did = (struct tl_did){0};
}

/* Covariance of two cells' estimates. */
static double covariance(const struct tl_did *did, size_t a, size_t b)
{
	const double *first = did->influence + a * did->n, *second = did->influence + b * did->n;
	double n = (double)did->n;
	struct tl_sum sum = {0};

	for (size_t i = 0; i < did->n; i++)
		tl_sum_add(&sum, first[i] * second[i]);
	return tl_sum_value(&sum) / (n * n);
}

struct tl_test tl_did_pretest(const struct tl_did *did, double anticipation)
{
	size_t *before = tl_alloc(did->count + 1, sizeof *before), count = 0;
	double *att, *variance;
	struct tl_test test = {NAN, 0, NAN};

	for (size_t i = 0; i < did->count; i++)
		if (did->cells[i].time < did->cells[i].group - anticipation &&
			!isnan(did->cells[i].se))
			before[count++] = i;
	att = tl_alloc(count + 1, sizeof *att);
	variance = tl_alloc(count * count + 1, sizeof *variance);
	for (size_t i = 0; i < count; i++) {
		att[i] = did->cells[before[i]].att;
		for (size_t j = 0; j < count; j++)
			variance[i * count + j] = covariance(did, before[i], before[j]);
	}
	if (count)
		test = stats_wald(att, variance, count);
	free(variance);
	free(att);
	free(before);
	return test;
}
