/* A study in the scratch folder, small enough to see whole: written as an analyst writes one. */
#ifndef THROUGHLINE_TESTS_SMALL_STUDY_H
#define THROUGHLINE_TESTS_SMALL_STUDY_H

#include "../scratch.h"

#include "../../../stages/ingest/ingest.h"

#include <throughline/schema.h>

/* extracts: the YAML list; each contract is a file that the test writes. */
static inline void small_study_write(const char *extracts)
{
	struct tl_buf text = {0};
	static const char *const folders[] = {"contracts", "measures", "policies", "extracts"};

	for (size_t i = 0; i < TL_LEN(folders); i++)
		mkdir(scratch_path(folders[i]), 0700);
	tl_buf_addc(&text,
		"name: small\ntitle: A small study\nas_at: 2018-03-31\n"
		"months: {from: 2017-12, to: 2018-03}\n"
		"localities: [{code: north, label: North Town, names: [N. Town]}, {code: south, "
		"label: South}]\n"
		"partners: [{code: police, label: Police}, {code: council, label: Council}]\n"
		"disclosure: {policy: plain}\narea_measures: [calls]\nextracts:\n");
	tl_buf_addc(&text, extracts);
	scratch_write("study.yaml", tl_buf_c(&text));
	scratch_write("policies/plain.yaml",
		"{name: plain, title: Plain, source: a test, about: Nothing is hidden., threshold: "
		"0, base: 0, zeros_hidden: false, "
		"contributors: 0, dominance_n: 0, dominance_k: 0, p_percent: 0, significant: 0, "
		"least_width: 2}\n");
	scratch_write("measures/calls.yaml",
		"{name: calls, title: Calls, about: Calls., shape: count, unit: calls, "
		"numerator: {contracts: [calls]}}\n");
	tl_buf_free(&text);
}

static const char calls_contract[] =
	"name: calls\npartner: police\nkind: events\nfields:\n"
	"  - {name: Person, role: key}\n"
	"  - {name: Date, role: date, type: date, format: \"%d/%m/%Y\"}\n"
	"  - {name: Kind, role: type, codes: [{code: DV, label: Violence at home}, {code: ASB}, "
	"{code: asb, means: ASB}]}\n"
	"  - {name: Area, role: locality}\n"
	"  - {name: Born, role: birth, type: date}\n"
	"  - {name: NHS, role: token, token: nhs, trusted: true}\n"
	"  - {name: Minutes, type: integer, constraints: {minimum: \"0\", maximum: \"600\"}}\n";

struct small_study {
	struct tl_study study;
	struct tl_arena arena;
	struct tl_delivery *deliveries;
	size_t count;
};

static inline void small_study_load(struct small_study *small)
{
	struct tl_err err = {0};

	*small = (struct small_study){0};
	if (!tl_study_load(&small->study, scratch, NULL, &err) ||
		!tl_study_deliveries(
			&small->study, &small->arena, &small->deliveries, &small->count, &err))
		fail_msg("%s", err.text);
}

static inline void small_study_free(struct small_study *small)
{
	tl_arena_free(&small->arena);
	tl_study_free(&small->study);
}

/* Reads every delivery that is there. */
static inline void small_study_read(struct small_study *small)
{
	for (size_t i = 0; i < small->count; i++) {
		struct ingest_outcome outcome = {0};
		struct tl_err err = {0};

		if (small->deliveries[i].present &&
			!ingest_read(&small->study, &small->deliveries[i], &outcome, &err))
			fail_msg("%s", err.text);
		tl_buf_free(&outcome.warning);
		tl_buf_free(&outcome.absent);
	}
}

/* A table of facts of a delivery's shard, as text: "record_no=1 line=2 ...;" a row, blanks left
 * out. */
static inline struct tl_buf small_study_dump(const char *delivery, const char *table)
{
	char name[128], day[11];
	struct tl_arena arena = {0};
	struct tl_fact_table facts;
	struct tl_buf out = {0};
	struct tl_err err = {0};
	struct tl_db *db;
	bool found = false;

	snprintf(name, sizeof name, "run/1-ingest/%s/shard.db", delivery);
	db = tl_db_open(scratch_path(name), NULL, &err);
	if (!db || !tl_facts_read(db, table, &arena, &facts, &found, &err))
		fail_msg("%s", err.text);
	for (size_t row = 0; found && row < facts.rows; row++) {
		for (size_t i = 0; i < facts.column_count; i++) {
			const struct tl_fact_array *column = &facts.columns[i];

			if (column->type == TL_FACT_INT && column->ints[row] != TL_NO_INT)
				tl_buf_addf(&out, "%s=%lld ", column->name,
					(long long)column->ints[row]);
			if (column->type == TL_FACT_DAY && column->days[row] != TL_NO_DAY.n)
				tl_buf_addf(&out, "%s=%s ", column->name,
					tl_day_iso((struct tl_day){column->days[row]}, day));
			if (column->type == TL_FACT_REAL &&
				column->reals[row] == column->reals[row])
				tl_buf_addf(&out, "%s=%g ", column->name, column->reals[row]);
			if (column->type == TL_FACT_TEXT && column->codes[row])
				tl_buf_addf(&out, "%s=" TL_STR_FMT " ", column->name,
					TL_STR_ARG(tl_fact_text(column, row)));
		}
		tl_buf_addc(&out, "; ");
	}
	tl_db_free(db);
	tl_arena_free(&arena);
	return out;
}

/* The rows of a query on a store, fields joined by "|", rows by " ". */
static inline struct tl_buf small_study_query(const char *store, const char *sql)
{
	struct tl_buf out = {0};
	struct tl_err err = {0};
	struct tl_db *db = tl_db_open(scratch_path(store), NULL, &err);
	struct tl_stmt *stmt = db ? tl_db_prepare(db, sql, &err) : NULL;
	bool row = true;

	if (!stmt)
		fail_msg("%s", err.text);
	while (tl_stmt_next(stmt, &row, &err) && row)
		for (int i = 0; i < tl_column_count(stmt); i++) {
			tl_buf_addc(&out, tl_column_textz(stmt, i));
			tl_buf_add_char(&out, i + 1 < tl_column_count(stmt) ? '|' : ' ');
		}
	tl_db_free(db);
	return out;
}

#define assert_text(buf, want)                                                                     \
	do {                                                                                       \
		struct tl_buf got_text = (buf);                                                    \
		assert_string_equal(tl_buf_c(&got_text), want);                                    \
		tl_buf_free(&got_text);                                                            \
	} while (0)

#endif
