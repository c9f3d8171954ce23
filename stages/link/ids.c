#include "ids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <throughline/stagedir.h>

/* A part of a unit (a person or a family) that the last release knew. */
struct was {
	const char *old; /* the name it had; the same pointer or text for each */
	uint32_t unit;
};
typedef TL_VEC(struct was) was_list;

struct naming {
	struct link *link;
	const struct released *released;
	const char **old_of_node; /* NULL: a key that the last release did not know */
	const char **joined; /* by node: why it was joined to another */
	const char **merged, **split; /* by person: why */
	TL_VEC(struct journal_entry) changes;
};

static int was_order(const void *a, const void *b)
{
	const struct was *x = a, *y = b;
	int order = strcmp(x->old, y->old);

	return order ? order : (x->unit > y->unit) - (x->unit < y->unit);
}

static size_t run_of_old(const was_list *was, size_t from)
{
	size_t end = from + 1;

	while (end < was->count && strcmp(was->items[end].old, was->items[from].old) == 0)
		end++;
	return end;
}

/* Of the units that have a part of one old person, the one with most parts; the first where equal.
 */
static uint32_t heir(const was_list *was, size_t from, size_t to)
{
	uint32_t best = was->items[from].unit;
	size_t most = 0;

	for (size_t i = from, end; i < to; i = end) {
		for (end = i + 1; end < to && was->items[end].unit == was->items[i].unit;)
			end++;
		if (end - i > most) {
			most = end - i;
			best = was->items[i].unit;
		}
	}
	return best;
}

/* names: by unit; what is NULL afterwards needs a new name. */
static void inherit(was_list *was, const char **names)
{
	if (was->count)
		qsort(was->items, was->count, sizeof *was->items, was_order);
	for (size_t i = 0, end; i < was->count; i = end) {
		end = run_of_old(was, i);
		const char **name = &names[heir(was, i, end)];

		if (!*name || released_older(was->items[i].old, *name) < 0)
			*name = was->items[i].old;
	}
}

/* What became of every old name: kept, merged into an older one, split. */
static void note_changes(
	struct naming *naming, const was_list *was, const char *const *names, bool family)
{
	for (size_t i = 0, end; i < was->count; i = end) {
		const char *old = was->items[i].old;
		uint32_t kept = heir(was, i, run_of_old(was, i));

		end = run_of_old(was, i);
		for (size_t j = i; j < end; j++) {
			uint32_t unit = was->items[j].unit;
			bool merged = unit == kept && strcmp(names[unit], old) != 0;

			if ((j > i && unit == was->items[j - 1].unit) || (unit == kept && !merged))
				continue;
			*tl_vec_push(&naming->changes) = (struct journal_entry){
				.change = merged ? "merged" : "split",
				.reason = family                           ? "household"
					  : merged && naming->merged[unit] ? naming->merged[unit]
					  : !merged && naming->split[unit] ? naming->split[unit]
					  : merged                         ? "joined"
									   : "no-evidence",
				.node = LINK_NOBODY,
				.other = LINK_NOBODY,
				.id = names[unit],
				.other_id = old,
				.family = family};
		}
	}
}

