/*
 * Counting by place, month and profile: of a person whose rows are all in one place, each row costs
 * one addition here, whatever the number of measures. What a tally or a class has is added up from
 * that once all are counted.
 *
 * People are told apart from rows by what is found twice: where a person has several rows in a
 * month, `more` says how many were more than the first. So contributors = units - over.
 */
#include "scan_private.h"

#define RUN 32 /* rows of a person in a month: more of them get room of their own */

/* Classes of the grid, and of the cells of its tallies. */
static size_t count_classes(const struct measure_scan *scan)
{
	return scan->places * scan->months * scan->profiles.count;
}

static size_t count_cells(const struct measure_scan *scan)
{
	return scan->places * scan->months * scan->bits;
}

void measure_scan_grid_init(const struct measure_scan *scan, struct scan_grid *grid)
{
	size_t classes = count_classes(scan) + 1, cells = count_cells(scan) + 1;

	grid->units = tl_alloc(classes, sizeof *grid->units);
	grid->members = tl_alloc(classes, sizeof *grid->members);
	grid->classes = tl_alloc(classes, sizeof *grid->classes);
	grid->cells = tl_alloc(cells, sizeof *grid->cells);
	grid->totals = tl_alloc(scan->places * scan->bits + 1, sizeof *grid->totals);
	grid->touched = tl_alloc(scan->places + 1, sizeof *grid->touched);
	grid->again = tl_alloc((scan->months + 1) * scan->bits + 1, sizeof *grid->again);
}

void measure_scan_grid_free(struct scan_grid *grid)
{
	free(grid->units);
	free(grid->members);
	free(grid->classes);
	free(grid->cells);
	free(grid->totals);
	free(grid->touched);
	free(grid->again);
	*grid = (struct scan_grid){0};
}

/* ---- a person ------------------------------------------------------------------------------- */

static void note(struct scan_more *more, uint32_t count)
{
	more->over += count - 1;
	MEASURE_NOTE_LARGEST(more, count);
}

static int compare_profiles(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void sort_profiles(uint16_t *run, size_t count)
{
	if (count > RUN) {
		qsort(run, count, sizeof *run, compare_profiles);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		uint16_t profile = run[i];
		size_t at = i;

		for (; at > 0 && run[at - 1] > profile; at--)
			run[at] = run[at - 1];
		run[at] = profile;
	}
}

static void note_cells(
	const struct measure_scan *scan, struct scan_more *cells, const uint16_t *run, size_t count)
{
	uint64_t once = 0, twice = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t bits = scan->simple_of[run[i]];

		twice |= once & bits;
		once |= bits;
	}
	for (; twice; twice &= twice - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(twice);
		uint32_t times = 0;

		for (size_t i = 0; i < count; i++)
			times += scan->simple_of[run[i]] >> bit & 1;
		note(&cells[bit], times);
	}
}

/* Several rows of a person in a month: the profiles of all. */
static void note_month(const struct measure_scan *scan, struct scan_grid *grid, size_t at,
	uint16_t *run, size_t count, bool is_member)
{
	note_cells(scan, &grid->cells[at * scan->bits], run, count);
	if (is_member)
		return;
	for (size_t i = 0; i < count; i++)
		run[i] = scan->alike[run[i]];
	sort_profiles(run, count);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && run[end] == run[i];)
			end++;
		if (end - i > 1)
			note(&grid->classes[at * scan->profiles.count + run[i]],
				(uint32_t)(end - i));
	}
}

static void note_totals(
	const struct measure_scan *scan, struct scan_grid *grid, size_t place, uint64_t bits)
{
	for (; bits; bits &= bits - 1)
		grid->totals[place * scan->bits + (unsigned)__builtin_ctzll(bits)]++;
}

void measure_scan_grid_person(const struct measure_scan *scan, struct scan_grid *grid,
	const struct measure_visit *visits, size_t count, size_t place, bool is_member)
{
	uint16_t some[RUN], *run = count <= RUN ? some : tl_grow(NULL, count, sizeof *run);
	const uint16_t *profile_of = scan->profile_of;
	const uint64_t *simple_of = scan->simple_of;
	size_t in_run = 0, first = place * scan->months, profiles = scan->profiles.count;
	uint32_t *units = (is_member ? grid->members : grid->units) + first * profiles;
	uint64_t bits = 0;
	int at = -1;

	for (size_t i = 0; i < count; i++) {
		uint16_t profile = profile_of[visits[i].row];
		int month = measure_scan_month(scan, visits[i].day);

		__builtin_prefetch(&profile_of[visits[i + MEASURE_VISITS_AHEAD].row]);
		if (!profile || month < 0)
			continue;
		if (month != at) {
			if (in_run > 1)
				note_month(scan, grid, first + (size_t)at, run, in_run, is_member);
			in_run = 0;
			at = month;
		}
		run[in_run++] = profile;
		units[(size_t)month * profiles + profile]++;
		bits |= simple_of[profile];
	}
	if (in_run > 1)
		note_month(scan, grid, first + (size_t)at, run, in_run, is_member);
	if (at >= 0)
		grid->touched[place] = true;
	note_totals(scan, grid, place, bits);
	if (run != some)
		free(run);
}

