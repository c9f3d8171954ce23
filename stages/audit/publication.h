/*
 * The publication, written afresh from a candidate that passed: nothing of the candidate's file is
 * taken over but its rows, in key order.
 */
#ifndef AUDIT_PUBLICATION_H
#define AUDIT_PUBLICATION_H

#include <throughline/db.h>

bool publication_write(const char *path, const char *candidate_path, struct tl_digest *content,
	struct tl_err *err);

#endif
