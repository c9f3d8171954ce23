/*
 * Where text lands in HTML: one escape per place. Control characters other than newline and tab are
 * dropped, bytes that are not UTF-8 become U+FFFD, so whatever a name holds, the page stays a page.
 */
#ifndef THROUGHLINE_HTML_H
#define THROUGHLINE_HTML_H

#include <throughline/str.h>

void tl_html_text(struct tl_buf *out, struct tl_str s); /* between tags, also in SVG */
void tl_html_attr(struct tl_buf *out, struct tl_str s); /* between quotes of either kind */

#endif
