#include "inline.h"

#include <stdlib.h>
#include <string.h>

#define SPAN_OPENING "`= "
#define TOKEN '\x04' /* tidy pages and escaped values have no such character */

static bool is_value(cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	return cmark_node_get_type(node) == CMARK_NODE_CODE && literal && literal[0] == '=' &&
	       literal[1] == ' ';
}

/* Spans come in the order of the text, so the next opening is this one's. */
static struct render_place find_span(const char *text, size_t *cursor, struct render_place place)
{
	const char *at = strstr(text + *cursor, SPAN_OPENING);

	if (!at)
		return place;
	*cursor = (size_t)(at - text) + strlen(SPAN_OPENING);
	return render_place_in(place, text, *cursor);
}

static bool value_html(struct tl_buf *out, const char *sql, struct render *render,
	const struct render_params *params, struct render_place place, struct tl_err *err)
{
	struct render_grid grid = {0};
	bool ok = render_grid_read(&grid, &render->source, sql, params, place, err);

	if (ok && grid.columns != 1)
		ok = render_fail(
			place, err, "a value is one column; this SELECT has %zu", grid.columns);
	if (ok && grid.rows > 1)
		ok = render_fail(place, err,
			"a value is one row; this SELECT has %zu; add LIMIT 1 or a "
			"condition",
			grid.rows);
	if (ok && grid.rows) {
		const struct render_value *value = render_grid_at(&grid, 0, 0);

		render_mark_html(out, value->text, &render->ids);
	}
	render_grid_free(&grid);
	return ok;
}

static bool has_text(cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);

	return literal && literal[strspn(literal, " .,;:\n")] != '\0';
}

/* A node may not be replaced under a running iterator's feet, so the values are listed first. */
static void list_values(cmark_node *root, cmark_node ***nodes, size_t *count, bool *any)
{
	cmark_iter *iter = cmark_iter_new(root);
	size_t capacity = 0;

	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (cmark_iter_get_event_type(iter) != CMARK_EVENT_ENTER)
			continue;
		if (!is_value(node)) {
			*any = *any || has_text(node);
			continue;
		}
		if (*count == capacity) {
			capacity = capacity ? capacity * 2 : 8;
			*nodes = tl_grow(*nodes, capacity, sizeof **nodes);
		}
		(*nodes)[(*count)++] = node;
	}
	cmark_iter_free(iter);
}

static void stand_in(struct render_values *values, cmark_node *node, const struct tl_buf *html)
{
	cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
	struct tl_buf token = {0};
	int replaced;

	tl_buf_addf(&token, "%c%zu%c", TOKEN, values->htmls.count, TOKEN);
	*tl_vec_push(&values->htmls) = tl_arena_text(&values->arena, tl_buf_str(html));
	cmark_node_set_literal(text, tl_buf_c(&token));
	replaced = cmark_node_replace(node, text);
	assert(replaced && "text may stand wherever code may");
	cmark_node_free(node);
	tl_buf_free(&token);
}

bool render_values_take(struct render_values *values, cmark_node *node, const char *text,
	size_t *cursor, struct render *render, const struct render_params *params,
	struct render_place place, bool *any, struct tl_err *err)
{
	cmark_node **nodes = NULL;
	struct tl_buf html = {0};
	size_t count = 0;
	bool ok = true;

	list_values(node, &nodes, &count, any);
	for (size_t i = 0; ok && i < count; i++) {
		tl_buf_clear(&html);
		ok = value_html(&html, cmark_node_get_literal(nodes[i]) + 2, render, params,
			find_span(text, cursor, place), err);
		*any = *any || html.length;
		stand_in(values, nodes[i], &html);
	}
	tl_buf_free(&html);
	free(nodes);
	return ok;
}

void render_values_splice(
	struct tl_buf *out, struct tl_str html, const struct render_values *values)
{
	const char *open;

	while (html.length && (open = memchr(html.data, TOKEN, html.length))) {
		char *close;
		size_t number = strtoul(open + 1, &close, 10);

		tl_buf_add(out, tl_str_slice(html.data, (size_t)(open - html.data)));
		close += *close == TOKEN;
		if (number < values->htmls.count) /* pack.yaml can hold the character */
			tl_buf_addc(out, values->htmls.items[number]);
		html.length -= (size_t)(close - html.data);
		html.data = close;
	}
	tl_buf_add(out, html);
}

void render_values_free(struct render_values *values)
{
	tl_vec_free(&values->htmls);
	tl_arena_free(&values->arena);
}

static void add_without_paragraph(
	struct tl_buf *out, cmark_node *document, const struct render_values *values)
{
	char *html = cmark_render_html(document, CMARK_OPT_DEFAULT, NULL);
	struct tl_str s = tl_str_trim(tl_str(html));

	if (tl_str_starts(s, TL_STR("<p>")) && tl_str_ends(s, TL_STR("</p>")))
		s = tl_str_slice(s.data + 3, s.length - 7);
	render_values_splice(out, s, values);
	free(html);
}

bool render_inline(struct tl_buf *out, const char *markdown, struct render *render,
	const struct render_params *params, struct render_place place, struct tl_err *err)
{
	cmark_node *document = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
	struct render_values values = {0};
	size_t cursor = 0;
	bool any = false;
	bool ok = render_values_take(
		&values, document, markdown, &cursor, render, params, place, &any, err);

	if (ok)
		add_without_paragraph(out, document, &values);
	render_values_free(&values);
	cmark_node_free(document);
	return ok;
}
