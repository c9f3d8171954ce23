/*
 * Data quality through the same door as every other figure: rows read, kept, rejected by reason and
 * kept once though sent twice, per partner and contract; people linked, per partner and in two or
 * more.
 */
#ifndef MEASURE_QUALITY_H
#define MEASURE_QUALITY_H

#include "model.h"
#include "world.h"

bool measure_quality_rows(
	const struct measure_world *world, struct measure_model *model, struct tl_err *err);
bool measure_quality_linkage(
	const struct measure_world *world, struct measure_model *model, struct tl_err *err);

#endif
