/* What is known of each node before any is joined. */
#include "link.h"

#include <stdlib.h>
#include <string.h>

static int claim_node_order(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->node != y->node)
		return (x->node > y->node) - (x->node < y->node);
	return tl_str_compare(x->value, y->value);
}

/* What most of a node's records say of it; claims are sorted by node. */
static void attributes(struct link *link)
{
	const struct claim *births = link->births.items, *sexes = link->sexes.items;

	if (link->births.count)
		qsort(link->births.items, link->births.count, sizeof *births, claim_node_order);
	if (link->sexes.count)
		qsort(link->sexes.items, link->sexes.count, sizeof *sexes, claim_node_order);
	for (size_t i = 0, end; i < link->births.count; i = end) {
		end = claims_run(births, link->births.count, i);
		tl_day_read(
			claims_most(births + i, end - i), &link->nodes.items[births[i].node].birth);
	}
	for (size_t i = 0, end; i < link->sexes.count; i = end) {
		end = claims_run(sexes, link->sexes.count, i);
		link->nodes.items[sexes[i].node].sex = claims_most(sexes + i, end - i);
	}
}

static int token_order(const void *a, const void *b)
{
	const struct token_use *x = a, *y = b;
	int order = tl_str_compare(x->name, y->name);

	if (!order)
		order = tl_str_compare(x->value, y->value);
	return order ? order : (x->node > y->node) - (x->node < y->node);
}

static int node_order(const void *a, const void *b)
{
	const struct token_use *x = a, *y = b;

	return x->node != y->node ? (x->node > y->node) - (x->node < y->node) : token_order(a, b);
}

static void order_tokens(struct link *link)
{
	struct token_use *uses = link->tokens.items;
	size_t kept = 0;

	if (!link->tokens.count)
		return;
	qsort(uses, link->tokens.count, sizeof *uses, token_order);
	for (size_t i = 0; i < link->tokens.count; i++) {
		if (i == 0 || token_order(&uses[i], &uses[kept - 1]) != 0) {
			uses[kept] = uses[i];
			uses[kept++].times = 1;
		} else {
			uses[kept - 1].trusted |= uses[i].trusted;
			uses[kept - 1].times++;
		}
	}
	link->tokens.count = kept;
}

static void tokens_of_nodes(struct link *link)
{
	size_t count = link->tokens.count;
	struct token_use *by_node = tl_arena_array(&link->arena, count, sizeof *by_node);

	link->tokens_by_node = by_node;
	if (!count)
		return;
	memcpy(by_node, link->tokens.items, count * sizeof *by_node);
	qsort(by_node, count, sizeof *by_node, node_order);
	for (size_t i = 0; i < count; i++)
		if (!link->nodes.items[by_node[i].node].use_count++)
			link->nodes.items[by_node[i].node].first_use = (uint32_t)i;
}

static void count_tokens(struct link *link)
{
	for (size_t i = 0; i < link->tokens.count; i++)
		if (link->tokens.items[i].trusted)
			link->nodes.items[link->tokens.items[i].node].has_token = true;
	for (size_t i = 0; i < link->nodes.count; i++)
		link->tally.keys_with_token += link->nodes.items[i].has_token;
}

void link_prepare(struct link *link)
{
	attributes(link);
	order_tokens(link);
	count_tokens(link);
	/* Where tokens alone decide, nobody asks what else a node has. */
	if (link->study->linkage.fields_count || link->study->linkage.exclusive_tokens_count)
		tokens_of_nodes(link);
}
