/* The rows to match, in strata or by propensity. */
#include "stat_matching.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/vec.h>

#define CUT_BINS_MOST 10000

static const char *const methods[] = {"cem", "exact", "ipw", NULL};

static bool is_number(struct tl_str field)
{
	double value;

	return tl_num_real(tl_str_trim(field), (struct tl_num_style){0}, &value);
}

static bool take_column(
	struct stat_run *run, struct tl_str name, struct match_column *out, struct tl_err *err)
{
	bool numbers = true;

	if (!stat_find(run, name, &out->column, err))
		return false;
	for (size_t i = 0; i < run->table.rows; i++) {
		if (stat_is_unknown(stat_field(run, i, out->column)))
			return stat_refuse(run, i, out->column, err,
				"unknown; leave the row out or give it a value of its own");
		numbers = numbers && is_number(stat_field(run, i, out->column));
	}
	stat_groups_by(run, out->column, &out->groups);
	out->values = NULL;
	return !numbers || stat_column_numbers(run, out->column, &out->values, err);
}

static bool take_columns(struct stat_run *run, struct match *match, struct tl_err *err)
{
	struct tl_str *names;

	if (!stat_option_list(run, "on", &names, &match->column_count))
		return tl_fail(err, EX_USAGE, "--on A,B,C names the columns to agree on");
	match->columns = tl_arena_array(&run->arena, match->column_count, sizeof *match->columns);
	for (size_t j = 0; j < match->column_count; j++) {
		if (!take_column(run, names[j], &match->columns[j], err))
			return false;
		for (size_t i = 0; i < j; i++)
			if (match->columns[i].column == match->columns[j].column)
				return tl_fail(err, EX_USAGE, "--on names " TL_STR_FMT " twice",
					TL_STR_ARG(names[j]));
	}
	return true;
}

static bool check_treat(struct stat_run *run, const double *treat, struct tl_err *err)
{
	size_t column, treated = 0;

	if (!stat_column(run, "treat", &column, err))
		return false;
	for (size_t i = 0; i < run->table.rows; i++) {
		if (treat[i] != 0 && treat[i] != 1)
			return stat_refuse(
				run, i, column, err, "neither 0 (control) nor 1 (treated)");
		treated += treat[i] == 1;
	}
	if (!treated || treated == run->table.rows)
		return tl_fail(err, EX_DATAERR, "%s: matching needs treated and controls",
			run->table.path);
	return true;
}

static bool cuts_are_wrong(struct tl_str name, struct tl_err *err)
{
	return tl_fail(err, EX_USAGE,
		"--cut " TL_STR_FMT
		": takes COLUMN:K bins, K from 1 to %d, or COLUMN:A/B/.. ascending "
		"cut points between its least and its most",
		TL_STR_ARG(name), CUT_BINS_MOST);
}

