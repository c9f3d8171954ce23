/*
 * Gaussian elimination of one component, sparse and exact.
 *
 * Rows are taken in the order given. A row that is no combination of earlier ones joins the basis;
 * one that is gives a sum. Basis rows are kept in echelon form with the multipliers that made them,
 * and a sum is only expanded into cells where a row proves dependent, so that nothing fills in on
 * the way.
 */
#ifndef DISCLOSE_ELIMINATE_H
#define DISCLOSE_ELIMINATE_H

#include "relations.h"

/* Columns' scratch for a whole matrix: made once, clean between components. */
struct eliminate_scratch;
struct eliminate_scratch *eliminate_scratch_new(const struct relations_matrix *matrix);
void eliminate_scratch_free(struct eliminate_scratch *scratch);

/* Adds the component's sums. False, with nothing added, where the work would exceed the bound or a
 * coefficient is no fraction of small whole numbers. */
bool eliminate_component(const struct relations_matrix *matrix, const uint32_t *cells, size_t count,
	struct eliminate_scratch *scratch, struct relations *relations);

#endif
