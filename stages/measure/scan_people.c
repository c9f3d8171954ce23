/* Stretches of people: their visits, counted for the area and for the units that they are; those of
 * units of several people are kept for scan_units.c. */
#include "scan_private.h"

#include <throughline/pool.h>

#define CACHED_MAX (4u << 20)
#define NEAR 8 /* people ahead */
#define FAR 16

struct walk {
	const struct measure_scan *scan;
	struct scan_part *part;
	struct scan_members *members;
	struct scan_shares shares;
};

/* ---- where they are ------------------------------------------------------------------------- */

/* Where it counts for the area: where the person lives that day, else where the row says. */
static int32_t place_of(
	const struct measure_scan *scan, size_t person, const struct measure_visit *visit)
{
	int32_t locality = measure_person_locality(scan->world, (int64_t)person - 1, visit->day);

	if (locality < 0)
		locality = measure_scan_stated(scan, visit->row);
	return locality < 0 ? (int32_t)scan->world->locality_count : locality;
}

static bool is_in_spell(const struct measure_scan *scan, const struct measure_person *who,
	const struct measure_visit *visits, size_t count)
{
	const struct measure_spell *spell = &scan->world->locality_spells[who->locality_first];

	return who->locality_count && spell->from <= visits[0].day &&
	       visits[count - 1].day < spell->to;
}

/* The one place where all are; -1: there are several. */
static int32_t one_place(const struct measure_scan *scan, size_t person,
	const struct measure_visit *visits, size_t count)
{
	int32_t place = place_of(scan, person, &visits[0]);

	if (is_in_spell(scan, &scan->world->people[person - 1], visits, count))
		return place;
	for (size_t i = 1; i < count; i++)
		if (place_of(scan, person, &visits[i]) != place)
			return -1;
	return place;
}

/* ---- counting row by row -------------------------------------------------------------------- */

static uint32_t find_class(struct walk *walk, const struct scan_event *placed)
{
	const struct scan_known *known = &walk->scan->profiles.items[placed->profile];

	measure_scan_shares_of(walk->scan, placed, &walk->shares);
	measure_scan_classify(walk->scan, walk->part, known->contract, &walk->shares, SCAN_AREA, 0,
		placed->person + 1);
	return walk->part->classes.last;
}

static void count_area(struct walk *walk, const struct scan_event *placed, int month,
	uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < first + count; i++) {
		const struct scan_use *use = &walk->scan->uses.items[i];
		const struct scan_share share = {.tally = use->tally,
			.class = use->class,
			.cohort = SCAN_AREA,
			.position = month,
			.locality = placed->locality,
			.group = use->group};

		measure_scan_count(walk->scan, walk->part, &share, placed->person + 1);
	}
}

/* In the area alone: profile, month and place say which class it is. */
static void count_row(struct walk *walk, const struct scan_event *placed)
{
	const struct measure_scan *scan = walk->scan;
	const struct scan_known *known = &scan->profiles.items[placed->profile];
	int month = measure_scan_month(scan, placed->day);
	size_t cell = ((size_t)placed->profile * scan->months + (size_t)month) * scan->places +
		      (size_t)placed->locality;
	uint32_t *cached;

	if (month < 0 || !known->areas)
		return;
	count_area(walk, placed, month, known->first_area, known->areas);
	if (!walk->part->cached) {
		find_class(walk, placed);
		return;
	}
	cached = &walk->part->cached[cell];
	if (*cached)
		scan_slot_add(&walk->part->classes.slots.items[*cached - 1], placed->person + 1);
	else
		*cached = find_class(walk, placed) + 1;
}

