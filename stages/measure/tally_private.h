/* What tally.c and tally_distinct.c share. */
#ifndef MEASURE_TALLY_PRIVATE_H
#define MEASURE_TALLY_PRIVATE_H

#include "tally.h"

struct measure_slot { /* what has been added up in one place */
	int64_t units, contributors, current, largest, second;
	int64_t who; /* whose `current` is; parts come by who, so one is enough */
	bool used;
	bool is_amount; /* its rows stand for other numbers than 1 */
};

#define TALLY_PLACES 8

/* The places a part counts in: over all positions first, its own finest place last. */
size_t measure_tally_places(const struct measure_cross *cross, const struct measure_part *part,
	size_t places[TALLY_PLACES]);
/* Puts an atom under the table's point of a place, where there is one that is shown. */
void measure_tally_stand(
	struct measure_model *model, const struct measure_table *table, size_t place, size_t atom);
/* Makes the points of one table that are wanted; slots give the contributors, or are NULL. */
void measure_tally_points(struct measure_model *model, const struct measure_cross *cross,
	measure_key_fn *key_of, void *context, const struct measure_slot *slots,
	struct measure_table *table);

#endif
