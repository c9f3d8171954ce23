#include "rowsum.h"

#include <string.h>

void ingest_row_hash_start(struct ingest_row_hash *row)
{
	for (int i = 0; i < 2; i++)
		row->lane[i] = ingest_lane_start(i);
}

void ingest_row_hash_number(struct ingest_row_hash *row, size_t field, int64_t number)
{
	for (int i = 0; i < 2; i++)
		row->lane[i] = ingest_lane_add(i, row->lane[i], field, (uint64_t)number);
}

void ingest_row_hash_real(struct ingest_row_hash *row, size_t field, double real)
{
	int64_t bits;

	real += 0.0; /* one zero */
	memcpy(&bits, &real, sizeof bits);
	ingest_row_hash_number(row, field, bits);
}

void ingest_row_hash_text(struct ingest_row_hash *row, size_t field, struct tl_str text)
{
	for (int i = 0; i < 2; i++)
		row->lane[i] = ingest_lane_add(
			i, row->lane[i], field, tl_hash64(text.data, text.length, (uint64_t)i));
}

void ingest_rowsum_add(struct ingest_rowsum *sum, const struct ingest_row_hash *row)
{
	for (int i = 0; i < 2; i++)
		sum->lane[i] += ingest_lane_end(row->lane[i]);
	sum->rows++;
}

struct tl_digest ingest_rowsum_done(const struct ingest_rowsum *sum)
{
	struct tl_sha256 sha;

	tl_sha256_init(&sha);
	tl_sha256_add_int(&sha, sum->rows);
	for (int i = 0; i < 2; i++)
		tl_sha256_add_int(&sha, (int64_t)sum->lane[i]);
	return tl_sha256_done(&sha);
}