/* "p003-0000042": as many a month as there are people, so without printf where digits suffice. */
static void new_name(char id[LINK_ID_SIZE], char unit, int release, unsigned number)
{
	static const unsigned tens[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	size_t at;

	if (release > 999 || number >= 10 * tens[0]) {
		snprintf(id, LINK_ID_SIZE, "%c%03d-%07u", unit, release, number);
		return;
	}
	id[0] = unit;
	id[1] = (char)('0' + release / 100);
	id[2] = (char)('0' + release / 10 % 10);
	id[3] = (char)('0' + release % 10);
	id[4] = '-';
	for (at = 5; at < 5 + TL_LEN(tens); at++)
		id[at] = (char)('0' + number / tens[at - 5] % 10);
	id[at] = 0;
}

/* ---- people --------------------------------------------------------------------------------- */

static void know_nodes(struct naming *naming)
{
	struct link *link = naming->link;

	for (size_t i = 0; naming->released->people.count && i < link->nodes.count; i++) {
		const struct node *node = &link->nodes.items[i];

		naming->old_of_node[i] = released_person(
			naming->released, tl_named_key(node->partner, node->key).hex);
	}
}

static bool same_name(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* The first evidence that joined two old people, or kept two parts of one apart. */
static void find_reasons(struct naming *naming)
{
	const struct link *link = naming->link;

	for (size_t i = 0; i < link->journal.count; i++) {
		const struct journal_entry *entry = &link->journal.items[i];
		bool joined = strcmp(entry->change, "joined") == 0;

		if (entry->other == LINK_NOBODY)
			continue;
		const char *a = naming->old_of_node[entry->node],
			   *b = naming->old_of_node[entry->other];
		uint32_t x = link->nodes.items[entry->node].person[LINK_DEFAULT],
			 y = link->nodes.items[entry->other].person[LINK_DEFAULT];
		if (joined && !naming->joined[entry->node])
			naming->joined[entry->node] = entry->reason;
		if (joined && !naming->joined[entry->other])
			naming->joined[entry->other] = entry->reason;
		if (joined && a && b && !same_name(a, b) && !naming->merged[x])
			naming->merged[x] = entry->reason;
		if (!joined && same_name(a, b) && x != y) {
			naming->split[x] = naming->split[x] ? naming->split[x] : entry->reason;
			naming->split[y] = naming->split[y] ? naming->split[y] : entry->reason;
		}
	}
}

/* Keys that are new to people whom the last release knew. */
static void note_added(struct naming *naming, const char *const *names)
{
	const struct link *link = naming->link;

	for (uint32_t i = 0; i < link->nodes.count; i++) {
		const char *name = names[link->nodes.items[i].person[LINK_DEFAULT]];

		if (naming->old_of_node[i] || !name)
			continue;
		*tl_vec_push(&naming->changes) = (struct journal_entry){.change = "added",
			.reason = naming->joined[i] ? naming->joined[i] : "joined",
			.node = i,
			.other = LINK_NOBODY,
			.id = name};
	}
}

static void name_people(struct naming *naming)
{
	struct link *link = naming->link;
	const char **names = tl_arena_array(&link->arena, link->people.count, sizeof *names);
	was_list was = {0};
	unsigned added = 0;

	know_nodes(naming);
	find_reasons(naming);
	for (size_t i = 0; i < link->nodes.count; i++)
		if (naming->old_of_node[i])
			*tl_vec_push(&was) = (struct was){
				naming->old_of_node[i], link->nodes.items[i].person[LINK_DEFAULT]};
	inherit(&was, names);
	note_added(naming, names);
	for (size_t i = 0; i < link->people.count; i++) {
		struct person *person = &link->people.items[i];

		if (person->at != LINK_DEFAULT)
			continue;
		if (names[i])
			snprintf(person->id, sizeof person->id, "%s", names[i]);
		else
			new_name(person->id, 'p', naming->released->number + 1, ++added);
		names[i] = person->id;
	}
	note_changes(naming, &was, names, false);
	tl_vec_free(&was);
}

/* ---- families ------------------------------------------------------------------------------- */

static void know(was_list *was, const char *old, uint32_t family)
{
	if (old)
		*tl_vec_push(was) = (struct was){old, family};
}

/* by_keys: by family; those that household keys make. */
static void know_households(const struct naming *naming, was_list *was, bool *by_keys)
{
	const struct households *all = naming->link->all_households;

	for (uint32_t i = 0; i < all->count; i++) {
		const struct household *root = &all->items[household_root(all->items, i)];

		if (root->communal)
			continue;
		by_keys[root->family] = true;
		know(was,
			released_family(naming->released,
				tl_named_household(all->items[i].space, all->items[i].key).hex),
			root->family);
	}
}

/* A family without household keys is known by its people, whether it is of one or of more. */
static void know_people(const struct naming *naming, was_list *was, const bool *by_keys)
{
	const struct link *link = naming->link;

	for (uint32_t i = 0; i < link->families.count; i++) {
		const struct family *family = &link->families.items[i];

		if (family->at == LINK_DEFAULT && family->of_one != LINK_NOBODY)
			know(was,
				released_family(
					naming->released, link->people.items[family->of_one].id),
				i);
	}
	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = &link->people.items[i];

		if (person->at == LINK_DEFAULT && !by_keys[person->family] &&
			link->families.items[person->family].of_one == LINK_NOBODY)
			know(was, released_family(naming->released, person->id), person->family);
	}
}

static int old_order(const void *a, const void *b)
{
	const struct was *x = a, *y = b;

	return strcmp(x->old, y->old);
}

/* Families of which no household key was known keep the name of a person who had a family without
 * any and has come to belong to them, unless the first round settled who has it: then they parted.
 */
static void know_members(const struct naming *naming, const char *const *names,
	const was_list *settled, was_list *was, was_list *parted)
{
	const struct link *link = naming->link;

	for (size_t i = 0; i < link->people.count; i++) {
		const struct person *person = &link->people.items[i];
		struct was member = {.unit = person->family};

		if (person->at != LINK_DEFAULT || names[person->family])
			continue;
		member.old = released_family(naming->released, person->id);
		if (member.old && settled->count &&
			bsearch(&member, settled->items, settled->count, sizeof member, old_order))
			*tl_vec_push(parted) = member;
		else
			know(was, member.old, person->family);
	}
}

static void note_parted(
	struct naming *naming, was_list *parted, const was_list *settled, const char *const *names)
{
	if (parted->count)
		qsort(parted->items, parted->count, sizeof *parted->items, was_order);
	for (size_t i = 0; i < parted->count; i++) {
		const struct was *one = &parted->items[i];

		if ((i && was_order(one, one - 1) == 0) ||
			bsearch(one, settled->items, settled->count, sizeof *one, was_order))
			continue;
		*tl_vec_push(&naming->changes) = (struct journal_entry){.change = "split",
			.reason = "household",
			.node = LINK_NOBODY,
			.other = LINK_NOBODY,
			.id = names[one->unit],
			.other_id = one->old,
			.family = true};
	}
}

static void name_families(struct naming *naming)
{
	struct link *link = naming->link;
	const char **names = tl_arena_array(&link->arena, link->families.count, sizeof *names);
	bool *by_keys = tl_alloc(link->families.count, sizeof *by_keys);
	was_list was = {0}, members = {0}, parted = {0};
	unsigned added = 0, other = 0;

	if (naming->released->families.count) {
		know_households(naming, &was, by_keys);
		know_people(naming, &was, by_keys);
		inherit(&was, names);
		know_members(naming, names, &was, &members, &parted);
		inherit(&members, names);
	}
	for (size_t i = 0; i < link->families.count; i++) {
		struct family *family = &link->families.items[i];

		if (family->at != LINK_DEFAULT)
			snprintf(family->id, sizeof family->id, "%s-%07u",
				link_threshold_names[family->at], ++other);
		else if (names[i])
			snprintf(family->id, sizeof family->id, "%s", names[i]);
		else
			new_name(family->id, 'f', naming->released->number + 1, ++added);
		names[i] = family->id;
	}
	note_changes(naming, &was, names, true);
	note_changes(naming, &members, names, true);
	note_parted(naming, &parted, &was, names);
	tl_vec_free(&was);
	tl_vec_free(&members);
	tl_vec_free(&parted);
	free(by_keys);
}

void link_ids_give(struct link *link, const struct released *released)
{
	struct naming naming = {.link = link, .released = released};
	size_t nodes = link->nodes.count, people = link->people.count;

	naming.old_of_node = tl_alloc(nodes, sizeof *naming.old_of_node);
	naming.joined = tl_alloc(nodes, sizeof *naming.joined);
	naming.merged = tl_alloc(people, sizeof *naming.merged);
	naming.split = tl_alloc(people, sizeof *naming.split);
	name_people(&naming);
	name_families(&naming);
	for (size_t i = 0; i < naming.changes.count; i++) {
		struct journal_entry *entry = tl_vec_push(&link->journal);

		*entry = naming.changes.items[i];
		entry->id = tl_arena_text(&link->arena, tl_str(entry->id));
		if (entry->other_id)
			entry->other_id = tl_arena_text(&link->arena, tl_str(entry->other_id));
	}
	free(naming.old_of_node);
	free(naming.joined);
	free(naming.merged);
	free(naming.split);
	tl_vec_free(&naming.changes);
}

bool link_ids(struct link *link, struct tl_stagedir *stage, struct tl_err *err)
{
	struct released released;
	bool ok = released_read(&released, link->study->dir, stage, err);

	if (ok)
		link_ids_give(link, &released);
	released_free(&released);
	return ok;
}
