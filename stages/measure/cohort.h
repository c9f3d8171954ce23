/*
 * Who is counted in a programme: its units (families or people), when each began, who is in it,
 * and, in the comparison arm, until when it may be compared.
 *
 * A unit begins with its first qualifying episode not after as_at. A family is the family of the
 * person on that day, with everyone who then belongs to it. A unit that waits is compared from its
 * own first day of waiting until it enters the programme, if it does; one that was in the programme
 * by then is no comparator. The locality is the unit's on its first day and stays so.
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
	const char *arm; /* "programme", "waiting-list" */
	struct measure_unit *units; /* by who */
	size_t count;
	bool absent; /* no delivery of an extract its rows come from: nothing is known, not nobody
		      */
	TL_VEC(struct measure_row) rows; /* qualifying rows with a day not after as_at, by unit */
	TL_VEC(int64_t) people;
	/* Units of a person: units_of[first_of[p]] .. units_of[first_of[p + 1] - 1]. */
	size_t *first_of, *units_of;
	/* How many came this far, for the attrition figure; units except where said. */
	struct measure_rows picked; /* every row of the cohort, undated and unlinked ones too */
};

bool measure_unit_is_family(const struct tl_programme *programme);
/* Both arms; `waiting` is empty where the programme compares with nobody. */
bool measure_cohort_build(const struct measure_world *world, const struct tl_programme *programme,
	struct measure_cohort *treated, struct measure_cohort *waiting, struct tl_err *err);
void measure_cohort_free(struct measure_cohort *cohort);

#endif
