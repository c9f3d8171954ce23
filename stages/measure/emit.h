/* Writes a model as run/3-measure/measure.db, in key order. */
#ifndef MEASURE_EMIT_H
#define MEASURE_EMIT_H

#include "model.h"
#include "world.h"

#include <throughline/db.h>

bool measure_emit(struct tl_db *db, const struct measure_world *world,
	const struct measure_model *model, struct tl_err *err);
/* about, label, definition and coverage: words.c. */
bool measure_emit_words(struct tl_db *db, const struct measure_world *world,
	const struct measure_model *model, struct tl_err *err);

#endif
