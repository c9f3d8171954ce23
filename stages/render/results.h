/*
 * results.csv: every published cell, the columns of `cell`, in the order of its key columns.
 */
#ifndef RENDER_RESULTS_H
#define RENDER_RESULTS_H

#include <throughline/db.h>

bool render_results_write(struct tl_db *db, const char *path, struct tl_digest *digest,
	int64_t *rows, struct tl_err *err);

#endif
