/*
 * The local runner: starts steps as processes, at most `jobs` at a time, and says how they go.
 *
 * A step's standard output is its own account of what it did; it is shown with --verbose only. Its
 * standard error (warnings, the one line of a failure) always comes through. Times, workers and
 * process ids go to run/log.jsonl.
 */
#ifndef RUNNER_H
#define RUNNER_H

#include "pipeline.h"

#include <sys/types.h>

struct worker {
	pid_t pid; /* 0: idle */
	const struct step *step;
	size_t index; /* in the list being run */
	double started;
};

struct runner {
	const struct driver_options *options;
	struct worker workers[JOBS_MAX];
	size_t steps_run, steps_fresh;
};

/* Runs these steps, all of which are stale and independent of one another. Stops starting new ones
 * after the first failure, waits for those under way, and gives the failure's exit status: that of
 * the first failed step in the order given. EX_OK when all succeeded. */
int runner_run(struct runner *runner, const struct step *const *steps, size_t count);

/* Progress: one line on stderr when it is a terminal, an event on stdout with --json. state is one
 * of "started", "done", "fresh", "failed", "would run". */
void runner_say(struct runner *runner, const struct step *step, const char *state, double seconds);

#endif
