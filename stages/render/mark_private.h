/*
 * What the files of mark.h share: a mark taken apart, and the table of what each becomes.
 */
#ifndef RENDER_MARK_PRIVATE_H
#define RENDER_MARK_PRIVATE_H

#include "mark.h"

#define ARGUMENTS_MAX 6

struct mark {
	struct tl_str arguments[ARGUMENTS_MAX];
	const struct render_ids *ids;
};

/* What a mark does to a column of numbers. */
enum numeric { NO_NUMBER, A_NUMBER, BELOW_NUMBER, ROUND_NUMBER };

struct mark_kind {
	const char *name;
	void (*html)(struct tl_buf *out, const struct mark *mark);
	void (*plain)(struct tl_buf *out, const struct mark *mark);
	enum numeric numeric;
};
const struct mark_kind *mark_kind_of(struct tl_str name); /* NULL where there is none */

#endif
