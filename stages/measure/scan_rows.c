/* From rows to events: what all definitions make of each row, in one pass over its columns. */
#include "scan_private.h"

#include <string.h>
#include <throughline/pool.h>

#define PROFILE_SLOTS 8192 /* of a block's table; at most half are taken */

/* ---- a delivery made ready ------------------------------------------------------------------ */

struct coded { /* a column of codes: which definitions a row may still be picked by */
	const uint32_t *codes;
	uint64_t *masks;
};

struct row_test { /* of a column of numbers or dates */
	size_t definition, test;
};

struct scan_delivery {
	const struct measure_delivery *delivery;
	uint32_t contract;
	struct measure_filter *filters; /* by definition */
	uint64_t mask; /* definitions whose tests on absent columns pass */
	TL_VEC(struct coded) coded;
	TL_VEC(struct row_test) tests;
	const struct tl_fact_array *date, *locality, *group[SCAN_GROUPED_MAX];
	const int32_t *locality_of, *group_of[SCAN_GROUPED_MAX];
	size_t groups;
};

static uint64_t *masks_of(
	struct measure_scan *scan, struct scan_delivery *ready, const struct tl_fact_array *array)
{
	struct coded *coded;

	for (size_t i = 0; i < ready->coded.count; i++)
		if (ready->coded.items[i].codes == array->codes)
			return ready->coded.items[i].masks;
	coded = tl_vec_push(&ready->coded);
	coded->codes = array->codes;
	coded->masks = tl_arena_array(&scan->arena, array->word_count, sizeof *coded->masks);
	for (size_t w = 0; w < array->word_count; w++)
		coded->masks[w] = UINT64_MAX;
	return coded->masks;
}

static void add_test(
	struct measure_scan *scan, struct scan_delivery *ready, size_t definition, size_t test)
{
	const struct measure_filter *filter = &ready->filters[definition];
	const struct tl_fact_array *array = measure_filter_column(filter, test);
	uint64_t bit = UINT64_C(1) << definition, *masks;

	if (!array) {
		if (!measure_filter_test_passes(filter, test, 0))
			ready->mask &= ~bit;
		return;
	}
	if (array->type != TL_FACT_TEXT) {
		*tl_vec_push(&ready->tests) = (struct row_test){definition, test};
		return;
	}
	masks = masks_of(scan, ready, array);
	for (uint32_t code = 0; code < array->word_count; code++)
		if (!measure_filter_code_passes(filter, test, code))
			masks[code] &= ~bit;
}

static bool make_ready(
	struct measure_scan *scan, size_t number, struct scan_delivery *ready, struct tl_err *err)
{
	const struct scan_contract *contract;

	ready->delivery = &scan->world->deliveries[number];
	ready->contract = (uint32_t)measure_scan_contract(scan, number);
	contract = &scan->contracts.items[ready->contract];
	ready->filters = tl_arena_array(
		&scan->arena, contract->definitions.count + 1, sizeof *ready->filters);
	for (size_t d = 0; d < contract->definitions.count; d++) {
		const struct scan_definition *definition = &contract->definitions.items[d];
		const struct measure_pick pick = {
			.rows = definition->rows, .path = definition->path};

		if (!measure_filter_init(&ready->filters[d], ready->delivery, &pick, err))
			return false;
		ready->mask |= UINT64_C(1) << d;
		for (size_t t = 0; t < ready->filters[d].count; t++)
			add_test(scan, ready, d, t);
	}
	ready->date = measure_date_of(ready->delivery, contract->definitions.items[0].rows, NULL);
	ready->locality_of = measure_locality_codes(
		scan->world, ready->delivery, &ready->locality, &scan->arena);
	ready->groups = contract->grouped.count;
	for (size_t g = 0; g < ready->groups; g++)
		ready->group_of[g] = measure_group_codes(
			&scan->tallies.items[contract->grouped.items[g]]->out.groups,
			ready->delivery, &ready->group[g], &scan->arena);
	return true;
}

static void list_blocks(struct measure_scan *scan, uint32_t number)
{
	size_t rows = scan->deliveries.items[number]->delivery->facts.rows;

	for (size_t from = 0; from < rows; from += TL_CHUNK_ROWS)
		*tl_vec_push(&scan->blocks) = (struct scan_block){.delivery = number,
			.from = from,
			.to = rows - from > TL_CHUNK_ROWS ? from + TL_CHUNK_ROWS : rows};
}

static bool list_deliveries(struct measure_scan *scan, struct tl_err *err)
{
	for (size_t i = 0; i < scan->world->delivery_count; i++) {
		const struct scan_contract *contract =
			&scan->contracts.items[measure_scan_contract(scan, i)];
		struct scan_delivery *ready;

		if (contract->refused || !contract->definitions.count)
			continue;
		ready = tl_arena_alloc(&scan->arena, sizeof *ready);
		*tl_vec_push(&scan->deliveries) = ready;
		if (!make_ready(scan, i, ready, err))
			return false;
		if (ready->date && ready->date->type == TL_FACT_DAY)
			list_blocks(scan, (uint32_t)scan->deliveries.count - 1);
	}
	return true;
}

