/* The definitions behind the figures: those of the study and the product's own (rows, linkage). */
#ifndef MEASURE_DEFINITIONS_H
#define MEASURE_DEFINITIONS_H

#include "world.h"

#include <throughline/db.h>

/* The name of a definition in the store: the first 16 hex digits of its digest. */
const char *measure_definition_name(struct tl_arena *arena, const char *digest);
/* The product's own; `own` is "rows" or "linkage". */
const char *measure_definition_own(struct tl_arena *arena, const char *own);
/* Its rule in words; "" for any other name. */
const char *measure_definition_own_rule(const char *own);

struct measure_definition {
	const char *id, *kind, *name, *title, *about, *polarity, *rule;
	unsigned version;
};
struct measure_definitions {
	struct tl_arena arena;
	TL_VEC(struct measure_definition) items;
};
/* All of them, by id. Of the world only the study and how many localities there are is read. */
bool measure_definitions_list(
	struct measure_definitions *list, const struct measure_world *world, struct tl_err *err);
void measure_definitions_free(struct measure_definitions *list);
bool measure_emit_definitions(
	struct tl_db *db, const struct measure_definitions *list, struct tl_err *err);

#endif
