/*
 * What gnuplot is given for one chart: its data, its axis' ticks and its part of the one program.
 */
#ifndef RENDER_CHART_PROGRAM_H
#define RENDER_CHART_PROGRAM_H

#include "chart.h"

extern const char *const render_chart_widths[RENDER_WIDTHS]; /* "wide": in classes */
/* Stands in what gnuplot says after each picture that it finished. */
extern const char render_chart_drawn[];

/* Settings and data, then house.gp's text, then the script's. Draws on gnuplot's standard output.
 */
void render_chart_program(struct tl_buf *out, const struct render_chart *chart, size_t width,
	const char *house, const char *script);

#endif
