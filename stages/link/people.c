/* Clusters of nodes become people: a stable id, attributes, where they lived when. */
#include "link.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/hash.h>

/* The same every month as long as the first key stays: a name that says nothing. */
static void stable_id(char id[17], const char *what, struct tl_str a, struct tl_str b)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_str(&sha, tl_str(what));
	tl_sha256_add_str(&sha, a);
	tl_sha256_add_str(&sha, b);
	struct tl_digest digest = tl_sha256_done(&sha);
	memcpy(id, digest.hex, 16);
	id[16] = '\0';
}

static void make_people(struct link *link)
{
	for (size_t i = 0; i < link->nodes.count; i++) {
		struct node *node = &link->nodes.items[i];
		uint32_t root = link_root(link, (uint32_t)i);

		if (root != i) { /* roots are the lowest of their cluster: made already */
			node->person = link->nodes.items[root].person;
			continue;
		}
		node->person = (uint32_t)link->people.count;
		struct person *person = tl_vec_push(&link->people);
		*person =
			(struct person){.first_node = root, .birth = TL_NO_DAY, .death = TL_NO_DAY};
		stable_id(person->id, "person", node->partner, node->key);
	}
	link->tally.people = (int64_t)link->people.count;
}

/* By person (put into .node by the caller), begin, value. */
static int claim_order(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->node != y->node)
		return (x->node > y->node) - (x->node < y->node);
	if (x->from.n != y->from.n)
		return (x->from.n > y->from.n) - (x->from.n < y->from.n);
	return tl_str_compare(x->value, y->value);
}

static void by_person(struct link *link, struct claim *claims, size_t count)
{
	for (size_t i = 0; i < count; i++)
		claims[i].node = link->nodes.items[claims[i].node].person;
	if (count)
		qsort(claims, count, sizeof *claims, claim_order);
}

static size_t run_of(const struct claim *claims, size_t count, size_t from)
{
	size_t end = from + 1;

	while (end < count && claims[end].node == claims[from].node)
		end++;
	return end;
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

static void localities(struct link *link)
{
	const struct claim *claims = link->places.items;
	struct tl_day as_at = link->study->as_at;

	for (size_t i = 0, end; i < link->places.count; i = end) {
		end = run_of(claims, link->places.count, i);
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
}

static void attributes(struct link *link)
{
	const struct claim *claims = link->births.items;

	for (size_t i = 0, end; i < link->births.count; i = end) {
		end = run_of(claims, link->births.count, i);
		tl_day_read(claims_most(claims + i, end - i),
			&link->people.items[claims[i].node].birth);
	}
	claims = link->deaths.items;
	for (size_t i = 0, end; i < link->deaths.count; i = end) {
		end = run_of(claims, link->deaths.count, i);
		tl_day_read(claims_most(claims + i, end - i),
			&link->people.items[claims[i].node].death);
	}
	claims = link->sexes.items;
	for (size_t i = 0, end; i < link->sexes.count; i = end) {
		end = run_of(claims, link->sexes.count, i);
		link->people.items[claims[i].node].sex = claims_most(claims + i, end - i);
	}
}

void link_people(struct link *link)
{
	make_people(link);
	by_person(link, link->births.items, link->births.count);
	by_person(link, link->deaths.items, link->deaths.count);
	by_person(link, link->sexes.items, link->sexes.count);
	by_person(link, link->places.items, link->places.count);
	name_places(link);
	attributes(link);
	localities(link);
}

static int number_order(const void *a, const void *b)
{
	const struct person *x = *(const struct person *const *)a,
			    *y = *(const struct person *const *)b;
	/* "~" sorts behind every locality's code: those not known come last. */
	int order = tl_str_compare(x->locality.length ? x->locality : TL_STR("~"),
		y->locality.length ? y->locality : TL_STR("~"));

	if (!order)
		order = strcmp(x->family_id, y->family_id);
	return order ? order : strcmp(x->id, y->id);
}

static int family_order(const void *a, const void *b)
{
	const struct family *x = *(const struct family *const *)a,
			    *y = *(const struct family *const *)b;
	int order = tl_str_compare(x->locality.length ? x->locality : TL_STR("~"),
		y->locality.length ? y->locality : TL_STR("~"));

	return order ? order : strcmp(x->id, y->id);
}

void link_number(struct link *link)
{
	struct person **people =
		tl_arena_array(&link->arena, link->people.count, sizeof(struct person *));
	struct family **families =
		tl_arena_array(&link->arena, link->families.count, sizeof(struct family *));

	for (size_t i = 0; i < link->people.count; i++) {
		people[i] = &link->people.items[i];
		people[i]->family_id = link->families.items[people[i]->family].id;
	}
	for (size_t i = 0; i < link->families.count; i++)
		families[i] = &link->families.items[i];
	if (link->people.count)
		qsort(people, link->people.count, sizeof *people, number_order);
	if (link->families.count)
		qsort(families, link->families.count, sizeof *families, family_order);
	for (size_t i = 0; i < link->people.count; i++)
		people[i]->number = (uint32_t)i;
	for (size_t i = 0; i < link->families.count; i++)
		families[i]->number = (uint32_t)i;
	link->tally.families = (int64_t)link->families.count;
}
