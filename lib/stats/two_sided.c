/* Two-sided exact p values: the sum over every outcome that is no likelier than the observed one.
 */
#include <stdlib.h>
#include "stats_private.h"

#define RELATIVE_SLACK 1e-7

static bool is_unlikely(const struct stats_outcomes *outcomes, int64_t k, double limit)
{
	return outcomes->log_mass(k, outcomes->shape) <= limit;
}

/* The unlikely outcome nearest the peak, from `edge` (where it is at all) towards the peak, which
 * is not unlikely: halving, because the mass only falls away from the peak. */
static bool last_unlikely(
	const struct stats_outcomes *outcomes, int64_t edge, double limit, int64_t *last)
{
	int64_t unlikely = edge, likely = outcomes->peak;

	if (edge == likely || !is_unlikely(outcomes, edge, limit))
		return false;
	while (llabs(likely - unlikely) > 1) {
		int64_t middle = unlikely + (likely - unlikely) / 2;

		if (is_unlikely(outcomes, middle, limit))
			unlikely = middle;
		else
			likely = middle;
	}
	*last = unlikely;
	return true;
}

double stats_two_sided(const struct stats_outcomes *outcomes, int64_t observed)
{
	double limit = outcomes->log_mass(observed, outcomes->shape) + log1p(RELATIVE_SLACK);
	double p = 0;
	int64_t k;

	if (is_unlikely(outcomes, outcomes->peak, limit))
		return 1;
	if (last_unlikely(outcomes, outcomes->low, limit, &k))
		p += outcomes->at_most(k, outcomes->shape);
	if (last_unlikely(outcomes, outcomes->high, limit, &k))
		p += outcomes->at_least(k, outcomes->shape);
	return fmin(p, 1);
}

bool stats_is_count(double x)
{
	return x >= 0 && x <= INT32_MAX && x == floor(x);
}
