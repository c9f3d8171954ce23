#include "html.h"

#include <ctype.h>
#include <throughline/html.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

static void add_plain(struct tl_buf *out, unsigned char c, bool utf8)
{
	if (c >= 0x80 && !utf8)
		tl_buf_addc(out, replacement);
	else if (c >= 0x20 || c == '\n' || c == '\t')
		tl_buf_add_char(out, (char)c);
}

void render_html_text(struct tl_buf *out, struct tl_str s)
{
	tl_html_text(out, s);
}

void render_html_attr(struct tl_buf *out, struct tl_str s)
{
	tl_html_attr(out, s);
}

void render_html_id(struct tl_buf *out, struct tl_str s)
{
	for (size_t i = 0; i < s.length; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (isalnum(c) || c == '-')
			tl_buf_add_char(out, (char)c);
		else
			tl_buf_addf(out, "_%02x", (unsigned)c);
	}
}

void render_html_strip(struct tl_buf *out, struct tl_str html)
{
	bool in_tag = false;

	for (size_t i = 0; i < html.length; i++) {
		char c = html.data[i];

		if (c == '<')
			in_tag = true;
		else if (c == '>' && in_tag)
			in_tag = false;
		else if (!in_tag && c == '"')
			tl_buf_addc(out, "&quot;");
		else if (!in_tag)
			tl_buf_add_char(out, c == '\n' ? ' ' : c);
	}
}

void render_gnuplot_text(struct tl_buf *out, struct tl_str s)
{
	bool utf8 = tl_str_is_utf8(s);

	for (size_t i = 0; i < s.length; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c == '"')
			tl_buf_addc(out, "\xE2\x80\x9D"); /* a closing quotation mark */
		else if (c == '\\')
			tl_buf_add_char(out, '/');
		else if (c == '\t' || c == '\n')
			tl_buf_add_char(out, ' ');
		else
			add_plain(out, c, utf8);
	}
}
