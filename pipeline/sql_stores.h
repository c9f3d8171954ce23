/*
 * All stores of a study behind one read-only connection, for questions that an analyst writes.
 *
 * Stores are attached under their short names (publication, measure, link, settle); the rows that
 * partners sent are virtual tables named <delivery>_<kind's table>, dashes and dots turned into
 * underscores. What was read is asked and not what lies in extracts/, so these may be elsewhere.
 */
#ifndef SQL_STORES_H
#define SQL_STORES_H

#include "pipeline.h"

struct sql_stores {
	struct tl_arena arena;
	const char *study;
	struct tl_db *db; /* in memory and confined (tl_db_confine); all stores are attached */
	TL_VEC(const char *) tables; /* "measure.figure", "police_calls_event": store by store */
};

/* Opens what has been made so far; EX_NOINPUT where that is nothing. Close it either way. */
bool sql_stores_open(struct sql_stores *stores, const char *study, struct tl_err *err);
void sql_stores_close(struct sql_stores *stores);

#endif
