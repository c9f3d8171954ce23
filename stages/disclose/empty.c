#include "empty.h"

#include <string.h>

/* A total, by way and family, so that what lies under it can find it. */
struct total {
	size_t way;
	uint64_t family;
	size_t point;
};

struct search {
	const struct measured *measured;
	TL_VEC(struct total) totals;
	struct relations_places *places;
	bool *reached; /* an atom of another empty cell is under it */
	TL_VEC(size_t) stack;
};

static bool is_base(const struct measured_point *point)
{
	return point->figure->role == MEASURED_BASE && point->measured.status == TL_SHOWN;
}

static bool is_empty(const struct measured_point *point)
{
	return is_base(point) && point->measured.value == 0 && point->atoms_from == point->atoms_to;
}

static int compare_total(const void *a, const void *b)
{
	const struct total *x = a, *y = b;

	if (x->way != y->way)
		return x->way < y->way ? -1 : 1;
	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return (x->point > y->point) - (x->point < y->point);
}

static void list_totals(struct search *search)
{
	for (size_t i = 0; i < search->measured->points.count; i++) {
		if (!is_base(&search->measured->points.items[i]))
			continue;
		search->places[i] = sums_places(&search->measured->points.items[i]);
		for (size_t way = 0; way < WAY_COUNT_OF; way++)
			if (search->places[i].in[way].is_total)
				*tl_vec_push(&search->totals) =
					(struct total){way, search->places[i].in[way].family, i};
	}
	if (search->totals.count)
		qsort(search->totals.items, search->totals.count, sizeof *search->totals.items,
			compare_total);
}

static bool covers(
	const struct measured_point *total, const struct measured_point *part, size_t way)
{
	if (way != WAY_TIME)
		return true;
	return strcmp(part->figure->axis, "month") == 0 && total->period_from && total->period_to &&
	       part->period_from && part->period_to &&
	       strcmp(total->period_from, part->period_from) <= 0 &&
	       strcmp(total->period_to, part->period_to) >= 0;
}

static void push_totals_over(struct search *search, size_t point, size_t way)
{
	struct total wanted = {way, search->places[point].in[way].family, 0};
	size_t low = 0, high = search->totals.count;

	if (search->places[point].in[way].is_total)
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_total(&search->totals.items[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < search->totals.count && search->totals.items[low].way == way &&
		search->totals.items[low].family == wanted.family;
		low++)
		if (covers(&search->measured->points.items[search->totals.items[low].point],
			    &search->measured->points.items[point], way))
			*tl_vec_push(&search->stack) = search->totals.items[low].point;
}

static bool has(const struct empty_atoms *empty, size_t from, size_t point)
{
	for (size_t i = from; i < empty->pairs.count; i++)
		if (empty->pairs.items[i].point == point)
			return true;
	return false;
}

/* The atom of one empty cell: under it, and under every total over it, by whichever way. */
static void spread(struct search *search, size_t point, struct empty_atoms *empty)
{
	size_t from = empty->pairs.count;

	*tl_vec_push(&search->stack) = point;
	while (search->stack.count) {
		size_t at = search->stack.items[--search->stack.count];

		if (has(empty, from, at))
			continue;
		*tl_vec_push(&empty->pairs) = (struct empty_pair){at, (uint32_t)empty->atoms};
		search->reached[at] = true;
		for (size_t way = 0; way < WAY_COUNT_OF; way++)
			push_totals_over(search, at, way);
	}
	empty->atoms++;
}

static size_t ways_totalled(const struct relations_places *places)
{
	size_t count = 0;

	for (size_t way = 0; way < WAY_COUNT_OF; way++)
		count += places->in[way].is_total;
	return count;
}

static int compare_pair(const void *a, const void *b)
{
	const struct empty_pair *x = a, *y = b;

	if (x->point != y->point)
		return x->point < y->point ? -1 : 1;
	return (x->atom > y->atom) - (x->atom < y->atom);
}

void empty_find(const struct measured *measured, bool zeros_hidden, struct empty_atoms *empty)
{
	struct search search = {.measured = measured};

	if (!zeros_hidden)
		return;
	search.places = tl_alloc(measured->points.count, sizeof *search.places);
	search.reached = tl_alloc(measured->points.count, sizeof *search.reached);
	list_totals(&search);
	/* Parts before totals: an empty total is the sum of its empty parts and has no atom beside.
	 */
	for (size_t ways = 0; ways <= WAY_COUNT_OF; ways++)
		for (size_t i = 0; i < measured->points.count; i++)
			if (is_empty(&measured->points.items[i]) && !search.reached[i] &&
				ways_totalled(&search.places[i]) == ways)
				spread(&search, i, empty);
	if (empty->pairs.count)
		qsort(empty->pairs.items, empty->pairs.count, sizeof *empty->pairs.items,
			compare_pair);
	free(search.places);
	free(search.reached);
	tl_vec_free(&search.totals);
	tl_vec_free(&search.stack);
}

size_t empty_from(const struct empty_atoms *empty, size_t point)
{
	size_t low = 0, high = empty->pairs.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (empty->pairs.items[middle].point < point)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void empty_free(struct empty_atoms *empty)
{
	tl_vec_free(&empty->pairs);
}
