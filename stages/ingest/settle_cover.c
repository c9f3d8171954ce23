#include "settle_cover.h"

#include <stdlib.h>

#define APART 1 /* months lie together where so many lie between their firsts */
#define APART_AS_THEY_STAND 12
#define STRAY_SHARE 10 /* a tenth */
#define USUAL_LEAST 3 /* below this, one row more or less says nothing */

/* Rows of these kinds are a state that holds, not something that happened. */
static bool as_they_stand(enum tl_kind kind)
{
	return kind == TL_KIND_EPISODES || kind == TL_KIND_RELATIONS ||
	       kind == TL_KIND_POPULATION || kind == TL_KIND_PERSONS;
}

static bool is_stated(const struct ingest_shard *shard)
{
	return tl_day_is_set(shard->delivery->extract->period.from);
}

/* Whether its rows say what is covered: a file of which none counts any more does not. */
static bool speaks(const struct ingest_shard *shard, const struct tl_contract *contract)
{
	return shard->delivery->contract == contract && shard->db && !is_stated(shard) &&
	       shard->dead < shard->kept;
}

/* ---- months, as rows have them ------------------------------------------------------------- */

typedef TL_VEC(struct settle_month) month_vec;

static bool read_months(const struct ingest_shard *shard, month_vec *months, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		shard->db, "SELECT month, rows, first_day FROM month ORDER BY month", err);
	bool row = true, ok = stmt;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(months) = (struct settle_month){
			.index = tl_month_index(tl_column_day(stmt, 0)),
			.rows = tl_column_int(stmt, 1),
			.first = tl_column_day(stmt, 2),
		};
	tl_stmt_free(stmt);
	return ok;
}

static int by_index(const void *a, const void *b)
{
	const struct settle_month *x = a, *y = b;

	if (x->index != y->index)
		return x->index < y->index ? -1 : 1;
	return (x->first.n > y->first.n) - (x->first.n < y->first.n);
}

