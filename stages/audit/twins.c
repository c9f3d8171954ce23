#include "twins.h"
#include "set.h"

#include <stdlib.h>

static void tie(const struct candidate *c, size_t *parent)
{
	for (size_t sum = 0; sum < candidate_sums(c); sum++) {
		size_t from = c->sum_start.items[sum];

		if (c->sum_start.items[sum + 1] - from == 2)
			set_join(parent, c->terms.items[from].cell, c->terms.items[from + 1].cell);
	}
	for (size_t i = 0; i < c->cells.count; i++)
		parent[i] = set_root(parent, i);
}

void twins_find(const struct candidate *c, struct twins *twins)
{
	size_t count = c->cells.count, at = 0;

	twins->root = set_alone(count);
	twins->from = tl_alloc(count, sizeof *twins->from);
	twins->to = tl_alloc(count, sizeof *twins->to);
	twins->cells = tl_alloc(count, sizeof *twins->cells);
	tie(c, twins->root);
	for (size_t i = 0; i < count; i++)
		twins->to[twins->root[i]]++;
	for (size_t i = 0; i < count; i++) {
		size_t twin_count = twins->to[i];

		twins->from[i] = twins->to[i] = at;
		at += twin_count;
	}
	for (size_t i = 0; i < count; i++)
		twins->cells[twins->to[twins->root[i]]++] = i;
	for (size_t i = 0; i < count; i++) {
		twins->from[i] = twins->from[twins->root[i]];
		twins->to[i] = twins->to[twins->root[i]];
	}
}

void twins_free(struct twins *twins)
{
	free(twins->root);
	free(twins->from);
	free(twins->to);
	free(twins->cells);
}
