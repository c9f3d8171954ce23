#include "curve.h"

#include <math.h>
#include <stdlib.h>

#define BINS 960 /* weights -20 to 40 in sixteenths */
#define BIN_LOWEST (-20.0)
#define BINS_A_BIT 16.0

struct bins {
	double pairs[BINS], matches[BINS];
	double all; /* expected matches among all pairs */
};

static size_t bin_of(double weight)
{
	double at = floor((weight - BIN_LOWEST) * BINS_A_BIT);

	return at < 0 ? 0 : at >= BINS ? BINS - 1 : (size_t)at;
}

static void fill(struct bins *bins, const struct linkage *linkage)
{
	for (size_t i = 0; i < linkage->pairs.chunk_count; i++)
		for (size_t j = 0; j < linkage->pairs.chunks[i].count; j++) {
			const struct pair *pair = &linkage->pairs.chunks[i].items[j];
			double same = pair_probability(pair->weight);
			size_t bin = bin_of(pair->weight);

			bins->pairs[bin]++;
			bins->matches[bin] += same;
			bins->all += same;
		}
}

static struct curve_point point_of(double weight, double pairs, double matches, double all)
{
	return (struct curve_point){
		.weight = weight,
		.pairs = pairs,
		.precision = pairs > 0 ? matches / pairs : 1,
		.recall = all > 0 ? matches / all : 1,
		.f1 = pairs + all > 0 ? 2 * matches / (pairs + all) : 1,
	};
}

/*
 * Chao's estimate (1987) of what no pass found, from the likely matches that one pass alone found
 * and those that two did: f1^2 / (2 f2). It is a lower bound where some pairs are harder to find
 * than others, so blocking recall is no higher than this.
 */
static double blocking_recall(const struct linkage *linkage, const struct records *records)
{
	double found[3] = {0}, all = 0;

	for (size_t i = 0; i < linkage->pairs.chunk_count; i++)
		for (size_t j = 0; j < linkage->pairs.chunks[i].count; j++) {
			const struct pair *pair = &linkage->pairs.chunks[i].items[j];
			const uint32_t *a = records_row(records, pair->a) + records->field_count;
			const uint32_t *b = records_row(records, pair->b) + records->field_count;
			size_t passes = 0;

			if (pair->weight < 0)
				continue;
			for (size_t k = 0; k < linkage->blocks.count; k++)
				passes += a[k] && a[k] == b[k];
			all++;
			if (passes <= 2)
				found[passes]++;
		}
	if (linkage->blocks.count < 2 || all <= 0)
		return NAN;
	return all / (all + found[1] * found[1] / (2 * fmax(found[2], 1)));
}

void curve_make(struct linkage *linkage, const struct records *records, double threshold)
{
	struct bins *bins = tl_alloc(1, sizeof *bins);
	double pairs = 0, matches = 0;

	fill(bins, linkage);
	linkage->tally.matches = bins->all;
	linkage->threshold = threshold;
	linkage->tally.chosen = (struct curve_point){.weight = -INFINITY};
	for (size_t i = BINS; i-- > 0;) {
		double weight = BIN_LOWEST + (double)i / BINS_A_BIT;
		struct curve_point point;

		pairs += bins->pairs[i];
		matches += bins->matches[i];
		point = point_of(weight, pairs, matches, bins->all);
		if (i % 8 == 0)
			linkage->curve[i / 8] = point;
		if (isnan(threshold) ? point.f1 > linkage->tally.chosen.f1
				     : weight >= threshold || i == BINS - 1)
			linkage->tally.chosen = point;
	}
	linkage->curve[CURVE_POINTS - 1] =
		point_of(BIN_LOWEST + BINS / BINS_A_BIT, 0, 0, bins->all);
	if (isnan(threshold))
		linkage->threshold = fmax(linkage->tally.chosen.weight, BIN_LOWEST);
	linkage->tally.linked = (int64_t)linkage->tally.chosen.pairs;
	linkage->tally.blocking_recall = blocking_recall(linkage, records);
	free(bins);
}
