#include "settle_twice.h"

/* A set that may hold more than was put in: two bits for each hash among BITS_EACH or more, so that
 * one in fifty or so of those that were not put in passes for it (Bloom 1970). */
#define BITS_EACH ((size_t)16)
struct sieve {
	uint64_t *words;
	size_t mask; /* of bits, as many as a power of two */
};

static struct sieve sieve_make(size_t hashes)
{
	size_t bits = 64;

	while (bits < hashes * BITS_EACH)
		bits *= 2;
	return (struct sieve){tl_alloc(bits / 64, sizeof(uint64_t)), bits - 1};
}

static void sieve_add(struct sieve *sieve, uint64_t hash)
{
	size_t one = hash & sieve->mask, other = hash >> 32 & sieve->mask;

	sieve->words[one / 64] |= UINT64_C(1) << one % 64;
	sieve->words[other / 64] |= UINT64_C(1) << other % 64;
}

static bool sieve_has(const struct sieve *sieve, uint64_t hash)
{
	size_t one = hash & sieve->mask, other = hash >> 32 & sieve->mask;

	return sieve->words[one / 64] >> one % 64 & sieve->words[other / 64] >> other % 64 & 1;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void sort_each_once(settle_hashes *hashes)
{
	size_t kept = 0;

	if (!hashes->count)
		return;
	qsort(hashes->items, hashes->count, sizeof *hashes->items, compare);
	for (size_t i = 0; i < hashes->count; i++)
		if (!i || hashes->items[i] != hashes->items[kept - 1])
			hashes->items[kept++] = hashes->items[i];
	hashes->count = kept;
}

/* Where the hash is, or hashes->count. */
static size_t place_of(const settle_hashes *hashes, uint64_t hash)
{
	const uint64_t *found = hashes->count ? bsearch(&hash, hashes->items, hashes->count,
							sizeof *hashes->items, compare)
					      : NULL;

	return found ? (size_t)(found - hashes->items) : hashes->count;
}

/* Hashes that seem to be in a file before their own. */
static void suspect(const settle_hashes *files, size_t count, settle_hashes *suspects)
{
	struct sieve before;
	size_t rows = 0;

	for (size_t i = 0; i < count; i++)
		rows += files[i].count;
	before = sieve_make(rows);
	for (size_t i = 0; i < count; i++) {
		for (size_t row = 0; row < files[i].count; row++)
			if (sieve_has(&before, files[i].items[row]))
				*tl_vec_push(suspects) = files[i].items[row];
		for (size_t row = 0; row < files[i].count; row++)
			sieve_add(&before, files[i].items[row]);
	}
	free(before.words);
	sort_each_once(suspects);
}

/* Of the suspects those that are in two files or more. */
static void convict(const settle_hashes *files, size_t count, settle_hashes *suspects)
{
	struct sieve sieve = sieve_make(suspects->count);
	size_t *last = tl_alloc(suspects->count + 1, sizeof *last); /* file + 1 */
	bool *twice = tl_alloc(suspects->count + 1, sizeof *twice);
	size_t kept = 0;

	for (size_t i = 0; i < suspects->count; i++)
		sieve_add(&sieve, suspects->items[i]);
	for (size_t i = 0; i < count; i++)
		for (size_t row = 0; row < files[i].count; row++) {
			uint64_t hash = files[i].items[row];
			size_t place = sieve_has(&sieve, hash) ? place_of(suspects, hash)
							       : suspects->count;

			if (place == suspects->count)
				continue;
			twice[place] = twice[place] || (last[place] && last[place] != i + 1);
			last[place] = i + 1;
		}
	for (size_t i = 0; i < suspects->count; i++)
		if (twice[i])
			suspects->items[kept++] = suspects->items[i];
	suspects->count = kept;
	free(sieve.words);
	free(last);
	free(twice);
}

void settle_twice_find(const settle_hashes *files, size_t count, settle_hashes *shared)
{
	suspect(files, count, shared);
	convict(files, count, shared);
}

bool settle_twice_has(const settle_hashes *shared, uint64_t hash)
{
	return place_of(shared, hash) < shared->count;
}
