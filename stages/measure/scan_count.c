/* Where an event counts, and counting it there. */
#include "scan_private.h"

#include "profile.h"

void measure_scan_part_init(const struct measure_scan *scan, struct scan_part *part)
{
	part->atoms = tl_alloc(scan->cells + 1, sizeof *part->atoms);
	part->marks = tl_alloc(scan->marks + 1, sizeof *part->marks);
}

void measure_scan_part_free(struct scan_part *part)
{
	free(part->atoms);
	free(part->marks);
	free(part->cached);
	free(part->keyed);
	measure_scan_grid_free(&part->grid);
	part->atoms = NULL;
	part->marks = NULL;
	part->cached = NULL;
	part->keyed = NULL;
	measure_scan_classes_free(&part->classes);
}

/* ---- where ---------------------------------------------------------------------------------- */

/* Room for one more, without clearing it: this is done for every event of a cohort. */
static struct scan_share *next_share(struct scan_shares *shares)
{
	if (shares->items.count == shares->items.capacity) {
		shares->items.capacity = shares->items.capacity ? shares->items.capacity * 2 : 64;
		shares->items.items = tl_grow(
			shares->items.items, shares->items.capacity, sizeof *shares->items.items);
	}
	return &shares->items.items[shares->items.count++];
}

static void push_share(
	struct scan_shares *shares, const struct scan_use *use, int32_t position, int32_t locality)
{
	*next_share(shares) = (struct scan_share){.tally = use->tally,
		.class = use->class,
		.cohort = SCAN_AREA,
		.position = position,
		.locality = locality,
		.group = use->group};
}

/* In months a person counts in the first of its units, as measure_series_place has it. */
static void push_month(const struct measure_scan *scan, const struct scan_event *placed,
	const struct scan_use *use, int month, struct scan_shares *shares)
{
	const struct scan_tally *tally = scan->tallies.items[use->tally];
	const struct measure_cohort *cohort = tally->out.cohort;
	struct scan_share *share;
	size_t first;

	if (cohort && !placed->person)
		return;
	if (!cohort) {
		push_share(shares, use, month, placed->locality);
		return;
	}
	first = cohort->first_of[placed->person - 1];
	if (first == cohort->first_of[placed->person])
		return;
	push_share(shares, use, month, cohort->units[cohort->units_of[first]].locality);
	share = &shares->items.items[shares->items.count - 1];
	share->cohort = tally->cohort;
	share->unit = (uint32_t)cohort->units_of[first];
}

static void push_unit(const struct measure_scan *scan, const struct scan_use *use, size_t unit,
	int32_t position, struct scan_shares *shares)
{
	const struct scan_tally *tally = scan->tallies.items[use->tally];
	const struct measure_unit *whose = &tally->out.cohort->units[unit];

	*next_share(shares) = (struct scan_share){.tally = use->tally,
		.class = use->class,
		.cohort = tally->cohort,
		.unit = (uint32_t)unit,
		.position = position,
		.locality = whose->locality,
		.group = whose->phase};
}

static void push_sides(const struct measure_scan *scan, const struct scan_event *placed,
	const struct scan_use *use, size_t unit, struct scan_shares *shares)
{
	const struct tl_span *windows = &scan->tallies.items[use->tally]->out.windows[unit * 2];

	for (int side = MEASURE_BEFORE; side <= MEASURE_AFTER; side++)
		if (tl_span_holds(windows[side], (struct tl_day){placed->day}))
			push_unit(scan, use, unit, side, shares);
}

/* Round the first day of each unit that the person is of. */
static void push_round(const struct measure_scan *scan, const struct scan_event *placed,
	const struct scan_use *use, struct scan_shares *shares)
{
	const struct scan_tally *tally = scan->tallies.items[use->tally];
	const struct measure_cohort *cohort = tally->out.cohort;

	if (!placed->person ||
		cohort->first_of[placed->person - 1] == cohort->first_of[placed->person] ||
		!measure_days_hold(&tally->days, placed->day))
		return;
	for (size_t k = cohort->first_of[placed->person - 1]; k < cohort->first_of[placed->person];
		k++) {
		size_t unit = cohort->units_of[k];
		int position;

		if (tally->out.of == MEASURE_SCAN_SIDES) {
			push_sides(scan, placed, use, unit, shares);
			continue;
		}
		position = measure_profile_month(&cohort->units[unit], placed->day);
		if (position >= 0)
			push_unit(scan, use, unit, position, shares);
	}
}

void measure_scan_shares_of(const struct measure_scan *scan, const struct scan_event *placed,
	struct scan_shares *shares)
{
	const struct scan_known *known = &scan->profiles.items[placed->profile];
	int month = measure_scan_month(scan, placed->day);

