#include "cohort.h"

#include "select.h"

#include <string.h>
#include <sysexits.h>
#include <throughline/pool.h>

bool measure_unit_is_family(const struct tl_programme *programme)
{
	return programme->unit && strcmp(programme->unit, "family") == 0;
}

bool measure_compares(const struct tl_programme *programme)
{
	return programme->comparison.kind != TL_COMPARE_NONE;
}

bool measure_has_transferred(const struct tl_programme *programme)
{
	return programme->transferred.contracts_count > 0;
}

/* ---- units ---------------------------------------------------------------------------------- */

struct entry { /* one qualifying row of a unit */
	int64_t who;
	struct measure_row row;
};
struct entries { /* by who, then as compare_entries has them */
	struct entry *items;
	size_t count;
};

static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	if (left->who != right->who)
		return left->who < right->who ? -1 : 1;
	if (left->row.from != right->row.from)
		return left->row.from < right->row.from ? -1 : 1;
	if (left->row.person != right->row.person)
		return left->row.person < right->row.person ? -1 : 1;
	if (left->row.locality != right->row.locality)
		return left->row.locality < right->row.locality ? -1 : 1;
	if (left->row.delivery != right->row.delivery)
		return left->row.delivery < right->row.delivery ? -1 : 1;
	return (left->row.at > right->row.at) - (left->row.at < right->row.at);
}

static bool is_by_who(const struct entries *entries)
{
	for (size_t i = 1; i < entries->count; i++)
		if (entries->items[i - 1].who > entries->items[i].who)
			return false;
	return true;
}

static size_t end_of_who(const struct entries *entries, size_t start)
{
	size_t end = start + 1;

	while (end < entries->count && entries->items[end].who == entries->items[start].who)
		end++;
	return end;
}

/* Rows come by person, so where people are the units most of it is done. */
static void sort_entries(struct entries *entries)
{
	struct entry *items = entries->items;

	if (!is_by_who(entries))
		qsort(items, entries->count, sizeof *items, compare_entries);
	else
		for (size_t i = 0, end; i < entries->count; i = end) {
			end = end_of_who(entries, i);
			if (end - i > 1)
				qsort(&items[i], end - i, sizeof *items, compare_entries);
		}
}

static void list_entries(const struct measure_world *world, const struct tl_programme *programme,
	const struct measure_rows *rows, struct entries *entries)
{
	bool family = measure_unit_is_family(programme);

	entries->items = tl_grow(NULL, rows->count + 1, sizeof *entries->items);
	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];

		if (row->person < 0 || row->from == MEASURE_NO_DAY ||
			row->from > world->study->as_at.n)
			continue;
		entries->items[entries->count++] = (struct entry){
			family ? measure_person_family(world, row->person, row->from) : row->person,
			*row};
	}
	sort_entries(entries);
}

static int32_t phase_of(const struct tl_programme *programme, int32_t index)
{
	int32_t phase = -1;
	struct tl_day from;

	for (unsigned i = 0; i < programme->phases_count; i++)
		if (tl_day_read(tl_str(programme->phases[i].from), &from) && from.n <= index)
			phase = (int32_t)i;
	return phase;
}

/* The first day's person speaks for a family, then whoever of it has a known place. */
static int32_t locality_of(const struct measure_world *world, const struct measure_cohort *cohort,
	const struct measure_unit *unit, const struct measure_row *first)
{
	int32_t elsewhere = (int32_t)world->locality_count;
	int32_t locality = measure_person_locality(world, first->person, unit->index);

	if (locality < 0)
		locality = first->locality;
	for (size_t i = 0; i < unit->person_count && (locality < 0 || locality == elsewhere); i++)
		locality = measure_person_locality(
			world, cohort->people.items[unit->first_person + i], unit->index);
	return locality < 0 ? elsewhere : locality;
}

/* ---- members -------------------------------------------------------------------------------- */

