#include "link.h"

#include <stdlib.h>
#include <string.h>

bool claim_holds(const struct claim *claim, struct tl_day day)
{
	return (!tl_day_is_set(claim->from) || claim->from.n <= day.n) &&
	       (!tl_day_is_set(claim->to) || day.n < claim->to.n);
}

#define SIGN UINT32_C(0x80000000) /* below it days lie before 1970 */

uint32_t claim_of_day(struct tl_day day)
{
	return (uint32_t)day.n ^ SIGN;
}

struct tl_day claim_day(uint32_t value)
{
	return (struct tl_day){(int32_t)(value ^ SIGN)};
}

/* ---- order ---------------------------------------------------------------------------------- */

static int claim_order(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->space != y->space)
		return x->space < y->space ? -1 : 1;
	if (x->from.n != y->from.n)
		return x->from.n < y->from.n ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

/* Hardly ever more than a few, and those often in order. */
static void order_few(struct claim *claims, size_t count)
{
	size_t i = 1;

	while (i < count && claim_order(&claims[i - 1], &claims[i]) <= 0)
		i++;
	if (i < count)
		qsort(claims, count, sizeof *claims, claim_order);
}

void claims_order(struct claims *claims, size_t nodes)
{
	size_t count = claims->list.count;
	struct claim *from = claims->list.items, *ordered = tl_grow(NULL, count, sizeof *ordered);
	/* first[n + 1] is where the next claim of n goes, and in the end where n's end. */
	uint32_t *first = tl_alloc(nodes + 2, sizeof *first);

	assert(count < UINT32_MAX);
	for (size_t i = 0; i < count; i++)
		first[from[i].node + 2]++;
	for (size_t n = 2; n < nodes + 2; n++)
		first[n] += first[n - 1];
	for (size_t i = 0; i < count; i++)
		ordered[first[from[i].node + 1]++] = from[i];
	for (size_t n = 0; n < nodes; n++)
		order_few(ordered + first[n], first[n + 1] - first[n]);
	free(from);
	claims->list.items = ordered;
	claims->list.capacity = count;
	claims->first = first;
}

void claims_free(struct claims *claims)
{
	tl_vec_free(&claims->list);
	free(claims->first);
	*claims = (struct claims){0};
}

void claims_room(claim_list *list, size_t count)
{
	if (count <= list->capacity)
		return;
	list->items = tl_grow(list->items, 2 * count, sizeof *list->items);
	list->capacity = 2 * count;
}

size_t claims_of_person(const struct link *link, const struct claims *claims,
	const struct person *person, claim_list *list)
{
	const uint32_t *members = link->members.items + person->first_member;

	tl_vec_clear(list);
	for (size_t m = 0; m < person->member_count; m++)
		for (size_t i = claims->first[members[m]]; i < claims->first[members[m] + 1]; i++)
			*tl_vec_push(list) = claims->list.items[i];
	order_few(list->items, list->count);
	return list->count;
}

/* ---- what they come to ---------------------------------------------------------------------- */

uint32_t claims_most(const struct claim *claims, size_t count)
{
	uint32_t best = 0;
	size_t best_times = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && claims[i].value == claims[end].value;)
			end++;
		if (end - i > best_times) { /* a tie stays with the first in order */
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
		if (last->value == spell.value) {
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
