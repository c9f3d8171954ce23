#include <throughline/arena.h>
#include <throughline/str.h>

#include <stdlib.h>
#include <string.h>

#define NAME_BYTES_MAX ((size_t)128) /* names longer than this are not typos of anything */

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c == '-' ? '_' : c;
}

/* One row of the distance table (optimal string alignment): row[j] = edits from a[0..i] to b[0..j].
 * `before` and `above` are the rows for i - 1 and i. */
static void fill_row(size_t *row, const size_t *above, const size_t *before, struct tl_str a,
	size_t i, struct tl_str b)
{
	row[0] = i + 1;
	for (size_t j = 0; j < b.length; j++) {
		bool same = fold(a.data[i]) == fold(b.data[j]);

		row[j + 1] = smaller(smaller(above[j + 1], row[j]) + 1, above[j] + !same);
		if (i && j && fold(a.data[i]) == fold(b.data[j - 1]) &&
			fold(a.data[i - 1]) == fold(b.data[j]))
			row[j + 1] = smaller(row[j + 1], before[j - 1] + 1);
	}
}

static size_t distance(struct tl_str a, struct tl_str b)
{
	size_t rows[3][NAME_BYTES_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b.length; j++)
		above[j] = j;
	for (size_t i = 0; i < a.length; i++) {
		size_t *spare = before;

		fill_row(row, above, before, a, i, b);
		before = above;
		above = row;
		row = spare;
	}
	return above[b.length];
}

const char *tl_str_nearest(struct tl_str typed, const char *const *names, size_t count)
{
	const char *nearest = NULL;
	size_t best = typed.length / 3 + 1; /* at most a third wrong; the first of equals wins */

	if (typed.length > NAME_BYTES_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		struct tl_str name = tl_str(names[i]);
		size_t edits;

		if (!name.length || name.length > NAME_BYTES_MAX)
			continue;
		edits = distance(typed, name);
		if (edits >= best)
			continue;
		best = edits;
		nearest = names[i];
	}
	return nearest;
}
