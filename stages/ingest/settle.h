/*
 * What settle knows while it works: each delivery as its shard says it, and the days that contracts
 * speak of.
 */
#ifndef INGEST_SETTLE_H
#define INGEST_SETTLE_H

#include "death.h"
#include "finding.h"
#include "ingest.h"

struct ingest_shard {
	const struct tl_delivery *delivery;
	struct tl_db *db; /* NULL when the delivery is late */
	int64_t read, kept, rejected, dead;
	uint8_t *gone; /* per record number, 1 to read: 0 it lives, else enum ingest_death + 1 */
	int64_t dead_of[DEATH_COUNT_OF];
	struct tl_day first, last; /* of the rows kept */
	struct tl_day covered_from, covered_to; /* both days included; TL_NO_DAY: not known */
	const char *row_digest;
	const char *file_digest; /* of the file's bytes */
};

/* A finding about rows of one delivery, or about it as a whole. */
struct ingest_found {
	size_t shard;
	enum ingest_finding finding;
	const char *field; /* "": none; of a locality: its code */
	int64_t rows;
	const char
		*beside; /* its number beside the one it is held against, or months; NULL: none */
};
typedef TL_VEC(struct ingest_found) ingest_found_vec;

/* Opens a delivery's shard and holds its counts against each other: rows read = kept + rejected, by
 * the delivery, by the facts and by the totals. EX_NOINPUT where it was not read yet. */
bool ingest_shard_open(struct ingest_shard *shard, const struct tl_study *study,
	struct tl_arena *arena, struct tl_err *err);

/* Which rows are counted no more, now that all files are known: marks them in `gone` and adds what
 * is only worth a word to found, its texts in arena. Shards are in the order of study.yaml, which
 * is the order "earlier" means.
 *
 *   delivered again   the file's bytes are those of an earlier one
 *   superseded        as the contract's `replaces` says
 *   duplicate         within one file equal rows are all meant: a child can be seen twice on a day.
 *                     So of each distinct row as many live as the file with most of them holds
 *   keys, episodes    as the contract says */
bool ingest_dead_find(struct ingest_shard *shards, size_t count, size_t threads,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err);

/* Whether what is left of each delivery will do: rows counted no more for a reason that is the
 * sender's are held against the contract's thresholds together with those that read rejected. Adds
 * a sentence to warnings; EX_DATAERR beyond thresholds.stop, and where such rows are all that there
 * was, for a file of which nothing can be used must not count as nought. */
bool settle_judge(const struct ingest_shard *shards, size_t count, struct tl_buf *warnings,
	struct tl_err *err);

/* Parts of the above, a file each. */
void settle_kill(struct ingest_shard *shard, int64_t record_no, enum ingest_death death);
bool settle_replace(struct ingest_shard *shards, size_t count, const struct tl_contract *contract,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err);
bool settle_has_own_period(const struct ingest_shard *shard); /* stated for this file alone */
bool settle_primary_keys(struct ingest_shard *shards, size_t count,
	const struct tl_contract *contract, struct tl_err *err);
bool settle_foreign_keys(
	struct ingest_shard *shards, size_t count, ingest_found_vec *found, struct tl_err *err);
bool settle_lives(
	struct ingest_shard *shards, size_t count, ingest_found_vec *found, struct tl_err *err);
bool settle_episodes(struct ingest_shard *shards, size_t count, const struct tl_contract *contract,
	ingest_found_vec *found, struct tl_err *err);

/* The store of the last release that the ledger names; NULL where nothing was released. below: the
 * same below the study's folder, as an input. */
bool settle_last_release(const struct tl_study *study, struct tl_arena *arena, const char **path,
	const char **below, struct tl_err *err);
/* Volume and freshness against it (NULL: there is none); what is found says both numbers, in arena.
 */
bool settle_bands(const struct tl_study *study, const struct ingest_shard *shards, size_t count,
	const char *release, struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err);
/* Deliveries that it was made from and that are there no more: neither their rows, nor another
 * delivery of the contract that was not released yet and has rows of their days. Of contracts that
 * the study no longer reads a sentence to warnings. */
bool settle_gone(const struct ingest_shard *shards, size_t count, const char *release,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_buf *warnings,
	struct tl_err *err);

/* Fills table finding, and adds a sentence for each to warnings. */
bool settle_write_findings(struct tl_db *db, const struct ingest_shard *shards, size_t count,
	const ingest_found_vec *found, struct tl_buf *warnings, struct tl_err *err);
/* Fills table drift, and adds a sentence for each change since an earlier delivery to warnings. */
bool settle_write_drift(struct tl_db *db, const struct ingest_shard *shards, size_t count,
	struct tl_buf *warnings, struct tl_err *err);

/* Fills table removal, and what settled says of requests; a sentence to its warnings where some
 * found no row. */
bool settle_removals(const struct tl_study *study, const struct ingest_shard *shards, size_t count,
	struct tl_db *db, struct ingest_settled *settled, struct tl_err *err);

/* The days a delivery covers: what study.yaml or its contract states, else its rows' own. A
 * register of persons that names no days holds for all of them up to as_at. */
void ingest_coverage_days(struct ingest_shard *shard, struct tl_day as_at);

#endif
