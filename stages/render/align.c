#include "align.h"

#include <math.h>

#include "digits.h"

struct unit_places {
	struct tl_str unit;
	int places;
};

/* One column on its way to the same decimals; units are few. */
struct column {
	struct render_grid *grid;
	TL_VEC(struct unit_places) units;
};

static int *places_of_unit(struct column *column, struct tl_str unit)
{
	struct unit_places *found;

	for (size_t i = 0; i < column->units.count; i++)
		if (tl_str_equal(column->units.items[i].unit, unit))
			return &column->units.items[i].places;
	found = tl_vec_push(&column->units);
	found->unit = unit;
	return &found->places;
}

static void note(struct column *column, const struct render_digits *digits)
{
	int *places = places_of_unit(column, digits->unit),
	    needed = render_digits_places_of(digits);

	if (needed > *places)
		*places = needed;
}

static struct tl_str after(struct tl_str s, size_t count)
{
	return tl_str_slice(s.data + count, s.length - count);
}

static void note_all(struct column *column, const struct render_value *value)
{
	struct render_digits digits = {{value->number}, 1, 0, {0}};
	struct tl_str rest = value->text;
	size_t at, length;

	if (!isnan(value->number)) {
		note(column, &digits);
		return;
	}
	while (render_digits_find(rest, &at, &length, &digits)) {
		note(column, &digits);
		rest = after(rest, at + length);
	}
}

static void print_all(struct column *column, struct render_value *value, struct tl_buf *out)
{
	struct render_digits digits = {{value->number}, 1, 0, {0}};
	struct tl_str rest = value->text;
	size_t at, length;

	tl_buf_clear(out);
	if (!isnan(value->number)) {
		render_digits_print(out, &digits, *places_of_unit(column, digits.unit));
	} else {
		while (render_digits_find(rest, &at, &length, &digits)) {
			tl_buf_add(out, tl_str_slice(rest.data, at));
			render_digits_print(out, &digits, *places_of_unit(column, digits.unit));
			rest = after(rest, at + length);
		}
		tl_buf_add(out, rest);
	}
	value->text = tl_arena_str(&column->grid->arena, tl_buf_str(out));
}

void render_grid_align(struct render_grid *grid)
{
	struct tl_buf text = {0};

	for (size_t i = 0; i < grid->columns; i++) {
		struct column column = {.grid = grid};

		if (grid->names[i][0] == '_')
			continue;
		for (size_t row = 0; row < grid->rows; row++)
			note_all(&column, render_grid_at(grid, row, i));
		for (size_t row = 0; row < grid->rows; row++)
			print_all(&column, &grid->values.items[row * grid->columns + i], &text);
		tl_vec_free(&column.units);
	}
	tl_buf_free(&text);
}
