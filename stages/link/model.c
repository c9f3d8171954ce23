#include "model.h"

#include <math.h>
#include <throughline/num.h>

#define ROUNDS_MAX 200
#define MOVED 0.0001
#define UNRELATED_LEAST 1e-9
#define JOINT_MOST 16.0 /* what is left may be wrong where nearly all pairs are of one person */
#define RELATED_MOST                                                                               \
	0.5 /* share of all pairs; what chance does cannot be learnt from fewer others */
#define LEANING 10.0 /* as many pairs as this follow a field's own chances, whatever its parent */

static bool is_record(const struct model *model, size_t field)
{
	return model->fields[field].kind == FIELD_CLK;
}

/* Where a record filter is compared the second class is whoever is alike in it and somebody else
 * (record_curve.h), and what else agrees goes with that: it is in the filter too. */
static bool is_free(const struct model *model, size_t field)
{
	bool is_alike = false;

	for (size_t i = 0; i < model->patterns.count; i++)
		is_alike |= is_record(model, i);
	return model->share_household > 0 && (model->fields[field].is_shared || is_alike);
}

/* What a household does not share is there as in unrelated people, but for kin (chance.h). */
static void pin_household(struct model *model, size_t field)
{
	double kin = chance_has_kin(&model->fields[field]) ? CHANCE_KIN : 0;

	for (size_t i = 0; i < FIELD_LEVELS_MAX && !is_free(model, field); i++)
		for (size_t j = 1; j < model->patterns.base[field]; j++)
			model->household[field][i][j] = (1 - kin) * model->unrelated[field][i][j] +
							(j == FIELD_EXACT ? kin : 0);
}

void model_start(struct model *model, const struct records *records,
	const struct patterns *patterns, const struct chance *chance, bool with_households)
{
	double share = 0.4 * (double)records->count / (chance->pairs > 1 ? chance->pairs : 1);
	bool is_shared = false;

	*model = (struct model){.fields = records->fields,
		.patterns = *patterns,
		.same_curve = RECORD_CURVE_SAME,
		.household_curve = RECORD_CURVE_HOUSEHOLD};
	for (size_t i = 0; i < patterns->count; i++) {
		const struct level_facts *level = field_kinds[records->fields[i].kind].level;

		is_shared |= records->fields[i].is_shared || is_record(model, i);
		for (size_t parent = 0; parent < FIELD_LEVELS_MAX; parent++)
			for (size_t j = 1; j < patterns->base[i]; j++) {
				double unrelated = chance->given[i][parent][j];

				model->unrelated[i][parent][j] = unrelated;
				model->same[i][parent][j] = level[j].same;
				model->household[i][parent][j] = level[j].household;
			}
		if (is_record(model, i))
			record_curve_strangers(model->unrelated[i][0], patterns->base[i]);
	}
	model->share_same = share < 0.2 ? share : 0.2;
	model->share_household = with_households && is_shared ? model->share_same : 0;
	for (size_t i = 0; i < patterns->count; i++)
		pin_household(model, i);
}

struct sums {
	model_chances same[FIELDS_MAX], household[FIELDS_MAX];
	double all_same, all_household;
};

static void expect(const struct model *model, const struct pattern_count *counts, size_t count,
	struct sums *sums)
{
	double share = 1 - model->share_same - model->share_household;

	*sums = (struct sums){0};
	for (size_t i = 0; i < count; i++) {
		double same = model->share_same, household = model->share_household;
		double unrelated = share, scale;
		struct levels levels;

		pattern_levels(&model->patterns, counts[i].pattern, &levels);
		for (size_t j = 0; j < model->patterns.count; j++) {
			unsigned parent = levels.parent[j], level = levels.own[j];

			if (!level)
				continue;
			same *= model->same[j][parent][level];
			household *= model->household[j][parent][level];
			unrelated *= model->unrelated[j][parent][level];
		}
		scale = (double)counts[i].count / (same + household + unrelated);
		same *= scale;
		household *= scale;
		sums->all_same += same;
		sums->all_household += household;
		for (size_t j = 0; j < model->patterns.count; j++) {
			sums->same[j][levels.parent[j]][levels.own[j]] += same;
			sums->household[j][levels.parent[j]][levels.own[j]] += household;
		}
	}
}

/* A field's chances in one class from its sums, whatever the parent, and from as many pairs that
 * follow the start: of a household one, so that no level is lost for good. */
