/* Different people or families: atoms are the classes of units with the same membership. */
#include "tally_private.h"

#define CLASSES_MAX 50000

/* ---- the order of points --------------------------------------------------------------------- */

struct range {
	size_t least, count;
};

static struct range range_of_points(const struct measure_members *members)
{
	size_t least = SIZE_MAX, most = 0;

	for (size_t i = 0; i < members->items.count; i++) {
		size_t point = members->items.items[i].point;

		least = point < least ? point : least;
		most = point > most ? point : most;
	}
	return (struct range){least, most - least + 1};
}

static bool come_by_point(const struct measure_members *members)
{
	const struct measure_member *items = members->items.items;

	for (size_t i = 1; i < members->items.count; i++)
		if (items[i].point < items[i - 1].point)
			return false;
	return true;
}

/* Who comes first in a point is all the same. */
static void sort_by_point(struct measure_members *members)
{
	const struct range points = range_of_points(members);
	struct measure_member *items = members->items.items, *sorted;
	size_t count = members->items.count, *next;

	if (come_by_point(members))
		return;
	next = tl_alloc(points.count + 1, sizeof *next);
	sorted = tl_grow(NULL, members->items.capacity, sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		next[items[i].point - points.least + 1]++;
	for (size_t p = 1; p < points.count; p++)
		next[p] += next[p - 1];
	for (size_t i = 0; i < count; i++)
		sorted[next[items[i].point - points.least]++] = items[i];
	free(next);
	free(items);
	members->items.items = sorted;
}

/* ---- lists of points ------------------------------------------------------------------------- */

/* A list of points: that of `parent`, and one more behind it. */
struct list {
	size_t point;
	uint32_t parent, first, last, next; /* first, last: of which it is the parent; next: of its
					       own parent's, always of a later point. 0: none */
	size_t units; /* that have this list */
	int64_t weight; /* of these units */
};

struct lists {
	const struct measure_model *model;
	TL_VEC(struct list) items; /* the first is of no point */
	uint32_t *of; /* by who, from `least` on: the list so far */
	int64_t least;
	size_t range;
	size_t classes; /* lists that some unit has */
};

/* Points come in order, so a list that goes on by this one was the last to be made of its parent.
 */
static uint32_t list_with(struct lists *lists, uint32_t parent, size_t point)
{
	uint32_t last = lists->items.items[parent].last, made = (uint32_t)lists->items.count;

	if (last && lists->items.items[last].point == point)
		return last;
	assert(lists->items.count < UINT32_MAX);
	*tl_vec_push(&lists->items) = (struct list){.point = point, .parent = parent};
	if (last)
		lists->items.items[last].next = made;
	else
		lists->items.items[parent].first = made;
	lists->items.items[parent].last = made;
	return made;
}

static void end_list(struct lists *lists, uint32_t at, int64_t weight)
{
	struct list *list = &lists->items.items[at];

	lists->classes += list->units == 0;
	list->units++;
	list->weight += weight;
}

static int64_t weight_of(const struct measure_members *members, int64_t who)
{
	return members->weights ? members->weights[who] : 1;
}

static void lists_init(struct lists *lists, const struct measure_model *model,
	const struct measure_members *members)
{
	int64_t most = INT64_MIN;

	*lists = (struct lists){.model = model, .least = INT64_MAX};
	for (size_t i = 0; i < members->items.count; i++) {
		int64_t who = members->items.items[i].who;

		lists->least = who < lists->least ? who : lists->least;
		most = who > most ? who : most;
	}
	lists->range = (size_t)(most - lists->least) + 1;
	lists->of = tl_alloc(lists->range, sizeof *lists->of);
}

static void lists_free(struct lists *lists)
{
	tl_vec_free(&lists->items);
	free(lists->of);
}

static int64_t position_of(const struct lists *lists, size_t point)
{
	return lists->model->points.items[point].key.position;
}

/* Everybody who is in a point goes on from the list that she has to the one with this point too.
 * apart: a unit's points of different positions make lists of their own. */
static void make_lists(struct lists *lists, const struct measure_members *members, bool apart)
{
	tl_vec_clear(&lists->items);
	*tl_vec_push(&lists->items) = (struct list){0};
	lists->classes = 0;
	for (size_t i = 0; i < members->items.count; i++) {
		const struct measure_member *member = &members->items.items[i];
		uint32_t *of = &lists->of[member->who - lists->least];
		size_t last = lists->items.items[*of].point;

		if (*of && last == member->point) /* a unit counts once */
			continue;
		if (*of && apart && position_of(lists, last) != position_of(lists, member->point)) {
			end_list(lists, *of, weight_of(members, member->who));
			*of = 0;
		}
		*of = list_with(lists, *of, member->point);
	}
	for (size_t w = 0; w < lists->range; w++) {
		if (lists->of[w])
			end_list(
				lists, lists->of[w], weight_of(members, lists->least + (int64_t)w));
		lists->of[w] = 0;
	}
}

/* ---- classes --------------------------------------------------------------------------------- */

struct path {
	TL_VEC(size_t) points;
};

static void make_class(struct measure_model *model, const struct path *path, int64_t weight)
{
	size_t atom =
		measure_model_atom(model, (struct measure_atom){weight, weight, 1, weight > 1});

	for (size_t i = 0; i < path->points.count; i++) {
		size_t point = path->points.items[i];

		measure_model_stand(model, point, atom);
		model->points.items[point].contributors = model->points.items[point].units;
	}
}

/* In the order of the lists: first point before later ones, the shorter before what goes on. */
static void make_classes(struct measure_model *model, const struct lists *lists)
{
	const struct list *items = lists->items.items;
	struct path path = {0};
	uint32_t at = items[0].first;

	while (at) {
		*tl_vec_push(&path.points) = items[at].point;
		if (items[at].units)
			make_class(model, &path, items[at].weight);
		if (items[at].first) {
			at = items[at].first;
			continue;
		}
		for (; at && !items[at].next; at = items[at].parent)
			path.points.count--;
		if (!at)
			break;
		path.points.count--;
		at = items[at].next;
	}
	tl_vec_free(&path.points);
}

void measure_tally_members(struct measure_model *model, struct measure_members *members)
{
	struct lists lists;

	if (!members->items.count)
		return;
	sort_by_point(members);
	lists_init(&lists, model, members);
	make_lists(&lists, members, false);
	if (lists.classes > CLASSES_MAX)
		make_lists(&lists, members, true);
	make_classes(model, &lists);
	lists_free(&lists);
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
