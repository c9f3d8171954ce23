/* Which localities an extract has rows of, month by month: a file may lack one of them alone. */
#include "settle_cover.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/facts.h>

struct presence {
	const struct tl_study *study;
	int first; /* month index */
	size_t months;
	int64_t *rows; /* by locality of the study, then month */
	/* of one file alone, by month: its rows, and those whose locality is none of the study's */
	int64_t *all, *elsewhere;
};

static int64_t rows_in(const struct presence *presence, size_t locality, size_t month)
{
	return presence->rows[locality * presence->months + month];
}

/* ---- counting rows -------------------------------------------------------------------------- */

/* Of each word of the column the number of the locality, or of none: localities_count for a place
 * that the study does not know, which read wrote as "elsewhere"; one more for a blank. */
static size_t *localities_of(const struct tl_study *study, const struct tl_fact_array *column)
{
	size_t *localities = tl_alloc(column->word_count + 1, sizeof *localities);

	for (size_t word = 0; word < column->word_count; word++) {
		localities[word] = study->localities_count + !column->words[word].length;
		for (size_t i = 0; i < study->localities_count; i++)
			if (tl_str_equal(column->words[word], tl_str(study->localities[i].code)))
				localities[word] = i;
	}
	return localities;
}

/* A row speaks of the month of its day; a number for a longer period, of all months in it. */
static void note(struct presence *presence, size_t locality, int32_t day, int32_t end)
{
	int first = tl_month_index((struct tl_day){day}) - presence->first;
	int last = end > day ? tl_month_index((struct tl_day){end - 1}) - presence->first : first;

	for (int month = first < 0 ? 0 : first; month <= last && (size_t)month < presence->months;
		month++) {
		presence->all[month]++;
		if (locality < presence->study->localities_count)
			presence->rows[locality * presence->months + (size_t)month]++;
		else if (locality == presence->study->localities_count)
			presence->elsewhere[month]++;
	}
}

static const struct tl_fact_array *day_column(const struct tl_fact_table *table, const char *name)
{
	const struct tl_fact_array *column = tl_fact_column_of(table, name);

	return column && column->type == TL_FACT_DAY ? column : NULL;
}

static void note_rows(struct presence *presence, const struct ingest_shard *shard,
	const struct tl_fact_table *table)
{
	const struct tl_fact_array *places = tl_fact_column_of(table, "locality");
	const struct tl_fact_array *records = tl_fact_column_of(table, "record_no");
	const struct tl_fact_array *days = day_column(table, "date");
	const struct tl_fact_array *ends = NULL;
	size_t *localities;

	if (!days) {
		days = day_column(table, "start");
		ends = day_column(table, "end");
	}
	if (!places || places->type != TL_FACT_TEXT || !records || !days)
		return;
	localities = localities_of(presence->study, places);
	for (size_t row = 0; row < table->rows; row++) {
		size_t locality = localities[places->codes[row]];

		if (days->days[row] != TL_NO_DAY.n &&
			(!shard->dead || !shard->gone[records->ints[row]]))
			note(presence, locality, days->days[row],
				ends && ends->days[row] != TL_NO_DAY.n ? ends->days[row] : 0);
	}
	free(localities);
}

static bool read_shard(
	struct presence *presence, const struct ingest_shard *shard, struct tl_err *err)
{
	static const char *const names[] = {"record_no", "locality", "date", "start", "end"};
	struct tl_arena arena = {0};
	struct tl_fact_table table;
	bool found, ok;

	ok = tl_facts_read_columns(shard->db, tl_kinds[shard->delivery->contract->kind].table,
		names, TL_LEN(names), &arena, &table, &found, err);
	if (ok && found)
		note_rows(presence, shard, &table);
	tl_arena_free(&arena);
	return ok;
}

/* ---- rows of none of the study's localities ------------------------------------------------- */

static void add_month(struct tl_buf *out, int month)
{
	char day[11];

	tl_buf_addf(out, "%.7s", tl_day_iso(tl_month_day(month), day));
}

/* A contract that says it has every locality of the study should have no other; elsewhere a tenth
 * is let pass. */
static bool is_much(const struct tl_contract *contract, int64_t elsewhere, int64_t all)
{
	return contract->coverage.by == TL_COVERAGE_BY_LOCALITY
		       ? elsewhere > 0
		       : elsewhere >= SETTLE_USUAL_ROWS && elsewhere * 10 > all;
}

