#include "known.h"

#include <math.h>

#define SLACK 1e-6 /* of a linear programme's answer */

/* Stored values have 12 significant digits, so a number that is not whole is known to that. */
static struct known stored_real(double value)
{
	double unsure = 1e-11 * fmax(1, fabs(value));

	return (struct known){value - unsure, value + unsure};
}

static struct known rounded(
	const struct candidate_policy *policy, const struct candidate_cell *cell)
{
	double value = cell->numbers[NUMBER_VALUE], base = (double)policy->base;
	struct known known = {value - base / 2, value + base / 2};

	if (cell->is_time)
		return (struct known){fmax(known.low, 0), known.high};
	/* An even base: its half goes up, so the upper half belongs to the next multiple. */
	known.high = ceil(known.high) - 1;
	known.low = ceil(known.low);
	if (value <= base) /* what is under half of it comes here too, not to 0 */
		known.low = 1;
	known.low = fmax(known.low, fmax(1, (double)policy->threshold));
	return known;
}

static struct known hidden_count(
	const struct candidate_policy *policy, const struct candidate_cell *cell, bool secondary)
{
	double least = policy->zeros_hidden ? 0 : 1;
	double most = (double)policy->threshold - 1;

	if (cell->counts_people)
		most = fmax(most, (double)policy->contributors - 1);
	else if (policy->contributors > 1 || cell->is_amount)
		most = INFINITY;
	return (struct known){least, secondary || cell->is_time ? INFINITY : fmax(least, most)};
}

struct known known_of(const struct candidate_policy *policy, const struct candidate_cell *cell,
	bool hidden, bool secondary)
{
	double value = cell->numbers[NUMBER_VALUE];

	if (hidden) {
		struct known known = hidden_count(policy, cell, secondary);

		if (cell->is_time || cell->is_amount)
			known.low = 0;
		return known;
	}
	if (!candidate_is_published(cell) || isnan(value))
		return (struct known){0, INFINITY};
	if (cell->status == TL_ROUNDED)
		return rounded(policy, cell);
	return cell->is_time && value != 0 ? stored_real(value) : (struct known){value, value};
}

double known_width(struct known known, const struct candidate_cell *cell)
{
	if (cell->is_time)
		return known.high - known.low + 1;
	return floor(known.high + SLACK) - ceil(known.low - SLACK) + 1;
}

bool known_hides(struct known known, const struct candidate_policy *policy,
	const struct candidate_cell *cell)
{
	if (known_width(known, cell) < (double)policy->least_width)
		return false;
	return !cell->is_amount ||
	       (known.low <= fmax(cell->low, 0) + SLACK && known.high >= cell->high - SLACK);
}

bool known_is_fixed(struct known known)
{
	return known.high <= known.low;
}
