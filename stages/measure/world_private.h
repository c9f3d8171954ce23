/* What the files world*.c share. */
#ifndef MEASURE_WORLD_PRIVATE_H
#define MEASURE_WORLD_PRIVATE_H

#include "world.h"

bool measure_world_load_partners(
	struct measure_world *world, struct tl_db *settle, struct tl_db *link, struct tl_err *err);
/* Localities too. */
bool measure_world_load_people(struct measure_world *world, struct tl_db *link, struct tl_err *err);

/* By person; NULL on failure. In the world's arena. */
const bool *measure_world_present(
	struct measure_world *world, struct tl_db *link, const char *threshold, struct tl_err *err);

#endif
