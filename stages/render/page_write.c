/* A section's Markdown to HTML: blocks and values in their places, what is empty dropped. */
#include "page.h"

#include <stdlib.h>
#include <string.h>

#include <cmark-gfm-core-extensions.h>

#include "block.h"
#include "inline.h"

/* A page being walked from front to back. */
struct walk {
	struct render *render;
	struct render_section *section;
	size_t cursor; /* how far in the body its values were found */
	int level; /* of the heading we are under */
	struct render_values values;
};

static size_t offset_of_line(const char *text, int line)
{
	const char *at = text;

	while (--line > 0 && (at = strchr(at, '\n')))
		at++;
	return at ? (size_t)(at - text) : strlen(text);
}

static bool refuse_pictures(cmark_node *root, const struct walk *walk, struct tl_err *err)
{
	cmark_iter *iter = cmark_iter_new(root);
	struct render_place place = walk->section->page->body_place;
	bool ok = true;

	while (ok && cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (cmark_node_get_type(node) != CMARK_NODE_IMAGE)
			continue;
		place.line += cmark_node_get_start_line(root) - 1;
		ok = render_fail(place, err,
			"pictures are not supported: a pack is one file that makes no request");
	}
	cmark_iter_free(iter);
	return ok;
}

static void replace_block(cmark_node *node, const struct tl_buf *html)
{
	if (html->length) {
		cmark_node *block = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);

		cmark_node_set_on_enter(block, tl_buf_c(html));
		cmark_node_replace(node, block);
	} else {
		cmark_node_unlink(node);
	}
	cmark_node_free(node);
}

static bool write_block(struct walk *walk, cmark_node *node, struct tl_err *err)
{
	const struct render_page *page = walk->section->page;
	struct render_place place = page->body_place;
	int level = walk->level < 6 ? walk->level + 1 : 6;
	struct tl_buf html = {0};
	bool ok;

	place.line += cmark_node_get_start_line(node); /* the line after the fence */
	place.column = 1;
	walk->cursor = offset_of_line(page->body, cmark_node_get_end_line(node) + 1);
	ok = render_block(&html, cmark_node_get_fence_info(node), cmark_node_get_literal(node),
		level, walk->render, &walk->section->params, place, err);
	if (ok)
		replace_block(node, &html);
	tl_buf_free(&html);
	return ok;
}

static bool write_prose(struct walk *walk, cmark_node *node, struct tl_err *err)
{
	const struct render_page *page = walk->section->page;
	cmark_node_type type = cmark_node_get_type(node);
	bool any = false;

	if (type == CMARK_NODE_HEADING) {
		walk->level = cmark_node_get_heading_level(node) + 1;
		if (walk->level > 6)
			walk->level = 6;
		cmark_node_set_heading_level(node, walk->level);
	}
	if (!refuse_pictures(node, walk, err) ||
		!render_values_take(&walk->values, node, page->body, &walk->cursor, walk->render,
			&walk->section->params, page->body_place, &any, err))
		return false;
	if (!any && (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING)) {
		cmark_node_unlink(node);
		cmark_node_free(node);
	}
	return true;
}

static bool is_block(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK &&
	       render_block_is(cmark_node_get_fence_info(node));
}

/* From the end, so that a heading over nothing but empty headings goes as well. */
static void drop_bare_headings(cmark_node *document)
{
	cmark_node *node = cmark_node_last_child(document), *previous;

	for (; node; node = previous) {
		cmark_node *next = cmark_node_next(node);

		previous = cmark_node_previous(node);
		if (cmark_node_get_type(node) != CMARK_NODE_HEADING)
			continue;
		if (next && (cmark_node_get_type(next) != CMARK_NODE_HEADING ||
				    cmark_node_get_heading_level(next) >
					    cmark_node_get_heading_level(node)))
			continue;
		cmark_node_unlink(node);
		cmark_node_free(node);
	}
}

static cmark_node *parse(const char *body, cmark_parser **parser)
{
	cmark_syntax_extension *table;

	cmark_gfm_core_extensions_ensure_registered();
	*parser = cmark_parser_new(CMARK_OPT_DEFAULT);
	table = cmark_find_syntax_extension("table");
	if (table)
		cmark_parser_attach_syntax_extension(*parser, table);
	cmark_parser_feed(*parser, body, strlen(body));
	return cmark_parser_finish(*parser);
}

static bool write_body(struct walk *walk, struct tl_err *err)
{
	cmark_parser *parser;
	cmark_node *document = parse(walk->section->page->body, &parser);
	cmark_node *node = cmark_node_first_child(document), *next;
	bool ok = true;

	for (; ok && node; node = next) {
		next = cmark_node_next(node);
		ok = (is_block(node) ? write_block : write_prose)(walk, node, err) ||
		     tl_fail_later(err, walk->render->wrong);
	}
	if (ok) {
		char *html;

		drop_bare_headings(document);
		html = cmark_render_html(
			document, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser));
		render_values_splice(
			&walk->section->html, tl_str_trim(tl_str(html)), &walk->values);
		free(html);
	}
	cmark_node_free(document);
	cmark_parser_free(parser);
	return ok;
}

static bool write_field(struct tl_buf *out, const struct render_section *section, const char *key,
	struct render *render, struct tl_err *err)
{
	const struct render_field *field = render_fields_get(&section->page->fields, key);

	return !field ||
	       render_inline(out, field->value, render, &section->params, field->place, err) ||
	       tl_fail_later(err, render->wrong);
}

bool render_section_write(struct render_section *section, struct render *render, struct tl_err *err)
{
	bool has_nav = render_fields_get(&section->page->fields, "nav") != NULL;
	struct walk walk = {.render = render, .section = section, .level = 2};
	bool ok = write_field(&section->title, section, "title", render, err) &&
		  write_field(&section->nav, section, has_nav ? "nav" : "title", render, err) &&
		  write_field(&section->group, section, "group", render, err) &&
		  write_body(&walk, err);

	render_values_free(&walk.values);
	return ok;
}
