/* A point's place by its key, for all points that a model has when the index is made. The model
 * must stay; points may be added to it. */
#ifndef MEASURE_MODEL_INDEX_H
#define MEASURE_MODEL_INDEX_H

#include "model.h"

struct measure_index {
	const struct measure_model *model;
	size_t *places; /* open addressing: point + 1 */
	size_t capacity;
};
void measure_index_make(struct measure_index *index, const struct measure_model *model);
/* MEASURE_NO_POINT: there is none. */
size_t measure_index_find(const struct measure_index *index, const struct measure_key *key);
void measure_index_free(struct measure_index *index);

#endif
