/*
 * Charts: what a page asked to be drawn, and the one gnuplot process that draws all of it.
 *
 * A chart's kind is a script, reports/charts/<kind>.gp. Data reach it only as a tab-separated file
 * that we write (house.gp says what else is set); no text from data is ever part of a script. Each
 * chart is drawn twice, for a wide and for a narrow screen, because one that is shrunk cannot be
 * read.
 */
#ifndef RENDER_CHART_H
#define RENDER_CHART_H

#include <throughline/stagedir.h>

#include "grid.h"
#include "mark.h"

enum { RENDER_WIDE, RENDER_NARROW, RENDER_WIDTHS };

struct render_chart_kind {
	const char *name; /* of reports/charts/<name>.gp */
	size_t columns; /* the first ones, that it draws; more are for the table beside it only */
	const char *takes; /* what they are, for messages */
	bool whole; /* of percents of a whole: the axis is 0 to 100, so that two can be compared */
};
/* NULL where there is no such chart. */
const struct render_chart_kind *render_chart_kind_of(struct tl_str name);
extern const char *const render_chart_names[];
extern const size_t render_chart_name_count;

struct render_chart {
	const struct render_chart_kind *kind;
	const char *title; /* escaped, no tags */
	const char *unit; /* "%" or "": behind the numbers of the axis */
	double reference; /* a line to draw; NaN for none */
	struct render_grid grid;
	struct render_place place;
	struct tl_buf svg[RENDER_WIDTHS];
};

struct render_charts {
	TL_VEC(struct render_chart *) list;
};

/* Adds an empty chart; it stays at this address. Its place in the page is render_chart_token. */
struct render_chart *render_chart_add(struct render_charts *charts);
/* Whether there is anything to draw: some number among the drawn columns. */
bool render_chart_can_draw(const struct render_chart_kind *kind, const struct render_grid *grid);
/* What stands in a page's HTML until the chart is drawn. */
void render_chart_token(struct tl_buf *out, size_t number);
/* Copies html with every token replaced by its chart. */
void render_chart_splice(
	struct tl_buf *out, struct tl_str html, const struct render_charts *charts);

/* Draws all charts with scripts from the share folder, which become inputs of the stage. EX_NOINPUT
 * where gnuplot is not installed; a chart that fails is named by its place in the page. */
bool render_chart_draw(struct render_charts *charts, struct tl_stagedir *stage, struct tl_err *err);
void render_charts_free(struct render_charts *charts);

#endif