struct belonging {
	int64_t family, person;
};
struct belongings { /* who was ever in which family, by family */
	TL_VEC(struct belonging) items;
};

static int compare_belongings(const void *a, const void *b)
{
	const struct belonging *left = a, *right = b;

	if (left->family != right->family)
		return left->family < right->family ? -1 : 1;
	return (left->person > right->person) - (left->person < right->person);
}

static void list_belongings(const struct measure_world *world, struct belongings *list)
{
	for (size_t p = 0; p < world->people_count; p++) {
		const struct measure_person *person = &world->people[p];

		if (!world->present[p])
			continue;
		*tl_vec_push(&list->items) = (struct belonging){person->family, (int64_t)p};
		for (uint32_t i = 0; i < person->family_count; i++)
			*tl_vec_push(&list->items) = (struct belonging){
				world->family_spells[person->family_first + i].what, (int64_t)p};
	}
	if (list->items.count)
		qsort(list->items.items, list->items.count, sizeof *list->items.items,
			compare_belongings);
}

static size_t first_of_family(const struct belongings *list, int64_t family)
{
	size_t low = 0, high = list->items.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items.items[middle].family < family)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_members(const struct measure_world *world, const struct belongings *list,
	struct measure_cohort *cohort, struct measure_unit *unit)
{
	int64_t last = -1;

	unit->first_person = cohort->people.count;
	if (!list) {
		*tl_vec_push(&cohort->people) = unit->who;
		unit->person_count = 1;
		return;
	}
	for (size_t i = first_of_family(list, unit->who);
		i < list->items.count && list->items.items[i].family == unit->who; i++) {
		int64_t person = list->items.items[i].person;

		if (person == last ||
			measure_person_family(world, person, unit->index) != unit->who)
			continue;
		*tl_vec_push(&cohort->people) = person;
		unit->person_count++;
		last = person;
	}
}

/* ---- an arm --------------------------------------------------------------------------------- */

/* list: NULL where people are the units. */
static void make_unit(const struct measure_world *world, const struct belongings *list,
	struct measure_cohort *cohort, const struct entry *entries, size_t count)
{
	struct measure_unit *unit = &cohort->units[cohort->count++];

	*unit = (struct measure_unit){.who = entries[0].who,
		.index = entries[0].row.from,
		.until = world->study->as_at.n + 1,
		.first_row = cohort->rows.count,
		.row_count = count};
	for (size_t i = 0; i < count; i++)
		*tl_vec_push(&cohort->rows) = entries[i].row;
	add_members(world, list, cohort, unit);
	unit->locality = locality_of(world, cohort, unit, &entries[0].row);
	unit->phase = phase_of(cohort->programme, unit->index);
	unit->family = list ? unit->who : measure_person_family(world, unit->who, unit->index);
	if (!list && world->people[unit->who].death < unit->until)
		unit->until = world->people[unit->who].death;
}

static const struct measure_unit *find_unit(const struct measure_cohort *cohort, int64_t who)
{
	size_t low = 0, high = cohort->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cohort->units[middle].who < who)
			low = middle + 1;
		else
			high = middle;
	}
	return low < cohort->count && cohort->units[low].who == who ? &cohort->units[low] : NULL;
}

/* The first day of the programme in a locality; INT32_MAX: it never came. */
static int32_t go_live_of(
	const struct measure_world *world, const struct tl_programme *programme, int32_t locality)
{
	const char *code = measure_world_locality_code(world, (size_t)locality);

	for (unsigned i = 0; i < programme->go_live_count; i++)
		if (strcmp(programme->go_live[i].locality, code) == 0)
			return programme->go_live[i].day.n;
	return INT32_MAX;
}

static bool is_other_locality(
	const struct measure_world *world, const struct tl_programme *programme, int32_t locality)
{
	const char *code = measure_world_locality_code(world, (size_t)locality);

	for (unsigned i = 0; i < programme->comparison.localities_count; i++)
		if (strcmp(programme->comparison.localities[i], code) == 0)
			return true;
	return false;
}

