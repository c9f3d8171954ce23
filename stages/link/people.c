/* Clusters of nodes become people: attributes, where they lived when. */
#include "link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void count_members(
	const struct link *link, const struct clusters *clusters, uint32_t *members)
{
	for (size_t i = 0; i < link->nodes.count; i++)
		members[clusters_root(clusters, (uint32_t)i)]++;
}

/* The cluster of this root holds the same nodes as its root's person at default. */
static bool same_at_default(const struct link *link, const struct clusters *clusters,
	const uint32_t *members, const uint32_t *members_at_default, uint32_t root)
{
	const struct node *nodes = link->nodes.items;
	uint32_t person = nodes[root].person[LINK_DEFAULT], member = root;

	if (link->people.items[person].first_node != root ||
		members[root] != members_at_default[root])
		return false;
	do {
		if (nodes[member].person[LINK_DEFAULT] != person)
			return false;
		member = clusters->next[member];
	} while (member != root);
	return true;
}

static uint32_t new_person(struct link *link, enum link_threshold at, uint32_t first_node)
{
	struct person *person = tl_vec_push(&link->people);

	*person = (struct person){
		.at = at, .first_node = first_node, .birth = TL_NO_DAY, .death = TL_NO_DAY};
	if (at != LINK_DEFAULT) /* no name that lasts: nothing but this run speaks of them */
		snprintf(person->id, sizeof person->id, "%s-%07zu", link_threshold_names[at],
			link->people.count);
	return (uint32_t)(link->people.count - 1);
}

static void make_people(
	struct link *link, const struct clusters *clusters, const struct clusters *at_default)
{
	size_t count = link->nodes.count;
	enum link_threshold at = clusters->at;
	uint32_t *members = tl_alloc(count, sizeof *members),
		 *members_at_default = tl_alloc(count, sizeof *members_at_default);

	count_members(link, clusters, members);
	count_members(link, at_default, members_at_default);
	for (uint32_t i = 0; i < count; i++) {
		struct node *node = &link->nodes.items[i];
		uint32_t root = clusters_root(clusters, i);

		if (root != i) /* roots are the lowest of their cluster: made already */
			node->person[at] = link->nodes.items[root].person[at];
		else if (at != LINK_DEFAULT &&
			 same_at_default(link, clusters, members, members_at_default, i))
			node->person[at] = node->person[LINK_DEFAULT];
		else
			node->person[at] = new_person(link, at, i);
	}
	if (at == LINK_DEFAULT)
		link->tally.people = (int64_t)link->people.count;
	free(members_at_default);
	free(members);
}

static int word_order(const void *a, const void *b)
{
	return tl_str_compare(*(const struct tl_str *)a, *(const struct tl_str *)b);
}

/* The localities there are, in byte order, so that a spell can hold an index. */
static void name_places(struct link *link)
{
	size_t kept = 0;

	for (size_t i = 0; i < link->places.count; i++)
		*tl_vec_push(&link->places_named) = link->places.items[i].value;
	struct tl_str *names = link->places_named.items;
	if (link->places_named.count)
		qsort(names, link->places_named.count, sizeof *names, word_order);
	for (size_t i = 0; i < link->places_named.count; i++)
		if (i == 0 || !tl_str_equal(names[i], names[kept - 1]))
			names[kept++] = names[i];
	link->places_named.count = kept;
}

static uint32_t place_index(const struct link *link, struct tl_str name)
{
	const struct tl_str *found = bsearch(
		&name, link->places_named.items, link->places_named.count, sizeof name, word_order);

	return (uint32_t)(found - link->places_named.items);
}

