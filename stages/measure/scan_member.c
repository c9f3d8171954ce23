/*
 * People in cohorts whose units are one person each. A row of theirs counts in the area, which the
 * grid does, and round the first day of the units that the person is. Which cells it is in follows
 * from its profile, month and place, from the units' locality and phase, and from where its day
 * lies in each round: all that is one number, its key, and scan_keys.c makes classes of keys.
 *
 * Rows of one person that are in the same cells must have the same key, or the person would be
 * counted twice. So a key tells only what the cells depend on: see struct kind.
 */
#include "scan_private.h"

#include "profile.h"

#define NO_UNIT SIZE_MAX
#define LINE 64 /* bytes fetched at once */
#define SIDES_OPTIONS 4u /* none, before, after, both */
#define PROFILE_OPTIONS (1u + 2u * MEASURE_PROFILE_MONTHS)

/* What counts a row, by its day and person; whether a profile's uses do follows. */
struct when {
	uint64_t rounds,
		cohorts; /* a bit each: rounds that it is in, and cohorts the person is in */
	bool in_months;
};

/* What the cells of a profile's rows depend on then. */
struct kind {
	uint16_t profile; /* the first of those that are counted alike */
	bool by_month;
	uint64_t rounds, months; /* a bit each: rounds, and cohorts that count it by month */
};

struct kinds {
	struct when when;
	struct kind *of; /* by profile */
};

struct scan_members {
	const struct measure_scan *scan;
	struct tl_arena arena;
	TL_VEC(struct kinds) kinds; /* of each `when` that was met, the last one first asked */
	size_t last;
	size_t *unit_of; /* by cohort, of the person at hand */
	uint64_t *place_of; /* likewise: the unit's locality and phase as one number, from 1 on */
	uint32_t *position; /* by round, of the row at hand */
	TL_VEC(struct scan_keyed) rows;
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

	if (tally->out.refused || !measure_scan_is_round(tally->out.of))
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
	scan->keys = cohorts <= SCAN_BITMAP && scan->rounds.count <= SCAN_BITMAP;
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
	members->place_of = tl_alloc(scan->cohorts.count + 1, sizeof *members->place_of);
	members->position = tl_alloc(scan->rounds.count + 1, sizeof *members->position);
	return members;
}

void measure_scan_members_free(struct scan_members *members, struct scan_part *part)
{
	if (!members)
		return;
	measure_scan_keys_part(part, members->rows.items, members->rows.count);
	free(members->unit_of);
	free(members->place_of);
	free(members->position);
	tl_vec_free(&members->kinds);
	tl_vec_free(&members->rows);
	tl_arena_free(&members->arena);
	free(members);
}

/* ---- kinds ---------------------------------------------------------------------------------- */

static bool is_counted(
	const struct measure_scan *scan, const struct scan_use *use, const struct when *when)
{
	const struct scan_tally *tally = scan->tallies.items[use->tally];

	if (measure_scan_is_round(tally->out.of))
		return when->rounds >> tally->round & 1;
	return when->in_months &&
	       (tally->cohort == SCAN_AREA || when->cohorts >> tally->cohort & 1);
}

/* The next use from *at on that counts then; NULL: there is none. */
static const struct scan_use *next_use(const struct measure_scan *scan,
	const struct scan_known *known, const struct when *when, uint32_t *at)
{
	while (*at < known->uses) {
		const struct scan_use *use = &scan->uses.items[known->first_use + (*at)++];

		if (is_counted(scan, use, when))
			return use;
	}
	return NULL;
}

static bool are_alike(const struct measure_scan *scan, size_t p, size_t q, const struct when *when)
{
	const struct scan_known *a = &scan->profiles.items[p], *b = &scan->profiles.items[q];
	uint32_t i = 0, j = 0;

	if (a->contract != b->contract)
		return false;
	for (;;) {
		const struct scan_use *x = next_use(scan, a, when, &i);
		const struct scan_use *y = next_use(scan, b, when, &j);

		if (!x || !y)
			return !x && !y;
		if (!scan_use_is_same(x, y))
			return false;
	}
}

static struct kind kind_of(const struct measure_scan *scan, size_t profile, const struct when *when)
{
	struct kind kind = {.profile = 1};
	const struct scan_use *use;
	uint32_t at = 0;

