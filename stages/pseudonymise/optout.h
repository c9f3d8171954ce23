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
	TL_VEC(size_t) lines; /* of each person, the line that names them, from 0 */
	size_t line_count;
	unsigned kinds; /* bits of the identities that name somebody */
};

/* EX_DATAERR where a line names nobody: a request that is misspelt would go unheard. EX_NOINPUT
 * where there is no such file. known: bits of the identities that the extract has. */
bool optout_read(struct optout *optout, const char *path, unsigned known, struct tl_err *err);
/* heard: per line; set for each that names this person. */
bool optout_names(
	const struct optout *optout, enum tl_identity of, struct tl_str normal, bool *heard);
void optout_free(struct optout *optout);

#endif
