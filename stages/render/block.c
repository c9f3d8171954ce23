#include "block_private.h"

#include <stdio.h>
#include <string.h>

#include "html.h"
#include "inline.h"
#include "table.h"

static const char *const known_fields[] = {
	"title", "caption", "empty", "each", "unit", "reference"};

bool render_block_field_html(
	struct tl_buf *out, const struct render_block *block, const char *key, struct tl_err *err)
{
	const struct render_field *field = render_fields_get(&block->fields, key);

	return !field ||
	       render_inline(out, field->value, block->render, block->params, field->place, err);
}

void render_block_heading(struct tl_buf *out, const struct render_block *block)
{
	if (block->title.length)
		tl_buf_addf(out, "<h%d>%s</h%d>\n", block->level, tl_buf_c(&block->title),
			block->level);
}

bool render_block_caption(struct tl_buf *out, const struct render_block *block, struct tl_err *err)
{
	struct tl_buf text = {0};
	bool ok = render_block_field_html(&text, block, "caption", err);

	if (ok && text.length)
		tl_buf_addf(out, "<p class=\"caption\">%s</p>\n", tl_buf_c(&text));
	tl_buf_free(&text);
	return ok;
}

static bool columns_between(const struct render_block *block, const struct render_grid *grid,
	size_t least, size_t most, const char *takes, struct tl_err *err)
{
	if (grid->columns >= least && grid->columns <= most)
		return true;
	return render_fail(block->sql_place, err,
		"a block \"%s\" takes %s; this SELECT has %zu column%s", block->kind->name, takes,
		grid->columns, grid->columns == 1 ? "" : "s");
}

static void wrapped(struct tl_buf *out, const struct render_block *block,
	const struct render_grid *grid, size_t row, size_t column, const char *open,
	const char *close)
{
	const struct render_value *value;

	if (column >= grid->columns)
		return;
	value = render_grid_at(grid, row, column);
	if (!value->text.length)
		return;
	tl_buf_addc(out, open);
	render_table_value(out, value, &block->render->ids);
	tl_buf_addc(out, close);
}

static bool write_tiles(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
	struct tl_err *err)
{
	char open[8], close[8];

	if (!columns_between(block, grid, 2, 3, "question, answer and words", err))
		return false;
	render_block_heading(out, block);
	snprintf(open, sizeof open, "<h%d>", block->level);
	snprintf(close, sizeof close, "</h%d>", block->level);
	tl_buf_addc(out, "<ul class=\"tiles\">\n");
	for (size_t row = 0; row < grid->rows; row++) {
		tl_buf_addc(out, "<li>");
		wrapped(out, block, grid, row, 0, open, close);
		wrapped(out, block, grid, row, 1, "<p class=\"answer\">", "</p>");
		wrapped(out, block, grid, row, 2, "<p>", "</p>");
		tl_buf_addc(out, "</li>\n");
	}
	tl_buf_addc(out, "</ul>\n");
	return render_block_caption(out, block, err);
}

static bool write_callout(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
	struct tl_err *err)
{
	bool stamp = tl_str_equal(block->variant, TL_STR("stamp"));

	if (!columns_between(block, grid, 1, 3, "text, note and icon", err))
		return false;
	render_block_heading(out, block);
	tl_buf_addf(out, "<ul class=\"callouts%s\">\n", stamp ? " stamp" : "");
	for (size_t row = 0; row < grid->rows; row++) {
		tl_buf_addc(out, "<li>");
		wrapped(out, block, grid, row, 2, "<div class=\"icons\">", "</div>");
		tl_buf_addc(out, "<div>");
		wrapped(out, block, grid, row, 0, "<p>", "</p>");
		wrapped(out, block, grid, row, 1, "<p class=\"note\">", "</p>");
		tl_buf_addc(out, "</div></li>\n");
	}
	tl_buf_addc(out, "</ul>\n");
	return render_block_caption(out, block, err);
}

static const struct render_block_kind kinds[] = {
	{"table", render_block_table, true},
	{"chart", render_block_chart, true},
	{"tiles", write_tiles, false},
	{"callout", write_callout, false},
};

