/* What the files joint*.c share: see joint.h. */
#ifndef MEASURE_JOINT_PRIVATE_H
#define MEASURE_JOINT_PRIVATE_H

#include "joint.h"

#include <throughline/hash.h>

/* A stretch of one row's line that lies in the same atoms throughout. */
struct joint_piece {
	uint32_t first, count; /* in `lists`: its atoms, ascending */
	int64_t units, who;
	struct tl_hash_pair name; /* digests of the row and the stretch */
};

struct joint_class {
	uint32_t first, count; /* in `lists` */
	struct measure_atom atom;
};

struct joint {
	struct measure_model *model;
	size_t jobs;
	uint32_t *contract_of; /* per delivery: the first delivery of the same contract */
	const struct measure_scan_class *scanned; /* of all contracts */
	size_t scanned_count;
	uint32_t *atom_of_cell; /* of the scan */
	struct joint_contract *contracts;
	size_t contract_count;
};

/* One contract's: they have nothing to do with each other until atoms are replaced. */
struct joint_contract {
	const struct joint *joint;
	uint32_t number; /* its first delivery */
	TL_VEC(uint32_t) lists; /* atoms of the model as it was */
	TL_VEC(struct joint_piece) pieces;
	TL_VEC(struct joint_class) classes;
};

static inline int measure_joint_compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static inline size_t measure_joint_cells(const struct measure_scan_tally *tally)
{
	return measure_cross_size(&tally->cross) * tally->classes;
}

/* Orders pieces or classes by their lists of atoms. */
struct joint_sorted { /* qsort has no context */
	const uint32_t *lists;
	struct joint_piece piece;
};
int measure_joint_compare_lists(const struct joint_sorted *a, const struct joint_sorted *b);

/* joint_pieces.c: first for all contracts together; then the pieces of one. */
void measure_joint_lines(struct joint *joint);
void measure_joint_cut(struct joint_contract *contract);
uint32_t measure_joint_keep(struct joint_contract *contract, uint32_t atom);

/* joint_classes.c: false: there are too many, and none was made. */
bool measure_joint_classes(struct joint_contract *contract);
/* joint_twins.c: then atoms with the same rows become one. */
void measure_joint_twins(struct joint_contract *contract);
/* joint_replace.c: the classes of all contracts instead of the model's atoms. */
void measure_joint_replace(struct joint *joint);

#endif
