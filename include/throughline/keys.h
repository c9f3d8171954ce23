/*
 * The partner's own names for people in one delivery: the facts `key` of its shard
 * (schema/shard.sql).
 *
 * A key is its number everywhere else: dense from 0, in byte order of the names.
 */
#ifndef THROUGHLINE_KEYS_H
#define THROUGHLINE_KEYS_H

#include <throughline/arena.h>
#include <throughline/db.h>

struct tl_keys {
	const struct tl_str *names; /* by key_no; in the arena */
	size_t count; /* 0 where the delivery names nobody */
};

/* names: in byte order, each once, none empty. */
bool tl_keys_write(struct tl_db *shard, struct tl_keys keys, struct tl_err *err);
/* EX_DATAERR where the store is damaged. */
bool tl_keys_read(
	struct tl_db *shard, struct tl_arena *arena, struct tl_keys *keys, struct tl_err *err);
bool tl_keys_count(struct tl_db *shard, size_t *count, struct tl_err *err);

#endif
