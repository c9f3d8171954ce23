/*
 * What says who a person is, in one form: names, date of birth, sex, postcode and the numbers that
 * the state gives. Two partners' spellings of one thing come out equal where nothing but writing
 * differs; what cannot be such a thing (a wrong check digit, a name that says "unknown") is none.
 *
 * Pure functions on UTF-8 text; nothing is logged or kept. Normal forms are ASCII: capitals,
 * digits, and in names and free text single blanks between words.
 */
#ifndef THROUGHLINE_IDENTITY_H
#define THROUGHLINE_IDENTITY_H

#include <throughline/date.h>

enum tl_identity {
	TL_IDENTITY_NONE, /* says of nobody who it is */
	TL_IDENTITY_FORENAME,
	TL_IDENTITY_SURNAME,
	TL_IDENTITY_BIRTH, /* date of birth: "19700131" */
	TL_IDENTITY_SEX, /* "1" male, "2" female, "3" other; as SLK-581 has them */
	TL_IDENTITY_POSTCODE, /* of the UK: "CH650BA" */
	TL_IDENTITY_NHS, /* NHS number of England, Wales and the Isle of Man; CHI and H&C numbers
			    have the same check digit */
	TL_IDENTITY_UPN, /* unique pupil number */
	TL_IDENTITY_NINO, /* national insurance number, without its suffix */
	TL_IDENTITY_UPRN, /* unique property reference number, of an address */
	TL_IDENTITY_ID, /* what a partner itself calls a person; outer blanks apart, as it stands */
	TL_IDENTITY_TEXT, /* anything else: words of letters and digits (an address line) */
	TL_IDENTITY_COUNT_OF
};
/* "forename", as a contract says it; "none" for the first. */
extern const char *const tl_identity_names[TL_IDENTITY_COUNT_OF];

/*
 * Appends the normal form of what a text says. False, with nothing appended, where it says nothing
 * or no such thing. BIRTH takes an ISO date; a caller who knows the partner's form of dates uses
 * tl_identity_birth.
 *
 *   names    case and accents go ("Zoë" is ZOE, "Groß" GROSS, "Łukasz" LUKASZ), apostrophes close
 *            up (O'Neill is ONEILL), hyphens and the rest part words; what stands in brackets is
 *            left out. A forename loses titles before it (Mr, Dr, Master), a surname what follows
 *            it (Jnr, Esq; nee Jones). Unknown, Not known, Baby, Test, XX ... are no names; letters
 *            of other scripts are left out, so a name of nothing else is none.
 *   sex      1, M, male, man, boy; 2, F, female, woman, girl; 3, X, other, non-binary, I,
 *            indeterminate
 *   postcode 0 and O, 1 and I are put right where only the other can stand. ZZ99 (no fixed abode,
 *            abroad, not known) is none.
 *   nhs      ten digits, blanks and hyphens between them allowed, modulus 11 check; ten equal
 *            digits are none
 *   upn      check letter, 12 digits, the last of which is a letter in a temporary number
 *   nino     two letters that are given out, six digits, and A to D or nothing
 *   uprn     1 to 12 digits, zeros in front left out
 */
bool tl_identity_normalise(enum tl_identity identity, struct tl_str text, struct tl_buf *out);

/* The parts of the above that somebody needs alone; each appends, or returns false. */
bool tl_identity_forename(struct tl_str text, struct tl_buf *out);
bool tl_identity_surname(struct tl_str text, struct tl_buf *out);
bool tl_identity_text(struct tl_str text, struct tl_buf *out);
bool tl_identity_birth(struct tl_day day, struct tl_buf *out); /* false for TL_NO_DAY */
bool tl_identity_sex(struct tl_str text, struct tl_buf *out);
bool tl_identity_postcode(struct tl_str text, struct tl_buf *out);
bool tl_identity_nhs(struct tl_str text, struct tl_buf *out);
bool tl_identity_upn(struct tl_str text, struct tl_buf *out);
bool tl_identity_nino(struct tl_str text, struct tl_buf *out);
bool tl_identity_uprn(struct tl_str text, struct tl_buf *out);

/*
 * Parts of normal forms, from which match keys are put together. False where there is no such part.
 *   whole    letters and digits, without the blanks between words
 *   first    the first word ("MARY ANN" is MARY)
 *   initial, first3   so many letters; a shorter name is its own first three
 *   soundex  American Soundex as the US National Archives describe it: "R163"
 *   month, year  of a date of birth: 197001, 1970
 *   area, district, sector  of a postcode: CH, CH65, CH650
 */
enum tl_identity_part {
	TL_PART_WHOLE,
	TL_PART_FIRST,
	TL_PART_INITIAL,
	TL_PART_FIRST3,
	TL_PART_SOUNDEX,
	TL_PART_MONTH,
	TL_PART_YEAR,
	TL_PART_AREA,
	TL_PART_DISTRICT,
	TL_PART_SECTOR,
	TL_PART_COUNT_OF
};
struct tl_identity_part_facts {
	const char *name;
	unsigned of; /* bits 1 << identity: which kinds have such a part */
};
extern const struct tl_identity_part_facts tl_identity_parts[TL_PART_COUNT_OF];
bool tl_identity_part(
	enum tl_identity_part part, enum tl_identity of, struct tl_str normal, struct tl_buf *out);

/* "surname", "forename.initial": a kind, and a part of it that there is (whole where none is
 * named). */
bool tl_identity_read(struct tl_str text, enum tl_identity *of, enum tl_identity_part *part);

/*
 * The statistical linkage key of the Australian Institute of Health and Welfare (METeOR 349895):
 * letters 2, 3 and 5 of the surname, 2 and 3 of the forename, DDMMYYYY, sex; "2" for a letter that
 * a short name lacks, 999 and 99 for a name that is not known, 01011900 for an unknown birth, 9
 * for an unknown sex. Takes normal forms; an empty view is unknown. Always 14 characters.
 */
#define TL_SLK581_LENGTH 14
void tl_identity_slk581(struct tl_str forename, struct tl_str surname, struct tl_str birth,
	struct tl_str sex, struct tl_buf *out);

/* A UK postcode, whole or (but for the sector) without its last part, cut to TL_PART_AREA,
 * _DISTRICT or _SECTOR with a blank before its digit: "CH", "CH65", "CH65 0". */
bool tl_identity_postcode_area(struct tl_str text, enum tl_identity_part part, struct tl_buf *out);

#endif
