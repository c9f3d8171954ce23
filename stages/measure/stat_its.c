/* stat its: what changed when something started, seen against the trend before it. */
#include "stat.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>

enum what { WHAT_ESTIMATES, WHAT_COUNTERFACTUAL, WHAT_TOTAL, WHAT_MODEL };
static const char *const whats[] = {"estimates", "counterfactual", "total", "model", NULL};
static const char *const families[] = {"ols", "poisson", "quasipoisson", NULL};

#define STEP_SLACK 1e-6 /* of a step: times may be years with decimals */

struct model {
	struct tl_design design;
	const char **terms; /* a name for each column of the design, then NULL */
	bool *is_intervention;
	const double *y, *time, *offset; /* time and offset: NULL where not asked for */
	size_t pre_points; /* rows before any term of the intervention is not 0 */
	struct tl_its its;
	struct tl_its_ar ar;
	double *d; /* room for what is asked for, by the terms */
};

static bool known_everywhere(
	struct stat_run *run, size_t column, const double *values, struct tl_err *err)
{
	for (size_t i = 0; i < run->table.rows; i++)
		if (isnan(values[i]))
			return stat_refuse(
				run, i, column, err, "unknown; a series has a number in every row");
	return true;
}

/* The numbers of the column that an option names, all known; *values is NULL where it names none.
 */
static bool series_of(
	struct stat_run *run, const char *option, const double **values, struct tl_err *err)
{
	size_t column;

	*values = NULL;
	if (!stat_column(run, option, &column, err))
		return false;
	return column == SIZE_MAX || (stat_column_numbers(run, column, values, err) &&
					     known_everywhere(run, column, *values, err));
}

static bool check_order(struct stat_run *run, const double *time, struct tl_err *err)
{
	size_t column;

	if (!time)
		return true;
	if (!stat_column(run, "time", &column, err))
		return false;
	for (size_t i = 1; i < run->table.rows; i++) {
		if (!(time[i] > time[i - 1]))
			return stat_refuse(run, i, column, err, "rows must be in order of time");
		if (fabs(time[i] - time[i - 1] - (time[1] - time[0])) >
			STEP_SLACK * (time[1] - time[0]))
			return stat_refuse(run, i, column, err,
				"another step than from the first row to the second; a series has "
				"a row for every period: add those that are missing");
	}
	return true;
}

/* log(offset): log 0 says that nothing could happen. */
static bool log_offset(struct stat_run *run, const double **offset, struct tl_err *err)
{
	double *logs = tl_arena_array(&run->arena, run->table.rows, sizeof *logs);
	size_t column;

	if (!*offset)
		return true;
	if (!stat_column(run, "offset", &column, err))
		return false;
	for (size_t i = 0; i < run->table.rows; i++) {
		if (!((*offset)[i] > 0))
			return stat_refuse(run, i, column, err, "an exposure must be above 0");
		logs[i] = log((*offset)[i]);
	}
	*offset = logs;
	return true;
}

static bool fill_term(struct stat_run *run, struct model *model, double *x, size_t at,
	struct tl_str name, struct tl_err *err)
{
	const char *time = stat_option(run, "time");
	const double *values;
	size_t column;

	if (!stat_find(run, name, &column, err) ||
		!stat_column_numbers(run, column, &values, err) ||
		!known_everywhere(run, column, values, err))
		return false;
	model->terms[at] = tl_arena_text(&run->arena, name);
	model->is_intervention[at] = !time || !tl_str_equal(name, tl_str(time));
	for (size_t i = 0; i < run->table.rows; i++)
		x[i * model->design.columns + at] = values[i];
	return true;
}

static void fill_harmonics(struct stat_run *run, struct model *model, double *x, size_t at,
	size_t count, double period)
{
	for (size_t h = 1; h <= count; h++, at += 2) {
		model->terms[at] = tl_arena_printf(&run->arena, "sin%zu", h);
		model->terms[at + 1] = tl_arena_printf(&run->arena, "cos%zu", h);
		for (size_t i = 0; i < run->table.rows; i++) {
			double angle = 2 * acos(-1) * (double)h * model->time[i] / period;

			x[i * model->design.columns + at] = sin(angle);
			x[i * model->design.columns + at + 1] = cos(angle);
		}
	}
}