/* ---- a block -------------------------------------------------------------------------------- */

struct packing {
	const struct scan_delivery *ready;
	struct scan_block *block;
	uint16_t slots[PROFILE_SLOTS]; /* open addressing: profile + 1 */
};

static bool same_profile(const struct scan_profile *a, const struct scan_profile *b)
{
	return a->mask == b->mask && memcmp(a->groups, b->groups, sizeof a->groups) == 0;
}

static uint16_t number_profile(struct packing *packing, const struct scan_profile *profile)
{
	struct scan_block *block = packing->block;
	uint64_t groups, hash;

	memcpy(&groups, profile->groups, sizeof groups);
	hash = (profile->mask ^ groups * UINT64_C(0x9e3779b97f4a7c15)) *
	       UINT64_C(0xbf58476d1ce4e5b9);
	for (size_t at = hash >> 51;; at = (at + 1) % PROFILE_SLOTS) {
		uint16_t *slot = &packing->slots[at];

		if (*slot && same_profile(&block->profiles.items[*slot - 1], profile))
			return (uint16_t)(*slot - 1);
		if (*slot)
			continue;
		if (block->profiles.count == SCAN_PROFILES_MAX) {
			block->too_many = true;
			return 0;
		}
		*tl_vec_push(&block->profiles) = *profile;
		*slot = (uint16_t)block->profiles.count;
		return (uint16_t)(*slot - 1);
	}
}

static uint64_t mask_at(const struct scan_delivery *ready, size_t row)
{
	uint64_t mask = ready->mask;

	for (size_t i = 0; i < ready->coded.count; i++)
		mask &= ready->coded.items[i].masks[ready->coded.items[i].codes[row]];
	for (size_t i = 0; mask && i < ready->tests.count; i++) {
		const struct row_test *test = &ready->tests.items[i];

		if (mask >> test->definition & 1 &&
			!measure_filter_test_passes(
				&ready->filters[test->definition], test->test, row))
			mask &= ~(UINT64_C(1) << test->definition);
	}
	return mask;
}

static uint32_t person_at(const struct measure_delivery *delivery, size_t row)
{
	int64_t key = delivery->key_no ? delivery->key_no[row] : -1;

	return key >= 0 && (size_t)key < delivery->keys
		       ? (uint32_t)(delivery->person_of_key[key] + 1)
		       : 0;
}

static bool pack_row(struct packing *packing, size_t row, struct scan_event *event)
{
	const struct scan_delivery *ready = packing->ready;
	struct scan_profile profile = {.mask = mask_at(ready, row)};

	if (!profile.mask || ready->date->days[row] == MEASURE_NO_DAY)
		return false;
	for (size_t g = 0; g < ready->groups; g++)
		if (ready->group[g])
			profile.groups[g] =
				(uint16_t)(ready->group_of[g][ready->group[g]->codes[row]] + 1);
	event->person = person_at(ready->delivery, row);
	event->day = ready->date->days[row];
	event->profile = number_profile(packing, &profile);
	event->locality =
		(int16_t)(ready->locality ? ready->locality_of[ready->locality->codes[row]] : -1);
	return true;
}

/* Record numbers ascend, and so do those of dead rows. */
static size_t first_dead(const struct measure_delivery *delivery, size_t row)
{
	size_t dead = 0;

	while (dead < delivery->dead_count && delivery->dead[dead] < delivery->record_no[row])
		dead++;
	return dead;
}

static size_t pack_rows(struct packing *packing, struct scan_event *events)
{
	const struct measure_delivery *delivery = packing->ready->delivery;
	const struct scan_block *block = packing->block;
	size_t count = 0, dead = first_dead(delivery, block->from);

	for (size_t row = block->from; row < block->to; row++) {
		if (dead < delivery->dead_count) {
			while (dead < delivery->dead_count &&
				delivery->dead[dead] < delivery->record_no[row])
				dead++;
			if (dead < delivery->dead_count &&
				delivery->dead[dead] == delivery->record_no[row])
				continue;
		}
		count += pack_row(packing, row, &events[count]);
	}
	return count;
}

static bool run_block(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct measure_scan *scan = context;
	struct scan_block *block = &scan->blocks.items[index];
	struct packing packing = {.ready = scan->deliveries.items[block->delivery], .block = block};
	struct scan_event *events = tl_grow(NULL, block->to - block->from + 1, sizeof *events);
	size_t count = pack_rows(&packing, events);
	uint32_t *next = tl_alloc(scan->slices + 2, sizeof *next);

	block->events = tl_grow(NULL, count + 1, sizeof *block->events);
	for (size_t i = 0; i < count; i++)
		next[(events[i].person >> SCAN_SLICE_SHIFT) + 2]++;
	for (size_t s = 2; s < scan->slices + 2; s++)
		next[s] += next[s - 1];
	for (size_t i = 0; i < count; i++)
		block->events[next[(events[i].person >> SCAN_SLICE_SHIFT) + 1]++] = events[i];
	block->starts = next;
	free(events);
	return true;
}

