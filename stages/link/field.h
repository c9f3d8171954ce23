/*
 * What a field of a record is, and in how many ways two values of it can agree.
 *
 * A field's kind says how its values are read and compared; its meaning says what it tells of a
 * person, which chooses the blocking passes and what a household shares. For clear text both are
 * one word. A token (any text, compared for equality) or a filter (a Bloom filter, compared
 * by Dice) has a meaning of its own where it was made from a forename, a surname and so on;
 * without one it is a person's own, such as an NHS number's token.
 *
 * Levels of agreement are numbered from the best; 0 is reserved for "missing on one side", which
 * says nothing. The last level of a kind is "different".
 */
#ifndef LINK_FIELD_H
#define LINK_FIELD_H

#include <throughline/err.h>
#include <throughline/str.h>

enum field_kind {
	FIELD_FORENAME,
	FIELD_SURNAME,
	FIELD_NAME, /* a whole name, or an alias */
	FIELD_DATE, /* of birth: ISO 8601, else day first; a month alone will do */
	FIELD_CODE, /* sex, ethnicity: equal or not */
	FIELD_POSTCODE,
	FIELD_TEXT, /* town, street, e-mail */
	FIELD_TOKEN,
	FIELD_FILTER,
	FIELD_CLK, /* one filter for the whole record */
	FIELD_KIND_COUNT_OF
};

#define FIELD_LEVELS_MAX 11 /* with 0, missing */
#define FIELDS_MAX 24

/* Levels that more than one file speaks of. */
enum field_level { FIELD_MISSING, FIELD_EXACT };
enum name_level {
	NAME_VARIANT = 2,
	NAME_CLOSE,
	NAME_FAR,
	NAME_INITIAL,
	NAME_SWAPPED,
	NAME_DIFFERENT
};
enum date_level {
	DATE_SWAPPED = 2,
	DATE_CLOSE,
	DATE_JANUARY,
	DATE_PARTS,
	DATE_YEAR,
	DATE_DIFFERENT
};
enum postcode_level { POSTCODE_CLOSE = 2, POSTCODE_SECTOR, POSTCODE_DISTRICT, POSTCODE_DIFFERENT };
/* Of one field's filters, by Dice and by their variants (throughline/variant.h). Of a name a
 * variant is a nickname, or one name of several; a part its initial; and each stands in for the
 * other where forename and surname are swapped. Of a date, day and month swapped; two parts of
 * three; and 1 January stands in for a day of the same year. */
enum filter_level {
	FILTER_VARIANT = 2,
	FILTER_90,
	FILTER_80,
	FILTER_PART,
	FILTER_70,
	FILTER_60,
	FILTER_50,
	FILTER_STAND_IN,
	FILTER_DIFFERENT
};
#define CLK_LEVEL_WIDTH 0.05 /* of Dice: levels after exact are .95 and over, .90 and over ... */
enum text_level { TEXT_CLOSE = 2, TEXT_FAR, TEXT_DIFFERENT };

/* One level: its name in a model file, and where EM starts. */
struct level_facts {
	const char *name;
	double same,
		household; /* probability among pairs that are the same person, same household */
};

struct kind_facts {
	const char *name;
	bool is_shared; /* a household has it in common */
	size_t levels; /* without missing */
	const struct level_facts *level; /* level[0] is missing */
};

extern const struct kind_facts field_kinds[FIELD_KIND_COUNT_OF];

struct field {
	const char *name; /* the column's */
	enum field_kind kind, meaning;
	bool is_shared; /* free in the household class: surname and address */
};

/* A field with what its kind and meaning usually are. */
struct field field_of(const char *name, enum field_kind kind, enum field_kind meaning);

/*
 * "first_name:forename,surname:surname,nhs:token,fn:filter:forename" as fields; names are copied
 * to the arena. COLUMN:KIND, or COLUMN:token:MEANING and COLUMN:filter:MEANING. False with
 * EX_USAGE where a kind is unknown, a column is named twice or there are more than FIELDS_MAX.
 */
struct tl_arena;
bool fields_parse(struct field fields[FIELDS_MAX], size_t *count, const char *text,
	struct tl_arena *arena, struct tl_err *err);

#endif