static double maximise_own(double *chances, model_chances sums, const struct level_facts *start,
	bool is_household, size_t levels)
{
	double leaning = is_household ? 1 : MODEL_LEANING;
	double all = leaning, moved = 0, now[FIELD_LEVELS_MAX] = {0};

	for (size_t level = 1; level < levels; level++) {
		for (size_t parent = 0; parent < FIELD_LEVELS_MAX; parent++)
			now[level] += sums[parent][level];
		all += now[level];
		now[level] += leaning * (is_household ? start[level].household : start[level].same);
	}
	for (size_t level = 1; level < levels; level++) {
		moved = fmax(moved, fabs(now[level] / all - chances[level]));
		chances[level] = now[level] / all;
	}
	return moved;
}

static double maximise_record(struct model *model, const struct sums *sums, size_t field)
{
	const struct level_facts *start = field_kinds[FIELD_CLK].level;
	size_t levels = model->patterns.base[field];
	double moved = record_curve_fit(&model->same_curve, model->same[field][0],
		sums->same[field][0], start, false, levels);

	if (model->share_household > 0)
		moved = fmax(
			moved, record_curve_fit(&model->household_curve, model->household[field][0],
				       sums->household[field][0], start, true, levels));
	record_curve_strangers(model->unrelated[field][0], levels);
	return moved;
}

/* The same by the parent's level; at 0, where the parent is missing or there is none, its own. */
static double maximise(model_chances chances, model_chances sums, const struct level_facts *start,
	bool is_household, size_t levels, bool has_parent)
{
	double moved = maximise_own(chances[0], sums, start, is_household, levels);

	for (size_t parent = 1; parent < FIELD_LEVELS_MAX; parent++) {
		double all = LEANING;

		for (size_t level = 1; level < levels; level++)
			all += sums[parent][level];
		for (size_t level = 1; level < levels; level++)
			chances[parent][level] =
				has_parent
					? (sums[parent][level] + LEANING * chances[0][level]) / all
					: chances[0][level];
	}
	return moved;
}

/* Chance agreement is what the rates among all pairs leave once the other classes are out. */
static void set_unrelated(struct model *model, const struct chance *chance, size_t field)
{
	size_t levels = model->patterns.base[field];
	double all = 0, *unrelated = model->unrelated[field][0];

	for (size_t i = 1; i < levels; i++) {
		double rate = chance->rate[field][i];
		double left = rate - model->share_same * model->same[field][0][i] -
			      model->share_household * model->household[field][0][i];

		unrelated[i] = fmax(left, fmax(0.05 * rate, UNRELATED_LEAST));
		all += unrelated[i];
	}
	for (size_t i = 1; i < levels; i++)
		unrelated[i] /= all;
}

/* Returns by how much of itself it moved. */
static double set_share(double *share, double now)
{
	double before = *share;

	*share = fmax(now, 1e-15);
	return fabs(*share - before) / before;
}

/*
 * Names of one community go together: of strangers who share a forename more share the surname than
 * others do. How many is what the pairs that share both leave once those of one person and of one
 * household are out.
 */
static void set_joint(struct model *model, const struct chance *chance, size_t field)
{
	size_t parent = model->patterns.parent[field], levels = model->patterns.base[field];
	double *alone = model->unrelated[field][0], *given = model->unrelated[field][FIELD_EXACT];
	double forename = model->unrelated[parent][0][FIELD_EXACT], rest, both;

	both = chance->joint[field] -
	       model->share_same * model->same[parent][0][FIELD_EXACT] *
		       model->same[field][0][FIELD_EXACT] -
	       model->share_household * model->household[parent][0][FIELD_EXACT] *
		       model->household[field][0][FIELD_EXACT];
	both = fmin(fmax(both / forename, alone[FIELD_EXACT]), JOINT_MOST * alone[FIELD_EXACT]);
	both = fmin(both, 0.5);
	rest = (1 - both) / (1 - alone[FIELD_EXACT]);
	for (size_t i = 1; i < levels; i++)
		given[i] = i == FIELD_EXACT ? both : alone[i] * rest;
	for (size_t i = 2; i < FIELD_LEVELS_MAX; i++)
		for (size_t j = 1; j < levels; j++)
			model->unrelated[field][i][j] = alone[j];
}

