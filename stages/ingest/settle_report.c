#include "settle_report.h"

#include "settle_rows.h"

#include <string.h>
#include <throughline/html.h>
#include <throughline/infile.h>
#include <throughline/num.h>
#include <throughline/outfile.h>

#define REPORT_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define PLACES_TOLD 5

/* A thing said of a delivery. */
struct said {
	int64_t rows; /* of those kept; -1: of the delivery as a whole */
	const char *what, *sentence, *places;
};
typedef TL_VEC(struct said) said_vec;

struct telling {
	struct tl_arena arena;
	const struct tl_study *study;
	const struct ingest_shard *shard;
	const struct settle_cover *cover;
	said_vec said;
};

/* ---- what there is to say ------------------------------------------------------------------- */

/* Where the first rows of each death lie. */
static void add_places(const struct ingest_shard *shard, const struct settle_rows *rows,
	enum ingest_death death, struct tl_buf *out)
{
	const struct tl_fact_array *lines = tl_fact_column_of(&rows->main, "line");
	size_t told = 0;

	for (size_t row = 0; lines && row < rows->count && told < PLACES_TOLD; row++)
		if (shard->gone[rows->record_no[row]] == death + 1)
			tl_buf_addf(out, "%srecord %lld (line %lld)", told++ ? "; " : "",
				(long long)rows->record_no[row], (long long)lines->ints[row]);
	if (shard->dead_of[death] > PLACES_TOLD)
		tl_buf_addc(out, " and others");
}

static bool say_dead(struct telling *telling, struct tl_err *err)
{
	const struct ingest_shard *shard = telling->shard;
	struct settle_rows rows;
	struct tl_buf places = {0};
	bool ok;

	if (!shard->dead)
		return true;
	ok = settle_rows_read(&rows, shard, err);
	for (enum ingest_death death = 0; ok && death < DEATH_COUNT_OF; death++) {
		if (!shard->dead_of[death])
			continue;
		tl_buf_clear(&places);
		if (death != DEATH_DELIVERED_AGAIN)
			add_places(shard, &rows, death, &places);
		*tl_vec_push(&telling->said) = (struct said){
			shard->dead_of[death],
			tl_arena_printf(
				&telling->arena, "counted no more: %s", ingest_deaths[death].name),
			ingest_deaths[death].sentence,
			tl_arena_text(&telling->arena, tl_buf_str(&places)),
		};
	}
	tl_buf_free(&places);
	settle_rows_free(&rows);
	return ok;
}

static void say_found(struct telling *telling, size_t at, const ingest_found_vec *found)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct ingest_found *one = &found->items[i];
		const char *name = ingest_findings[one->finding].name;

		if (one->shard != at)
			continue;
		*tl_vec_push(&telling->said) = (struct said){
			ingest_findings[one->finding].whole ? -1 : one->rows,
			*one->field ? tl_arena_printf(&telling->arena, "%s, %s", name, one->field)
				    : name,
			one->beside ? tl_arena_printf(&telling->arena, "%s. %s", one->beside,
					      ingest_findings[one->finding].sentence)
				    : ingest_findings[one->finding].sentence,
			"",
		};
	}
}

static bool say_drift(struct telling *telling, struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db,
		"SELECT 'column ' || change, CASE change WHEN 'new' THEN '\"' || now || '\" was "
		"not "
		"there before.' WHEN 'gone' THEN '\"' || was || '\" is there no more.' || iif(now "
		"= '', '', ' Is it \"' || now || '\" now?') ELSE '\"' "
		"|| "
		"name || '\": \"' || was || '\" is now \"' || now || '\".' END"
		" FROM drift WHERE delivery = ?1 ORDER BY change, name",
		err);
	bool row = true, ok = stmt;

	if (ok)
		tl_bind_textz(stmt, 1, telling->shard->delivery->name);
	while (ok && (ok = tl_stmt_next(stmt, &row, err)) && row)
		*tl_vec_push(&telling->said) = (struct said){
			-1,
			tl_arena_text(&telling->arena, tl_column_text(stmt, 0)),
			tl_arena_text(&telling->arena, tl_column_text(stmt, 1)),
			"",
		};
	tl_stmt_free(stmt);
	return ok;
}

static void add_month(struct tl_buf *out, int month)
{
	char day[11];

	tl_buf_addf(out, "%.7s", tl_day_iso(tl_month_day(month), day));
}

/* place NULL: all localities together */
static enum ingest_coverage state_in(
	const struct telling *telling, const struct settle_place *place, int month)
{
	return place ? settle_place_month(telling->cover, place, month)
		     : settle_cover_month(telling->cover, month);
}

/* "2018-02; 2018-05 to 2018-07": months of one state. */
static void add_months(const struct telling *telling, const struct settle_place *place,
	enum ingest_coverage state, struct tl_buf *out)
{
	int to = tl_month_index(telling->study->month_to);

	for (int month = tl_month_index(telling->study->month_from); month <= to; month++) {
		int first = month;

		if (state_in(telling, place, month) != state)
			continue;
		while (month < to && state_in(telling, place, month + 1) == state)
			month++;
		if (out->length)
			tl_buf_addc(out, "; ");
		add_month(out, first);
		if (month > first) {
			tl_buf_addc(out, " to ");
			add_month(out, month);
		}
	}
}

static void say_months_of(struct telling *telling, const struct settle_place *place)
{
	struct tl_buf months = {0};

	for (enum ingest_coverage state = COVERAGE_PART; state <= COVERAGE_STRAY; state++) {
		tl_buf_clear(&months);
		add_months(telling, place, state, &months);
		if (months.length)
			*tl_vec_push(&telling->said) = (struct said){
				-1,
				tl_arena_printf(&telling->arena, "months %s%s%s",
					state == COVERAGE_PART ? "covered in part"
							       : ingest_coverage_names[state],
					place ? ", " : "", place ? place->locality : ""),
				tl_arena_printf(&telling->arena,
					"Of the months reported, of this and the other files of "
					"the extract together: %s.",
					tl_buf_c(&months)),
				"",
			};
	}
	tl_buf_free(&months);
}