static bool fill_design(struct stat_run *run, struct model *model, struct tl_err *err)
{
	struct tl_str *names;
	size_t count = 0, harmonics = 0, rows = run->table.rows;
	double period = 12, *x;

	if (!stat_option_whole(run, "harmonics", 0, &harmonics, err) ||
		!stat_option_scale(run, "period", &period, err))
		return false;
	if (harmonics && !model->time)
		return tl_fail(err, EX_USAGE, "--harmonics needs --time COLUMN");
	if (!stat_option_list(run, "terms", &names, &count))
		return tl_fail(err, EX_USAGE, "--terms A,B,C names the columns of the model");
	model->design = (struct tl_design){NULL, rows, 1 + count + 2 * harmonics};
	x = tl_arena_array(&run->arena, rows * model->design.columns, sizeof *x);
	model->design.x = x;
	model->terms = tl_arena_array(&run->arena, model->design.columns + 1, sizeof *model->terms);
	model->is_intervention = tl_arena_array(&run->arena, model->design.columns, sizeof(bool));
	model->terms[0] = "(Intercept)";
	for (size_t i = 0; i < rows; i++)
		x[i * model->design.columns] = 1;
	for (size_t j = 0; j < count; j++)
		if (!fill_term(run, model, x, 1 + j, names[j], err))
			return false;
	fill_harmonics(run, model, x, 1 + count, harmonics, period);
	return true;
}

static bool row_is_after(const struct model *model, size_t row)
{
	for (size_t j = 0; j < model->design.columns; j++)
		if (model->is_intervention[j] &&
			model->design.x[row * model->design.columns + j] != 0)
			return true;
	return false;
}

/* Which terms are the intervention's is known only where --time says which one is not. */
static bool check_before(struct stat_run *run, struct model *model, struct tl_err *err)
{
	size_t row = 0;

	while (row < model->design.rows && !row_is_after(model, row))
		row++;
	model->pre_points = row;
	if (!model->time || row == model->design.rows || row >= TL_ITS_PRE_POINTS)
		return true;
	return tl_fail(err, EX_DATAERR,
		"%s: %zu points before the change, %zu are needed to know the trend that it broke",
		run->table.path, row, TL_ITS_PRE_POINTS);
}

static bool ask_variance(
	const struct stat_run *run, size_t rows, struct tl_its_options *options, struct tl_err *err)
{
	const char *lag = stat_option(run, "lag");

	options->newey_west = lag != NULL;
	options->adjust = stat_flag(run, "adjust");
	if (options->adjust && !lag)
		return tl_fail(err, EX_USAGE, "--adjust is for the variance of --lag L");
	if (!lag || strcmp(lag, "auto") != 0)
		return stat_option_whole(run, "lag", 0, &options->lag, err) &&
		       (!lag || options->lag < rows ||
			       tl_fail(err, EX_USAGE, "--lag must be fewer than the %zu rows",
				       rows));
	options->lag = tl_its_auto_lag(rows);
	return true;
}

static bool estimate(struct stat_run *run, struct model *model, struct tl_err *err)
{
	struct tl_its_options options = {0};
	size_t family = 0;

	if (!stat_option_word(run, "family", families, &family, err) ||
		!ask_variance(run, run->table.rows, &options, err))
		return false;
	options.family = (enum tl_its_family)family;
	if (model->offset && options.family == TL_ITS_OLS)
		return tl_fail(err, EX_USAGE, "--offset is for --family poisson or quasipoisson");
	for (size_t i = 0; options.family != TL_ITS_OLS && i < run->table.rows; i++)
		if (model->y[i] < 0)
			return tl_fail(err, EX_DATAERR, "%s:%lld: a count must not be below 0",
				run->table.path, (long long)run->table.lines[i]);
	if (!tl_its_estimate(model->design, model->y, model->offset, &options, &model->its))
		return tl_fail(err, EX_DATAERR,
			"%s: no estimate: too few rows for the terms, a term is a sum of others, "
			"or "
			"counts are all 0 on one side of the change",
			run->table.path);
	tl_its_ar_estimate(&model->its, model->design, &model->ar);
	model->d = tl_arena_array(&run->arena, model->design.columns, sizeof *model->d);
	return true;
}

/* Limits of a ratio lie where those of its logarithm do. */
static struct tl_limits on_scale(struct tl_limits limits, bool as_ratio)
{
	return as_ratio ? (struct tl_limits){exp(limits.lower), exp(limits.upper)} : limits;
}

