/*
 * throughline explain STUDY CELL: from a published cell to the rows under it. For the programme's
 * room only: what it prints names files and record numbers, never a field's content.
 *
 * The published part is read here; the exact figure and its rows come from `tl-measure --explain`,
 * which counts again and says what it counted.
 */
#include "pipeline.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <throughline/facts.h>
#include <throughline/schema.h>

#include "explain_csv.h"

// clang-format off
static const char help[] =
	"usage: throughline explain [--extracts DIR] STUDY CELL\n"
	"       throughline explain --csv [--extracts DIR] STUDY [CELL...]\n"
	"\n"
	"Goes from a published cell down to the rows under it: what was published and by which rule,\n"
	"then the exact figure, how it was counted, and the files and record numbers. CELL is an id\n"
	"from results.csv or its beginning. What it prints is confidential: it stays in the programme's\n"
	"room.\n"
	"\n"
	"With --csv, instead: the published numbers from which CELL was worked out, as a CSV for\n"
	"`throughline stat`; the words to give stat stand on stderr. It answers with the cell's own value\n"
	"and limits. Several cells may share one CSV where stat takes the same words for all. Without\n"
	"CELL: every cell that can be made again so, and the words for it.\n"
	"\n"
	"  --csv            operands for `throughline stat`, not rows\n"
	HELP_EXTRACTS
	HELP_HELP
	"\n"
	"Exit status: 0 said; 64 asked wrongly, or no such cell; 65 data refused; 66 nothing published\n"
	"yet; 70 our bug; 71, 74 the machine; 78 the study is wrong, or it changed since it was run.\n";
// clang-format on

static const char find_sql[] =
	"SELECT c.id, coalesce(m.label, c.measure), coalesce(s.label, c.statistic), c.programme, "
	"c.locality,"
	" c.arm, c.partner, iif(c.variant = 'main', '', c.variant || ' (the rule but for this)'),"
	" c.grp, c.axis, coalesce(c.period_from, ''), coalesce(c.period_to, ''),"
	" c.value, c.status, c.reason, d.rule, count(*) OVER ()"
	" FROM cell c JOIN definition d USING (definition)"
	" LEFT JOIN label m ON m.kind = 'measure' AND m.code = c.measure"
	" LEFT JOIN label s ON s.kind = 'statistic' AND s.code = c.statistic"
	" WHERE substr(c.id, 1, length(?1)) = ?1 ORDER BY c.id LIMIT 2";

/* The columns of find_sql. */
static const char *const dimensions[] = {
	"programme", "locality", "arm", "partner", "variant", "group", "axis", "from", "to"};
enum {
	FOUND_ID,
	FOUND_MEASURE,
	FOUND_STATISTIC,
	FOUND_DIMENSIONS,
	FOUND_VALUE = FOUND_DIMENSIONS + TL_LEN(dimensions),
	FOUND_STATUS,
	FOUND_REASON,
	FOUND_RULE,
	FOUND_COUNT
};

static void say_cell(struct tl_stmt *cell)
{
	const char *reason = tl_column_textz(cell, FOUND_REASON);
	struct tl_buf value = {0};

	printf("cell %s: %s, %s\n", tl_column_textz(cell, FOUND_ID),
		tl_column_textz(cell, FOUND_MEASURE), tl_column_textz(cell, FOUND_STATISTIC));
	for (int i = 0; i < (int)TL_LEN(dimensions); i++) {
		const char *code = tl_column_textz(cell, FOUND_DIMENSIONS + i);

		if (*code)
			printf("  %-10s %s\n", dimensions[i], code);
	}
	tl_buf_add_real(&value, tl_column_real(cell, FOUND_VALUE));
	printf("published  %s (%s%s%s)\n",
		tl_column_is_null(cell, FOUND_VALUE) ? "-" : tl_buf_c(&value),
		tl_column_textz(cell, FOUND_STATUS), *reason ? ": " : "", reason);
	printf("rule       %s\n\n", tl_column_textz(cell, FOUND_RULE));
	tl_buf_free(&value);
}

/* Copies the whole id, which may have been shortened; prints the published cell where `say`. */
static bool find_cell(
	struct tl_db *db, const char *typed, char id[17], bool say, struct tl_err *err)
{
	struct tl_stmt *cell = tl_db_prepare(db, find_sql, err);
	bool row = false, only;

