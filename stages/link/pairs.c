#include "pairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/pool.h>

#define CHUNK_PAIRS ((int64_t)1 << 19)
#define AHEAD ((size_t)12) /* records asked for before they are wanted */

/* A run of a pass's entries; entry i is held against those that follow it in its block. */
struct chunk {
	size_t pass, from, to;
};

struct seen {
	uint32_t pattern; /* one more than it is; 0: an empty place */
	uint32_t worth;
	int64_t count;
};

struct seen_table {
	struct seen *places;
	size_t room, count;
};

struct scan {
	const struct blocks *blocks;
	const struct pair_space *space;
	const struct patterns *patterns;
	const struct chance *chance;
	const struct scorer *scorer;
	double bits;
	TL_VEC(struct chunk) chunks;
	struct pair_chunk *kept; /* a slot a chunk, as are these */
	struct seen_table *tables;
	int64_t *compared;
};

static size_t home_of(uint32_t pattern, size_t room)
{
	return (size_t)(pattern * UINT32_C(0x9e3779b1) >> 7) & (room - 1);
}

static void grow(struct seen_table *table)
{
	size_t room = table->room ? table->room * 4 : 1024;
	struct seen *places = tl_alloc(room, sizeof *places);

	for (size_t i = 0; i < table->room; i++) {
		size_t at = home_of(table->places[i].pattern, room);

		if (!table->places[i].pattern)
			continue;
		while (places[at].pattern)
			at = (at + 1) & (room - 1);
		places[at] = table->places[i];
	}
	free(table->places);
	table->places = places;
	table->room = room;
}

static struct seen *place_of(struct seen_table *table, uint32_t pattern, const struct scan *scan)
{
	size_t at = home_of(pattern + 1, table->room);

	for (; table->places[at].pattern; at = (at + 1) & (table->room - 1))
		if (table->places[at].pattern == pattern + 1)
			return &table->places[at];
	if (table->count * 2 >= table->room) {
		grow(table);
		return place_of(table, pattern, scan);
	}
	table->count++;
	table->places[at].pattern = pattern + 1;
	table->places[at].worth = scorer_worth(scan->scorer, pattern, scan->bits);
	return &table->places[at];
}

struct keeping {
	TL_VEC(struct candidate) pairs;
};

static void keep(struct keeping *keeping, const struct scan *scan, uint32_t a, uint32_t b,
	const uint32_t *row, uint32_t pattern)
{
	struct candidate *pair = tl_vec_push(&keeping->pairs);

	pair->a = a < b ? a : b;
	pair->b = a < b ? b : a;
	pair->pattern = pattern;
	chance_rarity(scan->chance, scan->space->records, scan->patterns, pattern, row,
		&pair->rarity, &pair->shared_rarity);
}

static bool scan_chunk(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct scan *scan = task;
	const struct chunk *chunk = &scan->chunks.items[index];
	const struct block_pass *pass = &scan->blocks->passes[chunk->pass];
	const struct records *records = scan->space->records;
	size_t key = records->field_count + chunk->pass, fields = records->field_count;
	struct compare *compare = compare_new(records, scan->patterns);
	struct seen_table *table = &scan->tables[index];
	struct keeping keeping = {0};
	int64_t compared = 0;

	grow(table);
	for (size_t i = chunk->from; i < chunk->to; i++) {
		uint32_t a = pass->entries[i];
		const uint32_t *row_a = records_row(records, a);
		size_t end = i + 1 + scan->blocks->block_max;

		if (end > pass->entry_count)
			end = pass->entry_count;
		if (i + AHEAD < pass->entry_count)
			__builtin_prefetch(records_row(records, pass->entries[i + AHEAD]));
		for (size_t j = i + 1; j < end; j++) {
			uint32_t b = pass->entries[j], pattern;
			const uint32_t *row_b = records_row(records, b);
			struct seen *seen;

			if (row_a[key] != row_b[key])
				break;
			if (!pair_space_has(scan->space, a, b) ||
				block_met_before(row_a + fields, row_b + fields, chunk->pass))
				continue;
			pattern = compare_pair(compare, row_a, row_b);
			compared++;
			seen = place_of(table, pattern, scan);
			seen->count++;
			if (seen->worth)
				keep(&keeping, scan, a, b, row_a, pattern);
		}
	}
	compare_free(compare);
	scan->compared[index] = compared;
	scan->kept[index] = (struct pair_chunk){
		.candidates = tl_grow(
			keeping.pairs.items, keeping.pairs.count + 1, sizeof(struct candidate)),
		.count = keeping.pairs.count,
	};
	return true;
}

