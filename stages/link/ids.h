/*
 * Names that last from release to release.
 *
 * The last release's confidential part says which keys were which person, and what each family was
 * known by. A person keeps their name when keys come or go. Of a person whose keys are now several
 * people, the one with most of the keys released then keeps the name; where that is equal, the one
 * whose first key comes first by partner and key. Where several names meet in one person, the
 * oldest stays (p003-0000012 is the twelfth person first met for release 3). Families likewise, by
 * their household keys; a family without any, by its people. The others get new names.
 *
 * Names say nothing of keys: after a removal nothing of a person is left in one.
 */
#ifndef LINK_IDS_H
#define LINK_IDS_H

#include "families.h"
#include "released.h"

/* Gives every person and family of threshold default its name and notes in the journal what became
 * of those released last. Reads STUDY/releases and records it as an input; after link_families. */
bool link_ids(struct link *link, struct tl_stagedir *stage, struct tl_err *err);

/* The same, given what the last release knew, its lists sorted by element. */
void link_ids_give(struct link *link, const struct released *released);

#endif
