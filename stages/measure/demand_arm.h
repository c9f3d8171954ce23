/*
 * One arm of a measure before and after: the programme's units, or those who wait. measure_arm_run
 * fills in the tables of points and the errors from the rest.
 */
#ifndef MEASURE_DEMAND_ARM_H
#define MEASURE_DEMAND_ARM_H

#include "demand.h"
#include "demand_error.h"
#include "tally.h"

struct measure_arm {
	const struct measure_world *world;
	const struct tl_measure *measure;
	const struct measure_cohort *cohort;
	const struct measure_days *days; /* covered by all the measure's extracts */
	struct measure_model *model;
	const char *definition;
	const char *variant; /* NULL: main; else only what is after, everywhere */
	struct measure_cross cross;
	struct measure_parts events, time;
	int64_t *event_sum, *day_sum; /* by unit and side; NULL: they were scanned */
	struct measure_errors errors;
	bool *used; /* localities */
	struct measure_table event_points, time_points, rate_points;
	const char *statistic, *unit; /* of the table being made */
	double scale;
};

void measure_arm_run(struct measure_arm *arm, const struct measure_rows *rows);
void measure_arm_release(struct measure_arm *arm);
/* The key of a figure of the arm, of arm->statistic; context is the arm. */
bool measure_arm_key(
	void *context, size_t side, size_t locality, size_t group, struct measure_key *key);

/* Days that count, for explaining; NULL where nothing is explained. */
const char *measure_arm_say_span(const struct measure_arm *arm, struct tl_span span, int64_t days);
const char *measure_arm_years_unit(const struct measure_arm *arm); /* "family-years" */
const char *measure_arm_rate_unit(const struct measure_arm *arm); /* "per family-year" */

#endif
