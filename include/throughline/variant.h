/*
 * What else a name or a date of birth may be written as. Short keyed tokens of these, variants,
 * stand behind a Bloom filter (bloom.h), which sees near spellings and nothing else: BOB is not
 * spelt like ROBERT.
 *
 *   n  of a forename: each of its words, and the head of each word's nicknames (nickname.h). Of a
 *      surname: each of its words. Words of one or two letters count where there is no other. Both
 *      under one key, so that a forename can be met in the surname's place
 *   s  of a birth: the date with day and month in order of size, so that it is the swapped one's
 *   m  d  b  its year and month; year and day; month and day
 *   y  its year; j stands in its place on 1 January, which is written where the day is not known
 *
 * As text: filter, then for each variant ".", the letter above and 12 hex digits: the first six
 * bytes of HMAC-SHA-256(key, salt, byte 0, letter, text), where j goes by y: so the one token is
 * met under both letters.
 */
#ifndef THROUGHLINE_VARIANT_H
#define THROUGHLINE_VARIANT_H

#include <throughline/identity.h>
#include <throughline/nickname.h>

#define TL_VARIANTS_MAX 24 /* of one value; what else a long name has is left out */

enum tl_variant_kind {
	TL_VARIANT_NAME = 'n',
	TL_VARIANT_SWAPPED = 's',
	TL_VARIANT_MONTH = 'm',
	TL_VARIANT_DAY = 'd',
	TL_VARIANT_BIRTHDAY = 'b',
	TL_VARIANT_YEAR = 'y',
	TL_VARIANT_JANUARY = 'j'
};

struct tl_variants {
	struct tl_variant {
		enum tl_variant_kind kind;
		struct tl_str text; /* lives as long as the normal form, or as this struct */
	} items[TL_VARIANTS_MAX];
	size_t count;
	char room[16];
};

/* Forename, surname and birth have some. */
bool tl_variants_are_of(enum tl_identity of);
/* Those of a normal form (identity.h), each once. */
void tl_variants_make(struct tl_variants *variants, enum tl_identity of, struct tl_str normal,
	const struct tl_nicknames *nicknames);

/* What is hashed of a variant, appended. */
void tl_variant_message(const struct tl_variant *variant, struct tl_str salt, struct tl_buf *out);
/* One variant as text, ".n" and what follows; its token is the first bytes of the MAC. */
#define TL_VARIANT_BYTES 6
#define TL_VARIANT_LENGTH (2 + 2 * TL_VARIANT_BYTES)
void tl_variant_write(enum tl_variant_kind kind, const uint8_t *mac, struct tl_buf *out);
/* Takes one off the front of a text: the letter in the highest byte, the token in the lower six.
 * False, and the text as it was, where it is none. */
bool tl_variant_read(struct tl_str *text, uint64_t *variant);

static inline enum tl_variant_kind tl_variant_kind_of(uint64_t variant)
{
	return (enum tl_variant_kind)(variant >> 56);
}

#endif
