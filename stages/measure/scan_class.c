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
	for (size_t i = 0; i < count; i++)
		*tl_vec_push(&classes->cells) = cells[i];
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
static void add_slot(struct measure_atom *atom, struct scan_slot *slot)
{
	scan_slot_close(slot);
	atom->units += slot->units;
	atom->contributors += slot->contributors;
	if (slot->largest > atom->largest) {
		atom->second = atom->largest > slot->second ? atom->largest : slot->second;
		atom->largest = slot->largest;
	} else if (slot->largest > atom->second) {
		atom->second = slot->largest;
	}
}

/* A place has who is in its atom; the whole, who was marked there and who is in one place alone. */
static void merge_simple(struct scan_tally *tally, const struct scan_part *part)
{
	const struct measure_cross *cross = &tally->out.cross;
	const struct scan_mark *marks = &part->marks[tally->first_mark[0]];
	int64_t *contributors = tally->out.contributors[0];

	for (size_t p = 0; p < cross->positions; p++)
		for (size_t l = 0; l < cross->localities; l++) {
			size_t at = measure_cross_at(cross, p, l, 0);
			uint32_t here = part->atoms[tally->out.first_cell + at].contributors;

			contributors[at] += here;
			contributors[measure_cross_at(cross, p, cross->localities, 0)] +=
				here - marks[at].contributors;
		}
	for (size_t p = 0; p < cross->positions + cross->total; p++)
		for (size_t l = p < cross->positions ? cross->localities : 0;
			l <= cross->localities; l++) {
			size_t at = measure_cross_at(cross, p, l, 0);

			contributors[at] += marks[at].contributors;
		}
}

static void merge_tally(struct scan_tally *tally, struct scan_part *part)
{
	size_t places = measure_cross_size(&tally->out.cross);

	for (size_t i = 0; i < tally->cells; i++)
		if (part->atoms[tally->out.first_cell + i].units)
			add_slot(&tally->out.atoms[i], &part->atoms[tally->out.first_cell + i]);
	if (tally->simple)
		merge_simple(tally, part);
	for (size_t t = 0; !tally->simple && t < tally->tables; t++)
		for (size_t i = 0; i < places; i++)
			tally->out.contributors[t][i] +=
				part->marks[tally->first_mark[t] + i].contributors;
}

void measure_scan_merge(struct measure_scan *scan, struct scan_part *part)
{
	for (size_t t = 0; t < scan->tallies.count; t++)
		if (!scan->tallies.items[t]->out.refused)
			merge_tally(scan->tallies.items[t], part);
	for (size_t c = 0; c < part->classes.items.count; c++) {
		const struct scan_class *class = &part->classes.items.items[c];
		uint32_t merged = measure_scan_class_of(&scan->merged, class->hash, class->contract,
			&part->classes.cells.items[class->first], class->count);

		if (merged == scan->merged_atoms.count)
			*tl_vec_push(&scan->merged_atoms) = (struct measure_atom){0};
		add_slot(&scan->merged_atoms.items[merged], &part->classes.slots.items[c]);
	}
}
