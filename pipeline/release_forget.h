/* Takes people who asked to be left out of what earlier releases remember. */
#ifndef RELEASE_FORGET_H
#define RELEASE_FORGET_H

#include <throughline/hash.h>
#include <throughline/named.h>

/* Builds STUDY/releases/NNN/confidential/release.db again without the keys that the removals name,
 * beside it as release.db.part; *keys: how many were taken out, 0: nothing was written. What was
 * published stays as it is. */
bool release_forget(const char *study, int number, const struct tl_removals *removals,
	int64_t *keys, struct tl_digest *digest, struct tl_err *err);
/* Puts the .part in the place of the old one. */
bool release_forget_commit(const char *study, int number, struct tl_err *err);

#endif
