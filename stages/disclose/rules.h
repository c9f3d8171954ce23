/*
 * The policy's rules: what may be said of a count, and of what hangs on counts.
 *
 * rules_publish fills point->published and point->rule of every point: counts by the first rule of
 * the table that applies, models by the counts under them, derived numbers by recomputing them from
 * what is published. Nothing else reads a measured value.
 *
 * Once a number is hidden to protect another, every hidden count gives the same reason: a reader
 * who knew which of two hidden numbers is the small one would know more than the audit assumes.
 */
#ifndef DISCLOSE_RULES_H
#define DISCLOSE_RULES_H

#include "measured.h"

#include <throughline/study.h>

extern const char *const rule_names[RULE_COUNT_OF]; /* as working.db stores them */

/* True where some point is hidden because the audit asked for it. */
bool rules_any_asked(const struct measured *measured);
/* Whether the policy's own rules hide a count, whatever the audit asks. */
bool rules_hide(const struct tl_policy *policy, const struct measured_point *point);
bool rules_publish(struct measured *measured, const struct tl_policy *policy, struct tl_err *err);

/* What is lost by hiding a point: dependants first, then totals, then size. INT64_MAX: hiding it
 * would hide nothing, for a zero is known from its table. */
int64_t rules_cost(const struct measured_point *point);

#endif
