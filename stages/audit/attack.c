#include "attack.h"
#include "block.h"
#include "narrow.h"
#include "solve.h"

#include <stdlib.h>
#include <string.h>

void attack_init(struct attack *attack, const struct candidate *candidate)
{
	size_t count = candidate->cells.count;

	*attack = (struct attack){.candidate = candidate};
	attack->hidden = tl_alloc(count, sizeof *attack->hidden);
	attack->known = tl_alloc(count, sizeof *attack->known);
	attack->narrowed = tl_alloc(count, sizeof *attack->narrowed);
	for (size_t i = 0; i < count; i++)
		attack->hidden[i] = candidate->cells.items[i].status == TL_SUPPRESSED;
}

void attack_free(struct attack *attack)
{
	free(attack->hidden);
	free(attack->known);
	free(attack->narrowed);
	tl_vec_free(&attack->recovered);
	tl_vec_free(&attack->helpers);
}

/* What is asked for can be any number. What was hidden before keeps its limits: then hiding helps
 * even against a reader who can tell the two apart. */
static struct known know(const struct attack *attack, size_t cell)
{
	const struct candidate *c = attack->candidate;
	const struct candidate_cell *facts = &c->cells.items[cell];
	bool asked = attack->hidden[cell] && facts->status != TL_SUPPRESSED;

	return known_of(&c->policy, facts, attack->hidden[cell], c->policy.secondary || asked);
}

/* A derived cell is hidden too, but stands in no sum and has no interval of its own. */
static bool is_hidden_count(const struct attack *attack, size_t cell)
{
	return attack->hidden[cell] && attack->candidate->cells.items[cell].sums_from <
					       attack->candidate->cells.items[cell].sums_to;
}

/* Hidden, and the rule that hid it says which number it is (a threshold of 2 hides only ones). */
static void find_told_by_rule(struct attack *attack)
{
	const struct candidate *c = attack->candidate;

	for (size_t i = 0; i < c->cells.count; i++) {
		struct known known = attack->known[i];

		if (is_hidden_count(attack, i) && (!attack->changed || attack->changed[i]) &&
			!known_hides(known, &c->policy, &c->cells.items[i]))
			*tl_vec_push(&attack->recovered) = (struct recovered){.cell = i,
				.low = known.low,
				.high = known.high,
				.words = "the rule that hides it tells it"};
	}
}

static bool is_worth_attacking(const struct attack *attack, const size_t *cells, size_t count)
{
	bool hidden = false, changed = !attack->changed;

	for (size_t i = 0; i < count; i++) {
		hidden = hidden || attack->hidden[cells[i]];
		changed = changed || attack->changed[cells[i]];
	}
	return hidden && changed;
}

static bool attack_blocks(struct attack *attack, struct tl_err *err)
{
	struct blocks blocks = {0};
	bool ok = true;

	blocks_find(attack->candidate, attack->known, &blocks);
	for (size_t i = 0; ok && i + 1 < blocks.cell_start.count; i++) {
		size_t cells = blocks.cell_start.items[i], sums = blocks.sum_start.items[i];
		size_t cell_count = blocks.cell_start.items[i + 1] - cells;
		size_t sum_count = blocks.sum_start.items[i + 1] - sums;

		if (sum_count && is_worth_attacking(attack, blocks.cells.items + cells, cell_count))
			ok = solve_block(attack, blocks.cells.items + cells, cell_count,
				blocks.sums.items + sums, sum_count, err);
	}
	blocks_free(&blocks);
	return ok;
}

bool attack_run(struct attack *attack, struct tl_err *err)
{
	const struct candidate *c = attack->candidate;

	tl_vec_clear(&attack->recovered);
	tl_vec_clear(&attack->helpers);
	for (size_t i = 0; i < c->cells.count; i++)
		attack->known[i] = attack->narrowed[i] = know(attack, i);
	find_told_by_rule(attack);
	return narrow_all(c, attack->narrowed, err) && attack_blocks(attack, err);
}
