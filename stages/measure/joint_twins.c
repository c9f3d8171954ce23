/* Where a contract has too many classes: atoms with the same rows become one. */
#include "joint_private.h"

struct twin { /* what one atom has of this contract */
	struct tl_hash_pair name;
	int64_t units;
	uint32_t atom;
};

static int compare_names(const struct twin *a, const struct twin *b)
{
	if (a->name.first != b->name.first)
		return a->name.first < b->name.first ? -1 : 1;
	if (a->name.second != b->name.second)
		return a->name.second < b->name.second ? -1 : 1;
	return measure_joint_compare(a->units, b->units);
}

static int compare_twins(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;
	int order = compare_names(x, y);

	return order ? order : measure_joint_compare(x->atom, y->atom);
}

static void add_digest(struct twin *twin, struct tl_hash_pair name, int64_t units)
{
	twin->name.first += name.first;
	twin->name.second += name.second;
	twin->units += units;
}

/* The rows of a class are in all its atoms: its own digest stands for theirs. */
static void digest_scanned(const struct joint_contract *contract, struct twin *twins)
{
	for (size_t i = 0; i < contract->joint->scanned_count; i++) {
		const struct measure_scan_class *class = &contract->joint->scanned[i];
		struct tl_hash_pair name;

		if (class->contract != contract->number)
			continue;
		name = tl_hash64_pair(class->cells, class->count * sizeof *class->cells);
		for (uint32_t k = 0; k < class->count; k++)
			add_digest(&twins[contract->joint->atom_of_cell[class->cells[k]]], name,
				class->atom.units);
	}
}

/* Digests of rows say where there are twins, and only that: their order is not that of a result. */
static struct twin *digest_atoms(const struct joint_contract *contract)
{
	struct twin *twins = tl_alloc(contract->joint->model->atoms.count + 1, sizeof *twins);

	for (uint32_t i = 0; i < contract->joint->model->atoms.count; i++)
		twins[i].atom = i;
	for (size_t i = 0; i < contract->pieces.count; i++) {
		const struct joint_piece *piece = &contract->pieces.items[i];

		for (uint32_t k = 0; k < piece->count; k++)
			add_digest(&twins[contract->lists.items[piece->first + k]], piece->name,
				piece->units);
	}
	digest_scanned(contract, twins);
	return twins;
}

static int compare_firsts(const void *a, const void *b)
{
	return measure_joint_compare_lists(a, b);
}

void measure_joint_twins(struct joint_contract *contract)
{
	size_t count = contract->joint->model->atoms.count, made = 0;
	struct twin *twins = digest_atoms(contract);
	struct joint_sorted *sorted = tl_alloc(count + 1, sizeof *sorted);

	qsort(twins, count, sizeof *twins, compare_twins);
	for (size_t i = 0, end; i < count; i = end) {
		struct joint_piece piece = {.first = (uint32_t)contract->lists.count};

		for (end = i; end < count && compare_names(&twins[i], &twins[end]) == 0; end++)
			if (twins[end].units)
				measure_joint_keep(contract, twins[end].atom);
		piece.count = (uint32_t)contract->lists.count - piece.first;
		piece.units = twins[i].units;
		if (piece.count)
			sorted[made++].piece = piece;
	}
	for (size_t i = 0; i < made; i++)
		sorted[i].lists = contract->lists.items;
	qsort(sorted, made, sizeof *sorted, compare_firsts);
	for (size_t i = 0; i < made; i++) {
		const struct joint_piece *piece = &sorted[i].piece;
		struct measure_atom atom =
			contract->joint->model->atoms.items[contract->lists.items[piece->first]];

		atom.units = piece->units;
		*tl_vec_push(&contract->classes) =
			(struct joint_class){piece->first, piece->count, atom};
	}
	free(sorted);
	free(twins);
}
