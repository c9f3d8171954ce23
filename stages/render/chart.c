#include "chart.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <throughline/infile.h>
#include <throughline/num.h>
#include <throughline/outfile.h>

#include "html.h"
#include "svg.h"

#define TOKEN '\x01'
#define SCRIPT_BYTES_MAX ((size_t)64 * 1024)
#define SVG_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define PROGRAM "program.gp"
#define COMPLAINTS "complaints.txt"

static const char *const widths[RENDER_WIDTHS] = {[RENDER_WIDE] = "wide", [RENDER_NARROW] = "narrow"};

static const struct render_chart_kind kinds[] = {
	{"line", 2, "label, value"},
	{"xmr", 6, "label, value, mean, lower limit, upper limit, flag"},
	{"interval", 4, "label, value, lower, upper"},
	{"dumbbell", 7, "label, before and its limits, after and its limits"},
	{"bars", 3, "label, value, words"},
	{"funnel", 3, "label, value, words"},
};
const char *const render_chart_names[] = {"line", "xmr", "interval", "dumbbell", "bars", "funnel"};
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

/* ---- what gnuplot is given ------------------------------------------------------------------ */

/* The range of the value axis, widened to whole steps of a round size, about five of them. */
struct axis {
	double low, high, step;
};

static void widen(struct axis *axis, double value)
{
	if (!isnan(value)) {
		axis->low = fmin(axis->low, value);
		axis->high = fmax(axis->high, value);
	}
}

static double round_step(double span)
{
	double raw = span / 5, ten = 1;

	while (ten * 10 <= raw)
		ten *= 10;
	while (ten > raw)
		ten /= 10;
	return raw <= ten * 2 ? ten * 2 : raw <= ten * 5 ? ten * 5 : ten * 10;
}

static struct axis axis_of(const struct render_chart *chart)
{
	struct axis axis = {INFINITY, -INFINITY, 1};
	double low;

	for (size_t row = 0; row < chart->grid.rows; row++)
		for (size_t column = 1; column < chart->kind->columns; column++)
			widen(&axis, render_grid_at(&chart->grid, row, column)->number);
	widen(&axis, chart->reference);
	low = axis.low;
	if (low >= 0 && low < axis.high * 0.6)
		axis.low = 0; /* from nought, unless that would flatten what there is to see */
	if (axis.high <= axis.low)
		axis.high = axis.low + fmax(1, fabs(axis.low) * 0.1);
	axis.step = round_step(axis.high - axis.low);
	axis.low = floor(axis.low / axis.step) * axis.step;
	axis.high = ceil(axis.high / axis.step) * axis.step;
	return axis;
}

static void add_data(struct tl_buf *out, const struct render_grid *grid, size_t columns)
{
	struct tl_buf plain = {0};

	for (size_t row = 0; row < grid->rows; row++) {
		for (size_t column = 0; column < columns; column++) {
			const struct render_value *value = render_grid_at(grid, row, column);

			if (column)
				tl_buf_add_char(out, '\t');
			tl_buf_clear(&plain);
			render_mark_plain(&plain, value->text);
			if (!isnan(value->number))
				tl_buf_add_real(out, value->number);
			else if (!plain.length)
				tl_buf_addc(out, "NaN");
			else
				render_gnuplot_text(out, tl_buf_str(&plain));
		}
		tl_buf_add_char(out, '\n');
	}
	tl_buf_free(&plain);
}

static int places_of(double step)
{
	int places = 0;

	while (places < 6 && fabs(step - round(step)) > 1e-9 * fabs(step)) {
		step *= 10;
		places++;
	}
	return places;
}

static void add_ticks(struct tl_buf *out, const struct axis *axis, const char *unit)
{
	int places = places_of(axis->step);
	int count = (int)lround((axis->high - axis->low) / axis->step);

	for (int i = 0; i <= count; i++) {
		double value = axis->low + i * axis->step;

		tl_buf_add_real(out, fabs(value) < axis->step / 1e6 ? 0 : value);
		tl_buf_add_char(out, '\t');
		tl_buf_add_number(out, value, places);
		render_gnuplot_text(out, tl_str(unit));
		tl_buf_add_char(out, '\n');
	}
}

static void add_setting(struct tl_buf *out, const char *name, double value)
{
	tl_buf_addf(out, "%s = ", name);
	if (isnan(value))
		tl_buf_addc(out, "NaN");
	else
		tl_buf_add_real(out, value);
	tl_buf_addc(out, "\n");
}

