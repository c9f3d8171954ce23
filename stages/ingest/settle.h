/*
 * What settle knows while it works: each delivery as its shard says it, and the days that contracts
 * speak of.
 */
#ifndef INGEST_SETTLE_H
#define INGEST_SETTLE_H

#include "ingest.h"

struct ingest_shard {
	const struct tl_delivery *delivery;
	struct tl_db *db; /* NULL when the delivery is late */
	int64_t read, kept, rejected, dead;
	struct tl_day first, last; /* of the rows kept */
	struct tl_day covered_from, covered_to; /* both days included; TL_NO_DAY: not known */
	const char *row_digest;
};

/* A row that is kept, but counted no more. */
struct ingest_dead {
	size_t shard;
	int64_t record_no;
};
typedef TL_VEC(struct ingest_dead) ingest_dead_vec;

/* Opens a delivery's shard and holds its counts against each other: rows read = kept + rejected, by
 * the delivery, by the facts and by the totals. EX_NOINPUT where it was not read yet. */
bool ingest_shard_open(struct ingest_shard *shard, const struct tl_study *study,
	struct tl_arena *arena, struct tl_err *err);

/* Adds the rows of later files that an earlier file of the same contract has already: a file that
 * was delivered again, or overlaps the one before. Within one file equal rows are all meant: a
 * child can be seen twice on a day. So of each distinct row as many live as the file with most of
 * them holds. Shards are in the order of study.yaml, which is the order "earlier" means. */
bool ingest_dead_find(
	struct ingest_shard *shards, size_t count, ingest_dead_vec *dead, struct tl_err *err);

enum ingest_coverage { COVERAGE_COVERED, COVERAGE_PART, COVERAGE_LATE, COVERAGE_ABSENT };
extern const char *const ingest_coverage_names[];

/* What all deliveries of one contract say about a month. */
enum ingest_coverage ingest_coverage_of(const struct tl_contract *contract,
	const struct ingest_shard *shards, size_t count, int month_index);
/* The days a delivery covers: what study.yaml or its contract states, else its rows' own. A
 * register of persons that names no days holds for all of them up to as_at. */
void ingest_coverage_days(struct ingest_shard *shard, struct tl_day as_at);

#endif
