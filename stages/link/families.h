/* The household keys there are, and which family each is: what families.c and ids.c share. */
#ifndef LINK_FAMILIES_H
#define LINK_FAMILIES_H

#include "link.h"

struct household {
	struct tl_str space, key;
	uint32_t parent; /* union-find: the lowest is the root */
	uint32_t family; /* of a root that is not communal */
	bool communal, by_size; /* makes no family; because too many live there at a time */
};

struct households { /* by space, key */
	struct household *items;
	size_t count;
};

uint32_t household_root(struct household *items, uint32_t at);

#endif
