/*
 * throughline run: walks the road and runs what is stale.
 *
 * Reads run side by side; every later step is looked at only when the ones before it are done, so a
 * step whose inputs came out the same as before does not run (early cut-off).
 *
 * When the audit refuses (exit 3) its verdict is an input of disclose, which hides more and hands
 * over a new candidate: a repair. A verdict belongs to one draft; when anything else that disclose
 * reads has changed, it is thrown away first, so that the outcome never depends on earlier runs.
 */
#include "runner.h"

#include "interrupt.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <throughline/released.h>
#include <throughline/schema.h>
#include <throughline/tree.h>

// clang-format off
static const char help[] =
	"usage: throughline run [options] STUDY\n"
	"\n"
	"Brings STUDY's draft up to date, from the extracts to the packs in STUDY/run/6-packs/. Only steps\n"
	"whose inputs changed run. When the disclosure audit refuses a draft, more of it is hidden and\n"
	"the audit tries again; until it agrees nothing is published. A run that was stopped goes on\n"
	"where it was; deleting STUDY/run loses nothing but time.\n"
	"\n"
	HELP_EXTRACTS
	"  -j, --jobs N     steps, and threads in a step, at the same time (as many as processors)\n"
	"  --repairs N      how often more may be hidden after a refusal, 0 to 5 (5)\n"
	"  --verify         read every delivery again, even where size and times are as before\n"
	"  -n, --dry-run    only say what would run; write nothing\n"
	"  -v, --verbose    show what each step says of its work\n"
	"  --json           progress as JSON on standard output, an event a line\n"
	HELP_HELP
	"\n"
	"Exit status: 0 the draft is up to date; 3 the audit refused it; 64 asked wrongly; 65 data\n"
	"refused; 66 input missing; 70 our bug; 71, 73, 74 the machine; 75 another run is under way;\n"
	"78 the study is wrong. Stopped by a signal, it ends by that signal.\n";
// clang-format on

struct run {
	struct runner runner;
	struct plan plan;
	struct tl_study study;
	const char *extracts;
	int lock;
	bool stale_before; /* with -n: an earlier step would run, so this one might */
};

/* `new` writes an empty ledger of releases, so a study without one has lost it. */
static bool ledger_is_there(const char *study, struct tl_err *err)
{
	struct tl_buf path = {0};
	bool there;

	tl_buf_addf(&path, "%s/" TL_LEDGER, study);
	bool ok = tl_path_is_there(path.data, TL_PATH_GIVEN, &there, err);
	if (ok && !there)
		tl_fail(err, EX_CONFIG,
			"%s: no such file; it is the memory of what was released: restore it, or "
			"make it empty if "
			"nothing ever was",
			path.data);
	tl_buf_free(&path);
	return there;
}

/* A number that the verdict holds; 0 where there is no verdict. */
static bool verdict_number(const char *study, const char *sql, int64_t *number, struct tl_err *err)
{
	struct tl_buf path = {0};
	struct tl_db *db = NULL;
	bool there;

	*number = 0;
	tl_buf_addf(&path, "%s/" VERDICT_DIR "/verdict.db", study);
	bool ok = tl_path_is_there(path.data, TL_PATH_MADE, &there, err);
	if (ok && there)
		ok = (db = tl_db_open(path.data, tl_schema_verdict, err)) &&
		     tl_db_int(db, sql, number, err);
	tl_db_free(db);
	tl_buf_free(&path);
	return ok;
}

/* How often the audit has refused this draft so far. */
static bool refusals(const char *study, int64_t *round, struct tl_err *err)
{
	return verdict_number(
		study, "SELECT CAST(value AS INTEGER) FROM about WHERE key = 'round'", round, err);
}

/* How many hidden numbers it worked out the last time. */
static bool worked_out(const char *study, int64_t *count, struct tl_err *err)
{
	return verdict_number(study,
		"SELECT count(DISTINCT cell) FROM recovered WHERE round = (SELECT CAST(value AS "
		"INTEGER) FROM about WHERE key = 'round')",
		count, err);
}

