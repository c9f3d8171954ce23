#include "mark_private.h"

#include <string.h>

#include "html.h"

#define MARK_OPEN '\x02'
#define MARK_ARGUMENT '\x1f'
#define MARK_CLOSE '\x03'

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
	return mark_kind_of(name);
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