/* Chunks of so many candidates, whatever the threads. */
static void cut(struct scan *scan)
{
	for (size_t i = 0; i < scan->blocks->count; i++) {
		const struct block_pass *pass = &scan->blocks->passes[i];
		int64_t count = pass->pairs / CHUNK_PAIRS + 1;
		size_t from = 0;

		for (int64_t j = 1; j <= count; j++) {
			size_t to = pass->entry_count * (size_t)j / (size_t)count;

			if (to > from)
				*tl_vec_push(&scan->chunks) = (struct chunk){i, from, to};
			from = to;
		}
	}
}

static int compare_patterns(const void *a, const void *b)
{
	const struct pattern_count *x = a, *y = b;

	return (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

/* The chunks' tables as one, by pattern. */
static void add_up(struct pairs *pairs, const struct scan *scan)
{
	struct seen_table all = {0};
	size_t count = 0;

	grow(&all);
	for (size_t i = 0; i < scan->chunks.count; i++) {
		pairs->compared += scan->compared[i];
		for (size_t j = 0; j < scan->tables[i].room; j++)
			if (scan->tables[i].places[j].pattern)
				place_of(&all, scan->tables[i].places[j].pattern - 1, scan)
					->count += scan->tables[i].places[j].count;
	}
	pairs->patterns = tl_alloc(all.count + 1, sizeof *pairs->patterns);
	for (size_t i = 0; i < all.room; i++)
		if (all.places[i].pattern)
			pairs->patterns[count++] = (struct pattern_count){
				all.places[i].pattern - 1, all.places[i].count};
	pairs->pattern_count = count;
	qsort(pairs->patterns, count, sizeof *pairs->patterns, compare_patterns);
	free(all.places);
}

bool pairs_make(struct pairs *pairs, const struct blocks *blocks, const struct pair_space *space,
	const struct patterns *patterns, const struct chance *chance, const struct scorer *scorer,
	double bits, size_t threads, struct tl_err *err)
{
	struct scan scan = {blocks, space, patterns, chance, scorer, bits, {0}, NULL, NULL, NULL};
	size_t count;
	bool ok;

	cut(&scan);
	count = scan.chunks.count;
	scan.kept = tl_alloc(count + 1, sizeof *scan.kept);
	scan.tables = tl_alloc(count + 1, sizeof *scan.tables);
	scan.compared = tl_alloc(count + 1, sizeof *scan.compared);
	ok = tl_pool_for(threads, count, scan_chunk, &scan, err);
	*pairs = (struct pairs){.chunks = scan.kept, .chunk_count = count};
	add_up(pairs, &scan);
	for (size_t i = 0; i < count; i++)
		free(scan.tables[i].places);
	free(scan.tables);
	free(scan.compared);
	tl_vec_free(&scan.chunks);
	return ok;
}

double pair_probability(double weight)
{
	return 1 / (1 + exp2(-weight));
}

struct judging {
	struct pairs *pairs;
	const struct scorer *scorer;
	double bits;
};

#define KNOWN_BITS 10 /* patterns whose odds are at hand */

static bool judge_chunk(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct judging *judging = task;
	struct pair_chunk *chunk = &judging->pairs->chunks[index];
	struct {
		uint32_t pattern; /* one more than it is */
		struct odds odds;
	} *known = tl_alloc((size_t)1 << KNOWN_BITS, sizeof *known), *at;
	double least = exp2(-judging->bits);
	size_t count = 0;

	chunk->items = tl_alloc(chunk->count + 1, sizeof *chunk->items);
	for (size_t i = 0; i < chunk->count; i++) {
		const struct candidate *candidate = &chunk->candidates[i];
		struct verdict verdict;

		at = &known[candidate->pattern * UINT32_C(0x9e3779b1) >> (32 - KNOWN_BITS)];
		if (at->pattern != candidate->pattern + 1) {
			at->pattern = candidate->pattern + 1;
			at->odds = scorer_odds(judging->scorer, candidate->pattern);
		}
		verdict = scorer_verdict(
			judging->scorer, at->odds, candidate->rarity, candidate->shared_rarity);
		if (verdict.same < least && verdict.household < least)
			continue;
		chunk->items[count++] = (struct pair){candidate->a, candidate->b,
			(float)verdict.weight, (float)verdict.household};
	}
	free(known);
	free(chunk->candidates);
	chunk->candidates = NULL;
	chunk->count = count;
	chunk->items = tl_grow(chunk->items, count + 1, sizeof *chunk->items);
	return true;
}

bool pairs_judge(struct pairs *pairs, const struct scorer *scorer, double bits, size_t threads,
	struct tl_err *err)
{
	struct judging judging = {pairs, scorer, bits};

	return tl_pool_for(threads, pairs->chunk_count, judge_chunk, &judging, err);
}

void pairs_free(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->chunk_count; i++) {
		free(pairs->chunks[i].candidates);
		free(pairs->chunks[i].items);
	}
	free(pairs->chunks);
	free(pairs->patterns);
	*pairs = (struct pairs){0};
}
