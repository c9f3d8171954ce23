#include "runner.h"

#include "interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool colour(void)
{
	const char *unwanted = getenv("NO_COLOR");

	return isatty(STDERR_FILENO) && !(unwanted && *unwanted);
}

void runner_say(struct runner *runner, const struct step *step, const char *state, double seconds)
{
	struct tl_buf name = {0};

	if (runner->options->json) {
		tl_buf_add_json(&name, tl_str(step->name));
		printf("{\"event\":\"step\",\"step\":%s,\"state\":\"%s\",\"seconds\":%.3f}\n",
			name.data, state, seconds);
		fflush(stdout);
	} else if (strcmp(state, "done") == 0 || strcmp(state, "would run") == 0) {
		const char *mark = colour() ? "\033[32m+\033[0m" : "+";
		fprintf(stderr, "%s %-28s", mark, step->name);
		if (strcmp(state, "done") == 0)
			fprintf(stderr, " %5.2f s\n", seconds);
		else
			fprintf(stderr, " %s\n", state);
	}
	tl_buf_free(&name);
}

static void log_step(const struct runner *runner, size_t worker, const struct step *step,
	const char *event, pid_t pid, int status)
{
	struct tl_buf members = {0};

	tl_buf_addc(&members, "\"step\":");
	tl_buf_add_json(&members, tl_str(step->name));
	tl_buf_addf(&members, ",\"worker\":%zu,\"step_pid\":%ld", worker, (long)pid);
	if (status >= 0)
		tl_buf_addf(&members, ",\"exit\":%d", status);
	tl_log_event(runner->options->study, event, members.data);
	tl_buf_free(&members);
}

/* In the child: becomes the step's program. */
static void become_step(const struct driver_options *options, const struct step *step)
{
	struct tl_arena arena = {0};
	const char *arguments[12];
	size_t count = 0;

	arguments[count++] = step->program;
	if (options->extracts) {
		arguments[count++] = "--extracts";
		arguments[count++] = options->extracts;
	}
	arguments[count++] = "--jobs";
	/* Reads run beside one another, so each gets one thread; the others get all. */
	arguments[count++] = step->parallel ? "1" : tl_arena_printf(&arena, "%zu", options->jobs);
	if (step->option)
		arguments[count++] = step->option;
	if (step->value)
		arguments[count++] = step->value;
	arguments[count++] = options->study;
	arguments[count] = NULL;

	if (!options->verbose) {
		int nowhere = open("/dev/null", O_WRONLY);
		if (nowhere >= 0)
			dup2(nowhere, STDOUT_FILENO);
	} else {
		dup2(STDERR_FILENO, STDOUT_FILENO); /* our own stdout may be JSON */
	}
	execv(program_path(&arena, step->program), (char *const *)(uintptr_t)arguments);
	_exit(EX_OSERR);
}

static size_t slot_of(const struct runner *runner, pid_t pid)
{
	size_t slot = 0;

	while (runner->workers[slot].pid != pid)
		slot++;
	return slot;
}

static bool start(struct runner *runner, const struct step *step, size_t index)
{
	size_t slot = slot_of(runner, 0); /* an idle one: there are fewer busy workers than jobs */

	fflush(NULL);
	pid_t pid = interrupt_fork();
	if (pid < 0)
		return false;
	if (pid == 0)
		become_step(runner->options, step);
	runner->workers[slot] = (struct worker){pid, step, index, seconds_now()};
	log_step(runner, slot, step, "start", pid, -1);
	runner_say(runner, step, "started", 0);
	return true;
}

static int exit_of(const struct step *step, int wait_status)
{
	if (WIFEXITED(wait_status))
		return WEXITSTATUS(wait_status);
	if (!interrupt_caught())
		fprintf(stderr,
			"throughline: %s was stopped by signal %d; `throughline run` again goes on "
			"from there\n",
			step->name, WTERMSIG(wait_status));
	return EX_OSERR;
}

/* Waits for one worker; *failed becomes its index if it failed and comes before what failed so far.
 */
static void finish_one(struct runner *runner, size_t *failed, int *failure)
{
	int wait_status = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &wait_status, 0)) < 0 && errno == EINTR)
		; /* the steps were told and will end */
	assert(pid > 0); /* there is one under way, or we were not called */
	interrupt_ended(pid);
	size_t slot = slot_of(runner, pid);
	struct worker worker = runner->workers[slot];
	int status = exit_of(worker.step, wait_status);

	runner->workers[slot] = (struct worker){0};
	log_step(runner, slot, worker.step, "end", pid, status);
	runner_say(runner, worker.step, status == EX_OK ? "done" : "failed",
		seconds_now() - worker.started);
	if (status == EX_OK) {
		runner->steps_run++;
	} else if (worker.index < *failed) {
		*failed = worker.index;
		*failure = status;
	}
}

int runner_run(struct runner *runner, const struct step *const *steps, size_t count)
{
	size_t next = 0, busy = 0, failed = count;
	int failure = EX_OK;

	while (busy > 0 || (next < count && failure == EX_OK)) {
		if (failure == EX_OK && interrupt_caught()) {
			failure = EX_OSERR; /* start no more */
			continue;
		}
		bool room = next < count && failure == EX_OK && busy < runner->options->jobs;
		if (room && start(runner, steps[next], next)) {
			next++;
			busy++;
		} else if (room) {
			failure = EX_OSERR;
			failed = next;
		} else {
			finish_one(runner, &failed, &failure);
			busy--;
		}
	}
	return failure;
}
