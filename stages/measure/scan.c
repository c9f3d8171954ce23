#include "scan_private.h"

#include "lists.h"

/* ---- making ready --------------------------------------------------------------------------- */

static uint32_t cohort_number(struct measure_scan *scan, const struct measure_cohort *cohort)
{
	uint32_t number = 0;

	if (!cohort)
		return SCAN_AREA;
	while (number < scan->cohorts.count && scan->cohorts.items[number] != cohort)
		number++;
	if (number == scan->cohorts.count)
		*tl_vec_push(&scan->cohorts) = cohort;
	return number;
}

static void ready_tally(struct measure_scan *scan, struct scan_tally *tally)
{
	size_t places = measure_cross_size(&tally->out.cross);

	tally->cohort = cohort_number(scan, tally->out.cohort);
	tally->simple = !tally->out.cohort && tally->out.classes == 1 && !tally->out.cross.groups &&
			scan->bits < SCAN_BITS;
	if (tally->simple)
		tally->bit = scan->bits++;
	else if (!tally->out.cohort)
		scan->has_rests = true;
	tally->tables = tally->out.classes == 1 ? 1 : 2;
	tally->out.atoms = tl_arena_array(&scan->arena, tally->cells + 1, sizeof *tally->out.atoms);
	for (size_t t = 0; t < tally->tables; t++) {
		tally->first_mark[t] = scan->marks;
		scan->marks += places;
		tally->out.contributors[t] = tl_arena_array(
			&scan->arena, places + 1, sizeof *tally->out.contributors[t]);
	}
	if (tally->out.of == MEASURE_SCAN_SIDES)
		tally->out.unit_sums = tl_arena_array(&scan->arena,
			tally->out.cohort->count * 2 + 1, sizeof *tally->out.unit_sums);
}

static void ready_days(struct measure_scan *scan)
{
	scan->first_day = tl_month_day(scan->first_month).n;
	scan->last_day = tl_month_day(scan->first_month + (int)scan->months).n;
	scan->month_of = tl_arena_array(&scan->arena,
		(size_t)(scan->last_day - scan->first_day) + 1, sizeof *scan->month_of);
	for (int32_t day = scan->first_day; day < scan->last_day; day++)
		scan->month_of[day - scan->first_day] =
			(int16_t)(tl_month_index((struct tl_day){day}) - scan->first_month);
}

static bool is_alone(const struct measure_cohort *cohort)
{
	for (size_t u = 0; u < cohort->count; u++)
		if (cohort->units[u].person_count != 1)
			return false;
	for (size_t i = 0; i < cohort->people.count; i++) {
		int64_t person = cohort->people.items[i];

		if (cohort->first_of[person + 1] - cohort->first_of[person] > 1)
			return false;
	}
	return true;
}

static void ready_people(struct measure_scan *scan)
{
	scan->in_cohort = tl_arena_array(
		&scan->arena, scan->world->people_count + 1, sizeof *scan->in_cohort);
	scan->alone = tl_arena_array(&scan->arena, scan->cohorts.count + 1, sizeof *scan->alone);
	for (size_t c = 0; c < scan->cohorts.count; c++) {
		const struct measure_cohort *cohort = scan->cohorts.items[c];

		scan->alone[c] = is_alone(cohort);
		for (size_t i = 0; i < cohort->people.count; i++)
			scan->in_cohort[cohort->people.items[i]] |= scan->alone[c] ? 1 : 2;
	}
}

static void make_ready(struct measure_scan *scan)
{
	for (size_t t = 0; t < scan->tallies.count; t++)
		if (!scan->tallies.items[t]->out.refused)
			ready_tally(scan, scan->tallies.items[t]);
	ready_days(scan);
	ready_people(scan);
}

/* ---- the scan ------------------------------------------------------------------------------- */

static void hand_over_classes(struct measure_scan *scan)
{
	for (size_t b = 0; scan->buckets && b < SCAN_BUCKETS; b++)
		for (size_t c = 0; c < scan->buckets[b].classes.count; c++) {
			struct measure_scan_class *class = tl_vec_push(&scan->classes);

			*class = scan->buckets[b].classes.items[c];
			class->contract = scan->contracts.items[class->contract].first_delivery;
		}
	for (size_t c = 0; c < scan->merged.items.count; c++) {
		const struct scan_class *class = &scan->merged.items.items[c];

		*tl_vec_push(&scan->classes) = (struct measure_scan_class){
			.contract = scan->contracts.items[class->contract].first_delivery,
			.cells = &scan->merged.cells.items[class->first],
			.count = class->count,
			.atom = scan->merged_atoms.items[c]};
	}
}

bool measure_scan_run(struct measure_scan *scan, size_t jobs, struct tl_err *err)
{
	bool fits = false, ok = true;

	measure_phase(scan->world->phases, "planning the scan");
	if (measure_scan_plan(scan)) {
		make_ready(scan);
		ok = measure_scan_rows(scan, jobs, &fits, err) &&
		     (!fits || (measure_scan_people(scan, jobs, err) &&
				       measure_scan_units(scan, jobs, err) &&
				       measure_scan_sides(scan, jobs, err)));
		measure_scan_rows_free(scan);
	}
	if (ok && fits)
		hand_over_classes(scan);
	else
		measure_scan_give_up(scan);
	return ok;
}

void measure_scan_sort(struct measure_scan *scan)
{
	size_t count = scan->classes.count;
	struct measure_scan_class *sorted = tl_grow(NULL, count + 1, sizeof *sorted);
	struct measure_listed *listed = tl_grow(NULL, count + 1, sizeof *listed);

	for (size_t i = 0; i < count; i++)
		listed[i] = measure_listed_of(
			scan->classes.items[i].cells, scan->classes.items[i].count, i);
	measure_lists_sort(listed, count);
	for (size_t i = 0; i < count; i++)
		sorted[i] = scan->classes.items[listed[i].number];
	free(listed);
	free(scan->classes.items);
	scan->classes.items = sorted;
	scan->classes.capacity = count + 1;
}
