/* What each mark becomes, as HTML and as plain text. */
#include "mark_private.h"

#include <math.h>
#include <string.h>

#include <throughline/num.h>

#include "digits.h"
#include "drawing.h"
#include "html.h"

static void plain_first(struct tl_buf *out, const struct mark *mark)
{
	render_mark_plain(out, mark->arguments[0]);
}

static void plain_nothing(struct tl_buf *out TL_UNUSED, const struct mark *mark TL_UNUSED)
{
}

static void wrap(struct tl_buf *out, const struct mark *mark, const char *open, const char *close)
{
	tl_buf_addc(out, open);
	render_mark_html(out, mark->arguments[0], mark->ids);
	tl_buf_addc(out, close);
}

static void html_small(struct tl_buf *out, const struct mark *mark)
{
	wrap(out, mark, "<small>", "</small>");
}

static void plain_small(struct tl_buf *out, const struct mark *mark)
{
	tl_buf_addc(out, " ");
	plain_first(out, mark);
}

static void html_strong(struct tl_buf *out, const struct mark *mark)
{
	wrap(out, mark, "<strong>", "</strong>");
}

static void html_code(struct tl_buf *out, const struct mark *mark)
{
	wrap(out, mark, "<code>", "</code>");
}

static void html_item(struct tl_buf *out, const struct mark *mark)
{
	wrap(out, mark, "<span class=\"item\">", "</span>");
}

/* [c] and its words: the words stay for the screen reader where a column has no room for them. */
static void html_hidden(struct tl_buf *out, const struct mark *mark)
{
	tl_buf_addc(out, "<span class=\"hid\"><abbr title=\"");
	render_html_attr(out, mark->arguments[1]);
	tl_buf_addc(out, "\">");
	render_html_text(out, mark->arguments[0]);
	tl_buf_addc(out, "</abbr> <span class=\"why\">");
	render_html_text(out, mark->arguments[1]);
	tl_buf_addc(out, "</span></span>");
}

static void plain_hidden(struct tl_buf *out, const struct mark *mark)
{
	tl_buf_add(out, mark->arguments[0]);
	tl_buf_addc(out, " ");
	tl_buf_add(out, mark->arguments[1]);
}

static void html_flag(struct tl_buf *out, const struct mark *mark)
{
	const struct drawing_flag *flag = drawing_flag_of(mark->arguments[0]);

	if (!flag)
		return;
	tl_buf_addf(out, "<span class=\"flag %s\">", flag->class);
	drawing_icon(out, flag);
	tl_buf_addf(out, " <span class=\"word\">%s</span></span>", flag->words);
}

/* A chart's script decides by the stored word, which a table never shows. */
static void plain_flag(struct tl_buf *out, const struct mark *mark)
{
	tl_buf_add(out, mark->arguments[0]);
}

static void html_evidence(struct tl_buf *out, const struct mark *mark)
{
	tl_buf_addc(out, "<span class=\"level l");
	render_html_attr(out, mark->arguments[0]);
	tl_buf_addc(out, "\"><b>");
	render_html_text(out, mark->arguments[0]);
	tl_buf_addc(out, "</b> of 5</span>");
}

static void plain_evidence(struct tl_buf *out, const struct mark *mark)
{
	plain_first(out, mark);
	tl_buf_addc(out, " of 5");
}

static double number_of(struct tl_str s)
{
	double value = NAN;

	tl_num_real(s, (struct tl_num_style){0}, &value);
	return value;
}

/* Where no column has fixed the decimals, each number has its own. */
static void print_digits(struct tl_buf *out, const struct mark *mark, size_t count)
{
	struct render_digits digits = {.count = count,
		.step = number_of(mark->arguments[count]),
		.unit = mark->arguments[count + 1]};

	for (size_t i = 0; i < count; i++) {
		digits.values[i] = number_of(mark->arguments[i]);
		if (isnan(digits.values[i]))
			return;
	}
	render_digits_print(out, &digits, render_digits_places_of(&digits));
}

static void plain_number(struct tl_buf *out, const struct mark *mark)
{
	print_digits(out, mark, 1);
}

static void plain_range(struct tl_buf *out, const struct mark *mark)
{
	print_digits(out, mark, 2);
}

static void html_bar(struct tl_buf *out, const struct mark *mark)
{
	drawing_bar(out, number_of(mark->arguments[0]), number_of(mark->arguments[1]),
		number_of(mark->arguments[2]), mark->arguments[3]);
}

static void html_spark(struct tl_buf *out, const struct mark *mark)
{
	drawing_spark(out, mark->arguments[0]);
}

static void html_cover(struct tl_buf *out, const struct mark *mark)
{
	drawing_cover(out, mark->arguments[0]);
}

static bool is_section(const struct render_ids *ids, const char *id)
{
	for (size_t i = 0; ids && i < ids->names.count; i++)
		if (strcmp(ids->names.items[i], id) == 0)
			return true;
	return false;
}

/* link(text, page, code): to the section a page makes for a code, or to the page itself. */
static void html_link(struct tl_buf *out, const struct mark *mark)
{
	struct tl_buf id = {0};
	bool linked;

	render_html_id(&id, mark->arguments[1]);
	if (mark->arguments[2].length) {
		tl_buf_add_char(&id, '-');
		render_html_id(&id, mark->arguments[2]);
	}
	linked = is_section(mark->ids, tl_buf_c(&id));
	if (linked)
		tl_buf_addf(out, "<a href=\"#%s\">", tl_buf_c(&id));
	render_mark_html(out, mark->arguments[0], mark->ids);
	if (linked)
		tl_buf_addc(out, "</a>");
	tl_buf_free(&id);
}

static const struct mark_kind kinds[] = {
	{"hidden", html_hidden, plain_hidden, A_NUMBER},
	{"number", plain_number, plain_number, A_NUMBER}, /* digits need no escape */
	{"range", plain_range, plain_range, A_NUMBER},
	{"small", html_small, plain_small, BELOW_NUMBER},
	{"strong", html_strong, plain_first, ROUND_NUMBER},
	{"code", html_code, plain_first, NO_NUMBER},
	{"item", html_item, plain_small, NO_NUMBER},
	{"flag", html_flag, plain_flag, NO_NUMBER},
	{"evidence", html_evidence, plain_evidence, NO_NUMBER},
	{"bar", html_bar, plain_nothing, NO_NUMBER},
	{"spark", html_spark, plain_nothing, NO_NUMBER},
	{"cover", html_cover, plain_nothing, NO_NUMBER},
	{"link", html_link, plain_first, NO_NUMBER},
};

const struct mark_kind *mark_kind_of(struct tl_str name)
{
	for (size_t i = 0; i < TL_LEN(kinds); i++)
		if (tl_str_equal(name, tl_str(kinds[i].name)))
			return &kinds[i];
	return NULL;
}