static const struct render_block_kind *kind_of(const char *info, struct tl_str *variant)
{
	struct tl_str rest = tl_str(info), word;

	*variant = (struct tl_str){0};
	if (!rest.length || !tl_str_cut(&rest, ' ', &word))
		return NULL;
	if (rest.data)
		*variant = tl_str_trim(rest);
	for (size_t i = 0; i < TL_LEN(kinds); i++)
		if (tl_str_equal(word, tl_str(kinds[i].name)))
			return &kinds[i];
	return NULL;
}

bool render_block_is(const char *info)
{
	struct tl_str variant;

	return kind_of(info, &variant) != NULL;
}

static bool write_empty(struct tl_buf *out, const struct render_block *block, struct tl_err *err)
{
	if (!render_fields_get(&block->fields, "empty"))
		return true;
	render_block_heading(out, block);
	tl_buf_addc(out, "<p class=\"empty\">");
	if (!render_block_field_html(out, block, "empty", err))
		return false;
	tl_buf_addc(out, "</p>\n");
	return true;
}

/* The values in what stands round the SELECT, whatever the SELECT would give. */
static bool check_fields(const struct render_block *block, struct tl_err *err)
{
	struct tl_buf unread = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < TL_LEN(known_fields); i++)
		if (strcmp(known_fields[i], "each") != 0)
			ok = render_block_field_html(&unread, block, known_fields[i], err);
	tl_buf_free(&unread);
	return ok;
}

static bool write_titled(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
	struct tl_err *err)
{
	bool ok;

	if (!render_block_field_html(&block->title, block, "title", err))
		return false;
	render_html_strip(&block->label, tl_buf_str(&block->title));
	if (block->render->source.unasked)
		ok = check_fields(block, err);
	else if (!grid->rows)
		ok = write_empty(out, block, err);
	else if (block->kind->needs_title && !block->label.length)
		ok = render_fail(block->place, err,
			"a %s needs a title: a sentence that says what is seen", block->kind->name);
	else
		ok = block->kind->write(out, block, grid, err);
	return ok;
}

static bool write_once(struct tl_buf *out, struct render_block *block,
	const struct render_params *params, struct tl_err *err)
{
	struct render_grid grid = {0};
	bool ok;

	block->params = params;
	ok = render_grid_read(
		     &grid, &block->render->source, block->sql, params, block->sql_place, err) &&
	     write_titled(out, block, &grid, err);
	render_grid_free(&grid);
	tl_buf_free(&block->title);
	tl_buf_free(&block->label);
	return ok;
}

static bool write_each(struct tl_buf *out, struct render_block *block,
	const struct render_field *each, const struct render_params *params, struct tl_err *err)
{
	struct render_grid grid = {0};
	bool ok = render_grid_read(
		&grid, &block->render->source, each->value, params, each->place, err);

	if (grid.rows > 1)
		tl_buf_addc(out, "<div class=\"several\">\n");
	for (size_t row = 0; ok && row < grid.rows; row++) {
		struct render_params all = {0};

		render_params_add_row(&all, params, &grid, row);
		ok = write_once(out, block, &all, err);
		tl_vec_free(&all.list);
	}
	if (grid.rows > 1)
		tl_buf_addc(out, "</div>\n");
	render_grid_free(&grid);
	return ok;
}

bool render_block(struct tl_buf *out, const char *info, const char *body, int level,
	struct render *render, const struct render_params *params, struct render_place place,
	struct tl_err *err)
{
	struct render_block block = {.place = place, .level = level, .render = render};
	const struct render_field *each;
	struct tl_arena arena = {0};
	size_t used = 0;
	bool ok = false;

	block.kind = kind_of(info, &block.variant);
	assert(block.kind);
	if (!render_fields_read(&block.fields, &arena, body, place, known_fields,
		    TL_LEN(known_fields), &used, err))
		goto done;
	used += strspn(body + used, " \t\n");
	block.sql = body + used;
	block.sql_place = render_place_in(place, body, used);
	each = render_fields_get(&block.fields, "each");
	ok = each ? write_each(out, &block, each, params, err)
		  : write_once(out, &block, params, err);
done:
	render_fields_free(&block.fields);
	tl_arena_free(&arena);
	return ok;
}