/* Of people in a cohort: what is theirs now, what is their units' later; SIDES in scan_sides.c. */
static void count_member(struct walk *walk, const struct scan_event *placed)
{
	const struct measure_scan *scan = walk->scan;
	uint32_t who = placed->person + 1;

	measure_scan_shares_of(scan, placed, &walk->shares);
	for (size_t i = 0; i < walk->shares.items.count; i++) {
		const struct scan_share *share = &walk->shares.items.items[i];
		int64_t *sums = scan->tallies.items[share->tally]->out.unit_sums;

		if (!measure_scan_is_own(scan, share))
			continue;
		if (sums)
			sums[share->unit * 2 + (size_t)share->position]++;
		else
			measure_scan_count(scan, walk->part, share, who);
	}
	measure_scan_classify(scan, walk->part, scan->profiles.items[placed->profile].contract,
		&walk->shares, SCAN_AREA, 0, who);
}

static void count_rows(struct walk *walk, size_t person, const struct measure_visit *visits,
	size_t count, uint8_t in)
{
	const struct measure_scan *scan = walk->scan;

	if (!walk->part->cached && scan->profiles.count * scan->months * scan->places <= CACHED_MAX)
		walk->part->cached =
			tl_alloc(scan->profiles.count * scan->months * scan->places + 1,
				sizeof *walk->part->cached);
	for (size_t i = 0; i < count; i++) {
		const struct scan_event placed = {(uint32_t)person, visits[i].day,
			scan->profile_of[visits[i].row],
			(int16_t)place_of(scan, person, &visits[i])};

		if (!placed.profile)
			continue;
		if (!in)
			count_row(walk, &placed);
		else
			count_member(walk, &placed);
		if (in & 2)
			walk->part->placed[walk->part->placed_count++] = placed;
	}
}

/* ---- a person ------------------------------------------------------------------------------- */

/* What the grid does not count of those whom it does. */
static void count_rests(struct walk *walk, size_t person, const struct measure_visit *visits,
	const int16_t *places, size_t count)
{
	const struct measure_scan *scan = walk->scan;

	for (size_t i = 0; scan->has_rests && i < count; i++) {
		const struct scan_event placed = {(uint32_t)person, visits[i].day,
			scan->profile_of[visits[i].row], places[i]};
		const struct scan_known *known = &scan->profiles.items[placed.profile];
		int month = measure_scan_month(scan, placed.day);

		if (month >= 0)
			count_area(walk, &placed, month, known->first_rest, known->rests);
	}
}

static void count_in_one(struct walk *walk, size_t person, const struct measure_visit *visits,
	size_t count, int16_t place, bool is_member)
{
	struct scan_part *part = walk->part;

	measure_scan_grid_person(walk->scan, &part->grid, visits, count, (size_t)place, is_member);
	for (size_t i = 0; walk->scan->has_rests && i < count; i++)
		count_rests(walk, person, &visits[i], &place, 1);
	if (is_member)
		measure_scan_member(walk->members, part, person, visits, count, (size_t)place);
}

static void count_in_several(
	struct walk *walk, size_t person, const struct measure_visit *visits, size_t count)
{
	int16_t places[SCAN_FEW];

	for (size_t i = 0; i < count; i++)
		places[i] = (int16_t)place_of(walk->scan, person, &visits[i]);
	measure_scan_grid_places(walk->scan, &walk->part->grid, visits, places, count);
	count_rests(walk, person, visits, places, count);
}

static void count_person(
	struct walk *walk, size_t person, const struct measure_visit *visits, size_t count)
{
	const struct measure_scan *scan = walk->scan;
	uint8_t in = person ? scan->in_cohort[person - 1] : 0;
	bool can = person && scan->gridded && (!in || (in == 1 && scan->keys));
	int32_t place = can ? one_place(scan, person, visits, count) : -1;

	if (place >= 0)
		count_in_one(walk, person, visits, count, (int16_t)place, in);
	else if (can && !in && count <= SCAN_FEW)
		count_in_several(walk, person, visits, count);
	else
		count_rows(walk, person, visits, count, in);
}

