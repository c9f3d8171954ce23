/* The one gnuplot process for all charts. */
#include "chart_program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <throughline/infile.h>
#include <throughline/outfile.h>

#include "svg.h"

#define SCRIPT_BYTES_MAX ((size_t)64 * 1024)
#define PICTURES_BYTES_MAX ((size_t)1024 * 1024 * 1024)
#define PROGRAM "program.gp"
#define PICTURES "pictures.svg"
#define COMPLAINTS "complaints.txt"

struct drawing {
	struct render_charts *charts;
	struct tl_stagedir *stage;
	const char *folder; /* scratch, inside the stage's .part; gone before it is committed */
	struct tl_arena arena;
};

static bool read_script(
	struct drawing *drawing, const char *kind, const char **script, struct tl_err *err)
{
	const char *path =
		tl_arena_printf(&drawing->arena, "%s/reports/charts/%s.gp", tl_share_dir(), kind);
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

static bool add_chart(struct drawing *drawing, size_t number, const char *house,
	struct tl_buf *program, struct tl_err *err)
{
	const struct render_chart *chart = drawing->charts->list.items[number];
	const char *script;

	if (!read_script(drawing, chart->kind->name, &script, err))
		return false;
	for (size_t width = 0; width < RENDER_WIDTHS; width++)
		render_chart_program(program, chart, width, house, script);
	return true;
}

static bool leads_to(const char *name, int descriptor)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	return file >= 0 && dup2(file, descriptor) >= 0;
}

/* In the child: gnuplot with none of the user's settings, in the scratch folder, its pictures and
 * its complaints kept. All pictures in one file: making and removing two for each chart took longer
 * than drawing them. */
static void become_gnuplot(const char *folder)
{
	static char *const arguments[] = {"gnuplot", "-d", PROGRAM, NULL};
	const char *path = getenv("PATH");

	if (chdir(folder) != 0 || !leads_to(PICTURES, STDOUT_FILENO) ||
		!leads_to(COMPLAINTS, STDERR_FILENO))
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
			"charts need gnuplot, which is not installed; install the package "
			"gnuplot-nox");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 126)
		return tl_fail(err, EX_NOINPUT,
			"gnuplot cannot be started; it must lie below /usr, /opt or /nix");
	return true; /* a chart that failed was not drawn to its end: take_svg says which */
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
	render_fail(chart->place, err, "the chart \"%s\" was not drawn: %s%s%s", chart->kind->name,
		why, complaint.length ? "; gnuplot says " : "", tl_buf_c(&complaint));
	tl_buf_free(&complaint);
	return false;
}

/* The next picture, cut off from the rest of them. */
static bool take_svg(struct drawing *drawing, size_t number, size_t width, struct tl_str *rest,
	struct tl_err *err)
{
	struct render_chart *chart = drawing->charts->list.items[number];
	const char *id =
		tl_arena_printf(&drawing->arena, "chart-%zu%s", number + 1, width ? "n" : "");
	const char *desc = tl_arena_printf(&drawing->arena,
		"A chart with %zu rows of data; the same numbers are in the table below it.",
		chart->grid.rows);
	struct render_svg_frame frame = {id, render_chart_widths[width], chart->title, desc};
	struct tl_err cause = {0};
	struct tl_str picture;
	size_t length, used;

	if (!tl_str_find(*rest, tl_str(render_chart_drawn), &length))
		return fail_chart(drawing, chart, "gnuplot did not finish it", err);
	picture = tl_str_trim(tl_str_slice(rest->data, length));
	if (!picture.length)
		return fail_chart(drawing, chart, "there is no picture", err);
	if (!render_svg_clean(&chart->svg[width], picture, &frame, &cause))
		return fail_chart(drawing, chart, cause.text, err);
	used = length + strlen(render_chart_drawn);
	*rest = tl_str_slice(rest->data + used, rest->length - used);
	return true;
}

static bool take_svgs(struct drawing *drawing, struct tl_err *err)
{
	struct tl_buf pictures = {0};
	bool ok =
		tl_file_read_all(in_folder(drawing, PICTURES), PICTURES_BYTES_MAX, &pictures, err);
	struct tl_str rest = tl_buf_str(&pictures);

	for (size_t i = 0; ok && i < drawing->charts->list.count; i++)
		for (size_t width = 0; ok && width < RENDER_WIDTHS; width++)
			ok = take_svg(drawing, i, width, &rest, err);
	tl_buf_free(&pictures);
	return ok;
}

static void remove_scratch(struct drawing *drawing)
{
	unlink(in_folder(drawing, PROGRAM));
	unlink(in_folder(drawing, PICTURES));
	unlink(in_folder(drawing, COMPLAINTS));
	rmdir(drawing->folder);
}

static bool draw(struct drawing *drawing, struct tl_err *err)
{
	size_t count = drawing->charts->list.count;
	struct tl_buf program = {0};
	const char *house;
	bool ok = read_script(drawing, "house", &house, err);

	for (size_t i = 0; ok && i < count; i++)
		ok = add_chart(drawing, i, house, &program, err);
	ok = ok && tl_file_write(in_folder(drawing, PROGRAM), 0600, tl_buf_str(&program), err) &&
	     run_gnuplot(drawing->folder, err) && take_svgs(drawing, err);
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
