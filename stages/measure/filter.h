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
/* One test of it. Its column; NULL: the delivery has none, so the row does not matter. */
const struct tl_fact_array *measure_filter_column(const struct measure_filter *filter, size_t test);
bool measure_filter_test_passes(const struct measure_filter *filter, size_t test, size_t row);
/* Of a TEXT column, whatever the row: by dictionary code. */
bool measure_filter_code_passes(const struct measure_filter *filter, size_t test, uint32_t code);
void measure_filter_free(struct measure_filter *filter);

#endif
