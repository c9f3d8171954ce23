#include <throughline/html.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

static const char *entity_of(unsigned char c, bool attribute)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return attribute ? "&quot;" : NULL;
	case '\'':
		return attribute ? "&#39;" : NULL;
	default:
		return NULL;
	}
}

static void escape(struct tl_buf *out, struct tl_str s, bool attribute)
{
	bool utf8 = tl_str_is_utf8(s);

	for (size_t i = 0; i < s.length; i++) {
		unsigned char c = (unsigned char)s.data[i];
		const char *entity = entity_of(c, attribute);

		if (entity)
			tl_buf_addc(out, entity);
		else if (c >= 0x80 && !utf8)
			tl_buf_addc(out, replacement);
		else if (c >= 0x20 || c == '\n' || c == '\t')
			tl_buf_add_char(out, (char)c);
	}
}

void tl_html_text(struct tl_buf *out, struct tl_str s)
{
	escape(out, s, false);
}

void tl_html_attr(struct tl_buf *out, struct tl_str s)
{
	escape(out, s, true);
}
