/*
 * Forenames that stand for one another: BOB and ROBERT. A name may belong to several groups, as
 * ALEX to Alexander's and Alexandra's; two names stand for one another where they share one.
 */
#ifndef LINK_NICKNAME_H
#define LINK_NICKNAME_H

#include <throughline/str.h>

/* Up to four groups of a name in its normal form, a byte each, 0 is none. */
uint32_t nickname_groups(struct tl_str name);

static inline bool nickname_shared(uint32_t a, uint32_t b)
{
	for (; a; a >>= 8)
		for (uint32_t rest = b; rest; rest >>= 8)
			if ((a & 255) == (rest & 255))
				return true;
	return false;
}

#endif