	shares->items.count = 0;
	for (uint32_t i = 0; i < known->uses; i++) {
		const struct scan_use *use = &scan->uses.items[known->first_use + i];

		if (measure_scan_is_round(scan->tallies.items[use->tally]->out.of))
			push_round(scan, placed, use, shares);
		else if (month >= 0)
			push_month(scan, placed, use, month, shares);
	}
}

/* ---- counting ------------------------------------------------------------------------------- */

struct finest {
	size_t locality, group, place;
};

static struct finest finest_of(const struct scan_tally *tally, const struct scan_share *share)
{
	const struct measure_cross *cross = &tally->out.cross;
	struct finest finest = {cross->localities, cross->groups, 0};

	if (cross->localities && share->locality >= 0)
		finest.locality = (size_t)share->locality;
	if (cross->groups && share->group >= 0)
		finest.group = (size_t)share->group;
	finest.place =
		measure_cross_at(cross, (size_t)share->position, finest.locality, finest.group);
	return finest;
}

uint32_t measure_scan_cell(const struct scan_tally *tally, const struct scan_share *share)
{
	return (uint32_t)(tally->out.first_cell +
			  finest_of(tally, share).place * tally->out.classes + share->class);
}

static void mark(struct scan_mark *mark, uint32_t who)
{
	mark->contributors += mark->who != who;
	mark->who = who;
}

static void mark_position(struct scan_mark *marks, const struct measure_cross *cross,
	size_t position, struct finest finest, uint32_t who)
{
	size_t row = cross->groups + 1, whole = position * (cross->localities + 1);

	mark(&marks[(whole + cross->localities) * row + cross->groups], who);
	if (finest.locality < cross->localities)
		mark(&marks[(whole + finest.locality) * row + cross->groups], who);
	if (finest.group == cross->groups)
		return;
	mark(&marks[(whole + cross->localities) * row + finest.group], who);
	if (finest.locality < cross->localities)
		mark(&marks[(whole + finest.locality) * row + finest.group], who);
}

/* Tables of a share: the numerator has classes 0 and 2, the denominator 0 and 1. */
static bool is_in(const struct scan_tally *tally, size_t table, uint32_t class)
{
	return tally->tables == 1 || class == 0 || (table == 0) == (class == 2);
}

/* Who was in this finest place already was in all that it is part of. */
void measure_scan_count(const struct measure_scan *scan, struct scan_part *part,
	const struct scan_share *share, uint32_t who)
{
	const struct scan_tally *tally = scan->tallies.items[share->tally];
	const struct measure_cross *cross = &tally->out.cross;
	struct finest finest = finest_of(tally, share);
	size_t cell = tally->out.first_cell + finest.place * tally->out.classes + share->class;

	if (!scan_slot_add(&part->atoms[cell], who))
		return;
	for (size_t t = 0; t < tally->tables; t++) {
		struct scan_mark *marks = &part->marks[tally->first_mark[t]];

		if (!is_in(tally, t, share->class))
			continue;
		mark_position(marks, cross, (size_t)share->position, finest, who);
		if (cross->total)
			mark_position(marks, cross, cross->positions, finest, who);
	}
}

/* ---- classes -------------------------------------------------------------------------------- */

bool measure_scan_is_twice(const struct scan_shares *shares)
{
	for (size_t i = 1; i < shares->items.count; i++)
		if (shares->items.items[i].tally == shares->items.items[i - 1].tally)
			return true;
	return false;
}

static void add_class(const struct measure_scan *scan, struct scan_part *part, uint32_t contract,
	const struct scan_share *shares, size_t count, uint32_t who)
{
	uint32_t some[64], *cells = count <= TL_LEN(some) ? some : tl_alloc(count, sizeof *cells);
	uint32_t class;

	for (size_t i = 0; i < count; i++)
		cells[i] = measure_scan_cell(scan->tallies.items[shares[i].tally], &shares[i]);
	class = measure_scan_class_of(&part->classes,
		measure_scan_class_hash(contract, cells, count), contract, cells, count);
	scan_slot_add(&part->classes.slots.items[class], who);
	if (cells != some)
		free(cells);
}

bool measure_scan_is_own(const struct measure_scan *scan, const struct scan_share *share)
{
	return share->cohort == SCAN_AREA || scan->alone[share->cohort];
}

/* A class is whose its first cell is. */
void measure_scan_classify(const struct measure_scan *scan, struct scan_part *part,
	uint32_t contract, const struct scan_shares *shares, uint32_t cohort, uint32_t unit,
	uint32_t who)
{
	bool twice = measure_scan_is_twice(shares);

	for (size_t i = 0; i < shares->items.count; i++) {
		const struct scan_share *share = &shares->items.items[i];

		if (cohort == SCAN_AREA ? measure_scan_is_own(scan, share)
					: share->cohort == cohort && share->unit == unit)
			add_class(
				scan, part, contract, share, twice ? 1 : shares->items.count, who);
		if (!twice)
			break;
	}
}
