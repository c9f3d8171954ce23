/*
 * Where text lands in a page: one escape per place. Control characters other than newline and tab
 * are dropped, bytes that are not UTF-8 become U+FFFD, so whatever a label holds, the page stays a
 * page.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include <throughline/str.h>

void render_html_text(struct tl_buf *out, struct tl_str s); /* between tags, also in SVG */
void render_html_attr(struct tl_buf *out, struct tl_str s); /* between quotes of either kind */
/* An element's id: letters, digits and dashes stay, any other byte is "_" and its hex digits, so
 * that different codes never share an id. */
void render_html_id(struct tl_buf *out, struct tl_str s);
/* HTML without its tags: still escaped, so it can stand in text or an attribute. */
void render_html_strip(struct tl_buf *out, struct tl_str html);
/* A field of gnuplot's tab-separated data: no tab, newline, quote or backslash, which it would act
 * on. */
void render_gnuplot_text(struct tl_buf *out, struct tl_str s);

#endif
