/*
 * Is something there? Yes, no, or it cannot be told: a folder on the way that may not be entered, a
 * file where a folder should be, links that lead in a circle, a disk that fails. Whoever takes "it
 * cannot be told" for "no" leaves out a delivery, a removal or a release without a word, so every
 * such question is asked here.
 *
 * Only "no such file or directory" is no. A link that leads nowhere is no as well.
 */
#ifndef THROUGHLINE_PATH_H
#define THROUGHLINE_PATH_H

#include <throughline/err.h>

/* Whose file it would be decides the exit status where it cannot be told. */
enum tl_path_of {
	TL_PATH_GIVEN, /* what people keep (definitions, deliveries, releases): EX_NOINPUT */
	TL_PATH_MADE, /* what throughline makes itself (all under run/): EX_IOERR */
};

/* False, and err says what is in the way and what to do, where it cannot be told. That a file is
 * there does not say that it may be read: opening it does. */
bool tl_path_is_there(const char *path, enum tl_path_of of, bool *there, struct tl_err *err);

/* The errno of a look at path or into it that failed: what is in the way, and what to do. Returns
 * false. */
bool tl_path_fail(const char *path, enum tl_path_of of, struct tl_err *err);

#endif
