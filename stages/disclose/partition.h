/*
 * Direct partitions: a total and parts of its own family that cover its columns exactly, each once.
 * What remains of the sums where elimination would cost too much.
 */
#ifndef DISCLOSE_PARTITION_H
#define DISCLOSE_PARTITION_H

#include "relations.h"

void partition_component(const struct relations_matrix *matrix, const uint32_t *cells, size_t count,
	struct relations *relations);

#endif
