/* Slices of people: their events by person, counted for the area; those of a cohort kept. */
#include "scan_private.h"

#include <throughline/pool.h>

#define SLICE_PEOPLE ((size_t)1 << SCAN_SLICE_SHIFT)
#define CACHED_MAX (4u << 20)

struct slice {
	const struct measure_scan *scan;
	struct scan_part *part;
	struct scan_event *events; /* by person */
	uint32_t *starts; /* by person of the slice, one more at the end */
	size_t places; /* months times localities */
	struct scan_shares shares;
	uint32_t *seen; /* by tally: who was counted in its totals already */
	bool one_place; /* all events of the person at hand are in one place */
};

/* ---- sorting -------------------------------------------------------------------------------- */

static void gather(struct slice *slice, size_t number)
{
	const struct measure_scan *scan = slice->scan;
	uint32_t *next = tl_alloc(SLICE_PEOPLE + 2, sizeof *next);
	size_t count = 0;

	for (size_t b = 0; b < scan->blocks.count; b++) {
		const struct scan_block *block = &scan->blocks.items[b];

		for (uint32_t i = block->starts[number]; i < block->starts[number + 1]; i++)
			next[(block->events[i].person & (SLICE_PEOPLE - 1)) + 2]++;
		count += block->starts[number + 1] - block->starts[number];
	}
	for (size_t p = 2; p < SLICE_PEOPLE + 2; p++)
		next[p] += next[p - 1];
	slice->events = tl_grow(NULL, count + 1, sizeof *slice->events);
	for (size_t b = 0; b < scan->blocks.count; b++) {
		const struct scan_block *block = &scan->blocks.items[b];

		for (uint32_t i = block->starts[number]; i < block->starts[number + 1]; i++) {
			const struct scan_event *event = &block->events[i];
			struct scan_event *to =
				&slice->events[next[(event->person & (SLICE_PEOPLE - 1)) + 1]++];

			*to = *event;
			to->profile = block->known[event->profile];
		}
	}
	slice->starts = next;
}

/* ---- counting ------------------------------------------------------------------------------- */

/* Where it counts for the area: where the person lives that day, else where the row says. */
static int16_t place_of(const struct measure_scan *scan, const struct scan_event *event)
{
	int32_t locality =
		measure_person_locality(scan->world, (int64_t)event->person - 1, event->day);

	if (locality < 0)
		locality = event->locality;
	return (int16_t)(locality < 0 ? (int32_t)scan->world->locality_count : locality);
}

static uint32_t find_class(struct slice *slice, const struct scan_event *placed)
{
	const struct scan_known *known = &slice->scan->profiles.items[placed->profile];

	measure_scan_shares_of(slice->scan, placed, &slice->shares);
	measure_scan_classify(slice->scan, slice->part, known->contract, &slice->shares, SCAN_AREA,
		0, placed->person + 1);
	return slice->part->classes.last;
}

/* Of who is in one place alone: there, and once in the totals. */
static inline void count_simply(
	struct slice *slice, const struct scan_use *use, size_t cell, size_t place, uint32_t who)
{
	struct scan_mark *totals = &slice->part->marks[use->first_total];

	scan_slot_add(&slice->part->atoms[use->first_cell + cell], who);
	if (slice->seen[use->tally] == who)
		return;
	slice->seen[use->tally] = who;
	totals[place].contributors++;
	totals[slice->scan->localities].contributors++;
}

static void count_fully(
	struct slice *slice, const struct scan_use *use, const struct scan_event *placed, int month)
{
	const struct scan_share share = {.tally = use->tally,
		.class = use->class,
		.cohort = SCAN_AREA,
		.position = month,
		.locality = placed->locality,
		.group = use->group};

	measure_scan_count(slice->scan, slice->part, &share, placed->person + 1);
}

/* Whose events count in the area alone: profile, month and place say which class it is. */
static void count_area(struct slice *slice, const struct scan_event *placed)
{
	const struct measure_scan *scan = slice->scan;
	const struct scan_known *known = &scan->profiles.items[placed->profile];
	int month = measure_scan_month(scan, placed->day);
	const struct scan_use *uses = &scan->uses.items[known->first_area];
	uint32_t *cached, who = placed->person + 1;
	size_t cell = (size_t)month * (scan->localities + 1) + (size_t)placed->locality;

	if (month < 0 || !known->areas)
		return;
	for (uint32_t i = 0; i < known->areas; i++)
		if (slice->one_place && uses[i].simple)
			count_simply(slice, &uses[i], cell, (size_t)placed->locality, who);
		else
			count_fully(slice, &uses[i], placed, month);
	if (!slice->part->cached) {
		find_class(slice, placed);
		return;
	}
	cached = &slice->part->cached[placed->profile * slice->places + cell];
	if (*cached)
		scan_slot_add(&slice->part->classes.slots.items[*cached - 1], who);
	else
		*cached = find_class(slice, placed) + 1;
}

