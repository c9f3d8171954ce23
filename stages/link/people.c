/* Clusters of nodes become people: attributes, where they lived when. */
#include "link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <throughline/pool.h>

#include "keyed.h"

/* ---- who there is --------------------------------------------------------------------------- */

static uint32_t *count_members(const struct link *link, const struct clusters *clusters)
{
	uint32_t *members = tl_alloc(link->nodes.count, sizeof *members);

	for (size_t i = 0; i < link->nodes.count; i++)
		members[clusters_root(clusters, (uint32_t)i)]++;
	return members;
}

/* The cluster of this root holds the same nodes as its root's person at default. */
static bool same_at_default(const struct link *link, const struct clusters *clusters,
	const uint32_t *members, uint32_t root)
{
	const struct node *nodes = link->nodes.items;
	uint32_t person = nodes[root].person[LINK_DEFAULT], member = root;

	if (link->people.items[person].first_node != root ||
		members[root] != link->people.items[person].member_count)
		return false;
	do {
		if (nodes[member].person[LINK_DEFAULT] != person)
			return false;
		member = clusters->nodes[member].next;
	} while (member != root);
	return true;
}

/* Room for the members is left behind those of people before. */
static uint32_t new_person(
	struct link *link, enum link_threshold at, uint32_t first_node, uint32_t members)
{
	struct person *person = tl_vec_push(&link->people);

	*person = (struct person){.at = at,
		.first_node = first_node,
		.first_member = (uint32_t)link->members.count,
		.member_count = members,
		.birth = TL_NO_DAY,
		.death = TL_NO_DAY};
	link->members.count += members;
	if (at != LINK_DEFAULT) /* no name that lasts: nothing but this run speaks of them */
		snprintf(person->id, sizeof person->id, "%s-%07zu", link_threshold_names[at],
			link->people.count);
	return (uint32_t)(link->people.count - 1);
}

/* The nodes of the people that this threshold has made, from `made` on, each by its person. */
static void list_members(struct link *link, enum link_threshold at, size_t made)
{
	size_t people = link->people.count - made;
	uint32_t *filled = tl_alloc(people, sizeof *filled);

	for (uint32_t i = 0; i < link->nodes.count; i++) {
		uint32_t person = link->nodes.items[i].person[at];

		if (person >= made)
			link->members.items[link->people.items[person].first_member +
					    filled[person - made]++] = i;
	}
	free(filled);
}

static void make_people(struct link *link, const struct clusters *clusters)
{
	enum link_threshold at = clusters->at;
	uint32_t *members = count_members(link, clusters);
	size_t made = link->people.count;

	for (uint32_t i = 0; i < link->nodes.count; i++) {
		struct node *node = &link->nodes.items[i];
		uint32_t root = clusters_root(clusters, i);

		if (root != i) /* roots are the lowest of their cluster: made already */
			node->person[at] = link->nodes.items[root].person[at];
		else if (at != LINK_DEFAULT && same_at_default(link, clusters, members, i))
			node->person[at] = node->person[LINK_DEFAULT];
		else
			node->person[at] = new_person(link, at, i, members[i]);
	}
	link->members.capacity = link->members.count;
	link->members.items =
		tl_grow(link->members.items, link->members.count, sizeof *link->members.items);
	list_members(link, at, made);
	if (at == LINK_DEFAULT)
		link->tally.people = (int64_t)link->people.count;
	free(members);
}

/* ---- what is known of them ------------------------------------------------------------------ */

#define PEOPLE_A_TASK ((size_t)16384)

struct knowing {
	const struct link *link;
	struct person *people;
	struct tl_arena *arenas; /* by task */
};

static uint32_t most(const struct link *link, const struct claims *claims,
	const struct person *person, claim_list *list)
{
	size_t count = claims_of_person(link, claims, person, list);

	return claims_most(list->items, count);
}

static void localities(const struct link *link, struct person *person, claim_list *list,
	claim_list *resolved, struct tl_arena *arena)
{
	size_t count = claims_of_person(link, &link->places, person, list);

	claims_room(resolved, count);
	person->localities.count = count = claims_resolve(list->items, count, resolved->items);
	if (count)
		person->localities.items =
			tl_arena_array(arena, count, sizeof *person->localities.items);
	for (size_t s = 0; s < count; s++) {
		const struct claim *spell = &resolved->items[s];

		person->localities.items[s] = (struct spell){spell->from, spell->to, spell->value};
		if (claim_holds(spell, link->study->as_at))
			person->locality = spell->value;
	}
}

/* What most records of a person say. */
static bool know_some(size_t index, void *task, struct tl_err *err TL_UNUSED)
{
	const struct knowing *knowing = task;
	const struct link *link = knowing->link;
	size_t from = index * PEOPLE_A_TASK, to = from + PEOPLE_A_TASK;
	claim_list list = {0}, resolved = {0};

	for (size_t i = from; i < to && i < link->people.count; i++) {
		struct person *person = &knowing->people[i];
		uint32_t birth = most(link, &link->births, person, &list),
			 death = most(link, &link->deaths, person, &list);

		if (birth)
			person->birth = claim_day(birth);
		if (death)
			person->death = claim_day(death);
		person->sex = most(link, &link->sexes, person, &list);
		localities(link, person, &list, &resolved, &knowing->arenas[index]);
	}
	tl_vec_free(&list);
	tl_vec_free(&resolved);
	return true;
}

