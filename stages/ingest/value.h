/*
 * One field of one row: from the text as delivered to a typed value, or a reason.
 */
#ifndef INGEST_VALUE_H
#define INGEST_VALUE_H

#include "rule.h"

struct ingest_value {
	bool present; /* false: nothing was recorded */
	bool sentinel; /* not present: a day that the contract says stands for none */
	int64_t number; /* INT; DAY as days since 1970, degraded */
	int64_t exact; /* DAY: before it was degraded; for comparisons, never kept */
	double real; /* REAL */
	struct tl_str text; /* TEXT: lives as long as the row, the study, or this */
	const char *why; /* not present: the reason that a symbol stands for; else NULL */
	char postcode[8]; /* what text is, where a postcode was degraded */
};

/* Blanks around a value never count. A locality that the study does not list becomes "elsewhere".
 */
enum ingest_reason ingest_value_read(
	const struct ingest_rule *rule, struct tl_str text, struct ingest_value *value);

#endif
