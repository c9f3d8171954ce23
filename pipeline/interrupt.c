#include "interrupt.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "pipeline.h"

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

static volatile sig_atomic_t caught;
static volatile pid_t told[JOBS_MAX]; /* changed only while the signals are held back */

static void pass_on(int signal)
{
	caught = signal;
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (told[i] > 0)
			kill(told[i], SIGTERM);
}

static sigset_t all_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < TL_LEN(signals); i++)
		sigaddset(&set, signals[i]);
	return set;
}

void interrupt_watch(void)
{
	struct sigaction action = {.sa_handler = pass_on, .sa_mask = all_signals()};

	for (size_t i = 0; i < TL_LEN(signals); i++) {
		struct sigaction before;

		/* What nohup or a shell made us ignore stays ignored. */
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

static void in_child(pid_t parent)
{
	struct sigaction usual = {.sa_handler = SIG_DFL};

	for (size_t i = 0; i < TL_LEN(signals); i++) {
		struct sigaction before;

		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == pass_on)
			sigaction(signals[i], &usual, NULL);
	}
	/* Not even kill -9 of the driver leaves a step running on its own. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(EX_OSERR);
}

static void replace(pid_t pid, pid_t by)
{
	for (size_t i = 0; i < JOBS_MAX; i++)
		if (told[i] == pid) {
			told[i] = by;
			return;
		}
}

pid_t interrupt_fork(void)
{
	sigset_t held = all_signals(), before;
	pid_t parent = getpid();

	sigprocmask(SIG_BLOCK, &held, &before);
	pid_t pid = fork();
	if (pid > 0)
		replace(0, pid);
	else if (pid == 0)
		in_child(parent);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

void interrupt_ended(pid_t pid)
{
	sigset_t held = all_signals(), before;

	sigprocmask(SIG_BLOCK, &held, &before);
	replace(pid, 0);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

int interrupt_caught(void)
{
	return caught;
}

_Noreturn void interrupt_die(void)
{
	struct sigaction usual = {.sa_handler = SIG_DFL};

	sigaction(caught, &usual, NULL);
	raise(caught);
	exit(EX_OSERR);
}
