#include "page.h"

#include <stdlib.h>
#include <string.h>

#include <throughline/infile.h>

#include "html.h"

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

/* Newlines alone end a line, and no control character reaches the pack, where some have a meaning.
 */
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
	if (!render_fields_read(&page->fields, arena, front,
		    render_place_in(page->place, text, strlen(FENCE)), known_fields,
		    TL_LEN(known_fields), &used, err))
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
	ok = render_grid_read(
		&grid, &render->source, repeat_sql(repeat->value), NULL, repeat->place, err);
	for (size_t row = 0; ok && row < grid.rows; row++) {
		render_params_add_row(&params, NULL, &grid, row);
		add_section(sections, page, &params, render);
		tl_vec_clear(&params.list);
	}
	tl_vec_free(&params.list);
	render_grid_free(&grid);
	return ok;
}
