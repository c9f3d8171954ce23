/*
 * One block as a linear programme (GLPK): the least and the largest value of each hidden cell under
 * all sums of the block at once.
 *
 * Columns are the cells not known exactly, shifted to begin at 0; rows are the sums. Every solution
 * met on the way also bounds the other cells, and a cell seen wide enough is not solved for.
 */
#ifndef AUDIT_SOLVE_H
#define AUDIT_SOLVE_H

#include "attack.h"

bool solve_block(struct attack *attack, const size_t *cells, size_t cell_count, const size_t *sums,
	size_t sum_count, struct tl_err *err);

#endif
