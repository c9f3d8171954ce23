/* Different people or families: atoms are the classes of units with the same membership. */
#include "tally_private.h"

#define CLASSES_MAX 50000

static int compare_members(const void *a, const void *b)
{
	const struct measure_member *left = a, *right = b;

	if (left->who != right->who)
		return left->who < right->who ? -1 : 1;
	return (left->point > right->point) - (left->point < right->point);
}

/* Those that come by point need no more than a stable sort by who; false: they do not, or who are
 * too far apart for a counting sort. */
static bool sort_by_who(struct measure_members *members)
{
	struct measure_member *items = members->items.items, *sorted;
	size_t count = members->items.count, *next;
	int64_t most = 0;

	for (size_t i = 0; i < count; i++) {
		if (items[i].who < 0 || (i && items[i].point < items[i - 1].point))
			return false;
		most = items[i].who > most ? items[i].who : most;
	}
	if ((uint64_t)most / 4 > count)
		return false;
	next = tl_alloc((size_t)most + 2, sizeof *next);
	sorted = tl_grow(NULL, members->items.capacity, sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		next[items[i].who + 1]++;
	for (size_t w = 1; w <= (size_t)most; w++)
		next[w] += next[w - 1];
	for (size_t i = 0; i < count; i++)
		sorted[next[items[i].who]++] = items[i];
	free(next);
	free(items);
	members->items.items = sorted;
	return true;
}

static void sort_members(struct measure_members *members)
{
	size_t kept = 0;

	if (!members->items.count)
		return;
	if (!sort_by_who(members))
		qsort(members->items.items, members->items.count, sizeof *members->items.items,
			compare_members);
	for (size_t i = 1; i < members->items.count; i++)
		if (compare_members(&members->items.items[i], &members->items.items[kept]) != 0)
			members->items.items[++kept] = members->items.items[i];
	members->items.count = kept + 1;
}

struct unit { /* one unit's points: a run of members */
	const struct measure_member *first;
	size_t count;
	int64_t weight;
};

static int compare_units(const void *a, const void *b)
{
	const struct unit *left = a, *right = b;

	for (size_t i = 0; i < left->count && i < right->count; i++)
		if (left->first[i].point != right->first[i].point)
			return left->first[i].point < right->first[i].point ? -1 : 1;
	return (left->count > right->count) - (left->count < right->count);
}

/* apart: a unit's points of different positions make classes of their own. */
static size_t cut_units(const struct measure_model *model, const struct measure_members *members,
	bool apart, struct unit *units)
{
	const struct measure_member *items = members->items.items;
	size_t count = 0;

	for (size_t i = 0; i < members->items.count; i++) {
		const struct measure_point *points = model->points.items;

		if (i == 0 || items[i].who != items[i - 1].who ||
			(apart && points[items[i].point].key.position !=
					  points[items[i - 1].point].key.position))
			units[count++] = (struct unit){&items[i], 0,
				members->weights ? members->weights[items[i].who] : 1};
		units[count - 1].count++;
	}
	qsort(units, count, sizeof *units, compare_units);
	return count;
}

static size_t count_classes(const struct unit *units, size_t count)
{
	size_t classes = count > 0;

	for (size_t i = 1; i < count; i++)
		classes += compare_units(&units[i - 1], &units[i]) != 0;
	return classes;
}

static void make_class(struct measure_model *model, const struct unit *units, size_t count)
{
	int64_t weight = 0;
	size_t atom;

	for (size_t i = 0; i < count; i++)
		weight += units[i].weight;
	atom = measure_model_atom(model, (struct measure_atom){weight, weight, 1, weight > 1});
	for (size_t i = 0; i < units->count; i++) {
		size_t point = units->first[i].point;

		measure_model_stand(model, point, atom);
		model->points.items[point].contributors = model->points.items[point].units;
	}
}

void measure_tally_members(struct measure_model *model, struct measure_members *members)
{
	struct unit *units;
	size_t count, start = 0;

	sort_members(members);
	units = tl_alloc(members->items.count + 1, sizeof *units);
	count = cut_units(model, members, false, units);
	if (count_classes(units, count) > CLASSES_MAX)
		count = cut_units(model, members, true, units);
	for (size_t i = 1; i <= count; i++) {
		if (i < count && compare_units(&units[start], &units[i]) == 0)
			continue;
		make_class(model, &units[start], i - start);
		start = i;
	}
	free(units);
}

static void add_members(struct measure_model *model, const struct measure_cross *cross,
	const struct measure_part *part, const struct measure_table *table,
	struct measure_members *members)
{
	size_t places[TALLY_PLACES], count = measure_tally_places(cross, part, places);

	for (size_t k = 0; k < count; k++) {
		size_t point = table->points[places[k]];

		if (point == MEASURE_NO_POINT || model->points.items[point].status != TL_SHOWN)
			continue;
		*tl_vec_push(&members->items) = (struct measure_member){part->who, point};
		if (measure_model_is_watched(model, point))
			measure_model_source(model, (struct measure_source){.point = point,
							    .unit = part->who,
							    .delivery = part->delivery,
							    .at = part->at,
							    .amount = 1,
							    .words = part->words});
	}
}

void measure_tally_distinct(struct measure_model *model, const struct measure_parts *parts,
	const struct measure_cross *cross, measure_key_fn *key, void *context,
	struct measure_table *table)
{
	struct measure_members members = {0};

	measure_tally_points(model, cross, key, context, NULL, table);
	for (size_t i = 0; i < measure_cross_size(cross); i++)
		if (table->points[i] != MEASURE_NO_POINT &&
			model->points.items[table->points[i]].status == TL_SHOWN)
			model->points.items[table->points[i]].contributors = 0;
	for (size_t i = 0; i < parts->items.count; i++)
		if (parts->items.items[i].who >= 0)
			add_members(model, cross, &parts->items.items[i], table, &members);
	measure_tally_members(model, &members);
	tl_vec_free(&members.items);
}