/* ---- profiles of the whole scan ------------------------------------------------------------- */

static size_t definition_of(const struct scan_contract *contract, const struct tl_rows *rows)
{
	size_t d = 0;

	while (d < contract->definitions.count && contract->definitions.items[d].rows != rows)
		d++;
	return d;
}

static bool picks(const struct scan_contract *contract, const struct scan_profile *profile,
	const struct tl_rows *rows)
{
	size_t d = rows ? definition_of(contract, rows) : SCAN_DEFINITIONS_MAX;

	return d < contract->definitions.count && profile->mask >> d & 1;
}

static int32_t group_in(
	const struct scan_contract *contract, const struct scan_profile *profile, uint32_t tally)
{
	for (size_t g = 0; g < contract->grouped.count; g++)
		if (contract->grouped.items[g] == tally)
			return (int32_t)profile->groups[g] - 1;
	return -1;
}

/* The classes of a share: in both, in the denominator, in the numerator. */
static void list_uses(struct measure_scan *scan, struct scan_known *known, bool area_only)
{
	const struct scan_contract *contract = &scan->contracts.items[known->contract];

	for (uint32_t t = 0; t < scan->tallies.count; t++) {
		const struct scan_tally *tally = scan->tallies.items[t];
		bool first = picks(contract, &known->profile, tally->rows[0]);
		bool second = picks(contract, &known->profile, tally->rows[1]);

		if (tally->out.refused || (!first && !second) ||
			(area_only && tally->cohort != SCAN_AREA))
			continue;
		*tl_vec_push(&scan->uses) = (struct scan_use){.tally = t,
			.class = tally->out.classes == 1 ? 0
				 : !second               ? 2
							 : !first,
			.group = group_in(contract, &known->profile, t),
			.simple = tally->simple,
			.first_cell = tally->out.first_cell,
			.first_total = (uint32_t)(tally->first_mark[0] +
						  measure_cross_at(&tally->out.cross,
							  tally->out.cross.positions, 0, 0))};
	}
}

static uint32_t know_profile(
	struct measure_scan *scan, uint32_t contract, const struct scan_profile *profile)
{
	struct scan_known known = {.profile = *profile, .contract = contract};

	for (uint32_t p = 0; p < scan->profiles.count; p++)
		if (scan->profiles.items[p].contract == contract &&
			same_profile(&scan->profiles.items[p].profile, profile))
			return p;
	known.first_use = (uint32_t)scan->uses.count;
	list_uses(scan, &known, false);
	known.uses = (uint32_t)scan->uses.count - known.first_use;
	known.first_area = (uint32_t)scan->uses.count;
	list_uses(scan, &known, true);
	known.areas = (uint32_t)scan->uses.count - known.first_area;
	*tl_vec_push(&scan->profiles) = known;
	return (uint32_t)scan->profiles.count - 1;
}

static bool know_profiles(struct measure_scan *scan)
{
	for (size_t b = 0; b < scan->blocks.count; b++) {
		struct scan_block *block = &scan->blocks.items[b];
		uint32_t contract = scan->deliveries.items[block->delivery]->contract;

		block->known = tl_arena_array(
			&scan->arena, block->profiles.count + 1, sizeof *block->known);
		for (size_t p = 0; p < block->profiles.count; p++)
			block->known[p] =
				(uint16_t)know_profile(scan, contract, &block->profiles.items[p]);
		if (block->too_many || scan->profiles.count > SCAN_PROFILES_MAX)
			return false;
	}
	return true;
}

bool measure_scan_rows(struct measure_scan *scan, size_t jobs, bool *fits, struct tl_err *err)
{
	if (!list_deliveries(scan, err) ||
		!tl_pool_for(jobs, scan->blocks.count, run_block, scan, err))
		return false;
	*fits = know_profiles(scan);
	return true;
}

void measure_scan_rows_free(struct measure_scan *scan)
{
	for (size_t b = 0; b < scan->blocks.count; b++) {
		free(scan->blocks.items[b].events);
		free(scan->blocks.items[b].starts);
		tl_vec_free(&scan->blocks.items[b].profiles);
	}
	for (size_t i = 0; i < scan->deliveries.count; i++) {
		struct scan_delivery *ready = scan->deliveries.items[i];
		size_t definitions = scan->contracts.items[ready->contract].definitions.count;

		for (size_t d = 0; ready->filters && d < definitions; d++)
			measure_filter_free(&ready->filters[d]);
		tl_vec_free(&ready->coded);
		tl_vec_free(&ready->tests);
	}
	tl_vec_free(&scan->blocks);
	tl_vec_free(&scan->deliveries);
}
