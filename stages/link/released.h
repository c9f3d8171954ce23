/* What the last release knew: which key was which person, what each family was known by. */
#ifndef LINK_RELEASED_H
#define LINK_RELEASED_H

#include <throughline/arena.h>
#include <throughline/err.h>
#include <throughline/vec.h>

struct released_name {
	const char *element; /* a digest, or a person's id */
	const char *id;
};

typedef TL_VEC(struct released_name) released_names; /* by element */

struct released {
	struct tl_arena arena;
	int number; /* 0: nothing was released yet */
	released_names people, families; /* people by the digest of partner and key */
};

struct tl_stagedir;
bool released_read(struct released *released, const char *study, struct tl_stagedir *stage,
	struct tl_err *err);
/* The name an element had; NULL: none. */
const char *released_person(const struct released *released, const char *digest);
const char *released_family(const struct released *released, const char *element);
/* Which of two names is older: < 0 the first. */
int released_older(const char *a, const char *b);
void released_free(struct released *released);

#endif