/* Ends a unit on a day; false where it had not begun by then. */
static bool end_by(struct measure_unit *unit, int32_t day)
{
	if (day <= unit->index)
		return false;
	if (day < unit->until)
		unit->until = day;
	return true;
}

enum { TREATED, TRANSFERRED, COMPARISON, ARMS };

struct arm { /* to be made */
	struct measure_cohort *cohort;
	const struct tl_rows *rows; /* NULL: nobody is in it */
	const char *index;
	struct entries entries;
};

struct building {
	const struct measure_world *world;
	const struct tl_programme *programme;
	struct arm arms[ARMS];
	struct belongings list; /* of families */
};

/* False: it is no comparator. Else it is one until its own first day in the programme, or the
 * programme's in its locality. *at: how far the programme's rows have been looked through, for
 * units come by who. Who came from an earlier service has rows there as well. */
static bool may_compare(const struct building *building, struct measure_unit *unit, size_t *at)
{
	const struct measure_world *world = building->world;
	const struct tl_programme *programme = building->programme;
	const struct entries *own = &building->arms[TREATED].entries;

	while (*at < own->count && own->items[*at].who < unit->who)
		++*at;
	if (*at < own->count && own->items[*at].who == unit->who &&
		!end_by(unit, own->items[*at].row.from))
		return false;
	switch (programme->comparison.kind) {
	case TL_COMPARE_NOT_YET_LIVE:
		return end_by(unit, go_live_of(world, programme, unit->locality));
	case TL_COMPARE_OTHER_LOCALITIES:
		return is_other_locality(world, programme, unit->locality);
	case TL_COMPARE_NONE:
	case TL_COMPARE_WAITING_LIST:
	case TL_COMPARE_MATCHED:
	case TL_COMPARE_COUNT_OF:
		break;
	}
	return true;
}

static void map_people(const struct measure_world *world, struct measure_cohort *cohort)
{
	uint32_t *first = tl_alloc(world->people_count + 2, sizeof *first);

	assert(cohort->people.count < UINT32_MAX);
	for (size_t i = 0; i < cohort->people.count; i++)
		first[cohort->people.items[i] + 2]++;
	for (size_t p = 2; p < world->people_count + 2; p++)
		first[p] += first[p - 1];
	cohort->units_of = tl_grow(NULL, cohort->people.count + 1, sizeof *cohort->units_of);
	for (size_t u = 0; u < cohort->count; u++) {
		const struct measure_unit *unit = &cohort->units[u];

		for (size_t i = 0; i < unit->person_count; i++)
			cohort->units_of[first[cohort->people.items[unit->first_person + i] +
					       1]++] = (uint32_t)u;
	}
	cohort->first_of = first;
}

#define NEAR 16 /* entries ahead */
#define FAR 32

static void make_units(const struct building *building, const struct arm *arm)
{
	const struct measure_world *world = building->world;
	const struct belongings *list =
		measure_unit_is_family(building->programme) ? &building->list : NULL;
	const struct entries *entries = &arm->entries;
	struct measure_cohort *cohort = arm->cohort;
	size_t compared = 0;

	cohort->units = tl_grow(NULL, entries->count + 1, sizeof *cohort->units);
	tl_vec_reserve(&cohort->rows, entries->count);
	tl_vec_reserve(&cohort->people, entries->count);
	for (size_t i = 0, end; i < entries->count; i = end) {
		end = end_of_who(entries, i);
		if (end + FAR < entries->count)
			MEASURE_PERSON_EXPECT(world, entries->items[end + NEAR].row.person,
				entries->items[end + FAR].row.person);
		make_unit(world, list, cohort, &entries->items[i], end - i);
		if (arm == &building->arms[COMPARISON] &&
			!may_compare(building, &cohort->units[cohort->count - 1], &compared)) {
			struct measure_unit *unit = &cohort->units[--cohort->count];

			cohort->rows.count = unit->first_row;
			cohort->people.count = unit->first_person;
		}
	}
	map_people(world, cohort);
}

