#include "repair.h"
#include "spare.h"

#include <stdlib.h>

struct repair {
	struct attack *attack;
	struct twins twins;
	bool *asked, *asked_now; /* per cell: by this repair, by this pass */
};

static bool is_published(const struct attack *attack, size_t cell)
{
	return candidate_is_published(&attack->candidate->cells.items[cell]) &&
	       !attack->hidden[cell];
}

/* INT64_MAX where one of the twins may not be hidden, or none is left to hide. */
static int64_t cost_of_hiding(const struct repair *repair, size_t cell)
{
	const struct twins *twins = &repair->twins;
	int64_t sum = 0;
	bool any = false;

	for (size_t i = twins->from[cell]; i < twins->to[cell]; i++) {
		int64_t cost = repair->attack->candidate->cells.items[twins->cells[i]].cost;

		if (!is_published(repair->attack, twins->cells[i]))
			continue;
		any = true;
		sum = cost < INT64_MAX - sum ? sum + cost : INT64_MAX;
	}
	return any ? sum : INT64_MAX;
}

struct choice {
	size_t cell;
	int64_t cost; /* INT64_MAX: no choice */
};

/* Of two numbers, the one that is cheaper to lose; ties go to the lower id. */
static void consider(const struct repair *repair, size_t cell, struct choice *best)
{
	int64_t cost =
		is_published(repair->attack, cell) ? cost_of_hiding(repair, cell) : INT64_MAX;

	if (cost < best->cost)
		*best = (struct choice){cell, cost};
}

/* Where the proof names none (it stood on numbers being whole), any published cell of its sums. */
static struct choice cheapest(const struct repair *repair, const struct recovered *recovered)
{
	const struct attack *attack = repair->attack;
	const struct candidate *c = attack->candidate;
	const struct candidate_cell *cell = &c->cells.items[recovered->cell];
	struct choice best = {SIZE_MAX, INT64_MAX};

	for (size_t i = recovered->helpers_from; i < recovered->helpers_to; i++)
		consider(repair, attack->helpers.items[i], &best);
	for (size_t i = cell->sums_from; best.cost == INT64_MAX && i < cell->sums_to; i++) {
		size_t sum = c->sums_of.items[i];

		for (size_t j = c->sum_start.items[sum]; j < c->sum_start.items[sum + 1]; j++)
			consider(repair, c->terms.items[j].cell, &best);
	}
	return best;
}

/* A proof that lost a cell to an earlier ask of this pass may hold no more. */
static bool is_broken(const struct repair *repair, const struct recovered *recovered)
{
	for (size_t i = recovered->helpers_from; i < recovered->helpers_to; i++)
		if (repair->asked_now[repair->attack->helpers.items[i]])
			return true;
	return false;
}

static void hide(struct repair *repair, size_t cell)
{
	const struct twins *twins = &repair->twins;

	for (size_t i = twins->from[cell]; i < twins->to[cell]; i++) {
		size_t twin = twins->cells[i];

		if (is_published(repair->attack, twin))
			repair->asked[twin] = repair->asked_now[twin] =
				repair->attack->hidden[twin] = true;
	}
}

/* False where nothing more can be asked for. */
static bool ask(struct repair *repair)
{
	const struct attack *attack = repair->attack;
	bool any = false;

	for (size_t i = 0; i < attack->candidate->cells.count; i++)
		repair->asked_now[i] = false;
	for (size_t i = 0; i < attack->recovered.count; i++) {
		const struct recovered *recovered = &attack->recovered.items[i];
		struct choice best;

		if (is_broken(repair, recovered))
			continue;
		best = cheapest(repair, recovered);
		if (best.cost == INT64_MAX)
			continue;
		hide(repair, best.cell);
		any = true;
	}
	return any;
}

static bool ask_until_safe(struct repair *repair, struct tl_err *err)
{
	bool ok = true;

	repair->attack->changed = repair->asked_now;
	for (int pass = 0; ok && pass < REPAIR_PASSES_MAX && ask(repair); pass++)
		ok = attack_run(repair->attack, err);
	repair->attack->changed = NULL;
	return ok;
}

bool repair_choose(struct attack *attack, struct asks *asks, struct tl_err *err)
{
	size_t count = attack->candidate->cells.count;
	struct repair repair = {.attack = attack};
	bool ok;

	if (!attack->recovered.count)
		return true;
	twins_find(attack->candidate, &repair.twins);
	repair.asked = tl_alloc(count, sizeof *repair.asked);
	repair.asked_now = tl_alloc(count, sizeof *repair.asked_now);
	ok = ask_until_safe(&repair, err) &&
	     spare_needless(attack, &repair.twins, repair.asked, err);
	for (size_t i = 0; ok && i < count; i++)
		if (repair.asked[i])
			*tl_vec_push(&asks->cells) = i;
	free(repair.asked);
	free(repair.asked_now);
	twins_free(&repair.twins);
	return ok;
}
