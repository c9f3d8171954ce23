/*
 * linking.html: how the linking was done and how good it is believed to be, for whoever runs the
 * study: thresholds, the model's own curve, its weights, how some pairs come to theirs, the passes,
 * the reviewers' agreement, and what GUILD asks to be said of linked data (Gilbert and others,
 * Journal of Public Health 40 (2018) 191-198). Confidential: patterns of few pairs are in it; no
 * value of a record is.
 */
#ifndef LINK_PAGE_H
#define LINK_PAGE_H

#include "queue.h"

extern const char page_head[]; /* up to the first heading and what the page holds */
bool page_write(const struct link *link, const struct queue *queue, struct tl_stagedir *stage,
	struct tl_err *err);

/* page_charts.c: inline SVG, each with the words that say the same. */
void page_curve(struct tl_buf *out, const struct compared *compared);
void page_weights(struct tl_buf *out, const struct compared *compared);
/* How typical pairs come to their weights: the commonest above strict, and either side of the
 * threshold. */
void page_waterfalls(struct tl_buf *out, const struct compared *compared);

#endif
