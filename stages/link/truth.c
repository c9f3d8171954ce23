#include "truth.h"

#include <stdlib.h>
#include <throughline/pool.h>

#include "keyed.h"

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

static int64_t pairs_among(int64_t count)
{
	return count * (count - 1) / 2;
}

/* Stable. `class` NULL: all are of one. */
static void sort_by(struct keyed *items, struct keyed *spare, size_t count, const uint32_t *class)
{
	for (size_t i = 0; i < count; i++)
		items[i].key = class ? class[items[i].number] : 0;
	keyed_sort(items, spare, count);
}

static bool same_class(const uint32_t *class, uint32_t a, uint32_t b)
{
	return !class || class[a] == class[b];
}

/* Pairs of records of one class (cluster, truth or both; NULL: it makes no class), but those within
 * a source that is not held against itself. */
static int64_t pairs_by(
	const struct pair_space *space, const uint32_t *cluster, const uint32_t *truth)
{
	const struct records *records = space->records;
	struct keyed *items = tl_alloc(records->count + 1, sizeof *items);
	struct keyed *spare = tl_alloc(records->count + 1, sizeof *spare);
	const uint32_t *source = records->source;
	size_t count = 0;
	int64_t pairs = 0;

	for (size_t i = 0; i < records->count; i++)
		if (records->truth[i])
			items[count++].number = (uint32_t)i;
	if (space->within)
		sort_by(items, spare, count, source);
	sort_by(items, spare, count, truth);
	sort_by(items, spare, count, cluster);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count &&
				same_class(cluster, items[to].number, items[from].number) &&
				same_class(truth, items[to].number, items[from].number);)
			to++;
		pairs += pairs_among((int64_t)(to - from));
		for (size_t i = from, j; space->within && i < to; i = j) {
			for (j = i; j < to && source[items[j].number] == source[items[i].number];)
				j++;
			if (!space->within[source[items[i].number]])
				pairs -= pairs_among((int64_t)(j - i));
		}
	}
	free(items);
	free(spare);
	return pairs;
}

/* The linked pairs, and those of them that are true. */
static struct truth_score score_pairs(const struct linkage *linkage, const uint32_t *truth)
{
	struct truth_score score = {0};

	for (size_t i = 0; i < linkage->pairs.chunk_count; i++)
		for (size_t j = 0; j < linkage->pairs.chunks[i].count; j++) {
			const struct pair *pair = &linkage->pairs.chunks[i].items[j];

			if (pair->weight < linkage->threshold || !truth[pair->a] || !truth[pair->b])
				continue;
			score.found++;
			score.right += truth[pair->a] == truth[pair->b];
		}
	return score;
}

struct counting {
	const struct linkage *linkage;
	const struct pair_space *space;
	struct truth_score pairs;
	int64_t in_clusters, right_in_clusters, there;
};

enum count { COUNT_PAIRS, COUNT_IN_CLUSTERS, COUNT_RIGHT_IN_CLUSTERS, COUNT_THERE, COUNTS };

static bool count_one(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct counting *counting = task;
	const uint32_t *truth = counting->space->records->truth;
	const uint32_t *cluster = counting->linkage->cluster;

	switch ((enum count)index) {
	case COUNT_PAIRS:
		counting->pairs = score_pairs(counting->linkage, truth);
		break;
	case COUNT_IN_CLUSTERS:
		counting->in_clusters = pairs_by(counting->space, cluster, NULL);
		break;
	case COUNT_RIGHT_IN_CLUSTERS:
		counting->right_in_clusters = pairs_by(counting->space, cluster, truth);
		break;
	case COUNT_THERE:
		counting->there = pairs_by(counting->space, NULL, truth);
		break;
	case COUNTS:
		break;
	}
	return true;
}

struct truth_scores truth_of(
	const struct linkage *linkage, const struct pair_space *space, size_t threads)
{
	struct counting counting = {.linkage = linkage, .space = space};
	struct tl_err err = {0};

	tl_pool_for(threads, COUNTS, count_one, &counting, &err);
	counting.pairs.there = counting.there;
	return (struct truth_scores){
		.pairs = counting.pairs,
		.clusters = {counting.in_clusters, counting.right_in_clusters, counting.there},
	};
}
