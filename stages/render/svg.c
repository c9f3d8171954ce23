#include "svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32

/* The house palette: what scripts write, and what the stylesheet calls it. */
static const struct {
	int red, green, blue;
	const char *name;
} palette[] = {
	{0x0B, 0x0C, 0x0C, "--ink"},
	{0x50, 0x5A, 0x5F, "--mute"},
	{0xE6, 0xE6, 0xE6, "--grid"},
	{0x8A, 0x93, 0x98, "--soft"},
	{0x12, 0x43, 0x6D, "--navy"},
	{0xB9, 0xCC, 0xE3, "--band"},
	{0xC9, 0xCE, 0xD1, "--pale"},
	{0x80, 0x16, 0x50, "--plum"},
	{0xB5, 0x43, 0x0E, "--warn"},
	{0x28, 0xA1, 0x97, "--teal"},
	{0xFF, 0xFF, 0xFF, "--paper"},
};

/* What a group of gnuplot's says about what lies in it. */
struct group {
	struct tl_str width, fill, anchor, size, transform;
};

struct svg {
	struct tl_str rest;
	struct group stack[DEPTH_MAX];
	size_t depth;
	struct tl_buf *out;
	const struct render_svg_frame *frame;
	bool opened;
};

static struct tl_str after(struct tl_str s, size_t count)
{
	return tl_str_slice(s.data + count, s.length - count);
}

/* The value of an attribute within a tag; gnuplot writes name="x", name='x' and name = 'x'. */
static struct tl_str attribute(struct tl_str tag, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 1; i + length + 2 < tag.length; i++) {
		size_t at = i + length, end;

		if (!strchr(" \n\t", tag.data[i - 1]) || memcmp(tag.data + i, name, length) != 0)
			continue;
		while (at < tag.length && strchr(" =", tag.data[at]))
			at++;
		if (at == i + length || at >= tag.length || !strchr("\"'", tag.data[at]))
			continue;
		for (end = at + 1; end < tag.length && tag.data[end] != tag.data[at]; end++)
			;
		return tl_str_slice(tag.data + at + 1, end - at - 1);
	}
	return (struct tl_str){0};
}

static bool name_is(struct tl_str tag, const char *name)
{
	size_t length = strlen(name);

	return tag.length >= length && memcmp(tag.data, name, length) == 0 &&
	       (tag.length == length || strchr(" \n\t/", tag.data[length]));
}

static bool rgb_of(struct tl_str colour, int *red, int *green, int *blue)
{
	char text[32];

	snprintf(text, sizeof text, TL_STR_FMT, TL_STR_ARG(colour));
	if (sscanf(text, "rgb(%d ,%d ,%d", red, green, blue) == 3) /* a blank matches any number */
		return true;
	return sscanf(text, "#%2x%2x%2x", (unsigned *)red, (unsigned *)green, (unsigned *)blue) ==
	       3;
}

static void add_colour(struct tl_buf *out, const char *name, struct tl_str colour)
{
	int red = 0, green = 0, blue = 0;

	if (!colour.length || tl_str_equal(colour, TL_STR("none")))
		return;
	if (tl_str_equal(colour, TL_STR("black"))) {
		tl_buf_addf(out, " %s=\"var(--ink)\"", name);
		return;
	}
	if (!rgb_of(colour, &red, &green, &blue))
		return;
	for (size_t i = 0; i < TL_LEN(palette); i++) {
		if (palette[i].red == red && palette[i].green == green && palette[i].blue == blue) {
			tl_buf_addf(out, " %s=\"var(%s)\"", name, palette[i].name);
			return;
		}
	}
	tl_buf_addf(out, " %s=\"#%02x%02x%02x\"", name, (unsigned)red & 255, (unsigned)green & 255,
		(unsigned)blue & 255);
}

static void add_attribute(struct tl_buf *out, const char *name, struct tl_str value)
{
	bool blank = false;

	value = tl_str_trim(value);
	if (!value.length)
		return;
	tl_buf_addf(out, " %s=\"", name);
	for (size_t i = 0; i < value.length; i++) {
		bool is_blank = strchr(" \n\t", value.data[i]) != NULL;

		if (is_blank && !blank)
			tl_buf_add_char(out, ' ');
		else if (!is_blank && value.data[i] != '"' && value.data[i] != '<')
			tl_buf_add_char(out, value.data[i]);
		blank = is_blank;
	}
	tl_buf_add_char(out, '"');
}

