/*
 * Why a row is not kept: the closed list. A row is kept or has exactly one reason, the first that
 * applies: the row as a whole, a removal asked for, then its fields in the order of the contract,
 * then its columns together, then the rows kept before it.
 */
#ifndef INGEST_REASON_H
#define INGEST_REASON_H

#include <throughline/base.h>

enum ingest_reason {
	REASON_NONE,
	REASON_BLANK_ROW,
	REASON_NOT_UTF8,
	REASON_SWALLOWED,
	REASON_TOO_FEW_FIELDS,
	REASON_TOO_MANY_FIELDS,
	REASON_BLANK,
	REASON_UNKNOWN_CODE,
	REASON_NOT_WHOLE,
	REASON_NOT_NUMBER,
	REASON_NOT_DATE,
	REASON_NOT_TRUE_FALSE,
	REASON_FUTURE,
	REASON_BELOW,
	REASON_ABOVE,
	REASON_END_BEFORE_START,
	REASON_REMOVED,
	REASON_NOT_IN_FORM,
	REASON_TOO_SHORT,
	REASON_TOO_LONG,
	REASON_NOT_POSTCODE,
	REASON_BEFORE_BIRTH,
	REASON_AFTER_DEATH,
	REASON_ROW_RULE,
	REASON_SAME_ROW,
	REASON_KEY_AGAIN,
	REASON_VALUE_AGAIN,
	REASON_COUNT_OF
};

struct ingest_reason_facts {
	const char *name; /* as stored and counted: "not a date" */
	const char *sentence; /* for the partner who is asked to mend it */
};
extern const struct ingest_reason_facts ingest_reasons[REASON_COUNT_OF];

#endif
