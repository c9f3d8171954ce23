#include "cohort.h"

#include "select.h"

#include <string.h>

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
struct entries {
	TL_VEC(struct entry) items;
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

static int64_t who_of(const struct measure_world *world, const struct tl_programme *programme,
	const struct measure_row *row)
{
	return measure_unit_is_family(programme)
		       ? measure_person_family(world, row->person, row->from)
		       : row->person;
}

static void list_entries(const struct measure_world *world, const struct tl_programme *programme,
	const struct measure_rows *rows, struct entries *entries)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct measure_row *row = &rows->items[i];

		if (row->person < 0 || row->from == MEASURE_NO_DAY ||
			row->from > world->study->as_at.n)
			continue;
		*tl_vec_push(&entries->items) = (struct entry){who_of(world, programme, row), *row};
	}
	if (entries->items.count)
		qsort(entries->items.items, entries->items.count, sizeof *entries->items.items,
			compare_entries);
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
	if (!measure_unit_is_family(cohort->programme)) {
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

static void make_unit(const struct measure_world *world, const struct belongings *list,
	struct measure_cohort *cohort, const struct entry *entries, size_t count)
{
	struct measure_unit *unit = &cohort->units[cohort->count++];
	bool family = measure_unit_is_family(cohort->programme);

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
	unit->family = family ? unit->who : measure_person_family(world, unit->who, unit->index);
	if (!family && world->people[unit->who].death < unit->until)
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

static bool end_when_in(const struct measure_cohort *cohort, struct measure_unit *unit)
{
	const struct measure_unit *same = find_unit(cohort, unit->who);

	return !same || end_by(unit, same->index);
}

/* False: it is no comparator. Else it is one until its own first day in the programme, or the
 * programme's in its locality. */
static bool may_compare(const struct measure_world *world, const struct measure_arms *arms,
	struct measure_unit *unit)
{
	const struct tl_programme *programme = arms->programme;

	if (!end_when_in(&arms->treated, unit) || !end_when_in(&arms->transferred, unit))
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
	size_t *first = tl_alloc(world->people_count + 2, sizeof *first);

	for (size_t i = 0; i < cohort->people.count; i++)
		first[cohort->people.items[i] + 2]++;
	for (size_t p = 2; p < world->people_count + 2; p++)
		first[p] += first[p - 1];
	cohort->units_of = tl_alloc(cohort->people.count + 1, sizeof *cohort->units_of);
	for (size_t u = 0; u < cohort->count; u++) {
		const struct measure_unit *unit = &cohort->units[u];

		for (size_t i = 0; i < unit->person_count; i++)
			cohort->units_of[first[cohort->people.items[unit->first_person + i] +
					       1]++] = u;
	}
	cohort->first_of = first;
}

#define NEAR 16 /* entries ahead */
#define FAR 32

struct building {
	const struct measure_world *world;
	const struct belongings *list;
	struct measure_arms *arms;
};

static void build_arm(const struct building *building, struct measure_cohort *cohort)
{
	const struct measure_world *world = building->world;
	struct entries entries = {0};
	size_t start = 0, count;

	list_entries(world, cohort->programme, &cohort->picked, &entries);
	count = entries.items.count;
	cohort->units = tl_alloc(count + 1, sizeof *cohort->units);
	for (size_t i = 1; i <= count; i++) {
		if (i + FAR < count)
			MEASURE_PERSON_EXPECT(world, entries.items.items[i + NEAR].row.person,
				entries.items.items[i + FAR].row.person);
		if (i < count && entries.items.items[i].who == entries.items.items[start].who)
			continue;
		make_unit(world, building->list, cohort, &entries.items.items[start], i - start);
		if (cohort == &building->arms->comparison &&
			!may_compare(world, building->arms, &cohort->units[cohort->count - 1])) {
			struct measure_unit *unit = &cohort->units[--cohort->count];

			cohort->rows.count = unit->first_row;
			cohort->people.count = unit->first_person;
		}
		start = i;
	}
	map_people(world, cohort);
	tl_vec_free(&entries.items);
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

static bool pick_arm(const struct measure_world *world, const struct tl_rows *rows,
	const char *index, struct measure_cohort *cohort, struct tl_err *err)
{
	const struct measure_pick pick = {
		.rows = rows, .path = cohort->programme->path, .date = index, .keep_undated = true};

	cohort->absent = lacks_a_delivery(world, rows);
	return measure_rows_pick(world, &pick, &cohort->picked, err);
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
static void split_transferred(const struct building *building)
{
	struct measure_arms *arms = building->arms;
	struct measure_cohort marked = arms->transferred, all = arms->treated;
	double *weights;

	build_arm(building, &marked);
	build_arm(building, &all);
	weights = tl_alloc(all.count + 1, sizeof *weights);
	for (size_t u = 0; u < all.count; u++)
		weights[u] = find_unit(&marked, all.units[u].who) != NULL;
	take_part(building->world, &all, weights, marked.arm, &arms->transferred);
	for (size_t u = 0; u < all.count; u++)
		weights[u] = 1 - weights[u];
	take_part(building->world, &all, weights, all.arm, &arms->treated);
	arms->treated.picked = all.picked;
	all.picked = (struct measure_rows){0};
	free(weights);
	cohort_free(&marked);
	cohort_free(&all);
}

bool measure_arms_build(const struct measure_world *world, const struct tl_programme *programme,
	struct measure_arms *arms, struct tl_err *err)
{
	const struct tl_comparison *comparison = &programme->comparison;
	bool matched = comparison->kind == TL_COMPARE_MATCHED;
	struct belongings list = {0};
	const struct building building = {world, &list, arms};

	*arms = (struct measure_arms){.programme = programme,
		.treated = {.programme = programme, .arm = "programme"},
		.transferred = {.programme = programme, .arm = "transferred"},
		.comparison = {.programme = programme,
			.arm = matched ? "pool" : tl_comparison_names[comparison->kind]}};
	if (!pick_arm(world, &programme->cohort, programme->index, &arms->treated, err) ||
		(measure_has_transferred(programme) &&
			!pick_arm(world, &programme->transferred, NULL, &arms->transferred, err)) ||
		(measure_compares(programme) && !pick_arm(world, &comparison->pool,
							comparison->index, &arms->comparison, err)))
		return false;
	if (measure_unit_is_family(programme))
		list_belongings(world, &list);
	if (measure_has_transferred(programme))
		split_transferred(&building);
	else
		build_arm(&building, &arms->treated);
	build_arm(&building, &arms->comparison);
	tl_vec_free(&list.items);
	return true;
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