/* Of what model->d says. */
static void put_ar_limits(struct stat_run *run, const struct model *model,
	const struct stat_levels *levels, size_t row, double value, bool as_ratio)
{
	for (size_t k = 0; k < levels->count; k++)
		stat_limits(run, levels, k, row,
			on_scale(tl_its_ar_limits(&model->ar, model->d, value, levels->shares[k]),
				as_ratio),
			1);
}

static bool put_estimates(struct stat_run *run, const struct model *model, struct tl_err *err)
{
	const char *only = stat_option(run, "only");
	bool as_ratio = stat_flag(run, "ratio");
	size_t at = 0, count = 0;
	struct stat_column *term, *value, *se, *ratio, *p, *ar_value, *ar_p;
	struct stat_levels levels, ar_levels;

	for (size_t j = 0; j < model->design.columns; j++)
		count += !only || strcmp(only, model->terms[j]) == 0;
	if (!count)
		return stat_unknown_word("only", only, model->terms, err);
	stat_answer(run, count);
	term = stat_put(run, "term");
	value = stat_put(run, "estimate");
	se = stat_put(run, "se");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	ratio = stat_put(run, "stat");
	p = stat_put(run, "p");
	ar_value = stat_put(run, "ar_estimate");
	if (!stat_put_levels(run, "ar_", "", &ar_levels, err))
		return false;
	ar_p = stat_put(run, "ar_p");
	for (size_t j = 0; j < model->design.columns; j++) {
		double own = model->its.fit.estimate[j], own_se = tl_its_se(&model->its, j);
		double ar_own = tl_its_ar_term(&model->ar, j, model->d);

		if (only && strcmp(only, model->terms[j]) != 0)
			continue;
		stat_text(run, term, at, model->terms[j]);
		stat_real(run, value, at, as_ratio ? exp(own) : own);
		stat_real(run, se, at, own_se);
		for (size_t k = 0; k < levels.count; k++)
			stat_limits(run, &levels, k, at,
				on_scale(tl_its_limits(&model->its, own, own_se, levels.shares[k]),
					as_ratio),
				1);
		stat_real(run, ratio, at, own / own_se);
		stat_real(run, p, at, tl_its_p(&model->its, own, own_se));
		stat_real(run, ar_value, at, as_ratio ? exp(ar_own) : ar_own);
		put_ar_limits(run, model, &ar_levels, at, ar_own, as_ratio);
		stat_real(run, ar_p, at, tl_its_ar_p(&model->ar, model->d, ar_own));
		at++;
	}
	return true;
}

/* After the change, and where --only names a time, that one. */
static bool is_asked(const struct stat_run *run, const struct model *model, size_t row)
{
	const char *only = stat_option(run, "only");
	double time;

	if (!row_is_after(model, row))
		return false;
	return !only || (tl_num_real(tl_str(only), (struct tl_num_style){0}, &time) &&
				time == model->time[row]);
}

static bool put_counterfactual(struct stat_run *run, const struct model *model, struct tl_err *err)
{
	static const char *const names[] = {"observed", "fitted", "counterfactual", "effect", "se"};
	struct stat_column *time, *columns[TL_LEN(names)], *ar_counterfactual, *ar_effect;
	struct stat_levels levels, ar_levels;
	size_t count = 0, at = 0;

	for (size_t i = 0; i < model->design.rows; i++)
		count += is_asked(run, model, i);
	if (!count && stat_option(run, "only"))
		return tl_fail(err, EX_USAGE, "--only takes a time after the change");
	stat_answer(run, count);
	time = stat_put(run, stat_option(run, "time"));
	for (size_t i = 0; i < TL_LEN(names); i++)
		columns[i] = stat_put(run, names[i]);
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	ar_counterfactual = stat_put(run, "ar_counterfactual");
	ar_effect = stat_put(run, "ar_effect");
	if (!stat_put_levels(run, "ar_", "", &ar_levels, err))
		return false;
	for (size_t i = 0; i < model->design.rows; i++) {
		struct tl_its_effect effect =
			tl_its_effect(&model->its, model->design, model->is_intervention, i);
		struct tl_its_effect ar = tl_its_ar_effect(
			&model->ar, model->design, model->is_intervention, i, i + 1, model->d);
		double values[] = {model->y[i], effect.fitted, effect.counterfactual, effect.effect,
			effect.se};

		if (!is_asked(run, model, i))
			continue;
		stat_real(run, time, at, model->time[i]);
		for (size_t j = 0; j < TL_LEN(values); j++)
			stat_real(run, columns[j], at, values[j]);
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, at,
				tl_its_limits(
					&model->its, effect.effect, effect.se, levels.shares[j]),
				1);
		stat_real(run, ar_counterfactual, at, ar.counterfactual);
		stat_real(run, ar_effect, at, ar.effect);
		put_ar_limits(run, model, &ar_levels, at, ar.effect, false);
		at++;
	}
	return true;
}

