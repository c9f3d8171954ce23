/* The `where` of a definition, made ready for one delivery: codes become dictionary numbers once,
 * so that a row is tested without looking at text. */
#ifndef MEASURE_FILTER_H
#define MEASURE_FILTER_H

#include "rows.h"

struct measure_filter_test;
struct measure_filter {
	struct tl_arena arena;
	struct measure_filter_test *tests;
	size_t count;
};
bool measure_filter_init(struct measure_filter *filter, const struct measure_delivery *delivery,
	const struct measure_pick *pick, struct tl_err *err);
bool measure_filter_passes(const struct measure_filter *filter, size_t row);
void measure_filter_free(struct measure_filter *filter);

#endif
