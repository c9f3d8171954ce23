/* What the files select*.c share. */
#ifndef MEASURE_SELECT_PRIVATE_H
#define MEASURE_SELECT_PRIVATE_H

#include "select.h"

#include <throughline/db.h>

#define DELIVERY_SHIFT 40 /* record_no in a view: the delivery's number above, the row's below */

void measure_select_view_name(const char *contract, struct tl_buf *name);
/* False where it adds up, which is the engine's to do. */
bool measure_select_picks_only(const struct measure_pick *pick, struct tl_err *err);
bool measure_select_run(const struct measure_world *world, const struct measure_pick *pick,
	struct tl_db *db, struct measure_rows *rows, struct tl_err *err);

#endif
