#include "record_curve.h"

#include <math.h>

#define LEAST 1e-9
#define FAR_LEAST 0.01 /* of one person: who moved and changed a name is below any curve */
static double normal_below(double x, const struct record_curve *curve)
{
	return 0.5 * erfc((curve->mean - x) / (curve->deviation * sqrt(2)));
}

static double normal_between(double from, double to, const struct record_curve *curve)
{
	return normal_below(to, curve) - normal_below(from, curve);
}

#define DEVIATION_LEAST 0.02
#define ABOVE_LEAST 1e-6 /* of a curve's mass, above the last level but one */
#define TOP 3.0 /* beyond these a curve has no mass left */
#define BOTTOM (-2.0)

double record_curve_fit(struct record_curve *curve, double *chances, const double *sums,
	const struct level_facts *start, bool is_household, size_t levels)
{
	double exact = 1 + sums[FIELD_EXACT], met = 0, weights, mean = 0, square = 0, moved = 0;
	double bottom = 1 - CLK_LEVEL_WIDTH * (double)(levels - 3), above;

	for (size_t level = 2; level + 1 < levels; level++) {
		double middle = 1 - CLK_LEVEL_WIDTH * ((double)level - 1.5), weight = sums[level];

		weight += is_household ? start[level].household : start[level].same;
		met += weight;
		mean += weight * middle;
		square += weight * middle * middle;
	}
	weights = met;
	above = fmax(normal_between(bottom, TOP, curve), ABOVE_LEAST);
	for (double top = bottom; top > BOTTOM; top -= CLK_LEVEL_WIDTH) {
		double middle = top - CLK_LEVEL_WIDTH / 2;
		double weight = met * normal_between(top - CLK_LEVEL_WIDTH, top, curve) / above;

		weights += weight;
		mean += weight * middle;
		square += weight * middle * middle;
	}
	curve->mean = mean / weights;
	curve->deviation =
		fmax(sqrt(fmax(square / weights - curve->mean * curve->mean, 0)), DEVIATION_LEAST);
	above = fmax(normal_between(bottom, TOP, curve), ABOVE_LEAST);
	for (size_t level = 1; level < levels; level++) {
		double top = level == 2 ? TOP : 1 - CLK_LEVEL_WIDTH * ((double)level - 2);
		double low =
			level + 1 == levels ? BOTTOM : 1 - CLK_LEVEL_WIDTH * ((double)level - 1);
		double now = level == FIELD_EXACT ? exact
						  : met * normal_between(low, top, curve) / above;

		now = fmin(fmax(now / (exact + met), level + 1 < levels ? LEAST : FAR_LEAST), 1);
		moved = fmax(moved, fabs(now - chances[level]));
		chances[level] = now;
	}
	return moved;
}

void record_curve_strangers(double *unrelated, size_t levels)
{
	for (size_t level = 1; level < levels; level++)
		unrelated[level] = level + 1 < levels ? LEAST : 1 - LEAST * (double)(levels - 2);
}
