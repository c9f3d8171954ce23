/* The reference of the kernels: what each of the others gives too. */
#include "dice_private.h"

static uint64_t common_bits(const uint64_t *row, const uint64_t *other, size_t step, unsigned words)
{
	uint64_t count = 0;

	for (unsigned w = 0; w < words; w++)
		count += (unsigned)__builtin_popcountll(row[w] & other[w * step]);
	return count;
}

DICE_ABOVE(dice_above_scalar)
{
	for (size_t r = 0; r < row_count; r++) {
		above[r] = 0;
		for (unsigned lane = 0; lane < TL_DICE_LANES; lane++) {
			uint64_t common =
				common_bits(rows + r * words, lanes + lane, TL_DICE_LANES, words);

			if (common << 21 >= row_need[r] + lane_need[lane])
				above[r] |= (uint8_t)(1u << lane);
		}
	}
}

DICE_COMMON(dice_common_scalar)
{
	for (size_t i = 0; i < count; i++)
		common[i] = (uint16_t)common_bits(
			rows + (size_t)a[i] * words, rows + (size_t)b[i] * words, 1, words);
}
