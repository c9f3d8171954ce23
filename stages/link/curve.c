#include "curve.h"

#include <math.h>
#include <stdlib.h>
#include <throughline/pool.h>

#define BINS 960 /* weights -20 to 40 in sixteenths */
#define BIN_LOWEST (-20.0)
#define BINS_A_BIT 16.0
#define PRECISION_LEAST 0.5 /* of a threshold that is chosen: more links right than wrong */

/* What the pairs of a chunk come to, or of all. */
struct bins {
	double pairs[BINS], matches[BINS];
	double all; /* expected matches among all pairs */
	double found_by[3]; /* expected matches that so many passes found; 0: three and more */
};

struct filling {
	const struct linkage *linkage;
	const struct records *records;
	struct bins *bins; /* of each chunk */
};

static size_t bin_of(double weight)
{
	double at = floor((weight - BIN_LOWEST) * BINS_A_BIT);

	return at < 0 ? 0 : at >= BINS ? BINS - 1 : (size_t)at;
}

/* How many passes bring the two together; 3 is three and more. */
static size_t passes_of(const struct filling *filling, const struct pair *pair)
{
	const struct records *records = filling->records;
	const uint32_t *a = records_row(records, pair->a) + records->field_count;
	const uint32_t *b = records_row(records, pair->b) + records->field_count;
	size_t passes = 0;

	for (size_t i = 0; i < filling->linkage->blocks.count && passes < 3; i++)
		passes += a[i] && a[i] == b[i];
	return passes;
}

static bool fill_chunk(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct filling *filling = task;
	const struct pair_chunk *chunk = &filling->linkage->pairs.chunks[index];
	struct bins *bins = &filling->bins[index];

	for (size_t i = 0; i < chunk->count; i++) {
		const struct pair *pair = &chunk->items[i];
		double same = pair_probability(pair->weight);
		size_t bin = bin_of(pair->weight), passes = passes_of(filling, pair);

		bins->pairs[bin]++;
		bins->matches[bin] += same;
		bins->all += same;
		bins->found_by[passes <= 2 ? passes : 0] += same;
	}
	return true;
}

/* Chunk by chunk, so that sums do not hang on the threads. */
static void fill(struct bins *all, const struct filling *filling)
{
	for (size_t i = 0; i < filling->linkage->pairs.chunk_count; i++) {
		const struct bins *bins = &filling->bins[i];

		for (size_t j = 0; j < BINS; j++) {
			all->pairs[j] += bins->pairs[j];
			all->matches[j] += bins->matches[j];
		}
		all->all += bins->all;
		for (size_t j = 0; j < TL_LEN(all->found_by); j++)
			all->found_by[j] += bins->found_by[j];
	}
}

static struct curve_point point_of(double weight, double pairs, double matches, double all)
{
	return (struct curve_point){
		.weight = weight,
		.pairs = pairs,
		.precision = pairs > 0 ? matches / pairs : NAN,
		.recall = pairs > 0 ? matches / all : NAN,
		.f1 = pairs > 0 ? 2 * matches / (pairs + all) : NAN,
	};
}

/*
 * Chao's estimate (1987) of what no pass found, from the matches expected among the pairs that one
 * pass alone found and among those that two did: f1^2 / (2 f2). Of pairs, not of those likely to be
 * matches alone: what one pass alone finds agrees in little and is seldom likely. It is a lower
 * bound of what is missed where some pairs are harder to find than others and passes say nothing of
 * one another. These share fields, so how many passes find a pair hangs on which fields agree, and
 * the estimate is out by up to six points (docs/measured.md): recall comes out too low where one or
 * three passes are met more easily than two, as with filters; too high where mistakes come
 * together.
 */
static double blocking_recall(const struct bins *bins, size_t passes)
{
	double all = bins->all, once = bins->found_by[1];

	if (passes < 2 || all <= 0)
		return NAN;
	return all / (all + once * once / (2 * fmax(bins->found_by[2], 1)));
}

bool curve_make(struct linkage *linkage, const struct records *records, double threshold,
	size_t threads, struct tl_err *err)
{
	size_t chunks = linkage->pairs.chunk_count;
	struct bins *bins = tl_alloc(1, sizeof *bins);
	struct filling filling = {linkage, records, tl_alloc(chunks + 1, sizeof *filling.bins)};
	double pairs = 0, matches = 0;
	bool ok = tl_pool_for(threads, chunks, fill_chunk, &filling, err);

	fill(bins, &filling);
	linkage->tally.matches = bins->all;
	linkage->threshold = threshold;
	/* Where there is no pair nothing reaches any threshold. */
	linkage->tally.chosen = point_of(BIN_LOWEST + BINS / BINS_A_BIT, 0, 0, bins->all);
	for (size_t i = BINS; i-- > 0;) {
		double weight = BIN_LOWEST + (double)i / BINS_A_BIT;
		struct curve_point point;

		pairs += bins->pairs[i];
		matches += bins->matches[i];
		point = point_of(weight, pairs, matches, bins->all);
		if (i % 8 == 0)
			linkage->curve[i / 8] = point;
		if (isnan(threshold) ? point.precision >= PRECISION_LEAST &&
					       !(point.f1 <= linkage->tally.chosen.f1)
				     : weight >= threshold || i == BINS - 1)
			linkage->tally.chosen = point;
	}
	linkage->curve[CURVE_POINTS - 1] =
		point_of(BIN_LOWEST + BINS / BINS_A_BIT, 0, 0, bins->all);
	if (isnan(threshold))
		linkage->threshold = linkage->tally.chosen.weight;
	linkage->tally.linked = (int64_t)linkage->tally.chosen.pairs;
	linkage->tally.blocking_recall = blocking_recall(bins, linkage->blocks.count);
	free(filling.bins);
	free(bins);
	return ok;
}
