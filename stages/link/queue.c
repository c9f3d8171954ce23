#include "queue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <throughline/hash.h>

static bool is_readable(const struct field *field)
{
	return field->kind != FIELD_TOKEN && field->kind != FIELD_FILTER &&
	       field->kind != FIELD_CLK;
}

static int apart_node_order(const void *a, const void *b)
{
	const struct link_apart_pair *x = a, *y = b;

	if (x->node != y->node)
		return (x->node > y->node) - (x->node < y->node);
	return (x->other > y->other) - (x->other < y->other);
}

/* Somebody has said, or tokens have, or one key a person does. */
static bool is_decided(const struct link *link, uint32_t node, uint32_t other)
{
	const struct node *a = &link->nodes.items[node], *b = &link->nodes.items[other];
	const struct link_apart_pair wanted = {.node = node, .other = other};

	if (a->person[LINK_STRICT] == b->person[LINK_STRICT] || nodes_differ(link, node, other) ||
		(a->single && b->single && tl_str_equal(a->partner, b->partner)))
		return true;
	if (link->lists.apart.count &&
		bsearch(&wanted, link->lists.apart.items, link->lists.apart.count, sizeof wanted,
			apart_node_order))
		return true;
	for (size_t i = 0; i < link->lists.together.count; i++) {
		const struct link_together_pair *pair = &link->lists.together.items[i];

		if ((pair->node == node && pair->other == other) ||
			(pair->node == other && pair->other == node))
			return true;
	}
	return false;
}

static int distance_order(const void *a, const void *b)
{
	const struct queue_pair *x = a, *y = b;

	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	if (x->node != y->node)
		return (x->node > y->node) - (x->node < y->node);
	return (x->other > y->other) - (x->other < y->other);
}

/* An order that says nothing of the weights, the same every time. */
static int shuffled_order(const void *a, const void *b)
{
	const struct queue_pair *x = a, *y = b;
	uint64_t one = tl_hash64(&x->node, 2 * sizeof x->node, 1),
		 other = tl_hash64(&y->node, 2 * sizeof y->node, 1);

	return one != other ? (one > other) - (one < other) : distance_order(a, b);
}

void queue_make(struct queue *queue, const struct link *link)
{
	const struct compared *compared = link->compared;
	const struct pairs *pairs = &compared->linkage.pairs;

	*queue = (struct queue){0};
	for (size_t f = 0; f < compared->records.field_count; f++)
		if (is_readable(&compared->records.fields[f]))
			queue->readable = true;
		else
			queue->opaque = true;
	for (size_t i = 0; i < pairs->chunk_count; i++)
		for (size_t j = 0; j < pairs->chunks[i].count; j++) {
			const struct pair *pair = &pairs->chunks[i].items[j];
			uint32_t a = compared->records.input[pair->a],
				 b = compared->records.input[pair->b];

			if (pair->weight < compared->threshold[LINK_LOOSE] ||
				pair->weight > compared->threshold[LINK_STRICT] ||
				is_decided(link, a, b))
				continue;
			*tl_vec_push(&queue->pairs) =
				(struct queue_pair){a < b ? a : b, a < b ? b : a,
					fabs(pair->weight - compared->threshold[LINK_DEFAULT])};
		}
	queue->doubtful = (int64_t)queue->pairs.count;
	if (!queue->pairs.count)
		return;
	qsort(queue->pairs.items, queue->pairs.count, sizeof *queue->pairs.items, distance_order);
	if (queue->pairs.count > QUEUE_MOST)
		queue->pairs.count = QUEUE_MOST;
	qsort(queue->pairs.items, queue->pairs.count, sizeof *queue->pairs.items, shuffled_order);
}

void queue_free(struct queue *queue)
{
	tl_vec_free(&queue->pairs);
}
