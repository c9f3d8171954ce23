/*
 * What the audit asked for in earlier rounds: run/4-verdict/public/verdict.db.
 */
#ifndef DISCLOSE_ASKED_H
#define DISCLOSE_ASKED_H

#include "measured.h"

/* Marks the points to hide and says of which round the verdict is. A verdict of another draft (its
 * root is not ours) is ignored: round 0. */
bool asked_read(const char *verdict_path, const struct tl_digest *root, struct measured *measured,
	int64_t *round, struct tl_err *err);

#endif
