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

struct table {
	const struct render_grid *grid;
	const struct render_ids *ids;
	bool *numeric; /* by column */
	bool stacked;
};

static const char *role(const struct table *table, const char *spelled_out)
{
	return table->stacked ? spelled_out : "";
}

static void head(struct tl_buf *out, const struct table *table)
{
	const struct render_grid *grid = table->grid;

	tl_buf_addf(out, "<thead%s><tr%s>", role(table, " role=\"rowgroup\""),
		role(table, " role=\"row\""));
	for (size_t column = 0; column < grid->columns; column++) {
		if (!is_printed(grid, column))
			continue;
		tl_buf_addf(out, "<th scope=\"col\"%s%s>", role(table, " role=\"columnheader\""),
			table->numeric[column] ? " class=\"n\"" : "");
		render_html_text(out, tl_str(grid->names[column]));
		tl_buf_addc(out, "</th>");
	}
	tl_buf_addc(out, "</tr></thead>\n");
}

static void cell(struct tl_buf *out, const struct table *table, size_t row, size_t column, bool first)
{
	const char *class = table->numeric[column] ? " class=\"n\"" : "";

	if (first)
		tl_buf_addf(out, "<th scope=\"row\"%s%s>", role(table, " role=\"rowheader\""), class);
	else
		tl_buf_addf(out, "<td%s%s", role(table, " role=\"cell\""), class);
	if (!first && table->stacked) {
		tl_buf_addc(out, " data-name=\"");
		render_html_attr(out, tl_str(table->grid->names[column]));
		tl_buf_addc(out, "\"");
	}
	tl_buf_addc(out, first ? "" : ">");
	render_table_value(out, render_grid_at(table->grid, row, column), table->ids);
	tl_buf_addc(out, first ? "</th>" : "</td>");
}

static void body(struct tl_buf *out, const struct table *table)
{
	tl_buf_addf(out, "<tbody%s>\n", role(table, " role=\"rowgroup\""));
	for (size_t row = 0; row < table->grid->rows; row++) {
		bool first = true;

		tl_buf_addf(out, "<tr%s>", role(table, " role=\"row\""));
		for (size_t column = 0; column < table->grid->columns; column++) {
			if (!is_printed(table->grid, column))
				continue;
			cell(out, table, row, column, first);
			first = false;
		}
		tl_buf_addc(out, "</tr>\n");
	}
	tl_buf_addc(out, "</tbody>");
}

void render_table(struct tl_buf *out, const struct render_grid *grid, const char *title,
	const char *label, enum render_table_style style, const struct render_ids *ids)
{
	struct table table = {.grid = grid, .ids = ids};

	table.stacked = style == RENDER_TABLE_PAGE && printed_columns(grid) >= STACKED_FROM_COLUMNS;
	table.numeric = tl_alloc(grid->columns, sizeof *table.numeric);
	for (size_t column = 0; column < grid->columns; column++)
		table.numeric[column] = is_numeric(grid, column);
	tl_buf_addf(out,
		"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: %s\">"
		"<table%s><caption>%s</caption>\n",
		label, table.stacked ? " role=\"table\" class=\"stack\"" : "", title);
	head(out, &table);
	body(out, &table);
	tl_buf_addc(out, "</table></div>\n");
	free(table.numeric);
}
