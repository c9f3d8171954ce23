/*
 * Why a row that `read` kept is counted no more once all files are known: the closed list.
 */
#ifndef INGEST_DEATH_H
#define INGEST_DEATH_H

#include <throughline/base.h>

enum ingest_death {
	DEATH_DELIVERED_AGAIN,
	DEATH_SUPERSEDED,
	DEATH_DUPLICATE,
	DEATH_KEY_BEFORE,
	DEATH_BEFORE_BIRTH,
	DEATH_AFTER_DEATH,
	DEATH_BROKEN_KEY,
	DEATH_OVERLAP,
	DEATH_DOUBLY_OPEN,
	DEATH_COUNT_OF
};

struct ingest_death_facts {
	const char *name; /* as stored and counted */
	const char *sentence;
	bool fault; /* the sender's: counts against the contract's thresholds, like a rejected row
		     */
};
extern const struct ingest_death_facts ingest_deaths[DEATH_COUNT_OF];

#endif
