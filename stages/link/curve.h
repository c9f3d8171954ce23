/*
 * What the model believes of its own errors: precision and recall at every threshold, the threshold
 * where F1 is best, and how many matches blocking never brought together.
 */
#ifndef LINK_CURVE_H
#define LINK_CURVE_H

#include "linkage.h"

/* Fills linkage's curve, threshold and what its tally says of them. A threshold that is not NAN is
 * taken as it is; one that is chosen never links more wrongly than rightly, by the estimate. */
bool curve_make(struct linkage *linkage, const struct records *records, double threshold,
	size_t threads, struct tl_err *err);

#endif
