/* Nodes joined under constraints, at one threshold. */
#include "link.h"

#include <string.h>

const char *const link_threshold_names[LINK_THRESHOLDS] = {
	[LINK_DEFAULT] = "default", [LINK_STRICT] = "strict", [LINK_LOOSE] = "loose"};

const char *const link_verdict_reasons[LINK_VERDICTS] = {
	[LINK_APART] = "never-link",
	[LINK_SINGLE] = "one-key-per-person",
	[LINK_CONTRADICTION] = "contradiction:birth-and-sex",
	[LINK_OTHER_TOKEN] = "other-token",
};

void clusters_start(struct clusters *clusters, struct link *link, enum link_threshold at)
{
	size_t count = link->nodes.count;

	*clusters = (struct clusters){.at = at};
	clusters->parent = tl_arena_array(&link->arena, count, sizeof *clusters->parent);
	clusters->next = tl_arena_array(&link->arena, count, sizeof *clusters->next);
	clusters->birth = tl_arena_array(&link->arena, count, sizeof *clusters->birth);
	clusters->sex = tl_arena_array(&link->arena, count, sizeof *clusters->sex);
	for (size_t i = 0; i < count; i++) {
		clusters->parent[i] = clusters->next[i] = (uint32_t)i;
		clusters->birth[i] = link->nodes.items[i].birth;
		clusters->sex[i] = link->nodes.items[i].sex;
	}
}

uint32_t clusters_root(const struct clusters *clusters, uint32_t node)
{
	uint32_t *parent = clusters->parent;

	while (parent[node] != node) {
		parent[node] = parent[parent[node]]; /* halves the path */
		node = parent[node];
	}
	return node;
}

/* Strict asks that neither differs, default that not both do, loose asks nothing. */
static bool contradict(const struct clusters *clusters, uint32_t a, uint32_t b)
{
	const struct tl_day *birth = clusters->birth;
	const struct tl_str *sex = clusters->sex;
	bool births =
		tl_day_is_set(birth[a]) && tl_day_is_set(birth[b]) && birth[a].n != birth[b].n;
	bool sexes = sex[a].length && sex[b].length && !tl_str_equal(sex[a], sex[b]);

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
		member = clusters->next[member];
	} while (member != a);
	return false;
}

static bool both_single(
	const struct clusters *clusters, const struct link *link, uint32_t a, uint32_t b)
{
	const struct node *nodes = link->nodes.items;
	uint32_t x = a, y = b;

	do {
		if (nodes[x].single)
			do {
				if (nodes[y].single &&
					tl_str_equal(nodes[x].partner, nodes[y].partner))
					return true;
				y = clusters->next[y];
			} while (y != b);
		x = clusters->next[x];
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

			if (!tl_str_equal(its->name, use->name))
				continue;
			*any = true;
			*same = *same || tl_str_equal(its->value, use->value);
		}
		member = clusters->next[member];
	} while (member != root);
}

/* Whether both clusters have values of the token, and whether one is common to both. */
static void compare_token(const struct clusters *clusters, const struct link *link, uint32_t a,
	uint32_t b, struct tl_str name, bool *both, bool *common)
{
	uint32_t member = a;

	do {
		const struct node *node = &link->nodes.items[member];

		for (uint32_t i = 0; i < node->use_count; i++) {
			const struct token_use *use = &link->tokens_by_node[node->first_use + i];

			if (tl_str_equal(use->name, name))
				look_for(clusters, link, b, use, both, common);
		}
		member = clusters->next[member];
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
				(evidence == LINK_BY_TOKEN && !is_exclusive(link, use->name)))
				continue;
			compare_token(clusters, link, a, b, use->name, &both, &common);
			if (both && !common)
				return true;
		}
		member = clusters->next[member];
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

			if (!tl_str_equal(its->name, use->name))
				continue;
			both = true;
			same = same || tl_str_equal(its->value, use->value);
		}
		if (both && !same)
			return true;
	}
	return false;
}

static void unite(struct clusters *clusters, uint32_t low, uint32_t high)
{
	uint32_t after = clusters->next[low];

	clusters->next[low] = clusters->next[high]; /* two rings become one */
	clusters->next[high] = after;
	clusters->parent[high] = low;
	if (!tl_day_is_set(clusters->birth[low]))
		clusters->birth[low] = clusters->birth[high];
	if (!clusters->sex[low].length)
		clusters->sex[low] = clusters->sex[high];
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
	if (both_single(clusters, link, low, high))
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
