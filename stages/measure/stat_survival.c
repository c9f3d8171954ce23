/* stat survival: how long until something happens, when for some it has not happened yet. */
#include "stat.h"

#include <math.h>

static const char *const whats[] = {"km", "summary", "logrank", "competing", NULL};
static const char *const kinds[] = {"log-log", "log", NULL};

#define CAUSES_MAX 100 /* more is a column that holds something else */

struct followed {
	const double *time, *event;
	struct stat_groups groups;
	enum tl_survival_limits kind;
	double horizon;
	size_t causes; /* the highest event */
};

/* One group's rows and its curve. */
struct curve {
	double *time, *event;
	size_t rows, count;
	struct tl_survival_step *steps;
};

static struct curve curve_of(struct stat_run *run, const struct followed *followed, size_t group)
{
	struct curve curve;
	const size_t *rows = stat_group_rows(&followed->groups, group, &curve.rows);

	curve.time = stat_pick(run, followed->time, rows, curve.rows);
	curve.event = stat_pick(run, followed->event, rows, curve.rows);
	curve.steps = tl_arena_array(&run->arena, curve.rows, sizeof *curve.steps);
	curve.count = tl_survival_kaplan_meier(curve.time, curve.event, curve.rows, curve.steps);
	return curve;
}

/* Room for the group column, filled row by row. NULL without groups. */
static struct stat_column *group_column(struct stat_run *run, const struct stat_groups *groups)
{
	if (groups->column == SIZE_MAX)
		return NULL;
	return stat_put(run, tl_arena_text(&run->arena, run->table.names[groups->column]));
}

static struct tl_str group_name(const struct stat_groups *groups, size_t group)
{
	return groups->column == SIZE_MAX ? TL_STR("") : groups->names[group];
}

static bool put_km(struct stat_run *run, const struct followed *followed, struct tl_err *err)
{
	static const char *const names[] = {
		"time", "n_risk", "n_event", "n_censor", "survival", "std_err_cumhaz"};
	size_t groups = followed->groups.count, rows = 0, at = 0;
	struct curve *curves = tl_arena_array(&run->arena, groups, sizeof *curves);
	struct stat_column *group, *columns[TL_LEN(names)];
	struct stat_levels levels;

	for (size_t g = 0; g < groups; g++) {
		curves[g] = curve_of(run, followed, g);
		rows += curves[g].count;
	}
	stat_answer(run, rows);
	group = group_column(run, &followed->groups);
	for (size_t j = 0; j < TL_LEN(names); j++)
		columns[j] = stat_put(run, names[j]);
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	for (size_t g = 0; g < groups; g++)
		for (size_t i = 0; i < curves[g].count; i++, at++) {
			const struct tl_survival_step *step = &curves[g].steps[i];
			double values[] = {step->time, step->at_risk, step->events, step->censored,
				step->survival, sqrt(step->variance)};

			stat_str(group, at, group_name(&followed->groups, g));
			for (size_t j = 0; j < TL_LEN(values); j++)
				stat_real(run, columns[j], at, values[j]);
			for (size_t j = 0; j < levels.count; j++)
				stat_limits(run, &levels, j, at,
					tl_survival_limits(step, followed->kind, levels.shares[j]),
					1);
		}
	return true;
}

static double sum_events(const struct curve *curve)
{
	double events = 0;

	for (size_t i = 0; i < curve->count; i++)
		events += curve->steps[i].events;
	return events;
}

