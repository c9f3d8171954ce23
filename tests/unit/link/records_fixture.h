/* Records from literal tables, for the tests of the linkage engine. */
#ifndef RECORDS_FIXTURE_H
#define RECORDS_FIXTURE_H

#include "../../../stages/link/records.h"

#include <stdlib.h>

/* rows: of each record source, id, then its fields; NULL ends them. */
static inline void records_from(struct records *records, const char *fields,
	const char *const *rows, struct tl_arena *arena)
{
	struct field parsed[FIELDS_MAX];
	struct tl_err err = {0};
	size_t count;

	if (!fields_parse(parsed, &count, fields, arena, &err))
		abort();
	records_begin(records, parsed, count);
	for (; *rows; rows += 2 + count) {
		struct tl_str values[FIELDS_MAX];

		for (size_t i = 0; i < count; i++)
			values[i] = tl_str(rows[2 + i]);
		records_add(records, &(struct record_text){.source = tl_str(rows[0]),
					     .id = tl_str(rows[1]),
					     .fields = values});
	}
	records_finish(records, 1);
}

/* The record with this id. */
static inline uint32_t record_of(const struct records *records, const char *id)
{
	for (uint32_t i = 0; i < records->count; i++)
		if (tl_str_equal(records_id(records, i), tl_str(id)))
			return i;
	abort();
}

#endif
