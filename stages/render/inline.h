/*
 * Markdown with values in it: a code span that begins with "= " is a SELECT whose first value
 * stands there. A page's body, its title and the titles and captions of its blocks all go through
 * here.
 */
#ifndef RENDER_INLINE_H
#define RENDER_INLINE_H

#include <cmark-gfm.h>

#include "render.h"

/* Text within a line, without the <p> round it. */
bool render_inline(struct tl_buf *out, const char *markdown, struct render *render,
	const struct render_params *params, struct render_place place, struct tl_err *err);

/* The values of a document, as HTML. They travel through cmark as text that names their number, for
 * safe cmark drops HTML, and a table's cell takes no node but its own kinds. */
struct render_values {
	struct tl_arena arena;
	TL_VEC(const char *) htmls;
};

/* Replaces the values among a node's descendants. `text` is what the document was parsed from and
 * *cursor how far its spans were found already: messages name the place of each. *any tells whether
 * a value that was not empty, or other text, came out. */
bool render_values_take(struct render_values *values, cmark_node *node, const char *text,
	size_t *cursor, struct render *render, const struct render_params *params,
	struct render_place place, bool *any, struct tl_err *err);
/* Copies what cmark wrote, the values in their places. */
void render_values_splice(
	struct tl_buf *out, struct tl_str html, const struct render_values *values);
void render_values_free(struct render_values *values);

#endif
