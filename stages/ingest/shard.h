/*
 * The store of one delivery: run/1-ingest/<delivery>/shard.db, schema/shard.sql.
 */
#ifndef INGEST_SHARD_H
#define INGEST_SHARD_H

#include "read.h"

#include <throughline/stagedir.h>

/* Writes shard.db into the .part and its counts and digest into the manifest to be. */
bool ingest_shard_write(struct ingest_reading *reading, const struct tl_delivery *delivery,
	struct tl_stagedir *stage, struct tl_err *err);

#endif