static bool put_summary(struct stat_run *run, const struct followed *followed, struct tl_err *err)
{
	static const char *const names[] = {"n", "events", "rmst", "rmst_se", "p90", "median"};
	struct stat_column *columns[TL_LEN(names)];
	struct stat_levels levels;

	stat_answer(run, followed->groups.count);
	stat_put_groups(run, &followed->groups);
	for (size_t j = 0; j < TL_LEN(names); j++)
		columns[j] = stat_put(run, names[j]);
	if (!stat_put_levels(run, "median_", "", &levels, err))
		return false;
	for (size_t g = 0; g < followed->groups.count; g++) {
		struct curve curve = curve_of(run, followed, g);
		struct tl_estimate mean =
			tl_survival_restricted_mean(curve.steps, curve.count, followed->horizon);
		double values[] = {curve.count ? curve.steps[0].at_risk : 0, sum_events(&curve),
			mean.value, mean.se, tl_survival_time_below(curve.steps, curve.count, 0.1),
			tl_survival_time_below(curve.steps, curve.count, 0.5)};

		for (size_t j = 0; j < TL_LEN(values); j++)
			stat_real(run, columns[j], g, values[j]);
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, g,
				tl_survival_time_limits(curve.steps, curve.count, 0.5,
					followed->kind, levels.shares[j]),
				1);
	}
	return true;
}

static bool put_logrank(struct stat_run *run, const struct followed *followed, struct tl_err *err)
{
	size_t groups = followed->groups.count;
	double *observed = tl_arena_array(&run->arena, groups, sizeof *observed);
	double *expected = tl_arena_array(&run->arena, groups, sizeof *expected);
	struct tl_test test;

	if (groups < 2)
		return tl_fail(err, EX_USAGE, "--what logrank compares groups: name --group");
	test = tl_survival_logrank(followed->time, followed->event, followed->groups.of,
		run->table.rows, groups, observed, expected);
	stat_answer(run, 1);
	stat_real(run, stat_put(run, "chisq"), 0, test.chisq);
	stat_real(run, stat_put(run, "df"), 0, test.df);
	stat_real(run, stat_put(run, "p"), 0, test.p);
	for (size_t g = 0; g < groups; g++) {
		stat_real(run, stat_put(run, tl_arena_printf(&run->arena, "obs%zu", g + 1)), 0,
			observed[g]);
		stat_real(run, stat_put(run, tl_arena_printf(&run->arena, "exp%zu", g + 1)), 0,
			expected[g]);
	}
	return true;
}

struct shares {
	size_t count;
	double *times, *values; /* a row of causes + 1 a time */
};

static struct shares shares_of(struct stat_run *run, const struct followed *followed, size_t group)
{
	struct curve curve = curve_of(run, followed, group);
	struct shares shares = {
		.times = tl_arena_array(&run->arena, curve.rows, sizeof(double)),
		.values = tl_arena_array(
			&run->arena, curve.rows * (followed->causes + 1), sizeof(double)),
	};

	shares.count = tl_survival_competing(
		curve.time, curve.event, curve.rows, followed->causes, shares.times, shares.values);
	return shares;
}

static bool put_competing(struct stat_run *run, const struct followed *followed)
{
	size_t groups = followed->groups.count, width = followed->causes + 1, rows = 0, at = 0;
	struct shares *shares = tl_arena_array(&run->arena, groups, sizeof *shares);
	struct stat_column *group, *time, **columns;

	for (size_t g = 0; g < groups; g++) {
		shares[g] = shares_of(run, followed, g);
		rows += shares[g].count;
	}
	stat_answer(run, rows);
	group = group_column(run, &followed->groups);
	time = stat_put(run, "time");
	columns = tl_arena_array(&run->arena, width, sizeof(struct stat_column *));
	for (size_t k = 0; k < width; k++)
		columns[k] = stat_put(run, k ? tl_arena_printf(&run->arena, "p_%zu", k) : "p_none");
	for (size_t g = 0; g < groups; g++)
		for (size_t i = 0; i < shares[g].count; i++, at++) {
			stat_str(group, at, group_name(&followed->groups, g));
			stat_real(run, time, at, shares[g].times[i]);
			for (size_t k = 0; k < width; k++)
				stat_real(run, columns[k], at, shares[g].values[i * width + k]);
		}
	return true;
}

