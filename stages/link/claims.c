#include "link.h"

#include <stdlib.h>

bool claim_holds(const struct claim *claim, struct tl_day day)
{
	return (!tl_day_is_set(claim->from) || claim->from.n <= day.n) &&
	       (!tl_day_is_set(claim->to) || day.n < claim->to.n);
}

struct tl_str claims_most(const struct claim *claims, size_t count)
{
	struct tl_str best = {0};
	size_t best_times = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && tl_str_equal(claims[i].value, claims[end].value);)
			end++;
		if (end - i > best_times) { /* a tie stays with the first in byte order */
			best = claims[i].value;
			best_times = end - i;
		}
	}
	return best;
}

/* The latest end among claims; open wins. */
static struct tl_day latest_end(const struct claim *claims, size_t count)
{
	struct tl_day latest = claims[0].to;

	for (size_t i = 1; i < count && tl_day_is_set(latest); i++)
		if (!tl_day_is_set(claims[i].to) || claims[i].to.n > latest.n)
			latest = claims[i].to;
	return latest;
}

/* Appends spell, ending or continuing the one before. */
static size_t append(struct claim *out, size_t made, struct claim spell)
{
	struct claim *last = made ? &out[made - 1] : NULL;

	if (last && (!tl_day_is_set(last->to) || last->to.n >= spell.from.n)) {
		if (tl_str_equal(last->value, spell.value)) {
			if (!tl_day_is_set(spell.to) ||
				(tl_day_is_set(last->to) && spell.to.n > last->to.n))
				last->to = spell.to;
			return made;
		}
		last->to = spell.from;
	}
	out[made] = spell;
	return made + 1;
}

size_t claims_resolve(const struct claim *claims, size_t count, struct claim *out)
{
	size_t made = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && claims[end].from.n == claims[i].from.n;)
			end++;
		struct claim spell = claims[i];
		spell.value = claims_most(claims + i, end - i);
		spell.to = latest_end(claims + i, end - i);
		/* A spell that ended before it began says nothing. */
		if (tl_day_is_set(spell.to) && tl_day_is_set(spell.from) &&
			spell.to.n <= spell.from.n)
			continue;
		made = append(out, made, spell);
	}
	return made;
}

static int people_order(const void *a, const void *b)
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

struct claim *claims_of_people(const struct link *link, const struct claim *claims, size_t count,
	enum link_threshold at, size_t *kept)
{
	struct claim *of_people = tl_alloc(count, sizeof *of_people);

	*kept = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t person = link->nodes.items[claims[i].node].person[at];

		if (link->people.items[person].at != at)
			continue;
		of_people[*kept] = claims[i];
		of_people[(*kept)++].node = person;
	}
	if (*kept)
		qsort(of_people, *kept, sizeof *of_people, people_order);
	return of_people;
}

size_t claims_run(const struct claim *claims, size_t count, size_t from)
{
	size_t end = from + 1;

	while (end < count && claims[end].node == claims[from].node)
		end++;
	return end;
}