/* Each month once, with the rows of all files. */
static void join_months(struct settle_month *months, size_t *count)
{
	size_t kept = 0;

	if (*count)
		qsort(months, *count, sizeof *months, by_index);
	for (size_t i = 0; i < *count; i++)
		if (kept && months[kept - 1].index == months[i].index)
			months[kept - 1].rows += months[i].rows;
		else
			months[kept++] = months[i];
	*count = kept;
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The upper median: the rows of the usual month. */
static int64_t usual_rows(const struct settle_month *months, size_t count)
{
	int64_t *rows = tl_alloc(count, sizeof *rows), usual;

	for (size_t i = 0; i < count; i++)
		rows[i] = months[i].rows;
	if (count)
		qsort(rows, count, sizeof *rows, by_size);
	usual = count ? rows[count / 2] : 0;
	free(rows);
	return usual;
}

/* ---- stray months --------------------------------------------------------------------------- */

/* From `at`, the months that lie together, and their rows. */
static size_t together(
	const struct settle_month *months, size_t count, size_t at, int apart, int64_t *rows)
{
	size_t end = at;

	*rows = 0;
	do
		*rows += months[end++].rows;
	while (end < count && months[end].index - months[end - 1].index <= apart);
	return end;
}

static void find_stray(struct settle_month *months, size_t count, bool stand)
{
	int apart = stand ? APART_AS_THEY_STAND : APART;
	int64_t yard = stand ? 0 : usual_rows(months, count), rows;

	for (size_t at = 0, end; stand && at < count; at = end) {
		end = together(months, count, at, apart, &rows);
		yard = rows > yard ? rows : yard;
	}
	for (size_t at = 0, end; at < count; at = end) {
		end = together(months, count, at, apart, &rows);
		for (size_t i = at; i < end; i++)
			months[i].stray = rows < (yard + STRAY_SHARE - 1) / STRAY_SHARE ||
					  (rows == 1 && yard >= USUAL_LEAST);
	}
}

static const struct settle_month *month_of(
	const struct settle_month *months, size_t count, int index)
{
	for (size_t i = 0; i < count; i++)
		if (months[i].index == index)
			return &months[i];
	return NULL;
}

/* Rows of a file that lie in stray months. */
static bool say_stray(const struct settle_cover *cover, const struct ingest_shard *shards, size_t i,
	ingest_found_vec *found, struct tl_err *err)
{
	month_vec own = {0};
	int64_t rows = 0;
	bool ok = read_months(&shards[i], &own, err);

	for (size_t j = 0; j < own.count; j++) {
		const struct settle_month *month =
			month_of(cover->months.items, cover->months.count, own.items[j].index);

		rows += month && month->stray ? own.items[j].rows : 0;
	}
	if (rows)
		*tl_vec_push(found) = (struct ingest_found){i, FINDING_STRAY, "", rows, NULL};
	tl_vec_free(&own);
	return ok;
}

/* ---- days ----------------------------------------------------------------------------------- */

static void add_span(settle_spans *spans, struct tl_day from, struct tl_day to)
{
	if (from.n < to.n)
		*tl_vec_push(spans) = (struct tl_span){from, to};
}

static void see_edges(struct settle_cover *cover, struct tl_day first, struct tl_day last)
{
	if (!tl_day_is_set(cover->first) || first.n < cover->first.n)
		cover->first = first;
	if (!tl_day_is_set(cover->last) || last.n > cover->last.n)
		cover->last = last;
}

/* The last day that any row speaks of, where that is in this month; else the month's own last. */
static struct tl_day last_day_of(const struct settle_cover *cover,
	const struct ingest_shard *shards, size_t count, int month_index)
{
	struct tl_day last = TL_NO_DAY;

	for (size_t i = 0; i < count; i++)
		if (speaks(&shards[i], cover->contract) && tl_day_is_set(shards[i].last) &&
			tl_month_index(shards[i].last) == month_index && shards[i].last.n > last.n)
			last = shards[i].last;
	return tl_day_is_set(last) ? last : tl_day_add(tl_month_day(month_index + 1), -1);
}

static void cover_months(
	struct settle_cover *cover, const struct ingest_shard *shards, size_t count)
{
	for (size_t i = 0; i < cover->months.count; i++) {
		const struct settle_month *month = &cover->months.items[i];

		if (month->stray)
			continue;
		add_span(&cover->spans, tl_month_day(month->index), tl_month_day(month->index + 1));
		see_edges(cover, month->first, last_day_of(cover, shards, count, month->index));
	}
}

static void cover_from_first_month(struct settle_cover *cover, struct tl_day as_at)
{
	for (size_t i = 0; i < cover->months.count; i++) {
		const struct settle_month *month = &cover->months.items[i];

		if (month->stray)
			continue;
		add_span(&cover->spans, tl_month_day(month->index), tl_day_add(as_at, 1));
		see_edges(cover, month->first, as_at);
		return;
	}
}

static int by_start(const void *a, const void *b)
{
	const struct tl_span *x = a, *y = b;

	if (x->from.n != y->from.n)
		return x->from.n < y->from.n ? -1 : 1;
	return (x->to.n > y->to.n) - (x->to.n < y->to.n);
}

static void join_spans(settle_spans *spans)
{
	struct tl_span *items = spans->items;
	size_t kept = 0;

	if (spans->count)
		qsort(items, spans->count, sizeof *items, by_start);
	for (size_t i = 0; i < spans->count; i++)
		if (!kept || items[i].from.n > items[kept - 1].to.n)
			items[kept++] = items[i];
		else if (items[i].to.n > items[kept - 1].to.n)
			items[kept - 1].to = items[i].to;
	spans->count = kept;
}

void settle_spans_cut(settle_spans *spans, struct tl_span out)
{
	size_t count = spans->count;

	for (size_t i = 0; i < count; i++) {
		struct tl_span span = spans->items[i];

		if (span.to.n <= out.from.n || out.to.n <= span.from.n)
			continue;
		spans->items[i].to = out.from.n < span.from.n ? span.from : out.from;
		add_span(spans, out.to.n < span.from.n ? span.from : out.to, span.to);
	}
	count = 0;
	for (size_t i = 0; i < spans->count; i++)
		if (spans->items[i].from.n < spans->items[i].to.n)
			spans->items[count++] = spans->items[i];
	spans->count = count;
	join_spans(spans);
}

/* ---- what is worth a word ------------------------------------------------------------------- */

static struct tl_span days_of(int month)
{
	return (struct tl_span){tl_month_day(month), tl_month_day(month + 1)};
}

/* Said of the last file, for the others may come to fill it. */
static void say_gap(const struct settle_cover *cover, const struct ingest_shard *shards,
	size_t count, ingest_found_vec *found)
{
	size_t last = count;

	for (size_t i = 0; i < count; i++)
		last = speaks(&shards[i], cover->contract) ? i : last;
	if (last == count || !tl_day_is_set(cover->first) || as_they_stand(cover->contract->kind))
		return;
	for (int month = tl_month_index(cover->first) + 1; month < tl_month_index(cover->last);
		month++)
		if (settle_cover_month(cover, month) == COVERAGE_ABSENT) {
			*tl_vec_push(found) = (struct ingest_found){
				last, FINDING_GAP, "", shards[last].read, NULL};
			return;
		}
}

/* Months of the period of which no file has a row, where the usual month has some. */
struct empty {
	const struct settle_month *months; /* of all files, each once */
	size_t count;
	int64_t usual;
	struct tl_day as_at;
};

static bool is_empty(const struct empty *empty, struct tl_span period, int month)
{
	struct tl_span days = days_of(month);

	return days.from.n >= period.from.n && days.to.n <= period.to.n &&
	       days.to.n <= empty->as_at.n + 1 && !month_of(empty->months, empty->count, month);
}

/* Of a period stated for one file: it counts as nought, and is said once. */
static bool say_empty(const struct empty *empty, const struct ingest_shard *shards, size_t at,
	ingest_found_vec *found)
{
	struct tl_span period = shards[at].delivery->extract->period;

	for (int month = tl_month_index(period.from); month < tl_month_index(period.to); month++)
		if (is_empty(empty, period, month)) {
			*tl_vec_push(found) =
				(struct ingest_found){at, FINDING_EMPTY, "", shards[at].read, NULL};
			return true;
		}
	return false;
}

/* A period stated for several files together does not say that the file of this month came. */
static bool cut_empty(struct settle_cover *cover, const struct empty *empty,
	const struct ingest_shard *shards, size_t at, struct tl_arena *arena,
	ingest_found_vec *found)
{
	struct tl_span period = shards[at].delivery->extract->period;
	struct tl_buf months = {0};
	char day[11];
	bool any;

	for (int month = tl_month_index(period.from); month < tl_month_index(period.to); month++) {
		if (!is_empty(empty, period, month))
			continue;
		settle_spans_cut(&cover->spans, days_of(month));
		tl_buf_addf(&months, "%s%.7s", months.length ? ", " : "",
			tl_day_iso(tl_month_day(month), day));
	}
	any = months.length;
	if (any)
		*tl_vec_push(found) = (struct ingest_found){at, FINDING_NO_FILE, "",
			shards[at].read, tl_arena_text(arena, tl_buf_str(&months))};
	tl_buf_free(&months);
	return any;
}

static bool find_empty(struct settle_cover *cover, struct tl_day as_at,
	const struct ingest_shard *shards, size_t count, struct tl_arena *arena,
	ingest_found_vec *found, struct tl_err *err)
{
	month_vec all = {0};
	struct empty empty = {.as_at = as_at};
	bool ok = true, said = as_they_stand(cover->contract->kind);
	size_t files = 0;

	for (size_t i = 0; ok && i < count; i++)
		if (shards[i].delivery->contract == cover->contract && shards[i].db) {
			ok = read_months(&shards[i], &all, err);
			files++;
		}
	join_months(all.items, &all.count);
	empty.months = all.items;
	empty.count = all.count;
	empty.usual = usual_rows(all.items, all.count);
	for (size_t i = 0; ok && i < count && !said; i++) {
		bool own = settle_has_own_period(&shards[i]);

		if (shards[i].delivery->contract != cover->contract || !shards[i].db ||
			!is_stated(&shards[i]))
			continue;
		if (!own && files > 1 && empty.usual >= SETTLE_USUAL_ROWS)
			said = cut_empty(cover, &empty, shards, i, arena, found);
		else if (empty.usual >= USUAL_LEAST)
			said = say_empty(&empty, shards, i, found);
	}
	tl_vec_free(&all);
	return ok;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool read_rows(struct settle_cover *cover, const struct tl_study *study,
	const struct ingest_shard *shards, size_t count, struct tl_err *err)
{
	month_vec months = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++) {
		const struct ingest_shard *shard = &shards[i];
		struct tl_span period = shard->delivery->extract->period;

		if (shard->delivery->contract != cover->contract)
			continue;
		cover->late = cover->late || (!shard->db && !settle_has_own_period(shard));
		if (!shard->db && settle_has_own_period(shard))
			*tl_vec_push(&cover->late_days) = period;
		if (shard->db && is_stated(shard)) {
			add_span(&cover->spans, period.from, period.to);
			see_edges(cover, period.from, tl_day_add(period.to, -1));
		} else if (shard->db && cover->contract->kind == TL_KIND_PERSONS && shard->kept) {
			add_span(&cover->spans, tl_day_of(1, 1, 1), tl_day_add(study->as_at, 1));
			see_edges(cover, tl_day_of(1, 1, 1), study->as_at);
		} else if (speaks(shard, cover->contract)) {
			ok = read_months(shard, &months, err);
		}
	}
	join_months(months.items, &months.count);
	for (size_t i = 0; i < months.count; i++)
		*tl_vec_push(&cover->months) = months.items[i];
	tl_vec_free(&months);
	return ok;
}

bool settle_cover_make(struct settle_cover *cover, const struct tl_study *study,
	const struct tl_contract *contract, const struct ingest_shard *shards, size_t count,
	struct tl_arena *arena, ingest_found_vec *found, struct tl_err *err)
{
	bool ok;

	*cover = (struct settle_cover){.contract = contract, .first = TL_NO_DAY, .last = TL_NO_DAY};
	ok = read_rows(cover, study, shards, count, err);
	find_stray(cover->months.items, cover->months.count, as_they_stand(contract->kind));
	if (as_they_stand(contract->kind))
		cover_from_first_month(cover, study->as_at);
	else
		cover_months(cover, shards, count);
	join_spans(&cover->spans);
	for (size_t i = 0; i < cover->late_days.count; i++)
		settle_spans_cut(&cover->spans, cover->late_days.items[i]);
	ok = ok && find_empty(cover, study->as_at, shards, count, arena, found, err) &&
	     settle_places_make(cover, study, shards, count, arena, found, err);
	for (size_t i = 0; ok && i < count; i++)
		if (speaks(&shards[i], contract) && contract->kind != TL_KIND_PERSONS)
			ok = say_stray(cover, shards, i, found, err);
	if (ok)
		say_gap(cover, shards, count, found);
	return ok;
}

void settle_cover_free(struct settle_cover *cover)
{
	tl_vec_free(&cover->late_days);
	tl_vec_free(&cover->spans);
	tl_vec_free(&cover->months);
	settle_places_free(cover);
}
