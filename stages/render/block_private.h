/*
 * What the files of block.h share: a block being written, and the parts that all kinds have.
 */
#ifndef RENDER_BLOCK_PRIVATE_H
#define RENDER_BLOCK_PRIVATE_H

#include "block.h"
#include "fields.h"

/* One block being written: its fence, its head, and what a repetition binds. */
struct render_block {
	const struct render_block_kind *kind;
	struct tl_str variant; /* the fence's second word: "xmr", "stamp" */
	struct render_fields fields;
	const char *sql;
	struct render_place place, sql_place;
	int level;
	struct render *render;
	const struct render_params *params;
	struct tl_buf title, label; /* HTML; the same escaped, without tags */
};

struct render_block_kind {
	const char *name;
	bool (*write)(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
		struct tl_err *err);
	bool needs_title;
};

/* A field of the head as HTML; nothing where it is not given. */
bool render_block_field_html(
	struct tl_buf *out, const struct render_block *block, const char *key, struct tl_err *err);
void render_block_heading(struct tl_buf *out, const struct render_block *block);
bool render_block_caption(struct tl_buf *out, const struct render_block *block, struct tl_err *err);

bool render_block_table(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
	struct tl_err *err);
bool render_block_chart(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
	struct tl_err *err);

#endif
