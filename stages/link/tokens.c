/*
 * Tier 1: nodes that carry the same trusted token are the same person, unless something keeps them
 * apart (join.c) or the token is on implausibly many keys (a dummy number typed in by many).
 */
#include "link.h"

struct tl_str link_token_name(const struct link *link, const struct token_use *use)
{
	return link->token_names.items[use->name].name;
}

struct tl_str link_token_value(const struct link *link, const struct token_use *use)
{
	const struct token_name *name = &link->token_names.items[use->name];

	return merged_text(&name->values, use->token - name->first);
}

size_t link_token_find(const struct link *link, struct tl_str name)
{
	size_t i = 0;

	while (i < link->token_names.count && !tl_str_equal(link->token_names.items[i].name, name))
		i++;
	return i;
}

static size_t first_use(const struct link *link, uint32_t token)
{
	size_t low = 0, high = link->tokens.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (link->tokens.items[middle].token < token)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct token_use *link_token_uses(
	const struct link *link, size_t name, uint32_t value, size_t *count)
{
	const struct token_name *of = &link->token_names.items[name];
	uint32_t from = of->first + (value ? value : 1),
		 to = of->first + (value ? value : (uint32_t)of->values.count) + 1;
	size_t first = first_use(link, from);

	*count = first_use(link, to) - first;
	return link->tokens.items + first;
}

static void refuse_common(struct link *link, const uint32_t *nodes, size_t count)
{
	link->tally.tokens_too_common++;
	for (size_t i = 0; i < count; i++)
		*tl_vec_push(&link->journal) = (struct journal_entry){.change = "refused",
			.reason = "token-too-common",
			.node = nodes[i],
			.other = LINK_NOBODY};
}

/* The nodes of all trusted uses of one value, ascending. */
static void join_token(struct link *link, struct clusters *clusters, const uint32_t *nodes,
	size_t count, const char *reason)
{
	if (count > link->study->linkage.keys_per_token) {
		if (clusters->at == LINK_DEFAULT)
			refuse_common(link, nodes, count);
		return;
	}
	for (size_t i = 1; i < count; i++)
		clusters_try(clusters, link, nodes[0], nodes[i], LINK_BY_TOKEN, reason);
}

#define AHEAD ((size_t)16) /* uses: their nodes lie anywhere */

void link_tokens(struct link *link, struct clusters *clusters)
{
	const struct token_use *uses = link->tokens.items;
	TL_VEC(uint32_t) nodes = {0};

	for (size_t i = 0, end; i < link->tokens.count; i = end) {
		tl_vec_clear(&nodes);
		for (end = i; end < link->tokens.count && uses[end].token == uses[i].token; end++) {
			if (end + AHEAD < link->tokens.count)
				__builtin_prefetch(&clusters->nodes[uses[end + AHEAD].node]);
			if (uses[end].trusted)
				*tl_vec_push(&nodes) = uses[end].node;
		}
		join_token(link, clusters, nodes.items, nodes.count,
			link->token_names.items[uses[i].name].reason);
	}
	tl_vec_free(&nodes);
}
