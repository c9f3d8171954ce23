/* Columns by name, as numbers and as groups. */
#include "stat.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/vec.h>

static bool no_column(const struct stat_run *run, struct tl_str name, struct tl_err *err)
{
	TL_VEC(const char *) names = {0};
	struct tl_arena arena = {0};
	const char *nearest;

	for (size_t i = 0; i < run->table.columns; i++)
		*tl_vec_push(&names) = tl_arena_text(&arena, run->table.names[i]);
	nearest = tl_str_nearest(name, names.items, names.count);
	tl_fail(err, EX_DATAERR,
		"%s:1: no column named " TL_STR_FMT "%s%s; see throughline stat --help %s",
		run->table.path, TL_STR_ARG(name), nearest ? ", did you mean " : "",
		nearest ? nearest : "", run->method->name);
	tl_vec_free(&names);
	tl_arena_free(&arena);
	return false;
}

bool stat_find(const struct stat_run *run, struct tl_str name, size_t *column, struct tl_err *err)
{
	size_t found = 0;

	for (size_t i = 0; i < run->table.columns; i++) {
		if (!tl_str_equal(run->table.names[i], name))
			continue;
		*column = i;
		found++;
	}
	if (found > 1)
		return tl_fail(err, EX_DATAERR, "%s:1: %zu columns are named " TL_STR_FMT,
			run->table.path, found, TL_STR_ARG(name));
	return found ? true : no_column(run, name, err);
}

bool stat_has(const struct stat_run *run, struct tl_str name)
{
	for (size_t j = 0; j < run->table.columns; j++)
		if (tl_str_equal(run->table.names[j], name))
			return true;
	return false;
}

bool stat_column(const struct stat_run *run, const char *option, size_t *column, struct tl_err *err)
{
	const char *name = stat_option(run, option);

	*column = SIZE_MAX;
	return name ? stat_find(run, tl_str(name), column, err) : true;
}

bool stat_is_unknown(struct tl_str field)
{
	field = tl_str_trim(field);
	return field.length == 0 || tl_str_equal(field, TL_STR("NA")) ||
	       tl_str_equal_fold(field, TL_STR("NaN"));
}

struct tl_str stat_field(const struct stat_run *run, size_t row, size_t column)
{
	return run->table.fields[row * run->table.columns + column];
}

bool stat_refuse(
	const struct stat_run *run, size_t row, size_t column, struct tl_err *err, const char *what)
{
	return tl_fail(err, EX_DATAERR, "%s:%lld: column " TL_STR_FMT ": %s", run->table.path,
		(long long)run->table.lines[row], TL_STR_ARG(run->table.names[column]), what);
}

static bool number_of(struct tl_str field, double *value)
{
	*value = NAN;
	return stat_is_unknown(field) ||
	       tl_num_real(tl_str_trim(field), (struct tl_num_style){0}, value);
}

bool stat_column_numbers(
	struct stat_run *run, size_t column, const double **values, struct tl_err *err)
{
	double *numbers = tl_arena_array(&run->arena, run->table.rows, sizeof *numbers);

	for (size_t i = 0; i < run->table.rows; i++)
		if (!number_of(stat_field(run, i, column), &numbers[i]))
			return stat_refuse(run, i, column, err,
				"not a number; blank, NA and NaN mean unknown");
		else if (fabs(numbers[i]) > STAT_NUMBER_MOST)
			return stat_refuse(run, i, column, err,
				"beyond 1e100; such numbers cannot be squared and added up");
	*values = numbers;
	return true;
}

bool stat_numbers(
	struct stat_run *run, const char *option, const double **values, struct tl_err *err)
{
	size_t column;

	if (!stat_column(run, option, &column, err))
		return false;
	if (column == SIZE_MAX)
		return tl_fail(err, EX_USAGE,
			"--%s COLUMN is needed; see throughline stat --help %s", option,
			run->method->name);
	return stat_column_numbers(run, column, values, err);
}

int stat_compare_fields(struct tl_str a, struct tl_str b)
{
	double x = NAN, y = NAN;
	bool a_unknown = stat_is_unknown(a), b_unknown = stat_is_unknown(b);

	if (a_unknown || b_unknown)
		return (int)a_unknown - (int)b_unknown;
	number_of(a, &x);
	number_of(b, &y);
	if (isnan(x) || isnan(y))
		return isnan(x) && isnan(y) ? tl_str_compare(a, b) : isnan(x) ? 1 : -1;
	return (x > y) - (x < y);
}

struct placed {
	struct tl_str field;
	size_t row;
};

static int by_field(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	int order = stat_compare_fields(a->field, b->field);

	return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* One group a row or fewer; rows come in order of group, within it in file order. */
static struct stat_groups groups_room(struct stat_run *run, size_t column)
{
	size_t rows = run->table.rows;

	return (struct stat_groups){
		.of = tl_arena_array(&run->arena, rows, sizeof(size_t)),
		.names = tl_arena_array(&run->arena, rows + 1, sizeof(struct tl_str)),
		.rows = tl_arena_array(&run->arena, rows, sizeof(size_t)),
		.starts = tl_arena_array(&run->arena, rows + 2, sizeof(size_t)),
		.column = column,
	};
}

void stat_groups_by(struct stat_run *run, size_t column, struct stat_groups *groups)
{
	size_t rows = run->table.rows;
	struct placed *placed = tl_alloc(rows ? rows : 1, sizeof *placed);

	*groups = groups_room(run, column);
	for (size_t i = 0; i < rows; i++)
		placed[i] = (struct placed){stat_field(run, i, column), i};
	qsort(placed, rows, sizeof *placed, by_field);
	for (size_t i = 0; i < rows; i++) {
		if (!i || stat_compare_fields(placed[i - 1].field, placed[i].field) != 0) {
			groups->starts[groups->count] = i;
			groups->names[groups->count++] = placed[i].field;
		}
		groups->rows[i] = placed[i].row;
		groups->of[placed[i].row] = groups->count - 1;
	}
	groups->starts[groups->count] = rows;
	free(placed);
}

bool stat_groups_of(
	struct stat_run *run, const char *option, struct stat_groups *groups, struct tl_err *err)
{
	size_t column;

	if (!stat_column(run, option, &column, err))
		return false;
	for (size_t i = 0; column != SIZE_MAX && i < run->table.rows; i++)
		if (stat_is_unknown(stat_field(run, i, column)))
			return stat_refuse(run, i, column, err,
				"unknown; a row is of one group: name it, or leave the row out");
	if (column != SIZE_MAX) {
		stat_groups_by(run, column, groups);
		return true;
	}
	*groups = groups_room(run, SIZE_MAX);
	for (size_t i = 0; i < run->table.rows; i++)
		groups->rows[i] = i;
	groups->count = 1;
	groups->starts[1] = run->table.rows;
	return true;
}

const size_t *stat_group_rows(const struct stat_groups *groups, size_t group, size_t *count)
{
	*count = groups->starts[group + 1] - groups->starts[group];
	return groups->rows + groups->starts[group];
}

double *stat_pick(struct stat_run *run, const double *values, const size_t *rows, size_t count)
{
	double *picked = tl_arena_array(&run->arena, count, sizeof *picked);

	for (size_t i = 0; i < count; i++)
		picked[i] = values[rows[i]];
	return picked;
}
