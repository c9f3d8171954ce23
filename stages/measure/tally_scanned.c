/* Sums that a scan has added up: points and atoms are made of them as of parts. */
#include "scan.h"
#include "tally_private.h"

struct scanned {
	struct measure_model *model;
	const struct measure_scan_tally *tally;
	const struct measure_cross *cross;
	const struct measure_sum *tables;
	size_t table_count;
	size_t *atoms; /* by place and class */
};

/* The scan's places are those of the cross, or some more. */
static void make_points(struct scanned *s, struct measure_sum *table, size_t number, void *context)
{
	size_t size = measure_cross_size(s->cross);
	struct measure_slot *slots = tl_alloc(size + 1, sizeof *slots);

	for (size_t i = 0; i < size; i++)
		slots[i].contributors = s->tally->contributors[number][i];
	measure_tally_points(s->model, s->cross, table->key, context, slots, &table->table);
	free(slots);
}

static void make_atoms(struct scanned *s, size_t position, size_t locality, size_t group)
{
	const struct measure_cross *cross = s->cross;
	size_t finest = measure_cross_at(cross, position, locality, group);
	const struct measure_part part = {.position = (int32_t)position,
		.locality = locality < cross->localities ? (int32_t)locality : -1,
		.group = group < cross->groups ? (int32_t)group : -1};
	size_t places[TALLY_PLACES], count = measure_tally_places(cross, &part, places);

	for (unsigned class = 0; class < s->tally->classes; class ++) {
		size_t cell = finest * s->tally->classes + class;

		s->atoms[cell] = MEASURE_NO_POINT;
		if (!s->tally->atoms[cell].units)
			continue;
		s->atoms[cell] = measure_model_atom(s->model,
			cross->unknown ? (struct measure_atom){s->tally->atoms[cell].units,
						 MEASURE_UNKNOWN, 0, 0}
				       : s->tally->atoms[cell]);
		for (size_t t = 0; t < s->table_count; t++)
			if (s->tables[t].classes & 1u << class)
				for (size_t i = 0; i < count; i++)
					measure_tally_stand(s->model, &s->tables[t].table,
						places[i], s->atoms[cell]);
	}
}

void measure_tally_scanned(struct measure_model *model, const struct measure_scan_tally *tally,
	const struct measure_cross *cross, struct measure_sum *tables, size_t table_count,
	void *context)
{
	struct scanned s = {.model = model,
		.tally = tally,
		.cross = cross,
		.tables = tables,
		.table_count = table_count};

	s.atoms = tl_arena_array(&model->arena,
		measure_cross_size(&tally->cross) * tally->classes + 1, sizeof *s.atoms);
	for (size_t t = 0; t < table_count; t++)
		make_points(&s, &tables[t], t, context);
	for (size_t p = 0; p < cross->positions; p++)
		for (size_t l = 0; l <= cross->localities; l++)
			for (size_t g = 0; g <= cross->groups; g++)
				make_atoms(&s, p, l, g);
	if (!tally->is_time)
		*tl_vec_push(&model->scanned) =
			(struct measure_scanned){.tally = tally, .atoms = s.atoms};
}
