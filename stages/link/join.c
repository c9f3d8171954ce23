/* Nodes joined under constraints, at one threshold. */
#include "link.h"

#include <stdlib.h>
#include <string.h>

const char *const link_threshold_names[LINK_THRESHOLDS] = {
	[LINK_DEFAULT] = "default", [LINK_STRICT] = "strict", [LINK_LOOSE] = "loose"};

const char *const link_verdict_reasons[LINK_VERDICTS] = {
	[LINK_APART] = "never-link",
	[LINK_SINGLE] = "one-key-per-person",
	[LINK_CONTRADICTION] = "contradiction:birth-and-sex",
	[LINK_OTHER_TOKEN] = "other-token",
};

void clusters_start(struct clusters *clusters, const struct link *link, enum link_threshold at)
{
	size_t count = link->nodes.count;
	uint32_t partner = 0;

	*clusters = (struct clusters){.at = at};
	clusters->nodes = tl_grow(NULL, count, sizeof *clusters->nodes);
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &link->nodes.items[i];

		if (i == 0 || !tl_str_equal(node[-1].partner, node->partner))
			partner++;
		clusters->nodes[i] = (struct cluster_node){(uint32_t)i, (uint32_t)i, node->birth,
			node->sex, node->single ? partner : 0};
	}
}

void clusters_free(struct clusters *clusters)
{
	free(clusters->nodes);
	clusters->nodes = NULL;
}

uint32_t clusters_root(const struct clusters *clusters, uint32_t node)
{
	struct cluster_node *nodes = clusters->nodes;

	while (nodes[node].parent != node) {
		nodes[node].parent = nodes[nodes[node].parent].parent; /* halves the path */
		node = nodes[node].parent;
	}
	return node;
}

/* Strict asks that neither differs, default that not both do, loose asks nothing. */
static bool contradict(const struct clusters *clusters, uint32_t a, uint32_t b)
{
	const struct cluster_node *x = &clusters->nodes[a], *y = &clusters->nodes[b];
	bool births =
		tl_day_is_set(x->birth) && tl_day_is_set(y->birth) && x->birth.n != y->birth.n;
	bool sexes = x->sex && y->sex && x->sex != y->sex;

	switch (clusters->at) {
	case LINK_STRICT:
		return births || sexes;
	case LINK_DEFAULT:
		return births && sexes;
	case LINK_LOOSE:
	case LINK_THRESHOLDS:
		break;
	}
	return false;
}

static bool any_apart(
	const struct clusters *clusters, const struct link *link, uint32_t a, uint32_t b)
{
	const struct link_apart_pair *pairs = link->lists.apart.items;
	size_t count = link->lists.apart.count;
	uint32_t member = a;

	if (!count)
		return false;
	do {
		size_t low = 0, high = count;

		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (pairs[middle].node < member)
				low = middle + 1;
			else
				high = middle;
		}
		for (; low < count && pairs[low].node == member; low++)
			if (clusters_root(clusters, pairs[low].other) == b)
				return true;
		member = clusters->nodes[member].next;
	} while (member != a);
	return false;
}

static bool both_single(const struct clusters *clusters, uint32_t a, uint32_t b)
{
	const struct cluster_node *nodes = clusters->nodes;
	uint32_t x = a, y = b;

	do {
		if (nodes[x].single)
			do {
				if (nodes[y].single == nodes[x].single)
					return true;
				y = nodes[y].next;
			} while (y != b);
		x = nodes[x].next;
	} while (x != a);
	return false;
}

static bool is_exclusive(const struct link *link, struct tl_str token)
{
	for (unsigned i = 0; i < link->study->linkage.exclusive_tokens_count; i++)
		if (tl_str_equal(token, tl_str(link->study->linkage.exclusive_tokens[i])))
			return true;
	return false;
}

/* Whether a member of the cluster has a value of this token, and whether one has this value. */
static void look_for(const struct clusters *clusters, const struct link *link, uint32_t root,
	const struct token_use *use, bool *any, bool *same)
{
	uint32_t member = root;

	do {
		const struct node *node = &link->nodes.items[member];

		for (uint32_t i = 0; i < node->use_count; i++) {
			const struct token_use *its = &link->tokens_by_node[node->first_use + i];

			if (its->name != use->name)
				continue;
			*any = true;
			*same = *same || its->token == use->token;
		}
		member = clusters->nodes[member].next;
	} while (member != root);
}

