#include "filtered.h"

#include <throughline/variant.h>

struct likes {
	unsigned common, smaller, both; /* bits that are set: in both, in the one with fewer; sum */
};

static struct likes likes_of(const struct values *values, uint32_t a, uint32_t b)
{
	unsigned of_a = values->bits[a], of_b = values->bits[b];
	uint16_t common;

	values->dice->common(values->rows, values->row_words, &a, &b, 1, &common);
	return (struct likes){common, of_a < of_b ? of_a : of_b, of_a + of_b};
}

/* The first floor, in percent of Dice, that is reached; count: none is. */
static size_t floor_of(struct likes likes, const unsigned *floors, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (200u * likes.common >= floors[i] * likes.both)
			return i;
	return count;
}

unsigned filtered_record_level(const struct values *values, uint32_t a, uint32_t b)
{
	static const unsigned floors[] = {95, 90, 85, 80, 75, 70, 65};

	return FIELD_EXACT + 1 +
	       (unsigned)(values->bits[a] && values->bits[b]
				  ? floor_of(likes_of(values, a, b), floors, TL_LEN(floors))
				  : TL_LEN(floors));
}

/* Which kinds of variants two values share, as bits from 'a' on. The january of one is the year of
 * the other under another letter, so tokens are compared without it. */
#define KIND(kind) (1u << ((kind) - 'a'))

static uint64_t token_of(uint64_t variant)
{
	return variant & ((UINT64_C(1) << 56) - 1);
}

static unsigned shared_kinds(const struct values *x, uint32_t a, const struct values *y, uint32_t b)
{
	unsigned kinds = 0;

	for (uint32_t i = x->variants_of[a]; i < x->variants_of[a + 1]; i++)
		for (uint32_t j = y->variants_of[b]; j < y->variants_of[b + 1]; j++)
			if (token_of(x->variants[i]) == token_of(y->variants[j]))
				kinds |= KIND(tl_variant_kind_of(x->variants[i])) |
					 KIND(tl_variant_kind_of(y->variants[j]));
	return kinds;
}

bool filtered_name_met(
	const struct values *forenames, uint32_t a, const struct values *surnames, uint32_t b)
{
	return shared_kinds(forenames, a, surnames, b) & KIND(TL_VARIANT_NAME);
}

/* The level of the first floor that is reached, and of none: named by the floors of a text; those
 * of a date lie lower (date_level). */
#define DICE_FLOORS 5
static const unsigned dice_levels[DICE_FLOORS + 1] = {
	FILTER_90, FILTER_80, FILTER_70, FILTER_60, FILTER_50, FILTER_DIFFERENT};

/* A digit of eight that differs takes an eighth, less what two digits' bits have in common by
 * chance: Dice is .91, .82, .73, .64, .55 where one to five differ. */
static unsigned date_level(struct likes likes, unsigned kinds)
{
	static const unsigned floors[DICE_FLOORS] = {87, 78, 69, 60, 51};
	unsigned level = dice_levels[floor_of(likes, floors, DICE_FLOORS)];

	if (kinds & KIND(TL_VARIANT_SWAPPED))
		return FILTER_VARIANT;
	if (level <= FILTER_80)
		return level;
	if (kinds & KIND(TL_VARIANT_JANUARY))
		return FILTER_STAND_IN;
	if (kinds & (KIND(TL_VARIANT_MONTH) | KIND(TL_VARIANT_DAY) | KIND(TL_VARIANT_BIRTHDAY)))
		return FILTER_PART;
	return level;
}

#define INITIAL_BITS 40 /* what a single letter sets at most: it has two features */

static unsigned text_level(struct likes likes, unsigned kinds, bool is_name)
{
	static const unsigned floors[DICE_FLOORS] = {90, 80, 70, 60, 50};
	unsigned level = dice_levels[floor_of(likes, floors, DICE_FLOORS)];

	if (kinds & KIND(TL_VARIANT_NAME))
		return FILTER_VARIANT;
	if (is_name && likes.smaller <= INITIAL_BITS)
		return 20 * likes.common >= 9 * likes.smaller ? FILTER_PART : FILTER_DIFFERENT;
	return level;
}

unsigned filtered_level(const struct values *values, uint32_t a, uint32_t b)
{
	struct likes likes;
	unsigned kinds;

	if (!values->bits[a] || !values->bits[b])
		return FILTER_DIFFERENT;
	likes = likes_of(values, a, b);
	kinds = shared_kinds(values, a, values, b);
	if (values->meaning == FIELD_DATE)
		return date_level(likes, kinds);
	return text_level(likes, kinds,
		values->meaning == FIELD_FORENAME || values->meaning == FIELD_SURNAME ||
			values->meaning == FIELD_NAME);
}
