/* What the files emit*.c share. */
#ifndef MEASURE_EMIT_PRIVATE_H
#define MEASURE_EMIT_PRIVATE_H

#include "emit.h"

#include <throughline/facts.h>

struct measure_emitting {
	struct tl_db *db;
	const struct measure_model *model;
	const struct measure_point **order; /* in key order */
	int64_t *number; /* of a point, from 1 */
	struct tl_err *err;
};

/* Ends the table of facts, shows it under its name and frees the writer. */
bool measure_emit_facts(
	struct measure_emitting *e, struct tl_facts_writer *facts, const char *table);
bool measure_emit_atoms(struct measure_emitting *e);
bool measure_emit_recipes(struct measure_emitting *e);

#endif
