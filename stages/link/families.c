/*
 * Household keys become families, dated: people move.
 *
 * One household key is one family. Keys of different spaces (two partners', or a partner's and the
 * programme's) that one person holds at overlapping times are the same family. A person with no
 * household key is a family of one. A communal address, listed or with implausibly many people at a
 * time, says nothing of families. Two people who are never to be of one family are not: the one
 * named second is a family of one.
 *
 * What a family is is decided at default; at the other thresholds people differ, families do not.
 */
#include "compared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t household_root(struct household *items, uint32_t at)
{
	while (items[at].parent != at) {
		items[at].parent = items[items[at].parent].parent;
		at = items[at].parent;
	}
	return at;
}

/* Those that some claim names; claims get their numbers here. */
static struct households list_households(struct link *link)
{
	struct claim *claims = link->households.list.items;
	size_t count = link->households.list.count, there = 0, kept = 0;
	struct households all = {0};
	uint32_t *number;

	for (size_t i = 0; i < link->spaces.count; i++)
		there += link->spaces.items[i].keys.count;
	number = tl_alloc(there + 1, sizeof *number);
	for (size_t i = 0; i < count; i++)
		number[claims[i].value] = 1;
	all.items = tl_arena_array(&link->arena, count, sizeof *all.items);
	for (size_t i = 0; i < link->spaces.count; i++) {
		const struct household_space *space = &link->spaces.items[i];

		for (uint32_t k = 1; k <= space->keys.count; k++) {
			uint32_t *its = &number[space->first + k];

			if (!*its)
				continue;
			*its = (uint32_t)kept;
			all.items[kept] = (struct household){.space = space->name,
				.key = merged_text(&space->keys, k),
				.parent = (uint32_t)kept};
			all.items[kept].communal =
				link_lists_communal(&link->lists, space->name, all.items[kept].key);
			link->tally.communal += all.items[kept++].communal;
		}
	}
	for (size_t i = 0; i < count; i++)
		claims[i].value = number[claims[i].value];
	free(number);
	all.count = kept;
	return all;
}

static bool overlap(
	struct tl_day from, struct tl_day to, struct tl_day other_from, struct tl_day other_to)
{
	bool before = !tl_day_is_set(to) || !tl_day_is_set(other_from) || other_from.n < to.n;
	bool after = !tl_day_is_set(other_to) || !tl_day_is_set(from) || from.n < other_to.n;

	return before && after;
}

/* One person's claims resolved space by space; returns how many spells there are. */
static size_t resolve_spaces(const struct claim *claims, size_t count, struct claim *out)
{
	size_t made = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && claims[end].space == claims[i].space;)
			end++;
		made += claims_resolve(claims + i, end - i, out + made);
	}
	return made;
}

static void unite_spaces(struct households *all, const struct claim *spells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++) {
			if (spells[i].space == spells[j].space ||
				!overlap(
					spells[i].from, spells[i].to, spells[j].from, spells[j].to))
				continue;
			uint32_t a = household_root(all->items, spells[i].value);
			uint32_t b = household_root(all->items, spells[j].value);
			if (a < b)
				all->items[b].parent = a;
			else
				all->items[a].parent = b;
		}
}

/* ---- communal by size ----------------------------------------------------------------------- */

struct stay { /* a person begins or ends living with a household key */
	uint32_t household;
	int32_t day;
	int change; /* ends of a day come before its beginnings */
};

static int stay_order(const void *a, const void *b)
{
	const struct stay *x = a, *y = b;

	if (x->household != y->household)
		return (x->household > y->household) - (x->household < y->household);
	if (x->day != y->day)
		return (x->day > y->day) - (x->day < y->day);
	return x->change - y->change;
}

static void mark_large(
	struct link *link, struct households *all, const struct stay *stays, size_t count)
{
	int64_t people = 0;

	for (size_t i = 0; i < count; i++) {
		struct household *household = &all->items[stays[i].household];

		if (i == 0 || stays[i].household != stays[i - 1].household)
			people = 0;
		people += stays[i].change;
		if (people <= (int64_t)link->study->linkage.people_per_household ||
			household->communal)
			continue;
		household->communal = household->by_size = true;
		link->tally.communal++;
	}
}

typedef TL_VEC(struct stay) stay_list;

static void add_stays(const struct claim *spells, size_t count, stay_list *stays)
{
	for (size_t i = 0; i < count; i++) {
		struct tl_day from = spells[i].from, to = spells[i].to;

		*tl_vec_push(stays) =
			(struct stay){spells[i].value, tl_day_is_set(from) ? from.n : INT32_MIN, 1};
		*tl_vec_push(stays) =
			(struct stay){spells[i].value, tl_day_is_set(to) ? to.n : INT32_MAX, -1};
	}
}

