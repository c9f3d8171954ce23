/*
 * A digest of rows that does not depend on their order: each row's 128 bits, from two 64-bit lanes
 * of multiplications, are summed lane by lane; SHA-256 of the sums and the number of rows is the
 * digest.
 *
 * It is made for accidents. Equal rows give equal digests; two deliveries that differ by mistake
 * agree with a chance of about 2^-128. It does not withstand somebody who makes up rows so that
 * they agree: what a file held is proved by the SHA-256 of the file, which the manifest has too.
 */
#ifndef INGEST_ROWSUM_H
#define INGEST_ROWSUM_H

#include <throughline/hash.h>

struct ingest_row_hash {
	uint64_t lane[2];
};

static inline uint64_t ingest_lane_start(int lane)
{
	return lane ? UINT64_C(0x9ae16a3b2f90404f) : UINT64_C(0x2d358dccaa6c78a5);
}

/* Every step is one to one in the value, so that rows which differ in one field differ in both
 * lanes. */
static inline uint64_t ingest_lane_add(int lane, uint64_t sum, size_t field, uint64_t value)
{
	uint64_t odd = lane ? UINT64_C(0xd6e8feb86659fd93) : UINT64_C(0x9fb21c651e98df25);

	sum = (sum ^ value ^ ((uint64_t)field + 1) * UINT64_C(0x9e3779b97f4a7c15)) * odd;
	return sum ^ sum >> 31;
}

/* So that the sums of rows do not see the fields as numbers (murmur3's finish, Appleby). */
static inline uint64_t ingest_lane_end(uint64_t sum)
{
	sum = (sum ^ sum >> 33) * UINT64_C(0xff51afd7ed558ccd);
	sum = (sum ^ sum >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return sum ^ sum >> 33;
}

void ingest_row_hash_start(struct ingest_row_hash *row);
/* field: the value's place in the contract. Values that are not there are left out. */
void ingest_row_hash_number(struct ingest_row_hash *row, size_t field, int64_t number);
void ingest_row_hash_real(struct ingest_row_hash *row, size_t field, double real);
void ingest_row_hash_text(struct ingest_row_hash *row, size_t field, struct tl_str text);

struct ingest_rowsum {
	uint64_t lane[2];
	int64_t rows;
};
void ingest_rowsum_add(struct ingest_rowsum *sum, const struct ingest_row_hash *row);
struct tl_digest ingest_rowsum_done(const struct ingest_rowsum *sum);

#endif
