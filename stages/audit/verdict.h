/*
 * Why a candidate may not be published, and what to hide instead: verdict.db (schema/verdict.sql).
 */
#ifndef AUDIT_VERDICT_H
#define AUDIT_VERDICT_H

#include "consistent.h"
#include "repair.h"

struct verdict {
	TL_VEC(struct recovered) recovered; /* of this round, by cell, each once */
	struct asks asks;
};

/* Tests the candidate; an empty list of recovered cells means that it may be published. */
bool verdict_find(const struct candidate *candidate, struct verdict *verdict, struct tl_err *err);
void verdict_free(struct verdict *verdict);

/* earlier_path: the verdict that disclose followed (NULL: none); its rows are kept. */
bool verdict_write(const char *path, const char *earlier_path, const struct candidate *candidate,
	const struct verdict *verdict, struct tl_digest *content, struct tl_err *err);

#endif
