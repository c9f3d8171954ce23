/*
 * Whole numbers modulo the prime 2^61 - 1: exact where doubles are not, and no number grows. A
 * small whole number is itself, a small negative one lies as far below the prime.
 */
#ifndef DISCLOSE_FIELD_H
#define DISCLOSE_FIELD_H

#include <throughline/base.h>

__extension__ typedef unsigned __int128 field_wide;

#define FIELD_PRIME (((uint64_t)1 << 61) - 1)
#define FIELD_SMALL_MAX ((int64_t)1 << 20)

static inline uint64_t field_multiply(uint64_t a, uint64_t b)
{
	field_wide product = (field_wide)a * b;
	uint64_t sum = ((uint64_t)product & FIELD_PRIME) + (uint64_t)(product >> 61);

	return sum >= FIELD_PRIME ? sum - FIELD_PRIME : sum;
}

static inline uint64_t field_subtract(uint64_t a, uint64_t b)
{
	return a >= b ? a - b : a + FIELD_PRIME - b;
}

/* Fermat: a^(p-2). */
static inline uint64_t field_inverse(uint64_t a)
{
	uint64_t result = 1;

	for (uint64_t power = FIELD_PRIME - 2; power; power >>= 1, a = field_multiply(a, a))
		if (power & 1)
			result = field_multiply(result, a);
	return result;
}

/* As a signed number; false where it is larger than FIELD_SMALL_MAX either way. */
static inline bool field_small(uint64_t a, int64_t *value)
{
	*value = a <= FIELD_PRIME / 2 ? (int64_t)a : -(int64_t)(FIELD_PRIME - a);
	return *value <= FIELD_SMALL_MAX && *value >= -FIELD_SMALL_MAX;
}

#endif
