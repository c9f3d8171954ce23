/*
 * People in cohorts whose units are one person each. A row of theirs counts in the area, which the
 * grid does, and round the first day of the units that the person is. Which cells it is in follows
 * from its profile, month and place, from the units' locality and phase, and from where its day
 * lies in each round: all that as one number, and one look in a table for the class.
 */
#include "scan_private.h"

#include "profile.h"

#define NO_UNIT SIZE_MAX
#define SOME 16
#define SIDES_OPTIONS 4u /* none, before, after, both */
#define PROFILE_OPTIONS (1u + 2u * MEASURE_PROFILE_MONTHS)

struct entry {
	uint64_t key; /* + 1; 0: free */
	uint32_t class; /* SCAN_NONE: of several classes, which are looked up each time */
};

struct scan_members {
	const struct measure_scan *scan;
	size_t *unit_of; /* by cohort, of the person at hand */
	uint32_t *position; /* by round, of the row at hand */
	struct entry *entries;
	size_t capacity, count;
	struct scan_shares shares;
};

/* ---- making ready --------------------------------------------------------------------------- */

static uint64_t options_of(const struct scan_round *round)
{
	return round->windows ? SIDES_OPTIONS : PROFILE_OPTIONS;
}

static uint64_t places_of(const struct measure_scan *scan, const struct measure_cohort *cohort)
{
	return 1 +
	       ((uint64_t)scan->world->locality_count + 1) * (cohort->programme->phases_count + 1);
}

static bool same_days(const struct measure_days *a, const struct measure_days *b)
{
	if (a->spans.count != b->spans.count)
		return false;
	for (size_t i = 0; i < a->spans.count; i++)
		if (a->spans.items[i].from.n != b->spans.items[i].from.n ||
			a->spans.items[i].to.n != b->spans.items[i].to.n)
			return false;
	return true;
}

static uint32_t round_of(struct measure_scan *scan, const struct scan_tally *tally)
{
	const struct scan_round round = {
		.cohort = tally->cohort, .windows = tally->out.windows, .days = &tally->days};
	uint32_t r = 0;

	for (; r < scan->rounds.count; r++) {
		const struct scan_round *other = &scan->rounds.items[r];

		if (other->cohort == round.cohort && other->windows == round.windows &&
			same_days(other->days, round.days))
			return r;
	}
	*tl_vec_push(&scan->rounds) = round;
	return r;
}

/* 0 where the product is too large for a key. */
static uint64_t times(uint64_t keys, uint64_t options)
{
	return options && keys <= (UINT64_MAX - 1) / options ? keys * options : 0;
}

static struct measure_scan_tally *time_of(struct measure_scan *scan, const struct scan_tally *tally)
{
	struct measure_scan_tally *time = tl_arena_alloc(&scan->arena, sizeof *time);
	size_t places = measure_cross_size(&tally->out.cross);

	*time = tally->out;
	time->is_time = true;
	time->atoms = tl_arena_array(&scan->arena, places + 1, sizeof *time->atoms);
	time->contributors[0] =
		tl_arena_array(&scan->arena, places + 1, sizeof *time->contributors[0]);
	time->unit_sums = tl_arena_array(
		&scan->arena, tally->out.cohort->count * 2 + 1, sizeof *time->unit_sums);
	return time;
}

static void plan_tally(struct measure_scan *scan, struct scan_tally *tally)
{
	struct scan_round *round;

	if (tally->out.refused ||
		(tally->out.of != MEASURE_SCAN_SIDES && tally->out.of != MEASURE_SCAN_PROFILE))
		return;
	tally->round = round_of(scan, tally);
	if (tally->out.of != MEASURE_SCAN_SIDES)
		return;
	tally->side = scan->sides[tally->cohort]++;
	round = &scan->rounds.items[tally->round];
	if (!round->time)
		round->time = time_of(scan, tally);
	tally->out.time = round->time;
}

void measure_scan_members_plan(struct measure_scan *scan)
{
	size_t cohorts = scan->cohorts.count;

	scan->sides = tl_arena_array(&scan->arena, cohorts + 1, sizeof *scan->sides);
	scan->side_sums = tl_arena_array(&scan->arena, cohorts + 1, sizeof *scan->side_sums);
	for (size_t t = 0; t < scan->tallies.count; t++)
		plan_tally(scan, scan->tallies.items[t]);
	scan->keys = 1;
	for (size_t c = 0; c < cohorts; c++) {
		scan->side_sums[c] = tl_arena_array(&scan->arena,
			scan->cohorts.items[c]->count * 2 * scan->sides[c] + 1,
			sizeof *scan->side_sums[c]);
		scan->keys = times(scan->keys, places_of(scan, scan->cohorts.items[c]));
	}
	for (size_t r = 0; r < scan->rounds.count; r++)
		scan->keys = times(scan->keys, options_of(&scan->rounds.items[r]));
	scan->keys = times(scan->keys, scan->places);
	scan->keys = times(scan->keys, scan->months + 1);
	scan->keys = times(scan->keys, scan->profiles.count);
}