static bool drop(const char *study, const char *dir, struct tl_err *err)
{
	struct tl_buf path = {0};

	tl_buf_addf(&path, "%s/%s", study, dir);
	bool ok = tl_tree_remove(path.data, err);
	tl_buf_free(&path);
	return ok;
}

/* Is the step stale? A candidate that is stale for any reason but the verdict makes the verdict
 * void. */
static bool needs(struct run *run, const struct step *step, bool *stale, struct tl_err *err)
{
	const char *study = run->runner.options->study;
	struct staleness staleness = {0};
	bool ok = staleness_of(&staleness, study, run->extracts, step, err);

	*stale = staleness.stale;
	if (ok && strcmp(step->dir, PROTECT_DIR) == 0 && !run->runner.options->dry) {
		bool of_this_draft = staleness.made && staleness.changed.count <= 1;
		if (of_this_draft && staleness.changed.count == 1)
			of_this_draft =
				strcmp(staleness.changed.items[0], "store:" VERDICT_DIR) == 0;
		if (!of_this_draft)
			ok = drop(study, VERDICT_DIR, err);
	}
	staleness_free(&staleness);
	return ok;
}

/* Collects the stale ones among the steps from *at that may run side by side, or the one step
 * there. */
static bool batch(
	struct run *run, size_t *at, const struct step **stale, size_t *count, struct tl_err *err)
{
	bool parallel = run->plan.steps[*at].parallel;

	*count = 0;
	do {
		const struct step *step = &run->plan.steps[(*at)++];
		bool is_stale = false;

		if (!needs(run, step, &is_stale, err))
			return false;
		if (is_stale ||
			(run->runner.options->dry && run->stale_before && !step->parallel)) {
			stale[(*count)++] = step;
		} else {
			run->runner.steps_fresh++;
			runner_say(&run->runner, step, "fresh", 0);
		}
	} while (parallel && *at < run->plan.count && run->plan.steps[*at].parallel);
	return true;
}

/* The audit has refused once more, and disclose may try again. */
static bool say_repair(const struct run *run, int64_t round, struct tl_err *err)
{
	const struct driver_options *options = run->runner.options;
	int64_t found;

	if (!worked_out(options->study, &found, err))
		return false;
	if (!options->json)
		fprintf(stderr,
			"  the audit objects: %lld hidden number%s could be worked out; hiding "
			"more (repair %lld of %u)\n",
			(long long)found, found == 1 ? "" : "s", (long long)round,
			options->repairs);
	return true;
}

/* The audit has just agreed to a draft that it had refused. */
static void say_repaired(const struct run *run, int64_t round)
{
	if (round && !run->runner.options->json)
		fprintf(stderr, "  the audit holds after %lld repair%s\n", (long long)round,
			round == 1 ? "" : "s");
}

/* The last word on a refused draft. What was published or drawn of an earlier draft goes: a pack
 * beside a refusal would pass for this month's. */
static int refuse(const struct run *run, struct tl_err *err)
{
	const struct driver_options *options = run->runner.options;

	if (!drop(options->study, PUBLISH_DIR, err) || !drop(options->study, PACKS_DIR, err))
		return tl_say_failure("throughline", err);
	fprintf(stderr,
		"throughline: refused: after %u repairs the audit still works out numbers that are "
		"hidden, so nothing is published; %s/" VERDICT_DIR
		" (confidential) says which; %schoose a policy that rounds or merge small groups\n",
		options->repairs, options->study,
		options->repairs < REPAIRS_DEFAULT ? "allow more repairs, " : "");
	return EX_REFUSED;
}

static size_t index_of(const struct plan *plan, const char *dir)
{
	return (size_t)(plan_step(plan, dir) - plan->steps);
}

