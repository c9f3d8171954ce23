/* Which months a partner's extract speaks of. Absent is not zero: only what is covered can be
 * nought. */
#include "settle.h"

const char *const ingest_coverage_names[] = {
	[COVERAGE_COVERED] = "covered",
	[COVERAGE_PART] = "part",
	[COVERAGE_LATE] = "late",
	[COVERAGE_ABSENT] = "absent",
	[COVERAGE_WITHHELD] = "withheld",
};

void ingest_coverage_days(struct ingest_shard *shard, struct tl_day as_at)
{
	struct tl_span stated = shard->delivery->extract->period;

	shard->covered_from = shard->first;
	shard->covered_to = shard->last;
	if (shard->delivery->contract->kind == TL_KIND_PERSONS && shard->kept) {
		shard->covered_from = tl_day_of(1, 1, 1);
		shard->covered_to = as_at;
	}
	if (tl_day_is_set(stated.from)) {
		shard->covered_from = stated.from;
		shard->covered_to = tl_day_add(stated.to, -1);
	}
}

struct reach {
	struct tl_day from, to; /* both included */
	bool late;
};

/* From the first to the last day of any delivery: a quiet week between two files is no gap. */
static struct reach reach_of(
	const struct tl_contract *contract, const struct ingest_shard *shards, size_t count)
{
	struct reach reach = {TL_NO_DAY, TL_NO_DAY, false};

	for (size_t i = 0; i < count; i++) {
		const struct ingest_shard *shard = &shards[i];

		if (shard->delivery->contract != contract)
			continue;
		if (!shard->db) {
			reach.late = true;
			continue;
		}
		if (tl_day_is_set(shard->covered_from) &&
			(!tl_day_is_set(reach.from) || shard->covered_from.n < reach.from.n))
			reach.from = shard->covered_from;
		if (tl_day_is_set(shard->covered_to) &&
			(!tl_day_is_set(reach.to) || shard->covered_to.n > reach.to.n))
			reach.to = shard->covered_to;
	}
	return reach;
}

enum ingest_coverage ingest_coverage_of(const struct tl_contract *contract,
	const struct ingest_shard *shards, size_t count, int month_index)
{
	struct reach reach = reach_of(contract, shards, count);
	struct tl_day first = tl_month_day(month_index);
	struct tl_day last = tl_day_add(tl_month_day(month_index + 1), -1);

	/* Days that a partner keeps back are not nought, whatever else was delivered of the month.
	 */
	for (unsigned i = 0; i < contract->withholds_count; i++)
		if (contract->withholds[i].days.from.n <= last.n &&
			first.n < contract->withholds[i].days.to.n)
			return COVERAGE_WITHHELD;

	if (tl_day_is_set(reach.from) && tl_day_is_set(reach.to)) {
		if (reach.from.n <= first.n && last.n <= reach.to.n)
			return COVERAGE_COVERED;
		if (reach.from.n <= last.n && first.n <= reach.to.n)
			return reach.late ? COVERAGE_LATE : COVERAGE_PART;
	}
	return reach.late ? COVERAGE_LATE : COVERAGE_ABSENT;
}
