/*
 * Household keys become families, dated: people move.
 *
 * One household key is one family. Keys of different spaces (two partners', or a partner's and the
 * programme's) that one person holds at overlapping times are the same family. A person with no
 * household key is a family of one.
 */
#include "link.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/hash.h>

struct household {
	struct tl_str space, key;
	uint32_t parent; /* union-find: the lowest is the root */
	uint32_t family;
};

struct households {
	struct household *items;
	size_t count;
};

static int household_order(const void *a, const void *b)
{
	const struct household *x = a, *y = b;
	int order = tl_str_compare(x->space, y->space);

	return order ? order : tl_str_compare(x->key, y->key);
}

static uint32_t household_root(struct household *items, uint32_t at)
{
	while (items[at].parent != at) {
		items[at].parent = items[items[at].parent].parent;
		at = items[at].parent;
	}
	return at;
}

static uint32_t household_find(const struct households *all, struct tl_str space, struct tl_str key)
{
	struct household wanted = {.space = space, .key = key};
	const struct household *found =
		bsearch(&wanted, all->items, all->count, sizeof wanted, household_order);

	return (uint32_t)(found - all->items);
}

static struct households list_households(struct link *link)
{
	struct households all = {0};
	size_t kept = 0;

	all.items = tl_arena_array(&link->arena, link->households.count, sizeof *all.items);
	for (size_t i = 0; i < link->households.count; i++)
		all.items[i] = (struct household){.space = link->households.items[i].space,
			.key = link->households.items[i].value};
	if (link->households.count)
		qsort(all.items, link->households.count, sizeof *all.items, household_order);
	for (size_t i = 0; i < link->households.count; i++)
		if (i == 0 || household_order(&all.items[i], &all.items[kept - 1]) != 0)
			all.items[kept++] = all.items[i];
	all.count = kept;
	for (size_t i = 0; i < kept; i++)
		all.items[i].parent = (uint32_t)i;
	return all;
}

/* By person, space, begin, key. */
static int claim_order(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int order;

	if (x->node != y->node)
		return (x->node > y->node) - (x->node < y->node);
	if ((order = tl_str_compare(x->space, y->space)) != 0)
		return order;
	if (x->from.n != y->from.n)
		return (x->from.n > y->from.n) - (x->from.n < y->from.n);
	return tl_str_compare(x->value, y->value);
}

static bool overlap(const struct claim *a, const struct claim *b)
{
	bool a_first = !tl_day_is_set(a->to) || !tl_day_is_set(b->from) || b->from.n < a->to.n;
	bool b_first = !tl_day_is_set(b->to) || !tl_day_is_set(a->from) || a->from.n < b->to.n;

	return a_first && b_first;
}

/* One person's claims resolved space by space; returns how many spells there are. */
static size_t resolve_spaces(const struct claim *claims, size_t count, struct claim *out)
{
	size_t made = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && tl_str_equal(claims[end].space, claims[i].space);)
			end++;
		made += claims_resolve(claims + i, end - i, out + made);
	}
	return made;
}

static void unite_spaces(struct households *all, const struct claim *spells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++) {
			if (tl_str_equal(spells[i].space, spells[j].space) ||
				!overlap(&spells[i], &spells[j]))
				continue;
			uint32_t a = household_root(
				all->items, household_find(all, spells[i].space, spells[i].value));
			uint32_t b = household_root(
				all->items, household_find(all, spells[j].space, spells[j].value));
			if (a < b)
				all->items[b].parent = a;
			else
				all->items[a].parent = b;
		}
}

static uint32_t new_family(struct link *link, const char *what, struct tl_str a, struct tl_str b)
{
	struct family *family = tl_vec_push(&link->families);
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_str(&sha, tl_str(what));
	tl_sha256_add_str(&sha, a);
	tl_sha256_add_str(&sha, b);
	struct tl_digest digest = tl_sha256_done(&sha);
	memcpy(family->id, digest.hex, 16);
	return (uint32_t)(link->families.count - 1);
}

/* The family of a claim as text, so that spells of several spaces can be resolved together. */
static struct tl_str family_word(struct link *link, uint32_t family)
{
	return tl_str(tl_arena_printf(&link->arena, "%010u", family));
}

static int spell_order(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->from.n != y->from.n)
		return (x->from.n > y->from.n) - (x->from.n < y->from.n);
	return tl_str_compare(x->value, y->value);
}

static void give_spells(struct link *link, struct person *person, struct claim *spells,
	size_t count, const struct households *all)
{
	struct claim *resolved = tl_arena_array(&link->arena, count, sizeof *resolved);

	for (size_t i = 0; i < count; i++) {
		uint32_t root = household_root(
			all->items, household_find(all, spells[i].space, spells[i].value));
		spells[i].value = family_word(link, all->items[root].family);
		spells[i].space = (struct tl_str){0};
	}
	qsort(spells, count, sizeof *spells, spell_order);
	size_t made = claims_resolve(spells, count, resolved);
	person->families.items = tl_arena_array(&link->arena, made, sizeof *person->families.items);
	person->families.count = made;
	for (size_t i = 0; i < made; i++) {
		uint32_t family = (uint32_t)strtoul(resolved[i].value.data, NULL, 10);
		person->families.items[i] =
			(struct spell){resolved[i].from, resolved[i].to, family};
		/* At as_at; where no spell holds then, the last there was. */
		if (i == 0 || claim_holds(&resolved[i], link->study->as_at) ||
			!claim_holds(&resolved[i - 1], link->study->as_at))
			person->family = family;
	}
}

static void families_of_one(struct link *link)
{
	for (size_t i = 0; i < link->people.count; i++) {
		struct person *person = &link->people.items[i];
		const struct node *node = &link->nodes.items[person->first_node];

		if (person->families.count)
			continue;
		person->family = new_family(link, "family of one", node->partner, node->key);
		person->families.items =
			tl_arena_alloc(&link->arena, sizeof *person->families.items);
		person->families.items[0] = (struct spell){TL_NO_DAY, TL_NO_DAY, person->family};
		person->families.count = 1;
	}
}

static void place_families(struct link *link)
{
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = &link->people.items[i];
		struct family *family = &link->families.items[person->family];

		if (person->locality.length &&
			(!family->locality.length ||
				tl_str_compare(person->locality, family->locality) < 0))
			family->locality = person->locality;
	}
}

void link_families(struct link *link)
{
	struct households all = list_households(link);
	struct claim *claims = link->households.items, *spells;
	size_t total = link->households.count;
	size_t *made = tl_arena_array(&link->arena, total + 1, sizeof *made);

	for (size_t i = 0; i < total; i++)
		claims[i].node = link->nodes.items[claims[i].node].person;
	if (total)
		qsort(claims, total, sizeof *claims, claim_order);
	spells = tl_arena_array(&link->arena, total, sizeof *spells);
	for (size_t i = 0, end; i < total; i = end) {
		for (end = i + 1; end < total && claims[end].node == claims[i].node;)
			end++;
		made[i] = resolve_spaces(claims + i, end - i, spells + i);
		unite_spaces(&all, spells + i, made[i]);
	}
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].parent == i)
			all.items[i].family =
				new_family(link, "family", all.items[i].space, all.items[i].key);
	for (size_t i = 0, end; i < total; i = end) {
		for (end = i + 1; end < total && claims[end].node == claims[i].node;)
			end++;
		if (made[i])
			give_spells(link, &link->people.items[claims[i].node], spells + i, made[i],
				&all);
	}
	families_of_one(link);
	place_families(link);
}