/* Whether both clusters have values of the token, and whether one is common to both. */
static void compare_token(const struct clusters *clusters, const struct link *link, uint32_t a,
	uint32_t b, uint16_t name, bool *both, bool *common)
{
	uint32_t member = a;

	do {
		const struct node *node = &link->nodes.items[member];

		for (uint32_t i = 0; i < node->use_count; i++) {
			const struct token_use *use = &link->tokens_by_node[node->first_use + i];

			if (use->name == name)
				look_for(clusters, link, b, use, both, common);
		}
		member = clusters->nodes[member].next;
	} while (member != a);
}

/* A token of which a person has one: both clusters have values, and none in common. Where the
 * evidence is the model's, any trusted token is such: a new NHS number is not to be mended by a
 * likeness of dates. */
static bool tokens_differ(const struct clusters *clusters, const struct link *link, uint32_t a,
	uint32_t b, enum link_evidence evidence)
{
	uint32_t member = a;

	if (evidence == LINK_BY_ANSWER ||
		(evidence == LINK_BY_TOKEN && !link->study->linkage.exclusive_tokens_count))
		return false;
	do {
		const struct node *node = &link->nodes.items[member];

		for (uint32_t i = 0; i < node->use_count; i++) {
			const struct token_use *use = &link->tokens_by_node[node->first_use + i];
			bool both = false, common = false;

			if (!use->trusted ||
				(evidence == LINK_BY_TOKEN &&
					!is_exclusive(link, link_token_name(link, use))))
				continue;
			compare_token(clusters, link, a, b, use->name, &both, &common);
			if (both && !common)
				return true;
		}
		member = clusters->nodes[member].next;
	} while (member != a);
	return false;
}

bool nodes_differ(const struct link *link, uint32_t node, uint32_t other)
{
	const struct node *a = &link->nodes.items[node], *b = &link->nodes.items[other];

	for (uint32_t i = 0; i < a->use_count; i++) {
		const struct token_use *use = &link->tokens_by_node[a->first_use + i];
		bool both = false, same = false;

		for (uint32_t j = 0; use->trusted && j < b->use_count; j++) {
			const struct token_use *its = &link->tokens_by_node[b->first_use + j];

			if (its->name != use->name)
				continue;
			both = true;
			same = same || its->token == use->token;
		}
		if (both && !same)
			return true;
	}
	return false;
}

static void unite(struct clusters *clusters, uint32_t low, uint32_t high)
{
	struct cluster_node *kept = &clusters->nodes[low], *taken = &clusters->nodes[high];
	uint32_t after = kept->next;

	kept->next = taken->next; /* two rings become one */
	taken->next = after;
	taken->parent = low;
	if (!tl_day_is_set(kept->birth))
		kept->birth = taken->birth;
	if (!kept->sex)
		kept->sex = taken->sex;
}

enum link_verdict clusters_join(struct clusters *clusters, const struct link *link, uint32_t a,
	uint32_t b, enum link_evidence evidence)
{
	uint32_t x = clusters_root(clusters, a), y = clusters_root(clusters, b);
	uint32_t low = x < y ? x : y, high = x < y ? y : x;

	if (low == high)
		return LINK_TOGETHER;
	if (any_apart(clusters, link, low, high))
		return LINK_APART;
	if (both_single(clusters, low, high))
		return LINK_SINGLE;
	if (tokens_differ(clusters, link, low, high, evidence))
		return LINK_OTHER_TOKEN;
	if (evidence != LINK_BY_ANSWER && contradict(clusters, low, high))
		return LINK_CONTRADICTION;
	unite(clusters, low, high);
	return LINK_JOINED;
}

void clusters_try(struct clusters *clusters, struct link *link, uint32_t a, uint32_t b,
	enum link_evidence evidence, const char *reason)
{
	enum link_verdict verdict = clusters_join(clusters, link, a, b, evidence);

	if (clusters->at != LINK_DEFAULT || verdict == LINK_TOGETHER)
		return;
	link->tally.joined += verdict == LINK_JOINED;
	link->tally.contradictions += verdict == LINK_CONTRADICTION;
	link->tally.kept_apart +=
		verdict == LINK_APART || verdict == LINK_SINGLE || verdict == LINK_OTHER_TOKEN;
	*tl_vec_push(&link->journal) = (struct journal_entry){
		.change = verdict == LINK_JOINED ? "joined" : "refused",
		.reason = verdict == LINK_JOINED ? reason : link_verdict_reasons[verdict],
		.node = b,
		.other = a,
	};
}
