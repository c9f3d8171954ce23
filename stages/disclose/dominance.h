/*
 * Amounts: sums of a column of rows that are about people, or name who is paid. Which of them tell
 * what one contributor has, to whom, and how uncertain a reader must be left.
 *
 * With the total x, the largest contribution a and the second largest b (all without sign; where
 * some were paid back x is less than they add up to, and the rules hide more):
 *
 *   (n,k)    a (n = 1) or a + b (n = 2) is more than k% of x: whoever sees x is close to them
 *   p%       x - a - b is less than p% of a: the second largest, who knows b, is close to a
 *
 * An amount that is hidden, by these or because few people are behind it, must be able to be so
 * much more or less that neither rule would hide it, and p% of itself at least (Hundepool and
 * others, Statistical Disclosure Control, 2012, chapter 4).
 */
#ifndef DISCLOSE_DOMINANCE_H
#define DISCLOSE_DOMINANCE_H

#include "measured.h"

#include <throughline/study.h>

bool dominance_hides(const struct tl_policy *policy, const struct measured_point *point);

/* How far from its value an amount that a rule hides must be able to lie; never below 0. */
double dominance_protection(const struct tl_policy *policy, const struct measured_point *point);

#endif
