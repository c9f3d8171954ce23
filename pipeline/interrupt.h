/*
 * Ctrl-C, a closed terminal, a scheduler's TERM: the steps under way are told and waited for.
 *
 * A step that is stopped leaves at most a .part folder, which the next run throws away. The driver
 * then ends by the same signal, so that whoever started it knows.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <sys/types.h>

/* From here on INT, TERM and HUP are caught and passed on to the steps under way. */
void interrupt_watch(void);
/* Like fork(), and the child is told of signals until interrupt_ended(). In the child signals act
 * as before, and it ends when we do. */
pid_t interrupt_fork(void);
void interrupt_ended(pid_t pid);
/* The signal that was caught, or 0. */
int interrupt_caught(void);
/* Ends this process by that signal. */
_Noreturn void interrupt_die(void);

#endif
