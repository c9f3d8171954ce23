/* throughline status, and why: which steps are up to date, and what made the others stale. */
#include "pipeline.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <throughline/schema.h>

// clang-format off
static const char status_help[] =
	"usage: throughline status [--json] [--extracts DIR] STUDY\n"
	"\n"
	"Says of every step of STUDY whether it is up to date, stale (an input changed), not made yet,\n"
	"or waits: it will run only if a step before it comes out different. Says which deliveries still\n"
	"hold people who asked to be left out, and how many requests found a row. Writes nothing.\n"
	"\n"
	"  --json           a step a line: step, state, and the inputs that changed\n"
	HELP_EXTRACTS
	HELP_HELP
	"\n"
	"Exit status: 0 said; 64 asked wrongly; 66 input missing; 70 our bug; 71, 74 the machine;\n"
	"78 the study is wrong.\n";

static const char why_help[] =
	"usage: throughline why [--json] [--extracts DIR] STUDY [STEP]\n"
	"\n"
	"Says which steps of STUDY would run again, and under each what changed: a definition, a\n"
	"delivery, a hand-off or a program. STEP asks for one step alone, by its name (\"read calls\",\n"
	"link) or its folder (run/2-link). Writes nothing.\n"
	"\n"
	"  --json           a step a line: step, state, and the inputs that changed\n"
	HELP_EXTRACTS
	HELP_HELP
	"\n"
	"Exit status: 0 said; 64 asked wrongly, or no such step; 66 input missing; 70 our bug;\n"
	"71, 74 the machine; 78 the study is wrong.\n";
// clang-format on

struct view {
	struct tl_study study;
	struct plan plan;
	struct driver_options options;
};

static bool view_open(struct view *view, struct tl_err *err)
{
	return study_open(&view->study, &view->options, err) &&
	       plan_make(&view->plan, &view->study, err);
}

static void view_close(struct view *view)
{
	plan_free(&view->plan);
	tl_study_free(&view->study);
}

static void say_json(const struct step *step, const struct staleness *staleness, const char *state)
{
	struct tl_buf line = {0};

	tl_buf_addc(&line, "{\"step\":");
	tl_buf_add_json(&line, tl_str(step->name));
	tl_buf_addf(&line, ",\"state\":\"%s\",\"changed\":[", state);
	for (size_t i = 0; i < staleness->changed.count; i++) {
		tl_buf_addc(&line, i ? "," : "");
		tl_buf_add_json(&line, tl_str(staleness->changed.items[i]));
	}
	printf("%s]}\n", line.data);
	tl_buf_free(&line);
}

static const char *state_of(const struct staleness *staleness, bool stale_before)
{
	if (!staleness->made)
		return "not made yet";
	if (staleness->stale)
		return "stale";
	return stale_before ? "waits" : "up to date";
}

static void say_reasons(const struct staleness *staleness)
{
	struct tl_buf words = {0};

	for (size_t i = 0; i < staleness->changed.count; i++) {
		tl_buf_clear(&words);
		staleness_words(staleness->changed.items[i], &words);
		printf("    %s\n", tl_buf_c(&words));
	}
	tl_buf_free(&words);
}

/* One line a step; reasons under it when asked. *stale_before: some step before this one will run.
 */
static bool say_step(const struct view *view, const struct step *step, bool reasons,
	bool *stale_before, struct tl_err *err)
{
	struct staleness staleness;

	if (!staleness_of(&staleness, view->options.study, view->study.extracts, step, err))
		return false;
	const char *state = state_of(&staleness, *stale_before && !step->parallel);
	if (view->options.json)
		say_json(step, &staleness, state);
	else if (!reasons || strcmp(state, "up to date") != 0)
		printf("%-28s %s%s\n", step->name, state,
			strcmp(state, "waits") == 0
				? " (runs only if a step before it comes out different)"
				: "");
	if (reasons && !view->options.json)
		say_reasons(&staleness);
	if (staleness.stale)
		*stale_before = true;
	staleness_free(&staleness);
	return true;
}

/* Rows that ingest leaves out month after month since the partner goes on sending them. */
static bool say_still_held(struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(db,
		"SELECT delivery, partner, sum(rows) FROM reject_total JOIN delivery "
		"USING (delivery)"
		" WHERE reason = 'removed at the person''s request' GROUP BY delivery"
		" ORDER BY delivery",
		err);
	bool row = true, ok = stmt;

	while (stmt && (ok = tl_stmt_next(stmt, &row, err)) && row)
		printf("%s still holds %lld row%s of people who asked to be left out: they are not "
		       "kept; ask %s to send it without them\n",
			tl_column_textz(stmt, 0), (long long)tl_column_int(stmt, 2),
			tl_column_int(stmt, 2) == 1 ? "" : "s", tl_column_textz(stmt, 1));
	tl_stmt_free(stmt);
	return ok;
}

/* A request that names nobody may be a slip, or of somebody whom the partner has taken out. */
static bool say_requests(struct tl_db *db, struct tl_err *err)
{
	struct tl_stmt *stmt = tl_db_prepare(
		db, "SELECT count(*), count(*) FILTER (WHERE met > 0) FROM removal", err);
	bool row = false, ok = stmt && tl_stmt_next(stmt, &row, err);

	if (ok && row && tl_column_int(stmt, 0))
		printf("requests for removal: %lld of %lld found a row in the last run\n",
			(long long)tl_column_int(stmt, 1), (long long)tl_column_int(stmt, 0));
	tl_stmt_free(stmt);
	return ok;
}

static bool say_removals(const struct view *view, struct tl_err *err)
{
	struct tl_arena arena = {0};
	const char *path =
		tl_arena_printf(&arena, "%s/run/1-ingest/settle/settle.db", view->options.study);
	bool there, ok = tl_path_is_there(path, TL_PATH_MADE, &there, err);

	if (ok && there) {
		struct tl_db *db = tl_db_open(path, tl_schema_settle, err);

		ok = db && say_still_held(db, err) && say_requests(db, err);
		tl_db_free(db);
	}
	tl_arena_free(&arena);
	return ok;
}

static int show(int argc, char **argv, const char *help, bool reasons)
{
	struct view view = {0};
	struct tl_err err = {0};
	int status = EX_OK;
	bool stale = false, found = false;

	if (!driver_options_parse(&view.options, argc, argv, help,
		    TAKES_EXTRACTS | TAKES_JSON | (reasons ? TAKES_WORD : 0), &status))
		return status;
	if (!view_open(&view, &err))
		goto failed;
	for (size_t i = 0; i < view.plan.count; i++) {
		const struct step *step = &view.plan.steps[i];
		const char *word = view.options.word;
		if (word && strcmp(word, step->name) != 0 && strcmp(word, step->dir) != 0)
			continue;
		found = true;
		if (!say_step(&view, step, reasons, &stale, &err))
			goto failed;
	}
	if (!found) {
		tl_fail(&err, EX_USAGE, "no step \"%s\"; `throughline status` lists them",
			view.options.word);
		goto failed;
	}
	if (!reasons && !view.options.json && !say_removals(&view, &err))
		goto failed;
	if (!stale && !view.options.json)
		printf("%s\n", reasons ? "nothing would run: every step is up to date"
				       : "the draft is up to date");
	goto done;
failed:
	status = tl_say_failure("throughline", &err);
done:
	view_close(&view);
	return status;
}

int command_status(int argc, char **argv)
{
	return show(argc, argv, status_help, false);
}

int command_why(int argc, char **argv)
{
	return show(argc, argv, why_help, true);
}
