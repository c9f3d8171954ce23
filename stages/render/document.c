#include "document.h"

#include "html.h"
#include "inline.h"

static bool add_text(struct tl_buf *out, const struct render_text *text, struct render *render,
	struct tl_err *err)
{
	return !text->text || render_inline(out, text->text, render, NULL, text->place, err);
}

static void add_head(struct tl_buf *out, const char *title, const char *stylesheet)
{
	tl_buf_addf(out,
		"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<title>%s</title>\n<style>\n%s</style>\n</head>\n",
		title, stylesheet);
}

static void add_link(struct tl_buf *out, const struct render_section *section)
{
	tl_buf_addf(out, "<li><a href=\"#%s\">", section->id);
	render_html_strip(out, tl_buf_str(&section->nav));
	tl_buf_addc(out, "</a></li>\n");
}

static bool opens_group(const struct render_sections *sections, size_t i)
{
	const struct tl_buf *group = &sections->list.items[i].group;

	return group->length && (i == 0 || !tl_str_equal(tl_buf_str(group),
						   tl_buf_str(&sections->list.items[i - 1].group)));
}

static bool closes_group(const struct render_sections *sections, size_t i)
{
	return sections->list.items[i].group.length &&
	       (i + 1 == sections->list.count || opens_group(sections, i + 1) ||
		       !sections->list.items[i + 1].group.length);
}

/* "Early support: performance · impact": sections of one group stand together already. */
static void add_nav(struct tl_buf *out, const struct render_sections *sections)
{
	tl_buf_addc(out, "<nav aria-label=\"Pages\">\n<ul>\n");
	for (size_t i = 0; i < sections->list.count; i++) {
		if (opens_group(sections, i)) {
			tl_buf_addc(out, "<li class=\"group\"><span>");
			render_html_strip(out, tl_buf_str(&sections->list.items[i].group));
			tl_buf_addc(out, ":</span> <ul>\n");
		}
		add_link(out, &sections->list.items[i]);
		if (closes_group(sections, i))
			tl_buf_addc(out, "</ul></li>\n");
	}
	tl_buf_addc(out, "</ul>\n</nav>\n");
}

static void add_section(struct tl_buf *out, const struct render_section *section,
	const struct render_charts *charts)
{
	tl_buf_addf(out,
		"<section id=\"%s\" class=\"page %s\" aria-labelledby=\"%s-title\">\n"
		"<h2 id=\"%s-title\">%s</h2>\n",
		section->id, section->page->name, section->id, section->id,
		tl_buf_c(&section->title));
	render_chart_splice(out, tl_buf_str(&section->html), charts);
	tl_buf_addc(
		out, "\n<p class=\"up\"><a href=\"#top\">Back to the top</a></p>\n</section>\n");
}

bool render_document(struct tl_buf *out, const struct render_pack *pack,
	const struct render_sections *sections, const char *stylesheet, struct render *render,
	struct tl_err *err)
{
	struct tl_buf title = {0}, plain = {0};
	bool ok = false;

	if (!add_text(&title, &pack->title, render, err))
		goto done;
	render_html_strip(&plain, tl_buf_str(&title));
	add_head(out, tl_buf_c(&plain), stylesheet);
	tl_buf_addc(out,
		"<body id=\"top\">\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
		"<header class=\"top\">\n<p class=\"above\">");
	if (!add_text(out, &pack->above, render, err))
		goto done;
	tl_buf_addf(out, "</p>\n<h1>%s</h1>\n<p class=\"below\">", tl_buf_c(&title));
	if (!add_text(out, &pack->below, render, err))
		goto done;
	tl_buf_addc(out, "</p>\n</header>\n");
	add_nav(out, sections);
	tl_buf_addc(out, "<main id=\"main\" tabindex=\"-1\">\n");
	for (size_t i = 0; i < sections->list.count; i++)
		add_section(out, &sections->list.items[i], &render->charts);
	tl_buf_addc(out, "</main>\n<footer>\n<p>");
	if (!add_text(out, &pack->footer, render, err))
		goto done;
	tl_buf_addc(out, "</p>\n</footer>\n</body>\n</html>\n");
	ok = true;
done:
	tl_buf_free(&plain);
	tl_buf_free(&title);
	return ok;
}
