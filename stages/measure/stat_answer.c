/* The answer: columns put one by one, written as CSV. */
#include "stat.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/outfile.h>
#include <throughline/vec.h>

void stat_answer(struct stat_run *run, size_t rows)
{
	assert(run->answer_columns == 0);
	run->answer_rows = rows;
}

void stat_answer_rows(struct stat_run *run)
{
	stat_answer(run, run->table.rows);
	run->repeats_input = true;
}

struct stat_column *stat_put(struct stat_run *run, const char *name)
{
	struct stat_column *column = tl_arena_alloc(&run->arena, sizeof *column);

	*column = (struct stat_column){
		.name = tl_arena_text(&run->arena, tl_str(name)),
		.cells = tl_arena_array(&run->arena, run->answer_rows, sizeof(struct tl_str)),
	};
	tl_vec_room((void **)&run->answer, &run->answer_columns, &run->answer_capacity,
		sizeof *run->answer);
	run->answer[run->answer_columns - 1] = column;
	return column;
}

void stat_str(struct stat_column *column, size_t row, struct tl_str text)
{
	if (column)
		column->cells[row] = text;
}

void stat_text(struct stat_run *run, struct stat_column *column, size_t row, const char *text)
{
	stat_str(column, row, tl_arena_str(&run->arena, tl_str(text)));
}

void stat_real(struct stat_run *run, struct stat_column *column, size_t row, double value)
{
	struct tl_buf text = {0};

	tl_buf_add_real_to(&text, value, 15);
	stat_text(run, column, row, tl_buf_c(&text));
	tl_buf_free(&text);
}

void stat_whole(struct stat_run *run, struct stat_column *column, size_t row, size_t value)
{
	stat_real(run, column, row, (double)value);
}

void stat_put_groups(struct stat_run *run, const struct stat_groups *groups)
{
	struct stat_column *column;

	if (groups->column == SIZE_MAX)
		return;
	column = stat_put(run, tl_arena_text(&run->arena, run->table.names[groups->column]));
	for (size_t i = 0; i < groups->count; i++)
		stat_str(column, i, groups->names[i]);
}

/* "95" and "998": percent as it was asked for, the dot left out. */
static const char *level_name(struct stat_run *run, const char *percent)
{
	char *name = tl_arena_text(&run->arena, tl_str(percent)), *dot = strchr(name, '.');

	if (dot)
		memmove(dot, dot + 1, strlen(dot));
	return name;
}

static bool level_share(const char *percent, double *share, struct tl_err *err)
{
	double value;

	if (!tl_num_real(tl_str(percent), (struct tl_num_style){0}, &value) || value < 50 ||
		value >= 100)
		return tl_fail(err, EX_USAGE,
			"--level takes a percentage of 50 or more, and below 100: 95 for 95%%");
	*share = value / 100;
	return true;
}

bool stat_put_levels(struct stat_run *run, const char *prefix, const char *suffix,
	struct stat_levels *levels, struct tl_err *err)
{
	static const char *const usual[] = {"95", "99.8"};
	struct stat_values asked = stat_option_values(run, "level");
	double *shares;

	if (!asked.count)
		asked = (struct stat_values){usual, TL_LEN(usual)};
	shares = tl_arena_array(&run->arena, asked.count, sizeof *shares);
	*levels = (struct stat_levels){
		.count = asked.count,
		.shares = shares,
		.lower = tl_arena_array(&run->arena, asked.count, sizeof *levels->lower),
		.upper = tl_arena_array(&run->arena, asked.count, sizeof *levels->upper),
	};
	for (size_t i = 0; i < asked.count; i++) {
		const char *name = level_name(run, asked.items[i]);

		if (!level_share(asked.items[i], &shares[i], err))
			return false;
		levels->lower[i] = stat_put(
			run, tl_arena_printf(&run->arena, "%slower_%s%s", prefix, name, suffix));
		levels->upper[i] = stat_put(
			run, tl_arena_printf(&run->arena, "%supper_%s%s", prefix, name, suffix));
	}
	return true;
}

void stat_limits(struct stat_run *run, const struct stat_levels *levels, size_t level, size_t row,
	struct tl_limits limits, double scale)
{
	stat_real(run, levels->lower[level], row, limits.lower * scale);
	stat_real(run, levels->upper[level], row, limits.upper * scale);
}

static bool is_own(const struct stat_run *run, struct tl_str name)
{
	for (size_t i = 0; i < run->answer_columns; i++)
		if (tl_str_equal(name, tl_str(run->answer[i]->name)))
			return true;
	return false;
}

/* The places of the input's columns that the answer repeats. */
static size_t repeated(const struct stat_run *run, size_t *columns)
{
	size_t count = 0;

	for (size_t i = 0; run->repeats_input && i < run->table.columns; i++)
		if (!is_own(run, run->table.names[i]))
			columns[count++] = i;
	return count;
}

static void add_field(struct tl_buf *out, size_t at, struct tl_str field)
{
	if (at)
		tl_buf_add_char(out, ',');
	tl_buf_add_csv(out, field);
}

void stat_write(const struct stat_run *run, struct tl_buf *out)
{
	size_t *columns = tl_alloc(run->table.columns + 1, sizeof *columns);
	size_t before = repeated(run, columns);

	for (size_t i = 0; i < before; i++)
		add_field(out, i, run->table.names[columns[i]]);
	for (size_t i = 0; i < run->answer_columns; i++)
		add_field(out, before + i, tl_str(run->answer[i]->name));
	tl_buf_add_char(out, '\n');
	for (size_t row = 0; row < run->answer_rows; row++) {
		for (size_t i = 0; i < before; i++)
			add_field(out, i, stat_field(run, row, columns[i]));
		for (size_t i = 0; i < run->answer_columns; i++)
			add_field(out, before + i, run->answer[i]->cells[row]);
		tl_buf_add_char(out, '\n');
	}
	free(columns);
}

void stat_note(struct stat_run *run, size_t row, size_t column, const char *format, ...)
{
	va_list args;

	tl_buf_addf(&run->notes, "%s:%lld: column " TL_STR_FMT ": ", run->table.path,
		(long long)run->table.lines[row], TL_STR_ARG(run->table.names[column]));
	va_start(args, format);
	tl_buf_addv(&run->notes, format, args);
	va_end(args);
	tl_buf_add_char(&run->notes, '\n');
}

static bool is_known(const struct stat_run *run, size_t row, const char *const *options)
{
	for (size_t i = 0; options[i]; i++) {
		size_t column;

		if (!stat_column(run, options[i], &column, &(struct tl_err){0}) ||
			column == SIZE_MAX || stat_is_unknown(stat_field(run, row, column)))
			return false;
	}
	return true;
}

void stat_note_refused(
	struct stat_run *run, const struct stat_column *answer, const char *const *options)
{
	size_t refused = 0, first = 0, column = 0;

	for (size_t i = run->table.rows; i-- > 0;)
		if (!answer->cells[i].length && is_known(run, i, options)) {
			first = i;
			refused++;
		}
	if (!refused || !stat_column(run, options[0], &column, &(struct tl_err){0}))
		return;
	stat_note(run, first, column,
		"%zu row%s without %s though its numbers are known, this the first; see Refused in "
		"throughline stat --help %s",
		refused, refused == 1 ? "" : "s", answer->name, run->method->name);
}

void stat_run_free(struct stat_run *run)
{
	tl_buf_free(&run->notes);
	free(run->answer);
	tl_arena_free(&run->arena);
	*run = (struct stat_run){0};
}
