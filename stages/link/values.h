/*
 * The distinct values of a field, the most frequent first (equals in order of their bytes, so that
 * the order is the content's; what is met often lies close together), with what comparing and
 * blocking want to know of each, worked out once a value instead of once a pair. Forename, surname
 * and name fields share one set, so that a forename can be met in the surname's place.
 *
 * Value 0 is the blank. Every array has an entry for it.
 */
#ifndef LINK_VALUES_H
#define LINK_VALUES_H

#include <throughline/dice.h>

#include "dictionary.h"
#include "field.h"

/* Coarser forms of a value, as 32-bit numbers to build blocking keys from; 0 where it has none. */
enum value_part {
	PART_WHOLE, /* the value's own number */
	PART_SOUND, /* names, texts: Soundex; filters of names: the frequent one it is like */
	PART_INITIAL, /* names, texts: the first letter */
	PART_YEAR, /* dates */
	PART_MONTH, /* dates: year and month */
	PART_BIRTHDAY, /* dates: month and day */
	PART_SECTOR, /* postcodes: CH1 1 of CH1 1AA */
	PART_DISTRICT, /* postcodes: CH1 */
	PART_COUNT_OF
};

enum { NAME_HAS_WORDS = 1 };

struct name_shape {
	uint64_t letters; /* A-Z and, in six heaps, all else: two bits each: met once, met again */
	uint32_t sound, groups; /* Soundex; tl_nicknames_groups */
	uint8_t over; /* letters met more often than that */
	uint8_t length, flags;
	char initial;
};

struct postcode_shape {
	uint64_t bytes; /* the first eight, 0 past its end */
	uint32_t sector, district;
};

struct values {
	enum field_kind kind, meaning;
	struct dictionary text; /* normal forms; of a filter its bytes */
	uint32_t *parts[PART_COUNT_OF]; /* NULL where there is no such part */
	struct name_shape *names; /* names and texts */
	uint32_t *days; /* dates: 0x19991231, a digit a nibble; day 00 is not known */
	struct postcode_shape *postcodes;
	/* Filters: value v is rows[v * row_words] ..., and how many of its bits are set; 0 where it
	 * is of another length than the first, and like nothing. */
	uint64_t *rows;
	unsigned row_words;
	const struct tl_dice_kernel *dice;
	uint16_t *bits;
	/* Their variants (throughline/variant.h), in order: those of v begin at variants_of[v], and
	 * end where the next value's begin. */
	uint64_t *variants;
	uint32_t *variants_of;
};

static inline uint32_t values_count(const struct values *values)
{
	return values->text.count;
}

/*
 * Makes the values of `count` fields that share one set from the texts as they came (raw[i]; met[i]
 * says how many records have each). of_raw[i], to be freed, says for each number in raw[i] which
 * value it became; 0 where no value could be made of it.
 */
void values_make(struct values *values, enum field_kind kind, enum field_kind meaning,
	const struct dictionary *const *raw, uint32_t *const *met, size_t count, uint32_t **of_raw);
void values_free(struct values *values);

static inline unsigned values_filter_bit(const struct values *values, uint32_t value, size_t bit)
{
	return values->rows[(size_t)value * values->row_words + bit / 64] >> bit % 64 & 1;
}

#endif
