/* The part of a release that knows people again: names by digests, carried on from month to month.
 */
#ifndef RELEASE_PEOPLE_H
#define RELEASE_PEOPLE_H

#include <throughline/db.h>
#include <throughline/study.h>

/* Writes person_id, key_mark, family_id and journal of schema/release.sql into out, from the
 * study's shards and link.db, and from the confidential part of the release before where it has
 * keys that no delivery has now. before NULL: this is the first. */
bool release_people_write(const struct tl_study *study, struct tl_db *link, struct tl_db *settle,
	struct tl_db *before, struct tl_db *out, struct tl_err *err);

#endif
