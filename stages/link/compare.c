#include "compare.h"

#include <stdlib.h>
#include <string.h>

#include "distance.h"
#include "nickname.h"

#define CLOSE 0.92 /* Jaro-Winkler */
#define FAR 0.80
#define MEMORY_BITS 14 /* of value pairs remembered a field: 16,384, which stay in the cache */

static size_t with_meaning(const struct field *fields, size_t count, enum field_kind meaning)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i].meaning == meaning)
			return i;
	return NO_PARENT;
}

/* Sex goes with the forename, a town or street with the postcode, else with the text before it. */
static size_t parent_of(const struct field *fields, size_t count, size_t field)
{
	size_t parent = NO_PARENT;

	if (fields[field].meaning == FIELD_CODE)
		parent = with_meaning(fields, count, FIELD_FORENAME);
	if (fields[field].meaning == FIELD_TEXT) {
		parent = with_meaning(fields, count, FIELD_POSTCODE);
		if (parent == NO_PARENT)
			parent = with_meaning(fields, field, FIELD_TEXT);
	}
	return parent;
}

bool patterns_of(
	struct patterns *patterns, const struct field *fields, size_t count, struct tl_err *err)
{
	uint64_t stride = 1;

	patterns->count = count;
	for (size_t i = 0; i < count; i++) {
		uint32_t base = (uint32_t)field_kinds[fields[i].kind].levels + 1;

		patterns->stride[i] = (uint32_t)stride;
		patterns->base[i] = base;
		patterns->parent[i] = parent_of(fields, count, i);
		stride *= base;
		if (stride > UINT32_MAX)
			return tl_fail(err, EX_USAGE,
				"%zu fields agree in more ways than can be counted; name at most "
				"%zu of these",
				count, i);
	}
	return true;
}

struct remembered {
	uint32_t a, b;
	uint32_t level; /* 0: an empty place */
};

struct compare {
	const struct records *records;
	struct patterns patterns;
	size_t forename, surname; /* of clear text, for swapped names; SIZE_MAX: there is none */
	struct remembered *memory[FIELDS_MAX];
};

struct compare *compare_new(const struct records *records, const struct patterns *patterns)
{
	struct compare *compare = tl_alloc(1, sizeof *compare);

	compare->records = records;
	compare->patterns = *patterns;
	compare->forename = compare->surname = SIZE_MAX;
	for (size_t i = records->field_count; i-- > 0;) {
		if (records->fields[i].kind == FIELD_FORENAME)
			compare->forename = i;
		if (records->fields[i].kind == FIELD_SURNAME)
			compare->surname = i;
	}
	return compare;
}

void compare_free(struct compare *compare)
{
	if (!compare)
		return;
	for (size_t i = 0; i < FIELDS_MAX; i++)
		free(compare->memory[i]);
	free(compare);
}

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Plain, for a processor that has no instruction for it; the letters are pairs of bits. */
static unsigned bits_set(uint64_t word)
{
	word -= word >> 1 & UINT64_C(0x5555555555555555);
	word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
	word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (unsigned)(word * UINT64_C(0x0101010101010101) >> 56);
}

/* Jaro's matches are no more than the letters two names have in common; could they do for FAR? */
static bool could_be_far(const struct name_shape *a, const struct name_shape *b)
{
	unsigned common = bits_set(a->letters & b->letters) + smaller(a->over, b->over);
	unsigned shorter = smaller(a->length, b->length), both = (unsigned)a->length * b->length;
	/* FAR without a prefix in common, and with four letters of it, solved for Jaro's sum:
	 * jaro >= (FAR - 0.1 p) / (1 - 0.1 p), and matches / a + matches / b >= 3 jaro - 1. */
	double wanted = a->initial == b->initial ? 3 * (FAR - 0.4) / 0.6 - 1 : 3 * FAR - 1;

	if (common > shorter)
		common = shorter;
	return common * (unsigned)(a->length + b->length) >= wanted * both;
}

/* MARY in MARY JANE. */
static bool holds_words(struct tl_str whole, struct tl_str part)
{
	struct tl_str rest = whole, word;

	while (tl_str_cut(&rest, ' ', &word))
		if (tl_str_equal(word, part))
			return true;
	return false;
}

static unsigned spell_level(struct tl_str a, struct tl_str b, bool same_sound)
{
	double alike = distance_jaro_winkler(a, b);

	/* One edit in three letters is another name: KEN, LEN. */
	if (alike >= CLOSE || (a.length + b.length > 6 && distance_one_edit(a, b)))
		return NAME_CLOSE;
	return alike >= FAR || same_sound ? NAME_FAR : NAME_DIFFERENT;
}