/* Of people in a cohort: what is theirs now, what is their units' later. */
static void count_member(struct slice *slice, const struct scan_event *placed)
{
	const struct measure_scan *scan = slice->scan;
	uint32_t who = placed->person + 1;

	measure_scan_shares_of(scan, placed, &slice->shares);
	for (size_t i = 0; i < slice->shares.items.count; i++) {
		const struct scan_share *share = &slice->shares.items.items[i];
		int64_t *sums = scan->tallies.items[share->tally]->out.unit_sums;

		if (!measure_scan_is_own(scan, share))
			continue;
		measure_scan_count(scan, slice->part, share, who);
		if (sums)
			sums[share->unit * 2 + (size_t)share->position]++;
	}
	measure_scan_classify(scan, slice->part, scan->profiles.items[placed->profile].contract,
		&slice->shares, SCAN_AREA, 0, who);
}

static void place_person(struct slice *slice, uint32_t from, uint32_t to)
{
	slice->one_place = true;
	for (uint32_t i = from; i < to; i++) {
		slice->events[i].locality = place_of(slice->scan, &slice->events[i]);
		slice->one_place = slice->one_place &&
				   slice->events[i].locality == slice->events[from].locality;
	}
}

static void walk(struct slice *slice, size_t number)
{
	const struct measure_scan *scan = slice->scan;
	size_t kept = 0;

	for (size_t p = 0; p < SLICE_PEOPLE; p++) {
		size_t person = number * SLICE_PEOPLE + p; /* person_no + 1 */
		bool member = person && person <= scan->world->people_count &&
			      scan->in_cohort[person - 1];

		place_person(slice, slice->starts[p], slice->starts[p + 1]);
		for (uint32_t i = slice->starts[p]; i < slice->starts[p + 1]; i++) {
			struct scan_event *event = &slice->events[i];

			if (!member) {
				count_area(slice, event);
				continue;
			}
			count_member(slice, event);
			if (scan->in_cohort[person - 1] & 2)
				slice->events[kept++] = *event;
		}
	}
	slice->part->placed = slice->events;
	slice->part->placed_count = kept;
}

static bool run_slice(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct measure_scan *scan = context;
	struct slice slice = {.scan = scan,
		.part = &scan->parts[index],
		.places = scan->months * (scan->localities + 1)};

	measure_scan_part_init(scan, slice.part);
	slice.seen = tl_alloc(scan->tallies.count + 1, sizeof *slice.seen);
	if (scan->profiles.count * slice.places <= CACHED_MAX)
		slice.part->cached = tl_alloc(
			scan->profiles.count * slice.places + 1, sizeof *slice.part->cached);
	gather(&slice, index);
	walk(&slice, index);
	tl_vec_free(&slice.shares.items);
	free(slice.starts);
	free(slice.seen);
	return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void keep_placed(struct measure_scan *scan)
{
	size_t count = 0, people = scan->world->people_count;

	for (size_t s = 0; s < scan->slices; s++)
		count += scan->parts[s].placed_count;
	scan->placed = tl_grow(NULL, count + 1, sizeof *scan->placed);
	scan->placed_from = tl_alloc(people + 2, sizeof *scan->placed_from);
	count = 0;
	for (size_t s = 0; s < scan->slices; s++) {
		struct scan_part *part = &scan->parts[s];

		for (size_t i = 0; i < part->placed_count; i++) {
			scan->placed[count++] = part->placed[i];
			scan->placed_from[part->placed[i].person]++;
		}
		free(part->placed);
	}
	for (size_t p = 0; p < people; p++)
		scan->placed_from[p + 1] += scan->placed_from[p];
}

bool measure_scan_people(struct measure_scan *scan, size_t jobs, struct tl_err *err)
{
	bool ok = tl_pool_for(jobs, scan->slices, run_slice, scan, err);

	for (size_t s = 0; s < scan->slices; s++) {
		measure_scan_merge(scan, &scan->parts[s]);
		measure_scan_part_free(&scan->parts[s]);
	}
	keep_placed(scan);
	return ok;
}