static bool is_delivered(const struct measure_world *world, const char *contract)
{
	for (size_t i = 0; i < world->delivery_count; i++)
		if (strcmp(world->deliveries[i].contract->name, contract) == 0)
			return true;
	return false;
}

/* An extract that has not come yet says nothing about how many there are; an empty one says none.
 */
static bool lacks_a_delivery(const struct measure_world *world, const struct tl_rows *rows)
{
	const struct tl_study *study = world->study;

	for (unsigned i = 0; i < rows->contracts_count; i++)
		if (!is_delivered(world, rows->contracts[i]))
			return true;
	for (size_t i = 0; rows->sql && !rows->contracts_count && i < study->contracts_count; i++)
		if (measure_select_names(rows->sql, study->contracts[i]->name) &&
			!is_delivered(world, study->contracts[i]->name))
			return true;
	return false;
}

static bool pick_arm(const struct building *building, struct arm *arm, struct tl_err *err)
{
	const struct measure_pick pick = {.rows = arm->rows,
		.path = building->programme->path,
		.date = arm->index,
		.keep_undated = true};

	arm->cohort->absent = lacks_a_delivery(building->world, arm->rows);
	if (!measure_rows_pick(building->world, &pick, &arm->cohort->picked, err))
		return false;
	list_entries(building->world, building->programme, &arm->cohort->picked, &arm->entries);
	return true;
}

static bool pick_next(size_t index, void *context, struct tl_err *err)
{
	struct building *building = context;

	if (index < ARMS)
		return !building->arms[index].rows ||
		       pick_arm(building, &building->arms[index], err);
	if (measure_unit_is_family(building->programme))
		list_belongings(building->world, &building->list);
	return true;
}

static bool make_arm(size_t index, void *context, struct tl_err *err TL_UNUSED)
{
	struct building *building = context;

	if (index != TRANSFERRED || building->arms[TRANSFERRED].rows)
		make_units(building, &building->arms[index]);
	return true;
}

void measure_cohort_weigh(const struct measure_world *world, const struct measure_cohort *from,
	const double *weights, const char *arm, struct measure_cohort *cohort)
{
	*cohort = (struct measure_cohort){
		.programme = from->programme, .arm = arm, .absent = from->absent};
	cohort->units = tl_alloc(from->count + 1, sizeof *cohort->units);
	cohort->weights = tl_alloc(from->count + 1, sizeof *cohort->weights);
	for (size_t u = 0; u < from->count; u++) {
		const struct measure_unit *unit = &from->units[u];
		struct measure_unit *kept = &cohort->units[cohort->count];

		if (!(weights[u] > 0))
			continue;
		*kept = *unit;
		cohort->weights[cohort->count++] = weights[u];
		kept->first_row = cohort->rows.count;
		kept->first_person = cohort->people.count;
		for (size_t i = 0; i < unit->row_count; i++)
			*tl_vec_push(&cohort->rows) = from->rows.items[unit->first_row + i];
		for (size_t i = 0; i < unit->person_count; i++)
			*tl_vec_push(&cohort->people) = from->people.items[unit->first_person + i];
	}
	map_people(world, cohort);
}

static void cohort_free(struct measure_cohort *cohort)
{
	free(cohort->units);
	free(cohort->weights);
	free(cohort->first_of);
	free(cohort->units_of);
	tl_vec_free(&cohort->rows);
	tl_vec_free(&cohort->people);
	measure_rows_free(&cohort->picked);
}

static void take_part(const struct measure_world *world, const struct measure_cohort *from,
	const double *weights, const char *arm, struct measure_cohort *part)
{
	measure_cohort_weigh(world, from, weights, arm, part);
	free(part->weights);
	part->weights = NULL;
}

/* Who came from an earlier service begins with the programme's own row, as all others do; the rows
 * of the earlier service only tell who that is. */
