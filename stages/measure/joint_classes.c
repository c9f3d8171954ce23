/* Pieces and the scan's classes become the classes of a contract, in the order of their atoms. */
#include "joint_private.h"

#include "largest.h"
#include "lists.h"

#include <string.h>

int measure_joint_compare_lists(const struct joint_sorted *a, const struct joint_sorted *b)
{
	const uint32_t *x = &a->lists[a->piece.first], *y = &b->lists[b->piece.first];

	for (uint32_t i = 0; i < a->piece.count && i < b->piece.count; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return measure_joint_compare(a->piece.count, b->piece.count);
}

static int compare_pieces(const void *a, const void *b)
{
	const struct joint_sorted *x = a, *y = b;
	int order = measure_joint_compare_lists(x, y);

	return order ? order : measure_joint_compare(x->piece.who, y->piece.who);
}

static struct joint_sorted *sort_pieces(const struct joint_contract *contract)
{
	size_t count = contract->pieces.count;
	struct joint_sorted *sorted = tl_alloc(count + 1, sizeof *sorted);

	for (size_t i = 0; i < count; i++)
		sorted[i] = (struct joint_sorted){contract->lists.items, contract->pieces.items[i]};
	qsort(sorted, count, sizeof *sorted, compare_pieces);
	return sorted;
}

static size_t class_end(const struct joint_sorted *sorted, size_t count, size_t start)
{
	size_t end = start + 1;

	while (end < count && measure_joint_compare_lists(&sorted[start], &sorted[end]) == 0)
		end++;
	return end;
}

static bool is_unknown(const struct joint_contract *contract, const struct joint_class *class)
{
	for (uint32_t i = 0; i < class->count; i++)
		if (contract->joint->model->atoms.items[contract->lists.items[class->first + i]]
				.contributors == MEASURE_UNKNOWN)
			return true;
	return false;
}

static void forget_unknown(const struct joint_contract *contract, struct joint_class *class)
{
	if (is_unknown(contract, class))
		class->atom = (struct measure_atom){class->atom.units, MEASURE_UNKNOWN, 0, 0};
}

/* Pieces of one class, by whose they are. */
static void make_class(
	struct joint_contract *contract, const struct joint_sorted *sorted, size_t count)
{
	struct joint_class class = {.first = sorted->piece.first, .count = sorted->piece.count};
	int64_t current = 0;

	for (size_t i = 0; i < count; i++) {
		class.atom.units += sorted[i].piece.units;
		current += sorted[i].piece.units;
		if (i + 1 < count && sorted[i + 1].piece.who == sorted[i].piece.who)
			continue;
		class.atom.contributors++;
		MEASURE_NOTE_LARGEST(&class.atom, current);
		current = 0;
	}
	forget_unknown(contract, &class);
	if (class.atom.units)
		*tl_vec_push(&contract->classes) = class;
}

/* Its atoms, into room that is there. */
static void take_class(struct joint_contract *contract, const struct measure_scan_class *scanned)
{
	const uint32_t *atom_of_cell = contract->joint->atom_of_cell;
	uint32_t *atoms = contract->lists.items + contract->lists.count;

	for (uint32_t i = 0; i < scanned->count; i++)
		atoms[i] = atom_of_cell[scanned->cells[i]];
	*tl_vec_push(&contract->classes) = (struct joint_class){
		(uint32_t)contract->lists.count, scanned->count, scanned->atom};
	contract->lists.count += scanned->count;
	forget_unknown(contract, &contract->classes.items[contract->classes.count - 1]);
}

static void take_scanned(struct joint_contract *contract)
{
	const struct joint *joint = contract->joint;
	size_t classes = 0, cells = contract->lists.count;

	for (size_t i = 0; i < joint->scanned_count; i++)
		if (joint->scanned[i].contract == contract->number) {
			classes++;
			cells += joint->scanned[i].count;
		}
	tl_vec_reserve(&contract->classes, classes);
	tl_vec_reserve(&contract->lists, cells);
	for (size_t i = 0; i < joint->scanned_count; i++)
		if (joint->scanned[i].contract == contract->number)
			take_class(contract, &joint->scanned[i]);
}

static void sort_classes(struct joint_contract *contract)
{
	size_t count = contract->classes.count;
	struct joint_class *classes = contract->classes.items, *before;
	struct measure_listed *listed;

	if (!count)
		return;
	before = tl_grow(NULL, count, sizeof *before);
	listed = tl_grow(NULL, count, sizeof *listed);
	for (size_t i = 0; i < count; i++) {
		before[i] = classes[i];
		listed[i] = measure_listed_of(
			&contract->lists.items[classes[i].first], classes[i].count, i);
	}
	measure_lists_sort(listed, count);
	for (size_t i = 0; i < count; i++)
		classes[i] = before[listed[i].number];
	free(before);
	free(listed);
}

/* Those of the same rows' cells come from different people. */
static void unite_classes(struct joint_contract *contract)
{
	struct joint_class *last = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < contract->classes.count; i++) {
		const struct joint_class *class = &contract->classes.items[i];

		if (last && last->count == class->count &&
			memcmp(&contract->lists.items[last->first],
				&contract->lists.items[class->first],
				class->count * sizeof *contract->lists.items) == 0) {
			measure_scan_add_atom(&last->atom, &class->atom);
			continue;
		}
		last = &contract->classes.items[kept++];
		*last = *class;
	}
	contract->classes.count = kept;
}

bool measure_joint_classes(struct joint_contract *contract)
{
	size_t count = contract->pieces.count, made;
	struct joint_sorted *sorted;
	bool scanned;

	take_scanned(contract);
	scanned = contract->classes.count > 0;
	sort_classes(contract);
	unite_classes(contract);
	made = contract->classes.count;
	/* They point into the lists, which have all their room by now. */
	sorted = sort_pieces(contract);
	for (size_t i = 0; i < count; i = class_end(sorted, count, i))
		made++;
	for (size_t i = 0, end; made <= MEASURE_JOINT_MAX && i < count; i = end) {
		end = class_end(sorted, count, i);
		make_class(contract, sorted + i, end - i);
	}
	free(sorted);
	if (made > MEASURE_JOINT_MAX)
		contract->classes.count = 0;
	else if (scanned && count)
		sort_classes(contract);
	return made <= MEASURE_JOINT_MAX;
}
