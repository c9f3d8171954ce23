/* What a cohort's units have before and after, from the sums of each: a unit is in one place of a
 * side, so places are added up from their finest. */
#include "scan_private.h"

#include <throughline/pool.h>

static size_t finest_of(
	const struct measure_cross *cross, const struct measure_unit *unit, size_t side)
{
	size_t locality = cross->localities, group = cross->groups;

	if (cross->localities && unit->locality >= 0)
		locality = (size_t)unit->locality;
	if (cross->groups && unit->phase >= 0)
		group = (size_t)unit->phase;
	return measure_cross_at(cross, side, locality, group);
}

static void add_unit(struct measure_atom *atom, int64_t units)
{
	atom->units += units;
	atom->contributors++;
	MEASURE_NOTE_LARGEST(atom, units);
}

static void roll_up(struct measure_scan_tally *tally, size_t side, size_t l, size_t g)
{
	const struct measure_cross *cross = &tally->cross;
	size_t all = cross->localities, every = cross->groups;
	int64_t people = tally->atoms[measure_cross_at(cross, side, l, g)].contributors;

	tally->contributors[0][measure_cross_at(cross, side, all, every)] += people;
	if (l < all)
		tally->contributors[0][measure_cross_at(cross, side, l, every)] += people;
	if (g < every)
		tally->contributors[0][measure_cross_at(cross, side, all, g)] += people;
	if (l < all && g < every)
		tally->contributors[0][measure_cross_at(cross, side, l, g)] += people;
}

static void add_units(struct measure_scan_tally *tally)
{
	for (size_t u = 0; u < tally->cohort->count; u++)
		for (size_t side = 0; side < 2; side++)
			if (tally->unit_sums[u * 2 + side])
				add_unit(&tally->atoms[finest_of(
						 &tally->cross, &tally->cohort->units[u], side)],
					tally->unit_sums[u * 2 + side]);
	for (size_t side = 0; side < 2; side++)
		for (size_t l = 0; l <= tally->cross.localities; l++)
			for (size_t g = 0; g <= tally->cross.groups; g++)
				roll_up(tally, side, l, g);
}

/* What was counted by unit for all tallies of the cohort together. */
static void take_sums(const struct measure_scan *scan, struct scan_tally *tally)
{
	size_t sides = scan->sides[tally->cohort];
	const uint32_t *sums = scan->side_sums[tally->cohort] + tally->side;

	for (size_t i = 0; i < tally->out.cohort->count * 2; i++)
		tally->out.unit_sums[i] += sums[i * sides];
}

static void take_time(const struct scan_round *round)
{
	for (size_t i = 0; i < round->time->cohort->count * 2; i++) {
		const struct tl_span span = round->windows[i];

		round->time->unit_sums[i] =
			span.from.n < span.to.n ? measure_days_within(round->days, span) : 0;
	}
	add_units(round->time);
}

static bool run_sides(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct measure_scan *scan = context;
	struct scan_tally *tally;

	if (index >= scan->tallies.count) {
		const struct scan_round *round = &scan->rounds.items[index - scan->tallies.count];

		if (round->windows)
			take_time(round);
		return true;
	}
	tally = scan->tallies.items[index];
	if (!tally->out.refused && tally->out.of == MEASURE_SCAN_SIDES) {
		take_sums(scan, tally);
		add_units(&tally->out);
	}
	return true;
}

bool measure_scan_sides(struct measure_scan *scan, size_t jobs, struct tl_err *err)
{
	measure_phase(scan->world->phases, "before and after of units");
	return tl_pool_for(jobs, scan->tallies.count + scan->rounds.count, run_sides, scan, err);
}
