/*
 * Digests: SHA-256 (nettle) for what must be named or proved, HMAC-SHA-256 for what only the holder
 * of a key may work out, and a fast 64-bit hash for tables.
 */
#ifndef THROUGHLINE_HASH_H
#define THROUGHLINE_HASH_H

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <throughline/err.h>
#include <throughline/str.h>

struct tl_digest {
	char hex[65]; /* 64 lower-case hex digits; "" is "no digest" */
};

struct tl_sha256 {
	struct sha256_ctx ctx;
};
void tl_sha256_init(struct tl_sha256 *sha);
void tl_sha256_add(struct tl_sha256 *sha, const void *data, size_t length);
/* Its length first, so that "ab" + "c" is not "a" + "bc". */
void tl_sha256_add_str(struct tl_sha256 *sha, struct tl_str s);
void tl_sha256_add_int(struct tl_sha256 *sha, int64_t value); /* 8 bytes, little-endian */
void tl_sha256_add_real(struct tl_sha256 *sha, double value); /* its bits; every NaN alike */
struct tl_digest tl_sha256_done(struct tl_sha256 *sha);
struct tl_digest tl_sha256_of(struct tl_str s);
bool tl_sha256_file(const char *path, struct tl_digest *digest, struct tl_err *err);
bool tl_digest_equal(const struct tl_digest *a, const struct tl_digest *b);

/* HMAC-SHA-256 (RFC 2104) under one key, made ready once for many short messages. Using it leaves
 * it as it was, but changes it meanwhile: a thread has a copy of its own. */
#define TL_HMAC_BYTES ((size_t)32)
struct tl_hmac {
	struct hmac_sha256_ctx ctx;
};
void tl_hmac_init(struct tl_hmac *hmac, const void *key, size_t length);
void tl_hmac_of(struct tl_hmac *hmac, struct tl_str message, uint8_t mac[TL_HMAC_BYTES]);
/* HKDF-SHA-256 (RFC 5869): another key from a secret, for the purpose that `info` says. At most 255
 * * TL_HMAC_BYTES. */
void tl_hkdf(
	struct tl_str secret, struct tl_str salt, struct tl_str info, uint8_t *key, size_t length);

/* Not cryptographic, stable across machines. */
uint64_t tl_hash64(const void *data, size_t length, uint64_t seed);
/* Those of seeds 0 and 1, at little more than the price of one. */
struct tl_hash_pair {
	uint64_t first, second;
};
struct tl_hash_pair tl_hash64_pair(const void *data, size_t length);

#endif
