/*
 * Two records held against each other, field by field: the outcome is a pattern, one number that
 * holds the level of every field (field.h). What is asked of a pair of values again is remembered,
 * so that two names are compared letter by letter once a task.
 */
#ifndef LINK_COMPARE_H
#define LINK_COMPARE_H

#include "records.h"

/* How levels are put into a pattern: level of field f = pattern / stride[f] % base[f]. */
struct patterns {
	size_t count; /* fields */
	uint32_t stride[FIELDS_MAX], base[FIELDS_MAX];
};

/* False with EX_USAGE where the fields have more patterns than 32 bits hold. */
bool patterns_of(
	struct patterns *patterns, const struct field *fields, size_t count, struct tl_err *err);

static inline unsigned pattern_level(
	const struct patterns *patterns, uint32_t pattern, size_t field)
{
	return pattern / patterns->stride[field] % patterns->base[field];
}

struct compare; /* of one task: what it remembers is its own */
struct compare *compare_new(const struct records *records, const struct patterns *patterns);
uint32_t compare_pair(struct compare *compare, const uint32_t *a, const uint32_t *b);
void compare_free(struct compare *compare);

/* The level of two values, both known, of one field, without its neighbours: never NAME_SWAPPED. */
unsigned compare_values(const struct values *values, enum field_kind kind, uint32_t a, uint32_t b);

#endif
