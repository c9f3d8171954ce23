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

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <throughline/schema.h>
#include <throughline/tree.h>

static const char usage[] = "usage: throughline run [-n] [-v] [--jobs N] [--json] [--verify] "
			    "[--repairs 0..5] [--extracts DIR] STUDY\n";

struct run {
	struct runner runner;
	struct plan plan;
	struct tl_study study;
	const char *extracts;
	bool stale_before; /* with -n: an earlier step would run, so this one might */
};

/* One run at a time in a study: a lock on its run folder, given up by the kernel when we end. */
static bool lock(const char *study, struct tl_err *err)
{
	struct tl_buf path = {0};
	bool ok = false;

	tl_buf_addf(&path, "%s/run", study);
	if (make_folder(path.data, 0700, err)) {
		int folder = open(path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (folder < 0)
			tl_fail_errno(err, "open", path.data);
		else if (flock(folder, LOCK_EX | LOCK_NB) != 0)
			tl_fail(err, EX_TEMPFAIL, "%s: another run is under way; wait for it",
				study);
		else
			ok = true;
	}
	tl_buf_free(&path);
	return ok;
}

/* `new` writes an empty ledger of releases, so a study without one has lost it. */
static bool ledger_is_there(const char *study, struct tl_err *err)
{
	struct tl_buf path = {0};

	tl_buf_addf(&path, "%s/releases/ledger.jsonl", study);
	bool there = access(path.data, R_OK) == 0;
	if (!there)
		tl_fail(err, EX_CONFIG,
			"%s: no such file; it is the memory of what was released: restore it, or "
			"make it empty if "
			"nothing ever was",
			path.data);
	tl_buf_free(&path);
	return there;
}

/* How often the audit has refused this draft so far. */
static unsigned refusals(const char *study)
{
	struct tl_err ignored = {0};
	struct tl_buf path = {0};
	int64_t round = 0;

	tl_buf_addf(&path, "%s/" VERDICT_DIR "/verdict.db", study);
	struct tl_db *db = access(path.data, R_OK) == 0
				   ? tl_db_open(path.data, tl_schema_verdict, &ignored)
				   : NULL;
	if (db)
		tl_db_int(db, "SELECT value FROM about WHERE key = 'round'", &round, &ignored);
	tl_db_free(db);
	tl_buf_free(&path);
	return (unsigned)round;
}

static bool drop_verdict(const char *study, struct tl_err *err)
{
	struct tl_buf path = {0};

	tl_buf_addf(&path, "%s/" VERDICT_DIR, study);
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
			ok = drop_verdict(study, err);
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

/* After a refusal: may disclose try again? Says so on stderr. */
static bool may_repair(const struct run *run)
{
	const struct driver_options *options = run->runner.options;
	unsigned round = refusals(options->study);

	if (round > options->repairs) {
		fprintf(stderr,
			"throughline: the audit still objects after %u of %u repairs; nothing is "
			"published. "
			"%s/" VERDICT_DIR
			" (confidential) says which numbers; widen the policy or merge groups\n",
			round - 1, options->repairs, options->study);
		return false;
	}
	if (!options->json)
		fprintf(stderr, "  the audit objects; repair %u of %u hides more\n", round,
			options->repairs);
	return true;
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
	size_t at = 0, count;

	while (at < run->plan.count) {
		size_t from = at;
		if (!batch(run, &at, stale, &count, err))
			return tl_say_failure("throughline", err);
		if (count == 0)
			continue;
		if (options->dry) {
			for (size_t i = 0; i < count; i++)
				runner_say(&run->runner, stale[i], "would run", 0);
			run->stale_before = true;
			continue;
		}
		bool repairing = from == index_of(&run->plan, PROTECT_DIR) &&
				 refusals(options->study) > options->repairs;
		if (repairing)
			return may_repair(run) ? EX_SOFTWARE : EX_REFUSED;
		int status = runner_run(&run->runner, stale, count);
		if (status == EX_REFUSED && from == index_of(&run->plan, PUBLISH_DIR)) {
			if (!may_repair(run))
				return EX_REFUSED;
			at = index_of(&run->plan, PROTECT_DIR);
		} else if (status != EX_OK) {
			return status;
		}
	}
	return EX_OK;
}

static void say_outcome(const struct run *run)
{
	const struct driver_options *options = run->runner.options;

	if (options->json) {
		printf("{\"event\":\"run\",\"steps_run\":%zu,\"steps_fresh\":%zu}\n",
			run->runner.steps_run, run->runner.steps_fresh);
	} else if (options->dry) {
		if (!run->stale_before)
			printf("nothing to do: all %zu steps are up to date\n", run->plan.count);
	} else if (run->runner.steps_run == 0) {
		printf("nothing to do: all %zu steps are up to date\n", run->plan.count);
	} else {
		printf("%zu steps ran, %zu were up to date\n", run->runner.steps_run,
			run->runner.steps_fresh);
	}
	if (!options->json && !options->dry)
		printf("the pack: %s/" PACKS_DIR "/board.html\n", options->study);
}

int command_run(int argc, char **argv)
{
	struct driver_options options;
	struct run run = {0};
	struct tl_err err = {0};
	int status = EX_OK;

	if (!driver_options_parse(&options, argc, argv, usage, false, &status))
		return status;
	run.runner.options = &options;
	if (!tl_study_load(&run.study, options.study, options.extracts, &err) ||
		!ledger_is_there(options.study, &err) || !lock(options.study, &err) ||
		!plan_make(&run.plan, &run.study, &err)) {
		status = tl_say_failure("throughline", &err);
		goto done;
	}
	run.extracts = run.study.extracts;
	if ((options.verify && !tl_seen_forget(options.study, &err)) ||
		(!options.dry && !plan_prune(&run.plan, options.study, &err))) {
		status = tl_say_failure("throughline", &err);
		goto done;
	}
	status = walk(&run, &err);
	if (status == EX_OK)
		say_outcome(&run);
done:
	plan_free(&run.plan);
	tl_study_free(&run.study);
	return status;
}
