/* What all definitions make of each row, in one pass over its columns: its profile. */
#include "scan_private.h"

#include <string.h>
#include <throughline/pool.h>

#define COMBINATIONS_MAX 1024u
#define PROFILE_SLOTS 8192 /* of a block's table; at most half are taken */

/* ---- a delivery made ready ------------------------------------------------------------------ */

struct coded { /* a column of codes: which definitions a row may still be picked by */
	const uint32_t *codes;
	uint64_t *masks;
	size_t word_count;
	uint16_t *steps; /* by code: what it adds to the row's combination */
	TL_VEC(uint64_t) distinct; /* masks: those that a combination is made of */
};

struct row_test { /* of a column of numbers or dates */
	size_t definition, test;
};

struct scan_delivery {
	const struct measure_delivery *delivery;
	size_t first_row; /* as visits number them */
	uint32_t contract;
	struct measure_filter *filters; /* by definition */
	uint64_t mask; /* definitions whose tests on absent columns pass */
	TL_VEC(struct coded) coded;
	TL_VEC(struct row_test) tests;
	uint16_t *combinations; /* the profile of each; NULL: they are found row by row */
	const struct tl_fact_array *locality, *group[SCAN_GROUPED_MAX];
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
	coded->word_count = array->word_count;
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
	ready->first_row = scan->visits->first_row[number];
	ready->locality_of = measure_locality_codes(
		scan->world, ready->delivery, &ready->locality, &scan->arena);
	ready->groups = contract->grouped.count;
	for (size_t g = 0; g < ready->groups; g++)
		ready->group_of[g] = measure_group_codes(
			&scan->tallies.items[contract->grouped.items[g]]->out.groups,
			ready->delivery, &ready->group[g], &scan->arena);
	return true;
}

/* ---- combinations of codes ------------------------------------------------------------------ */

/* Which of the column's masks a code has. */
static uint16_t step_of(struct coded *coded, uint64_t mask)
{
	size_t i = 0;

	while (i < coded->distinct.count && coded->distinct.items[i] != mask)
		i++;
	if (i == coded->distinct.count && i <= COMBINATIONS_MAX)
		*tl_vec_push(&coded->distinct) = mask;
	return (uint16_t)i;
}

static size_t count_combinations(struct measure_scan *scan, struct scan_delivery *ready)
{
	size_t count = 1;

	for (size_t i = 0; i < ready->coded.count; i++) {
		struct coded *coded = &ready->coded.items[i];

		coded->steps =
			tl_arena_array(&scan->arena, coded->word_count, sizeof *coded->steps);
		for (size_t w = 0; w < coded->word_count; w++)
			coded->steps[w] = step_of(coded, coded->masks[w]);
		if (coded->distinct.count > COMBINATIONS_MAX / count)
			return COMBINATIONS_MAX + 1;
		for (size_t w = 0; w < coded->word_count; w++)
			coded->steps[w] = (uint16_t)(coded->steps[w] * count);
		count *= coded->distinct.count;
	}
	return count;
}

static uint64_t mask_of_combination(const struct scan_delivery *ready, size_t combination)
{
	uint64_t mask = ready->mask;

	for (size_t i = 0; i < ready->coded.count; i++) {
		const struct coded *coded = &ready->coded.items[i];

		mask &= coded->distinct.items[combination % coded->distinct.count];
		combination /= coded->distinct.count;
	}
	return mask;
}

/* Where codes alone decide and there are few combinations of what they decide, each has its profile
 * before any row is looked at. */
static void combine(struct measure_scan *scan, struct scan_delivery *ready)
{
	size_t count;

	if (ready->tests.count || ready->groups)
		return;
	count = count_combinations(scan, ready);
	if (count > COMBINATIONS_MAX)
		return;
	ready->combinations = tl_arena_array(&scan->arena, count, sizeof *ready->combinations);
	for (size_t c = 0; c < count; c++) {
		const struct scan_profile profile = {.mask = mask_of_combination(ready, c)};

		if (profile.mask && scan->profiles.count <= SCAN_PROFILES_MAX)
			ready->combinations[c] =
				(uint16_t)measure_scan_know(scan, ready->contract, &profile);
	}
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
	scan->delivery_of = tl_arena_array(
		&scan->arena, scan->world->delivery_count + 1, sizeof(struct scan_delivery *));
	for (size_t i = 0; i < scan->world->delivery_count; i++) {
		const struct scan_contract *contract =
			&scan->contracts.items[measure_scan_contract(scan, i)];
		struct scan_delivery *ready;

		if (contract->refused || !contract->definitions.count || !scan->visits->date[i])
			continue;
		ready = tl_arena_alloc(&scan->arena, sizeof *ready);
		*tl_vec_push(&scan->deliveries) = ready;
		if (!make_ready(scan, i, ready, err))
			return false;
		scan->delivery_of[i] = ready;
		combine(scan, ready);
		list_blocks(scan, (uint32_t)scan->deliveries.count - 1);
	}
	return true;
}

