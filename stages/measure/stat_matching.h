/* Matching, in two files: the rows with their columns and weights, and the answers. */
#ifndef MEASURE_STAT_MATCHING_H
#define MEASURE_STAT_MATCHING_H

#include "stat.h"

enum match_method { MATCH_CEM, MATCH_EXACT, MATCH_IPW };

struct match_column {
	size_t column; /* of the input */
	const double *values; /* NULL: text */
	struct stat_groups groups; /* its distinct values */
};
struct match {
	enum match_method method;
	const double *treat; /* 0 or 1 */
	struct match_column *columns;
	size_t column_count;
	double *weights;
	size_t *strata; /* NULL for ipw; 0: not matched */
	const double *ps; /* ipw only */
	struct tl_fit fit;
};

/* Reads and weighs. */
bool match_make(struct stat_run *run, struct match *match, struct tl_err *err);
/* 1 where a row has the group-th value of a text column, else 0. */
double *match_dummy(struct stat_run *run, const struct match_column *column, size_t group);

#endif
