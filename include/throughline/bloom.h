/*
 * Bloom filters of what says who a person is: bit patterns that can be compared for likeness by
 * whoever does not hold the key.
 *
 * A normal form (identity.h) is cut into features: names and other texts into pairs of letters with
 * a mark at both ends ("LEE": _L LE EE E_), a date of birth into digits with their places, a sex is
 * one feature. Each feature sets k bits, which are cut out of HMAC-SHA-256(key, salt, feature)
 * itself, 9 or 10 bits of it each: there are no two hashes to combine, so an attack on double
 * hashing (Niedermeyer et al. 2014) finds nothing to take apart.
 *
 *   attribute filter  one field, TL_FILTER_BITS (512)
 *   record filter     several fields in one, TL_CLK_BITS (1024): the cryptographic longterm key
 * (CLK) of Schnell, Bachteler and Reiher 2011
 *
 * k depends on the field, so that a value of usual length fills a quarter of an attribute filter (a
 * third of a record filter by forename, surname, birth, postcode and sex together), and is lowered
 * for a long value, so that none fills more than half. The bits of a lower k are among those of a
 * higher one. Two filters can be compared where key, bits and hardening are the same.
 */
#ifndef THROUGHLINE_BLOOM_H
#define THROUGHLINE_BLOOM_H

#include <throughline/arena.h>
#include <throughline/hash.h>
#include <throughline/identity.h>

#define TL_FILTER_BITS 512u
#define TL_CLK_BITS 1024u
#define TL_FILTER_WORDS_MAX (TL_CLK_BITS / 64)

struct tl_filter {
	uint64_t words[TL_FILTER_WORDS_MAX]; /* bit i: words[i / 64] >> i % 64 & 1 */
	unsigned bits; /* 256, 512 or 1024; 0: none */
};

/* How one field is written into filters of a kind. A thread has a copy of its own. */
struct tl_bloom {
	struct tl_hmac hmac;
	enum tl_identity of;
	unsigned bits, k;
	const uint8_t (*known)[TL_HMAC_BYTES]; /* MACs of features; NULL: each is worked out */
};
/* bits: TL_FILTER_BITS or TL_CLK_BITS; k is chosen by both. */
void tl_bloom_init(struct tl_bloom *bloom, const uint8_t key[TL_HMAC_BYTES], enum tl_identity of,
	unsigned bits);
/* Works out the MACs of all features of letters and digits ahead (1,369 of 32 bytes, in the arena),
 * which takes what 40 people do and saves the rest of them; only without salt. Copies share them.
 */
void tl_bloom_learn(struct tl_bloom *bloom, struct tl_arena *arena);
/* Adds the features of a normal form; an empty one has none. filter is {0} or has these bits.
 * salt: something that hardly changes about the person, such as the year of birth, so that one name
 * has different bits for different people; "" for none. */
void tl_bloom_add(
	struct tl_bloom *bloom, struct tl_str normal, struct tl_str salt, struct tl_filter *filter);
/* How many features a normal form has. */
size_t tl_bloom_features(enum tl_identity of, struct tl_str normal);

/* Hardening. XOR folding: half of the bits, each that of two. */
void tl_filter_fold(struct tl_filter *filter);
/* BLIP: inverts each bit with probability in256 / 256, by bits that HMAC(noise, record) gives: the
 * same for the same record, unlike for every other. */
void tl_filter_flip(
	struct tl_filter *filter, unsigned in256, struct tl_hmac *noise, struct tl_str record);

unsigned tl_filter_count(const struct tl_filter *filter); /* of bits that are set */
bool tl_filter_equal(const struct tl_filter *a, const struct tl_filter *b);
/* 2 |a and b| / (|a| + |b|), 0 to 1; 0 where both are empty. Same number of bits. */
double tl_filter_dice(const struct tl_filter *a, const struct tl_filter *b);

/* As text: base64 (RFC 4648, with padding) of the words' bytes, least first: 44, 88 or 172
 * characters. Reading takes that and nothing else. */
void tl_filter_write(const struct tl_filter *filter, struct tl_buf *out);
bool tl_filter_read(struct tl_str text, struct tl_filter *filter);

#endif
