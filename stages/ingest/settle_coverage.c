/* Which months a partner's extract speaks of. Absent is not zero: only what is covered can be
 * nought. */
#include "settle_cover.h"

const char *const ingest_coverage_names[] = {
	[COVERAGE_COVERED] = "covered",
	[COVERAGE_PART] = "part",
	[COVERAGE_LATE] = "late",
	[COVERAGE_ABSENT] = "absent",
	[COVERAGE_WITHHELD] = "withheld",
	[COVERAGE_STRAY] = "stray",
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

static bool is_stray(const struct settle_cover *cover, int month_index)
{
	for (size_t i = 0; i < cover->months.count; i++)
		if (cover->months.items[i].index == month_index)
			return cover->months.items[i].stray;
	return false;
}

static bool is_late(const struct settle_cover *cover, struct tl_day first, struct tl_day last)
{
	for (size_t i = 0; i < cover->late_days.count; i++)
		if (cover->late_days.items[i].from.n <= last.n &&
			first.n < cover->late_days.items[i].to.n)
			return true;
	return false;
}

/* Of the days first to last, how many lie in a span, the days before and after all that is known
 * left out. */
static int32_t covered_days(const struct settle_cover *cover, const settle_spans *spans,
	struct tl_day first, struct tl_day last)
{
	int32_t days = 0;

	for (size_t i = 0; i < spans->count; i++) {
		int32_t from = spans->items[i].from.n, to = spans->items[i].to.n - 1;

		from = from < cover->first.n ? cover->first.n : from;
		to = to > cover->last.n ? cover->last.n : to;
		from = from < first.n ? first.n : from;
		to = to > last.n ? last.n : to;
		days += from <= to ? to - from + 1 : 0;
	}
	return days;
}

/* Days that a partner keeps back are not nought, whatever else was delivered of the month.
 * locality: "" for what is withheld of all of them. */
static bool is_withheld(const struct settle_cover *cover, const char *locality, struct tl_day first,
	struct tl_day last)
{
	for (unsigned i = 0; i < cover->contract->withholds_count; i++) {
		const struct tl_withheld *withheld = &cover->contract->withholds[i];

		if (tl_withheld_for(withheld, locality) && withheld->days.from.n <= last.n &&
			first.n < withheld->days.to.n)
			return true;
	}
	return false;
}

static enum ingest_coverage state_of(const struct settle_cover *cover, const settle_spans *spans,
	const char *locality, int month_index)
{
	struct tl_day first = tl_month_day(month_index);
	struct tl_day last = tl_day_add(tl_month_day(month_index + 1), -1);
	int32_t days = covered_days(cover, spans, first, last);

	if (is_withheld(cover, locality, first, last))
		return COVERAGE_WITHHELD;
	if (days == last.n - first.n + 1)
		return COVERAGE_COVERED;
	if (cover->late || is_late(cover, first, last))
		return COVERAGE_LATE;
	if (days)
		return COVERAGE_PART;
	return is_stray(cover, month_index) ? COVERAGE_STRAY : COVERAGE_ABSENT;
}

enum ingest_coverage settle_place_month(
	const struct settle_cover *cover, const struct settle_place *place, int month_index)
{
	return state_of(cover, &place->spans, place->locality, month_index);
}

/* What only some localities have is a part. */
enum ingest_coverage settle_cover_month(const struct settle_cover *cover, int month_index)
{
	enum ingest_coverage state = state_of(cover, &cover->spans, "", month_index);

	for (size_t i = 0; state == COVERAGE_ABSENT && i < cover->place_count; i++) {
		enum ingest_coverage own =
			settle_place_month(cover, &cover->places[i], month_index);

		if (own == COVERAGE_COVERED || own == COVERAGE_PART)
			state = COVERAGE_PART;
	}
	return state;
}