void link_people(struct link *link, const struct clusters clusters[LINK_THRESHOLDS], size_t threads)
{
	struct knowing knowing = {.link = link};
	struct tl_err never = {0};
	size_t tasks;

	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++)
		make_people(link, &clusters[at]);
	tasks = (link->people.count + PEOPLE_A_TASK - 1) / PEOPLE_A_TASK;
	for (size_t i = 0; i < tasks; i++)
		*tl_vec_push(&link->spells) = (struct tl_arena){0};
	knowing.people = link->people.items;
	knowing.arenas = link->spells.items;
	tl_pool_for(threads, tasks, know_some, &knowing, &never);
}

/* ---- their order ---------------------------------------------------------------------------- */

/* What is of default comes first, for the others' numbers are no part of the figures. Those whose
 * locality is not known come last: as if it were "~", behind every locality's code. */
static uint32_t unknown_place(const struct merged *named)
{
	uint32_t before = 0;

	while (before < named->count && tl_str_compare(named->words[before + 1], TL_STR("~")) < 0)
		before++;
	/* Twice its number is a word's key, so that the unknown has room between two; one that is
	 * called "~" is no other. */
	return merged_find(named, TL_STR("~")) ? 2 * before + 2 : 2 * before + 1;
}

static uint32_t place_key(enum link_threshold at, uint32_t locality, uint32_t unknown)
{
	assert(locality < UINT32_C(1) << 29);
	return (uint32_t)at << 30 | (locality ? 2 * locality : unknown);
}

/* Everything from 0 to count in order of id, whose number in `ids` is its key. */
static struct keyed *by_id(const struct tl_str *texts, size_t count, struct merged *ids)
{
	uint32_t *order = tl_str_order(texts, count);
	struct keyed *items = tl_grow(NULL, count, sizeof *items);

	*ids = (struct merged){.words = tl_grow(NULL, count + 1, sizeof *ids->words)};
	ids->words[0] = TL_STR("");
	for (size_t i = 0; i < count; i++) {
		struct tl_str id = texts[order[i]];

		if (!tl_str_equal(id, ids->words[ids->count]))
			ids->words[++ids->count] = id;
		items[i] = (struct keyed){(uint32_t)ids->count, order[i]};
	}
	free(order);
	return items;
}

static void number_families(struct link *link, uint32_t unknown)
{
	size_t count = link->families.count;
	struct family *families = link->families.items;
	struct tl_str *ids = tl_grow(NULL, count, sizeof *ids);
	struct keyed *items, *spare = tl_grow(NULL, count, sizeof *spare);

	for (size_t i = 0; i < count; i++)
		ids[i] = tl_str(families[i].id);
	items = by_id(ids, count, &link->family_ids);
	for (size_t i = 0; i < count; i++) {
		struct family *family = &families[items[i].number];

		family->id_number = items[i].key;
		items[i].key = place_key(family->at, family->locality, unknown);
	}
	keyed_sort(items, spare, count);
	link->families_in_order = tl_arena_array(&link->arena, count, sizeof(struct family *));
	for (size_t i = 0; i < count; i++) {
		link->families_in_order[i] = &families[items[i].number];
		families[items[i].number].number = (uint32_t)i;
	}
	free(items);
	free(spare);
	free(ids);
}

/* By place, then family, then id. */
static void number_people(struct link *link, uint32_t unknown)
{
	size_t count = link->people.count;
	struct person *people = link->people.items;
	struct tl_str *ids = tl_grow(NULL, count, sizeof *ids);
	struct keyed *items, *spare = tl_grow(NULL, count, sizeof *spare);

	for (size_t i = 0; i < count; i++) {
		ids[i] = tl_str(people[i].id);
		people[i].family_number = link->families.items[people[i].family].number;
	}
	items = by_id(ids, count, &link->person_ids);
	for (size_t i = 0; i < count; i++) {
		struct person *person = &people[items[i].number];

		person->id_number = items[i].key;
		items[i].key = person->family_number;
	}
	keyed_sort(items, spare, count);
	for (size_t i = 0; i < count; i++) {
		const struct person *person = &people[items[i].number];

		items[i].key = place_key(person->at, person->locality, unknown);
	}
	keyed_sort(items, spare, count);
	link->people_in_order = tl_arena_array(&link->arena, count, sizeof(struct person *));
	for (size_t i = 0; i < count; i++) {
		link->people_in_order[i] = &people[items[i].number];
		people[items[i].number].number = (uint32_t)i;
	}
	free(items);
	free(spare);
	free(ids);
}

void link_number(struct link *link)
{
	uint32_t unknown = unknown_place(&link->places_named);

	number_families(link, unknown);
	number_people(link, unknown);
}
