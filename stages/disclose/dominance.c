#include "dominance.h"

#include <math.h>

static double most_of(const struct tl_policy *policy, const struct measured_point *point)
{
	return point->largest + (policy->dominance_n > 1 ? point->second : 0);
}

/* What all but the two largest contributors add. */
static double rest_of(const struct measured_point *point)
{
	return point->measured.value - point->largest - point->second;
}

static bool is_dominated(const struct tl_policy *policy, const struct measured_point *point)
{
	return policy->dominance_n &&
	       100 * most_of(policy, point) > policy->dominance_k * point->measured.value;
}

static bool is_close(const struct tl_policy *policy, const struct measured_point *point)
{
	return policy->p_percent && 100 * rest_of(point) < policy->p_percent * point->largest;
}

bool dominance_hides(const struct tl_policy *policy, const struct measured_point *point)
{
	return point->is_amount && point->largest > 0 &&
	       (is_dominated(policy, point) || is_close(policy, point));
}

double dominance_protection(const struct tl_policy *policy, const struct measured_point *point)
{
	double value = point->measured.value;
	double far = policy->p_percent * fabs(value) / 100;

	if (policy->dominance_n)
		far = fmax(far, 100 * most_of(policy, point) / policy->dominance_k - value);
	return fmax(far, policy->p_percent * point->largest / 100 - rest_of(point));
}
