#include "block.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <throughline/num.h>

#include "fields.h"
#include "html.h"
#include "inline.h"
#include "table.h"

static const char *const known_fields[] = {
	"title", "caption", "empty", "each", "unit", "reference"};

/* One block being written: its fence, its head, and what a repetition binds. */
struct block {
	const struct block_kind *kind;
	struct tl_str variant; /* the fence's second word: "xmr", "stamp" */
	struct render_fields fields;
	const char *sql;
	struct render_place place, sql_place;
	int level;
	struct render *render;
	const struct render_params *params;
	struct tl_buf title, label; /* HTML; the same escaped, without tags */
};

struct block_kind {
	const char *name;
	bool (*write)(struct tl_buf *out, struct block *block, struct render_grid *grid,
		struct tl_err *err);
	bool needs_title;
};

static bool field_html(
	struct tl_buf *out, const struct block *block, const char *key, struct tl_err *err)
{
	const struct render_field *field = render_fields_get(&block->fields, key);

	return !field ||
	       render_inline(out, field->value, block->render, block->params, field->place, err);
}

static void heading(struct tl_buf *out, const struct block *block)
{
	if (block->title.length)
		tl_buf_addf(out, "<h%d>%s</h%d>\n", block->level, tl_buf_c(&block->title),
			block->level);
}

static bool caption(struct tl_buf *out, const struct block *block, struct tl_err *err)
{
	struct tl_buf text = {0};
	bool ok = field_html(&text, block, "caption", err);

	if (ok && text.length)
		tl_buf_addf(out, "<p class=\"caption\">%s</p>\n", tl_buf_c(&text));
	tl_buf_free(&text);
	return ok;
}

static bool write_table(
	struct tl_buf *out, struct block *block, struct render_grid *grid, struct tl_err *err)
{
	tl_buf_addc(out, "<div class=\"block\">");
	render_table(out, grid, tl_buf_c(&block->title), tl_buf_c(&block->label), RENDER_TABLE_PAGE,
		&block->render->ids);
	if (!caption(out, block, err))
		return false;
	tl_buf_addc(out, "</div>\n");
	return true;
}

static bool columns_between(const struct block *block, const struct render_grid *grid, size_t least,
	size_t most, const char *takes, struct tl_err *err)
{
	if (grid->columns >= least && grid->columns <= most)
		return true;
	return render_fail(block->sql_place, err,
		"a block \"%s\" takes %s; this SELECT has %zu column%s", block->kind->name, takes,
		grid->columns, grid->columns == 1 ? "" : "s");
}

static void wrapped(struct tl_buf *out, const struct block *block, const struct render_grid *grid,
	size_t row, size_t column, const char *open, const char *close)
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

static bool write_tiles(
	struct tl_buf *out, struct block *block, struct render_grid *grid, struct tl_err *err)
{
	char open[8], close[8];

	if (!columns_between(block, grid, 2, 3, "question, answer and words", err))
		return false;
	heading(out, block);
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
	return caption(out, block, err);
}

static bool write_callout(
	struct tl_buf *out, struct block *block, struct render_grid *grid, struct tl_err *err)
{
	bool stamp = tl_str_equal(block->variant, TL_STR("stamp"));

	if (!columns_between(block, grid, 1, 3, "text, note and icon", err))
		return false;
	heading(out, block);
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
	return caption(out, block, err);
}

static bool reference_of(const struct block *block, double *reference, struct tl_err *err)
{
	const struct render_field *field = render_fields_get(&block->fields, "reference");

	*reference = NAN;
	if (!field || tl_num_real(tl_str(field->value), (struct tl_num_style){0}, reference))
		return true;
	return render_fail(field->place, err, "\"reference\" is a number");
}

static bool chart_kind(const struct block *block, const struct render_grid *grid,
	const struct render_chart_kind **kind, struct tl_err *err)
{
	const char *nearest;

	*kind = render_chart_kind_of(block->variant);
	if (*kind && grid->columns >= (*kind)->columns)
		return true;
	if (*kind)
		return render_fail(block->sql_place, err,
			"a chart \"%s\" draws %zu columns (%s); this SELECT has %zu", (*kind)->name,
			(*kind)->columns, (*kind)->takes, grid->columns);
	nearest = tl_str_nearest(block->variant, render_chart_names, render_chart_name_count);
	return render_fail(block->place, err, "there is no chart \"" TL_STR_FMT "\"; %s%s%s",
		TL_STR_ARG(block->variant),
		nearest ? "did you mean \""
			: "known are line, xmr, interval, dumbbell, bars, funnel",
		nearest ? nearest : "", nearest ? "\"?" : "");
}