/* ---- visits --------------------------------------------------------------------------------- */

static bool are_dated(
	const struct measure_visits *visits, const struct tl_fact_array *const *date, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (date[i] && date[i] != visits->date[i])
			return false;
	return true;
}

/* The world's, unless the definitions date rows otherwise, or count rows that are no events. */
static bool take_visits(struct measure_scan *scan, size_t jobs)
{
	const struct measure_world *world = scan->world;
	const struct tl_fact_array **date = tl_alloc(world->delivery_count + 1, sizeof *date);
	bool ok = true;

	for (size_t i = 0; i < world->delivery_count; i++) {
		const struct scan_contract *contract =
			&scan->contracts.items[measure_scan_contract(scan, i)];

		if (!contract->refused && contract->definitions.count)
			date[i] = measure_date_of(
				&world->deliveries[i], contract->definitions.items[0].rows, NULL);
		if (date[i] && date[i]->type != TL_FACT_DAY)
			date[i] = NULL;
	}
	scan->visits = world->visits;
	if (!scan->visits || !are_dated(scan->visits, date, world->delivery_count)) {
		ok = measure_visits_make(world, date, jobs, &scan->own);
		scan->visits = &scan->own;
	}
	free(date);
	return ok;
}

#define NEARBY 16384 /* rows from one of scan->delivery_at to the next */

static void list_nearby(struct measure_scan *scan)
{
	const size_t *first = scan->visits->first_row;
	size_t rows = first[scan->world->delivery_count], number = 0;

	scan->delivery_at =
		tl_arena_array(&scan->arena, rows / NEARBY + 1, sizeof *scan->delivery_at);
	for (size_t row = 0; row < rows; row += NEARBY) {
		while (first[number + 1] <= row)
			number++;
		scan->delivery_at[row / NEARBY] = (uint32_t)number;
	}
}

int32_t measure_scan_stated(const struct measure_scan *scan, uint32_t row)
{
	const struct scan_delivery *ready;
	size_t number = scan->delivery_at[row / NEARBY];

	while (scan->visits->first_row[number + 1] <= row)
		number++;
	ready = scan->delivery_of[number];
	return ready && ready->locality
		       ? ready->locality_of[ready->locality->codes[row - ready->first_row]]
		       : -1;
}

/* ---- a block -------------------------------------------------------------------------------- */

struct packing {
	const struct scan_delivery *ready;
	struct scan_block *block;
	uint16_t slots[PROFILE_SLOTS]; /* open addressing: profile + 1 */
};

