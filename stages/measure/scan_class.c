/* Classes of rows that lie in the same cells, and joining what the parts of a scan found. */
#include "scan_private.h"

#include <string.h>
#include <throughline/hash.h>

static void put_index(struct scan_classes *classes, uint32_t class)
{
	size_t at = classes->items.items[class].hash & (classes->capacity - 1);

	while (classes->index[at])
		at = (at + 1) & (classes->capacity - 1);
	classes->index[at] = class + 1;
}

static void grow_index(struct scan_classes *classes)
{
	if (classes->items.count * 2 < classes->capacity)
		return;
	classes->capacity = classes->capacity ? classes->capacity * 2 : 1024;
	free(classes->index);
	classes->index = tl_alloc(classes->capacity, sizeof *classes->index);
	for (uint32_t c = 0; c < classes->items.count; c++)
		put_index(classes, c);
}

static bool is_class(const struct scan_classes *classes, const struct scan_class *class,
	uint64_t hash, uint32_t contract, const uint32_t *cells, size_t count)
{
	return class->hash == hash && class->contract == contract && class->count == count &&
	       memcmp(&classes->cells.items[class->first], cells, count * sizeof *cells) == 0;
}

uint64_t measure_scan_class_hash(uint32_t contract, const uint32_t *cells, size_t count)
{
	return tl_hash64(cells, count * sizeof *cells, contract);
}

static void keep_cells(struct scan_classes *classes, const uint32_t *cells, size_t count)
{
	if (classes->cells.count + count > classes->cells.capacity) {
		classes->cells.capacity = (classes->cells.count + count) * 2 + 1024;
		classes->cells.items = tl_grow(classes->cells.items, classes->cells.capacity,
			sizeof *classes->cells.items);
	}
	memcpy(&classes->cells.items[classes->cells.count], cells, count * sizeof *cells);
	classes->cells.count += count;
}

uint32_t measure_scan_class_of(struct scan_classes *classes, uint64_t hash, uint32_t contract,
	const uint32_t *cells, size_t count)
{
	struct scan_class *made;

	grow_index(classes);
	for (size_t at = hash & (classes->capacity - 1); classes->index[at];
		at = (at + 1) & (classes->capacity - 1)) {
		uint32_t class = classes->index[at] - 1;

		if (is_class(classes, &classes->items.items[class], hash, contract, cells, count))
			return classes->last = class;
	}
	made = tl_vec_push(&classes->items);
	*made = (struct scan_class){.hash = hash,
		.contract = contract,
		.first = (uint32_t)classes->cells.count,
		.count = (uint32_t)count};
	*tl_vec_push(&classes->slots) = (struct scan_slot){0};
	keep_cells(classes, cells, count);
	put_index(classes, (uint32_t)classes->items.count - 1);
	return classes->last = (uint32_t)classes->items.count - 1;
}

void measure_scan_classes_free(struct scan_classes *classes)
{
	tl_vec_free(&classes->items);
	tl_vec_free(&classes->slots);
	tl_vec_free(&classes->cells);
	free(classes->index);
	classes->index = NULL;
}

/* ---- joining -------------------------------------------------------------------------------- */

/* No `who` is in two parts. */
void measure_scan_add_atom(struct measure_atom *atom, const struct measure_atom *other)
{
	atom->units += other->units;
	atom->contributors += other->contributors;
	MEASURE_NOTE_LARGEST(atom, other->largest);
	MEASURE_NOTE_LARGEST(atom, other->second);
}

static void add_slot(struct measure_atom *atom, struct scan_slot *slot)
{
	scan_slot_close(slot);
	measure_scan_add_atom(atom, &(struct measure_atom){slot->units, slot->contributors,
					    slot->largest, slot->second});
}

static void merge_tally(struct scan_tally *tally, struct scan_part *part)
{
	size_t places = measure_cross_size(&tally->out.cross);

	for (size_t i = 0; i < tally->cells; i++)
		if (part->atoms[tally->out.first_cell + i].units)
			add_slot(&tally->out.atoms[i], &part->atoms[tally->out.first_cell + i]);
	for (size_t t = 0; t < tally->tables; t++)
		for (size_t i = 0; i < places; i++)
			tally->out.contributors[t][i] +=
				part->marks[tally->first_mark[t] + i].contributors;
}

static struct measure_atom *merged_atom(struct measure_scan *scan, uint64_t hash, uint32_t contract,
	const uint32_t *cells, size_t count)
{
	uint32_t merged = measure_scan_class_of(&scan->merged, hash, contract, cells, count);

	if (merged == scan->merged_atoms.count)
		*tl_vec_push(&scan->merged_atoms) = (struct measure_atom){0};
	return &scan->merged_atoms.items[merged];
}

void measure_scan_merge(struct measure_scan *scan, struct scan_part *part)
{
	for (size_t t = 0; t < scan->tallies.count; t++)
		if (!scan->tallies.items[t]->out.refused)
			merge_tally(scan->tallies.items[t], part);
	for (size_t c = 0; c < part->classes.items.count; c++) {
		const struct scan_class *class = &part->classes.items.items[c];

		add_slot(merged_atom(scan, class->hash, class->contract,
				 &part->classes.cells.items[class->first], class->count),
			&part->classes.slots.items[c]);
	}
}

void measure_scan_add_class(struct measure_scan *scan, const struct scan_shares *shares,
	uint32_t contract, const struct measure_atom *atom)
{
	size_t count = shares->items.count;
	uint32_t *cells = tl_alloc(count, sizeof *cells);

	for (size_t i = 0; i < count; i++)
		cells[i] = measure_scan_cell(
			scan->tallies.items[shares->items.items[i].tally], &shares->items.items[i]);
	measure_scan_add_atom(merged_atom(scan, measure_scan_class_hash(contract, cells, count),
				      contract, cells, count),
		atom);
	free(cells);
}