static struct tl_str or (struct tl_str value, struct tl_str otherwise)
{
	return value.length ? value : otherwise;
}

static bool open_group(struct svg *svg, struct tl_str tag, struct tl_err *err)
{
	struct group outer = svg->stack[svg->depth];

	if (svg->depth + 1 == DEPTH_MAX)
		return tl_fail(err, EX_SOFTWARE, "gnuplot's groups are nested too deep");
	svg->stack[++svg->depth] = (struct group){
		.width = or (attribute(tag, "stroke-width"), outer.width),
		.fill = or (attribute(tag, "fill"), outer.fill),
		.anchor = or (attribute(tag, "text-anchor"), outer.anchor),
		.size = or (attribute(tag, "font-size"), outer.size),
		.transform = or (attribute(tag, "transform"), outer.transform),
	};
	return true;
}

static void shape(struct svg *svg, const char *name, const char *geometry, struct tl_str tag)
{
	struct tl_str stroke = attribute(tag, "stroke");

	tl_buf_addf(svg->out, "<%s", name);
	add_attribute(svg->out, geometry, attribute(tag, geometry));
	add_colour(svg->out, "fill", attribute(tag, "fill"));
	add_attribute(svg->out, "fill-opacity", attribute(tag, "fill-opacity"));
	add_colour(svg->out, "stroke", stroke);
	if (stroke.length)
		add_attribute(svg->out, "stroke-width", svg->stack[svg->depth].width);
	add_attribute(svg->out, "stroke-dasharray", attribute(tag, "stroke-dasharray"));
	tl_buf_addc(svg->out, "/>");
}

/* gnuplot's point symbols, drawn as what they are: Pt6 a disc, Pt5 a ring, Pt4 a square, Pt8 and
 * Pt10 triangles up and down, Pt12 a diamond. */
static bool symbol(struct svg *svg, struct tl_str tag, struct tl_err *err)
{
	struct tl_str href = attribute(tag, "xlink:href"), transform = attribute(tag, "transform");
	double x = 0, y = 0, r = 0;
	char text[96];
	int kind = -1;

	snprintf(text, sizeof text, TL_STR_FMT, TL_STR_ARG(href));
	sscanf(text, "#gpPt%d", &kind);
	snprintf(text, sizeof text, TL_STR_FMT, TL_STR_ARG(transform));
	if (sscanf(text, "translate(%lf,%lf) scale(%lf)", &x, &y, &r) != 3)
		return tl_fail(err, EX_SOFTWARE, "gnuplot placed a point in an unknown way");
	if (kind == 5 || kind == 6)
		tl_buf_addf(svg->out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\"", x, y, r);
	else if (kind == 4)
		tl_buf_addf(svg->out, "<path d=\"M%.2f %.2fh%.2fv%.2fh%.2fz\"", x - r, y - r, 2 * r,
			2 * r, -2 * r);
	else if (kind == 8 || kind == 10)
		tl_buf_addf(svg->out, "<path d=\"M%.2f %.2fl%.2f %.2fh%.2fz\"", x,
			kind == 8 ? y - 1.33 * r : y + 1.33 * r, 1.33 * r,
			kind == 8 ? 2 * r : -2 * r, -2.66 * r);
	else if (kind == 12)
		tl_buf_addf(svg->out, "<path d=\"M%.2f %.2fl%.2f %.2f %.2f %.2f %.2f %.2fz\"", x,
			y - 1.41 * r, 1.41 * r, 1.41 * r, -1.41 * r, 1.41 * r, -1.41 * r,
			-1.41 * r);
	else
		return tl_fail(err, EX_SOFTWARE, "point symbol %d is not one of the house's", kind);
	add_colour(svg->out, kind == 5 ? "stroke" : "fill", attribute(tag, "color"));
	tl_buf_addc(svg->out, kind == 5 ? " stroke-width=\"2\"/>" : "/>");
	return true;
}

/* Up to the closing tag; what lies between is left to the caller. */
static struct tl_str take_until(struct svg *svg, const char *closing)
{
	struct tl_str inside = svg->rest;
	size_t at = 0;

