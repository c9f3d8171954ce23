/* In a test study the true person is known: how right the links are, exactly. */
#ifndef LINK_EXACT_H
#define LINK_EXACT_H

#include "link.h"

struct exact { /* pairs of keys whose truth is known */
	int64_t found, right, there; /* of one person here; truly too; truly in all */
};

/* False where the study names no truth. */
bool link_exact(const struct link *link, enum link_threshold at, struct exact *exact);

#endif
