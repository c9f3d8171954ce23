/* The kernels of lib/dice_*.c by name; what they do is said in dice.h. */
#ifndef THROUGHLINE_LIB_DICE_PRIVATE_H
#define THROUGHLINE_LIB_DICE_PRIVATE_H

#include <throughline/dice.h>

#define DICE_ABOVE(name)                                                                           \
	void name(const uint64_t *rows, const uint64_t *row_need, size_t row_count,                \
		unsigned words, const uint64_t *lanes, const uint64_t *lane_need, uint8_t *above)
#define DICE_COMMON(name)                                                                          \
	void name(const uint64_t *rows, unsigned words, const uint32_t *a, const uint32_t *b,      \
		size_t count, uint16_t *common)

DICE_ABOVE(dice_above_scalar);
DICE_ABOVE(dice_above_avx2);
DICE_ABOVE(dice_above_avx512);
DICE_COMMON(dice_common_scalar);
DICE_COMMON(dice_common_popcnt);
DICE_COMMON(dice_common_avx512);

#endif
