/* Profiles: what the definitions make of a row, and which tallies count it. */
#include "scan_private.h"

#include <string.h>

bool measure_scan_same_profile(const struct scan_profile *a, const struct scan_profile *b)
{
	return a->mask == b->mask && memcmp(a->groups, b->groups, sizeof a->groups) == 0;
}

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

static bool is_wanted(const struct scan_tally *tally, bool area, bool members, bool simple)
{
	return !tally->out.refused && (tally->cohort == SCAN_AREA ? area : members) &&
	       (simple || !tally->simple);
}

/* The classes of a share: in both, in the denominator, in the numerator. Returns how many. */
static uint32_t list_uses(struct measure_scan *scan, const struct scan_known *known, bool area,
	bool members, bool simple)
{
	const struct scan_contract *contract = &scan->contracts.items[known->contract];
	size_t before = scan->uses.count;

	for (uint32_t t = 0; t < scan->tallies.count; t++) {
		const struct scan_tally *tally = scan->tallies.items[t];
		bool first = picks(contract, &known->profile, tally->rows[0]);
		bool second = picks(contract, &known->profile, tally->rows[1]);

		if (!is_wanted(tally, area, members, simple) || (!first && !second))
			continue;
		*tl_vec_push(&scan->uses) = (struct scan_use){.tally = t,
			.class = tally->out.classes == 1 ? 0
				 : !second               ? 2
							 : !first,
			.group = group_in(contract, &known->profile, t)};
	}
	return (uint32_t)(scan->uses.count - before);
}

uint32_t measure_scan_know(
	struct measure_scan *scan, uint32_t contract, const struct scan_profile *profile)
{
	struct scan_known known = {.profile = *profile, .contract = contract};

	for (uint32_t p = 1; p < scan->profiles.count; p++)
		if (scan->profiles.items[p].contract == contract &&
			measure_scan_same_profile(&scan->profiles.items[p].profile, profile))
			return p;
	known.first_use = (uint32_t)scan->uses.count;
	known.uses = list_uses(scan, &known, true, true, true);
	known.first_area = (uint32_t)scan->uses.count;
	known.areas = list_uses(scan, &known, true, false, true);
	known.first_rest = (uint32_t)scan->uses.count;
	known.rests = list_uses(scan, &known, true, false, false);
	known.first_member = (uint32_t)scan->uses.count;
	known.members = list_uses(scan, &known, false, true, true);
	*tl_vec_push(&scan->profiles) = known;
	return (uint32_t)scan->profiles.count - 1;
}

/* Rows of both are in the same cells of the area. */
static bool are_alike(const struct measure_scan *scan, const struct scan_known *a, size_t q)
{
	const struct scan_known *b = &scan->profiles.items[q];

	if (a->contract != b->contract || a->areas != b->areas)
		return false;
	for (uint32_t i = 0; i < a->areas; i++) {
		const struct scan_use *x = &scan->uses.items[a->first_area + i];
		const struct scan_use *y = &scan->uses.items[b->first_area + i];

		if (!scan_use_is_same(x, y))
			return false;
	}
	return true;
}

void measure_scan_list_simple(struct measure_scan *scan)
{
	scan->simple_of =
		tl_arena_array(&scan->arena, scan->profiles.count, sizeof *scan->simple_of);
	scan->alike = tl_arena_array(&scan->arena, scan->profiles.count, sizeof *scan->alike);
	for (size_t p = 0; p < scan->profiles.count; p++) {
		const struct scan_known *known = &scan->profiles.items[p];

		while (!are_alike(scan, known, scan->alike[p]))
			scan->alike[p]++;
		for (uint32_t i = 0; i < known->areas; i++) {
			uint32_t t = scan->uses.items[known->first_area + i].tally;

			if (scan->tallies.items[t]->simple)
				scan->simple_of[p] |= UINT64_C(1) << scan->tallies.items[t]->bit;
		}
	}
}