/* A person's households while they are looked at, and room for what they come to. */
struct looking {
	claim_list claims, spells, resolved;
};

static void looking_free(struct looking *looking)
{
	tl_vec_free(&looking->claims);
	tl_vec_free(&looking->spells);
	tl_vec_free(&looking->resolved);
}

/* A person's spells with household keys, space by space; without those of communal addresses where
 * `all` says which they are. */
static size_t look(const struct link *link, const struct person *person,
	const struct households *all, struct looking *looking)
{
	struct claim *claims;
	size_t count = claims_of_person(link, &link->households, person, &looking->claims),
	       kept = 0;

	claims = looking->claims.items;
	for (size_t i = 0; i < count; i++)
		if (!all || !all->items[claims[i].value].communal)
			claims[kept++] = claims[i];
	claims_room(&looking->spells, kept);
	return resolve_spaces(claims, kept, looking->spells.items);
}

static void find_large(struct link *link, struct households *all)
{
	struct looking looking = {0};
	stay_list stays = {0};

	for (size_t i = 0; i < link->people.count; i++)
		if (link->people.items[i].at == LINK_DEFAULT) {
			size_t count = look(link, &link->people.items[i], NULL, &looking);

			add_stays(looking.spells.items, count, &stays);
		}
	if (stays.count)
		qsort(stays.items, stays.count, sizeof *stays.items, stay_order);
	mark_large(link, all, stays.items, stays.count);
	tl_vec_free(&stays);
	looking_free(&looking);
}

/* ---- spells --------------------------------------------------------------------------------- */

static uint32_t new_family(struct link *link, enum link_threshold at, uint32_t of_one)
{
	struct family *family = tl_vec_push(&link->families);

	*family = (struct family){.at = at, .of_one = of_one};
	return (uint32_t)(link->families.count - 1);
}

static int spell_order(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->from.n != y->from.n)
		return (x->from.n > y->from.n) - (x->from.n < y->from.n);
	return (x->value > y->value) - (x->value < y->value);
}

/* At as_at; where no spell holds then, the last there was. */
static void family_at(struct person *person, struct tl_day as_at)
{
	const struct spells *spells = &person->families;

	for (size_t i = 0; i < spells->count; i++) {
		const struct claim now = {.from = spells->items[i].from, .to = spells->items[i].to};
		const struct claim before = i ? (struct claim){.from = spells->items[i - 1].from,
							.to = spells->items[i - 1].to}
					      : now;

		if (i == 0 || claim_holds(&now, as_at) || !claim_holds(&before, as_at))
			person->family = spells->items[i].value;
	}
}

/* From spells with households to spells with families, of whatever space. */
static void give_spells(struct link *link, struct person *person, struct looking *looking,
	size_t count, const struct households *all)
{
	struct claim *spells = looking->spells.items;
	size_t made;

	for (size_t i = 0; i < count; i++) {
		spells[i].value = all->items[household_root(all->items, spells[i].value)].family;
		spells[i].space = 0;
	}
	qsort(spells, count, sizeof *spells, spell_order);
	claims_room(&looking->resolved, count);
	made = claims_resolve(spells, count, looking->resolved.items);
	person->families.items = tl_arena_array(&link->arena, made, sizeof *person->families.items);
	person->families.count = made;
	for (size_t i = 0; i < made; i++) {
		const struct claim *spell = &looking->resolved.items[i];

		person->families.items[i] = (struct spell){spell->from, spell->to, spell->value};
	}
	family_at(person, link->study->as_at);
}

/* Families are made at default, from households that some person there has united. */
static void make_families(struct link *link, struct households *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].parent == i && !all->items[i].communal)
			all->items[i].family = new_family(link, LINK_DEFAULT, LINK_NOBODY);
}

static void household_spells(struct link *link, struct households *all)
{
	struct looking looking = {0};

	for (size_t i = 0; i < link->people.count; i++)
		if (link->people.items[i].at == LINK_DEFAULT) {
			size_t count = look(link, &link->people.items[i], all, &looking);

			unite_spaces(all, looking.spells.items, count);
		}
	make_families(link, all);
	for (size_t i = 0; i < link->people.count; i++) {
		struct person *person = &link->people.items[i];
		size_t count = look(link, person, all, &looking);

		if (count)
			give_spells(link, person, &looking, count, all);
	}
	looking_free(&looking);
}

/* ---- families of one ------------------------------------------------------------------------ */

static void live_with(struct link *link, struct person *person, uint32_t family)
{
	person->family = family;
	person->families.items = tl_arena_alloc(&link->arena, sizeof *person->families.items);
	person->families.items[0] = (struct spell){TL_NO_DAY, TL_NO_DAY, family};
	person->families.count = 1;
}

