#include "cluster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/pool.h>

#define WEIGHT_MOST 30.0 /* no single pair speaks louder in a mean */
#define MEMBERS_MAX ((size_t)1000) /* larger groups are first cut at a higher threshold */
#define GROUPS_A_TASK ((size_t)4096)
#define NEVER (-1e9)

struct clustering {
	const struct pair_space *space;
	const struct patterns *patterns;
	const struct chance *chance;
	const struct scorer *scorer;
	const struct cluster_rules *rules;
	uint32_t *cluster; /* out: the first record of each one's cluster */
	uint32_t *members; /* records of groups of three and more, group by group */
	uint32_t *starts; /* of group g: members[starts[g]] .. members[starts[g + 1]] */
	size_t groups;
	struct record_pair *never; /* sorted */
};

/*
 * Union and find, by many threads at once: a record's parent only ever falls, to another of its
 * group, and a root gets a parent only from who saw that it still was one. So whoever comes first,
 * each group's root in the end is its first record.
 */
static uint32_t root_of(uint32_t *parent, uint32_t at)
{
	uint32_t above, higher;

	while ((above = __atomic_load_n(&parent[at], __ATOMIC_RELAXED)) != at) {
		higher = __atomic_load_n(&parent[above], __ATOMIC_RELAXED);
		if (higher == above)
			return above;
		__atomic_store_n(&parent[at], higher, __ATOMIC_RELAXED);
		at = higher;
	}
	return at;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
	uint32_t low, high;

	do {
		a = root_of(parent, a);
		b = root_of(parent, b);
		if (a == b)
			return;
		low = a < b ? a : b;
		high = a < b ? b : a;
	} while (!__atomic_compare_exchange_n(
		&parent[high], &(uint32_t){high}, low, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

static uint32_t *each_alone(size_t count)
{
	uint32_t *parent = tl_alloc(count + 1, sizeof *parent);

	for (size_t i = 0; i < count; i++)
		parent[i] = (uint32_t)i;
	return parent;
}

#define RECORDS_A_TASK ((size_t)1 << 18)

struct rooting {
	uint32_t *parent;
	size_t count;
};

static bool root_part(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct rooting *rooting = task;
	size_t to = (index + 1) * RECORDS_A_TASK;

	for (size_t i = index * RECORDS_A_TASK; i < to && i < rooting->count; i++)
		__atomic_store_n(&rooting->parent[i], root_of(rooting->parent, (uint32_t)i),
			__ATOMIC_RELAXED);
	return true;
}

/* Every parent becomes a root. */
static bool root_all(uint32_t *parent, size_t count, size_t threads, struct tl_err *err)
{
	struct rooting rooting = {parent, count};

	return tl_pool_for(
		threads, (count + RECORDS_A_TASK - 1) / RECORDS_A_TASK, root_part, &rooting, err);
}

static int compare_record_pairs(const void *a, const void *b)
{
	const struct record_pair *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static bool is_never(const struct clustering *clustering, uint32_t a, uint32_t b)
{
	struct record_pair pair = {a < b ? a : b, a < b ? b : a};

	return clustering->rules->never_count &&
	       bsearch(&pair, clustering->never, clustering->rules->never_count, sizeof pair,
		       compare_record_pairs);
}

static bool are_apart(const struct clustering *clustering, uint32_t a, uint32_t b)
{
	const uint32_t *source = clustering->space->records->source;
	const bool *is_distinct = clustering->rules->is_distinct;

	if (is_distinct && source[a] == source[b] && is_distinct[source[a]])
		return true;
	return is_never(clustering, a, b);
}

static double weight_of(
	const struct clustering *clustering, struct compare *compare, uint32_t a, uint32_t b)
{
	const struct records *records = clustering->space->records;
	const uint32_t *row_a = records_row(records, a), *row_b = records_row(records, b);
	uint32_t pattern;
	int16_t rarity, shared;
	double weight;

	if (are_apart(clustering, a, b))
		return NEVER;
	pattern = compare_pair(compare, row_a, row_b);
	chance_rarity(clustering->chance, records, clustering->patterns, pattern, row_a, &rarity,
		&shared);
	weight = scorer_verdict(
		clustering->scorer, scorer_odds(clustering->scorer, pattern), rarity, shared)
			 .weight;
	return fmax(-WEIGHT_MOST, fmin(WEIGHT_MOST, weight));
}

/* One group of records that may hold several people. sums[i * count + j] adds up the weights across
 * clusters i and j; a cluster is known by its first member. */
struct group {
	const uint32_t *members;
	size_t count;
	double *sums;
	uint32_t *sizes; /* 0: joined to another */
	uint32_t *first; /* of each member, the cluster it is in */
};

static bool best_join(const struct group *group, double threshold, size_t *x, size_t *y)
{
	double best = -INFINITY;

	for (size_t i = 0; i < group->count; i++)
		for (size_t j = i + 1; group->sizes[i] && j < group->count; j++) {
			double mean;

			if (!group->sizes[j])
				continue;
			mean = group->sums[i * group->count + j] /
			       ((double)group->sizes[i] * group->sizes[j]);
			if (mean > best) {
				best = mean;
				*x = i;
				*y = j;
			}
		}
	return best >= threshold;
}

static void merge(struct group *group, size_t x, size_t y)
{
	size_t count = group->count;

	for (size_t i = 0; i < count; i++) {
		if (i == x || i == y || !group->sizes[i])
			continue;
		group->sums[x * count + i] += group->sums[y * count + i];
		group->sums[i * count + x] = group->sums[x * count + i];
	}
	group->sizes[x] += group->sizes[y];
	group->sizes[y] = 0;
	for (size_t i = 0; i < count; i++)
		if (group->first[i] == y)
			group->first[i] = (uint32_t)x;
}

static void merge_musts(struct group *group, const struct clustering *clustering)
{
	for (size_t i = 0; i < group->count; i++)
		for (size_t j = i + 1; clustering->rules->must_count && j < group->count; j++) {
			struct record_pair pair = {group->members[i], group->members[j]};
			uint32_t x = group->first[i], y = group->first[j];

			if (x != y && bsearch(&pair, clustering->rules->must,
					      clustering->rules->must_count, sizeof pair,
					      compare_record_pairs))
				merge(group, x < y ? x : y, x < y ? y : x);
		}
}

static void cluster_group(struct clustering *clustering, struct compare *compare,
	const uint32_t *members, size_t count)
{
	struct group group = {members, count, tl_alloc(count * count, sizeof(double)),
		tl_alloc(count, sizeof(uint32_t)), tl_alloc(count, sizeof(uint32_t))};
	size_t x = 0, y = 0;

	for (size_t i = 0; i < count; i++) {
		group.sizes[i] = 1;
		group.first[i] = (uint32_t)i;
		for (size_t j = i + 1; j < count; j++)
			group.sums[i * count + j] = group.sums[j * count + i] =
				weight_of(clustering, compare, members[i], members[j]);
	}
	merge_musts(&group, clustering);
	while (best_join(&group, clustering->rules->threshold, &x, &y))
		merge(&group, x, y);
	for (size_t i = 0; i < count; i++)
		clustering->cluster[members[i]] = members[group.first[i]];
	free(group.sums);
	free(group.sizes);
	free(group.first);
}

static bool cluster_part(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct clustering *clustering = task;
	struct compare *compare = compare_new(clustering->space->records, clustering->patterns);
	size_t to = (index + 1) * GROUPS_A_TASK;

	for (size_t i = index * GROUPS_A_TASK; i < to && i < clustering->groups; i++)
		cluster_group(clustering, compare, clustering->members + clustering->starts[i],
			clustering->starts[i + 1] - clustering->starts[i]);
	compare_free(compare);
	return true;
}

struct joining {
	const struct clustering *clustering;
	const struct pairs *pairs;
	uint32_t *parent;
	double threshold;
	const bool *only; /* records; NULL: all */
};

static bool join_chunk(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct joining *joining = task;
	const struct pair_chunk *chunk = &joining->pairs->chunks[index];
	const bool *only = joining->only;

	for (size_t i = 0; i < chunk->count; i++) {
		const struct pair *pair = &chunk->items[i];

		if (pair->weight < joining->threshold ||
			(only && !(only[pair->a] && only[pair->b])))
			continue;
		if (!are_apart(joining->clustering, pair->a, pair->b))
			join(joining->parent, pair->a, pair->b);
	}
	return true;
}

static void count_members(uint32_t *sizes, const uint32_t *parent, size_t count)
{
	memset(sizes, 0, count * sizeof *sizes);
	for (size_t i = 0; i < count; i++)
		sizes[parent[i]]++;
}

/* While a group is too large, its records are joined again by better pairs only. Parents are roots,
 * before and after. */
static bool cut_large(
	struct joining joining, uint32_t *sizes, size_t count, size_t threads, struct tl_err *err)
{
	bool *only = tl_alloc(count + 1, sizeof *only), any = true, ok = true;
	uint32_t *parent = joining.parent;

	joining.only = only;
	while (ok) {
		count_members(sizes, parent, count);
		any = false;
		for (size_t i = 0; i < count; i++) {
			only[i] = sizes[parent[i]] > MEMBERS_MAX;
			any |= only[i];
		}
		if (!any || joining.threshold > 100)
			break;
		for (size_t i = 0; i < count; i++)
			if (only[i])
				parent[i] = (uint32_t)i;
		joining.threshold += 2;
		ok = tl_pool_for(threads, joining.pairs->chunk_count, join_chunk, &joining, err) &&
		     root_all(parent, count, threads, err);
	}
	free(only);
	return ok;
}

/* Members of every group of two and more, group by group in order of their first record. */
static void gather(
	struct clustering *clustering, const uint32_t *parent, const uint32_t *sizes, size_t count)
{
	uint32_t *at = tl_alloc(count + 1, sizeof *at), filled = 0;

	clustering->members = tl_alloc(count + 1, sizeof *clustering->members);
	clustering->starts = tl_alloc(count + 2, sizeof *clustering->starts);
	for (size_t i = 0; i < count; i++)
		if (sizes[i] > 1) {
			at[i] = filled;
			clustering->starts[clustering->groups++] = filled;
			filled += sizes[i];
		}
	clustering->starts[clustering->groups] = filled;
	for (size_t i = 0; i < count; i++)
		if (sizes[parent[i]] > 1)
			clustering->members[at[parent[i]]++] = (uint32_t)i;
	free(at);
}

/* From "the first record of each one's cluster" to numbers from 0. */
static uint32_t number(uint32_t *cluster, size_t count)
{
	uint32_t *numbers = tl_alloc(count + 1, sizeof *numbers), next = 0;

	for (size_t i = 0; i < count; i++) {
		if (cluster[i] == i)
			numbers[i] = next++;
		cluster[i] = numbers[cluster[i]];
	}
	free(numbers);
	return next;
}

bool cluster_people(uint32_t *cluster, uint32_t *count, const struct pairs *pairs,
	const struct pair_space *space, const struct patterns *patterns,
	const struct chance *chance, const struct scorer *scorer, const struct cluster_rules *rules,
	size_t threads, struct tl_err *err)
{
	struct clustering clustering = {.space = space,
		.patterns = patterns,
		.chance = chance,
		.scorer = scorer,
		.rules = rules,
		.cluster = cluster};
	size_t records = space->records->count;
	struct joining joining = {&clustering, pairs, each_alone(records), rules->threshold, NULL};
	uint32_t *sizes = tl_alloc(records + 1, sizeof *sizes);
	bool ok;

	clustering.never = tl_alloc(rules->never_count + 1, sizeof *clustering.never);
	for (size_t i = 0; i < rules->never_count; i++)
		clustering.never[i] = rules->never[i];
	qsort(clustering.never, rules->never_count, sizeof *clustering.never, compare_record_pairs);
	ok = tl_pool_for(threads, pairs->chunk_count, join_chunk, &joining, err);
	for (size_t i = 0; i < rules->must_count; i++)
		join(joining.parent, rules->must[i].a, rules->must[i].b);
	ok = ok && root_all(joining.parent, records, threads, err) &&
	     (rules->components || cut_large(joining, sizes, records, threads, err));
	if (ok && !rules->components)
		gather(&clustering, joining.parent, sizes, records);
	memcpy(cluster, joining.parent, records * sizeof *cluster);
	ok = ok && tl_pool_for(threads, (clustering.groups + GROUPS_A_TASK - 1) / GROUPS_A_TASK,
			   cluster_part, &clustering, err);
	*count = number(cluster, records);
	free(joining.parent);
	free(sizes);
	free(clustering.never);
	free(clustering.members);
	free(clustering.starts);
	return ok;
}

struct housing {
	const struct pairs *pairs;
	const uint32_t *cluster;
	uint32_t *parent; /* of clusters */
	double probability;
};

static bool house_chunk(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct housing *housing = task;
	const struct pair_chunk *chunk = &housing->pairs->chunks[index];

	for (size_t i = 0; i < chunk->count; i++)
		if (chunk->items[i].household >= housing->probability)
			join(housing->parent, housing->cluster[chunk->items[i].a],
				housing->cluster[chunk->items[i].b]);
	return true;
}

bool cluster_households(uint32_t *household, uint32_t *count, const uint32_t *cluster,
	uint32_t cluster_count, const struct pairs *pairs, const struct records *records,
	double probability, size_t threads, struct tl_err *err)
{
	struct housing housing = {pairs, cluster, each_alone(cluster_count), probability};
	bool ok = tl_pool_for(threads, pairs->chunk_count, house_chunk, &housing, err) &&
		  root_all(housing.parent, cluster_count, threads, err);

	*count = number(housing.parent, cluster_count);
	for (size_t i = 0; i < records->count; i++)
		household[i] = housing.parent[cluster[i]];
	free(housing.parent);
	return ok;
}