static void add_program(struct tl_buf *out, const struct render_chart *chart, size_t number,
	size_t width, const char *house, const char *script)
{
	struct axis axis = axis_of(chart);

	tl_buf_addc(out, "reset session\n");
	tl_buf_addf(out, "data = '%zu.tsv'\nticks = '%zu-ticks.tsv'\npicture = '%zu-%s.svg'\n", number,
		number, number, widths[width]);
	add_setting(out, "rows", (double)chart->grid.rows);
	add_setting(out, "low", axis.low);
	add_setting(out, "high", axis.high);
	add_setting(out, "tick", axis.step);
	add_setting(out, "reference", chart->reference);
	add_setting(out, "narrow", (double)width);
	tl_buf_addf(out, "%s\n%s\nunset output\n", house, script);
}

/* ---- the one process ------------------------------------------------------------------------ */

struct drawing {
	struct render_charts *charts;
	struct tl_stagedir *stage;
	const char *folder; /* scratch, inside the stage's .part; gone before it is committed */
	struct tl_arena arena;
};

static bool read_script(struct drawing *drawing, const char *kind, const char **script,
	struct tl_err *err)
{
	const char *path = tl_arena_printf(&drawing->arena, "%s/reports/charts/%s.gp", tl_share_dir(), kind);
	struct tl_buf text = {0};
	bool ok = tl_file_read_all(path, SCRIPT_BYTES_MAX, &text, err) &&
		tl_stagedir_input(drawing->stage,
			tl_arena_printf(&drawing->arena, "data:reports/charts/%s.gp", kind), err);

	*script = tl_arena_text(&drawing->arena, tl_buf_str(&text));
	tl_buf_free(&text);
	return ok;
}

static const char *in_folder(struct drawing *drawing, const char *name)
{
	return tl_arena_printf(&drawing->arena, "%s/%s", drawing->folder, name);
}

static bool write_chart(struct drawing *drawing, size_t number, const char *house, struct tl_buf *program,
	struct tl_err *err)
{
	const struct render_chart *chart = drawing->charts->list.items[number];
	struct axis axis = axis_of(chart);
	struct tl_buf text = {0};
	const char *script, *name;
	bool ok = read_script(drawing, chart->kind->name, &script, err);

	for (size_t width = 0; ok && width < RENDER_WIDTHS; width++)
		add_program(program, chart, number, width, house, script);
	add_data(&text, &chart->grid, chart->kind->columns);
	name = in_folder(drawing, tl_arena_printf(&drawing->arena, "%zu.tsv", number));
	ok = ok && tl_file_write(name, 0600, tl_buf_str(&text), err);
	tl_buf_clear(&text);
	add_ticks(&text, &axis, chart->unit);
	name = in_folder(drawing, tl_arena_printf(&drawing->arena, "%zu-ticks.tsv", number));
	ok = ok && tl_file_write(name, 0600, tl_buf_str(&text), err);
	tl_buf_free(&text);
	return ok;
}

