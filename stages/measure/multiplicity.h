/*
 * Many questions at once. Of every measure that a programme holds against its comparison:
 *   p          two-sided, that the rate ratio is 1: from what its interval is made of, so that it
 *              is under 0.05 just where the 95% interval leaves out 1
 *   p_holm     of the primary ones, adjusted over them (Holm)
 *   p_bh       of the others, adjusted over them (Benjamini and Hochberg)
 *   detectable of the primary ones: the smallest fall in percent that these data would find with
 * 80% power at 5%, 100 (1 - exp(-(z.975 + z.80) se)), se the ratio's as it came out Negative
 * controls are no question about the programme and stay out of both.
 */
#ifndef MEASURE_MULTIPLICITY_H
#define MEASURE_MULTIPLICITY_H

#include "model.h"
#include "world.h"

/* Over the figures that the model has of the programme already. */
void measure_multiplicity(const struct tl_programme *programme, struct measure_model *model);

#endif
