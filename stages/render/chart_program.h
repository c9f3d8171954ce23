/*
 * What gnuplot is given for one chart: a data file, its axis' ticks, and its part of the one
 * program.
 */
#ifndef RENDER_CHART_PROGRAM_H
#define RENDER_CHART_PROGRAM_H

#include "chart.h"

extern const char *const render_chart_widths[RENDER_WIDTHS]; /* "wide": in file names and classes */

/* Tab-separated, a line per row, of the drawn columns only. */
void render_chart_data(struct tl_buf *out, const struct render_chart *chart);
/* Value and words of each tick. */
void render_chart_ticks(struct tl_buf *out, const struct render_chart *chart);
/* Settings, then house.gp's text, then the script's. `number` names the files. */
void render_chart_program(struct tl_buf *out, const struct render_chart *chart, size_t number,
	size_t width, const char *house, const char *script);

#endif
