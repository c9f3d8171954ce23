/*
 * How alike filters are, very many at a time: bits in common, and pairs whose Dice coefficient
 * reaches a threshold. Kernels for AVX-512, AVX2 and plain C (cpu.h) give the same results.
 *
 *   struct tl_dice_set set = {0};
 *   tl_dice_set_start(&set, TL_CLK_BITS);
 *   tl_dice_set_add(&set, &filter);           ... once for each
 *   tl_dice_above(&a, 0, a.count, &b, 0, b.count, 0.8, &pairs);
 *   tl_dice_set_free(&set);
 *
 * All pairs of two sets are done in tiles by the caller's threads: a tile is any range of one
 * against any range of the other, and pairs come out by (a, b), so tiles put together in order give
 * the same list whatever their number.
 */
#ifndef THROUGHLINE_DICE_H
#define THROUGHLINE_DICE_H

#include <throughline/bloom.h>
#include <throughline/cpu.h>
#include <throughline/vec.h>

/* Filters of one length, twice over: as they are (rows), and in blocks of TL_DICE_LANES side by
 * side (word w of lane l of block b is lanes[(b * words + w) * TL_DICE_LANES + l]). 64-byte
 * aligned. */
#define TL_DICE_LANES ((size_t)8)
struct tl_dice_set {
	unsigned words; /* of a filter: 4, 8 or 16 */
	size_t count, capacity; /* capacity: a multiple of TL_DICE_LANES */
	uint64_t *rows, *lanes;
	uint16_t *bits; /* how many are set in each */
};
void tl_dice_set_start(struct tl_dice_set *set, unsigned bits);
void tl_dice_set_add(struct tl_dice_set *set, const struct tl_filter *filter);
void tl_dice_set_free(struct tl_dice_set *set);

struct tl_dice_pair {
	uint32_t a, b;
	uint16_t common; /* bits set in both: Dice is 2 common / (bits[a] + bits[b]) */
};
struct tl_dice_pairs {
	TL_VEC(struct tl_dice_pair) found;
};

/* Appends the pairs a_from <= a < a_to, b_from <= b < b_to whose Dice is at least the threshold
 * (over 0, at most 1, taken to 2^-20); by a, then b. A filter without a bit is like nothing. Both
 * sets hold at most UINT32_MAX filters of the same length; they may be one and the same: then each
 * pair comes twice, and each filter with itself. b_from is a multiple of TL_DICE_LANES. */
void tl_dice_above(const struct tl_dice_set *a, size_t a_from, size_t a_to,
	const struct tl_dice_set *b, size_t b_from, size_t b_to, double threshold,
	struct tl_dice_pairs *pairs);

/* common[i] = the bits in both of filters a[i] and b[i] of a set: for candidates that blocking has
 * made. */
void tl_dice_common(const struct tl_dice_set *set, const uint32_t *a, const uint32_t *b,
	size_t count, uint16_t *common);

/* The kernels, for tests and benches. */
struct tl_dice_kernel {
	const char *name;
	enum tl_cpu_level level;
	/* above[r]: bit l is set where 2^21 common(row r, lane l) >= row_need[r] + lane_need[l].
	 * rows: row_count filters of `words` words; lanes: one block. */
	void (*above)(const uint64_t *rows, const uint64_t *row_need, size_t row_count,
		unsigned words, const uint64_t *lanes, const uint64_t *lane_need, uint8_t *above);
	void (*common)(const uint64_t *rows, unsigned words, const uint32_t *a, const uint32_t *b,
		size_t count, uint16_t *common);
};
extern const struct tl_dice_kernel tl_dice_kernels[]; /* from slowest to fastest */
extern const size_t tl_dice_kernel_count;
const struct tl_dice_kernel *tl_dice_pick(enum tl_cpu_level level);

#endif
