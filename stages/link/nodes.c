/* Keys of partners become nodes, and all of link goes in the end. */
#include "compared.h"
#include "load.h"

#include <stdlib.h>
#include <string.h>

static int node_order(const void *a, const void *b)
{
	const struct node *x = a, *y = b;
	int order = tl_str_compare(x->partner, y->partner);

	return order ? order : tl_str_compare(x->key, y->key);
}

uint32_t link_node(const struct link *link, struct tl_str partner, struct tl_str key)
{
	struct node wanted = {.partner = partner, .key = key};
	const struct node *found = link->nodes.count
					   ? bsearch(&wanted, link->nodes.items, link->nodes.count,
						     sizeof wanted, node_order)
					   : NULL;

	return found ? (uint32_t)(found - link->nodes.items) : LINK_NOBODY;
}

static int partner_order(const void *a, const void *b)
{
	const struct loaded *x = *(struct loaded *const *)a, *y = *(struct loaded *const *)b;

	return strcmp(x->delivery->contract->partner, y->delivery->contract->partner);
}

/* The same key of a partner in several deliveries is one node; nodes lie behind those of the
 * partner before. node_of has the keys' numbers among the partner's, from 1. */
static void add_nodes(
	struct link *link, struct loaded *const *loaded, size_t count, const struct merged *keys)
{
	uint32_t first = (uint32_t)link->nodes.count;
	struct tl_str partner = tl_str(loaded[0]->delivery->contract->partner);

	link->nodes.capacity = link->nodes.count + keys->count;
	link->nodes.items =
		tl_grow(link->nodes.items, link->nodes.capacity, sizeof *link->nodes.items);
	for (uint32_t k = 1; k <= keys->count; k++)
		link->nodes.items[link->nodes.count++] = (struct node){
			.partner = partner, .key = merged_text(keys, k), .birth = TL_NO_DAY};
	for (size_t i = 0; i < count; i++) {
		bool single = loaded[i]->delivery->contract->one_key_per_person;
		uint32_t *node_of = loaded[i]->shard->node_of;

		for (size_t k = 0; k < loaded[i]->shard->count; k++) {
			node_of[k] += first - 1;
			link->nodes.items[node_of[k]].single |= single;
		}
	}
}

void load_keys(const struct loading *loading, size_t threads)
{
	struct loaded **ordered = tl_alloc(loading->count, sizeof(struct loaded *));
	struct merge_list *lists = tl_alloc(loading->count, sizeof *lists);
	struct link *link = loading->link;

	for (size_t i = 0; i < loading->count; i++)
		ordered[i] = &loading->loaded[i];
	if (loading->count)
		qsort(ordered, loading->count, sizeof(struct loaded *), partner_order);
	for (size_t i = 0, end; i < loading->count; i = end) {
		struct merged *keys = tl_vec_push(&link->keys);

		for (end = i; end < loading->count && !partner_order(&ordered[i], &ordered[end]);
			end++)
			lists[end - i] = (struct merge_list){ordered[end]->keys.names,
				ordered[end]->shard->count, ordered[end]->shard->node_of};
		merge_words(keys, lists, end - i, threads);
		for (size_t k = i; k < end; k++)
			tl_arena_free(&ordered[k]->key_arena);
		add_nodes(link, ordered + i, end - i, keys);
	}
	link->tally.keys = (int64_t)link->nodes.count;
	free(lists);
	free(ordered);
}

void link_release(struct link *link)
{
	for (size_t i = 0; i < link->shards.count; i++)
		free(link->shards.items[i].node_of);
	for (size_t i = 0; i < link->keys.count; i++)
		merged_free(&link->keys.items[i]);
	for (size_t i = 0; i < link->token_names.count; i++)
		merged_free(&link->token_names.items[i].values);
	for (size_t i = 0; i < link->spaces.count; i++)
		merged_free(&link->spaces.items[i].keys);
	for (size_t i = 0; i < link->spells.count; i++)
		tl_arena_free(&link->spells.items[i]);
	merged_free(&link->sexes_named);
	merged_free(&link->places_named);
	merged_free(&link->person_ids);
	merged_free(&link->family_ids);
	claims_free(&link->births);
	claims_free(&link->deaths);
	claims_free(&link->sexes);
	claims_free(&link->places);
	claims_free(&link->households);
	free(link->tokens_by_node);
	tl_vec_free(&link->shards);
	tl_vec_free(&link->keys);
	tl_vec_free(&link->token_names);
	tl_vec_free(&link->spaces);
	tl_vec_free(&link->spells);
	tl_vec_free(&link->nodes);
	tl_vec_free(&link->tokens);
	tl_vec_free(&link->journal);
	tl_vec_free(&link->people);
	tl_vec_free(&link->members);
	tl_vec_free(&link->families);
	link_lists_free(&link->lists);
	compared_free(link->compared);
	tl_arena_free(&link->arena);
}