static unsigned name_level(const struct values *values, uint32_t a, uint32_t b, bool is_forename)
{
	const struct name_shape *x = &values->names[a], *y = &values->names[b];
	struct tl_str s = dictionary_text(&values->text, a), t = dictionary_text(&values->text, b);

	if (x->length == 1 || y->length == 1)
		return x->initial == y->initial ? NAME_INITIAL : NAME_DIFFERENT;
	if (is_forename && nickname_shared(x->groups, y->groups))
		return NAME_VARIANT;
	if (((x->flags & NAME_HAS_WORDS) && holds_words(s, t)) ||
		((y->flags & NAME_HAS_WORDS) && holds_words(t, s)))
		return NAME_VARIANT;
	return spell_level(s, t, x->sound && x->sound == y->sound);
}

static unsigned text_level(const struct values *values, uint32_t a, uint32_t b)
{
	struct tl_str s = dictionary_text(&values->text, a), t = dictionary_text(&values->text, b);
	double alike = distance_jaro_winkler(s, t);

	if (alike >= CLOSE || distance_one_edit(s, t))
		return TEXT_CLOSE;
	return alike >= FAR ? TEXT_FAR : TEXT_DIFFERENT;
}

/* Digits of a date, a nibble each: how many differ, and whether two neighbours changed places. */
static uint32_t digits_of(uint32_t day)
{
	uint32_t year = day >> 9, month = day >> 5 & 15, of_month = day & 31;

	return year / 1000 << 28 | year / 100 % 10 << 24 | year / 10 % 10 << 20 | year % 10 << 16 |
	       month / 10 << 12 | month % 10 << 8 | of_month / 10 << 4 | of_month % 10;
}

static bool one_slip(uint32_t a, uint32_t b)
{
	uint32_t differ = a ^ b, place = 0;

	while (!(differ & 15)) {
		differ >>= 4;
		place += 4;
	}
	if (differ < 16)
		return true;
	return differ < 256 && (a >> place & 15) == (b >> (place + 4) & 15) &&
	       (b >> place & 15) == (a >> (place + 4) & 15);
}

static unsigned date_level(uint32_t a, uint32_t b)
{
	bool year = a >> 9 == b >> 9, month = (a >> 5 & 15) == (b >> 5 & 15);
	bool of_month = (a & 31) == (b & 31) && (a & 31);

	if (year && (a >> 5 & 15) == (b & 31) && (b >> 5 & 15) == (a & 31))
		return DATE_SWAPPED;
	if (one_slip(digits_of(a), digits_of(b)))
		return DATE_CLOSE;
	if (year && ((a & 511) == 33 || (b & 511) == 33)) /* 1 January: the day was not known */
		return DATE_JANUARY;
	if (year + month + of_month == 2)
		return DATE_PARTS;
	return year ? DATE_YEAR : DATE_DIFFERENT;
}

/* One byte differs, or two neighbours changed places. */
static bool one_byte_slip(uint64_t a, uint64_t b)
{
	uint64_t differ = a ^ b;
	int place = __builtin_ctzll(differ) & ~7;

	differ >>= place;
	if (differ < 256)
		return true;
	return differ < 65536 && (a >> place & 255) == (b >> (place + 8) & 255) &&
	       (b >> place & 255) == (a >> (place + 8) & 255);
}

static unsigned postcode_level(const struct postcode_shape *a, const struct postcode_shape *b)
{
	if (a->bytes != b->bytes && one_byte_slip(a->bytes, b->bytes))
		return POSTCODE_CLOSE;
	if (a->sector && a->sector == b->sector)
		return POSTCODE_SECTOR;
	return a->district == b->district ? POSTCODE_DISTRICT : POSTCODE_DIFFERENT;
}

static unsigned common_bits(struct tl_str a, struct tl_str b)
{
	unsigned common = 0;
	size_t at = 0;

	for (; at + 8 <= a.length; at += 8) {
		uint64_t x, y;

		memcpy(&x, a.data + at, 8);
		memcpy(&y, b.data + at, 8);
		common += (unsigned)__builtin_popcountll(x & y);
	}
	for (; at < a.length; at++)
		common += (unsigned)__builtin_popcount((unsigned char)(a.data[at] & b.data[at]));
	return common;
}

/* Dice in steps from the top: the first level whose floor it reaches. */
static unsigned dice_level(const struct values *values, uint32_t a, uint32_t b, bool is_record)
{
	static const unsigned of_field[] = {90, 80, 70, 60}, of_record[] = {95, 90, 85, 80, 75, 70};
	const unsigned *floors = is_record ? of_record : of_field;
	size_t count = is_record ? TL_LEN(of_record) : TL_LEN(of_field);
	struct tl_str s = dictionary_text(&values->text, a), t = dictionary_text(&values->text, b);
	unsigned set = (unsigned)values->bits[a] + values->bits[b], common;
	unsigned level = 2;

	if (s.length != t.length || !set)
		return (unsigned)count + 2;
	common = common_bits(s, t);
	for (size_t i = 0; i < count; i++, level++)
		if (200 * common >= floors[i] * set)
			return level;
	return level;
}

