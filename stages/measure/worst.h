/*
 * How far what is missing could move a comparison: of every rate ratio of a primary measure, main
 * and variants, all localities together,
 *
 *   missed_most, missed_least   if all events that linking missed were of one arm and all that it
 *                               has wrongly of the other (recall and precision: quality.h); of
 *                               linkage-strict and linkage-loose by what is thought of that
 *                               threshold. "not estimated" where nobody knows
 *   lost_most, lost_least       if those who were enrolled and not analysed had been seen as long
 *                               as the others: one arm's with its rate before, the other's without
 *                               events
 *
 * The most and the least that the ratio could be; recipe.h has the arithmetic. Where nobody is lost
 * the ratio stays.
 */
#ifndef MEASURE_WORST_H
#define MEASURE_WORST_H

#include "model.h"
#include "world.h"

/* Over the figures that the model has of programmes and of linking already. */
void measure_worst(const struct tl_study *study, struct measure_model *model);

#endif