static void split_transferred(const struct measure_world *world, struct measure_arms *arms)
{
	struct measure_cohort marked = arms->transferred, all = arms->treated;
	double *weights = tl_alloc(all.count + 1, sizeof *weights);

	for (size_t u = 0; u < all.count; u++)
		weights[u] = find_unit(&marked, all.units[u].who) != NULL;
	take_part(world, &all, weights, marked.arm, &arms->transferred);
	for (size_t u = 0; u < all.count; u++)
		weights[u] = 1 - weights[u];
	take_part(world, &all, weights, all.arm, &arms->treated);
	arms->treated.picked = all.picked;
	all.picked = (struct measure_rows){0};
	free(weights);
	cohort_free(&marked);
	cohort_free(&all);
}

/* A place is none without the programme where a tenth or more of those supported live; a few who
 * moved there do not make it one. */
static bool check_elsewhere(
	const struct measure_world *world, const struct measure_arms *arms, struct tl_err *err)
{
	const struct tl_comparison *comparison = &arms->programme->comparison;

	if (comparison->kind != TL_COMPARE_OTHER_LOCALITIES)
		return true;
	for (unsigned i = 0; i < comparison->localities_count; i++) {
		size_t there = 0;

		for (size_t u = 0; u < arms->treated.count; u++)
			there += strcmp(measure_world_locality_code(
						world, (size_t)arms->treated.units[u].locality),
					 comparison->localities[i]) == 0;
		if (there && there * 10 >= arms->treated.count)
			return tl_fail(err, EX_CONFIG,
				"%s: comparison.localities: \"%s\" has the programme itself: a "
				"tenth or more of those supported live there; compare with places "
				"that never had it, or those who wait (kind: waiting-list)",
				arms->programme->path, comparison->localities[i]);
	}
	return true;
}

bool measure_arms_build(const struct measure_world *world, const struct tl_programme *programme,
	size_t jobs, struct measure_arms *arms, struct tl_err *err)
{
	const struct tl_comparison *comparison = &programme->comparison;
	bool matched = comparison->kind == TL_COMPARE_MATCHED;
	struct building building = {.world = world,
		.programme = programme,
		.arms = {
			{&arms->treated, &programme->cohort, programme->index, {0}},
			{&arms->transferred, NULL, NULL, {0}},
			{&arms->comparison, NULL, comparison->index, {0}},
		}};
	bool ok;

	*arms = (struct measure_arms){.programme = programme,
		.treated = {.programme = programme, .arm = "programme"},
		.transferred = {.programme = programme, .arm = "transferred"},
		.comparison = {.programme = programme,
			.arm = matched ? "pool" : tl_comparison_names[comparison->kind]}};
	if (measure_has_transferred(programme))
		building.arms[TRANSFERRED].rows = &programme->transferred;
	if (measure_compares(programme))
		building.arms[COMPARISON].rows = &comparison->pool;
	ok = tl_pool_for(jobs, ARMS + 1, pick_next, &building, err) &&
	     tl_pool_for(jobs, ARMS, make_arm, &building, err);
	if (ok && measure_has_transferred(programme))
		split_transferred(world, arms);
	for (size_t i = 0; i < ARMS; i++)
		free(building.arms[i].entries.items);
	tl_vec_free(&building.list.items);
	return ok && check_elsewhere(world, arms, err);
}

const struct measure_cohort *measure_arms_one(const struct measure_arms *arms)
{
	return arms->matched_treated.programme ? &arms->matched_treated : &arms->treated;
}

const struct measure_cohort *measure_arms_none(const struct measure_arms *arms)
{
	return arms->matched_pool.programme ? &arms->matched_pool : &arms->comparison;
}

void measure_arms_free(struct measure_arms *arms)
{
	cohort_free(&arms->treated);
	cohort_free(&arms->transferred);
	cohort_free(&arms->comparison);
	cohort_free(&arms->matched_treated);
	cohort_free(&arms->matched_pool);
}
