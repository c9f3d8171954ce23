/*
 * measure: from live deliveries and linked people to figures, points and the atoms under them
 * (run/3-measure/measure.db), and back again for one cell (explain).
 *
 * The road: world.c loads; rows.c (filter.c, select.c) picks the rows of a definition; cohort.c
 * says who is in a programme; series.c, duration.c, demand.c, funnel.c and quality_*.c lay rows out
 * as contributions; tally.c adds them up into a model; emit.c writes it.
 */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "model.h"
#include "world.h"

struct measure_counts {
	size_t definitions, points, atoms;
};

/* Measures everything and writes run/3-measure. */
bool measure_run(const char *study, const char *extracts, size_t jobs,
	struct measure_counts *counts, struct tl_err *err);

/* Everything of the study into one model. watched: ids of cells whose rows are wanted, sorted. */
bool measure_all(const struct measure_world *world, size_t jobs, const char *const *watched,
	size_t watched_count, struct measure_model *model, struct tl_err *err);

#endif