/* All rows after the change together. */
static bool put_total(struct stat_run *run, const struct model *model, struct tl_err *err)
{
	struct tl_its_effect total =
		tl_its_total(&model->its, model->design, model->is_intervention, model->pre_points);
	struct tl_its_effect ar = tl_its_ar_effect(&model->ar, model->design,
		model->is_intervention, model->pre_points, model->design.rows, model->d);
	struct stat_column *value, *se;
	struct stat_levels levels, ar_levels;

	stat_answer(run, 1);
	value = stat_put(run, "effect");
	se = stat_put(run, "se");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	stat_real(run, value, 0, total.effect);
	stat_real(run, se, 0, total.se);
	for (size_t j = 0; j < levels.count; j++)
		stat_limits(run, &levels, j, 0,
			tl_its_limits(&model->its, total.effect, total.se, levels.shares[j]), 1);
	stat_real(run, stat_put(run, "ar_effect"), 0, ar.effect);
	if (!stat_put_levels(run, "ar_", "", &ar_levels, err))
		return false;
	put_ar_limits(run, model, &ar_levels, 0, ar.effect, false);
	return true;
}

static bool put_model(struct stat_run *run, const struct model *model, struct tl_err *err)
{
	bool ols = model->its.family == TL_ITS_OLS;
	struct tl_test bg = {NAN, NAN, NAN};
	double dw = NAN;
	size_t order = 12;

	if (!stat_option_whole(run, "order", 1, &order, err))
		return false;
	if (ols && stat_option_values(run, "order").count &&
		order + model->design.columns >= model->design.rows)
		return tl_fail(err, EX_USAGE,
			"--order %zu is too high for %zu rows and %zu terms: nothing would be left",
			order, model->design.rows, model->design.columns);
	if (ols && !isnan(model->its.dispersion)) {
		dw = tl_serial_durbin_watson(model->its.fit.residual, model->design.rows);
		bg = tl_serial_breusch_godfrey(model->design, model->its.fit.residual, order);
	}
	stat_answer(run, 1);
	stat_whole(run, stat_put(run, "n"), 0, model->design.rows);
	stat_real(
		run, stat_put(run, "pre_points"), 0, model->time ? (double)model->pre_points : NAN);
	stat_real(run, stat_put(run, "dispersion"), 0, model->its.dispersion);
	stat_real(run, stat_put(run, "r2"), 0, model->its.r2);
	stat_real(run, stat_put(run, "loglik"), 0, model->its.log_likelihood);
	stat_real(run, stat_put(run, "dw"), 0, dw);
	stat_real(run, stat_put(run, tl_arena_printf(&run->arena, "bg%zu", order)), 0, bg.chisq);
	stat_real(run, stat_put(run, tl_arena_printf(&run->arena, "bg%zup", order)), 0, bg.p);
	stat_real(run, stat_put(run, "ar_rho"), 0, model->ar.rho);
	return true;
}

static bool put(struct stat_run *run, const struct model *model, enum what what, struct tl_err *err)
{
	if (!model->time && (what == WHAT_COUNTERFACTUAL || what == WHAT_TOTAL))
		return tl_fail(err, EX_USAGE,
			"--time COLUMN is needed: the term that goes on without the intervention");
	if (stat_flag(run, "ratio") && what != WHAT_ESTIMATES)
		return tl_fail(err, EX_USAGE, "--ratio is for --what estimates");
	switch (what) {
	case WHAT_ESTIMATES:
		return put_estimates(run, model, err);
	case WHAT_COUNTERFACTUAL:
		return put_counterfactual(run, model, err);
	case WHAT_TOTAL:
		return put_total(run, model, err);
	case WHAT_MODEL:
		break;
	}
	return put_model(run, model, err);
}

