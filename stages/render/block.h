/*
 * The blocks of a page: fenced code whose first word is table, chart, tiles or callout. Its head is
 * `key: value` lines (title, caption, empty, each; a chart's unit and reference), the rest one
 * SELECT.
 *
 * A block without rows leaves no trace, or what `empty` says. `each` is a SELECT, too: the block is
 * written once per row of it, its columns bound as parameters.
 */
#ifndef RENDER_BLOCK_H
#define RENDER_BLOCK_H

#include "render.h"

/* Whether a fence with this info string is a block of ours; other code is left as code. */
bool render_block_is(const char *info);

/* body: between the fences, at `place`. level: of the block's heading, 2 to 6. Nothing is added
 * where there is nothing to show. */
bool render_block(struct tl_buf *out, const char *info, const char *body, int level,
	struct render *render, const struct render_params *params, struct render_place place,
	struct tl_err *err);

#endif
