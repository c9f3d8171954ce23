/*
 * Who is counted in a programme: its units (families or people), when each began, who is in it,
 * and, in the comparison arm, until when it may be compared.
 *
 * A unit begins with its first qualifying episode not after as_at. A family is the family of the
 * person on that day, with everyone who then belongs to it. Clocks start in the same way in every
 * arm: with the unit's first row of its arm, whatever became of it later, so that nobody has to
 * last to be counted. A unit of the pool is compared from its own first day until it enters the
 * programme, or the programme reaches its locality (not-yet-live); one that was in the programme by
 * then is no comparator. Units that came from an earlier service are an arm of their own and no
 * comparators after that. The locality is the unit's on its first day and stays so.
 */
#ifndef MEASURE_COHORT_H
#define MEASURE_COHORT_H

#include "rows.h"

struct measure_unit {
	int64_t who; /* family_no or person_no */
	int32_t index; /* the day it began */
	int32_t until; /* first day that no longer counts: its own start in the programme, death */
	int32_t locality; /* elsewhere where not known */
	int32_t phase; /* -1: none */
	int64_t family; /* of a person; of a family itself */
	size_t first_row, row_count; /* its cohort rows, in `rows` */
	size_t first_person, person_count; /* in `people` */
};

struct measure_cohort { /* one arm */
	const struct tl_programme *programme;
	const char *arm; /* "programme", "transferred", or the comparison's: "waiting-list" ... */
	struct measure_unit *units; /* by who */
	size_t count;
	double *weights; /* by unit, of those that were matched; NULL: each counts once */
	bool absent; /* no delivery of an extract its rows come from: nothing is known, not nobody
		      */
	TL_VEC(struct measure_row) rows; /* qualifying rows with a day not after as_at, by unit */
	TL_VEC(int64_t) people;
	/* Units of a person: units_of[first_of[p]] .. units_of[first_of[p + 1] - 1]. */
	uint32_t *first_of, *units_of;
	/* How many came this far, for the attrition figure; units except where said. */
	struct measure_rows picked; /* every row of the cohort, undated and unlinked ones too */
};

/* Everyone that a programme's figures are about. Where the comparison is matched, `comparison` is
 * the whole pool, and the two that are compared are those of `matched`. */
struct measure_arms {
	const struct tl_programme *programme;
	struct measure_cohort treated, transferred, comparison;
	struct measure_cohort matched_treated, matched_pool;
	bool unbalanced; /* the matched arms are not alike: nothing may be said from them */
};

bool measure_unit_is_family(const struct tl_programme *programme);
bool measure_compares(const struct tl_programme *programme); /* with anybody */
bool measure_has_transferred(const struct tl_programme *programme);
/* All but the matched ones: match.h. The arms are made beside each other, on `jobs` threads. */
bool measure_arms_build(const struct measure_world *world, const struct tl_programme *programme,
	size_t jobs, struct measure_arms *arms, struct tl_err *err);
void measure_arms_free(struct measure_arms *arms);
/* The two arms of a comparison: those it is about, and those with whom. */
const struct measure_cohort *measure_arms_one(const struct measure_arms *arms);
const struct measure_cohort *measure_arms_none(const struct measure_arms *arms);

/* The units of `from` whose weight is above 0, with their weights, as an arm of another name. */
void measure_cohort_weigh(const struct measure_world *world, const struct measure_cohort *from,
	const double *weights, const char *arm, struct measure_cohort *cohort);

#endif