/* ---- a person in several places ------------------------------------------------------------- */

struct whereabouts { /* the places met, and what was counted in each */
	int16_t places[SCAN_FEW];
	uint64_t bits[SCAN_FEW];
	size_t count;
};

static void meet(struct whereabouts *met, int16_t place, uint64_t bits)
{
	size_t i = 0;

	while (i < met->count && met->places[i] != place)
		i++;
	if (i == met->count) {
		met->places[met->count] = place;
		met->bits[met->count++] = 0;
	}
	met->bits[i] |= bits;
}

/* Who is counted in two places is one person in the whole. */
static void note_again(uint32_t *again, const struct whereabouts *met)
{
	uint64_t once = 0;

	for (size_t i = 0; i < met->count; i++) {
		for (uint64_t twice = once & met->bits[i]; twice; twice &= twice - 1)
			again[(unsigned)__builtin_ctzll(twice)]++;
		once |= met->bits[i];
	}
}

void measure_scan_grid_places(const struct measure_scan *scan, struct scan_grid *grid,
	const struct measure_visit *visits, const int16_t *places, size_t count)
{
	struct measure_visit here[SCAN_FEW + MEASURE_VISITS_AHEAD] = {{0}};
	struct whereabouts ever = {.count = 0}, month = {.count = 0};
	int at = -1;

	assert(count <= SCAN_FEW);
	for (size_t i = 0; i < count; i++) {
		uint64_t bits = scan->simple_of[scan->profile_of[visits[i].row]];
		int next = measure_scan_month(scan, visits[i].day);

		if (next < 0)
			continue;
		if (next != at && month.count > 1)
			note_again(&grid->again[(size_t)at * scan->bits], &month);
		month.count = next == at ? month.count : 0;
		at = next;
		meet(&month, places[i], bits);
		meet(&ever, places[i], bits);
	}
	if (month.count > 1)
		note_again(&grid->again[(size_t)at * scan->bits], &month);
	note_again(&grid->again[scan->months * scan->bits], &ever);
	for (size_t p = 0; p < ever.count; p++) {
		size_t in = 0;

		for (size_t i = 0; i < count; i++)
			if (places[i] == ever.places[p])
				here[in++] = visits[i];
		measure_scan_grid_person(scan, grid, here, in, (size_t)ever.places[p], false);
	}
}

/* ---- all people ----------------------------------------------------------------------------- */

static void merge_more(struct scan_more *more, const struct scan_more *other)
{
	more->over += other->over;
	MEASURE_NOTE_LARGEST(more, other->largest);
	MEASURE_NOTE_LARGEST(more, other->second);
}

static void merge_place(struct measure_scan *scan, const struct scan_grid *grid, size_t place)
{
	size_t classes = scan->months * scan->profiles.count, cells = scan->months * scan->bits;

	for (size_t i = place * classes; i < (place + 1) * classes; i++) {
		scan->grid.units[i] += grid->units[i];
		scan->grid.members[i] += grid->members[i];
		if (grid->classes[i].over)
			merge_more(&scan->grid.classes[i], &grid->classes[i]);
	}
	for (size_t i = place * cells; i < (place + 1) * cells; i++)
		if (grid->cells[i].over)
			merge_more(&scan->grid.cells[i], &grid->cells[i]);
	for (size_t i = place * scan->bits; i < (place + 1) * scan->bits; i++)
		scan->grid.totals[i] += grid->totals[i];
	scan->grid.touched[place] = true;
}

void measure_scan_grid_merge(struct measure_scan *scan, const struct scan_grid *grid)
{
	for (size_t place = 0; place < scan->places; place++)
		if (grid->touched[place])
			merge_place(scan, grid, place);
	for (size_t i = 0; i < (scan->months + 1) * scan->bits; i++)
		scan->grid.again[i] += grid->again[i];
}