static void localities(struct link *link, enum link_threshold at)
{
	struct tl_day as_at = link->study->as_at;
	size_t total;
	struct claim *claims =
		claims_of_people(link, link->places.items, link->places.count, at, &total);

	for (size_t i = 0, end; i < total; i = end) {
		end = claims_run(claims, total, i);
		struct person *person = &link->people.items[claims[i].node];
		struct claim *spells = tl_arena_array(&link->arena, end - i, sizeof *spells);
		size_t count = claims_resolve(claims + i, end - i, spells);

		person->localities.items =
			tl_arena_array(&link->arena, count, sizeof *person->localities.items);
		person->localities.count = count;
		for (size_t s = 0; s < count; s++) {
			person->localities.items[s] = (struct spell){
				spells[s].from, spells[s].to, place_index(link, spells[s].value)};
			if (claim_holds(&spells[s], as_at))
				person->locality = spells[s].value;
		}
	}
	free(claims);
}

/* What most records of a person say. */
enum attribute { BIRTH, DEATH, SEX };
static void attribute(struct link *link, enum link_threshold at, const struct claim *all,
	size_t count, enum attribute which)
{
	size_t total;
	struct claim *claims = claims_of_people(link, all, count, at, &total);

	for (size_t i = 0, end; i < total; i = end) {
		end = claims_run(claims, total, i);
		struct person *person = &link->people.items[claims[i].node];
		struct tl_str most = claims_most(claims + i, end - i);

		if (which == SEX)
			person->sex = most;
		else
			tl_day_read(most, which == BIRTH ? &person->birth : &person->death);
	}
	free(claims);
}

void link_people(struct link *link, const struct clusters clusters[LINK_THRESHOLDS])
{
	name_places(link);
	for (enum link_threshold at = 0; at < LINK_THRESHOLDS; at++) {
		make_people(link, &clusters[at], &clusters[LINK_DEFAULT]);
		attribute(link, at, link->births.items, link->births.count, BIRTH);
		attribute(link, at, link->deaths.items, link->deaths.count, DEATH);
		attribute(link, at, link->sexes.items, link->sexes.count, SEX);
		localities(link, at);
	}
}

/* What is of default comes first, for the others' numbers are no part of the figures; "~" sorts
 * behind every locality's code: those not known come last. */
static int place_order(
	enum link_threshold x_at, struct tl_str x, enum link_threshold y_at, struct tl_str y)
{
	if (x_at != y_at)
		return (int)x_at - (int)y_at;
	return tl_str_compare(x.length ? x : TL_STR("~"), y.length ? y : TL_STR("~"));
}

static int number_order(const void *a, const void *b)
{
	const struct person *x = *(const struct person *const *)a,
			    *y = *(const struct person *const *)b;
	int order = place_order(x->at, x->locality, y->at, y->locality);

	if (!order && x->family != y->family)
		order = x->family_number < y->family_number ? -1 : 1;
	return order ? order : strcmp(x->id, y->id);
}

static int family_order(const void *a, const void *b)
{
	const struct family *x = *(const struct family *const *)a,
			    *y = *(const struct family *const *)b;
	int order = place_order(x->at, x->locality, y->at, y->locality);

	return order ? order : strcmp(x->id, y->id);
}

void link_number(struct link *link)
{
	struct person **people =
		tl_arena_array(&link->arena, link->people.count, sizeof(struct person *));
	struct family **families =
		tl_arena_array(&link->arena, link->families.count, sizeof(struct family *));

	link->people_in_order = people;
	link->families_in_order = families;
	for (size_t i = 0; i < link->families.count; i++)
		families[i] = &link->families.items[i];
	if (link->families.count)
		qsort(families, link->families.count, sizeof *families, family_order);
	for (size_t i = 0; i < link->families.count; i++)
		families[i]->number = (uint32_t)i;
	for (size_t i = 0; i < link->people.count; i++) {
		people[i] = &link->people.items[i];
		people[i]->family_number = link->families.items[people[i]->family].number;
	}
	if (link->people.count)
		qsort(people, link->people.count, sizeof *people, number_order);
	for (size_t i = 0; i < link->people.count; i++)
		people[i]->number = (uint32_t)i;
}
