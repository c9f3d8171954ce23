/*
 * A profile: how a made-up population that several agencies keep records of is composed, and how
 * badly those records are kept. Shares are per thousand. bench/link/profiles holds the ones that
 * linking is measured on; default.yaml says what each key is.
 */
#ifndef GENERATE_PROFILE_H
#define GENERATE_PROFILE_H

#include <throughline/date.h>
#include <throughline/err.h>

enum profile_family {
	FAMILY_SINGLE,
	FAMILY_COUPLE,
	FAMILY_ONE_PARENT,
	FAMILY_TWO_PARENTS,
	FAMILY_STEP, /* children of two fathers, each with his surname */
	FAMILY_THREE_GENERATIONS,
	FAMILY_COUNT_OF
};

/* What goes wrong in a record; by the field that it is seen in. */
enum profile_mistake {
	FORENAME_MISSING,
	FORENAME_INITIAL,
	FORENAME_FAMILIAR, /* Bill for William */
	FORENAME_TYPO,
	FORENAME_SCAN, /* read wrongly from paper: rn for m */
	FORENAME_SPELLING, /* another spelling: Katherine */
	FORENAME_MIDDLE, /* the middle name in its place */
	FORENAME_BOTH, /* the middle name behind it */
	SURNAME_MISSING,
	SURNAME_TYPO,
	SURNAME_SCAN,
	SURNAME_SPELLING,
	SURNAME_HALF, /* one half of a double-barrelled one */
	SURNAME_OTHER, /* of before the change, though the record is of after it */
	NAMES_SWAPPED,
	BIRTH_MISSING,
	BIRTH_DIGIT,
	BIRTH_SWAPPED, /* day and month, where that is a date */
	BIRTH_JANUARY, /* 1 January of the right year */
	BIRTH_YEAR, /* a year or ten off */
	SEX_MISSING,
	SEX_WRONG,
	POSTCODE_MISSING,
	POSTCODE_TYPO,
	POSTCODE_PART, /* only its first half */
	ADDRESS_OLD, /* of before the move, though the record is of after it */
	ADDRESS_MISSING,
	ADDRESS_TYPO,
	CITY_MISSING,
	CITY_TYPO,
	MISTAKE_COUNT_OF
};

struct profile_share {
	char *name;
	unsigned permille;
};

struct profile_agency {
	char *name;
	unsigned permille; /* of the records */
	unsigned mistakes_permille; /* of the rates below: 1000 makes as many as they say */
	bool capitals; /* writes text in capitals */
	bool only_children;
};

struct profile {
	char *name, *as_at_key;
	unsigned seed, records; /* unless the command line says otherwise */
	struct tl_day as_at; /* read from the key */
	unsigned years; /* the records were made in so many years before */
	struct profile_share *families, *communities, *mistakes;
	unsigned families_count, communities_count, mistakes_count;
	unsigned *children; /* permille of families with children that have 1, 2, ... */
	unsigned children_count;
	unsigned *records_each; /* permille of people with 1, 2, ... records */
	unsigned records_each_count;
	unsigned twins_permille; /* of the children after the first */
	unsigned same_name_permille; /* of the sons and daughters: a parent's forename */
	unsigned own_surname_permille; /* of the partners: keep their own */
	unsigned double_barrelled_permille; /* of the families */
	unsigned *moves; /* permille of families that move 0, 1, 2, ... times in those years */
	unsigned moves_count;
	unsigned leaves_permille; /* of the adults beyond the first: to a place of their own */
	unsigned renamed_permille; /* of the women: another surname, in those years */
	unsigned communal_permille; /* of the families: in one of few shared addresses */
	unsigned surnames, forenames; /* different ones of the largest community, of a sex */
	unsigned surnames_skew,
		forenames_skew; /* rank r has weight 1/(r + skew): less, more skewed */
	unsigned records_per_postcode, records_per_city;
	struct profile_agency *agencies;
	unsigned agencies_count;
	unsigned same_agency_permille; /* of records beyond the first: a duplicate in one agency */
	unsigned *carelessness; /* permille: records differ; equally likely, 1000 on average */
	unsigned carelessness_count;

	/* Looked up by code from the lists. */
	unsigned family_permille[FAMILY_COUNT_OF], mistake_permille[MISTAKE_COUNT_OF];
};

bool profile_load(struct profile **profile, const char *path, struct tl_err *err);
void profile_free(struct profile *profile);

#endif
