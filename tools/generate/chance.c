#include "chance.h"

#include <string.h>
#include <throughline/hash.h>

/* The finishing mix of splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

struct chance chance_for(uint64_t seed, const char *what)
{
	return (struct chance){mix(seed + tl_hash64(what, strlen(what), 0))};
}

uint64_t chance_bits(struct chance chance, uint64_t a, uint64_t b)
{
	uint64_t x = mix(chance.seed + (a + 1) * UINT64_C(0x9e3779b97f4a7c15));

	return mix(x + (b + 1) * UINT64_C(0xd1342543de82ef95));
}

double chance_share(struct chance chance, uint64_t a, uint64_t b)
{
	return (double)(chance_bits(chance, a, b) >> 11) * 0x1p-53;
}

uint32_t chance_below(struct chance chance, uint64_t a, uint64_t b, uint32_t limit)
{
	return (uint32_t)(((chance_bits(chance, a, b) >> 32) * limit) >> 32);
}

bool chance_permille(struct chance chance, uint64_t a, uint64_t b, unsigned permille)
{
	return chance_below(chance, a, b, 1000) < permille;
}

int chance_between(struct chance chance, uint64_t a, uint64_t b, int low, int high)
{
	return low + (int)chance_below(chance, a, b, (uint32_t)(high - low + 1));
}
