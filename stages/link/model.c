#include "model.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS_MAX 200
#define MOVED 0.0001
#define UNRELATED_LEAST 1e-9

void model_start(struct model *model, const struct records *records,
	const struct patterns *patterns, const struct chance *chance, bool with_households)
{
	double share = 0.4 * (double)records->count / (chance->pairs > 1 ? chance->pairs : 1);
	bool is_shared = false;

	*model = (struct model){.fields = records->fields, .patterns = *patterns};
	for (size_t i = 0; i < patterns->count; i++) {
		const struct level_facts *level = field_kinds[records->fields[i].kind].level;

		is_shared |= records->fields[i].is_shared;
		for (size_t j = 1; j < patterns->base[i]; j++) {
			model->unrelated[i][j] = chance->rate[i][j];
			model->same[i][j] = level[j].same;
			model->household[i][j] = records->fields[i].is_shared ? level[j].household
									      : chance->rate[i][j];
		}
	}
	model->share_same = share < 0.2 ? share : 0.2;
	model->share_household = with_households && is_shared ? model->share_same : 0;
}

struct sums {
	double same[FIELDS_MAX][FIELD_LEVELS_MAX], household[FIELDS_MAX][FIELD_LEVELS_MAX];
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
		unsigned levels[FIELDS_MAX];

		for (size_t j = 0; j < model->patterns.count; j++) {
			unsigned level = pattern_level(&model->patterns, counts[i].pattern, j);

			levels[j] = level;
			if (!level)
				continue;
			same *= model->same[j][level];
			household *= model->household[j][level];
			unrelated *= model->unrelated[j][level];
		}
		scale = (double)counts[i].count / (same + household + unrelated);
		same *= scale;
		household *= scale;
		sums->all_same += same;
		sums->all_household += household;
		for (size_t j = 0; j < model->patterns.count; j++) {
			sums->same[j][levels[j]] += same;
			sums->household[j][levels[j]] += household;
		}
	}
}

/* New probabilities of one field in one class from its sums. One pair that follows the start keeps
 * each above zero, so that no level is lost for good. */
static double maximise(double *probabilities, const double *sums, const struct level_facts *start,
	bool is_household, size_t levels)
{
	double all = 1, moved = 0;

	for (size_t i = 1; i < levels; i++)
		all += sums[i];
	for (size_t i = 1; i < levels; i++) {
		double prior = is_household ? start[i].household : start[i].same;
		double now = (sums[i] + prior) / all;

		moved = fmax(moved, fabs(now - probabilities[i]));
		probabilities[i] = now;
	}
	return moved;
}

/* Chance agreement is what the rates among all pairs leave once the other classes are out. */
static void set_unrelated(struct model *model, const struct chance *chance, size_t field)
{
	size_t levels = model->patterns.base[field];
	double all = 0;

	for (size_t i = 1; i < levels; i++) {
		double rate = chance->rate[field][i];
		double left = rate - model->share_same * model->same[field][i] -
			      model->share_household * model->household[field][i];

		left = fmax(left, fmax(0.05 * rate, UNRELATED_LEAST));
		model->unrelated[field][i] = left;
		all += left;
	}
	for (size_t i = 1; i < levels; i++)
		model->unrelated[field][i] /= all;
}

static double round_of(struct model *model, const struct chance *chance,
	const struct pattern_count *counts, size_t count)
{
	struct sums sums;
	double moved = 0;

	expect(model, counts, count, &sums);
	model->share_same = fmax(sums.all_same / chance->pairs, 1e-15);
	if (model->share_household > 0)
		model->share_household = fmax(sums.all_household / chance->pairs, 1e-15);
	for (size_t i = 0; i < model->patterns.count; i++) {
		const struct level_facts *start = field_kinds[model->fields[i].kind].level;
		size_t levels = model->patterns.base[i];

		moved = fmax(moved, maximise(model->same[i], sums.same[i], start, false, levels));
		if (model->fields[i].is_shared && model->share_household > 0)
			moved = fmax(moved, maximise(model->household[i], sums.household[i], start,
						    true, levels));
		set_unrelated(model, chance, i);
		for (size_t j = 1; j < levels && !model->fields[i].is_shared; j++)
			model->household[i][j] = model->unrelated[i][j];
	}
	return moved;
}

size_t model_fit(struct model *model, const struct chance *chance,
	const struct pattern_count *counts, size_t count)
{
	size_t rounds = 0;

	while (rounds < ROUNDS_MAX) {
		rounds++;
		if (round_of(model, chance, counts, count) < MOVED)
			break;
	}
	return rounds;
}

void scorer_make(struct scorer *scorer, const struct model *model)
{
	double unrelated = 1 - model->share_same - model->share_household;

	*scorer = (struct scorer){.patterns = model->patterns};
	for (size_t i = 0; i < model->patterns.count; i++)
		for (size_t j = 1; j < model->patterns.base[i]; j++) {
			scorer->same[i][j] =
				(float)log2(model->same[i][j] / model->unrelated[i][j]);
			scorer->household[i][j] =
				(float)log2(model->household[i][j] / model->unrelated[i][j]);
		}
	scorer->prior_same = (float)log2(model->share_same / unrelated);
	scorer->has_household = model->share_household > 0;
	if (scorer->has_household)
		scorer->prior_household = (float)log2(model->share_household / unrelated);
}

static void log_odds(const struct scorer *scorer, uint32_t pattern, double *same, double *household)
{
	*same = scorer->prior_same;
	*household = scorer->prior_household;
	for (size_t i = 0; i < scorer->patterns.count; i++) {
		unsigned level = pattern_level(&scorer->patterns, pattern, i);

		*same += scorer->same[i][level];
		*household += scorer->household[i][level];
	}
}

struct verdict scorer_verdict(
	const struct scorer *scorer, uint32_t pattern, int16_t rarity, int16_t shared_rarity)
{
	double same, household, against, of_same, of_household;

	log_odds(scorer, pattern, &same, &household);
	same += rarity / RARITY_UNIT;
	household += shared_rarity / RARITY_UNIT;
	of_same = exp2(fmin(same, 500));
	of_household = scorer->has_household ? exp2(fmin(household, 500)) : 0;
	against = 1 + of_household;
	return (struct verdict){
		.same = of_same / (of_same + against),
		.household = of_household / (of_same + against),
		.weight = same - log2(against),
	};
}

bool scorer_worth(const struct scorer *scorer, uint32_t pattern, double bits)
{
	double same, household;

	log_odds(scorer, pattern, &same, &household);
	return same > -bits || (scorer->has_household && household > -bits);
}
