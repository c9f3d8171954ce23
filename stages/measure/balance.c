/* The balance table, a row for each attribute or value of one, before and after matching. */
#include "match.h"

#include "definitions.h"

#include <math.h>
#include <string.h>

static const struct known {
	const char *attribute, *label;
} known[] = {
	{"age", "Age in years"},
	{"sex", "Sex"},
	{"locality", "Locality"},
	{"people", "People in the family"},
	{"prior", "Events a year before"},
	{"quarter", "Quarter of the year they came"},
};

static const char *attribute_label(const char *attribute)
{
	for (size_t i = 0; i < TL_LEN(known); i++)
		if (strcmp(known[i].attribute, attribute) == 0)
			return known[i].label;
	return attribute;
}

static const char *level_label(
	const struct measure_world *world, const struct measure_variable *variable)
{
	int32_t locality;

	if (strcmp(variable->attribute, "locality") != 0)
		return variable->level;
	locality = measure_world_locality(world, tl_str(variable->level));
	return locality < (int32_t)world->locality_count ? world->localities[locality].label
							 : variable->level;
}

struct emitting {
	const struct measure_match *match;
	struct measure_model *model;
	struct measure_key key;
	const struct measure_operand *under;
	size_t under_count;
};

static void put(struct emitting *e, const char *statistic, const char *arm, double value)
{
	struct measure_key key = e->key;

	key.statistic = statistic;
	key.arm = arm;
	measure_model_number(
		e->model, &key, value, NAN, NAN, NAN, NAN, "", e->under, e->under_count);
}

static void put_variable(struct emitting *e, const struct measure_variable *variable, bool matched)
{
	const struct tl_balance *balance = matched ? &variable->after : &variable->before;
	double scale = variable->level ? 100 : 1;

	e->key.axis = matched ? "matched" : "unmatched";
	e->key.unit = "standard deviations";
	put(e, "smd", "", balance->smd);
	if (!variable->level) {
		e->key.unit = "ratio";
		put(e, "variance_ratio", "", balance->variance_ratio);
	}
	e->key.unit = variable->level ? "%" : "";
	put(e, "mean", "programme", balance->mean_treated * scale);
	put(e, "mean", matched ? "matched" : "pool", balance->mean_control * scale);
}

static void put_size(struct emitting *e)
{
	const struct measure_match *match = e->match;
	struct tl_match_size size = tl_match_size(match->treat, match->weights, match->rows, 0);

	e->key.grp = "";
	e->key.axis = "matched";
	e->key.unit = measure_unit_is_family(match->arms->programme) ? "families" : "people";
	put(e, "effective_size", "matched", size.matched_ess);
}

void measure_balance_emit(const struct measure_world *world, const struct measure_match *match,
	size_t points[2][2], struct measure_model *model)
{
	const struct measure_operand under[] = {{"under", points[0][0]}, {"under", points[1][0]},
		{"under", points[0][1]}, {"under", points[1][1]}};
	struct emitting e = {.match = match, .model = model, .under = under};

	if (!match->used)
		return;
	e.key = (struct measure_key){.programme = match->arms->programme->name,
		.locality = "all",
		.measure = "balance",
		.definition =
			measure_definition_name(&model->arena, match->arms->programme->digest),
		.position = MEASURE_NO_POSITION,
		.from = TL_NO_DAY,
		.to = TL_NO_DAY};
	for (size_t v = 0; v < match->variable_count; v++) {
		const struct measure_variable *variable = &match->variables[v];
		const char *label = attribute_label(variable->attribute);

		e.key.grp = variable->attribute;
		if (variable->level) {
			e.key.grp = tl_arena_printf(
				&model->arena, "%s:%s", variable->attribute, variable->level);
			label = tl_arena_printf(
				&model->arena, "%s: %s", label, level_label(world, variable));
		}
		measure_model_label(model, "group:balance",
			tl_arena_text(&model->arena, tl_str(e.key.grp)),
			tl_arena_text(&model->arena, tl_str(label)), (int64_t)v + 1);
		e.under_count = 2;
		put_variable(&e, variable, false);
		e.under_count = 4;
		put_variable(&e, variable, true);
	}
	put_size(&e);
}
