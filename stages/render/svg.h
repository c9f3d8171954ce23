/*
 * gnuplot's SVG made fit for a page: no ids, no sizes, no styles of its own; colours of the house
 * palette become the stylesheet's names, so that a chart follows light, dark and print; a role, a
 * title and a description for who cannot see it. Elements are a closed list: anything else is
 * refused.
 */
#ifndef RENDER_SVG_H
#define RENDER_SVG_H

#include <throughline/err.h>
#include <throughline/str.h>

struct render_svg_frame {
	const char *id; /* unique in the page */
	const char *class; /* "wide" */
	const char *title; /* both escaped */
	const char *desc;
};

bool render_svg_clean(struct tl_buf *out, struct tl_str gnuplot,
	const struct render_svg_frame *frame, struct tl_err *err);

#endif
