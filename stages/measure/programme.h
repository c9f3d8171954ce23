/* Everything about one programme: who is in it, how far they came, what happened before and after.
 */
#ifndef MEASURE_PROGRAMME_H
#define MEASURE_PROGRAMME_H

#include "model.h"
#include "world.h"

bool measure_programme_run(const struct measure_world *world, const struct tl_programme *programme,
	struct measure_model *model, struct tl_err *err);

#endif