	if (!cell)
		return false;
	tl_bind_textz(cell, 1, typed);
	if (!tl_stmt_next(cell, &row, err))
		return false;
	if (!row)
		return tl_fail(err, EX_USAGE,
			"no published cell \"%s\"; ids are in results.csv, in its column id",
			typed);
	snprintf(id, 17, "%s", tl_column_textz(cell, 0));
	only = tl_column_int(cell, FOUND_COUNT) == 1;
	if (only && say)
		say_cell(cell);
	tl_stmt_free(cell);
	return only || tl_fail(err, EX_USAGE,
			       "\"%s\" begins more than one cell's id; give more of it", typed);
}

static int rows_under(const struct driver_options *options, const char *id)
{
	struct tl_arena arena = {0};
	const char *arguments[] = {"tl-measure", "--explain", id, options->study, NULL, NULL, NULL};
	int status = 0;

	if (options->extracts) {
		arguments[4] = "--extracts";
		arguments[5] = options->extracts;
	}
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		execv(program_path(&arena, "tl-measure"), (char *const *)(uintptr_t)arguments);
		_exit(EX_OSERR);
	}
	tl_arena_free(&arena);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return EX_OSERR;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EX_SOFTWARE;
}

/* Counting again from other files than were published would show rows that are not under the cell.
 */
static bool check_fresh(const struct driver_options *options, struct tl_err *err)
{
	struct tl_study study = {0};
	struct plan plan = {0};
	struct tl_buf why = {0};
	const struct step *stale = NULL;
	bool ok = study_open(&study, options, err) && plan_make(&plan, &study, err) &&
		  staleness_first(&plan, options->study, study.extracts, &stale, &why, err);

	if (ok && stale)
		ok = tl_fail(err, EX_CONFIG,
			"%s: what is published is not up to date (step \"%s\": %s); `throughline "
			"run` first",
			options->study, stale->name, tl_buf_c(&why));
	tl_buf_free(&why);
	plan_free(&plan);
	tl_study_free(&study);
	return ok;
}

/* ---- --csv ---------------------------------------------------------------------------------- */

static bool whole_ids(struct tl_db *db, const struct driver_options *options, char (*ids)[17],
	const char **cells, struct tl_err *err)
{
	for (size_t i = 0; i < options->word_count; i++) {
		if (!find_cell(db, options->words[i], ids[i], false, err))
			return false;
		cells[i] = ids[i];
	}
	return true;
}

static bool make_csv(struct tl_db *db, const struct driver_options *options, struct tl_err *err)
{
	char(*ids)[17] = tl_alloc(options->word_count, sizeof *ids);
	const char **cells = tl_alloc(options->word_count, sizeof *cells);
	struct tl_buf path = {0}, out = {0}, stat = {0};
	bool ok;

	tl_buf_addf(&path, "%s/run/3-measure/measure.db", options->study);
	ok = tl_facts_register(db, err) && tl_db_attach(db, tl_buf_c(&path), "measured", err);
	if (ok && options->word_count)
		ok = whole_ids(db, options, ids, cells, err) &&
		     explain_csv(db, cells, options->word_count, &out, &stat, err);
	else if (ok)
		ok = explain_csv_list(db, &out, err);
	if (ok && stat.length)
		fprintf(stderr, "pipe it into: throughline stat %s -\n", stat.data);
	if (ok)
		fputs(tl_buf_c(&out), stdout);
	tl_buf_free(&stat);
	tl_buf_free(&out);
	tl_buf_free(&path);
	free(cells);
	free(ids);
	return ok;
}

int command_explain(int argc, char **argv)
{
	struct driver_options options;
	struct tl_err err = {0};
	struct tl_buf path = {0};
	struct tl_db *db = NULL;
	char id[17];
	int status = EX_OK;

	if (!driver_options_parse(
		    &options, argc, argv, help, TAKES_EXTRACTS | TAKES_WORD | TAKES_CSV, &status))
		return status;
	if (!options.word && !options.csv) {
		fprintf(stderr,
			"throughline: which cell? ids are in results.csv, in its column id\n");
		return EX_USAGE;
	}
	tl_buf_addf(&path, "%s/" PUBLISH_DIR "/publication.db", options.study);
	db = tl_db_open(path.data, tl_schema_publication, &err);
	if (!db || !check_fresh(&options, &err))
		status = tl_say_failure("throughline", &err);
	else if (options.csv)
		status = make_csv(db, &options, &err) ? EX_OK : tl_say_failure("throughline", &err);
	else if (find_cell(db, options.word, id, true, &err))
		status = rows_under(&options, id);
	else
		status = tl_say_failure("throughline", &err);
	tl_db_free(db);
	tl_buf_free(&path);
	return status;
}
