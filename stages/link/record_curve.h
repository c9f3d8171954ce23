/*
 * How alike two record filters (CLK) are in a class of pairs. One field alone cannot say which of
 * its levels are whose: any division of them between the classes fits as well. So Dice is taken as
 * normal in a class, equal filters apart, and EM fits a mean and a deviation instead of every
 * level.
 *
 * Of strangers hardly two are alike in a whole record, so the second class is whoever is alike and
 * somebody else: one of the household, most often.
 */
#ifndef LINK_RECORD_CURVE_H
#define LINK_RECORD_CURVE_H

#include "field.h"

struct record_curve {
	double mean, deviation;
};

/* Where EM starts; the levels in field.c are these curves'. */
#define RECORD_CURVE_SAME                                                                          \
	{                                                                                          \
		.88, .08                                                                           \
	}
#define RECORD_CURVE_HOUSEHOLD                                                                     \
	{                                                                                          \
		.60, .09                                                                           \
	}

/*
 * The curve that fits what is expected of each level (sums[1 .. levels - 1]), and the levels'
 * chances by it. Pairs of the last level are hardly ever brought together, so it is not what is met
 * there that counts but what the curve so far expects there (EM on truncated data: Dempster, Laird
 * and Rubin 1977). Returns the most by which a chance moved.
 */
double record_curve_fit(struct record_curve *curve, double *chances, const double *sums,
	const struct level_facts *start, bool is_household, size_t levels);

/* The chances of strangers. */
void record_curve_strangers(double *unrelated, size_t levels);

#endif