struct scan_members *measure_scan_members_new(const struct measure_scan *scan)
{
	struct scan_members *members = tl_alloc(1, sizeof *members);

	members->scan = scan;
	members->unit_of = tl_alloc(scan->cohorts.count + 1, sizeof *members->unit_of);
	members->position = tl_alloc(scan->rounds.count + 1, sizeof *members->position);
	return members;
}

void measure_scan_members_free(struct scan_members *members)
{
	if (!members)
		return;
	free(members->unit_of);
	free(members->position);
	free(members->entries);
	tl_vec_free(&members->shares.items);
	free(members);
}

/* ---- the table ------------------------------------------------------------------------------ */

static size_t slot_of(const struct scan_members *members, uint64_t key)
{
	return (key * UINT64_C(0x9e3779b97f4a7c15)) >> 20 & (members->capacity - 1);
}

static struct entry *find(struct scan_members *members, uint64_t key)
{
	size_t at = slot_of(members, key);

	while (members->entries[at].key && members->entries[at].key != key)
		at = (at + 1) & (members->capacity - 1);
	return &members->entries[at];
}

static void grow(struct scan_members *members)
{
	struct entry *before = members->entries;
	size_t capacity = members->capacity;

	members->capacity = capacity ? capacity * 2 : 4096;
	members->entries = tl_alloc(members->capacity, sizeof *members->entries);
	for (size_t i = 0; i < capacity; i++)
		if (before[i].key)
			*find(members, before[i].key) = before[i];
	free(before);
}

/* ---- a person ------------------------------------------------------------------------------- */

/* The units that the person is, and a number for where and in which phase. */
static uint64_t find_units(struct scan_members *members, size_t person)
{
	const struct measure_scan *scan = members->scan;
	uint64_t key = 0;

	for (size_t c = 0; c < scan->cohorts.count; c++) {
		const struct measure_cohort *cohort = scan->cohorts.items[c];
		size_t first = cohort->first_of[person - 1];
		const struct measure_unit *unit;

		key *= places_of(scan, cohort);
		members->unit_of[c] = NO_UNIT;
		if (first == cohort->first_of[person])
			continue;
		members->unit_of[c] = cohort->units_of[first];
		unit = &cohort->units[members->unit_of[c]];
		key += 1 + (uint64_t)unit->locality * (cohort->programme->phases_count + 1) +
		       (uint64_t)(unit->phase + 1);
	}
	return key;
}

static uint32_t position_of(const struct scan_members *members, size_t number, int32_t day)
{
	const struct scan_round *round = &members->scan->rounds.items[number];
	size_t unit = members->unit_of[round->cohort];
	const struct tl_day on = {day};

	if (unit == NO_UNIT || !measure_days_hold(round->days, day))
		return 0;
	if (!round->windows)
		return (uint32_t)(1 +
				  measure_profile_month(
					  &members->scan->cohorts.items[round->cohort]->units[unit],
					  day));
	return (uint32_t)tl_span_holds(round->windows[unit * 2 + MEASURE_BEFORE], on) +
	       (uint32_t)tl_span_holds(round->windows[unit * 2 + MEASURE_AFTER], on) * 2;
}

static void count_month(struct scan_members *members, struct scan_part *part,
	const struct scan_use *use, const struct measure_unit *unit, int month, uint32_t who)
{
	const struct scan_share share = {.tally = use->tally,
		.class = use->class,
		.position = month,
		.locality = unit->locality,
		.group = use->group};

	if (month >= 0)
		measure_scan_count(members->scan, part, &share, who);
}

