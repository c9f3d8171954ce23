#include "dice_private.h"

#include <math.h>
#include <string.h>

const struct tl_dice_kernel tl_dice_kernels[] = {
	{"scalar", TL_CPU_SCALAR, dice_above_scalar, dice_common_scalar},
#if defined(__x86_64__)
	{"avx2", TL_CPU_AVX2, dice_above_avx2, dice_common_popcnt},
	{"avx512", TL_CPU_AVX512, dice_above_avx512, dice_common_avx512},
#endif
};
const size_t tl_dice_kernel_count = TL_LEN(tl_dice_kernels);

const struct tl_dice_kernel *tl_dice_pick(enum tl_cpu_level level)
{
	size_t best = 0;

	for (size_t i = 0; i < TL_LEN(tl_dice_kernels); i++)
		if (tl_dice_kernels[i].level <= level)
			best = i;
	return &tl_dice_kernels[best];
}

void tl_dice_set_start(struct tl_dice_set *set, unsigned bits)
{
	assert(bits == 256 || bits == 512 || bits == 1024);
	*set = (struct tl_dice_set){.words = bits / 64};
}

/* realloc does not keep an alignment. */
static uint64_t *grown(uint64_t *old, size_t old_words, size_t new_words)
{
	uint64_t *words = aligned_alloc(64, new_words * sizeof *words);

	if (!words)
		words = tl_alloc(SIZE_MAX, sizeof *words); /* stops as every allocation does */
	if (old_words)
		memcpy(words, old, old_words * sizeof *words);
	memset(words + old_words, 0, (new_words - old_words) * sizeof *words);
	free(old);
	return words;
}

static void make_room(struct tl_dice_set *set)
{
	size_t old = set->capacity, capacity = old ? old * 2 : 64;

	if (set->count < old)
		return;
	set->rows = grown(set->rows, old * set->words, capacity * set->words);
	set->lanes = grown(set->lanes, old * set->words, capacity * set->words);
	set->bits = tl_grow(set->bits, capacity, sizeof *set->bits);
	memset(set->bits + old, 0, (capacity - old) * sizeof *set->bits);
	set->capacity = capacity;
}

void tl_dice_set_add(struct tl_dice_set *set, const struct tl_filter *filter)
{
	uint64_t *lane;

	assert(filter->bits == set->words * 64 && set->count < UINT32_MAX);
	make_room(set);
	memcpy(set->rows + set->count * set->words, filter->words, filter->bits / 8);
	lane = set->lanes + set->count / TL_DICE_LANES * TL_DICE_LANES * set->words +
	       set->count % TL_DICE_LANES;
	for (unsigned w = 0; w < set->words; w++)
		lane[w * TL_DICE_LANES] = filter->words[w];
	set->bits[set->count++] = (uint16_t)tl_filter_count(filter);
}

void tl_dice_set_free(struct tl_dice_set *set)
{
	free(set->rows);
	free(set->lanes);
	free(set->bits);
	*set = (struct tl_dice_set){0};
}

/* Dice >= t, or 2 c >= t (a + b), in whole numbers: 2^21 c >= T a + T b with T = 2^20 t. What must
 * never come out, an empty filter and a lane past the end, needs more than there can be. */
#define NEED_NEVER (UINT64_C(1) << 60)

static uint64_t need(const struct tl_dice_set *set, size_t at, size_t to, uint64_t threshold)
{
	return at < to && set->bits[at] ? set->bits[at] * threshold : NEED_NEVER;
}

/* Rows of a panel stay in the cache while the blocks go by. */
#define PANEL_ROWS ((size_t)64)
struct panel {
	const struct tl_dice_set *a, *b;
	size_t from, count; /* of rows */
	uint64_t need[PANEL_ROWS];
	/* Per row, the pairs found so far; put in order when all blocks are done. */
	struct tl_dice_pairs found[PANEL_ROWS];
};

static void keep_lanes(struct panel *panel, size_t row, size_t block, unsigned lanes)
{
	size_t a = panel->from + row;
	const uint64_t *words = panel->a->rows + a * panel->a->words;

	for (; lanes; lanes &= lanes - 1) {
		size_t b = block * TL_DICE_LANES + (size_t)__builtin_ctz(lanes);
		const uint64_t *other = panel->b->rows + b * panel->b->words;
		unsigned common = 0;

		for (unsigned w = 0; w < panel->a->words; w++)
			common += (unsigned)__builtin_popcountll(words[w] & other[w]);
		*tl_vec_push(&panel->found[row].found) =
			(struct tl_dice_pair){(uint32_t)a, (uint32_t)b, (uint16_t)common};
	}
}

static void do_block(struct panel *panel, const struct tl_dice_kernel *kernel, size_t block,
	size_t b_to, uint64_t threshold)
{
	const struct tl_dice_set *a = panel->a, *b = panel->b;
	uint64_t lane_need[TL_DICE_LANES], eight;
	uint8_t above[PANEL_ROWS] = {0};

	for (size_t lane = 0; lane < TL_DICE_LANES; lane++)
		lane_need[lane] = need(b, block * TL_DICE_LANES + lane, b_to, threshold);
	kernel->above(a->rows + panel->from * a->words, panel->need, panel->count, a->words,
		b->lanes + block * TL_DICE_LANES * b->words, lane_need, above);
	for (size_t row = 0; row < panel->count; row += 8) {
		memcpy(&eight, above + row, sizeof eight);
		for (size_t i = row; eight && i < row + 8; i++)
			keep_lanes(panel, i, block, above[i]);
	}
}

void tl_dice_above(const struct tl_dice_set *a, size_t a_from, size_t a_to,
	const struct tl_dice_set *b, size_t b_from, size_t b_to, double threshold,
	struct tl_dice_pairs *pairs)
{
	const struct tl_dice_kernel *kernel = tl_dice_pick(tl_cpu_level());
	uint64_t scaled = (uint64_t)llround(threshold * (1 << 20));
	struct panel *panel = tl_alloc(1, sizeof *panel);

	assert(threshold > 0 && threshold <= 1 && a->words == b->words);
	assert(b_from % TL_DICE_LANES == 0 && a_to <= a->count && b_to <= b->count);
	panel->a = a;
	panel->b = b;
	for (panel->from = a_from; panel->from < a_to; panel->from += PANEL_ROWS) {
		panel->count = a_to - panel->from < PANEL_ROWS ? a_to - panel->from : PANEL_ROWS;
		for (size_t row = 0; row < panel->count; row++) {
			panel->need[row] = need(a, panel->from + row, a_to, scaled);
			tl_vec_clear(&panel->found[row].found);
		}
		for (size_t block = b_from / TL_DICE_LANES; block * TL_DICE_LANES < b_to; block++)
			do_block(panel, kernel, block, b_to, scaled);
		for (size_t row = 0; row < panel->count; row++)
			for (size_t i = 0; i < panel->found[row].found.count; i++)
				*tl_vec_push(&pairs->found) = panel->found[row].found.items[i];
	}
	for (size_t row = 0; row < PANEL_ROWS; row++)
		tl_vec_free(&panel->found[row].found);
	free(panel);
}

void tl_dice_common(const struct tl_dice_set *set, const uint32_t *a, const uint32_t *b,
	size_t count, uint16_t *common)
{
	tl_dice_pick(tl_cpu_level())->common(set->rows, set->words, a, b, count, common);
}
