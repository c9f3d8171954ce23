/* What is wanted of a scan, and which contracts can be scanned for all who want their rows. */
#include "scan_private.h"

#include "profile.h"
#include "select.h"

#include <string.h>

struct measure_scan *measure_scan_new(const struct measure_world *world)
{
	struct measure_scan *scan = tl_alloc(1, sizeof *scan);
	const struct tl_study *study = world->study;

	scan->world = world;
	scan->first_month = tl_month_index(study->month_from);
	scan->months = (size_t)(tl_month_index(study->month_to) - scan->first_month + 1);
	scan->localities = world->locality_count ? world->locality_count + 1 : 0;
	scan->places = world->locality_count + 1;
	return scan;
}

void measure_scan_free(struct measure_scan *scan)
{
	if (!scan)
		return;
	for (size_t t = 0; t < scan->tallies.count; t++) {
		measure_groups_free(&scan->tallies.items[t]->out.groups);
		measure_days_free(&scan->tallies.items[t]->days);
	}
	for (size_t c = 0; c < scan->contracts.count; c++) {
		tl_vec_free(&scan->contracts.items[c].definitions);
		tl_vec_free(&scan->contracts.items[c].grouped);
	}
	tl_vec_free(&scan->tallies);
	tl_vec_free(&scan->contracts);
	tl_vec_free(&scan->refusals);
	tl_vec_free(&scan->profiles);
	tl_vec_free(&scan->uses);
	tl_vec_free(&scan->classes);
	tl_vec_free(&scan->cohorts);
	tl_vec_free(&scan->rounds);
	measure_scan_grid_free(&scan->grid);
	tl_vec_free(&scan->merged_atoms);
	measure_scan_classes_free(&scan->merged);
	for (size_t b = 0; scan->buckets && b < SCAN_BUCKETS; b++) {
		tl_vec_free(&scan->buckets[b].classes);
		tl_vec_free(&scan->buckets[b].cells.items);
	}
	free(scan->placed);
	free(scan->placed_from);
	tl_arena_free(&scan->arena);
	free(scan);
}

/* ---- wanting -------------------------------------------------------------------------------- */

static void name_rows(struct scan_tally *tally)
{
	const struct tl_measure *measure = tally->out.measure;

	switch (tally->out.of) {
	case MEASURE_SCAN_MONTHS:
	case MEASURE_SCAN_SIDES:
	case MEASURE_SCAN_PROFILE:
		tally->rows[0] = &measure->numerator;
		break;
	case MEASURE_SCAN_UNDER:
		tally->rows[0] = &measure->denominator;
		break;
	case MEASURE_SCAN_SHARE:
		tally->rows[0] = &measure->numerator;
		tally->rows[1] = &measure->denominator;
		break;
	}
}

static bool same_windows(const struct tl_windows *a, const struct tl_windows *b)
{
	return a->before == b->before && a->after == b->after && a->run_in == b->run_in &&
	       strcmp(a->day_0 ? a->day_0 : "", b->day_0 ? b->day_0 : "") == 0;
}

/* Most measures of a cohort look at the same days. */
static const struct tl_span *windows_of(
	struct measure_scan *scan, const struct measure_scan_tally *wanted)
{
	const struct measure_cohort *cohort = wanted->cohort;
	struct tl_span *windows;

	for (size_t t = 0; t < scan->tallies.count; t++) {
		const struct measure_scan_tally *tally = &scan->tallies.items[t]->out;

		if (tally->windows && tally->cohort == cohort &&
			same_windows(&tally->measure->windows, &wanted->measure->windows))
			return tally->windows;
	}
	windows = tl_arena_array(&scan->arena, cohort->count * 2 + 1, sizeof *windows);
	for (size_t u = 0; u < cohort->count; u++)
		for (int side = MEASURE_BEFORE; side <= MEASURE_AFTER; side++)
			windows[u * 2 + (size_t)side] =
				measure_window(wanted->measure, &cohort->units[u], side);
	return windows;
}

static void shape_sides(struct measure_scan *scan, struct scan_tally *tally)
{
	const struct measure_cohort *cohort = tally->out.cohort;
	bool programme = strcmp(cohort->arm, "programme") == 0;

	tally->out.cross = (struct measure_cross){.positions = 2,
		.localities = scan->localities,
		.groups = programme ? cohort->programme->phases_count : 0};
	tally->out.windows = windows_of(scan, &tally->out);
}

