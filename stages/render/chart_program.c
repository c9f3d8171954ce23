#include "chart_program.h"

#include <math.h>

#include <throughline/num.h>

#include "digits.h"
#include "html.h"

const char *const render_chart_widths[RENDER_WIDTHS] = {
	[RENDER_WIDE] = "wide", [RENDER_NARROW] = "narrow"};
const char render_chart_drawn[] = "<!-- drawn -->"; /* no text has it: < is &lt; there */

/* The range of the value axis, widened to whole steps of a round size, about five of them. */
struct axis {
	double low, high, step;
};

static void widen(struct axis *axis, double value)
{
	if (!isnan(value)) {
		axis->low = fmin(axis->low, value);
		axis->high = fmax(axis->high, value);
	}
}

static double round_step(double span)
{
	double raw = span / 5, ten = 1;

	while (ten * 10 <= raw)
		ten *= 10;
	while (ten > raw)
		ten /= 10;
	return raw <= ten * 2 ? ten * 2 : raw <= ten * 5 ? ten * 5 : ten * 10;
}

static struct axis axis_of(const struct render_chart *chart)
{
	struct axis axis = {INFINITY, -INFINITY, 1};
	double low;

	for (size_t row = 0; row < chart->grid.rows; row++)
		for (size_t column = 1; column < chart->kind->columns; column++)
			widen(&axis, render_grid_at(&chart->grid, row, column)->number);
	widen(&axis, chart->reference);
	if (chart->kind->whole) {
		widen(&axis, 0);
		widen(&axis, 100);
	}
	low = axis.low;
	if (low >= 0 && low < axis.high * 0.6)
		axis.low = 0; /* from nought, unless that would flatten what there is to see */
	if (axis.high <= axis.low)
		axis.high = axis.low + fmax(1, fabs(axis.low) * 0.1);
	axis.step = round_step(axis.high - axis.low);
	axis.low = floor(axis.low / axis.step) * axis.step;
	axis.high = ceil(axis.high / axis.step) * axis.step;
	return axis;
}

/* Tab-separated, a line per row, of the drawn columns only. There are two or more, so no line can
 * be the one that ends the data. */
static void add_data(struct tl_buf *out, const struct render_chart *chart)
{
	const struct render_grid *grid = &chart->grid;
	struct tl_buf plain = {0};

	for (size_t row = 0; row < grid->rows; row++) {
		for (size_t column = 0; column < chart->kind->columns; column++) {
			const struct render_value *value = render_grid_at(grid, row, column);

			if (column)
				tl_buf_add_char(out, '\t');
			tl_buf_clear(&plain);
			render_mark_plain(&plain, value->text);
			if (!isnan(value->number))
				tl_buf_add_real(out, value->number);
			else if (!plain.length)
				tl_buf_addc(out, "NaN");
			else
				render_gnuplot_text(out, tl_buf_str(&plain));
		}
		tl_buf_add_char(out, '\n');
	}
	tl_buf_free(&plain);
}

static int places_of(double step)
{
	int places = 0;

	while (places < 6 && fabs(step - round(step)) > 1e-9 * fabs(step)) {
		step *= 10;
		places++;
	}
	return places;
}

/* Value and words of each tick. */
static void add_ticks(struct tl_buf *out, const struct render_chart *chart, struct axis axis)
{
	int places = places_of(axis.step);
	int count = (int)lround((axis.high - axis.low) / axis.step);

	for (int i = 0; i <= count; i++) {
		double value = axis.low + i * axis.step;

		if (fabs(value) < axis.step / 1e6)
			value = 0;
		tl_buf_add_real(out, value);
		tl_buf_add_char(out, '\t');
		render_digits(out, value, (struct tl_str){0}, places);
		render_gnuplot_text(out, tl_str(chart->unit));
		tl_buf_add_char(out, '\n');
	}
}

static void add_setting(struct tl_buf *out, const char *name, double value)
{
	tl_buf_addf(out, "%s = ", name);
	if (isnan(value))
		tl_buf_addc(out, "NaN");
	else
		tl_buf_add_real(out, value);
	tl_buf_addc(out, "\n");
}

/* In characters: scripts make room for the labels at the left of their rows. */
static double longest_label(const struct render_chart *chart)
{
	struct tl_buf plain = {0};
	double longest = 0;

	for (size_t row = 0; row < chart->grid.rows; row++) {
		double characters = 0;

		tl_buf_clear(&plain);
		render_mark_plain(&plain, render_grid_at(&chart->grid, row, 0)->text);
		for (size_t i = 0; i < plain.length; i++)
			characters += ((unsigned char)plain.data[i] & 0xC0) != 0x80;
		longest = fmax(longest, characters);
	}
	tl_buf_free(&plain);
	return longest;
}

void render_chart_program(struct tl_buf *out, const struct render_chart *chart, size_t width,
	const char *house, const char *script)
{
	struct axis axis = axis_of(chart);

	tl_buf_addc(out, "reset session\n$data << END\n");
	add_data(out, chart);
	tl_buf_addc(out, "END\n$ticks << END\n");
	add_ticks(out, chart, axis);
	tl_buf_addc(out, "END\ndata = '$data'\nticks = '$ticks'\n");
	add_setting(out, "rows", (double)chart->grid.rows);
	add_setting(out, "low", axis.low);
	add_setting(out, "high", axis.high);
	add_setting(out, "tick", axis.step);
	add_setting(out, "reference", chart->reference);
	add_setting(out, "narrow", (double)width);
	add_setting(out, "percent", *chart->unit ? 1 : 0);
	add_setting(out, "longest", longest_label(chart));
	tl_buf_addf(out, "%s\n%s\nset print '-'\nprint '%s'\n", house, script, render_chart_drawn);
}
