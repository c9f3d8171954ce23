/* What funnel.c and attrition.c share. */
#ifndef MEASURE_FUNNEL_PRIVATE_H
#define MEASURE_FUNNEL_PRIVATE_H

#include "funnel.h"
#include "tally.h"

struct measure_funnel {
	const struct measure_world *world;
	const struct tl_programme *programme;
	struct measure_model *model;
	const char *definition;
	bool of_families; /* units are families, not people */
	struct measure_members units, others; /* others: people of families, families of people */
	size_t localities; /* with elsewhere; 0: none */
	bool *used;
};

/* The key of a number of units; locality at funnel->localities: all. */
struct measure_key measure_funnel_key_of(
	const struct measure_funnel *funnel, const char *measure, const char *arm, size_t locality);
/* Not available where the arm's own extract has not come. */
size_t measure_funnel_add_base(struct measure_funnel *funnel, const struct measure_cohort *cohort,
	const struct measure_key *key);
/* A unit counts at a point; its rows are what explains it. */
void measure_funnel_count_unit(struct measure_funnel *funnel, struct measure_members *members,
	int64_t who, size_t point, const struct measure_cohort *cohort,
	const struct measure_unit *unit);
/* matched: those of the cohort with a match; NULL: nobody is matched. match_points: all, matched.
 */
void measure_funnel_attrition_of(struct measure_funnel *funnel, const struct measure_cohort *cohort,
	const struct measure_cohort *matched, size_t match_points[2]);

#endif
