/*
 * Digests: SHA-256 (nettle) for what must be named or proved, and a fast 64-bit hash for tables.
 */
#ifndef THROUGHLINE_HASH_H
#define THROUGHLINE_HASH_H

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

/* Not cryptographic, stable across machines. */
uint64_t tl_hash64(const void *data, size_t length, uint64_t seed);

#endif
