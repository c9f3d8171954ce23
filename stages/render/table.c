#include "table.h"

#include <math.h>
#include <stdlib.h>

#include "html.h"
#include "words.h"

#define STACKED_FROM_COLUMNS 4

static bool is_printed(const struct render_grid *grid, size_t column)
{
	return grid->names[column][0] != '_';
}

static bool is_numeric(const struct render_grid *grid, size_t column)
{
	bool some = false;

	for (size_t row = 0; row < grid->rows; row++) {
		const struct render_value *value = render_grid_at(grid, row, column);

		if (!value->text.length)
			continue;
		if (isnan(value->number) && !render_mark_is_numeric(value->text))
			return false;
		some = true;
	}
	return some;
}

void render_table_value(struct tl_buf *out, const struct render_value *value,
	const struct render_ids *ids)
{
	if (isnan(value->number))
		render_mark_html(out, value->text, ids);
	else
		render_words_number(out, value->number);
}

static size_t printed_columns(const struct render_grid *grid)
{
	size_t count = 0;

	for (size_t column = 0; column < grid->columns; column++)
		count += is_printed(grid, column);
	return count;
}

static void head(struct tl_buf *out, const struct render_grid *grid, const bool *numeric)
{
	tl_buf_addc(out, "<thead role=\"rowgroup\"><tr role=\"row\">");
	for (size_t column = 0; column < grid->columns; column++) {
		if (!is_printed(grid, column))
			continue;
		tl_buf_addf(out, "<th role=\"columnheader\" scope=\"col\"%s>",
			numeric[column] ? " class=\"n\"" : "");
		render_html_text(out, tl_str(grid->names[column]));
		tl_buf_addc(out, "</th>");
	}
	tl_buf_addc(out, "</tr></thead>\n");
}

static void cell(struct tl_buf *out, const struct render_grid *grid, size_t row, size_t column,
	bool first, bool numeric, const struct render_ids *ids)
{
	if (first) {
		tl_buf_addf(out, "<th role=\"rowheader\" scope=\"row\"%s>", numeric ? " class=\"n\"" : "");
	} else {
		tl_buf_addf(out, "<td role=\"cell\"%s data-name=\"", numeric ? " class=\"n\"" : "");
		render_html_attr(out, tl_str(grid->names[column]));
		tl_buf_addc(out, "\">");
	}
	render_table_value(out, render_grid_at(grid, row, column), ids);
	tl_buf_addc(out, first ? "</th>" : "</td>");
}

static void body(struct tl_buf *out, const struct render_grid *grid, const bool *numeric,
	const struct render_ids *ids)
{
	tl_buf_addc(out, "<tbody role=\"rowgroup\">\n");
	for (size_t row = 0; row < grid->rows; row++) {
		bool first = true;

		tl_buf_addc(out, "<tr role=\"row\">");
		for (size_t column = 0; column < grid->columns; column++) {
			if (!is_printed(grid, column))
				continue;
			cell(out, grid, row, column, first, numeric[column], ids);
			first = false;
		}
		tl_buf_addc(out, "</tr>\n");
	}
	tl_buf_addc(out, "</tbody>");
}

void render_table(struct tl_buf *out, const struct render_grid *grid, const char *title,
	const char *label, enum render_table_style style, const struct render_ids *ids)
{
	bool stacked = style == RENDER_TABLE_PAGE && printed_columns(grid) >= STACKED_FROM_COLUMNS;
	bool *numeric = tl_alloc(grid->columns, sizeof *numeric);

	for (size_t column = 0; column < grid->columns; column++)
		numeric[column] = is_numeric(grid, column);
	tl_buf_addf(out,
		"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: %s\">"
		"<table role=\"table\"%s><caption>%s</caption>\n",
		label, stacked ? " class=\"stack\"" : "", title);
	head(out, grid, numeric);
	body(out, grid, numeric, ids);
	tl_buf_addc(out, "</table></div>\n");
	free(numeric);
}
