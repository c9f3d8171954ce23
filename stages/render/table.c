#include "table.h"

#include <math.h>
#include <stdlib.h>

#include "digits.h"
#include "html.h"

#define STACKED_FROM_COLUMNS 3

/* A column that is empty in every row says nothing; the first one names the rows. */
static bool is_printed(const struct render_grid *grid, size_t column)
{
	if (grid->names[column][0] == '_')
		return false;
	for (size_t row = 0; row < grid->rows; row++)
		if (render_grid_at(grid, row, column)->text.length)
			return true;
	return column == 0;
}

static bool is_numeric(const struct render_grid *grid, size_t column)
{
	bool some = false;

	for (size_t row = 0; row < grid->rows; row++) {
		const struct render_value *value = render_grid_at(grid, row, column);

		if (!value->text.length)
			continue;
		if (!render_mark_is_numeric(value->text))
			return false;
		some = some || !render_mark_is_hidden(value->text); /* alone they are words */
	}
	return some;
}

void render_table_value(
	struct tl_buf *out, const struct render_value *value, const struct render_ids *ids)
{
	struct tl_str unit = {0};

	if (isnan(value->number))
		render_mark_html(out, value->text, ids);
	else
		render_digits(out, value->number, unit, render_digits_places(value->number, unit));
}

struct table {
	const struct render_grid *grid;
	const struct render_ids *ids;
	bool *numeric, *printed; /* by column */
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
		if (!table->printed[column])
			continue;
		tl_buf_addf(out, "<th scope=\"col\"%s%s>", role(table, " role=\"columnheader\""),
			table->numeric[column] ? " class=\"n\"" : "");
		render_html_text(out, tl_str(grid->names[column]));
		tl_buf_addc(out, "</th>");
	}
	tl_buf_addc(out, "</tr></thead>\n");
}

static void cell(
	struct tl_buf *out, const struct table *table, size_t row, size_t column, bool first)
{
	const char *class = table->numeric[column] ? " class=\"n\"" : "";

	if (first)
		tl_buf_addf(
			out, "<th scope=\"row\"%s%s>", role(table, " role=\"rowheader\""), class);
	else
		tl_buf_addf(out, "<td%s%s", role(table, " role=\"cell\""), class);
	if (!first && table->stacked) {
		tl_buf_addc(out, " data-name=\"");
		render_html_attr(out, tl_str(table->grid->names[column]));
		tl_buf_addc(out, "\"");
	}
	tl_buf_addc(out, first ? "" : ">");
	render_mark_html(out, render_grid_at(table->grid, row, column)->text, table->ids);
	tl_buf_addc(out, first ? "</th>" : "</td>");
}

static void body(struct tl_buf *out, const struct table *table)
{
	tl_buf_addf(out, "<tbody%s>\n", role(table, " role=\"rowgroup\""));
	for (size_t row = 0; row < table->grid->rows; row++) {
		bool first = true;

		tl_buf_addf(out, "<tr%s>", role(table, " role=\"row\""));
		for (size_t column = 0; column < table->grid->columns; column++) {
			if (!table->printed[column])
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
	size_t printed = 0;

	table.numeric = tl_alloc(grid->columns, sizeof *table.numeric);
	table.printed = tl_alloc(grid->columns, sizeof *table.printed);
	for (size_t column = 0; column < grid->columns; column++) {
		table.numeric[column] = is_numeric(grid, column);
		table.printed[column] = is_printed(grid, column);
		printed += table.printed[column];
	}
	table.stacked = style == RENDER_TABLE_PAGE && printed >= STACKED_FROM_COLUMNS;
	tl_buf_addf(out,
		"<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Table: %s\">"
		"<table%s><caption>%s</caption>\n",
		label, table.stacked ? " role=\"table\" class=\"stack\"" : "", title);
	head(out, &table);
	body(out, &table);
	tl_buf_addc(out, "</table></div>\n");
	free(table.printed);
	free(table.numeric);
}
