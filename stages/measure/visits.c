#include "visits.h"

#include "rows.h"

#include <throughline/pool.h>

#define SLICE_SHIFT 15 /* people of a slice: 32768 */
#define SLICE_PEOPLE ((size_t)1 << SLICE_SHIFT)
#define FEW 24 /* visits of one person that are put in order by insertion */

struct found { /* person_no + 1, and the visit */
	uint32_t person;
	struct measure_visit visit;
};

struct block { /* of rows of one delivery: what was found, by slice */
	size_t delivery, from, to;
	struct found *items;
	uint32_t *starts; /* by slice, one more at the end */
};

struct sorting {
	const struct measure_world *world;
	struct measure_visits *visits;
	size_t slices;
	TL_VEC(struct block) blocks;
	size_t *slice_starts;
};

/* ---- blocks of rows ------------------------------------------------------------------------- */

static uint32_t person_at(const struct measure_delivery *delivery, size_t row)
{
	int64_t key = delivery->key_no ? delivery->key_no[row] : -1;

	return key >= 0 && (size_t)key < delivery->keys
		       ? (uint32_t)(delivery->person_of_key[key] + 1)
		       : 0;
}

/* Record numbers ascend, and so do those of dead rows. */
static size_t next_dead(const struct measure_delivery *delivery, size_t dead, size_t row)
{
	while (dead < delivery->dead_count && delivery->dead[dead] < delivery->record_no[row])
		dead++;
	return dead;
}

static size_t find_visits(
	const struct sorting *sorting, const struct block *block, struct found *found)
{
	const struct measure_delivery *delivery = &sorting->world->deliveries[block->delivery];
	const int32_t *days = sorting->visits->date[block->delivery]->days;
	size_t first = sorting->visits->first_row[block->delivery], count = 0, dead = 0;

	for (size_t row = block->from; row < block->to; row++) {
		dead = next_dead(delivery, dead, row);
		if (days[row] == MEASURE_NO_DAY ||
			(dead < delivery->dead_count &&
				delivery->dead[dead] == delivery->record_no[row]))
			continue;
		found[count++] = (struct found){
			person_at(delivery, row), {days[row], (uint32_t)(first + row)}};
	}
	return count;
}

static bool run_block(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct sorting *sorting = context;
	struct block *block = &sorting->blocks.items[index];
	struct found *found = tl_grow(NULL, block->to - block->from + 1, sizeof *found);
	size_t count = find_visits(sorting, block, found);
	uint32_t *next = tl_alloc(sorting->slices + 2, sizeof *next);

	block->items = tl_grow(NULL, count + 1, sizeof *block->items);
	for (size_t i = 0; i < count; i++)
		next[(found[i].person >> SLICE_SHIFT) + 2]++;
	for (size_t s = 2; s < sorting->slices + 2; s++)
		next[s] += next[s - 1];
	for (size_t i = 0; i < count; i++)
		block->items[next[(found[i].person >> SLICE_SHIFT) + 1]++] = found[i];
	block->starts = next;
	free(found);
	return true;
}

/* ---- slices of people ----------------------------------------------------------------------- */

static int compare_visits(const void *a, const void *b)
{
	const struct measure_visit *x = a, *y = b;

	return x->day != y->day ? (x->day > y->day) - (x->day < y->day)
				: (x->row > y->row) - (x->row < y->row);
}

static void sort_visits(struct measure_visit *visits, size_t count)
{
	if (count > FEW) {
		qsort(visits, count, sizeof *visits, compare_visits);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		struct measure_visit visit = visits[i];
		size_t at = i;

		for (; at > 0 && visits[at - 1].day > visit.day; at--)
			visits[at] = visits[at - 1];
		visits[at] = visit;
	}
}

/* first[p] of the slice's people begin as counts, and end as where p's visits begin. */
static void lay_out(const struct sorting *sorting, size_t slice, size_t *next, size_t people)
{
	size_t begin = sorting->slice_starts[slice];

	for (size_t b = 0; b < sorting->blocks.count; b++) {
		const struct block *block = &sorting->blocks.items[b];

		for (uint32_t i = block->starts[slice]; i < block->starts[slice + 1]; i++)
			next[(block->items[i].person & (SLICE_PEOPLE - 1)) + 1]++;
	}
	next[0] = begin;
	for (size_t p = 1; p <= people; p++)
		next[p] += next[p - 1];
	for (size_t p = 0; p < people; p++)
		sorting->visits->first[slice * SLICE_PEOPLE + p] = next[p];
}