/* Which of the study's localities they are spelt almost like, in all of the file. */
static bool add_near(const struct ingest_shard *shard, struct tl_buf *out, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		shard->db, "SELECT locality FROM near_locality ORDER BY locality", err);
	bool row = true, ok = stmt;
	size_t count = 0;

	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		tl_buf_addf(out, "%s\"%s\"", count++ ? ", " : "; spelt almost like ",
			tl_column_textz(stmt, 0));
	tl_stmt_free(stmt);
	return ok;
}

/* "2018-03: 59 of 103 rows": months of one file, which then counts anew. */
static bool say_elsewhere(const struct settle_cover *cover, struct presence *presence, size_t shard,
	const struct ingest_shard *shards, struct tl_arena *arena, ingest_found_vec *found,
	struct tl_err *err)
{
	struct tl_buf months = {0};
	int64_t rows = 0;
	bool ok = true;

	for (size_t month = 0; month < presence->months; month++) {
		int64_t elsewhere = presence->elsewhere[month], all = presence->all[month];

		presence->elsewhere[month] = presence->all[month] = 0;
		if (!is_much(cover->contract, elsewhere, all))
			continue;
		tl_buf_addc(&months, months.length ? ", " : "");
		add_month(&months, presence->first + (int)month);
		tl_buf_addf(&months, ": %lld of %lld rows", (long long)elsewhere, (long long)all);
		rows += elsewhere;
	}
	if (rows)
		ok = add_near(&shards[shard], &months, err);
	if (rows)
		*tl_vec_push(found) = (struct ingest_found){shard, FINDING_ELSEWHERE, "", rows,
			tl_arena_text(arena, tl_buf_str(&months))};
	tl_buf_free(&months);
	return ok;
}

/* ---- localities whose rows are missing ------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The upper median over the months that the extract covers. */
static int64_t usual_rows(const struct presence *presence, const bool *covered, size_t locality)
{
	int64_t *rows = tl_alloc(presence->months + 1, sizeof *rows), usual;
	size_t count = 0;

	for (size_t month = 0; month < presence->months; month++)
		if (covered[month])
			rows[count++] = rows_in(presence, locality, month);
	qsort(rows, count, sizeof *rows, by_size);
	usual = count ? rows[count / 2] : 0;
	free(rows);
	return usual;
}

/* "2018-03, 2018-05 to 2018-06": covered months in which the locality has no row. */
static void add_missing(
	const struct presence *presence, const bool *covered, size_t locality, struct tl_buf *out)
{
	for (size_t month = 0; month < presence->months; month++) {
		size_t last = month;

		if (!covered[month] || rows_in(presence, locality, month))
			continue;
		while (last + 1 < presence->months && covered[last + 1] &&
			!rows_in(presence, locality, last + 1))
			last++;
		tl_buf_addc(out, out->length ? ", " : "");
		add_month(out, presence->first + (int)month);
		if (last > month) {
			tl_buf_addc(out, " to ");
			add_month(out, presence->first + (int)last);
		}
		month = last;
	}
}

/* Said of the last file, for the others may come to fill it. A locality of which hardly anything
 * ever comes is only worth a word where the contract expects it. */
static void say_missing(const struct settle_cover *cover, const struct presence *presence,
	const bool *covered, const struct ingest_shard *shards, size_t last, struct tl_arena *arena,
	ingest_found_vec *found)
{
	bool expected = cover->contract->coverage.by == TL_COVERAGE_BY_LOCALITY;
	struct tl_buf months = {0};

	for (size_t i = 0; i < presence->study->localities_count; i++) {
		if (!expected && usual_rows(presence, covered, i) < SETTLE_USUAL_ROWS)
			continue;
		tl_buf_clear(&months);
		add_missing(presence, covered, i, &months);
		if (months.length)
			*tl_vec_push(found) = (struct ingest_found){last,
				expected ? FINDING_NO_LOCALITY : FINDING_LOCALITY_EMPTY,
				presence->study->localities[i].code, shards[last].read,
				tl_arena_text(arena, tl_buf_str(&months))};
	}
	tl_buf_free(&months);
}

/* Takes days out of a locality's, and so out of all localities'. */
static void cut(struct settle_cover *cover, struct settle_place *place, struct tl_span days)
{
	settle_spans_cut(&place->spans, days);
	settle_spans_cut(&cover->spans, days);
}

static void cut_missing(struct settle_cover *cover, const struct presence *presence)
{
	for (size_t i = 0; i < cover->place_count; i++)
		for (size_t month = 0; month < presence->months; month++) {
			int index = presence->first + (int)month;

			if (!rows_in(presence, i, month))
				cut(cover, &cover->places[i],
					(struct tl_span){
						tl_month_day(index), tl_month_day(index + 1)});
		}
}

