/*
 * Forenames that stand for one another: BOB and ROBERT. A name may belong to several groups, as
 * ALEX to Alexander's and Alexandra's; two names stand for one another where they share one. The
 * list is what registers in Britain and Ireland write; it is made once and then only read, by any
 * number of threads.
 */
#ifndef THROUGHLINE_NICKNAME_H
#define THROUGHLINE_NICKNAME_H

#include <throughline/str.h>

#define TL_NICKNAME_GROUPS_MAX 4 /* of one name */

struct tl_nicknames;
struct tl_nicknames *tl_nicknames_new(void);
/* Up to four groups of a name in its normal form (identity.h), a byte each, 0 is none. */
uint32_t tl_nicknames_groups(const struct tl_nicknames *nicknames, struct tl_str name);
/* The name that a group, not 0, goes by: ROBERT for BOB's. */
struct tl_str tl_nickname_head(uint32_t group);
void tl_nicknames_free(struct tl_nicknames *nicknames);

static inline bool tl_nickname_shared(uint32_t a, uint32_t b)
{
	for (; a; a >>= 8)
		for (uint32_t rest = b; rest; rest >>= 8)
			if ((a & 255) == (rest & 255))
				return true;
	return false;
}

#endif