bool measure_scan_want(struct measure_scan *scan, enum measure_scan_of of,
	const struct tl_measure *measure, const struct measure_cohort *cohort, struct tl_err *err)
{
	struct scan_tally *tally = tl_arena_alloc(&scan->arena, sizeof *tally);

	*tl_vec_push(&scan->tallies) = tally;
	tally->out = (struct measure_scan_tally){.of = of,
		.measure = measure,
		.cohort = cohort,
		.classes = of == MEASURE_SCAN_SHARE ? SCAN_CLASSES : 1};
	name_rows(tally);
	tally->out.refused = tally->rows[0]->sql || (tally->rows[1] && tally->rows[1]->sql);
	if (of == MEASURE_SCAN_SIDES || of == MEASURE_SCAN_PROFILE) {
		measure_coverage_of_rows(scan->world, tally->rows[0], &tally->days);
		tally->out.cross = (struct measure_cross){.positions = 2 * MEASURE_PROFILE_MONTHS};
		if (of == MEASURE_SCAN_SIDES)
			shape_sides(scan, tally);
		return true;
	}
	if (!measure_groups_of(scan->world, measure, &scan->arena, &tally->out.groups, err))
		return false;
	tally->out.refused =
		tally->out.refused || tally->out.groups.of_person || tally->out.groups.by_age;
	tally->out.cross = (struct measure_cross){.positions = scan->months,
		.localities = scan->localities,
		.groups = tally->out.groups.items.count,
		.total = true};
	return true;
}

void measure_scan_refuse(struct measure_scan *scan, const struct tl_rows *rows)
{
	*tl_vec_push(&scan->refusals) = rows;
}

/* ---- which contracts ------------------------------------------------------------------------ */

static bool draws_from(const struct tl_rows *rows, const char *contract)
{
	if (!rows)
		return false;
	return rows->sql ? measure_select_names(rows->sql, contract)
			 : measure_rows_list(rows, contract);
}

static bool tally_draws_from(const struct scan_tally *tally, const char *contract)
{
	return draws_from(tally->rows[0], contract) || draws_from(tally->rows[1], contract);
}

/* Each delivery of the contract has every row stand for one. */
static bool all_are_rows(
	const struct measure_scan *scan, const struct tl_rows *rows, const char *contract)
{
	const struct measure_world *world = scan->world;

	for (size_t i = 0; i < world->delivery_count; i++)
		if (strcmp(world->deliveries[i].contract->name, contract) == 0 &&
			measure_quantity_of(&world->deliveries[i], rows))
			return false;
	return true;
}

/* Some delivery of the contract has its rows counted, not a column of theirs added up. */
static bool some_are_rows(
	const struct measure_scan *scan, const struct tl_rows *rows, const char *contract)
{
	const struct measure_world *world = scan->world;

	if (rows->sql)
		return true;
	for (size_t i = 0; i < world->delivery_count; i++)
		if (strcmp(world->deliveries[i].contract->name, contract) == 0 &&
			!measure_quantity_of(&world->deliveries[i], rows))
			return true;
	return false;
}

static bool can_count(
	const struct measure_scan *scan, const struct tl_rows *rows, const char *contract)
{
	return !draws_from(rows, contract) || (!rows->sql && all_are_rows(scan, rows, contract));
}

static bool counts(
	const struct measure_scan *scan, const struct tl_rows *rows, const char *contract)
{
	return draws_from(rows, contract) && some_are_rows(scan, rows, contract);
}

static void add_definition(
	struct scan_contract *contract, const struct tl_rows *rows, const char *path)
{
	if (!draws_from(rows, contract->contract->name))
		return;
	for (size_t i = 0; i < contract->definitions.count; i++)
		if (contract->definitions.items[i].rows == rows)
			return;
	*tl_vec_push(&contract->definitions) = (struct scan_definition){rows, path};
}

static void list_contracts(struct measure_scan *scan)
{
	const struct measure_world *world = scan->world;

	for (size_t i = 0; i < world->delivery_count; i++) {
		struct scan_contract *contract;

		if (scan->contracts.count && measure_scan_contract(scan, i) < scan->contracts.count)
			continue;
		contract = tl_vec_push(&scan->contracts);
		contract->contract = world->deliveries[i].contract;
		contract->first_delivery = (uint32_t)i;
		for (uint32_t t = 0; t < scan->tallies.count; t++) {
			const struct scan_tally *tally = scan->tallies.items[t];

			add_definition(contract, tally->rows[0], tally->out.measure->path);
			add_definition(contract, tally->rows[1], tally->out.measure->path);
			if (tally->out.cross.groups && tally->out.groups.column &&
				tally_draws_from(tally, contract->contract->name))
				*tl_vec_push(&contract->grouped) = t;
		}
	}
}

