/*
 * Keys by likeness, for filters of which hardly two records share one: record filters (CLK), and
 * attribute filters whose bits were flipped. A key is a handful of bits sampled from a record's
 * filters at fixed places (bit sampling, Indyk and Motwani 1998): the more alike two filters are,
 * the likelier all of them agree. One key finds few; of LIKENESS_PASSES with other places, one
 * nearly always does. Blocks too large are split by further bits of the same sample.
 *
 * Where there are several such fields a pass samples two of them, each two in turn, so that a
 * difference in one field does not hide a pair from every pass.
 */
#ifndef LINK_LIKENESS_H
#define LINK_LIKENESS_H

#include "records.h"

#define LIKENESS_PASSES 20
#define LIKENESS_BITS 40 /* of a sample: some make the key, the rest split large blocks */
#define LIKENESS_FIELDS 2 /* of a pass */

struct likeness {
	size_t fields[LIKENESS_FIELDS], field_count;
	struct {
		uint16_t field, bit; /* field: in fields */
	} sample[LIKENESS_BITS];
	size_t key_bits; /* the first so many make the key */
};

/* Is this a field of filters by whose equality nothing is found? */
bool likeness_is_for(const struct records *records, size_t field);

/* The sample of pass `number`; false where no field is one for likeness. */
bool likeness_plan(struct likeness *likeness, const struct records *records, size_t number);

/* Key of a record, never 0; 0 where it lacks one of the fields. */
uint32_t likeness_key(
	const struct likeness *likeness, const struct records *records, const uint32_t *row);

/* Bit `at` of the record's sample, which must have a key. */
unsigned likeness_bit(const struct likeness *likeness, const struct records *records,
	const uint32_t *row, size_t at);

#endif
