/*
 * Which published figures say something else than they did, from two publications and nothing else.
 *
 * The draft is held against the last release that differs from it in any cell: so the draft of a
 * release, made again after it, has the same bytes. A figure is restated where both publications
 * show it, for a period that was over when the earlier one was made, with another value; and where
 * only one of the two shows it, which is said without a value ("was shown", "was hidden", "was not
 * available"): a number that is hidden now is not printed once more.
 */
#ifndef AUDIT_RESTATED_H
#define AUDIT_RESTATED_H

#include <throughline/db.h>
#include <throughline/stagedir.h>

/* Fills table restatement of db, which has its cells; what was read becomes an input of stage. */
bool restated_write(
	struct tl_db *db, const char *study, struct tl_stagedir *stage, struct tl_err *err);

#endif
