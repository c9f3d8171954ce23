#include "truth.h"

#include <stdlib.h>

double truth_precision(struct truth_score score)
{
	return score.found ? (double)score.right / (double)score.found : 1;
}

double truth_recall(struct truth_score score)
{
	return score.there ? (double)score.right / (double)score.there : 1;
}

double truth_f1(struct truth_score score)
{
	int64_t both = score.found + score.there;

	return both ? 2 * (double)score.right / (double)both : 1;
}

/* A record in a class of records (cluster, truth or both). */
struct classed {
	uint64_t class;
	uint32_t source;
};

static int compare_classed(const void *a, const void *b)
{
	const struct classed *x = a, *y = b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	return (x->source > y->source) - (x->source < y->source);
}

static int64_t pairs_among(int64_t count)
{
	return count * (count - 1) / 2;
}

/* Pairs of records of one class, but those within a source that is not held against itself. */
static int64_t pairs_in_classes(struct classed *items, size_t count, const struct pair_space *space)
{
	int64_t pairs = 0;

	qsort(items, count, sizeof *items, compare_classed);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && items[to].class == items[from].class;)
			to++;
		pairs += pairs_among((int64_t)(to - from));
		for (size_t i = from, j; space->within && i < to; i = j) {
			for (j = i; j < to && items[j].source == items[i].source;)
				j++;
			if (!space->within[items[i].source])
				pairs -= pairs_among((int64_t)(j - i));
		}
	}
	return pairs;
}

/* `cluster` or `truth` NULL: it makes no class. */
static int64_t pairs_by(
	const struct pair_space *space, const uint32_t *cluster, const uint32_t *truth)
{
	const struct records *records = space->records;
	struct classed *items = tl_alloc(records->count + 1, sizeof *items);
	size_t count = 0;
	int64_t pairs;

	for (size_t i = 0; i < records->count; i++)
		if (records->truth[i])
			items[count++] = (struct classed){
				(uint64_t)(cluster ? cluster[i] : 0) << 32 | (truth ? truth[i] : 0),
				records->source[i]};
	pairs = pairs_in_classes(items, count, space);
	free(items);
	return pairs;
}

struct truth_score truth_of_clusters(const struct linkage *linkage, const struct pair_space *space)
{
	const uint32_t *truth = space->records->truth;

	return (struct truth_score){
		.found = pairs_by(space, linkage->cluster, NULL),
		.right = pairs_by(space, linkage->cluster, truth),
		.there = pairs_by(space, NULL, truth),
	};
}

struct truth_score truth_of_pairs(const struct linkage *linkage, const struct pair_space *space)
{
	const uint32_t *truth = space->records->truth;
	struct truth_score score = {.there = pairs_by(space, NULL, truth)};

	for (size_t i = 0; i < linkage->pairs.chunk_count; i++)
		for (size_t j = 0; j < linkage->pairs.chunks[i].count; j++) {
			const struct pair *pair = &linkage->pairs.chunks[i].items[j];

			if (!truth[pair->a] || !truth[pair->b] || pair->weight < linkage->threshold)
				continue;
			score.found++;
			score.right += truth[pair->a] == truth[pair->b];
		}
	return score;
}
