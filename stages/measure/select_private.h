/* What the files select*.c share. */
#ifndef MEASURE_SELECT_PRIVATE_H
#define MEASURE_SELECT_PRIVATE_H

#include "select.h"

#include <throughline/db.h>

/* What is wrong with a definition's SELECT, at the byte `offset` of it; -1: as a whole. EX_CONFIG.
 */
bool measure_select_fail(const struct tl_rows *rows, const char *path, int offset,
	struct tl_err *err, const char *format, ...) TL_PRINTF(5, 6);

#define DELIVERY_SHIFT 40 /* record_no in a view: the delivery's number above, the row's below */

void measure_select_view_name(const char *contract, struct tl_buf *name);
/* False where it adds up, which is the engine's to do. */
bool measure_select_picks_only(const struct tl_rows *rows, const char *path, struct tl_err *err);
/* add_months(day, n) and the view "study", before the connection is confined. */
bool measure_select_calendar(struct tl_db *db, const struct tl_study *study, struct tl_err *err);
/* "; did you mean "type"?" where what SQLite says names a column or a view that is not there and
 * one that is there looks like it; else "". Lives in the arena. */
const char *measure_select_hint(
	const struct tl_study *study, const char *said, struct tl_arena *arena);
/* The SELECT over the views that db has; NULL where it is wrong or gives not what it must. */
struct tl_stmt *measure_select_prepare(const struct tl_study *study,
	const struct measure_pick *pick, struct tl_db *db, struct tl_err *err);
bool measure_select_run(const struct measure_world *world, const struct measure_pick *pick,
	struct tl_db *db, struct measure_rows *rows, struct tl_err *err);

#endif