static void say_months(struct telling *telling)
{
	say_months_of(telling, NULL);
	for (size_t i = 0; i < telling->cover->place_count; i++)
		say_months_of(telling, &telling->cover->places[i]);
}

/* ---- in both forms -------------------------------------------------------------------------- */

static void add_element(struct tl_buf *out, const char *begin, const char *text, const char *end)
{
	tl_buf_addc(out, begin);
	tl_html_text(out, tl_str(text));
	tl_buf_addc(out, end);
}

static void add_row(struct tl_buf *out, const struct said *said)
{
	tl_buf_addc(out, "<tr><td class=\"n\">");
	if (said->rows >= 0)
		tl_buf_add_number(out, (double)said->rows, 0);
	add_element(out, "</td><th scope=\"row\">", said->what, "</th>");
	add_element(out, "<td>", said->sentence, "</td>");
	add_element(out, "<td>", said->places, "</td></tr>\n");
}

static void add_html(struct tl_buf *out, const said_vec *said)
{
	tl_buf_addc(out, "<h3>Held against all other deliveries</h3>\n");
	if (!said->count) {
		tl_buf_addc(out, "<p>Nothing to say.</p>\n");
		return;
	}
	tl_buf_addc(out,
		"<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Held against all "
		"other deliveries\">\n<table>\n<caption>What only all deliveries together can "
		"tell; "
		"the rows are among those kept</caption>\n<thead><tr>"
		"<th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\">What</th>"
		"<th scope=\"col\">What it means</th><th scope=\"col\">First places</th>"
		"</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < said->count; i++)
		add_row(out, &said->items[i]);
	tl_buf_addc(out, "</tbody>\n</table>\n</div>\n");
}

static void add_cell(struct tl_buf *out, const char *text)
{
	tl_buf_add_csv(out, tl_str(text));
	tl_buf_add_char(out, ',');
}

static void add_csv(struct tl_buf *out, const char *file, const said_vec *said)
{
	for (size_t i = 0; i < said->count; i++) {
		add_cell(out, file);
		if (said->items[i].rows >= 0)
			tl_buf_addf(out, ",%lld of the kept,", (long long)said->items[i].rows);
		else
			tl_buf_addc(out, ",the delivery,");
		add_cell(out, said->items[i].what);
		tl_buf_addc(out, ",,");
		add_cell(out, said->items[i].sentence);
		tl_buf_add_csv(out, tl_str(said->items[i].places));
		tl_buf_addc(out, "\r\n");
	}
}

/* Before the end of the one file's section. */
static void insert_html(struct tl_buf *page, const said_vec *said)
{
	static const char end[] = "</section>\n";
	const char *at = strstr(tl_buf_c(page), end), *next;
	struct tl_buf whole = {0};

	assert(at);
	while ((next = strstr(at + 1, end)))
		at = next;
	tl_buf_add(&whole, tl_str_slice(tl_buf_c(page), (size_t)(at - tl_buf_c(page))));
	add_html(&whole, said);
	tl_buf_addc(&whole, at);
	tl_buf_free(page);
	*page = whole;
}

static bool write_report(
	struct tl_stagedir *stage, const struct telling *telling, struct tl_err *err)
{
	const struct tl_delivery *delivery = telling->shard->delivery;
	const char *from = tl_arena_printf(
		&stage->arena, "%s/" INGEST_DIR "/%s/report", telling->study->dir, delivery->name);
	const char *to = tl_stagedir_path(stage, delivery->name);
	struct tl_buf page = {0}, sheet = {0};
	bool ok = tl_file_read_all(tl_arena_printf(&stage->arena, "%s.html", from),
			  REPORT_BYTES_MAX, &page, err) &&
		  tl_file_read_all(tl_arena_printf(&stage->arena, "%s.csv", from), REPORT_BYTES_MAX,
			  &sheet, err);

	if (ok) {
		insert_html(&page, &telling->said);
		add_csv(&sheet, delivery->file, &telling->said);
		ok = tl_file_write(tl_arena_printf(&stage->arena, "%s.html", to), 0600,
			     tl_buf_str(&page), err) &&
		     tl_file_write(tl_arena_printf(&stage->arena, "%s.csv", to), 0600,
			     tl_buf_str(&sheet), err);
	}
	tl_buf_free(&sheet);
	tl_buf_free(&page);
	return ok;
}

static const struct settle_cover *cover_of(const struct tl_study *study,
	const struct settle_cover *covers, const struct tl_contract *contract)
{
	for (size_t i = 0; i < study->contracts_count; i++)
		if (covers[i].contract == contract)
			return &covers[i];
	return NULL;
}

bool settle_write_reports(struct tl_stagedir *stage, const struct tl_study *study, struct tl_db *db,
	const struct ingest_shard *shards, size_t count, const struct settle_cover *covers,
	const ingest_found_vec *found, struct tl_err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++) {
		struct telling telling = {.study = study,
			.shard = &shards[i],
			.cover = cover_of(study, covers, shards[i].delivery->contract)};

		if (!shards[i].db)
			continue;
		ok = say_dead(&telling, err);
		say_found(&telling, i, found);
		ok = ok && say_drift(&telling, db, err);
		say_months(&telling);
		ok = ok && write_report(stage, &telling, err);
		tl_vec_free(&telling.said);
		tl_arena_free(&telling.arena);
	}
	return ok;
}
