/* The rows under figures of data quality (measures "rows" and "linkage"), read from the shards. */
#ifndef MEASURE_EXPLAIN_QUALITY_H
#define MEASURE_EXPLAIN_QUALITY_H

#include "model.h"
#include "world.h"

bool measure_explains_quality(const struct measure_key *key);
bool measure_explain_quality(const struct measure_world *world, const struct measure_key *key,
	struct tl_buf *out, struct tl_err *err);

#endif