/* A cut at the edge or beyond cuts nothing off. */
static bool all_cut(const struct stat_run *run, const struct match_column *column,
	const double *cuts, size_t count)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t i = 0; i < run->table.rows; i++) {
		least = fmin(least, column->values[i]);
		most = fmax(most, column->values[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (!(cuts[i] > least && cuts[i] < most) || (i && !(cuts[i] > cuts[i - 1])))
			return false;
	return count > 0;
}

/* "3" bins of one width, or "a/b/c" cut points, or the bins of Sturges where NULL. */
static bool cut_column(struct stat_run *run, const struct match_column *column, struct tl_str how,
	size_t *bin, struct tl_err *err)
{
	size_t rows = run->table.rows, count = 0;
	double *cuts = tl_arena_array(&run->arena, how.length + 1, sizeof *cuts);
	struct tl_str name = run->table.names[column->column], piece;
	int64_t bins;

	if (!how.data) {
		tl_match_bins(column->values, rows, tl_match_sturges(rows), bin);
		return true;
	}
	if (tl_num_int(how, (struct tl_num_style){0}, &bins)) {
		if (bins < 1 || bins > CUT_BINS_MOST)
			return cuts_are_wrong(name, err);
		tl_match_bins(column->values, rows, (size_t)bins, bin);
		return true;
	}
	while (tl_str_cut(&how, '/', &piece))
		if (!tl_num_real(piece, (struct tl_num_style){0}, &cuts[count++]))
			return cuts_are_wrong(name, err);
	if (!all_cut(run, column, cuts, count))
		return cuts_are_wrong(name, err);
	tl_match_cut(column->values, rows, cuts, count, bin);
	return true;
}

static bool is_of(struct tl_str spec, struct tl_str name, struct tl_str *how)
{
	if (!tl_str_starts(spec, name) || spec.length <= name.length ||
		spec.data[name.length] != ':')
		return false;
	*how = tl_str_slice(spec.data + name.length + 1, spec.length - name.length - 1);
	return true;
}

/* What --cut says of a column; nothing leaves *how at NULL. */
static void cut_of(struct stat_run *run, const struct match_column *column, struct tl_str *how)
{
	struct stat_values cuts = stat_option_values(run, "cut");

	*how = (struct tl_str){0};
	for (size_t i = 0; i < cuts.count; i++)
		is_of(tl_str(cuts.items[i]), run->table.names[column->column], how);
}

static bool no_such_cut(const struct stat_run *run, const struct match *match, struct tl_str cut,
	struct tl_err *err)
{
	TL_VEC(const char *) names = {0};
	struct tl_arena arena = {0};
	struct tl_str column;
	const char *nearest;

	tl_str_cut(&cut, ':', &column);
	for (size_t j = 0; j < match->column_count; j++)
		if (match->columns[j].values)
			*tl_vec_push(&names) =
				tl_arena_text(&arena, run->table.names[match->columns[j].column]);
	nearest = tl_str_nearest(column, names.items, names.count);
	tl_fail(err, EX_USAGE,
		"--cut " TL_STR_FMT ": not a column of numbers in --on%s%s; write COLUMN:CUTS",
		TL_STR_ARG(column), nearest ? ", did you mean " : "", nearest ? nearest : "");
	tl_vec_free(&names);
	tl_arena_free(&arena);
	return false;
}

/* A --cut that is for no column, or for one twice, would be a wish that nobody grants. */
static bool check_cuts(struct stat_run *run, const struct match *match, struct tl_err *err)
{
	struct stat_values cuts = stat_option_values(run, "cut");
	bool *is_cut = tl_arena_array(&run->arena, match->column_count, sizeof *is_cut);

	if (cuts.count && match->method != MATCH_CEM)
		return tl_fail(err, EX_USAGE, "--cut is for --method cem");
	for (size_t i = 0; i < cuts.count; i++) {
		struct tl_str how;
		size_t j = 0;

		while (j < match->column_count &&
			!(match->columns[j].values &&
				is_of(tl_str(cuts.items[i]),
					run->table.names[match->columns[j].column], &how)))
			j++;
		if (j == match->column_count)
			return no_such_cut(run, match, tl_str(cuts.items[i]), err);
		if (is_cut[j])
			return tl_fail(err, EX_USAGE, "--cut " TL_STR_FMT ": given twice",
				TL_STR_ARG(run->table.names[match->columns[j].column]));
		is_cut[j] = true;
	}
	return true;
}

/* Exact, text, and columns of two values keep each value its own. */
static bool code_column(struct stat_run *run, const struct match *match, size_t j, size_t *codes,
	struct tl_err *err)
{
	const struct match_column *column = &match->columns[j];
	size_t *bin = tl_arena_array(&run->arena, run->table.rows, sizeof *bin);
	struct tl_str how;

	cut_of(run, column, &how);
	if (match->method == MATCH_CEM && column->values &&
		(column->groups.count > 2 || how.data)) {
		if (!cut_column(run, column, how, bin, err))
			return false;
	} else if (run->table.rows) {
		memcpy(bin, column->groups.of, run->table.rows * sizeof *bin);
	}
	for (size_t i = 0; i < run->table.rows; i++)
		codes[i * match->column_count + j] = bin[i];
	return true;
}

static bool weigh_by_strata(struct stat_run *run, struct match *match, struct tl_err *err)
{
	size_t rows = run->table.rows, count;
	size_t *codes = tl_arena_array(&run->arena, rows * match->column_count, sizeof *codes);

	match->strata = tl_arena_array(&run->arena, rows, sizeof *match->strata);
	for (size_t j = 0; j < match->column_count; j++)
		if (!code_column(run, match, j, codes, err))
			return false;
	count = tl_match_strata(codes, rows, match->column_count, match->strata);
	tl_match_weights(match->treat, rows, count, match->strata, match->weights);
	return true;
}

double *match_dummy(struct stat_run *run, const struct match_column *column, size_t group)
{
	double *dummy = tl_arena_array(&run->arena, run->table.rows, sizeof *dummy);

	for (size_t i = 0; i < run->table.rows; i++)
		dummy[i] = column->groups.of[i] == group;
	return dummy;
}

static size_t width_of(const struct match *match)
{
	size_t width = 1;

	for (size_t j = 0; j < match->column_count; j++)
		width += match->columns[j].values ? 1 : match->columns[j].groups.count - 1;
	return width;
}

static void fill_column(const struct tl_design *design, double *x, size_t at, const double *values)
{
	for (size_t i = 0; i < design->rows; i++)
		x[i * design->columns + at] = values ? values[i] : 1;
}

/* Intercept, numbers as they are, text as one column for each value but the first. */
static struct tl_design propensity_design(struct stat_run *run, const struct match *match)
{
	struct tl_design design = {NULL, run->table.rows, width_of(match)};
	double *x = tl_arena_array(&run->arena, design.rows * design.columns, sizeof *x);
	size_t at = 0;

	fill_column(&design, x, at++, NULL);
	for (size_t j = 0; j < match->column_count; j++) {
		const struct match_column *column = &match->columns[j];

		if (column->values)
			fill_column(&design, x, at++, column->values);
		for (size_t g = 1; !column->values && g < column->groups.count; g++)
			fill_column(&design, x, at++, match_dummy(run, column, g));
	}
	design.x = x;
	return design;
}

static bool weigh_by_propensity(struct stat_run *run, struct match *match, struct tl_err *err)
{
	if (!tl_fit_logistic(propensity_design(run, match), match->treat, &match->fit))
		return tl_fail(err, EX_DATAERR,
			"%s: no propensity: a column of --on is a sum of others, or tells the arms "
			"apart completely",
			run->table.path);
	match->ps = match->fit.fitted;
	for (size_t i = 0; i < run->table.rows; i++)
		match->weights[i] = match->treat[i] == 1 ? 1 : match->ps[i] / (1 - match->ps[i]);
	return true;
}

bool match_make(struct stat_run *run, struct match *match, struct tl_err *err)
{
	size_t method = 0;

	if (!stat_option_word(run, "method", methods, &method, err) ||
		!stat_numbers(run, "treat", &match->treat, err) ||
		!check_treat(run, match->treat, err) || !take_columns(run, match, err))
		return false;
	match->method = (enum match_method)method;
	match->weights = tl_arena_array(&run->arena, run->table.rows, sizeof *match->weights);
	if (!check_cuts(run, match, err))
		return false;
	return match->method == MATCH_IPW ? weigh_by_propensity(run, match, err)
					  : weigh_by_strata(run, match, err);
}