	while (kind.profile < profile && !are_alike(scan, kind.profile, profile, when))
		kind.profile++;
	while ((use = next_use(scan, &scan->profiles.items[profile], when, &at))) {
		const struct scan_tally *tally = scan->tallies.items[use->tally];

		if (measure_scan_is_round(tally->out.of))
			kind.rounds |= UINT64_C(1) << tally->round;
		else
			kind.by_month = true;
		if (!measure_scan_is_round(tally->out.of) && tally->cohort != SCAN_AREA)
			kind.months |= UINT64_C(1) << tally->cohort;
	}
	return kind;
}

static bool same_when(const struct when *a, const struct when *b)
{
	return a->rounds == b->rounds && a->cohorts == b->cohorts && a->in_months == b->in_months;
}

static const struct kind *kinds_at(struct scan_members *members, const struct when *when)
{
	const struct measure_scan *scan = members->scan;
	struct kinds *made;

	for (size_t i = 0, at = members->last; i < members->kinds.count; i++, at++) {
		at = at == members->kinds.count ? 0 : at;
		if (same_when(&members->kinds.items[at].when, when)) {
			members->last = at;
			return members->kinds.items[at].of;
		}
	}
	made = tl_vec_push(&members->kinds);
	made->when = *when;
	made->of = tl_arena_array(&members->arena, scan->profiles.count, sizeof *made->of);
	for (size_t p = 1; p < scan->profiles.count; p++)
		made->of[p] = kind_of(scan, p, when);
	return made->of;
}

/* ---- a person ------------------------------------------------------------------------------- */

/* The units that the person is; which cohorts, a bit each. */
static uint64_t find_units(struct scan_members *members, size_t person)
{
	const struct measure_scan *scan = members->scan;
	uint64_t cohorts = 0;

	for (size_t c = 0; c < scan->cohorts.count; c++) {
		const struct measure_cohort *cohort = scan->cohorts.items[c];
		size_t first = cohort->first_of[person - 1];
		const struct measure_unit *unit;

		members->unit_of[c] = NO_UNIT;
		if (first == cohort->first_of[person])
			continue;
		cohorts |= UINT64_C(1) << c;
		members->unit_of[c] = cohort->units_of[first];
		unit = &cohort->units[members->unit_of[c]];
		members->place_of[c] =
			1 + (uint64_t)unit->locality * (cohort->programme->phases_count + 1) +
			(uint64_t)(unit->phase + 1);
	}
	return cohorts;
}

void measure_scan_member_expect(const struct measure_scan *scan, size_t near, size_t far)
{
	for (size_t c = 0; scan->in_cohort[far - 1] && c < scan->cohorts.count; c++)
		__builtin_prefetch(&scan->cohorts.items[c]->first_of[far - 1]);
	for (size_t c = 0; scan->in_cohort[near - 1] && c < scan->cohorts.count; c++) {
		const struct measure_cohort *cohort = scan->cohorts.items[c];
		size_t first = cohort->first_of[near - 1], unit;

		if (first == cohort->first_of[near])
			continue;
		unit = cohort->units_of[first];
		__builtin_prefetch(&cohort->units[unit]);
		for (size_t at = 0; at < 2 * scan->sides[c]; at += LINE / sizeof **scan->side_sums)
			__builtin_prefetch(&scan->side_sums[c][unit * 2 * scan->sides[c] + at], 1);
		for (size_t r = 0; r < scan->rounds.count; r++)
			if (scan->rounds.items[r].cohort == c && scan->rounds.items[r].windows)
				__builtin_prefetch(&scan->rounds.items[r].windows[unit * 2]);
	}
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
		if (measure_scan_is_round(tally->out.of))
			count_round(members, part, &uses[i], unit, placed->person + 1);
		else
			count_month(members, part, &uses[i], &tally->out.cohort->units[unit], month,
				placed->person + 1);
	}
}

