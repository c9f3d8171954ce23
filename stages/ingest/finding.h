/*
 * What is worth a word about rows that are kept, or about a delivery as a whole: the closed list. A
 * finding changes no figure; it is counted and said to whoever can ask the partner about it.
 */
#ifndef INGEST_FINDING_H
#define INGEST_FINDING_H

#include <throughline/base.h>

enum ingest_finding {
	/* found while reading one file */
	FINDING_SENTINEL,
	FINDING_BEFORE_BIRTH,
	FINDING_AFTER_DEATH,
	FINDING_ROW_RULE,
	FINDING_PAST_RETENTION,
	/* found when all files are known */
	FINDING_BROKEN_KEY,
	FINDING_OVERLAP,
	FINDING_DOUBLY_OPEN,
	FINDING_REPLACED_WHOLE,
	FINDING_REPLACED_BY_FEW,
	FINDING_FEWER_ROWS,
	FINDING_MORE_ROWS,
	FINDING_OLD,
	FINDING_NO_NEWER,
	FINDING_GONE,
	FINDING_STRAY,
	FINDING_GAP,
	FINDING_EMPTY,
	FINDING_NO_FILE,
	FINDING_NO_LOCALITY,
	FINDING_LOCALITY_EMPTY,
	FINDING_ELSEWHERE,
	FINDING_COUNT_OF
};

struct ingest_finding_facts {
	const char *name; /* as stored and counted */
	const char *sentence;
	bool whole; /* of a delivery as a whole: the number of rows says nothing */
};
extern const struct ingest_finding_facts ingest_findings[FINDING_COUNT_OF];

#endif
