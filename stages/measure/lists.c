#include "lists.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>

#define DIGIT 11 /* bits */
#define DIGITS (1 << DIGIT)

struct measure_listed measure_listed_of(const uint32_t *list, uint32_t count, size_t number)
{
	return (struct measure_listed){
		.begins = (uint64_t)list[0] << 32 | (count > 1 ? list[1] + 1 : 0),
		.list = list,
		.count = count,
		.number = (uint32_t)number};
}

/* Of those whose first two are the same. */
static int compare_rests(const void *a, const void *b)
{
	const struct measure_listed *x = a, *y = b;

	for (uint32_t i = 2; i < x->count && i < y->count; i++)
		if (x->list[i] != y->list[i])
			return x->list[i] < y->list[i] ? -1 : 1;
	return (x->count > y->count) - (x->count < y->count);
}

static bool are_in_order(const struct measure_listed *lists, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (lists[i - 1].begins > lists[i].begins ||
			(lists[i - 1].begins == lists[i].begins &&
				compare_rests(&lists[i - 1], &lists[i]) > 0))
			return false;
	return true;
}

static size_t digit_of(const struct measure_listed *listed, unsigned shift)
{
	return listed->begins >> shift & (DIGITS - 1);
}

/* Stable, by one digit of `begins`; false: all have the same, and nothing was moved. */
static bool sort_by_digit(
	const struct measure_listed *from, struct measure_listed *to, size_t count, unsigned shift)
{
	size_t next[DIGITS + 1] = {0};

	for (size_t i = 0; i < count; i++)
		next[digit_of(&from[i], shift) + 1]++;
	if (next[digit_of(&from[0], shift) + 1] == count)
		return false;
	for (size_t d = 1; d <= DIGITS; d++)
		next[d] += next[d - 1];
	for (size_t i = 0; i < count; i++)
		to[next[digit_of(&from[i], shift)]++] = from[i];
	return true;
}

void measure_lists_sort(struct measure_listed *lists, size_t count)
{
	struct measure_listed *spare, *from = lists, *to;

	if (are_in_order(lists, count))
		return;
	to = spare = tl_grow(NULL, count, sizeof *spare);
	for (unsigned shift = 0; shift < 64; shift += DIGIT)
		if (sort_by_digit(from, to, count, shift)) {
			struct measure_listed *sorted = to;

			to = from;
			from = sorted;
		}
	if (from != lists)
		memcpy(lists, from, count * sizeof *lists);
	free(spare);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && lists[end].begins == lists[i].begins;)
			end++;
		if (end - i > 1)
			qsort(lists + i, end - i, sizeof *lists, compare_rests);
	}
}
