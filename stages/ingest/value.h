/*
 * One field of one row: from the text as delivered to a typed value, or a reason.
 */
#ifndef INGEST_VALUE_H
#define INGEST_VALUE_H

#include "rule.h"

struct ingest_value {
	bool present; /* false: nothing was recorded */
	int64_t number; /* INT; DAY as days since 1970 */
	double real; /* REAL */
	struct tl_str text; /* TEXT: lives as long as the row, or the study */
};

/* Blanks around a value never count. A locality that the study does not list becomes "elsewhere".
 */
enum ingest_reason ingest_value_read(
	const struct ingest_rule *rule, struct tl_str text, struct ingest_value *value);

#endif
