/*
 * The loop that the vector kernels share: 64 bytes become five masks, masks become positions.
 *
 * Each csv_index_<level>.c defines KERNEL, the function's name, TARGET, its target attribute,
 * masks_at(text, delimiter), the masks of 64 bytes with bit i for byte i, and write_many, which
 * writes the positions of a mask of many bits; then it includes this.
 */
#include "csv_index.h"

#ifdef KERNEL /* a compiler that looks at this header alone sees nothing */

static TARGET inline size_t write_positions(uint32_t *into, uint64_t mask, size_t base)
{
	size_t count = 0;

	for (; mask; mask &= mask - 1)
		into[count++] = (uint32_t)(base + (size_t)__builtin_ctzll(mask));
	return count;
}

TARGET void KERNEL(
	struct csv_index *index, const char *text, size_t from, size_t length, char delimiter)
{
	uint32_t *ends = index->ends, *breaks = index->breaks, *odd = index->odd;
	uint64_t high = 0;

	for (size_t at = from; at < length; at += 64) {
		struct masks masks = masks_at(text + at, delimiter);
		size_t left = length - at;
		uint64_t valid = left < 64 ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
		uint64_t follows = left > 64 && text[at + 64] == '\n' ? UINT64_C(1) << 63 : 0;
		uint64_t feed = masks.feed & valid, comma = masks.delimiter & valid;
		uint64_t lone = masks.carriage & valid & ~(feed >> 1 | follows);
		size_t before = (size_t)(ends - index->ends);

		high |= masks.high & valid;
		for (uint64_t rest = feed; rest; rest &= rest - 1) {
			uint64_t below = (rest & -rest) - 1;

			*breaks++ = (uint32_t)(before + (size_t)__builtin_popcountll(
								(feed | comma) & below));
		}
		ends += write_many(ends, feed | comma, at);
		odd += write_positions(odd, (masks.quote & valid) | lone, at);
	}
	index->end_count = (size_t)(ends - index->ends);
	index->break_count = (size_t)(breaks - index->breaks);
	index->odd_count = (size_t)(odd - index->odd);
	index->high = high != 0;
}

#endif
