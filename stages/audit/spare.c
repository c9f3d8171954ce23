#include "spare.h"
#include "block.h"

#include <stdlib.h>

/* A number asked for: the lowest cell of its twins. */
struct number {
	size_t cell, block;
	int64_t cost;
};

enum outcome { SAFE, TELLS_ASKS, TELLS };

/* A block and what of it is shown for the moment. */
struct trial {
	size_t next, end; /* of its numbers */
	bool open;
	enum outcome outcome;
};

struct spare {
	struct attack *attack;
	const struct twins *twins;
	bool *asked, *shown, *changed; /* per cell; shown: for the moment */
	size_t *block_of; /* per cell; SIZE_MAX: none */
	struct blocks blocks;
	TL_VEC(struct number) numbers; /* by block, dearest first */
	struct trial *trials; /* per block */
};

static size_t block_count(const struct spare *spare)
{
	return spare->blocks.cell_start.count - 1;
}

/* ---- the numbers ---- */

/* A number that was hidden before is none of ours: its twins protect it. */
static bool is_ours(const struct spare *spare, size_t cell)
{
	const struct twins *twins = spare->twins;

	for (size_t i = twins->from[cell]; i < twins->to[cell]; i++)
		if (spare->attack->hidden[twins->cells[i]] && !spare->asked[twins->cells[i]])
			return false;
	return true;
}

static int64_t cost_of(const struct spare *spare, size_t cell)
{
	const struct twins *twins = spare->twins;
	int64_t sum = 0;

	for (size_t i = twins->from[cell]; i < twins->to[cell]; i++) {
		int64_t cost = spare->attack->candidate->cells.items[twins->cells[i]].cost;

		if (spare->asked[twins->cells[i]])
			sum = cost < INT64_MAX - sum ? sum + cost : INT64_MAX;
	}
	return sum;
}

static int compare_number(const void *a, const void *b)
{
	const struct number *x = a, *y = b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	if (x->cost != y->cost)
		return x->cost > y->cost ? -1 : 1;
	return (x->cell > y->cell) - (x->cell < y->cell);
}

static void find_numbers(struct spare *spare)
{
	for (size_t i = 0; i < spare->attack->candidate->cells.count; i++) {
		bool is_first = true;

		for (size_t j = spare->twins->from[i]; spare->twins->cells[j] < i; j++)
			is_first = is_first && !spare->asked[spare->twins->cells[j]];
		if (spare->asked[i] && is_first && is_ours(spare, i))
			*tl_vec_push(&spare->numbers) =
				(struct number){i, spare->block_of[i], cost_of(spare, i)};
	}
	if (spare->numbers.count)
		qsort(spare->numbers.items, spare->numbers.count, sizeof *spare->numbers.items,
			compare_number);
}

static void find_blocks(struct spare *spare)
{
	const struct blocks *blocks = &spare->blocks;

	blocks_find(spare->attack->candidate, spare->attack->known, &spare->blocks);
	for (size_t i = 0; i < spare->attack->candidate->cells.count; i++)
		spare->block_of[i] = SIZE_MAX;
	for (size_t b = 0; b < block_count(spare); b++)
		for (size_t i = blocks->cell_start.items[b]; i < blocks->cell_start.items[b + 1];
			i++)
			spare->block_of[blocks->cells.items[i]] = b;
}

static void find_trials(struct spare *spare)
{
	spare->trials = tl_alloc(block_count(spare), sizeof *spare->trials);
	for (size_t i = 0; i < spare->numbers.count; i++) {
		struct trial *trial = &spare->trials[spare->numbers.items[i].block];

		if (!trial->end)
			trial->next = i;
		trial->end = i + 1;
	}
}

/* ---- trying ---- */

static void show(struct spare *spare, size_t cell)
{
	const struct twins *twins = spare->twins;

	for (size_t i = twins->from[cell]; i < twins->to[cell]; i++)
		if (spare->asked[twins->cells[i]]) {
			spare->shown[twins->cells[i]] = true;
			spare->attack->hidden[twins->cells[i]] = false;
		}
}

