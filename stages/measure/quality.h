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

/* recall and precision of links, in percent, by variant (main, linkage-strict, linkage-loose),
 * where anyone knows; people: the point of all people. */
bool measure_quality_missed(const struct measure_world *world, struct measure_model *model,
	size_t people, struct tl_err *err);

/* Whether some people are linked less often than others: by partner, by locality and age on the
 * as-at day, by sex, and by what the study names (bias.h). */
#define MEASURE_AGES 5
struct measure_age {
	const char *code, *label;
	int from; /* years; -1: not recorded */
};
extern const struct measure_age measure_ages[MEASURE_AGES];
size_t measure_linkage_age(const struct measure_world *world, int64_t person);
size_t measure_linkage_locality(const struct measure_world *world, int64_t person);

#endif