static int walk(struct run *run, struct tl_err *err)
{
	const struct step **stale =
		tl_arena_array(&run->plan.arena, run->plan.count, sizeof *stale);
	const struct driver_options *options = run->runner.options;
	const size_t protect = index_of(&run->plan, PROTECT_DIR);
	const size_t publish = index_of(&run->plan, PUBLISH_DIR);
	size_t at = 0, count;
	int64_t round = 0;

	while (at < run->plan.count) {
		size_t from = at;
		if (!batch(run, &at, stale, &count, err))
			return tl_say_failure("throughline", err);
		if (from == protect && !options->dry && !refusals(options->study, &round, err))
			return tl_say_failure("throughline", err);
		/* Also where that many were made by an earlier run that allowed more. */
		if (round > options->repairs)
			return refuse(run, err);
		if (count == 0)
			continue;
		if (options->dry) {
			for (size_t i = 0; i < count; i++)
				runner_say(&run->runner, stale[i], "would run", 0);
			run->stale_before = true;
			continue;
		}
		int status = runner_run(&run->runner, stale, count);
		if (status != EX_OK && (status != EX_REFUSED || from != publish))
			return status;
		if (from != publish)
			continue;
		if (!refusals(options->study, &round, err))
			return tl_say_failure("throughline", err);
		if (status == EX_OK) {
			say_repaired(run, round);
			continue;
		}
		if (round > options->repairs)
			return refuse(run, err);
		if (!say_repair(run, round, err))
			return tl_say_failure("throughline", err);
		at = protect;
	}
	return EX_OK;
}

static void say_outcome(const struct run *run, int status)
{
	const struct driver_options *options = run->runner.options;
	const struct runner *runner = &run->runner;

	if (options->json)
		printf("{\"event\":\"run\",\"exit\":%d,\"steps_run\":%zu,\"steps_fresh\":%zu}\n",
			status, runner->steps_run, runner->steps_fresh);
	if (options->json || status != EX_OK || (options->dry && run->stale_before))
		return;
	if (runner->steps_run == 0)
		printf("nothing to do: all %zu steps are up to date\n", run->plan.count);
	else
		printf("%zu steps ran, %zu were up to date\n", runner->steps_run,
			runner->steps_fresh);
	for (unsigned i = 0; !options->dry && i < run->study.packs_count; i++)
		printf("the pack: %s/" PACKS_DIR "/%s.html\n", options->study, run->study.packs[i]);
}

/* A dry run writes nothing, so it needs no lock. */
static bool prepare(struct run *run, struct tl_err *err)
{
	const struct driver_options *options = run->runner.options;

	if (!study_open(&run->study, options, err) || !study_check_removals(&run->study, err) ||
		!ledger_is_there(options->study, err) || !study_say_protocol(options->study, err) ||
		(!options->dry && !study_lock(options->study, &run->lock, err)) ||
		!plan_make(&run->plan, &run->study, err))
		return false;
	study_say_exposed(&run->study);
	run->extracts = run->study.extracts;
	return options->dry || ((!options->verify || tl_seen_forget(options->study, err)) &&
				       plan_prune(&run->plan, options->study, err));
}

int command_run(int argc, char **argv)
{
	struct driver_options options;
	struct run run = {.lock = -1};
	struct tl_err err = {0};
	int status = EX_OK;

	if (!driver_options_parse(
		    &options, argc, argv, help, TAKES_EXTRACTS | TAKES_JSON | TAKES_RUN, &status))
		return status;
	run.runner.options = &options;
	interrupt_watch();
	status = prepare(&run, &err) ? walk(&run, &err) : tl_say_failure("throughline", &err);
	if (interrupt_caught())
		status = 128 + interrupt_caught();
	say_outcome(&run, status);
	plan_free(&run.plan);
	tl_study_free(&run.study);
	study_unlock(&run.lock);
	if (interrupt_caught()) {
		fprintf(stderr,
			"throughline: stopped; `throughline run` again goes on from there\n");
		fflush(NULL);
		interrupt_die();
	}
	return status;
}
