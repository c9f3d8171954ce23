#include "distance.h"

#include <string.h>

#define BYTES_MAX ((size_t)64)

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static struct tl_str cut(struct tl_str s)
{
	return tl_str_slice(s.data, smaller(s.length, BYTES_MAX));
}

/* Where each byte stands in b, as bits; only the entries of bytes in a and b are set. */
static void positions_of(uint64_t positions[256], struct tl_str a, struct tl_str b)
{
	for (size_t i = 0; i < a.length; i++)
		positions[(unsigned char)a.data[i]] = 0;
	for (size_t i = 0; i < b.length; i++)
		positions[(unsigned char)b.data[i]] = 0;
	for (size_t i = 0; i < b.length; i++)
		positions[(unsigned char)b.data[i]] |= UINT64_C(1) << i;
}

static uint64_t bits_below(size_t count)
{
	return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* Matches as two sets of places; each byte of a takes the first free equal one in its window. */
static void match(struct tl_str a, struct tl_str b, uint64_t *in_a, uint64_t *in_b)
{
	uint64_t positions[256];
	size_t half = larger(a.length, b.length) / 2, reach = half ? half - 1 : 0;

	positions_of(positions, a, b);
	*in_a = *in_b = 0;
	for (size_t i = 0; i < a.length; i++) {
		uint64_t window = bits_below(i + reach + 1);
		uint64_t here;

		if (i > reach)
			window &= ~bits_below(i - reach);
		here = positions[(unsigned char)a.data[i]] & window & ~*in_b;
		*in_b |= here & (0 - here);
		*in_a |= (uint64_t)(here != 0) << i;
	}
}

static unsigned out_of_order(struct tl_str a, struct tl_str b, uint64_t in_a, uint64_t in_b)
{
	unsigned count = 0;

	for (; in_a; in_a &= in_a - 1, in_b &= in_b - 1)
		count += a.data[__builtin_ctzll(in_a)] != b.data[__builtin_ctzll(in_b)];
	return count;
}

double distance_jaro_winkler(struct tl_str a, struct tl_str b)
{
	uint64_t in_a, in_b;
	double matches, jaro;
	size_t prefix = 0;

	a = cut(a);
	b = cut(b);
	if (!a.length || !b.length)
		return a.length == b.length;
	match(a, b, &in_a, &in_b);
	if (!in_a)
		return 0;
	matches = __builtin_popcountll(in_a);
	jaro = (matches / (double)a.length + matches / (double)b.length +
		       (matches - out_of_order(a, b, in_a, in_b) / 2) / matches) /
	       3;
	while (prefix < 4 && prefix < a.length && prefix < b.length &&
		a.data[prefix] == b.data[prefix])
		prefix++;
	return jaro + (double)prefix * 0.1 * (1 - jaro);
}

bool distance_one_edit(struct tl_str a, struct tl_str b)
{
	size_t from = 0, most = larger(a.length, b.length), least = smaller(a.length, b.length);
	size_t behind = 0;

	if (most - least > 1)
		return false;
	while (from < least && a.data[from] == b.data[from])
		from++;
	while (behind < least - from &&
		a.data[a.length - behind - 1] == b.data[b.length - behind - 1])
		behind++;
	if (most - from - behind <= 1)
		return true;
	return most == least && most - from - behind == 2 && a.data[from] == b.data[from + 1] &&
	       a.data[from + 1] == b.data[from];
}
