#include "chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN '\x01' /* tidy pages and escaped values have no such character */

static const struct render_chart_kind kinds[] = {
	{"line", 2, "label, value", false},
	{"xmr", 6, "label, value, mean, lower limit, upper limit, flag", false},
	{"interval", 4, "label, value, lower, upper", false},
	{"dumbbell", 7, "label, before and its limits, after and its limits", false},
	{"bars", 3, "label, value, words", false},
	{"funnel", 3, "label, value, words", false},
	{"profile", 3, "label, value, the comparison's value", false},
	{"pair", 3, "label, value, what it is held against", false},
	{"points", 4, "label, value, lower, upper", false},
	{"steps", 4, "label, value, lower, upper", true},
	{"bridge", 4, "label, from, to, words", false},
};
const char *const render_chart_names[] = {"line", "xmr", "interval", "dumbbell", "bars", "funnel",
	"profile", "pair", "points", "steps", "bridge"};
const size_t render_chart_name_count = TL_LEN(render_chart_names);
static_assert(TL_LEN(kinds) == TL_LEN(render_chart_names), "every kind has its name to offer");

const struct render_chart_kind *render_chart_kind_of(struct tl_str name)
{
	for (size_t i = 0; i < TL_LEN(kinds); i++)
		if (tl_str_equal(name, tl_str(kinds[i].name)))
			return &kinds[i];
	return NULL;
}

struct render_chart *render_chart_add(struct render_charts *charts)
{
	struct render_chart *chart = tl_alloc(1, sizeof *chart);

	*tl_vec_push(&charts->list) = chart;
	return chart;
}

void render_chart_token(struct tl_buf *out, size_t number)
{
	tl_buf_addf(out, "%c%zu%c", TOKEN, number, TOKEN);
}

void render_chart_splice(struct tl_buf *out, struct tl_str html, const struct render_charts *charts)
{
	const char *open;

	while (html.length && (open = memchr(html.data, TOKEN, html.length))) {
		char *close;
		size_t number = strtoul(open + 1, &close, 10);

		tl_buf_add(out, tl_str_slice(html.data, (size_t)(open - html.data)));
		assert(*close == TOKEN && number < charts->list.count);
		for (size_t i = 0; i < RENDER_WIDTHS; i++)
			tl_buf_add(out, tl_buf_str(&charts->list.items[number]->svg[i]));
		html.length -= (size_t)(close + 1 - html.data);
		html.data = close + 1;
	}
	tl_buf_add(out, html);
}

bool render_chart_can_draw(const struct render_chart_kind *kind, const struct render_grid *grid)
{
	for (size_t row = 0; row < grid->rows; row++)
		for (size_t column = 1; column < kind->columns; column++)
			if (!isnan(render_grid_at(grid, row, column)->number))
				return true;
	return false;
}

void render_charts_free(struct render_charts *charts)
{
	for (size_t i = 0; i < charts->list.count; i++) {
		struct render_chart *chart = charts->list.items[i];

		render_grid_free(&chart->grid);
		for (size_t width = 0; width < RENDER_WIDTHS; width++)
			tl_buf_free(&chart->svg[width]);
		free(chart);
	}
	tl_vec_free(&charts->list);
}
