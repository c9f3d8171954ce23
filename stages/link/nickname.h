/*
 * Forenames that stand for one another: BOB and ROBERT. A name may belong to several groups, as
 * ALEX to Alexander's and Alexandra's; two names stand for one another where they share one.
 */
#ifndef LINK_NICKNAME_H
#define LINK_NICKNAME_H

#include <throughline/str.h>

struct nicknames;
struct nicknames *nicknames_new(void);
/* Up to four groups of a name in its normal form, a byte each, 0 is none. */
uint32_t nicknames_groups(struct nicknames *nicknames, struct tl_str name);
void nicknames_free(struct nicknames *nicknames);

static inline bool nickname_shared(uint32_t a, uint32_t b)
{
	for (; a; a >>= 8)
		for (uint32_t rest = b; rest; rest >>= 8)
			if ((a & 255) == (rest & 255))
				return true;
	return false;
}

#endif
