/*
 * Two records held against each other, field by field: the outcome is a pattern, one number that
 * holds the level of every field (field.h). What is asked of a pair of values again is remembered,
 * so that two names are compared letter by letter once a task.
 */
#ifndef LINK_COMPARE_H
#define LINK_COMPARE_H

#include "records.h"

/*
 * How levels are put into a pattern: level of field f = pattern / stride[f] % base[f].
 *
 * Some fields say again what another said: a town after a postcode, sex after a forename. Such a
 * field has a parent, and its chances are looked up by the level its parent has; the others' parent
 * is NO_PARENT, and theirs lie where the parent's level would be 0.
 */
#define NO_PARENT SIZE_MAX
#define PATTERN_OF_BLANKS UINT32_C(0) /* no field has a value on both sides */
struct patterns {
	size_t count; /* fields */
	uint32_t stride[FIELDS_MAX], base[FIELDS_MAX];
	size_t parent[FIELDS_MAX];
};

/* False with EX_USAGE where the fields have more patterns than 32 bits hold. */
bool patterns_of(
	struct patterns *patterns, const struct field *fields, size_t count, struct tl_err *err);

static inline unsigned pattern_level(
	const struct patterns *patterns, uint32_t pattern, size_t field)
{
	return pattern / patterns->stride[field] % patterns->base[field];
}

/* The levels of a pattern, and of each field's parent. */
struct levels {
	unsigned own[FIELDS_MAX], parent[FIELDS_MAX];
};
static inline void pattern_levels(
	const struct patterns *patterns, uint32_t pattern, struct levels *levels)
{
	for (size_t i = 0; i < patterns->count; i++) {
		levels->own[i] = pattern % patterns->base[i];
		pattern /= patterns->base[i];
	}
	for (size_t i = 0; i < patterns->count; i++)
		levels->parent[i] =
			patterns->parent[i] == NO_PARENT ? 0 : levels->own[patterns->parent[i]];
}

struct compare; /* of one task: what it remembers is its own */
struct compare *compare_new(const struct records *records, const struct patterns *patterns);
uint32_t compare_pair(struct compare *compare, const uint32_t *a, const uint32_t *b);
void compare_free(struct compare *compare);

/* The level of two values, both known, of one field, without its neighbours: never NAME_SWAPPED. */
unsigned compare_values(const struct values *values, enum field_kind kind, uint32_t a, uint32_t b);

#endif
