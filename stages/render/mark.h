/*
 * Marks: what SQL says beyond plain text, such as a hidden number with its words, an icon, a drawn
 * interval or a link.
 *
 * A page's SQL can only return text, and text is always escaped. A mark is text that the functions
 * of words.h make: U+0002, a name from the closed table in mark_kinds.c, arguments apart by U+001F,
 * U+0003. Arguments may hold marks. Only mark_kinds.c turns marks into HTML, every argument
 * escaped, so a label that held these characters could at worst draw an icon. Joining with ||
 * works: show(...) || small(...).
 */
#ifndef RENDER_MARK_H
#define RENDER_MARK_H

#include <throughline/str.h>
#include <throughline/vec.h>

struct render_ids { /* of the pack's sections: a link to anything else is printed as its words */
	TL_VEC(const char *) names;
};

/* Writing a mark: open, then arguments each after an `argument`, then close. */
void render_mark_open(struct tl_buf *out, const char *name);
void render_mark_argument(struct tl_buf *out, struct tl_str value);
void render_mark_close(struct tl_buf *out);

/* Text with marks, as HTML; ids NULL: links are printed as their words. */
void render_mark_html(struct tl_buf *out, struct tl_str s, const struct render_ids *ids);
/* The same as plain text, for chart data and titles: symbols, words, no drawing. Not escaped. */
void render_mark_plain(struct tl_buf *out, struct tl_str s);
bool render_mark_is_hidden(struct tl_str s);
/* Whether all of it is a number as a page prints it ("1,420", "86.6%", "[c]"...), with anything
 * small below it: such columns align. */
bool render_mark_is_numeric(struct tl_str s);

#endif
