#include "drawing.h"

#include <math.h>

#include <throughline/num.h>

#define SPARK_POINTS_MAX 120

static const struct drawing_flag flags[] = {
	{"special_cause_improvement", "good", "better than usual",
		"<circle cx=\"10\" cy=\"10\" r=\"8\"/><path d=\"M6 10.5l3 3 5.5-6\"/>"},
	{"special_cause_concern", "bad", "worse than usual",
		"<path d=\"M10 2 18.5 17.5H1.5z\"/><path d=\"M10 7.5v5M10 15v.5\"/>"},
	{"special_cause_neutral_high", "high", "higher than usual",
		"<path d=\"M2.5 2.5h15v15h-15z\"/><path d=\"M10 14V6M6.5 9.5 10 6l3.5 3.5\"/>"},
	{"special_cause_neutral_low", "low", "lower than usual",
		"<path d=\"M2.5 2.5h15v15h-15z\"/><path d=\"M10 6v8M6.5 10.5 10 14l3.5-3.5\"/>"},
	{"runs_signal", "high", "more pattern than chance makes",
		"<path d=\"M2.5 2.5h15v15h-15z\"/><path d=\"M5 13h4V7h6\"/>"},
	{"runs_chance", "usual", "no more pattern than chance makes", "<path d=\"M3 10h14\"/>"},
	{"common_cause", "usual", "within the usual range", "<path d=\"M3 10h14\"/>"},
};

const struct drawing_flag *drawing_flag_of(struct tl_str name)
{
	for (size_t i = 0; i < TL_LEN(flags); i++)
		if (tl_str_equal(name, tl_str(flags[i].name)))
			return &flags[i];
	return NULL;
}

void drawing_icon(struct tl_buf *out, const struct drawing_flag *flag)
{
	tl_buf_addf(out,
		"<svg class=\"icon\" viewBox=\"0 0 20 20\" aria-hidden=\"true\" "
		"focusable=\"false\">"
		"%s</svg>",
		flag->shape);
}

/* From 75% fewer to 75% more: past that a bar ends in the edge and its point is an arrow; the
 * numbers stand beside it. */
#define BAR_SPAN 75.0
#define BAR_WIDTH 192.0

static double bar_x(double percent)
{
	double at = fmax(-BAR_SPAN, fmin(BAR_SPAN, percent));

	return (at + BAR_SPAN) / (2 * BAR_SPAN) * (BAR_WIDTH - 12) + 6;
}

static const char *verdict_of(double lower, double upper, struct tl_str polarity)
{
	bool fewer = upper<0, more = lower> 0;

	if (!fewer && !more)
		return "unclear";
	if (tl_str_equal(polarity, TL_STR("down")))
		return fewer ? "good" : "bad";
	if (tl_str_equal(polarity, TL_STR("up")))
		return more ? "good" : "bad";
	return "clear";
}

void drawing_bar(
	struct tl_buf *out, double value, double lower, double upper, struct tl_str polarity)
{
	if (!isfinite(value))
		return;
	tl_buf_addf(out,
		"<svg class=\"bar %s\" viewBox=\"0 0 192 18\" aria-hidden=\"true\" "
		"focusable=\"false\">"
		"<path class=\"none\" d=\"M%.1f 0v18\"/>",
		verdict_of(lower, upper, polarity), bar_x(0));
	if (isfinite(lower) && isfinite(upper))
		tl_buf_addf(out, "<path class=\"span\" d=\"M%.1f 9H%.1f\"/>", bar_x(lower),
			bar_x(upper));
	if (fabs(value) <= BAR_SPAN)
		tl_buf_addf(out, "<circle cx=\"%.1f\" cy=\"9\" r=\"4.5\"/></svg>", bar_x(value));
	else
		tl_buf_addf(out, "<path class=\"far\" d=\"M%.1f 4.5%s\"/></svg>", bar_x(value),
			value < 0 ? "l-5 4.5 5 4.5z" : "l5 4.5-5 4.5z");
}

static size_t spark_points(struct tl_str numbers, double *points)
{
	struct tl_str piece;
	size_t count = 0;

	while (tl_str_cut(&numbers, ' ', &piece) && count < SPARK_POINTS_MAX) {
		points[count] = NAN;
		if (tl_num_real(piece, (struct tl_num_style){0}, &points[count]) ||
			tl_str_equal(piece, TL_STR("-")))
			count++;
	}
	return count;
}

static void spark_path(
	struct tl_buf *out, const double *points, size_t count, double low, double high)
{
	double step = count > 1 ? 110.0 / (double)(count - 1) : 0;
	double scale = high > low ? 18 / (high - low) : 0, x = 5, y = 12;
	bool pen_down = false;

	tl_buf_addc(out, "<path d=\"");
	for (size_t i = 0; i < count; i++) {
		if (!isnan(points[i])) {
			x = 5 + step * (double)i;
			y = high > low ? 21 - (points[i] - low) * scale : 12;
			tl_buf_addf(out, "%c%.1f %.1f", pen_down ? 'L' : 'M', x, y);
		}
		pen_down = !isnan(points[i]);
	}
	tl_buf_addc(out, "\"/>");
	/* The dot is the latest month: where that has no number, an earlier one is not it. */
	if (pen_down)
		tl_buf_addf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", x, y);
}

void drawing_spark(struct tl_buf *out, struct tl_str numbers)
{
	double points[SPARK_POINTS_MAX], low = INFINITY, high = -INFINITY;
	size_t count = spark_points(numbers, points), known = 0;

	for (size_t i = 0; i < count; i++) {
		if (isnan(points[i]))
			continue;
		low = fmin(low, points[i]);
		high = fmax(high, points[i]);
		known++;
	}
	if (known < 2)
		return;
	tl_buf_addc(out, "<svg class=\"spark\" viewBox=\"0 0 120 24\" aria-hidden=\"true\" "
			 "focusable=\"false\">");
	spark_path(out, points, count, low, high);
	tl_buf_addc(out, "</svg>");
}

void drawing_cover(struct tl_buf *out, struct tl_str states)
{
	struct tl_buf squares = {0};
	struct tl_str state;
	int x = 0;

	for (; tl_str_cut(&states, ' ', &state); x += 7) {
		if (tl_str_equal(state, TL_STR("covered")))
			tl_buf_addf(&squares, "<path class=\"full\" d=\"M%d 1h5v14h-5z\"/>", x);
		else if (tl_str_equal(state, TL_STR("part")))
			tl_buf_addf(&squares, "<path class=\"part\" d=\"M%d 9h5v6h-5z\"/>", x);
		else if (tl_str_equal(state, TL_STR("late")))
			tl_buf_addf(&squares, "<path class=\"late\" d=\"M%d.5 1.5h4v13h-4z\"/>", x);
	}
	tl_buf_addf(out,
		"<svg class=\"cover\" viewBox=\"0 0 %d 16\" aria-hidden=\"true\" "
		"focusable=\"false\">",
		x > 0 ? x : 1);
	tl_buf_add(out, tl_buf_str(&squares));
	tl_buf_addc(out, "</svg>");
	tl_buf_free(&squares);
}
