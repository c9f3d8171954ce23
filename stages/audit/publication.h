/*
 * The publication, written afresh from a candidate that passed: nothing of the candidate's file is
 * taken over but its rows, in key order.
 */
#ifndef AUDIT_PUBLICATION_H
#define AUDIT_PUBLICATION_H

#include <throughline/db.h>
#include <throughline/stagedir.h>

/* publication.db of the stage; study: where earlier releases lie, for what is restated. */
bool publication_write(struct tl_stagedir *stage, const char *study, const char *candidate_path,
	struct tl_digest *content, struct tl_err *err);

#endif
