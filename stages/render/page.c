#include "page.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/infile.h>

#include <cmark-gfm-core-extensions.h>

#include "block.h"
#include "html.h"
#include "inline.h"

#define PAGE_BYTES_MAX ((size_t)1024 * 1024)
#define FENCE "---\n"

static const char *const known_fields[] = {"title", "nav", "group", "repeat"};

static const struct {
	const char *name, *sql;
} repeats[] = {
	{"programme", "SELECT programme FROM programmes ORDER BY position, programme"},
	{"locality", "SELECT locality FROM localities ORDER BY position, locality"},
	{"measure", "SELECT measure FROM measures ORDER BY position, measure"},
};

/* ---- reading -------------------------------------------------------------------------------- */

/* Newlines alone end a line, and no control character reaches the pack, where some have a meaning. */
static void tidy(struct tl_buf *source)
{
	size_t kept = 0;

	for (size_t i = 0; i < source->length; i++) {
		char c = source->data[i];

		if ((unsigned char)c >= 0x20 || c == '\n' || c == '\t')
			source->data[kept++] = c;
	}
	source->length = kept;
	if (source->data)
		source->data[kept] = '\0';
}

static bool read_front(struct render_page *page, struct tl_arena *arena, struct tl_err *err)
{
	const char *text = tl_buf_c(&page->source), *front;
	size_t used = 0;

	if (strncmp(text, FENCE, strlen(FENCE)) != 0)
		return render_fail(page->place, err,
			"a page begins with ---, then title: and a line of --- again");
	front = text + strlen(FENCE);
	if (!render_fields_read(&page->fields, arena, front, render_place_in(page->place, text,
				strlen(FENCE)), known_fields, TL_LEN(known_fields), &used, err))
		return false;
	if (strncmp(front + used, FENCE, strlen(FENCE)) != 0)
		return render_fail(render_place_in(page->place, text, strlen(FENCE) + used), err,
			"this is no \"key: value\" line; end the head of the page with ---");
	page->body = front + used + strlen(FENCE);
	page->body_place = render_place_in(page->place, text, (size_t)(page->body - text));
	if (!render_fields_get(&page->fields, "title"))
		return render_fail(page->place, err, "a page needs a title");
	return true;
}

bool render_page_read(struct render_page *page, const struct render_page_file *file,
	struct tl_arena *arena, struct tl_err *err)
{
	page->name = file->name;
	page->place = file->place;
	if (!tl_file_read_all(file->path, PAGE_BYTES_MAX, &page->source, err))
		return false;
	if (!tl_str_is_utf8(tl_buf_str(&page->source)))
		return render_fail(page->place, err, "a page is UTF-8 text");
	tidy(&page->source);
	return read_front(page, arena, err);
}

void render_page_free(struct render_page *page)
{
	render_fields_free(&page->fields);
	tl_buf_free(&page->source);
}

/* ---- planning ------------------------------------------------------------------------------- */

static const char *repeat_sql(const char *repeat)
{
	for (size_t i = 0; i < TL_LEN(repeats); i++)
		if (strcmp(repeat, repeats[i].name) == 0)
			return repeats[i].sql;
	return repeat;
}

static void add_section(struct render_sections *sections, const struct render_page *page,
	const struct render_params *params, struct render *render)
{
	struct render_section *section = tl_vec_push(&sections->list);
	struct tl_buf id = {0};

	section->page = page;
	tl_buf_addc(&id, page->name);
	for (size_t i = 0; i < params->list.count; i++) {
		struct render_param *copy = tl_vec_push(&section->params.list);

		copy->name = tl_arena_text(&render->arena, tl_str(params->list.items[i].name));
		copy->value = tl_arena_text(&render->arena, tl_str(params->list.items[i].value));
	}
	if (params->list.count) {
		tl_buf_add_char(&id, '-');
		render_html_id(&id, tl_str(params->list.items[0].value));
	}
	section->id = tl_arena_text(&render->arena, tl_buf_str(&id));
	*tl_vec_push(&render->ids.names) = section->id;
	tl_buf_free(&id);
}

bool render_page_plan(const struct render_page *page, struct render_sections *sections,
	struct render *render, struct tl_err *err)
{
	const struct render_field *repeat = render_fields_get(&page->fields, "repeat");
	struct render_params params = {0};
	struct render_grid grid = {0};
	bool ok = true;

	if (!repeat) {
		add_section(sections, page, &params, render);
		return true;
	}
	ok = render_grid_read(&grid, render->db, repeat_sql(repeat->value), NULL, repeat->place, err);
	for (size_t row = 0; ok && row < grid.rows; row++) {
		render_params_add_row(&params, NULL, &grid, row);
		add_section(sections, page, &params, render);
		tl_vec_clear(&params.list);
	}
	tl_vec_free(&params.list);
	render_grid_free(&grid);
	return ok;
}

/* ---- writing -------------------------------------------------------------------------------- */

/* A page being walked from front to back. */
struct walk {
	struct render *render;
	struct render_section *section;
	size_t cursor; /* how far in the body its values were found */
	int level;     /* of the heading we are under */
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
	ok = render_block(&html, cmark_node_get_fence_info(node), cmark_node_get_literal(node), level,
		walk->render, &walk->section->params, place, err);
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
		ok = is_block(node) ? write_block(walk, node, err) : write_prose(walk, node, err);
	}
	if (ok) {
		char *html;

		drop_bare_headings(document);
		html = cmark_render_html(document, CMARK_OPT_DEFAULT,
			cmark_parser_get_syntax_extensions(parser));
		render_values_splice(&walk->section->html, tl_str_trim(tl_str(html)), &walk->values);
		free(html);
	}
	cmark_node_free(document);
	cmark_parser_free(parser);
	return ok;
}

bool render_section_write(struct render_section *section, struct render *render, struct tl_err *err)
{
	const struct render_fields *fields = &section->page->fields;
	const struct render_field *title = render_fields_get(fields, "title");
	const struct render_field *nav = render_fields_get(fields, "nav");
	struct walk walk = {.render = render, .section = section, .level = 2};
	bool ok;

	if (!render_inline(&section->title, title->value, render, &section->params, title->place, err))
		return false;
	if (!nav)
		nav = title;
	ok = render_inline(&section->nav, nav->value, render, &section->params, nav->place, err) &&
		write_body(&walk, err);
	render_values_free(&walk.values);
	return ok;
}

void render_sections_free(struct render_sections *sections)
{
	for (size_t i = 0; i < sections->list.count; i++) {
		struct render_section *section = &sections->list.items[i];

		tl_vec_free(&section->params.list);
		tl_buf_free(&section->title);
		tl_buf_free(&section->nav);
		tl_buf_free(&section->html);
	}
	tl_vec_free(&sections->list);
}