static double round_of(struct model *model, const struct chance *chance,
	const struct pattern_count *counts, size_t count)
{
	struct sums sums;
	double moved = 0;

	expect(model, counts, count, &sums);
	moved = set_share(&model->share_same, sums.all_same / chance->pairs);
	if (model->share_household > 0)
		moved = fmax(moved,
			set_share(&model->share_household, sums.all_household / chance->pairs));
	for (size_t i = 0; i < model->patterns.count; i++) {
		const struct level_facts *start = field_kinds[model->fields[i].kind].level;
		size_t levels = model->patterns.base[i];
		/* Where somebody lives goes together, whoever it is. Sex and surname go with the
		 * forename in strangers alone: one person has one sex, however that is spelt. */
		bool has_parent = model->patterns.parent[i] != NO_PARENT &&
				  (model->fields[i].meaning == FIELD_TEXT ||
					  model->fields[i].meaning == FIELD_DATE ||
					  model->fields[i].meaning == FIELD_POSTCODE);

		if (is_record(model, i)) {
			moved = fmax(moved, maximise_record(model, &sums, i));
			continue;
		}
		moved = fmax(moved,
			maximise(model->same[i], sums.same[i], start, false, levels, has_parent));
		if (is_free(model, i))
			moved = fmax(moved, maximise(model->household[i], sums.household[i], start,
						    true, levels, has_parent));
		set_unrelated(model, chance, i);
		if (chance->joint[i] > 0)
			set_joint(model, chance, i);
		pin_household(model, i);
	}
	return moved;
}

/* As a file keeps it, so that a saved model gives the same links. */
static void round_off(struct model *model)
{
	model->share_same = tl_num_stored(model->share_same);
	model->share_household = tl_num_stored(model->share_household);
	for (size_t i = 0; i < model->patterns.count; i++)
		for (size_t j = 0; j < FIELD_LEVELS_MAX; j++)
			for (size_t k = 1; k < model->patterns.base[i]; k++) {
				model->same[i][j][k] = tl_num_stored(model->same[i][j][k]);
				model->household[i][j][k] =
					tl_num_stored(model->household[i][j][k]);
				model->unrelated[i][j][k] =
					tl_num_stored(model->unrelated[i][j][k]);
			}
}

size_t model_fit(struct model *model, const struct chance *chance,
	const struct pattern_count *counts, size_t count)
{
	struct model start = *model;
	size_t rounds = 0;

	while (rounds < ROUNDS_MAX) {
		rounds++;
		if (round_of(model, chance, counts, count) < MOVED)
			break;
	}
	/* Not a number where a handful of pairs leaves no unrelated ones at all. */
	if (!(model->share_same + model->share_household <= RELATED_MOST)) {
		*model = start;
		rounds = 0;
	}
	round_off(model);
	return rounds;
}

void scorer_make(struct scorer *scorer, const struct model *model)
{
	double unrelated = 1 - model->share_same - model->share_household;

	*scorer = (struct scorer){.patterns = model->patterns};
	for (size_t i = 0; i < model->patterns.count; i++)
		for (size_t j = 0; j < FIELD_LEVELS_MAX; j++)
			for (size_t k = 1; k < model->patterns.base[i]; k++) {
				scorer->same[i][j][k] = (float)log2(
					model->same[i][j][k] / model->unrelated[i][j][k]);
				scorer->household[i][j][k] = (float)log2(
					model->household[i][j][k] / model->unrelated[i][j][k]);
			}
	scorer->prior_same = (float)log2(model->share_same / unrelated);
	scorer->has_household = model->share_household > 0;
	if (scorer->has_household)
		scorer->prior_household = (float)log2(model->share_household / unrelated);
}

struct odds scorer_odds(const struct scorer *scorer, uint32_t pattern)
{
	struct odds odds = {scorer->prior_same, scorer->prior_household};
	struct levels levels;

	pattern_levels(&scorer->patterns, pattern, &levels);
	for (size_t i = 0; i < scorer->patterns.count; i++) {
		odds.same += scorer->same[i][levels.parent[i]][levels.own[i]];
		odds.household += scorer->household[i][levels.parent[i]][levels.own[i]];
	}
	return odds;
}

struct verdict scorer_verdict(
	const struct scorer *scorer, struct odds odds, int16_t rarity, int16_t shared_rarity)
{
	double same = odds.same + rarity / RARITY_UNIT;
	double household = odds.household + shared_rarity / RARITY_UNIT;
	double of_household = scorer->has_household ? exp2(fmin(household, 500)) : 0;
	double of_same = exp2(fmin(same, 500)), against = 1 + of_household;

	return (struct verdict){
		.weight = same - log2(against),
		.same = of_same / (of_same + against),
		.household = of_household / (of_same + against),
	};
}

bool scorer_worth(const struct scorer *scorer, uint32_t pattern, double bits)
{
	struct odds odds = scorer_odds(scorer, pattern);

	if (pattern == PATTERN_OF_BLANKS)
		return false;
	return odds.same > -bits || (scorer->has_household && odds.household > -bits);
}