	if (!tl_str_find(svg->rest, tl_str(closing), &at)) {
		svg->rest = after(svg->rest, svg->rest.length);
		return inside;
	}
	inside.length = at;
	svg->rest = after(svg->rest, at + strlen(closing));
	return inside;
}

static bool text(struct svg *svg, struct tl_err *err)
{
	const struct group *group = &svg->stack[svg->depth];
	struct tl_str words = tl_str_trim(take_until(svg, "</text>"));

	if (!words.length)
		return true;
	if (memchr(words.data, '<', words.length))
		return tl_fail(err, EX_SOFTWARE, "gnuplot formatted a text; use noenhanced");
	tl_buf_addc(svg->out, "<text");
	add_attribute(svg->out, "transform", group->transform);
	add_attribute(svg->out, "text-anchor", group->anchor);
	add_attribute(svg->out, "font-size", group->size);
	add_colour(svg->out, "fill", group->fill);
	tl_buf_addc(svg->out, ">");
	tl_buf_add(svg->out, words);
	tl_buf_addc(svg->out, "</text>");
	return true;
}

static void open_root(struct svg *svg, struct tl_str tag)
{
	const struct render_svg_frame *frame = svg->frame;

	tl_buf_addf(svg->out, "<svg class=\"%s\"", frame->class);
	add_attribute(svg->out, "viewBox", attribute(tag, "viewBox"));
	tl_buf_addf(svg->out,
		" role=\"img\" aria-labelledby=\"%s-t %s-d\" fill=\"none\" "
		"stroke-linecap=\"round\" "
		"stroke-linejoin=\"round\"><title id=\"%s-t\">%s</title><desc "
		"id=\"%s-d\">%s</desc>",
		frame->id, frame->id, frame->id, frame->title, frame->id, frame->desc);
	svg->opened = true;
}

static bool element(struct svg *svg, struct tl_str tag, struct tl_err *err)
{
	if (tag.data[0] == '?' || tag.data[0] == '!' || name_is(tag, "/svg"))
		return true;
	if (name_is(tag, "/g")) {
		svg->depth -= svg->depth > 0;
		return true;
	}
	if (name_is(tag, "g"))
		return open_group(svg, tag, err);
	if (name_is(tag, "text"))
		return text(svg, err);
	if (name_is(tag, "use"))
		return symbol(svg, tag, err);
	if (name_is(tag, "svg"))
		open_root(svg, tag);
	else if (name_is(tag, "title"))
		take_until(svg, "</title>");
	else if (name_is(tag, "desc"))
		take_until(svg, "</desc>");
	else if (name_is(tag, "defs"))
		take_until(svg, "</defs>");
	else if (name_is(tag, "path"))
		shape(svg, "path", "d", tag);
	else if (name_is(tag, "polygon"))
		shape(svg, "polygon", "points", tag);
	else if (!name_is(tag, "rect")) /* the background: the page has its own */
		return tl_fail(err, EX_SOFTWARE,
			"gnuplot wrote <" TL_STR_FMT ">, which is not expected",
			(int)(tag.length < 12 ? tag.length : 12), tag.data);
	return true;
}

bool render_svg_clean(struct tl_buf *out, struct tl_str gnuplot,
	const struct render_svg_frame *frame, struct tl_err *err)
{
	struct svg svg = {.rest = gnuplot, .out = out, .frame = frame};
	size_t at;

	if (!tl_str_ends(tl_str_trim(gnuplot), TL_STR("</svg>")))
		return tl_fail(err, EX_SOFTWARE, "gnuplot did not finish it");
	while (tl_str_find(svg.rest, TL_STR("<"), &at)) {
		struct tl_str tag;

		svg.rest = after(svg.rest, at + 1);
		if (!tl_str_find(svg.rest, TL_STR(">"), &at))
			return tl_fail(err, EX_SOFTWARE, "gnuplot left a tag open");
		tag = tl_str_slice(svg.rest.data, at);
		svg.rest = after(svg.rest, at + 1);
		if (!tag.length || !element(&svg, tag, err))
			return tag.length ? false
					  : tl_fail(err, EX_SOFTWARE, "gnuplot wrote an empty tag");
	}
	if (!svg.opened)
		return tl_fail(err, EX_SOFTWARE, "gnuplot wrote no picture");
	tl_buf_addc(out, "</svg>");
	return true;
}
