/*
 * The small pictures that stand inside a line of text: flags, an interval against no change, the
 * shape of the last months. Written as SVG here; whole charts are gnuplot's (chart.h). Colours come
 * from the stylesheet's names, so they follow light and dark; every meaning has a shape or a word
 * as well.
 */
#ifndef RENDER_DRAWING_H
#define RENDER_DRAWING_H

#include <throughline/str.h>

struct drawing_flag {
	const char *name; /* the XmR point type as stored, or what the runs of a run chart say */
	const char *class; /* in the stylesheet */
	const char *words; /* as a page says it */
	const char *shape; /* SVG in a 20 x 20 box */
};
const struct drawing_flag *drawing_flag_of(struct tl_str name); /* NULL for none */
void drawing_icon(struct tl_buf *out, const struct drawing_flag *flag);

/* A percentage change with its interval against the line of no change. polarity: up, down, neither:
 * which way is good. Draws nothing without a value. */
void drawing_bar(
	struct tl_buf *out, double value, double lower, double upper, struct tl_str polarity);

/* A line through numbers apart by blanks; "-" leaves a gap. */
void drawing_spark(struct tl_buf *out, struct tl_str numbers);

/* A square per month from states apart by blanks: covered, part, late, absent. */
void drawing_cover(struct tl_buf *out, struct tl_str states);

#endif
