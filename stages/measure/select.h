/*
 * Rows picked by a definition's own SELECT, over views named after the contracts (dashes become
 * underscores). Each view shows a contract's live rows with their own columns and
 *   person     who, the same number in every view
 *   family     their family on the as-at day, likewise (unless the contract has such a column)
 *   record_no  the row's number; every SELECT must hand it on, so that a figure can be explained
 * Beside them there are
 *   study            one row: as_at, month_from, month_to (the last day of the last month)
 *   add_months(d, n) n calendar months after the day d: 29 February and 12 is 28 February
 * The SELECT gives record_no, quantity and either person and day, or person, from_day and to_day,
 * or locality, from_day and to_day. It runs confined: no clock, no chance, no writing, a limit of
 * steps.
 */
#ifndef MEASURE_SELECT_H
#define MEASURE_SELECT_H

#include "rows.h"

/* Whether the SQL speaks of a contract's view. */
bool measure_select_names(const char *sql, const char *contract);
/* Whether it says a column's name, outside of quoted texts and comments. */
bool measure_select_says(const char *sql, const char *name);
/* Whether it reads such a column: says it other than as a name that it gives itself ("1 AS day"),
 * which ORDER BY may say again. */
bool measure_select_reads(const char *sql, const char *name);
/* Every SELECT of a study, prepared against its views without a row: adds to wrong, for each that
 * will not do, a line with file, line and column. False: it could not be looked. Reads no store. */
bool measure_select_check(const struct tl_study *study, struct tl_buf *wrong, struct tl_err *err);
bool measure_select_pick(const struct measure_world *world, const struct measure_pick *pick,
	struct measure_rows *rows, struct tl_err *err);

#endif