/* 0 censored, 1 happened; causes 1, 2, ... where several can end the wait. */
static bool check_events(struct stat_run *run, struct followed *followed, double most,
	const char *what, struct tl_err *err)
{
	size_t column;

	if (!stat_column(run, "event", &column, err))
		return false;
	for (size_t i = 0; i < run->table.rows; i++) {
		double event = followed->event[i];

		if (isnan(event))
			continue;
		if (event < 0 || event > most || event != floor(event))
			return stat_refuse(run, i, column, err, what);
		if (event > (double)followed->causes)
			followed->causes = (size_t)event;
	}
	return true;
}

static bool check_times(struct stat_run *run, struct followed *followed, struct tl_err *err)
{
	size_t column;

	if (!stat_column(run, "time", &column, err))
		return false;
	for (size_t i = 0; i < run->table.rows; i++) {
		if (followed->time[i] < 0)
			return stat_refuse(
				run, i, column, err, "a time before the start; 0 is the start");
		if (!isnan(followed->time[i]) && !isnan(followed->event[i]))
			followed->horizon = fmax(followed->horizon, followed->time[i]);
	}
	return !stat_option(run, "horizon") ||
	       stat_option_scale(run, "horizon", &followed->horizon, err);
}

static bool run_survival(struct stat_run *run, struct tl_err *err)
{
	struct followed followed = {0};
	size_t what = 0, kind = 0;

	if (!stat_option_word(run, "what", whats, &what, err) ||
		!stat_option_word(run, "conf", kinds, &kind, err) ||
		!stat_numbers(run, "time", &followed.time, err) ||
		!stat_numbers(run, "event", &followed.event, err) ||
		!stat_groups_of(run, "group", &followed.groups, err) ||
		!check_times(run, &followed, err))
		return false;
	followed.kind = (enum tl_survival_limits)kind;
	if (what == 3)
		return check_events(run, &followed, CAUSES_MAX,
			       "not a cause; 0 is censored, causes are 1, 2, ...", err) &&
		       put_competing(run, &followed);
	if (!check_events(run, &followed, 1, "neither 0 (censored) nor 1 (happened)", err))
		return false;
	return what == 0   ? put_km(run, &followed, err)
	       : what == 1 ? put_summary(run, &followed, err)
			   : put_logrank(run, &followed, err);
}

// clang-format off
static const struct stat_option options[] = {
	{"time", "COLUMN", "time", "how long each was followed"},
	{"event", "COLUMN", "event", "1 it happened then, 0 it had not yet; causes 1, 2, ... (competing)"},
	{"group", "COLUMN", NULL, "a curve for each value"},
	{"what", "WHAT", "km", "km, summary, logrank or competing"},
	{"conf", "KIND", "log-log", "limits: log-log or log"},
	{"horizon", "TIME", NULL, "of the restricted mean (the largest time of the file)"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_survival = {
	.name = "survival",
	.summary = "how long until something happens, when for some it has not happened yet",
	.options = options,
	.help =
	"One row a unit. The answer has rows of its own, the group column first:\n"
	"km         time, n_risk, n_event, n_censor, survival, std_err_cumhaz, lower_95, upper_95,\n"
	"           lower_998, upper_998\n"
	"summary    n, events, rmst, rmst_se, p90, median, median_lower_95, ...\n"
	"logrank    chisq, df, p, then obs1, exp1, ...: observed and expected events of each group\n"
	"competing  time, p_none, p_1, p_2, ...\n"
	"Unit: survival and p_ are shares; times are in the unit of the column.\n"
	"Formula: Kaplan-Meier, Greenwood's variance v, limits S^exp(-/+ z sqrt(v)/ln S) or S exp(-/+ z\n"
	"sqrt(v)). At a tie events come before censoring. median: the first time with less than half\n"
	"left, p90 with less than a tenth; where exactly that is left, the middle of that step. rmst: the\n"
	"area up to the horizon, the curve carried flat. competing: Aalen-Johansen.\n"
	"Source: Kaplan and Meier 1958; Mantel 1966; Aalen and Johansen 1978.\n"
	"Refused: a time below 0, an event that is neither 0 nor 1, a blank group. Left out: rows with either unknown.\n"
	"Empty: limits once nobody is left; a median that the curve does not reach.\n",
	.run = run_survival,
};
// clang-format on
