/* What is known of each node before any is joined. */
#include "link.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/pool.h>

/* ---- tokens --------------------------------------------------------------------------------- */

static int use_node_order(const void *a, const void *b)
{
	const struct token_use *x = a, *y = b;

	return (x->node > y->node) - (x->node < y->node);
}

/* Uses of one token by node, each once; returns how many there are. */
static size_t order_uses(struct token_use *uses, size_t count)
{
	size_t kept = 0;

	if (count > 1)
		qsort(uses, count, sizeof *uses, use_node_order);
	for (size_t i = 0; i < count; i++) {
		if (kept && uses[kept - 1].node == uses[i].node) {
			uses[kept - 1].trusted |= uses[i].trusted;
			uses[kept - 1].times++;
			continue;
		}
		uses[kept] = uses[i];
		uses[kept++].times = 1;
	}
	return kept;
}

/* Uses in order of a number below `count`, those of one number in the order they had; first[n] to
 * first[n + 1] are those of n. To be freed, both. */
static struct token_use *sort_uses(
	const struct token_use *uses, size_t count, bool by_node, size_t numbers, uint32_t **first)
{
	struct token_use *sorted = tl_grow(NULL, count, sizeof *sorted);
	uint32_t *at = tl_alloc(numbers + 2, sizeof *at);

	for (size_t i = 0; i < count; i++)
		at[(by_node ? uses[i].node : uses[i].token) + 2]++;
	for (size_t n = 2; n < numbers + 2; n++)
		at[n] += at[n - 1];
	for (size_t i = 0; i < count; i++)
		sorted[at[(by_node ? uses[i].node : uses[i].token) + 1]++] = uses[i];
	*first = at;
	return sorted;
}

static size_t tokens_there_are(const struct link *link)
{
	const struct token_name *last;

	if (!link->token_names.count)
		return 0;
	last = &link->token_names.items[link->token_names.count - 1];
	return (size_t)last->first + last->values.count + 1;
}

static void order_tokens(struct link *link)
{
	size_t tokens = tokens_there_are(link), kept = 0;
	uint32_t *first;
	struct token_use *uses =
		sort_uses(link->tokens.items, link->tokens.count, false, tokens, &first);

	for (size_t t = 0; t < tokens; t++) {
		size_t count = order_uses(uses + first[t], first[t + 1] - first[t]);

		memmove(uses + kept, uses + first[t], count * sizeof *uses);
		kept += count;
	}
	free(first);
	free(link->tokens.items);
	link->tokens.items = uses;
	link->tokens.capacity = link->tokens.count;
	link->tokens.count = kept;
}

static void tokens_of_nodes(struct link *link)
{
	uint32_t *first;

	link->tokens_by_node =
		sort_uses(link->tokens.items, link->tokens.count, true, link->nodes.count, &first);
	for (size_t n = 0; n < link->nodes.count; n++) {
		link->nodes.items[n].first_use = first[n];
		link->nodes.items[n].use_count = first[n + 1] - first[n];
	}
	free(first);
}

static void count_tokens(struct link *link)
{
	for (size_t i = 0; i < link->tokens.count; i++)
		if (link->tokens.items[i].trusted)
			link->nodes.items[link->tokens.items[i].node].has_token = true;
	for (size_t i = 0; i < link->nodes.count; i++)
		link->tally.keys_with_token += link->nodes.items[i].has_token;
}

/* ---- claims --------------------------------------------------------------------------------- */

static bool order_one(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	struct link *link = task;
	struct claims *kinds[] = {
		&link->births, &link->sexes, &link->places, &link->households, &link->deaths};

	if (index == 0)
		order_tokens(link);
	else
		claims_order(kinds[index - 1], link->nodes.count);
	return true;
}

/* What most of a node's records say of it. */
static void attributes(struct link *link)
{
	const struct claims *births = &link->births, *sexes = &link->sexes;

	for (size_t n = 0; n < link->nodes.count; n++) {
		struct node *node = &link->nodes.items[n];
		size_t count = births->first[n + 1] - births->first[n];

		if (count)
			node->birth = claim_day(
				claims_most(births->list.items + births->first[n], count));
		node->sex = claims_most(
			sexes->list.items + sexes->first[n], sexes->first[n + 1] - sexes->first[n]);
	}
}

void link_prepare(struct link *link, size_t threads)
{
	struct tl_err never = {0};

	tl_pool_for(threads, 6, order_one, link, &never);
	attributes(link);
	count_tokens(link);
	/* Where tokens alone decide, nobody asks what else a node has. */
	if (link->study->linkage.fields_count || link->study->linkage.exclusive_tokens_count)
		tokens_of_nodes(link);
}