static uint16_t number_profile(struct packing *packing, const struct scan_profile *profile)
{
	struct scan_block *block = packing->block;
	uint64_t groups, hash;

	memcpy(&groups, profile->groups, sizeof groups);
	hash = (profile->mask ^ groups * UINT64_C(0x9e3779b97f4a7c15)) *
	       UINT64_C(0xbf58476d1ce4e5b9);
	for (size_t at = hash >> 51;; at = (at + 1) % PROFILE_SLOTS) {
		uint16_t *slot = &packing->slots[at];

		if (*slot && measure_scan_same_profile(&block->profiles.items[*slot - 1], profile))
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

/* 0 or the profile, by the block's own number and one more. */
static uint16_t profile_at(struct packing *packing, size_t row)
{
	const struct scan_delivery *ready = packing->ready;
	struct scan_profile profile = {.mask = mask_at(ready, row)};

	if (!profile.mask)
		return 0;
	for (size_t g = 0; g < ready->groups; g++)
		if (ready->group[g])
			profile.groups[g] =
				(uint16_t)(ready->group_of[g][ready->group[g]->codes[row]] + 1);
	return (uint16_t)(number_profile(packing, &profile) + 1);
}

static void add_steps(const struct coded *coded, size_t from, size_t count, uint16_t *combinations)
{
	const uint32_t *restrict codes = coded->codes + from;
	const uint16_t *restrict steps = coded->steps;

	for (size_t k = 0; k < count; k++)
		combinations[k] = (uint16_t)(combinations[k] + steps[codes[k]]);
}

/* Adds the last column's steps too, which spares a pass. */
static void take_profiles(const struct coded *coded, size_t from, size_t count,
	const uint16_t *restrict profile_of, uint16_t *profiles)
{
	const uint32_t *restrict codes = coded->codes + from;
	const uint16_t *restrict steps = coded->steps;

	for (size_t k = 0; k < count; k++)
		profiles[k] = profile_of[profiles[k] + steps[codes[k]]];
}

static void look_up(
	const struct scan_delivery *ready, const struct scan_block *block, uint16_t *profiles)
{
	size_t count = block->to - block->from, columns = ready->coded.count;

	if (!columns) {
		for (size_t k = 0; k < count; k++)
			profiles[k] = ready->combinations[0];
		return;
	}
	memset(profiles, 0, count * sizeof *profiles);
	for (size_t i = 0; i + 1 < columns; i++)
		add_steps(&ready->coded.items[i], block->from, count, profiles);
	take_profiles(&ready->coded.items[columns - 1], block->from, count, ready->combinations,
		profiles);
}

static bool run_block(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct measure_scan *scan = context;
	struct scan_block *block = &scan->blocks.items[index];
	const struct scan_delivery *ready = scan->deliveries.items[block->delivery];
	uint16_t *profiles = scan->profile_of + ready->first_row + block->from;
	struct packing packing = {.ready = ready, .block = block};

	if (ready->combinations) {
		look_up(ready, block, profiles);
		return true;
	}
	for (size_t row = block->from; row < block->to; row++)
		profiles[row - block->from] = profile_at(&packing, row);
	return true;
}

static bool rename_profiles(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct measure_scan *scan = context;
	struct scan_block *block = &scan->blocks.items[index];
	const struct scan_delivery *ready = scan->deliveries.items[block->delivery];
	uint16_t *profiles = scan->profile_of + ready->first_row;

	for (size_t row = block->from; !ready->combinations && row < block->to; row++)
		profiles[row] = block->known[profiles[row]];
	return true;
}

static bool know_profiles(struct measure_scan *scan)
{
	for (size_t b = 0; b < scan->blocks.count; b++) {
		struct scan_block *block = &scan->blocks.items[b];
		uint32_t contract = scan->deliveries.items[block->delivery]->contract;

		block->known = tl_arena_array(
			&scan->arena, block->profiles.count + 1, sizeof *block->known);
		for (size_t p = 0; p < block->profiles.count; p++)
			block->known[p + 1] = (uint16_t)measure_scan_know(
				scan, contract, &block->profiles.items[p]);
		if (block->too_many || scan->profiles.count > SCAN_PROFILES_MAX)
			return false;
	}
	return true;
}

/* On large pages, for people's rows lie anywhere in it. Rows that nobody counts have no block. */
static void make_room(struct measure_scan *scan)
{
	const size_t *first = scan->visits->first_row;
	size_t deliveries = scan->world->delivery_count;

	scan->profile_of = tl_reserve((first[deliveries] + 1) * sizeof *scan->profile_of);
	for (size_t i = 0; i < deliveries; i++)
		if (!scan->delivery_of[i])
			memset(scan->profile_of + first[i], 0,
				(first[i + 1] - first[i]) * sizeof *scan->profile_of);
}

bool measure_scan_rows(struct measure_scan *scan, size_t jobs, bool *fits, struct tl_err *err)
{
	measure_phase(scan->world->phases, "profiles of rows");
	*tl_vec_push(&scan->profiles) = (struct scan_known){0};
	*fits = take_visits(scan, jobs);
	if (!*fits)
		return true;
	if (!list_deliveries(scan, err))
		return false;
	list_nearby(scan);
	make_room(scan);
	if (!tl_pool_for(jobs, scan->blocks.count, run_block, scan, err))
		return false;
	*fits = know_profiles(scan);
	measure_scan_list_simple(scan);
	return !*fits || tl_pool_for(jobs, scan->blocks.count, rename_profiles, scan, err);
}

void measure_scan_rows_free(struct measure_scan *scan)
{
	for (size_t b = 0; b < scan->blocks.count; b++)
		tl_vec_free(&scan->blocks.items[b].profiles);
	for (size_t i = 0; i < scan->deliveries.count; i++) {
		struct scan_delivery *ready = scan->deliveries.items[i];
		size_t definitions = scan->contracts.items[ready->contract].definitions.count;

		for (size_t d = 0; ready->filters && d < definitions; d++)
			measure_filter_free(&ready->filters[d]);
		for (size_t c = 0; c < ready->coded.count; c++)
			tl_vec_free(&ready->coded.items[c].distinct);
		tl_vec_free(&ready->coded);
		tl_vec_free(&ready->tests);
	}
	tl_vec_free(&scan->blocks);
	tl_vec_free(&scan->deliveries);
	free(scan->profile_of);
	scan->profile_of = NULL;
	measure_visits_free(&scan->own);
}
