#include "narrow.h"

#include <math.h>

#define SLACK 1e-6

/* The limits of a sum of terms, its infinite terms counted and not added. */
struct limits {
	double low, high;
	size_t low_open, high_open;
};

static struct known scaled(struct known known, double coefficient)
{
	if (coefficient > 0)
		return (struct known){coefficient * known.low, coefficient * known.high};
	return (struct known){coefficient * known.high, coefficient * known.low};
}

static void add(struct limits *limits, struct known term, int sign)
{
	if (isinf(term.low))
		limits->low_open += (size_t)sign;
	else
		limits->low += sign * term.low;
	if (isinf(term.high))
		limits->high_open += (size_t)sign;
	else
		limits->high += sign * term.high;
}

static struct known of(const struct limits *limits)
{
	return (struct known){limits->low_open ? -INFINITY : limits->low,
		limits->high_open ? INFINITY : limits->high};
}

/* rest: what the other terms amount to; the term is minus that. */
static struct known implied(struct known rest, double coefficient)
{
	return scaled((struct known){-rest.high, -rest.low}, 1 / coefficient);
}

static bool tighten(const struct candidate_cell *cell, struct known *known, struct known to,
	bool *narrower, struct tl_err *err)
{
	double unsure = SLACK * (cell->is_time ? 1 + fabs(known->low) : 1);

	if (!cell->is_time) {
		to.low = ceil(to.low - SLACK);
		to.high = floor(to.high + SLACK);
	}
	if (to.low > known->high + unsure || to.high < known->low - unsure)
		return tl_fail(err, EX_SOFTWARE,
			"candidate: a sum contradicts the numbers published in it");
	if (to.low > known->low + unsure) {
		known->low = fmin(to.low, known->high);
		*narrower = true;
	}
	if (to.high < known->high - unsure) {
		known->high = fmax(to.high, known->low);
		*narrower = true;
	}
	return true;
}

static bool narrow_sum(
	const struct candidate *c, size_t sum, struct known *known, bool *dirty, struct tl_err *err)
{
	struct limits limits = {0};

	for (size_t i = c->sum_start.items[sum]; i < c->sum_start.items[sum + 1]; i++)
		add(&limits, scaled(known[c->terms.items[i].cell], c->terms.items[i].coefficient),
			1);
	for (size_t i = c->sum_start.items[sum]; i < c->sum_start.items[sum + 1]; i++) {
		const struct candidate_term *term = &c->terms.items[i];
		const struct candidate_cell *cell = &c->cells.items[term->cell];
		struct known *own = &known[term->cell];
		bool narrower = false;

		add(&limits, scaled(*own, term->coefficient), -1);
		if (!tighten(cell, own, implied(of(&limits), term->coefficient), &narrower, err))
			return false;
		add(&limits, scaled(*own, term->coefficient), 1);
		for (size_t j = cell->sums_from; narrower && j < cell->sums_to; j++)
			dirty[c->sums_of.items[j]] = true;
	}
	return true;
}

bool narrow_all(const struct candidate *candidate, struct known *known, struct tl_err *err)
{
	size_t count = candidate_sums(candidate);
	bool *dirty = tl_alloc(count, sizeof *dirty);
	bool ok = true, any = true;

	for (size_t sum = 0; sum < count; sum++)
		dirty[sum] = true;
	for (int pass = 0; ok && any && pass < NARROW_PASSES_MAX; pass++) {
		any = false;
		for (size_t sum = 0; ok && sum < count; sum++) {
			if (!dirty[sum])
				continue;
			dirty[sum] = false;
			any = true;
			ok = narrow_sum(candidate, sum, known, dirty, err);
		}
	}
	free(dirty);
	return ok;
}
