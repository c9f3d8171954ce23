/*
 * Which sums the cells obey, found from the atoms under them.
 *
 * A cell is a 0/1 row over atoms; a sum is a vector y with y M = 0. All sums together are the left
 * null space of M, and relations_find gives a basis of it: every dependent cell in terms of
 * independent ones, the finest first, so that what comes out are sums that people know (a total and
 * its parts).
 *
 *   1. Atoms under the same cells are one column; cells over the same atoms are equal, which is a
 * sum of two, and only the first stays.
 *   2. What shares no column is apart: a component (union-find).
 *   3. Gaussian elimination in each, modulo the prime 2^61 - 1 and so exactly, rows with the fewest
 *      columns first (eliminate.h). Where every total has its parts this is linear in the table.
 *   4. A component that would cost more than the work allowed, or whose coefficients are no small
 * whole numbers, gives its direct partitions instead (partition.h): fewer sums, every one true.
 *
 * Deterministic: ties go to the cell with the lowest index.
 */
#ifndef DISCLOSE_RELATIONS_H
#define DISCLOSE_RELATIONS_H

#include <throughline/vec.h>

#define RELATIONS_WORK_MAX ((uint64_t)100 * 1000 * 1000) /* multiplications a component; < 1 s */

/* Ways in which a table is added up; a cell has a family per way. Cells of one family agree in
 * every key column but those of the way; among them a total stands for all the others it contains.
 */
enum relations_way { WAY_LOCALITY, WAY_GROUP, WAY_TIME, WAY_COUNT_OF };
struct relations_place {
	uint64_t family;
	bool is_total;
};
struct relations_places {
	struct relations_place in[WAY_COUNT_OF];
};

struct relations_matrix {
	size_t cells, columns;
	const size_t *start; /* cells + 1: where each cell's columns begin */
	const uint32_t *column; /* ascending within a cell, no cell without any */
	const struct relations_places *places; /* per cell; NULL: no partitions known */
	uint64_t work_max; /* 0: RELATIONS_WORK_MAX */
};

struct relations_term {
	uint32_t sum, cell;
	int64_t coefficient; /* of the cell's own units: total of coefficient x units = 0 */
};
struct relations {
	TL_VEC(struct relations_term) terms; /* by sum */
	uint32_t sums;
	size_t components, components_by_partition; /* with more than one cell */
};

void relations_find(const struct relations_matrix *matrix, struct relations *relations);
void relations_free(struct relations *relations);
void relations_add(struct relations *relations, uint32_t cell, int64_t coefficient);
void relations_end_sum(struct relations *relations);

#endif
