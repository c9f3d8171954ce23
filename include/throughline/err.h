/*
 * What went wrong, as one line a data officer can act on.
 *
 * A function that can fail because of the world takes `struct tl_err *err` last, returns false (or
 * NULL) and has filled err exactly once. The library never prints and never exits; main does, with
 * tl_say_failure(). Context is put in front on the way up with tl_fail_in().
 *
 * The form of a message is `file:line:column: what; what to do`. A message never holds the content
 * of a field of an extract: that may identify a person.
 */
#ifndef THROUGHLINE_ERR_H
#define THROUGHLINE_ERR_H

#include <throughline/base.h>

struct tl_err {
	int exit_status; /* a sysexits.h value or EX_REFUSED; 0 while nothing failed */
	char text[1024]; /* one line, no newline; longer messages end in "..." */
};

/* Fills err and returns false, so that `return tl_fail(err, EX_DATAERR, ...)` reads well. */
bool tl_fail(struct tl_err *err, int exit_status, const char *format, ...) TL_PRINTF(3, 4);

/* Puts "context: " in front of a message that is already there. Returns false. */
bool tl_fail_in(struct tl_err *err, const char *format, ...) TL_PRINTF(2, 3);

/* The errno of a system call that failed on path, as EX_NOINPUT (cannot be found or read),
 * EX_CANTCREAT (no permission to write), EX_IOERR (disk full, I/O) or EX_OSERR. `doing` is a verb:
 * "open", "write". */
bool tl_fail_errno(struct tl_err *err, const char *doing, const char *path);

/* For a check that goes on to find what else is wrong: where err says that the study is wrong
 * (EX_CONFIG), adds it to lines as a line, once, empties err and returns true. False, and nothing
 * done, with any other trouble or where lines is NULL. */
struct tl_buf;
bool tl_fail_later(struct tl_err *err, struct tl_buf *lines);
/* For main: prints "program: line" on standard error; a control character, which a file's name may
 * bring along, is a blank and never reaches the terminal. */
struct tl_str;
void tl_say_line(const char *program, struct tl_str line);
/* For main: prints "program: line" for each of them and returns EX_CONFIG; EX_OK where there are
 * none. */
int tl_say_failures(const char *program, const struct tl_buf *lines);

/* For main: prints "program: message" on stderr and returns err->exit_status (EX_SOFTWARE if
 * unset). */
int tl_say_failure(const char *program, const struct tl_err *err);

#endif
