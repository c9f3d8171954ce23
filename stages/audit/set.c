#include "set.h"

#include <throughline/arena.h>

size_t *set_alone(size_t count)
{
	size_t *parent = tl_alloc(count, sizeof *parent);

	for (size_t i = 0; i < count; i++)
		parent[i] = i;
	return parent;
}

size_t set_root(size_t *parent, size_t at)
{
	while (parent[at] != at)
		at = parent[at] = parent[parent[at]];
	return at;
}

void set_join(size_t *parent, size_t a, size_t b)
{
	a = set_root(parent, a);
	b = set_root(parent, b);
	if (a < b)
		parent[b] = a;
	else
		parent[a] = b;
}
