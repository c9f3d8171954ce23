/*
 * Cells that are the same number: a sum of two members ties them, as where the period is one month.
 *
 * Hiding one of them hides nothing while another is shown, so they are hidden, shown and paid for
 * together. A cell without twins is its own.
 */
#ifndef AUDIT_TWINS_H
#define AUDIT_TWINS_H

#include "candidate.h"

struct twins {
	size_t *root; /* per cell: the lowest of its twins */
	size_t *from; /* per cell: where its twins begin in `cells`; they end at `to` */
	size_t *to;
	size_t *cells; /* ascending among twins */
};

void twins_find(const struct candidate *candidate, struct twins *twins);
void twins_free(struct twins *twins);

#endif