static size_t count_placed(const struct measure_scan *scan, const struct scan_part *part)
{
	size_t count = 0;

	for (size_t p = part->from ? part->from : 1; p < part->to; p++)
		if (scan->in_cohort[p - 1] & 2)
			count += scan->visits->first[p + 1] - scan->visits->first[p];
	return count;
}

static bool run_part(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct measure_scan *scan = context;
	struct scan_part *part = &scan->parts[index];
	struct walk walk = {.scan = scan, .part = part, .members = measure_scan_members_new(scan)};
	const size_t *first = scan->visits->first;

	measure_scan_part_init(scan, part);
	if (scan->gridded)
		measure_scan_grid_init(scan, &part->grid);
	part->placed = tl_grow(NULL, count_placed(scan, part) + 1, sizeof *part->placed);
	for (size_t p = part->from; p < part->to; p++) {
		if (p + FAR < part->to)
			measure_scan_member_expect(scan, p + NEAR, p + FAR);
		if (first[p] < first[p + 1])
			count_person(
				&walk, p, &scan->visits->items[first[p]], first[p + 1] - first[p]);
	}
	tl_vec_free(&walk.shares.items);
	measure_scan_members_free(walk.members, part);
	return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

/* Stretches of about as many visits each, whatever the threads. */
static void cut_parts(struct measure_scan *scan)
{
	size_t people = scan->world->people_count + 1, visits = scan->visits->first[people], at = 0;

	scan->part_count = visits / SCAN_PART_VISITS + 1;
	if (scan->part_count > SCAN_PARTS_MAX)
		scan->part_count = SCAN_PARTS_MAX;
	scan->parts = tl_arena_array(&scan->arena, scan->part_count, sizeof *scan->parts);
	for (size_t i = 0; i < scan->part_count; i++) {
		size_t until = visits / scan->part_count * (i + 1);

		scan->parts[i].from = at;
		while (at < people &&
			(scan->visits->first[at] < until || i + 1 == scan->part_count))
			at++;
		scan->parts[i].to = at;
	}
}

static void keep_placed(struct measure_scan *scan)
{
	size_t count = 0, people = scan->world->people_count;

	for (size_t s = 0; s < scan->part_count; s++)
		count += scan->parts[s].placed_count;
	scan->placed = tl_grow(NULL, count + 1, sizeof *scan->placed);
	scan->placed_from = tl_alloc(people + 2, sizeof *scan->placed_from);
	count = 0;
	for (size_t s = 0; s < scan->part_count; s++) {
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

static void join_parts(struct measure_scan *scan)
{
	if (scan->gridded)
		measure_scan_grid_init(scan, &scan->grid);
	for (size_t s = 0; s < scan->part_count; s++) {
		measure_scan_merge(scan, &scan->parts[s]);
		if (scan->gridded)
			measure_scan_grid_merge(scan, &scan->parts[s].grid);
	}
	if (scan->gridded)
		measure_scan_grid_settle(scan);
	keep_placed(scan);
}

/* Beside the joining of all else, which is one task. */
static bool run_bucket(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	if (index)
		measure_scan_keys_bucket(context, index - 1);
	else
		join_parts(context);
	return true;
}

bool measure_scan_people(struct measure_scan *scan, size_t jobs, struct tl_err *err)
{
	bool ok;

	scan->gridded = scan->places * scan->months * scan->profiles.count <= SCAN_GRID_MAX;
	scan->buckets = tl_arena_array(&scan->arena, SCAN_BUCKETS, sizeof *scan->buckets);
	measure_scan_members_plan(scan);
	cut_parts(scan);
	measure_phase(scan->world->phases, "people and their rows");
	ok = tl_pool_for(jobs, scan->part_count, run_part, scan, err);
	measure_phase(scan->world->phases, "joining people");
	ok = ok && tl_pool_for(jobs, SCAN_BUCKETS + 1, run_bucket, scan, err);
	for (size_t s = 0; s < scan->part_count; s++)
		measure_scan_part_free(&scan->parts[s]);
	return ok;
}
