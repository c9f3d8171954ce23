/*
 * People who are not to be in what travels: a sheet with a column for each number by which they are
 * named (nhs, upn, nino, uprn or id, the partner's own). Rows of theirs are left out and only
 * counted.
 */
#ifndef PSEUDONYMISE_OPTOUT_H
#define PSEUDONYMISE_OPTOUT_H

#include <throughline/err.h>
#include <throughline/identity.h>
#include <throughline/vec.h>

struct optout {
	struct tl_arena arena;
	TL_VEC(struct tl_str) people; /* "<kind><normal form>", sorted */
	unsigned kinds; /* bits of the identities that name somebody */
};

/* EX_DATAERR where a line names nobody: a request that is misspelt would go unheard. EX_NOINPUT
 * where there is no such file. known: bits of the identities that the extract has. */
bool optout_read(struct optout *optout, const char *path, unsigned known, struct tl_err *err);
bool optout_names(const struct optout *optout, enum tl_identity of, struct tl_str normal);
void optout_free(struct optout *optout);

#endif