/* Begins with the next number of the block that is still hidden. */
static void open_trial(struct spare *spare, struct trial *trial)
{
	while (!trial->open && trial->next < trial->end) {
		size_t cell = spare->numbers.items[trial->next++].cell;

		if (!spare->asked[cell]) /* went with another */
			continue;
		show(spare, cell);
		trial->open = true;
	}
}

static bool open_trials(struct spare *spare)
{
	const struct blocks *blocks = &spare->blocks;
	bool any = false;

	for (size_t b = 0; b < block_count(spare); b++) {
		open_trial(spare, &spare->trials[b]);
		any = any || spare->trials[b].open;
		for (size_t i = blocks->cell_start.items[b]; i < blocks->cell_start.items[b + 1];
			i++)
			spare->changed[blocks->cells.items[i]] = spare->trials[b].open;
	}
	return any;
}

static void judge(struct spare *spare)
{
	const struct attack *attack = spare->attack;

	for (size_t b = 0; b < block_count(spare); b++)
		spare->trials[b].outcome = SAFE;
	for (size_t i = 0; i < attack->recovered.count; i++) {
		size_t cell = attack->recovered.items[i].cell;
		struct trial *trial = &spare->trials[spare->block_of[cell]];

		if (!spare->asked[cell] || !is_ours(spare, cell))
			trial->outcome = TELLS;
		else if (trial->outcome == SAFE)
			trial->outcome = TELLS_ASKS;
	}
}

static void show_recovered(struct spare *spare)
{
	const struct attack *attack = spare->attack;

	for (size_t i = 0; i < attack->recovered.count; i++) {
		size_t cell = attack->recovered.items[i].cell;

		if (spare->trials[spare->block_of[cell]].outcome == TELLS_ASKS)
			show(spare, cell);
	}
}

/* What is shown for the moment stays shown, or is hidden again. */
static void close_trial(struct spare *spare, size_t block, bool safe)
{
	const struct blocks *blocks = &spare->blocks;

	for (size_t i = blocks->cell_start.items[block]; i < blocks->cell_start.items[block + 1];
		i++) {
		size_t cell = blocks->cells.items[i];

		if (!spare->shown[cell])
			continue;
		spare->shown[cell] = false;
		spare->asked[cell] = spare->attack->hidden[cell] = !safe;
	}
	spare->trials[block].open = false;
}

static bool try_all(struct spare *spare, struct tl_err *err)
{
	int64_t work_most = spare->attack->work * SPARE_WORK_MOST;

	for (int pass = 0;
		pass < SPARE_PASSES_MAX && spare->attack->work <= work_most && open_trials(spare);
		pass++) {
		if (!attack_run(spare->attack, err))
			return false;
		judge(spare);
		show_recovered(spare);
		for (size_t b = 0; b < block_count(spare); b++)
			if (spare->trials[b].open && spare->trials[b].outcome != TELLS_ASKS)
				close_trial(spare, b, spare->trials[b].outcome == SAFE);
	}
	for (size_t b = 0; b < block_count(spare); b++)
		close_trial(spare, b, false);
	return true;
}

bool spare_needless(
	struct attack *attack, const struct twins *twins, bool *asked, struct tl_err *err)
{
	size_t count = attack->candidate->cells.count;
	struct spare spare = {.attack = attack, .twins = twins, .asked = asked};
	bool ok;

	spare.shown = tl_alloc(count, sizeof *spare.shown);
	spare.changed = tl_alloc(count, sizeof *spare.changed);
	spare.block_of = tl_alloc(count, sizeof *spare.block_of);
	find_blocks(&spare);
	find_numbers(&spare);
	find_trials(&spare);
	attack->changed = spare.changed;
	attack->quick = true;
	ok = try_all(&spare, err);
	attack->quick = false;
	attack->changed = NULL;
	free(spare.shown);
	free(spare.changed);
	free(spare.block_of);
	free(spare.trials);
	blocks_free(&spare.blocks);
	tl_vec_free(&spare.numbers);
	return ok;
}
