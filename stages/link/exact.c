#include "exact.h"

#include <stdlib.h>

struct known {
	uint32_t truth, person;
};

static int truth_order(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	if (x->truth != y->truth)
		return x->truth < y->truth ? -1 : 1;
	return (x->person > y->person) - (x->person < y->person);
}

static int person_order(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return (x->person > y->person) - (x->person < y->person);
}

static int64_t pairs_of(size_t count)
{
	return (int64_t)count * ((int64_t)count - 1) / 2;
}

/* Pairs within runs of what the order finds equal. */
static int64_t pairs_in_runs(const struct known *known, size_t count,
	bool (*same)(const struct known *a, const struct known *b))
{
	int64_t pairs = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && same(&known[i], &known[end]);)
			end++;
		pairs += pairs_of(end - i);
	}
	return pairs;
}

static bool same_truth(const struct known *a, const struct known *b)
{
	return a->truth == b->truth;
}

static bool same_person(const struct known *a, const struct known *b)
{
	return a->person == b->person;
}

static bool same_both(const struct known *a, const struct known *b)
{
	return same_truth(a, b) && same_person(a, b);
}

bool link_exact(const struct link *link, enum link_threshold at, struct exact *exact)
{
	const char *name = link->study->linkage.truth;
	const struct token_use *uses;
	struct known *known;
	size_t which, count = 0;

	*exact = (struct exact){0};
	if (!name)
		return false;
	which = link_token_find(link, tl_str(name));
	if (which == link->token_names.count)
		return true;
	uses = link_token_uses(link, which, 0, &count);
	known = tl_alloc(count, sizeof *known);
	for (size_t i = 0; i < count; i++)
		known[i] =
			(struct known){uses[i].token, link->nodes.items[uses[i].node].person[at]};
	if (count)
		qsort(known, count, sizeof *known, truth_order);
	exact->there = pairs_in_runs(known, count, same_truth);
	exact->right = pairs_in_runs(known, count, same_both);
	if (count)
		qsort(known, count, sizeof *known, person_order);
	exact->found = pairs_in_runs(known, count, same_person);
	free(known);
	return true;
}
