/*
 * A comparison group made to look like the programme's: units of the pool weighted, by what is
 * known of every unit on its first day, so that they agree with those supported (stats.h: match,
 * balance). Weights are chosen before any outcome is looked at.
 *
 * An attribute is a number (age, people, prior, quarter, a column of numbers or dates) or a text
 * with values (sex, locality, a column of codes; a blank is a value of its own). A unit with an
 * unknown number cannot be matched. age is the person's on the first day, in a family the
 * youngest's; prior is events a year of the programme's primary measures, in their windows before,
 * while covered.
 *
 * Balance is always shown, before and after. An estimate from arms that differ by 0.1 standard
 * deviations or more on any attribute is refused.
 */
#ifndef MEASURE_MATCH_H
#define MEASURE_MATCH_H

#include "cohort.h"
#include "model.h"

#include <throughline/stats.h>

#define MEASURE_BALANCED 0.1 /* standard deviations: below it arms are called alike */

struct measure_variable { /* a row of the balance table */
	const char *attribute, *level; /* level NULL: a number */
	const double *values; /* by row: the number, or 1 where the text has this value */
	struct tl_balance before, after;
};

struct measure_attribute {
	const char *name;
	const struct tl_match_on *on;
	double *numbers; /* by unit, the programme's first, then the pool's; NaN: unknown */
	const char **texts; /* likewise; NULL: a number */
};

struct measure_match {
	bool used; /* false: the comparison is not a matched one */
	bool balanced;
	struct tl_arena arena;
	const struct measure_arms *arms;
	struct measure_attribute *attributes;
	size_t attribute_count;
	size_t *units; /* of a row: its unit, the programme's first; those with nothing unknown */
	size_t rows;
	double *treat, *weights;
	size_t *strata; /* NULL: none (ipw) */
	struct measure_variable *variables;
	size_t variable_count;
};

/* Weighs, and fills arms->matched_*. Does nothing where the comparison is of another kind. */
bool measure_match_run(const struct measure_world *world, struct measure_arms *arms,
	struct measure_match *match, struct tl_err *err);
void measure_match_free(struct measure_match *match);

/* What is known of the units; match_attribute.c. */
bool measure_match_know(
	const struct measure_world *world, struct measure_match *match, struct tl_err *err);

/* The balance table as figures; points: how many there are, [programme, pool][all, matched], of
 * funnel.h. balance.c. */
void measure_balance_emit(const struct measure_world *world, const struct measure_match *match,
	size_t points[2][2], struct measure_model *model);

#endif
