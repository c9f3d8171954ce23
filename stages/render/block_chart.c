/* A chart's figure: heading, a place for the drawing, caption, and the same data as a table. */
#include "block_private.h"

#include <math.h>
#include <string.h>

#include <throughline/num.h>

#include "align.h"
#include "html.h"
#include "table.h"

#define PRINTED_ROWS_MAX 12 /* of data on paper, where nothing can be opened */

static bool reference_of(const struct render_block *block, double *reference, struct tl_err *err)
{
	const struct render_field *field = render_fields_get(&block->fields, "reference");

	*reference = NAN;
	if (!field || tl_num_real(tl_str(field->value), (struct tl_num_style){0}, reference))
		return true;
	return render_fail(field->place, err, "\"reference\" is a number");
}

static bool chart_kind(const struct render_block *block, const struct render_grid *grid,
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
			: "known are line, xmr, interval, dumbbell, bars, funnel, profile, pair, "
			  "points, steps, bridge",
		nearest ? nearest : "", nearest ? "\"?" : "");
}

/* The grid goes to the chart, which draws it after the last page is written. */
static bool queue_chart(struct tl_buf *out, struct render_block *block,
	const struct render_chart_kind *kind, struct render_grid *grid, double reference,
	struct tl_err *err)
{
	struct tl_buf unit = {0}, plain = {0};
	struct render_chart *chart;

	if (!render_block_field_html(&unit, block, "unit", err))
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

bool render_block_chart(struct tl_buf *out, struct render_block *block, struct render_grid *grid,
	struct tl_err *err)
{
	const struct render_chart_kind *kind;
	struct tl_buf table = {0};
	size_t rows = grid->rows;
	double reference;
	bool ok = false;

	if (!chart_kind(block, grid, &kind, err) || !reference_of(block, &reference, err))
		return false;
	render_grid_align(grid);
	render_table(&table, grid, tl_buf_c(&block->title), tl_buf_c(&block->label),
		RENDER_TABLE_DATA, &block->render->ids);
	tl_buf_addf(out, "<figure class=\"chart %s\"><div>\n", kind->name);
	render_block_heading(out, block);
	if (!render_chart_can_draw(kind, grid))
		tl_buf_addc(out,
			"<p class=\"axis\">There is nothing to draw: no number here is shown.</p>");
	else if (!queue_chart(out, block, kind, grid, reference, err))
		goto done;
	tl_buf_addc(out, "</div><figcaption>");
	if (!render_block_caption(out, block, err))
		goto done;
	tl_buf_addf(out,
		"<details%s><summary>Data<span class=\"away\">: %s</span></summary>%s</details>",
		rows <= PRINTED_ROWS_MAX ? " class=\"short\"" : "", tl_buf_c(&block->label),
		tl_buf_c(&table));
	if (rows > PRINTED_ROWS_MAX)
		tl_buf_addc(out, "<p class=\"on-paper\">The data are in results.csv.</p>");
	tl_buf_addc(out, "</figcaption></figure>\n");
	ok = true;
done:
	tl_buf_free(&table);
	return ok;
}
