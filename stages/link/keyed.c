#include "keyed.h"

#include <string.h>

/* One stable pass by one byte; false where all have the same there. */
static bool pass(const struct keyed *from, struct keyed *to, size_t count, int shift)
{
	size_t starts[256] = {0}, sum = 0;

	for (size_t i = 0; i < count; i++)
		starts[from[i].key >> shift & 255]++;
	if (count && starts[from[0].key >> shift & 255] == count)
		return false;
	for (size_t i = 0; i < 256; i++) {
		size_t here = starts[i];

		starts[i] = sum;
		sum += here;
	}
	for (size_t i = 0; i < count; i++)
		to[starts[from[i].key >> shift & 255]++] = from[i];
	return true;
}

void keyed_sort(struct keyed *items, struct keyed *spare, size_t count)
{
	struct keyed *from = items, *to = spare;

	for (int shift = 0; shift < 32; shift += 8)
		if (pass(from, to, count, shift)) {
			struct keyed *was = from;

			from = to;
			to = was;
		}
	if (from != items && count)
		memcpy(items, from, count * sizeof *items);
}
