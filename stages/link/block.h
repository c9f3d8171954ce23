/*
 * Blocking: which pairs of records are worth comparing. A pass gives each record a 32-bit key made
 * of parts of its fields (0: it has none); records with equal keys are a block, and the pairs in it
 * are candidates. Passes are many, so that no one slip hides a pair, and a pair is compared once:
 * in the first pass whose key it shares.
 *
 * How many pairs each pass has is known before one is made. A block with more records than
 * block_max is split by further fields, one after another; what is still too large then (records
 * alike in every field) keeps the pairs of neighbours only, `block_max` on either side. Where a
 * pass has more than PAIRS_A_RECORD pairs a record, its largest blocks are split likewise until it
 * has not, so that pairs grow as records do (a pass by likeness, likeness.h, has
 * LIKENESS_PAIRS_A_RECORD); blocks of up to BLOCK_WHOLE_TO records stay whole, and
 * so do those of a filter, which has no coarser form to be split by, and of a postcode, which bring
 * households together.
 */
#ifndef LINK_BLOCK_H
#define LINK_BLOCK_H

#include "likeness.h"

#define PASSES_MAX 24
#define BLOCK_ALL_PAIRS_TO 2500 /* records: of so few, three million pairs, all are compared */
#define PASS_PARTS_MAX 4
#define PAIRS_A_RECORD 1 /* of a pass, before its larger blocks are split */
#define LIKENESS_PAIRS_A_RECORD 4 /* of a pass by likeness */
#define BLOCK_WHOLE_TO 10 /* records: a block of so many is not */

struct block_part {
	size_t field;
	enum value_part part;
};

struct block_pass {
	struct block_part parts[PASS_PARTS_MAX];
	size_t count;
	struct likeness *likeness; /* NULL: the key is made of parts */
	bool unordered; /* the first two parts may be the other way round: swapped names */
	struct block_part splits[FIELDS_MAX]; /* what a block too large is split by, in turn */
	size_t split_count;

	/* After blocks_make: records in blocks of two and more, block by block. */
	uint32_t *entries;
	size_t entry_count;
	int64_t pairs; /* candidates of this pass, those of earlier passes among them */
	size_t split_above; /* records: larger blocks were split */
	int64_t split_blocks;
};

struct blocks {
	struct block_pass passes[PASSES_MAX];
	size_t count;
	size_t block_max;
};

/* The passes that suit these fields: chosen from what they mean, and from how telling their values
 * are (an e-mail address is a pass of its own, a town is not). Needs records_finish. */
void blocks_plan(struct blocks *blocks, const struct records *records);

/* A pass in words: "surname (soundex) + birth date (year)", for reports. */
void block_pass_words(
	const struct block_pass *pass, const struct records *records, struct tl_buf *out);

/* Gives each record its keys (words behind its fields, so records_lay_out comes first) and sorts
 * the passes. */
void blocks_make(struct blocks *blocks, struct records *records, size_t threads);

/* Did a pass before `pass` already bring these two together? */
static inline bool block_met_before(const uint32_t *keys_a, const uint32_t *keys_b, size_t pass)
{
	uint32_t met = 0;

	for (size_t i = 0; i < pass; i++)
		met |= (uint32_t)(keys_a[i] == keys_b[i]) & (uint32_t)(keys_a[i] != 0);
	return met;
}

void blocks_free(struct blocks *blocks);

#endif