static bool run_its(struct stat_run *run, struct tl_err *err)
{
	struct model model = {0};
	size_t what = 0;
	bool ok;

	ok = stat_option_word(run, "what", whats, &what, err) &&
	     series_of(run, "y", &model.y, err) && series_of(run, "time", &model.time, err) &&
	     series_of(run, "offset", &model.offset, err) && log_offset(run, &model.offset, err) &&
	     check_order(run, model.time, err) && fill_design(run, &model, err) &&
	     check_before(run, &model, err) && estimate(run, &model, err) &&
	     put(run, &model, (enum what)what, err);
	tl_its_ar_free(&model.ar);
	tl_its_free(&model.its);
	return ok;
}

// clang-format off
static const struct stat_option options[] = {
	{"y", "COLUMN", "y", "what is counted or measured"},
	{"terms", "A,B,C", NULL, "columns of the model: time, level, trend after the change"},
	{"time", "COLUMN", NULL, "the term that goes on without the intervention; the others are its"},
	{"harmonics", "H", "0", "that many pairs of sin and cos of --time"},
	{"period", "P", "12", "rows in a cycle of the harmonics"},
	{"family", "FAMILY", "ols", "ols, poisson or quasipoisson"},
	{"offset", "COLUMN", NULL, "exposure of a count; its logarithm is taken"},
	{"lag", "L", NULL, "Newey-West variance with so many lags; auto: floor(4 (n/100)^(2/9))"},
	{"adjust", NULL, NULL, "that variance times n/(n-k)"},
	{"what", "WHAT", "estimates", "estimates, counterfactual, total or model"},
	{"only", "TERM|TIME", NULL, "estimates: only this term; counterfactual: only this time"},
	{"ratio", NULL, NULL, "estimates and their limits as ratios: e to the power of them"},
	{"order", "K", "12", "lags of the Breusch-Godfrey test in --what model"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_its = {
	.name = "its",
	.summary = "what changed when something started, against the trend before it",
	.options = options,
	.help =
	"One row per period, in order of time, no gaps. The answer has rows of its own:\n"
	"estimates       term, estimate, se, lower_95, upper_95, lower_998, upper_998, stat, p\n"
	"counterfactual  the time, observed, fitted, counterfactual, effect, se and limits of the effect,\n"
	"                for rows where a term of the intervention (all --terms but --time) is not 0;\n"
	"                effect = fitted - counterfactual\n"
	"total           effect, se and limits of all those rows together\n"
	"model           n, pre_points, dispersion, r2, loglik, dw (Durbin-Watson), bg12, bg12p\n"
	"                (Breusch-Godfrey to --order lags), ar_rho\n"
	"Each has the same again for errors that are AR(1), as columns ar_estimate, ar_lower_95 ... ar_p,\n"
	"ar_counterfactual, ar_effect: THESE HOLD where months in a row resemble one another, and a pack\n"
	"shows them. Of 100 series of 24 to 60 months without a change they leave out 0 in 0 to 6 (bench/its),\n"
	"those of --lag 12 in 24 to 52; without --lag in 5 where no month resembles the next, else in 9 to 33.\n"
	"Unit: that of y; for poisson the logarithm of a rate, the counterfactual on the scale of y.\n"
	"Formula: OLS variance RSS/(n-k) (X'X)^-1; Newey-West with Bartlett weights, no prewhitening;\n"
	"limits by t with n-k degrees of freedom for ols, normal for the others; quasipoisson times\n"
	"sum((y-mu)^2/mu)/(n-k). ar_: generalised least squares at rho .01, .03 ... .99, weighed by\n"
	"(1-rho^2)^1/2 |X'V^-1 X|^-1/2 RSS^-(n-k)/2; limits and p of the mixture of t with n-k degrees of\n"
	"freedom; of counts (also of poisson, with their dispersion) on the last round of the fit.\n"
	"Source: Bernal, Cummins and Gasparrini 2017; Newey and West 1987; Breusch 1978, Godfrey 1978;\n"
	"Cheang and Reinsel 2000, Zellner and Tiao 1964.\n"
	"Refused: an unknown value; with --time, under 12 points before the change (under 24 is weak, see\n"
	"pre_points); rows that are not a step apart; a term that is a sum of others; counts that are all 0\n"
	"before or after. A series without residuals has no limits: few data, not certainty.\n",
	.run = run_its,
};
// clang-format on