static bool run_slice(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct sorting *sorting = context;
	struct measure_visits *visits = sorting->visits;
	size_t before = index * SLICE_PEOPLE, left = sorting->world->people_count + 1 - before;
	size_t people = left < SLICE_PEOPLE ? left : SLICE_PEOPLE;
	size_t *next = tl_alloc(SLICE_PEOPLE + 1, sizeof *next);

	lay_out(sorting, index, next, people);
	for (size_t b = 0; b < sorting->blocks.count; b++) {
		const struct block *block = &sorting->blocks.items[b];

		for (uint32_t i = block->starts[index]; i < block->starts[index + 1]; i++)
			visits->items[next[block->items[i].person & (SLICE_PEOPLE - 1)]++] =
				block->items[i].visit;
	}
	for (size_t p = index ? 0 : 1; p < people; p++)
		sort_visits(&visits->items[visits->first[before + p]],
			next[p] - visits->first[before + p]);
	free(next);
	return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void list_blocks(struct sorting *sorting, size_t delivery)
{
	size_t rows = sorting->world->deliveries[delivery].facts.rows;

	for (size_t from = 0; from < rows; from += TL_CHUNK_ROWS)
		*tl_vec_push(&sorting->blocks) = (struct block){.delivery = delivery,
			.from = from,
			.to = rows - from > TL_CHUNK_ROWS ? from + TL_CHUNK_ROWS : rows};
}

static void number_rows(struct sorting *sorting, const struct tl_fact_array *const *date)
{
	const struct measure_world *world = sorting->world;
	struct measure_visits *visits = sorting->visits;

	visits->delivery_count = world->delivery_count;
	visits->first_row = tl_alloc(world->delivery_count + 1, sizeof *visits->first_row);
	visits->date = tl_alloc(world->delivery_count + 1, sizeof *visits->date);
	for (size_t i = 0; i < world->delivery_count; i++) {
		visits->first_row[i + 1] = visits->first_row[i] + world->deliveries[i].facts.rows;
		visits->date[i] = date[i] && date[i]->type == TL_FACT_DAY ? date[i] : NULL;
		if (visits->date[i])
			list_blocks(sorting, i);
	}
}

static void start_slices(struct sorting *sorting)
{
	sorting->slice_starts = tl_alloc(sorting->slices + 1, sizeof *sorting->slice_starts);
	for (size_t b = 0; b < sorting->blocks.count; b++)
		for (size_t s = 0; s < sorting->slices; s++)
			sorting->slice_starts[s + 1] += sorting->blocks.items[b].starts[s + 1] -
							sorting->blocks.items[b].starts[s];
	for (size_t s = 0; s < sorting->slices; s++)
		sorting->slice_starts[s + 1] += sorting->slice_starts[s];
}

bool measure_visits_make(const struct measure_world *world, const struct tl_fact_array *const *date,
	size_t jobs, struct measure_visits *visits)
{
	struct sorting sorting = {.world = world,
		.visits = visits,
		.slices = (world->people_count >> SLICE_SHIFT) + 1};
	struct tl_err none = {0}; /* tasks cannot fail */
	size_t count;

	*visits = (struct measure_visits){0};
	number_rows(&sorting, date);
	if (visits->first_row[world->delivery_count] > UINT32_MAX) {
		tl_vec_free(&sorting.blocks);
		measure_visits_free(visits);
		return false;
	}
	tl_pool_for(jobs, sorting.blocks.count, run_block, &sorting, &none);
	start_slices(&sorting);
	count = sorting.slice_starts[sorting.slices];
	visits->items = tl_grow(NULL, count + MEASURE_VISITS_AHEAD, sizeof *visits->items);
	for (size_t i = count; i < count + MEASURE_VISITS_AHEAD; i++)
		visits->items[i] = (struct measure_visit){0};
	visits->first = tl_alloc(world->people_count + 2, sizeof *visits->first);
	visits->first[world->people_count + 1] = count;
	tl_pool_for(jobs, sorting.slices, run_slice, &sorting, &none);
	for (size_t b = 0; b < sorting.blocks.count; b++) {
		free(sorting.blocks.items[b].items);
		free(sorting.blocks.items[b].starts);
	}
	tl_vec_free(&sorting.blocks);
	free(sorting.slice_starts);
	return true;
}

void measure_visits_load(struct measure_world *world, size_t jobs)
{
	const struct tl_rows by_role = {0};
	const struct tl_fact_array **date = tl_alloc(world->delivery_count + 1, sizeof *date);
	struct measure_visits *visits = tl_arena_array(&world->arena, 1, sizeof *visits);

	for (size_t i = 0; i < world->delivery_count; i++)
		if (world->deliveries[i].contract->kind == TL_KIND_EVENTS)
			date[i] = measure_date_of(&world->deliveries[i], &by_role, NULL);
	if (measure_visits_make(world, date, jobs, visits))
		world->visits = visits;
	free(date);
}

void measure_visits_free(struct measure_visits *visits)
{
	free(visits->date);
	free(visits->first_row);
	free(visits->items);
	free(visits->first);
	*visits = (struct measure_visits){0};
}
