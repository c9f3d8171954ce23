/*
 * Tier 1: nodes that carry the same trusted token are the same person, unless they contradict each
 * other or the token is on implausibly many keys (a dummy number typed in by many).
 */
#include "link.h"

#include <stdlib.h>

uint32_t link_root(struct link *link, uint32_t node)
{
	struct node *nodes = link->nodes.items;

	while (nodes[node].parent != node) {
		nodes[node].parent = nodes[nodes[node].parent].parent; /* halves the path */
		node = nodes[node].parent;
	}
	return node;
}

static bool contradict(const struct node *a, const struct node *b)
{
	return tl_day_is_set(a->birth) && tl_day_is_set(b->birth) && a->birth.n != b->birth.n &&
	       a->sex.length && b->sex.length && !tl_str_equal(a->sex, b->sex);
}

bool link_join(struct link *link, uint32_t a, uint32_t b)
{
	uint32_t x = link_root(link, a), y = link_root(link, b);
	uint32_t low = x < y ? x : y, high = x < y ? y : x;
	struct node *root = &link->nodes.items[low], *other = &link->nodes.items[high];

	if (low == high)
		return true;
	if (contradict(root, other))
		return false;
	other->parent = low;
	if (!tl_day_is_set(root->birth))
		root->birth = other->birth;
	if (!root->sex.length)
		root->sex = other->sex;
	return true;
}

static int token_order(const void *a, const void *b)
{
	const struct token_use *x = a, *y = b;
	int order = tl_str_compare(x->name, y->name);

	if (!order)
		order = tl_str_compare(x->value, y->value);
	return order ? order : (x->node > y->node) - (x->node < y->node);
}

static bool same_token(const struct token_use *a, const struct token_use *b)
{
	return tl_str_equal(a->name, b->name) && tl_str_equal(a->value, b->value);
}

static void note(struct link *link, uint32_t node, const char *change, const char *reason)
{
	*tl_vec_push(&link->journal) = (struct journal_entry){node, change, reason};
}

static void join_one(struct link *link, const struct token_use *first, const struct token_use *next)
{
	if (link_root(link, first->node) == link_root(link, next->node))
		return;
	if (link_join(link, first->node, next->node)) {
		link->tally.joined++;
		note(link, next->node, "joined",
			tl_arena_printf(&link->arena, "token:" TL_STR_FMT, TL_STR_ARG(next->name)));
	} else {
		link->tally.contradictions++;
		note(link, next->node, "refused", "contradiction:birth-and-sex");
	}
}

/* All uses of one value, nodes ascending, each node once. */
static void join_token(struct link *link, const struct token_use *uses, size_t count)
{
	if (count > link->study->linkage.keys_per_token) {
		link->tally.tokens_too_common++;
		for (size_t i = 0; i < count; i++)
			note(link, uses[i].node, "refused", "token-too-common");
		return;
	}
	for (size_t i = 1; i < count; i++)
		join_one(link, &uses[0], &uses[i]);
}

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
		for (end = i + 1; end < link->births.count && births[end].node == births[i].node;)
			end++;
		struct tl_str most = claims_most(births + i, end - i);
		tl_day_read(most, &link->nodes.items[births[i].node].birth);
	}
	for (size_t i = 0, end; i < link->sexes.count; i = end) {
		for (end = i + 1; end < link->sexes.count && sexes[end].node == sexes[i].node;)
			end++;
		link->nodes.items[sexes[i].node].sex = claims_most(sexes + i, end - i);
	}
}

void link_tokens(struct link *link)
{
	struct token_use *uses = link->tokens.items;
	size_t kept = 0;

	attributes(link);
	if (link->tokens.count)
		qsort(uses, link->tokens.count, sizeof *uses, token_order);
	for (size_t i = 0; i < link->tokens.count; i++)
		if (i == 0 || token_order(&uses[i], &uses[kept - 1]) != 0)
			uses[kept++] = uses[i];
	link->tokens.count = kept;

	for (size_t i = 0; i < kept; i++)
		link->nodes.items[uses[i].node].has_token = true;
	for (size_t i = 0; i < link->nodes.count; i++)
		link->tally.keys_with_token += link->nodes.items[i].has_token;
	for (size_t i = 0, end; i < kept; i = end) {
		for (end = i + 1; end < kept && same_token(&uses[i], &uses[end]);)
			end++;
		join_token(link, uses + i, end - i);
	}
}
