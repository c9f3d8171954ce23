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

/* The first section of a page that has a group opens a list of its own, its last one closes it. */
static void add_nav(struct tl_buf *out, const struct render_sections *sections)
{
	const struct render_page *open = NULL;

	tl_buf_addc(out, "<nav aria-label=\"Pages\">\n<ul>\n");
	for (size_t i = 0; i < sections->list.count; i++) {
		const struct render_section *section = &sections->list.items[i];
		const struct render_field *group =
			render_fields_get(&section->page->fields, "group");

		if (open && open != section->page) {
			tl_buf_addc(out, "</ul></li>\n");
			open = NULL;
		}
		if (group && !open) {
			tl_buf_addc(out, "<li class=\"group\"><span>");
			render_html_text(out, tl_str(group->value));
			tl_buf_addc(out, "</span><ul>\n");
			open = section->page;
		}
		add_link(out, section);
	}
	tl_buf_addc(out, open ? "</ul></li>\n</ul>\n</nav>\n" : "</ul>\n</nav>\n");
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