static void families_of_one(struct link *link)
{
	for (uint32_t i = 0; i < link->people.count; i++) {
		struct person *person = &link->people.items[i];

		if (person->families.count)
			continue;
		live_with(link, person, new_family(link, person->at, i));
	}
}

/* ---- families that the model finds ----------------------------------------------------------- */

struct member {
	uint32_t household, person;
};

static int member_order(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->household != y->household)
		return (x->household > y->household) - (x->household < y->household);
	return (x->person > y->person) - (x->person < y->person);
}

/* People without a household key whom the model finds in one household are a family, or belong to
 * the one family by keys that is there; where there are two such families nobody can say which, and
 * where there are too many people it is a communal address. */
static void settle_household(struct link *link, const struct member *members, size_t count)
{
	uint32_t family = LINK_NOBODY;
	size_t without = 0;

	for (size_t i = 0; i < count; i++) {
		const struct person *person = &link->people.items[members[i].person];

		if (!person->families.count)
			without++;
		else if (family == LINK_NOBODY)
			family = person->family;
		else if (family != person->family)
			return;
	}
	if (!without || (family == LINK_NOBODY && without < 2))
		return;
	if (count > link->study->linkage.people_per_household) {
		link->tally.communal++;
		return;
	}
	if (family == LINK_NOBODY)
		family = new_family(link, LINK_DEFAULT, LINK_NOBODY);
	for (size_t i = 0; i < count; i++)
		if (!link->people.items[members[i].person].families.count)
			live_with(link, &link->people.items[members[i].person], family);
}

static void model_families(struct link *link)
{
	const struct compared *compared = link->compared;
	struct member *members;
	size_t count = 0;

	if (!compared || (link->study->linkage.families &&
				 strcmp(link->study->linkage.families, "keys") == 0))
		return;
	members = tl_alloc(link->people.count, sizeof *members);
	for (uint32_t i = 0; i < link->people.count; i++)
		if (link->people.items[i].at == LINK_DEFAULT)
			members[count++] = (struct member){
				compared->household[link->people.items[i].first_node], i};
	if (count)
		qsort(members, count, sizeof *members, member_order);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && members[end].household == members[i].household;)
			end++;
		settle_household(link, members + i, end - i);
	}
	free(members);
}

static uint32_t family_of_one(struct link *link, uint32_t person)
{
	for (size_t i = 0; i < link->families.count; i++)
		if (link->families.items[i].of_one == person)
			return (uint32_t)i;
	return new_family(link, link->people.items[person].at, person);
}

/* Whoever is named second leaves every family they share at a time. */
static bool part(struct link *link, uint32_t stays, uint32_t leaves)
{
	const struct spells *kept = &link->people.items[stays].families;
	struct spells *parted = &link->people.items[leaves].families;
	bool any = false;

	for (size_t i = 0; i < parted->count; i++)
		for (size_t j = 0; j < kept->count; j++)
			if (parted->items[i].value == kept->items[j].value &&
				overlap(parted->items[i].from, parted->items[i].to,
					kept->items[j].from, kept->items[j].to)) {
				parted->items[i].value = family_of_one(link, leaves);
				any = true;
			}
	if (any)
		family_at(&link->people.items[leaves], link->study->as_at);
	return any;
}

static void keep_apart(struct link *link)
{
	for (size_t i = 0; i < link->lists.apart.count; i++) {
		const struct link_apart_pair *pair = &link->lists.apart.items[i];

		if (pair->never != LINK_NOT_ONE_FAMILY || !pair->second)
			continue;
		for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++)
			if (part(link, link->nodes.items[pair->other].person[at],
				    link->nodes.items[pair->node].person[at]) &&
				at == LINK_DEFAULT)
				*tl_vec_push(&link->journal) =
					(struct journal_entry){.change = "refused",
						.reason = "never-link:family",
						.node = pair->node,
						.other = pair->other};
	}
}

static void place_families(struct link *link)
{
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = &link->people.items[i];
		struct family *family = &link->families.items[person->family];

		if (person->at == family->at && person->locality &&
			(!family->locality || person->locality < family->locality))
			family->locality = person->locality;
	}
}

void link_families(struct link *link)
{
	struct households *all = tl_arena_alloc(&link->arena, sizeof *all);

	*all = list_households(link);
	if (all->count) {
		find_large(link, all);
		household_spells(link, all);
	}
	model_families(link);
	families_of_one(link);
	keep_apart(link);
	place_families(link);
	link->all_households = all;
	for (size_t i = 0; i < link->families.count; i++)
		link->tally.families += link->families.items[i].at == LINK_DEFAULT;
}