/* Positions, the places of units that count it, place, month, profile. */
static uint64_t key_of(
	const struct scan_members *members, const struct kind *kind, size_t place, int month)
{
	const struct measure_scan *scan = members->scan;
	uint64_t key = 0, counting = kind->months;

	for (size_t r = 0; r < scan->rounds.count; r++) {
		const struct scan_round *round = &scan->rounds.items[r];
		uint32_t position = kind->rounds >> r & 1 ? members->position[r] : 0;

		key = key * options_of(round) + position;
		if (position)
			counting |= UINT64_C(1) << round->cohort;
	}
	for (size_t c = 0; c < scan->cohorts.count; c++)
		key = key * places_of(scan, scan->cohorts.items[c]) +
		      (counting >> c & 1 ? members->place_of[c] : 0);
	key = (key * scan->places + place) * (scan->months + 1) +
	      (kind->by_month ? (size_t)(month + 1) : 0);
	return key * scan->profiles.count + kind->profile;
}

static size_t take(uint64_t *key, uint64_t options)
{
	size_t number = (size_t)(*key % options);

	*key /= options;
	return number;
}

struct told { /* by a key */
	size_t profile, month, place;
	size_t units[SCAN_BITMAP], positions[SCAN_BITMAP]; /* by cohort, by round; 0: none */
};

static void read_key(const struct measure_scan *scan, uint64_t key, struct told *told)
{
	told->profile = take(&key, scan->profiles.count);
	told->month = take(&key, scan->months + 1);
	told->place = take(&key, scan->places);
	for (size_t c = scan->cohorts.count; c-- > 0;)
		told->units[c] = take(&key, places_of(scan, scan->cohorts.items[c]));
	for (size_t r = scan->rounds.count; r-- > 0;)
		told->positions[r] = take(&key, options_of(&scan->rounds.items[r]));
}

/* False: it does not count there. A day is on one side at most: run-in is after the first day. */
static bool share_of(const struct measure_scan *scan, const struct told *told,
	const struct scan_use *use, struct scan_share *share)
{
	const struct scan_tally *tally = scan->tallies.items[use->tally];
	bool round = measure_scan_is_round(tally->out.of);
	size_t position = round ? told->positions[tally->round] : told->month;
	size_t unit = tally->cohort == SCAN_AREA ? 0 : told->units[tally->cohort], phases;

	if (!position || (tally->cohort != SCAN_AREA && !unit))
		return false;
	*share = (struct scan_share){.tally = use->tally,
		.class = use->class,
		.position = (int32_t)position - 1,
		.locality = (int32_t)told->place,
		.group = use->group};
	if (tally->cohort == SCAN_AREA)
		return true;
	phases = tally->out.cohort->programme->phases_count + 1;
	share->locality = (int32_t)((unit - 1) / phases);
	if (round)
		share->group = (int32_t)((unit - 1) % phases) - 1;
	assert(tally->out.of != MEASURE_SCAN_SIDES || share->position <= MEASURE_AFTER);
	return true;
}

uint32_t measure_scan_cells_of(
	const struct measure_scan *scan, uint64_t key, struct scan_cells *cells)
{
	const struct scan_known *known;
	struct told told;

	read_key(scan, key, &told);
	known = &scan->profiles.items[told.profile];
	for (uint32_t i = 0; i < known->uses; i++) {
		const struct scan_use *use = &scan->uses.items[known->first_use + i];
		struct scan_share share;

		if (share_of(scan, &told, use, &share))
			*tl_vec_push(&cells->items) =
				measure_scan_cell(scan->tallies.items[use->tally], &share);
	}
	return known->contract;
}

void measure_scan_member(struct scan_members *members, struct scan_part *part, size_t person,
	const struct measure_visit *visits, size_t count, size_t place)
{
	const struct measure_scan *scan = members->scan;
	uint64_t cohorts = find_units(members, person);

	for (size_t i = 0; i < count; i++) {
		const struct scan_event placed = {(uint32_t)person, visits[i].day,
			scan->profile_of[visits[i].row], (int16_t)place};
		int month = measure_scan_month(scan, placed.day);
		struct when when = {.cohorts = cohorts, .in_months = month >= 0};

		if (!placed.profile)
			continue;
		for (size_t r = 0; r < scan->rounds.count; r++) {
			members->position[r] = position_of(members, r, placed.day);
			when.rounds |= (uint64_t)(members->position[r] > 0) << r;
		}
		*tl_vec_push(&members->rows) = (struct scan_keyed){
			key_of(members, &kinds_at(members, &when)[placed.profile], place, month),
			placed.person};
		if (when.rounds || month >= 0)
			count_uses(members, part, &placed, month);
	}
}