/* ---- what it comes to ----------------------------------------------------------------------- */

/* Who is not among the more has one row. */
static struct measure_atom atom_of(int64_t units, const struct scan_more *more)
{
	int64_t contributors = units - more->over;

	return (struct measure_atom){units, contributors, more->largest ? more->largest : units > 0,
		more->second ? more->second : contributors > 1};
}

static void settle_cell(struct scan_tally *tally, size_t place, size_t position, int64_t units,
	const struct scan_more *more)
{
	const struct measure_cross *cross = &tally->out.cross;
	size_t at = measure_cross_at(cross, position, place, 0);
	struct measure_atom atom = atom_of(units, more);

	if (!units)
		return;
	measure_scan_add_atom(&tally->out.atoms[at], &atom);
	tally->out.contributors[0][at] += atom.contributors;
	if (cross->localities)
		tally->out
			.contributors[0][measure_cross_at(cross, position, cross->localities, 0)] +=
			atom.contributors;
}

static void settle_total(struct scan_tally *tally, size_t place, uint32_t people)
{
	const struct measure_cross *cross = &tally->out.cross;

	tally->out.contributors[0][measure_cross_at(cross, cross->positions, place, 0)] += people;
	if (cross->localities)
		tally->out.contributors[0][measure_cross_at(
			cross, cross->positions, cross->localities, 0)] += people;
}

static void settle_month(
	struct measure_scan *scan, struct scan_tally *const *simple, size_t place, size_t month)
{
	size_t at = place * scan->months + month;
	int64_t units[SCAN_BITS] = {0};

	for (size_t p = 1; p < scan->profiles.count; p++) {
		size_t class = at * scan->profiles.count + p;
		int64_t here = (int64_t)scan->grid.units[class] + scan->grid.members[class];

		for (uint64_t bits = here ? scan->simple_of[p] : 0; bits; bits &= bits - 1)
			units[__builtin_ctzll(bits)] += here;
	}
	for (uint32_t b = 0; b < scan->bits; b++)
		settle_cell(
			simple[b], place, month, units[b], &scan->grid.cells[at * scan->bits + b]);
}

static void settle_classes(
	struct measure_scan *scan, size_t place, size_t month, struct scan_shares *shares)
{
	size_t first = (place * scan->months + month) * scan->profiles.count;
	struct scan_event event = {
		.day = tl_month_day(scan->first_month + (int)month).n, .locality = (int16_t)place};

	for (size_t p = scan->profiles.count - 1; p > 0; p--)
		if (scan->alike[p] != p) {
			scan->grid.units[first + scan->alike[p]] += scan->grid.units[first + p];
			scan->grid.units[first + p] = 0;
		}
	for (uint16_t p = 1; p < scan->profiles.count; p++) {
		struct measure_atom atom;

		if (!scan->grid.units[first + p])
			continue;
		event.profile = p;
		measure_scan_shares_of(scan, &event, shares);
		atom = atom_of(scan->grid.units[first + p], &scan->grid.classes[first + p]);
		if (shares->items.count)
			measure_scan_add_class(
				scan, shares, scan->profiles.items[p].contract, &atom);
	}
}

static void settle_again(struct measure_scan *scan, struct scan_tally *tally, uint32_t bit)
{
	const struct measure_cross *cross = &tally->out.cross;

	for (size_t m = 0; m <= scan->months; m++)
		tally->out.contributors[0][measure_cross_at(cross, m, cross->localities, 0)] -=
			scan->grid.again[m * scan->bits + bit];
}

void measure_scan_grid_settle(struct measure_scan *scan)
{
	struct scan_tally *simple[SCAN_BITS] = {0};
	struct scan_shares shares = {0};

	for (size_t t = 0; t < scan->tallies.count; t++)
		if (scan->tallies.items[t]->simple && !scan->tallies.items[t]->out.refused)
			simple[scan->tallies.items[t]->bit] = scan->tallies.items[t];
	for (size_t place = 0; place < scan->places; place++) {
		for (size_t m = 0; scan->grid.touched[place] && m < scan->months; m++) {
			settle_month(scan, simple, place, m);
			settle_classes(scan, place, m, &shares);
		}
		for (uint32_t b = 0; b < scan->bits; b++)
			settle_total(simple[b], place, scan->grid.totals[place * scan->bits + b]);
	}
	for (uint32_t b = 0; b < scan->bits; b++)
		settle_again(scan, simple[b], b);
	tl_vec_free(&shares.items);
}