/* In the child: gnuplot with none of the user's settings, in the scratch folder, its complaints kept. */
static void become_gnuplot(const char *folder)
{
	static char *const arguments[] = {"gnuplot", "-d", PROGRAM, NULL};
	const char *path = getenv("PATH");
	int complaints;

	if (chdir(folder) != 0)
		_exit(126);
	complaints = open(COMPLAINTS, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (complaints < 0 || dup2(complaints, STDOUT_FILENO) < 0 || dup2(complaints, STDERR_FILENO) < 0)
		_exit(126);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("PATH", path ? path : "/usr/bin:/bin", 1);
	unsetenv("GNUTERM");
	unsetenv("GNUPLOT_LIB");
	execvp(arguments[0], arguments);
	_exit(errno == ENOENT ? 127 : 126);
}

static bool run_gnuplot(const char *folder, struct tl_err *err)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		become_gnuplot(folder);
	if (child < 0)
		return tl_fail(err, EX_OSERR, "cannot start gnuplot: %s", strerror(errno));
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return tl_fail(err, EX_OSERR, "lost gnuplot: %s", strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return tl_fail(err, EX_NOINPUT,
			"charts need gnuplot, which is not installed; install the package gnuplot-nox");
	return true; /* a chart that failed has no whole file: read_svg says which */
}

/* Its last line that is not blank: before that it repeats the command and points at the place. */
static void last_complaint(struct drawing *drawing, struct tl_buf *out)
{
	struct tl_err ignored = {0};
	struct tl_buf text = {0};
	struct tl_str rest, line;

	if (tl_file_read_all(in_folder(drawing, COMPLAINTS), SCRIPT_BYTES_MAX, &text, &ignored)) {
		rest = tl_buf_str(&text);
		while (rest.data && tl_str_cut(&rest, '\n', &line)) {
			if (!tl_str_trim(line).length)
				continue;
			tl_buf_clear(out);
			tl_buf_add(out, tl_str_trim(line));
		}
	}
	tl_buf_free(&text);
}

static bool fail_chart(struct drawing *drawing, const struct render_chart *chart, const char *why,
	struct tl_err *err)
{
	struct tl_buf complaint = {0};

	last_complaint(drawing, &complaint);
	render_fail(chart->place, err, "the chart \"%s\" was not drawn: %s%s%s", chart->kind->name, why,
		complaint.length ? "; gnuplot says " : "", tl_buf_c(&complaint));
	tl_buf_free(&complaint);
	return false;
}

static bool read_svg(struct drawing *drawing, size_t number, size_t width, struct tl_err *err)
{
	struct render_chart *chart = drawing->charts->list.items[number];
	const char *id = tl_arena_printf(&drawing->arena, "chart-%zu%s", number + 1, width ? "n" : "");
	const char *name = tl_arena_printf(&drawing->arena, "%zu-%s.svg", number, widths[width]);
	const char *desc = tl_arena_printf(&drawing->arena,
		"A chart with %zu rows of data; the same numbers are in the table below it.",
		chart->grid.rows);
	struct render_svg_frame frame = {id, widths[width], chart->title, desc};
	struct tl_err cause = {0};
	struct tl_buf raw = {0};
	bool ok = tl_file_read_all(in_folder(drawing, name), SVG_BYTES_MAX, &raw, &cause);

	if (!ok)
		fail_chart(drawing, chart, "there is no picture", err);
	else if (!render_svg_clean(&chart->svg[width], tl_buf_str(&raw), &frame, &cause))
		ok = fail_chart(drawing, chart, cause.text, err);
	tl_buf_free(&raw);
	return ok;
}

static void remove_scratch(struct drawing *drawing)
{
	unlink(in_folder(drawing, PROGRAM));
	unlink(in_folder(drawing, COMPLAINTS));
	for (size_t i = 0; i < drawing->charts->list.count; i++) {
		unlink(in_folder(drawing, tl_arena_printf(&drawing->arena, "%zu.tsv", i)));
		unlink(in_folder(drawing, tl_arena_printf(&drawing->arena, "%zu-ticks.tsv", i)));
		for (size_t width = 0; width < RENDER_WIDTHS; width++)
			unlink(in_folder(drawing,
				tl_arena_printf(&drawing->arena, "%zu-%s.svg", i, widths[width])));
	}
	rmdir(drawing->folder);
}

static bool draw(struct drawing *drawing, struct tl_err *err)
{
	size_t count = drawing->charts->list.count;
	struct tl_buf program = {0};
	const char *house;
	bool ok = read_script(drawing, "house", &house, err);

	for (size_t i = 0; ok && i < count; i++)
		ok = write_chart(drawing, i, house, &program, err);
	ok = ok && tl_file_write(in_folder(drawing, PROGRAM), 0600, tl_buf_str(&program), err) &&
		run_gnuplot(drawing->folder, err);
	for (size_t i = 0; ok && i < count; i++)
		for (size_t width = 0; ok && width < RENDER_WIDTHS; width++)
			ok = read_svg(drawing, i, width, err);
	tl_buf_free(&program);
	return ok;
}

bool render_chart_draw(struct render_charts *charts, struct tl_stagedir *stage, struct tl_err *err)
{
	struct drawing drawing = {.charts = charts, .stage = stage};
	bool ok;

	if (!charts->list.count)
		return true;
	drawing.folder = tl_stagedir_path(stage, "charts");
	if (mkdir(drawing.folder, 0700) != 0)
		return tl_fail_errno(err, "create", drawing.folder);
	ok = draw(&drawing, err);
	remove_scratch(&drawing);
	tl_arena_free(&drawing.arena);
	return ok;
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
