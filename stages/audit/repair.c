#include "repair.h"

#include <stdlib.h>

static bool can_be_hidden(const struct attack *attack, size_t cell)
{
	const struct candidate_cell *facts = &attack->candidate->cells.items[cell];

	return candidate_is_published(facts) && !attack->hidden[cell] && facts->cost < INT64_MAX;
}

/* Of two cells, the one that is cheaper to lose; ties go to the lower id. */
static void consider(const struct attack *attack, size_t cell, size_t *best)
{
	const struct candidate_cell *cells = attack->candidate->cells.items;

	if (can_be_hidden(attack, cell) &&
		(*best == SIZE_MAX || cells[cell].cost < cells[*best].cost))
		*best = cell;
}

/* Where the proof names none (it stood on numbers being whole), any published cell of its sums. */
static size_t cheapest(const struct attack *attack, const struct recovered *recovered)
{
	const struct candidate *c = attack->candidate;
	const struct candidate_cell *cell = &c->cells.items[recovered->cell];
	size_t best = SIZE_MAX;

	for (size_t i = recovered->helpers_from; i < recovered->helpers_to; i++)
		consider(attack, attack->helpers.items[i], &best);
	for (size_t i = cell->sums_from; best == SIZE_MAX && i < cell->sums_to; i++) {
		size_t sum = c->sums_of.items[i];

		for (size_t j = c->sum_start.items[sum]; j < c->sum_start.items[sum + 1]; j++)
			consider(attack, c->terms.items[j].cell, &best);
	}
	return best;
}

/* A proof that lost a cell to an earlier ask of this pass may hold no more. */
static bool is_broken(
	const struct attack *attack, const struct recovered *recovered, const bool *asked_now)
{
	for (size_t i = recovered->helpers_from; i < recovered->helpers_to; i++)
		if (asked_now[attack->helpers.items[i]])
			return true;
	return false;
}

static size_t ask(struct attack *attack, bool *asked_now, struct asks *asks)
{
	size_t before = asks->cells.count;

	for (size_t i = 0; i < attack->candidate->cells.count; i++)
		asked_now[i] = false;
	for (size_t i = 0; i < attack->recovered.count; i++) {
		const struct recovered *recovered = &attack->recovered.items[i];
		size_t best;

		if (is_broken(attack, recovered, asked_now))
			continue;
		best = cheapest(attack, recovered);
		if (best == SIZE_MAX)
			continue;
		*tl_vec_push(&asks->cells) = best;
		asked_now[best] = attack->hidden[best] = true;
	}
	return asks->cells.count - before;
}

static int compare_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

bool repair_choose(struct attack *attack, struct asks *asks, struct tl_err *err)
{
	bool *asked_now = tl_alloc(attack->candidate->cells.count, sizeof *asked_now);
	bool ok = true;

	for (int pass = 0; ok && pass < REPAIR_PASSES_MAX && ask(attack, asked_now, asks); pass++) {
		attack->secondary = true;
		attack->changed = asked_now;
		ok = attack_run(attack, err);
	}
	attack->changed = NULL;
	if (asks->cells.count)
		qsort(asks->cells.items, asks->cells.count, sizeof *asks->cells.items,
			compare_size);
	free(asked_now);
	return ok;
}