unsigned compare_values(const struct values *values, enum field_kind kind, uint32_t a, uint32_t b)
{
	if (a == b)
		return FIELD_EXACT;
	switch (kind) {
	case FIELD_FORENAME:
		return name_level(values, a, b, true);
	case FIELD_SURNAME:
	case FIELD_NAME:
		return name_level(values, a, b, false);
	case FIELD_DATE:
		return date_level(values->days[a], values->days[b]);
	case FIELD_POSTCODE:
		return postcode_level(&values->postcodes[a], &values->postcodes[b]);
	case FIELD_TEXT:
		return text_level(values, a, b);
	case FIELD_FILTER:
		return dice_level(values, a, b, false);
	case FIELD_CLK:
		return dice_level(values, a, b, true);
	case FIELD_CODE:
	case FIELD_TOKEN:
	case FIELD_KIND_COUNT_OF:
		break;
	}
	return (unsigned)field_kinds[kind].levels;
}

/* Can it be told at a glance that two names have nothing in common? */
static bool plainly_differ(const struct name_shape *a, const struct name_shape *b)
{
	return a->length > 1 && b->length > 1 && !((a->flags | b->flags) & NAME_HAS_WORDS) &&
	       (!a->groups || !b->groups) && (a->sound != b->sound || !a->sound) &&
	       !could_be_far(a, b);
}

static unsigned remembered_level(struct compare *compare, size_t field, uint32_t a, uint32_t b)
{
	uint32_t low = a < b ? a : b, high = a < b ? b : a;
	size_t at = (size_t)(((uint64_t)low << 32 | high) * UINT64_C(0x9e3779b97f4a7c15) >>
			     (64 - MEMORY_BITS));
	struct remembered *place;

	if (!compare->memory[field])
		compare->memory[field] =
			tl_alloc((size_t)1 << MEMORY_BITS, sizeof **compare->memory);
	place = &compare->memory[field][at];
	if (place->level && place->a == low && place->b == high)
		return place->level;
	place->a = low;
	place->b = high;
	place->level = compare_values(
		compare->records->values[field], compare->records->fields[field].kind, low, high);
	return place->level;
}

static unsigned level_of(struct compare *compare, size_t field, uint32_t a, uint32_t b)
{
	const struct values *values = compare->records->values[field];
	enum field_kind kind = compare->records->fields[field].kind;

	if (!a || !b)
		return FIELD_MISSING;
	if (a == b)
		return FIELD_EXACT;
	if (kind == FIELD_DATE || kind == FIELD_POSTCODE || kind == FIELD_CODE ||
		kind == FIELD_TOKEN)
		return compare_values(values, kind, a, b);
	if (values->names &&
		(kind == FIELD_TEXT ? !could_be_far(&values->names[a], &values->names[b])
				    : plainly_differ(&values->names[a], &values->names[b])))
		return (unsigned)field_kinds[kind].levels;
	return remembered_level(compare, field, a, b);
}

static bool names_swapped(const struct compare *compare, const uint32_t *a, const uint32_t *b)
{
	size_t forename = compare->forename, surname = compare->surname;

	return forename != SIZE_MAX && surname != SIZE_MAX && a[forename] &&
	       a[forename] == b[surname] && a[surname] && a[surname] == b[forename] &&
	       a[forename] != a[surname];
}

/* Texts of two places are not spelt out: what they have in common is chance. */
static bool is_elsewhere(
	const struct compare *compare, size_t field, const uint32_t *a, const uint32_t *b)
{
	size_t parent = compare->patterns.parent[field];
	const struct postcode_shape *postcodes;

	if (compare->records->fields[field].kind != FIELD_TEXT || parent == NO_PARENT)
		return false;
	postcodes = compare->records->values[parent]->postcodes;
	return postcodes && a[parent] && b[parent] && a[parent] != b[parent] &&
	       postcode_level(&postcodes[a[parent]], &postcodes[b[parent]]) == POSTCODE_DIFFERENT;
}

uint32_t compare_pair(struct compare *compare, const uint32_t *a, const uint32_t *b)
{
	uint32_t pattern = 0;
	bool swapped = names_swapped(compare, a, b);

	for (size_t i = 0; i < compare->patterns.count; i++) {
		unsigned level;

		/* Swapped names are one slip: the forename says so, the surname is silent. */
		if (swapped && (i == compare->forename || i == compare->surname))
			level = i == compare->forename ? NAME_SWAPPED : FIELD_MISSING;
		else
			level = a[i] != b[i] && a[i] && b[i] && is_elsewhere(compare, i, a, b)
					? TEXT_DIFFERENT
					: level_of(compare, i, a[i], b[i]);
		pattern += level * compare->patterns.stride[i];
	}
	return pattern;
}
