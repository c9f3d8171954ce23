/* Folders as wholes: made, thrown away, synced, swapped. Stagedir and release are built on it. */
#ifndef THROUGHLINE_TREE_H
#define THROUGHLINE_TREE_H

#include <throughline/err.h>

/* Makes every folder of path up to its last '/'. */
bool tl_tree_make_parents(const char *path, unsigned mode, struct tl_err *err);
/* Removes path and all below it; nothing there is no error. */
bool tl_tree_remove(const char *path, struct tl_err *err);
/* Gives everything below path its mode (0644 and 0755 where open, else 0600 and 0700) and waits
 * until it is on the disk, files before the folders that name them. */
bool tl_tree_seal(const char *path, bool open, struct tl_err *err);
/* Puts the folder `part` in the place of `dir` and throws away what was there. */
bool tl_tree_swap(const char *part, const char *dir, struct tl_err *err);
/* The same where the file system cannot exchange two names; for a moment there is no `dir` at all.
 */
bool tree_swap_in_two_steps(const char *part, const char *dir, struct tl_err *err);

#endif