static void count_round(struct scan_members *members, struct scan_part *part,
	const struct scan_use *use, size_t unit, uint32_t who)
{
	const struct measure_scan *scan = members->scan;
	const struct scan_tally *tally = scan->tallies.items[use->tally];
	uint32_t position = members->position[tally->round];
	size_t sides = scan->sides[tally->cohort];
	uint32_t *sums = &scan->side_sums[tally->cohort][unit * 2 * sides + tally->side];
	const struct scan_share share = {.tally = use->tally,
		.class = use->class,
		.position = (int32_t)position - 1,
		.locality = tally->out.cohort->units[unit].locality,
		.group = tally->out.cohort->units[unit].phase};

	if (!position)
		return;
	if (tally->out.of == MEASURE_SCAN_PROFILE) {
		measure_scan_count(scan, part, &share, who);
		return;
	}
	sums[MEASURE_BEFORE * sides] += position & 1;
	sums[MEASURE_AFTER * sides] += position >> 1;
}

/* In the cohorts' tallies; in the area's the grid has counted it. */
static void count_uses(struct scan_members *members, struct scan_part *part,
	const struct scan_event *placed, int month)
{
	const struct measure_scan *scan = members->scan;
	const struct scan_known *known = &scan->profiles.items[placed->profile];
	const struct scan_use *uses = &scan->uses.items[known->first_member];

	for (uint32_t i = 0; i < known->members; i++) {
		const struct scan_tally *tally = scan->tallies.items[uses[i].tally];
		size_t unit = members->unit_of[tally->cohort];

		if (unit == NO_UNIT)
			continue;
		if (tally->out.of == MEASURE_SCAN_SIDES || tally->out.of == MEASURE_SCAN_PROFILE)
			count_round(members, part, &uses[i], unit, placed->person + 1);
		else
			count_month(members, part, &uses[i], &tally->out.cohort->units[unit], month,
				placed->person + 1);
	}
}

/* Its class is known by its number; a new one is found by its cells. */
static void classify(struct scan_members *members, struct scan_part *part,
	const struct scan_event *placed, struct entry *entry, uint64_t key)
{
	const struct measure_scan *scan = members->scan;
	uint32_t who = placed->person + 1;

	if (entry->key == key && entry->class != SCAN_NONE) {
		scan_slot_add(&part->classes.slots.items[entry->class], who);
		return;
	}
	measure_scan_shares_of(scan, placed, &members->shares);
	measure_scan_classify(scan, part, scan->profiles.items[placed->profile].contract,
		&members->shares, SCAN_AREA, 0, who);
	members->count += !entry->key;
	entry->key = key;
	entry->class = members->shares.items.count && !measure_scan_is_twice(&members->shares)
			       ? part->classes.last
			       : SCAN_NONE;
}

struct some { /* visits of a person at a time: the table is fetched while others are counted */
	struct scan_event placed[SOME];
	uint64_t keys[SOME];
	size_t count;
};

static void classify_some(
	struct scan_members *members, struct scan_part *part, const struct some *some)
{
	for (size_t i = 0; i < some->count; i++) {
		if (members->count * 2 >= members->capacity)
			grow(members);
		classify(members, part, &some->placed[i], find(members, some->keys[i]),
			some->keys[i]);
	}
}

static void count_some(
	struct scan_members *members, struct scan_part *part, uint64_t units, struct some *some)
{
	const struct measure_scan *scan = members->scan;

	for (size_t i = 0; i < some->count; i++) {
		const struct scan_event *placed = &some->placed[i];
		int month = measure_scan_month(scan, placed->day);
		uint64_t key = units;

		for (size_t r = 0; r < scan->rounds.count; r++) {
			members->position[r] = position_of(members, r, placed->day);
			key = key * options_of(&scan->rounds.items[r]) + members->position[r];
		}
		key = (key * scan->places + (size_t)placed->locality) * (scan->months + 1) +
		      (size_t)(month + 1);
		some->keys[i] = key * scan->profiles.count + placed->profile + 1;
		if (members->capacity)
			__builtin_prefetch(&members->entries[slot_of(members, some->keys[i])]);
		count_uses(members, part, placed, month);
	}
}

void measure_scan_member(struct scan_members *members, struct scan_part *part, size_t person,
	const struct measure_visit *visits, size_t count, size_t place)
{
	const struct measure_scan *scan = members->scan;
	uint64_t units = find_units(members, person);

	for (size_t i = 0; i < count;) {
		struct some some;

		some.count = 0;
		for (; i < count && some.count < SOME; i++) {
			uint16_t profile = scan->profile_of[visits[i].row];

			if (profile)
				some.placed[some.count++] = (struct scan_event){
					(uint32_t)person, visits[i].day, profile, (int16_t)place};
		}
		count_some(members, part, units, &some);
		classify_some(members, part, &some);
	}
}
