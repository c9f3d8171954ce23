#include "words_private.h"

#include <math.h>

#include "drawing.h"
#include "mark.h"

static void flag(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	*is_null = args[0].is_null;
	if (*is_null)
		return;
	render_mark_open(out, "flag");
	render_mark_argument(out, args[0].text);
	render_mark_close(out);
}

static void flag_words(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	const struct drawing_flag *known = drawing_flag_of(args[0].text);

	*is_null = !known;
	if (known)
		tl_buf_addc(out, known->words);
}

static void evidence(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	*is_null = isnan(args[0].number);
	if (*is_null)
		return;
	render_mark_open(out, "evidence");
	render_mark_argument(out, args[0].text);
	render_mark_close(out);
}

static void evidence_words(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	static const char *const words[] = {"before and after only: not evidence of impact",
		"compared with others, with no earlier period of theirs",
		"before and after, against others over the same time",
		"compared with several groups, differences allowed for", "drawn by lot"};
	double level = args[0].number;

	*is_null = isnan(level) || level < 1 || level > 5;
	if (!*is_null)
		tl_buf_addc(out, words[(int)level - 1]);
}

static void mark(const char *name, const struct tl_sql_value *args, int count, struct tl_buf *out)
{
	render_mark_open(out, name);
	for (int i = 0; i < count; i++)
		render_mark_argument(out, args[i].text);
	render_mark_close(out);
}

static void bar(const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)
{
	*is_null = isnan(args[0].number);
	if (!*is_null)
		mark("bar", args, count, out);
}

#define MARK_FUNCTION(name)                                                                        \
	static void name(                                                                          \
		const struct tl_sql_value *args, int count, struct tl_buf *out, bool *is_null)     \
	{                                                                                          \
		*is_null = args[0].is_null;                                                        \
		if (!*is_null)                                                                     \
			mark(#name, args, count, out);                                             \
	}
MARK_FUNCTION(small)
MARK_FUNCTION(strong)
MARK_FUNCTION(code)
MARK_FUNCTION(item)
MARK_FUNCTION(spark)
MARK_FUNCTION(cover)
MARK_FUNCTION(link)

/* upper_first("police calls") is "Police calls". */
static void upper_first(
	const struct tl_sql_value *args, int count TL_UNUSED, struct tl_buf *out, bool *is_null)
{
	*is_null = args[0].is_null;
	if (*is_null)
		return;
	tl_buf_add(out, args[0].text);
	if (out->length && out->data[0] >= 'a' && out->data[0] <= 'z')
		out->data[0] = (char)(out->data[0] - 'a' + 'A');
}

const struct render_function render_mark_functions[] = {
	{"flag", 1, flag},
	{"flag_words", 1, flag_words},
	{"evidence", 1, evidence},
	{"evidence_words", 1, evidence_words},
	{"bar", 4, bar},
	{"spark", 1, spark},
	{"cover", 1, cover},
	{"small", 1, small},
	{"strong", 1, strong},
	{"code", 1, code},
	{"item", 1, item},
	{"link", 2, link},
	{"link", 3, link},
	{"upper_first", 1, upper_first},
	{NULL, 0, NULL},
};
