#include "block.h"
#include "set.h"

struct node {
	size_t root, at;
};

static int compare_node(const void *a, const void *b)
{
	const struct node *x = a, *y = b;

	if (x->root != y->root)
		return x->root < y->root ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static void collect(struct node *nodes, size_t count, size_t cells, struct blocks *blocks)
{
	if (count)
		qsort(nodes, count, sizeof *nodes, compare_node);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || nodes[i].root != nodes[i - 1].root) {
			*tl_vec_push(&blocks->cell_start) = blocks->cells.count;
			*tl_vec_push(&blocks->sum_start) = blocks->sums.count;
		}
		if (nodes[i].at < cells)
			*tl_vec_push(&blocks->cells) = nodes[i].at;
		else
			*tl_vec_push(&blocks->sums) = nodes[i].at - cells;
	}
	*tl_vec_push(&blocks->cell_start) = blocks->cells.count;
	*tl_vec_push(&blocks->sum_start) = blocks->sums.count;
}

/* Cells and sums are nodes of one graph: a sum is node cells + its number. */
void blocks_find(const struct candidate *c, const struct known *known, struct blocks *blocks)
{
	size_t cells = c->cells.count, all = cells + candidate_sums(c), count = 0;
	size_t *parent = set_alone(all);
	struct node *nodes = tl_alloc(all, sizeof *nodes);

	for (size_t sum = 0; sum < candidate_sums(c); sum++)
		for (size_t i = c->sum_start.items[sum]; i < c->sum_start.items[sum + 1]; i++)
			if (!known_is_fixed(known[c->terms.items[i].cell]))
				set_join(parent, c->terms.items[i].cell, cells + sum);
	for (size_t i = 0; i < all; i++)
		if (set_root(parent, i) < cells && !(i < cells && known_is_fixed(known[i])))
			nodes[count++] = (struct node){set_root(parent, i), i};
	collect(nodes, count, cells, blocks);
	free(nodes);
	free(parent);
}

void blocks_free(struct blocks *blocks)
{
	tl_vec_free(&blocks->cells);
	tl_vec_free(&blocks->sums);
	tl_vec_free(&blocks->cell_start);
	tl_vec_free(&blocks->sum_start);
}
