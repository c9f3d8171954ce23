/* What explain.c and explain_rows.c share. */
#ifndef MEASURE_EXPLAIN_PRIVATE_H
#define MEASURE_EXPLAIN_PRIVATE_H

#include "explain.h"
#include "model.h"
#include "world.h"

struct measure_explaining {
	const struct measure_world *world;
	const struct measure_model *model;
	struct tl_buf *out;
	struct tl_err *err;
};

/* The rows under a base point that was watched, each by file, record number and line. */
void measure_explain_point(struct measure_explaining *e, size_t point);

#endif
