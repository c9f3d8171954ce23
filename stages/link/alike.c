#include "alike.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/dice.h>

#include "normal.h"

#define TILE ((size_t)4096) /* rare filters at a time, so that what is found stays small */

/* The bits of filter `number`. */
static struct tl_str bits_of(const struct dictionary *filters, uint32_t number)
{
	struct tl_str variants;

	return normal_filter(dictionary_text(filters, number), &variants);
}

static bool add_filter(struct tl_dice_set *set, struct tl_str bytes, size_t length)
{
	struct tl_filter filter = {0};

	if (bytes.length != length)
		return false;
	memcpy(filter.words, bytes.data, length);
	filter.bits = (unsigned)(length * 8);
	tl_dice_set_add(set, &filter);
	return true;
}

/* The best of each rare one among what a tile found, which is in order of the rare ones. */
static void take_best(const struct tl_dice_set *rare, const struct tl_dice_set *frequent,
	const struct tl_dice_pairs *pairs, const uint32_t *number, uint32_t *alike)
{
	double best = 0;

	for (size_t i = 0; i < pairs->found.count; i++) {
		const struct tl_dice_pair *pair = &pairs->found.items[i];
		double dice = 2.0 * pair->common /
			      ((double)rare->bits[pair->a] + frequent->bits[pair->b]);

		if (!i || pair->a != pairs->found.items[i - 1].a)
			best = 0;
		if (dice > best) {
			best = dice;
			alike[number[pair->a]] = pair->b + 1;
		}
	}
}

uint32_t *alike_make(const struct dictionary *filters, size_t frequent)
{
	size_t count = filters->count, length;
	uint32_t *alike = tl_alloc(count + 1, sizeof *alike);
	uint32_t *number = tl_alloc(count + 1, sizeof *number);
	struct tl_dice_set few = {0}, rare = {0};
	struct tl_dice_pairs pairs = {0};

	for (uint32_t i = 1; i <= count; i++)
		alike[i] = i;
	length = count ? bits_of(filters, 1).length : 0;
	if (frequent > ALIKE_FREQUENT_MAX)
		frequent = ALIKE_FREQUENT_MAX;
	if (!length || !frequent || frequent == count)
		goto done;
	tl_dice_set_start(&few, (unsigned)(length * 8));
	tl_dice_set_start(&rare, (unsigned)(length * 8));
	/* Filters of another length than the first have nothing to be held against. */
	for (uint32_t i = 1; i <= frequent; i++)
		if (!add_filter(&few, bits_of(filters, i), length))
			goto done;
	for (uint32_t i = (uint32_t)frequent + 1; i <= count; i++) {
		number[rare.count] = i;
		add_filter(&rare, bits_of(filters, i), length);
	}
	for (size_t from = 0; from < rare.count; from += TILE) {
		size_t to = from + TILE < rare.count ? from + TILE : rare.count;

		tl_vec_clear(&pairs.found);
		tl_dice_above(&rare, from, to, &few, 0, few.count, ALIKE_LEAST, &pairs);
		take_best(&rare, &few, &pairs, number, alike);
	}
done:
	tl_vec_free(&pairs.found);
	tl_dice_set_free(&few);
	tl_dice_set_free(&rare);
	free(number);
	return alike;
}
