#include "zipf.h"

#define ONE (UINT64_C(1) << 36)

struct zipf zipf_make(struct tl_arena *arena, uint32_t count, unsigned skew)
{
	uint64_t *upto = tl_arena_array(arena, count, sizeof(*upto));
	uint64_t sum = 0;

	for (uint32_t rank = 0; rank < count; rank++)
		upto[rank] = sum += ONE / (rank + UINT64_C(1) + skew);
	return (struct zipf){upto, count};
}

uint32_t zipf_draw(const struct zipf *zipf, uint64_t bits)
{
	uint64_t at = bits % zipf->upto[zipf->count - 1];
	uint32_t low = 0, high = zipf->count - 1;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (zipf->upto[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

uint32_t zipf_share(const struct zipf *zipf, uint32_t rank, uint32_t total)
{
	uint64_t weight = zipf->upto[rank] - (rank ? zipf->upto[rank - 1] : 0);
	uint64_t share = (weight >> 8) * total / (zipf->upto[zipf->count - 1] >> 8);

	return share ? (uint32_t)share : 1;
}
