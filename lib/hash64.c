#include <throughline/hash.h>

#include <string.h>

/*
 * XXH64 (Yann Collet, "xxHash fast digest algorithm", version 0.1.1): public vectors to test
 * against, and it reads bytes in little-endian order on every machine.
 */

#define PRIME_1 UINT64_C(0x9e3779b185ebca87)
#define PRIME_2 UINT64_C(0xc2b2ae3d27d4eb4f)
#define PRIME_3 UINT64_C(0x165667b19e3779f9)
#define PRIME_4 UINT64_C(0x85ebca77c2b2ae63)
#define PRIME_5 UINT64_C(0x27d4eb2f165667c5)

static uint64_t rotate(uint64_t value, int bits)
{
	return value << bits | value >> (64 - bits);
}

static uint64_t read_64(const unsigned char *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	value = __builtin_bswap64(value);
#endif
	return value;
}

static uint64_t read_32(const unsigned char *at)
{
	return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
	       (uint64_t)at[3] << 24;
}

static uint64_t round_64(uint64_t lane, uint64_t word)
{
	return rotate(lane + word * PRIME_2, 31) * PRIME_1;
}

/* Four lanes over the whole 32-byte stripes; *at is moved behind them. */
static uint64_t hash_stripes(const unsigned char **at, const unsigned char *end, uint64_t seed)
{
	static const int turns[] = {1, 7, 12, 18};
	uint64_t lanes[4] = {seed + PRIME_1 + PRIME_2, seed + PRIME_2, seed, seed - PRIME_1};
	uint64_t hash = 0;

	for (; end - *at >= 32; *at += 32)
		for (int i = 0; i < 4; i++)
			lanes[i] = round_64(lanes[i], read_64(*at + (ptrdiff_t)8 * i));
	for (int i = 0; i < 4; i++)
		hash += rotate(lanes[i], turns[i]);
	for (int i = 0; i < 4; i++)
		hash = (hash ^ round_64(0, lanes[i])) * PRIME_1 + PRIME_4;
	return hash;
}

static uint64_t hash_tail(uint64_t hash, const unsigned char *at, const unsigned char *end)
{
	for (; end - at >= 8; at += 8)
		hash = rotate(hash ^ round_64(0, read_64(at)), 27) * PRIME_1 + PRIME_4;
	if (end - at >= 4) {
		hash = rotate(hash ^ read_32(at) * PRIME_1, 23) * PRIME_2 + PRIME_3;
		at += 4;
	}
	for (; at < end; at++)
		hash = rotate(hash ^ *at * PRIME_5, 11) * PRIME_1;
	hash = (hash ^ hash >> 33) * PRIME_2;
	hash = (hash ^ hash >> 29) * PRIME_3;
	return hash ^ hash >> 32;
}

uint64_t tl_hash64(const void *data, size_t length, uint64_t seed)
{
	static const unsigned char nothing[1];
	const unsigned char *at = length ? data : nothing;
	const unsigned char *end = at + length;
	uint64_t hash = length >= 32 ? hash_stripes(&at, end, seed) : seed + PRIME_5;

	return hash_tail(hash + length, at, end);
}

/* Beside one another, so that neither waits for the other. */
struct tl_hash_pair tl_hash64_pair(const void *data, size_t length)
{
	return (struct tl_hash_pair){tl_hash64(data, length, 0), tl_hash64(data, length, 1)};
}
