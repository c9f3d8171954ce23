/*
 * The report that a partner gets, whole: run/1-ingest/settle/<delivery>.html and .csv are those
 * that read made of the file alone, with what only all deliveries together can tell: rows that
 * count no more and where the first lie, keys that other extracts do not have, episodes that
 * overlap, columns that came otherwise than before, months that are not covered. No value of any
 * row.
 */
#ifndef INGEST_SETTLE_REPORT_H
#define INGEST_SETTLE_REPORT_H

#include "settle_cover.h"

#include <throughline/stagedir.h>

/* db: settle's store, with drift in it. covers: by contract, as in the study. */
bool settle_write_reports(struct tl_stagedir *stage, const struct tl_study *study, struct tl_db *db,
	const struct ingest_shard *shards, size_t count, const struct settle_cover *covers,
	const ingest_found_vec *found, struct tl_err *err);

#endif
