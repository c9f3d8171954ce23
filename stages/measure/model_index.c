#include "model_index.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/hash.h>

static size_t *place_of(const struct measure_index *index, const char *id)
{
	size_t at = tl_hash64(id, strlen(id), 0) & (index->capacity - 1);

	while (index->places[at] &&
		strcmp(index->model->points.items[index->places[at] - 1].id, id) != 0)
		at = (at + 1) & (index->capacity - 1);
	return &index->places[at];
}

void measure_index_make(struct measure_index *index, const struct measure_model *model)
{
	*index = (struct measure_index){.model = model, .capacity = 64};
	while (index->capacity < model->points.count * 2)
		index->capacity *= 2;
	index->places = tl_alloc(index->capacity, sizeof *index->places);
	for (size_t i = 0; i < model->points.count; i++)
		*place_of(index, model->points.items[i].id) = i + 1;
}

size_t measure_index_find(const struct measure_index *index, const struct measure_key *key)
{
	char id[17];
	size_t place;

	measure_key_id(key, id);
	place = *place_of(index, id);
	return place ? place - 1 : MEASURE_NO_POINT;
}

void measure_index_free(struct measure_index *index)
{
	free(index->places);
	*index = (struct measure_index){0};
}
