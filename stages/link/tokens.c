/*
 * Tier 1: nodes that carry the same trusted token are the same person, unless something keeps them
 * apart (join.c) or the token is on implausibly many keys (a dummy number typed in by many).
 */
#include "link.h"

static bool same_token(const struct token_use *a, const struct token_use *b)
{
	return tl_str_equal(a->name, b->name) && tl_str_equal(a->value, b->value);
}

static void refuse_common(struct link *link, const struct token_use *uses, size_t count)
{
	link->tally.tokens_too_common++;
	for (size_t i = 0; i < count; i++)
		*tl_vec_push(&link->journal) = (struct journal_entry){.change = "refused",
			.reason = "token-too-common",
			.node = uses[i].node,
			.other = LINK_NOBODY};
}

/* All trusted uses of one value, nodes ascending, each node once. */
static void join_token(
	struct link *link, struct clusters *clusters, const struct token_use *uses, size_t count)
{
	const char *reason;

	if (count > link->study->linkage.keys_per_token) {
		if (clusters->at == LINK_DEFAULT)
			refuse_common(link, uses, count);
		return;
	}
	reason = count < 2 ? NULL
			   : tl_arena_printf(
				     &link->arena, "token:" TL_STR_FMT, TL_STR_ARG(uses[0].name));
	for (size_t i = 1; i < count; i++)
		clusters_try(clusters, link, uses[0].node, uses[i].node, LINK_BY_TOKEN, reason);
}

void link_tokens(struct link *link, struct clusters *clusters)
{
	const struct token_use *uses = link->tokens.items;
	struct token_use *trusted = tl_alloc(link->tokens.count, sizeof *trusted);
	size_t count = 0;

	for (size_t i = 0; i < link->tokens.count; i++)
		if (uses[i].trusted)
			trusted[count++] = uses[i];
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && same_token(&trusted[i], &trusted[end]);)
			end++;
		join_token(link, clusters, trusted + i, end - i);
	}
	free(trusted);
}