static void cut_withheld(struct settle_cover *cover)
{
	const struct tl_contract *contract = cover->contract;

	for (size_t i = 0; i < cover->place_count; i++)
		for (unsigned w = 0; w < contract->withholds_count; w++)
			if (contract->withholds[w].localities_count &&
				tl_withheld_for(&contract->withholds[w], cover->places[i].locality))
				cut(cover, &cover->places[i], contract->withholds[w].days);
}

static void init_places(struct settle_cover *cover, const struct tl_study *study)
{
	cover->places = tl_alloc(study->localities_count + 1, sizeof *cover->places);
	cover->place_count = study->localities_count;
	for (size_t i = 0; i < cover->place_count; i++) {
		cover->places[i].locality = study->localities[i].code;
		for (size_t j = 0; j < cover->spans.count; j++)
			*tl_vec_push(&cover->places[i].spans) = cover->spans.items[j];
	}
}

void settle_places_free(struct settle_cover *cover)
{
	for (size_t i = 0; i < cover->place_count; i++)
		tl_vec_free(&cover->places[i].spans);
	free(cover->places);
	cover->places = NULL;
	cover->place_count = 0;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool has_locality(const struct tl_contract *contract)
{
	for (unsigned i = 0; i < contract->fields_count; i++)
		if (contract->fields[i].role == TL_ROLE_LOCALITY)
			return true;
	return false;
}

/* Whole months from the first day known to the last, as far as anything is known of them. */
static void span_months(struct presence *presence, const struct settle_cover *cover)
{
	int32_t last =
		cover->last.n < presence->study->as_at.n ? cover->last.n : presence->study->as_at.n;

	if (!tl_day_is_set(cover->first) || last < cover->first.n)
		return;
	presence->first = tl_month_index(cover->first);
	presence->months = (size_t)(tl_month_index((struct tl_day){last}) - presence->first + 1);
}

/* Months of which the extract as a whole is not known to be without anything. */
static bool *whole_months(const struct settle_cover *cover, const struct presence *presence)
{
	bool *covered = tl_alloc(presence->months + 1, sizeof *covered);

	for (size_t month = 0; month < presence->months; month++) {
		enum ingest_coverage state =
			settle_cover_month(cover, presence->first + (int)month);

		covered[month] = state == COVERAGE_COVERED || state == COVERAGE_PART;
	}
	return covered;
}

static bool find_missing(struct settle_cover *cover, struct presence *presence,
	const struct ingest_shard *shards, size_t count, struct tl_arena *arena,
	ingest_found_vec *found, struct tl_err *err)
{
	size_t localities = presence->study->localities_count, last = count;
	bool *covered = whole_months(cover, presence);
	bool ok = true;

	presence->rows = tl_alloc(localities * presence->months + 1, sizeof *presence->rows);
	presence->all = tl_alloc(presence->months, sizeof *presence->all);
	presence->elsewhere = tl_alloc(presence->months, sizeof *presence->elsewhere);
	for (size_t i = 0; ok && i < count; i++)
		if (shards[i].delivery->contract == cover->contract && shards[i].db) {
			ok = read_shard(presence, &shards[i], err) &&
			     say_elsewhere(cover, presence, i, shards, arena, found, err);
			last = i;
		}
	if (ok && last < count)
		say_missing(cover, presence, covered, shards, last, arena, found);
	if (ok && cover->contract->coverage.by == TL_COVERAGE_BY_LOCALITY)
		cut_missing(cover, presence);
	free(presence->elsewhere);
	free(presence->all);
	free(presence->rows);
	free(covered);
	return ok;
}

bool settle_places_make(struct settle_cover *cover, const struct tl_study *study,
	const struct ingest_shard *shards, size_t count, struct tl_arena *arena,
	ingest_found_vec *found, struct tl_err *err)
{
	const struct tl_contract *contract = cover->contract;
	struct presence presence = {.study = study};
	bool ok = true;

	if (!study->localities_count || study->localities_open)
		return true;
	if (tl_contract_by_locality(contract))
		init_places(cover, study);
	span_months(&presence, cover);
	if (presence.months && has_locality(contract) &&
		(contract->kind == TL_KIND_EVENTS || tl_kinds[contract->kind].of_months))
		ok = find_missing(cover, &presence, shards, count, arena, found, err);
	cut_withheld(cover);
	return ok;
}