size_t measure_scan_contract(const struct measure_scan *scan, size_t delivery)
{
	const char *name = scan->world->deliveries[delivery].contract->name;
	size_t c = 0;

	while (c < scan->contracts.count &&
		strcmp(scan->contracts.items[c].contract->name, name) != 0)
		c++;
	return c;
}

/* Every definition must date a row alike: a row is one event. */
static bool dates_differ(const struct measure_scan *scan, const struct scan_contract *contract)
{
	const struct measure_world *world = scan->world;

	for (size_t i = 0; i < world->delivery_count; i++) {
		const struct measure_delivery *delivery = &world->deliveries[i];

		for (size_t d = 1;
			delivery->contract == contract->contract && d < contract->definitions.count;
			d++)
			if (measure_date_of(delivery, contract->definitions.items[d].rows, NULL) !=
				measure_date_of(
					delivery, contract->definitions.items[0].rows, NULL))
				return true;
	}
	return false;
}

static bool cannot_scan(const struct measure_scan *scan, const struct scan_contract *contract)
{
	const char *name = contract->contract->name;

	if (contract->definitions.count > SCAN_DEFINITIONS_MAX ||
		contract->grouped.count > SCAN_GROUPED_MAX || dates_differ(scan, contract))
		return true;
	for (size_t i = 0; i < scan->refusals.count; i++)
		if (counts(scan, scan->refusals.items[i], name))
			return true;
	return false;
}

/* A tally is refused with any of its contracts, and with it the others that it counts. */
void measure_scan_settle(struct measure_scan *scan)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t t = 0; t < scan->tallies.count; t++) {
			struct scan_tally *tally = scan->tallies.items[t];

			for (size_t c = 0; c < scan->contracts.count; c++) {
				struct scan_contract *contract = &scan->contracts.items[c];
				const char *name = contract->contract->name;

				if (!tally_draws_from(tally, name))
					continue;
				if (!tally->out.refused &&
					(contract->refused ||
						!can_count(scan, tally->rows[0], name) ||
						!can_count(scan, tally->rows[1], name)))
					changed = tally->out.refused = true;
				if (tally->out.refused && !contract->refused &&
					(counts(scan, tally->rows[0], name) ||
						counts(scan, tally->rows[1], name)))
					changed = contract->refused = true;
			}
		}
	}
}

static void number_cells(struct measure_scan *scan)
{
	for (size_t t = 0; t < scan->tallies.count; t++) {
		struct scan_tally *tally = scan->tallies.items[t];

		if (tally->out.refused)
			continue;
		tally->out.first_cell = (uint32_t)scan->cells;
		tally->cells = measure_cross_size(&tally->out.cross) * tally->out.classes;
		scan->cells += tally->cells;
	}
}

bool measure_scan_plan(struct measure_scan *scan)
{
	list_contracts(scan);
	for (size_t c = 0; c < scan->contracts.count; c++)
		scan->contracts.items[c].refused = cannot_scan(scan, &scan->contracts.items[c]);
	measure_scan_settle(scan);
	number_cells(scan);
	return scan->cells && scan->cells <= SCAN_CELLS_MAX &&
	       scan->localities <= SCAN_LOCALITIES_MAX;
}

void measure_scan_give_up(struct measure_scan *scan)
{
	for (size_t t = 0; t < scan->tallies.count; t++)
		scan->tallies.items[t]->out.refused = true;
	for (size_t c = 0; c < scan->contracts.count; c++)
		scan->contracts.items[c].refused = true;
	scan->classes.count = 0;
}

/* ---- what was found ------------------------------------------------------------------------- */

const struct measure_scan_tally *measure_scan_find(const struct measure_scan *scan,
	enum measure_scan_of of, const struct tl_measure *measure,
	const struct measure_cohort *cohort)
{
	for (size_t t = 0; scan && t < scan->tallies.count; t++) {
		const struct measure_scan_tally *tally = &scan->tallies.items[t]->out;

		if (tally->of == of && tally->measure == measure && tally->cohort == cohort)
			return tally->refused ? NULL : tally;
	}
	return NULL;
}

const struct measure_scan_class *measure_scan_classes(
	const struct measure_scan *scan, size_t *count)
{
	*count = scan ? scan->classes.count : 0;
	return scan ? scan->classes.items : NULL;
}

bool measure_scan_holds(const struct measure_scan *scan, size_t delivery)
{
	size_t c = scan ? measure_scan_contract(scan, delivery) : 0;

	return scan && c < scan->contracts.count && !scan->contracts.items[c].refused;
}