/* The grid goes to the chart, which draws it after the last page is written. */
static bool queue_chart(struct tl_buf *out, struct block *block,
	const struct render_chart_kind *kind, struct render_grid *grid, double reference,
	struct tl_err *err)
{
	struct tl_buf unit = {0}, plain = {0};
	struct render_chart *chart;

	if (!field_html(&unit, block, "unit", err))
		return false;
	render_html_strip(&plain, tl_buf_str(&unit));
	chart = render_chart_add(&block->render->charts);
	chart->kind = kind;
	chart->title = tl_arena_text(&block->render->arena, tl_buf_str(&block->label));
	/* Only a percent sign fits behind every number of an axis; other units stand above it. */
	chart->unit = strcmp(tl_buf_c(&plain), "%") == 0 ? "%" : "";
	chart->reference = reference;
	chart->place = block->place;
	if (unit.length && !*chart->unit)
		tl_buf_addf(out, "<p class=\"axis\">%s</p>", tl_buf_c(&unit));
	render_chart_token(out, block->render->charts.list.count - 1);
	chart->grid = *grid;
	*grid = (struct render_grid){0};
	tl_buf_free(&plain);
	tl_buf_free(&unit);
	return true;
}

static bool write_chart(
	struct tl_buf *out, struct block *block, struct render_grid *grid, struct tl_err *err)
{
	const struct render_chart_kind *kind;
	struct tl_buf table = {0};
	double reference;
	bool ok = false;

	if (!chart_kind(block, grid, &kind, err) || !reference_of(block, &reference, err))
		return false;
	render_table(&table, grid, tl_buf_c(&block->title), tl_buf_c(&block->label),
		RENDER_TABLE_DATA, &block->render->ids);
	tl_buf_addf(out, "<figure class=\"chart %s\"><div>\n", kind->name);
	heading(out, block);
	if (!render_chart_can_draw(kind, grid))
		tl_buf_addc(out,
			"<p class=\"axis\">There is nothing to draw: no number here is shown.</p>");
	else if (!queue_chart(out, block, kind, grid, reference, err))
		goto done;
	tl_buf_addc(out, "</div><figcaption>");
	if (!caption(out, block, err))
		goto done;
	tl_buf_addf(out,
		"<details><summary>Data<span class=\"away\">: %s</span></summary>%s</details>",
		tl_buf_c(&block->label), tl_buf_c(&table));
	tl_buf_addc(out, "</figcaption></figure>\n");
	ok = true;
done:
	tl_buf_free(&table);
	return ok;
}

static const struct block_kind kinds[] = {
	{"table", write_table, true},
	{"chart", write_chart, true},
	{"tiles", write_tiles, false},
	{"callout", write_callout, false},
};

static const struct block_kind *kind_of(const char *info, struct tl_str *variant)
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

static bool write_empty(struct tl_buf *out, const struct block *block, struct tl_err *err)
{
	if (!render_fields_get(&block->fields, "empty"))
		return true;
	heading(out, block);
	tl_buf_addc(out, "<p class=\"empty\">");
	if (!field_html(out, block, "empty", err))
		return false;
	tl_buf_addc(out, "</p>\n");
	return true;
}

static bool write_titled(
	struct tl_buf *out, struct block *block, struct render_grid *grid, struct tl_err *err)
{
	bool ok;

	if (!field_html(&block->title, block, "title", err))
		return false;
	render_html_strip(&block->label, tl_buf_str(&block->title));
	if (!grid->rows)
		ok = write_empty(out, block, err);
	else if (block->kind->needs_title && !block->label.length)
		ok = render_fail(block->place, err,
			"a %s needs a title: a sentence that says what is seen", block->kind->name);
	else
		ok = block->kind->write(out, block, grid, err);
	return ok;
}

static bool write_once(struct tl_buf *out, struct block *block, const struct render_params *params,
	struct tl_err *err)
{
	struct render_grid grid = {0};
	bool ok;

	block->params = params;
	ok = render_grid_read(
		     &grid, block->render->db, block->sql, params, block->sql_place, err) &&
	     write_titled(out, block, &grid, err);
	render_grid_free(&grid);
	tl_buf_free(&block->title);
	tl_buf_free(&block->label);
	return ok;
}

static bool write_each(struct tl_buf *out, struct block *block, const struct render_field *each,
	const struct render_params *params, struct tl_err *err)
{
	struct render_grid grid = {0};
	bool ok = render_grid_read(&grid, block->render->db, each->value, params, each->place, err);

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
	struct block block = {.place = place, .level = level, .render = render};
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
