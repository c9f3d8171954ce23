/* Blocks of units of a cohort that are more than a person each: the events of their people, counted
 * as the unit's. */
#include "scan_private.h"

#include <throughline/pool.h>

struct block { /* of one cohort */
	uint32_t cohort;
	size_t from, to;
};

struct blocks {
	struct measure_scan *scan;
	struct scan_part *parts;
	TL_VEC(struct block) items;
};

static void count_event(const struct measure_scan *scan, struct scan_part *part,
	const struct scan_event *placed, const struct block *block, uint32_t unit,
	struct scan_shares *shares)
{
	uint32_t who = unit + 1;

	measure_scan_shares_of(scan, placed, shares);
	for (size_t i = 0; i < shares->items.count; i++) {
		const struct scan_share *share = &shares->items.items[i];
		const struct scan_tally *tally = scan->tallies.items[share->tally];

		if (share->cohort != block->cohort || share->unit != unit)
			continue;
		if (tally->out.unit_sums)
			tally->out.unit_sums[unit * 2 + (size_t)share->position]++;
		else
			measure_scan_count(scan, part, share, who);
	}
	measure_scan_classify(scan, part, scan->profiles.items[placed->profile].contract, shares,
		block->cohort, unit, who);
}

static bool run_block(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct blocks *blocks = context;
	const struct measure_scan *scan = blocks->scan;
	const struct block *block = &blocks->items.items[index];
	const struct measure_cohort *cohort = scan->cohorts.items[block->cohort];
	struct scan_part *part = &blocks->parts[index];
	struct scan_shares shares = {0};

	measure_scan_part_init(scan, part);
	for (size_t u = block->from; u < block->to; u++) {
		const struct measure_unit *unit = &cohort->units[u];

		for (size_t i = 0; i < unit->person_count; i++) {
			size_t person = (size_t)cohort->people.items[unit->first_person + i];

			for (uint32_t e = scan->placed_from[person];
				e < scan->placed_from[person + 1]; e++)
				count_event(
					scan, part, &scan->placed[e], block, (uint32_t)u, &shares);
		}
	}
	tl_vec_free(&shares.items);
	return true;
}

bool measure_scan_units(struct measure_scan *scan, size_t jobs, struct tl_err *err)
{
	struct blocks blocks = {.scan = scan};
	bool ok;

	measure_phase(scan->world->phases, "units of several people");
	for (uint32_t c = 0; c < scan->cohorts.count; c++)
		for (size_t from = scan->alone[c] ? scan->cohorts.items[c]->count : 0, left;
			from < scan->cohorts.items[c]->count; from += SCAN_UNITS) {
			left = scan->cohorts.items[c]->count - from;
			*tl_vec_push(&blocks.items) = (struct block){
				c, from, from + (left < SCAN_UNITS ? left : SCAN_UNITS)};
		}
	blocks.parts = tl_alloc(blocks.items.count + 1, sizeof *blocks.parts);
	ok = tl_pool_for(jobs, blocks.items.count, run_block, &blocks, err);
	for (size_t b = 0; b < blocks.items.count; b++) {
		measure_scan_merge(scan, &blocks.parts[b]);
		measure_scan_part_free(&blocks.parts[b]);
	}
	free(blocks.parts);
	tl_vec_free(&blocks.items);
	return ok;
}
