#include "mark.h"

#include <math.h>
#include <string.h>

#include <throughline/num.h>

#include "digits.h"
#include "drawing.h"
#include "html.h"

#define MARK_OPEN '\x02'
#define MARK_ARGUMENT '\x1f'
#define MARK_CLOSE '\x03'
#define ARGUMENTS_MAX 6

struct mark {
	struct tl_str arguments[ARGUMENTS_MAX];
	const struct render_ids *ids;
};

/* What a mark does to a column of numbers. */
enum numeric { NO_NUMBER, A_NUMBER, BELOW_NUMBER, ROUND_NUMBER };

struct mark_kind {
	const char *name;
	void (*html)(struct tl_buf *out, const struct mark *mark);
	void (*plain)(struct tl_buf *out, const struct mark *mark);
	enum numeric numeric;
};

void render_mark_open(struct tl_buf *out, const char *name)
{
	tl_buf_add_char(out, MARK_OPEN);
	tl_buf_addc(out, name);
}

void render_mark_argument(struct tl_buf *out, struct tl_str value)
{
	tl_buf_add_char(out, MARK_ARGUMENT);
	tl_buf_add(out, value);
}

void render_mark_close(struct tl_buf *out)
{
	tl_buf_add_char(out, MARK_CLOSE);
}

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
static void plain_number(struct tl_buf *out, const struct mark *mark)
{
	double value = number_of(mark->arguments[0]);
	struct tl_str unit = mark->arguments[1];

	if (!isnan(value))
		render_digits(out, value, unit, render_digits_places(value, unit));
}

static void plain_range(struct tl_buf *out, const struct mark *mark)
{
	double lower = number_of(mark->arguments[0]), upper = number_of(mark->arguments[1]);
	struct tl_str unit = mark->arguments[2];

	if (!isnan(lower) && !isnan(upper))
		render_digits_range(
			out, lower, upper, unit, render_digits_range_places(lower, upper, unit));
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

static const struct mark_kind *kind_of(struct tl_str name)
{
	for (size_t i = 0; i < TL_LEN(kinds); i++)
		if (tl_str_equal(name, tl_str(kinds[i].name)))
			return &kinds[i];
	return NULL;
}

/* How long the mark at the start of s is, its closing character included; 0 where it never closes.
 */
static size_t mark_length(struct tl_str s)
{
	int depth = 0;

	for (size_t i = 0; i < s.length; i++) {
		if (s.data[i] == MARK_OPEN)
			depth++;
		else if (s.data[i] == MARK_CLOSE && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* Splits the inside of a mark at its own argument characters, not at those of marks within. */
static const struct mark_kind *split(struct tl_str inside, struct mark *mark)
{
	size_t start = 0, count = 0;
	int depth = 0;
	struct tl_str name = {0};

	for (size_t i = 0; i <= inside.length; i++) {
		char c = i < inside.length ? inside.data[i] : MARK_ARGUMENT;

		depth += (c == MARK_OPEN) - (c == MARK_CLOSE);
		if (c != MARK_ARGUMENT || depth)
			continue;
		if (!count)
			name = tl_str_slice(inside.data, i);
		else if (count <= ARGUMENTS_MAX)
			mark->arguments[count - 1] = tl_str_slice(inside.data + start, i - start);
		count++;
		start = i + 1;
	}
	return kind_of(name);
}

static size_t run_of_text(struct tl_str s)
{
	const char *open = s.length ? memchr(s.data, MARK_OPEN, s.length) : NULL;

	return open ? (size_t)(open - s.data) : s.length;
}

static void walk(struct tl_buf *out, struct tl_str s, const struct render_ids *ids, bool html)
{
	while (s.length) {
		size_t text = run_of_text(s), length;
		struct mark mark = {.ids = ids};
		const struct mark_kind *kind;

		if (html)
			render_html_text(out, tl_str_slice(s.data, text));
		else
			tl_buf_add(out, tl_str_slice(s.data, text));
		s = tl_str_slice(s.data + text, s.length - text);
		if (!s.length)
			return;
		length = mark_length(s);
		if (!length) { /* a stray opening character in a label: drop it */
			s = tl_str_slice(s.data + 1, s.length - 1);
			continue;
		}
		kind = split(tl_str_slice(s.data + 1, length - 2), &mark);
		if (kind && html)
			kind->html(out, &mark);
		else if (kind)
			kind->plain(out, &mark);
		s = tl_str_slice(s.data + length, s.length - length);
	}
}

void render_mark_html(struct tl_buf *out, struct tl_str s, const struct render_ids *ids)
{
	walk(out, s, ids, true);
}

void render_mark_plain(struct tl_buf *out, struct tl_str s)
{
	walk(out, s, NULL, false);
}

bool render_mark_is_hidden(struct tl_str s)
{
	return tl_str_starts(s, TL_STR("\x02hidden"));
}

/* Digits and what stands in a printed number or range, the minus sign U+2212 included. */
static bool is_numeric_text(struct tl_str s, bool *digit)
{
	for (size_t i = 0; i < s.length; i++) {
		if (!strchr("0123456789,.% to\xE2\x88\x92", s.data[i]) || !s.data[i])
			return false;
		*digit = *digit || (s.data[i] >= '0' && s.data[i] <= '9');
	}
	return true;
}

static bool is_numeric_mark(const struct mark_kind *kind, const struct mark *mark)
{
	if (!kind || kind->numeric == NO_NUMBER)
		return false;
	return kind->numeric != ROUND_NUMBER || render_mark_is_numeric(mark->arguments[0]);
}

bool render_mark_is_numeric(struct tl_str s)
{
	bool digit = false;

	while (s.length) {
		size_t text = run_of_text(s), length;
		struct mark mark = {0};
		const struct mark_kind *kind;

		if (!is_numeric_text(tl_str_slice(s.data, text), &digit))
			return false;
		s = tl_str_slice(s.data + text, s.length - text);
		length = mark_length(s);
		if (!length)
			break;
		kind = split(tl_str_slice(s.data + 1, length - 2), &mark);
		if (!is_numeric_mark(kind, &mark))
			return false;
		digit = digit || kind->numeric != BELOW_NUMBER;
		s = tl_str_slice(s.data + length, s.length - length);
	}
	return digit && !s.length;
}
