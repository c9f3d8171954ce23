#include "compare.h"

#include <stdlib.h>
#include <string.h>
#include <throughline/nickname.h>

#include "distance.h"
#include "filtered.h"

#define CLOSE 0.92 /* Jaro-Winkler */
#define FAR 0.80
#define MEMORY_BITS 12 /* of value pairs remembered a field: 4,096, which stay in the cache */

static size_t with_meaning(const struct field *fields, size_t count, enum field_kind meaning)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i].meaning == meaning)
			return i;
	return NO_PARENT;
}

/* Sex goes with the forename, so does the surname in a community; a town or street with the
 * postcode, else with the text before it; a birth month with the filter of the whole date. */
static size_t parent_of(const struct field *fields, size_t count, size_t field)
{
	size_t parent = NO_PARENT;

	if (fields[field].meaning == FIELD_CODE || fields[field].meaning == FIELD_SURNAME)
		parent = with_meaning(fields, count, FIELD_FORENAME);
	if (fields[field].meaning == FIELD_DATE || fields[field].meaning == FIELD_POSTCODE)
		parent = with_meaning(fields, field, fields[field].meaning);
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

/* A pair of values and their level; all zero is an empty place. */
struct remembered {
	uint32_t a, b_level; /* the level in the lowest four bits */
};

/* What comparing one field takes, in the order of work: parents before their children. */
struct step {
	size_t field, parent;
	enum field_kind kind;
	unsigned different; /* the level */
	unsigned elsewhere; /* level of a parent at which a text is not spelt out */
	uint32_t stride;
	const struct values *values;
	struct remembered *memory; /* of names, texts and filters */
};

struct compare {
	struct step steps[FIELDS_MAX];
	size_t count;
	size_t forename, surname; /* for swapped names; NO_PARENT: there is none */
	unsigned swapped; /* the forename's level then */
	bool is_filtered; /* they are filters */
	const struct values *forenames, *surnames;
};

static bool is_spelt(enum field_kind kind)
{
	return kind == FIELD_FORENAME || kind == FIELD_SURNAME || kind == FIELD_NAME ||
	       kind == FIELD_TEXT || kind == FIELD_FILTER || kind == FIELD_CLK;
}

static void add_step(struct compare *compare, const struct records *records,
	const struct patterns *patterns, size_t field)
{
	enum field_kind kind = records->fields[field].kind;

	compare->steps[compare->count++] = (struct step){
		.field = field,
		.parent = patterns->parent[field],
		.kind = kind,
		.different = (unsigned)field_kinds[kind].levels,
		.elsewhere = patterns->parent[field] != NO_PARENT &&
					     records->fields[patterns->parent[field]].kind ==
						     FIELD_POSTCODE
				     ? POSTCODE_DIFFERENT
				     : FIELD_LEVELS_MAX,
		.stride = patterns->stride[field],
		.values = records->values[field],
		.memory = is_spelt(kind)
				  ? tl_alloc((size_t)1 << MEMORY_BITS, sizeof(struct remembered))
				  : NULL,
	};
}

/* A parent has none itself, or stands before its child. */
static bool is_child(const struct patterns *patterns, size_t field)
{
	return patterns->parent[field] != NO_PARENT && patterns->parent[field] > field;
}

/* The first field with this meaning that is clear text or a filter; NO_PARENT: there is none. */
static size_t named(const struct records *records, enum field_kind meaning)
{
	for (size_t i = 0; i < records->field_count; i++)
		if (records->fields[i].meaning == meaning && records->fields[i].kind != FIELD_TOKEN)
			return i;
	return NO_PARENT;
}

/* Names can be met in each other's place where both are clear text, or both filters. */
static void find_names(struct compare *compare, const struct records *records)
{
	size_t forename = named(records, FIELD_FORENAME), surname = named(records, FIELD_SURNAME);

	compare->forename = compare->surname = NO_PARENT;
	if (forename == NO_PARENT || surname == NO_PARENT)
		return;
	compare->is_filtered = records->fields[forename].kind == FIELD_FILTER;
	if (compare->is_filtered != (records->fields[surname].kind == FIELD_FILTER))
		return;
	compare->forename = forename;
	compare->surname = surname;
	compare->forenames = records->values[forename];
	compare->surnames = records->values[surname];
	compare->swapped = compare->is_filtered ? FILTER_STAND_IN : NAME_SWAPPED;
}

struct compare *compare_new(const struct records *records, const struct patterns *patterns)
{
	struct compare *compare = tl_alloc(1, sizeof *compare);

	for (size_t i = 0; i < patterns->count; i++)
		if (!is_child(patterns, i))
			add_step(compare, records, patterns, i);
	for (size_t i = 0; i < patterns->count; i++)
		if (is_child(patterns, i))
			add_step(compare, records, patterns, i);
	find_names(compare, records);
	return compare;
}

void compare_free(struct compare *compare)
{
	if (!compare)
		return;
	for (size_t i = 0; i < compare->count; i++)
		free(compare->steps[i].memory);
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
	if (is_forename && tl_nickname_shared(x->groups, y->groups))
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

/* One digit differs, or two neighbours changed places. */
static bool one_slip(uint32_t a, uint32_t b)
{
	uint32_t differ = a ^ b;
	int place = __builtin_ctz(differ) & ~3;

	differ >>= place;
	if (differ < 16)
		return true;
	return differ < 256 && (a >> place & 15) == (b >> (place + 4) & 15) &&
	       (b >> place & 15) == (a >> (place + 4) & 15);
}

#define JANUARY_1 0x0101u /* what is written where the day was not known */

/* Of two that differ. */
static unsigned date_level(uint32_t a, uint32_t b)
{
	bool year = a >> 16 == b >> 16, month = (a >> 8 & 255) == (b >> 8 & 255);
	bool of_month = (a & 255) == (b & 255) && (a & 255);

	if (year && (a >> 8 & 255) == (b & 255) && (b >> 8 & 255) == (a & 255))
		return DATE_SWAPPED;
	if (one_slip(a, b))
		return DATE_CLOSE;
	if (year && ((a & 0xffff) == JANUARY_1 || (b & 0xffff) == JANUARY_1))
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
		return filtered_level(values, a, b);
	case FIELD_CLK:
		return filtered_record_level(values, a, b);
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

static unsigned remembered_level(const struct step *step, uint32_t a, uint32_t b)
{
	uint32_t low = a < b ? a : b, high = a < b ? b : a;
	struct remembered *place =
		&step->memory[(low * UINT64_C(0x9e3779b1) ^ high) * UINT64_C(0x9e3779b97f4a7c15) >>
			      (64 - MEMORY_BITS)];

	if (high >= UINT32_C(1) << 28)
		return compare_values(step->values, step->kind, low, high);
	if (place->a != low || place->b_level >> 4 != high)
		*place = (struct remembered){
			low, high << 4 | compare_values(step->values, step->kind, low, high)};
	return place->b_level & 15;
}

/* `parent` is the level of the field's parent. */
static unsigned level_of(const struct step *step, uint32_t a, uint32_t b, unsigned parent)
{
	const struct values *values = step->values;

	if (!a || !b)
		return FIELD_MISSING;
	if (a == b)
		return FIELD_EXACT;
	switch (step->kind) {
	case FIELD_DATE:
		return date_level(values->days[a], values->days[b]);
	case FIELD_POSTCODE:
		return postcode_level(&values->postcodes[a], &values->postcodes[b]);
	case FIELD_CODE:
	case FIELD_TOKEN:
		return step->different;
	case FIELD_TEXT:
		/* Texts of two places are not spelt out: what they have in common is chance. */
		if (parent == step->elsewhere ||
			!could_be_far(&values->names[a], &values->names[b]))
			return step->different;
		break;
	case FIELD_FORENAME:
	case FIELD_SURNAME:
	case FIELD_NAME:
		if (plainly_differ(&values->names[a], &values->names[b]))
			return step->different;
		break;
	case FIELD_FILTER:
	case FIELD_CLK:
	case FIELD_KIND_COUNT_OF:
		break;
	}
	return remembered_level(step, a, b);
}

/* Of names that are known and differ. */
static bool names_swapped(const struct compare *compare, const uint32_t *a, const uint32_t *b)
{
	size_t forename = compare->forename, surname = compare->surname;

	if (compare->is_filtered)
		return filtered_name_met(
			       compare->forenames, a[forename], compare->surnames, b[surname]) &&
		       filtered_name_met(
			       compare->forenames, b[forename], compare->surnames, a[surname]);
	return a[forename] == b[surname] && a[surname] == b[forename];
}

/* Swapped names are one slip: the forename says so, the surname is silent. */
static uint32_t with_swapped(const struct compare *compare, const uint32_t *a, const uint32_t *b,
	const unsigned *levels, uint32_t pattern)
{
	size_t forename = compare->forename, surname = compare->surname;

	if (forename == NO_PARENT || levels[forename] <= FIELD_EXACT ||
		levels[surname] <= FIELD_EXACT || !names_swapped(compare, a, b))
		return pattern;
	for (size_t i = 0; i < compare->count; i++) {
		const struct step *step = &compare->steps[i];

		if (step->field == forename)
			pattern += (compare->swapped - levels[forename]) * step->stride;
		else if (step->field == surname)
			pattern -= levels[surname] * step->stride;
	}
	return pattern;
}

uint32_t compare_pair(struct compare *compare, const uint32_t *a, const uint32_t *b)
{
	uint32_t pattern = 0;
	unsigned levels[FIELDS_MAX];

	for (size_t i = 0; i < compare->count; i++) {
		const struct step *step = &compare->steps[i];
		size_t field = step->field;

		levels[field] = level_of(step, a[field], b[field],
			step->parent == NO_PARENT ? 0 : levels[step->parent]);
		pattern += levels[field] * step->stride;
	}
	return with_swapped(compare, a, b, levels, pattern);
}
