/* stat did: what a programme did where it started, against where it had not. */
#include "stat.h"

#include <math.h>

enum what { WHAT_ATTGT, WHAT_SIMPLE, WHAT_DYNAMIC, WHAT_GROUP, WHAT_CALENDAR, WHAT_PRETEST };
static const char *const whats[] = {
	"attgt", "simple", "dynamic", "group", "calendar", "pretest", NULL};
static const char *const controls[] = {"never", "notyet", NULL};
static const char *const bases[] = {"varying", "universal", NULL};

static bool same_first(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

struct columns {
	struct stat_groups units, times;
	const double *period, *first, *y;
	size_t y_column, first_column, time_column;
};

static bool find_columns(struct stat_run *run, struct columns *columns, struct tl_err *err)
{
	if (!stat_groups_of(run, "unit", &columns->units, err) ||
		!stat_groups_of(run, "time", &columns->times, err) ||
		!stat_numbers(run, "time", &columns->period, err) ||
		!stat_numbers(run, "first", &columns->first, err) ||
		!stat_numbers(run, "y", &columns->y, err) ||
		!stat_column(run, "y", &columns->y_column, err) ||
		!stat_column(run, "first", &columns->first_column, err) ||
		!stat_column(run, "time", &columns->time_column, err))
		return false;
	if (columns->units.column == SIZE_MAX)
		return tl_fail(err, EX_USAGE, "--unit COLUMN is needed");
	return true;
}

static bool take_row(struct stat_run *run, const struct columns *columns, size_t row, double *y,
	double *period, double *first, struct tl_err *err)
{
	size_t unit = columns->units.of[row], t = columns->times.of[row];
	double *cell = &y[unit * columns->times.count + t];

	if (isnan(columns->period[row]))
		return stat_refuse(run, row, columns->time_column, err, "unknown period");
	if (isnan(columns->y[row]))
		return stat_refuse(run, row, columns->y_column, err,
			"unknown; every unit needs a value in every period");
	if (!isnan(*cell))
		return stat_refuse(run, row, columns->time_column, err,
			"this unit has had this period before");
	if (!isinf(first[unit]) && !same_first(first[unit], columns->first[row]))
		return stat_refuse(run, row, columns->first_column, err,
			"differs from an earlier row of the same unit");
	*cell = columns->y[row];
	period[t] = columns->period[row];
	first[unit] = columns->first[row];
	return true;
}

/* A balanced panel out of long rows. */
static bool read_panel(struct stat_run *run, struct tl_did_panel *panel, struct tl_err *err)
{
	struct columns columns;
	double *y, *period, *first;
	size_t cells;

	if (!find_columns(run, &columns, err))
		return false;
	cells = columns.units.count * columns.times.count;
	y = tl_arena_array(&run->arena, cells, sizeof *y);
	period = tl_arena_array(&run->arena, columns.times.count, sizeof *period);
	first = tl_arena_array(&run->arena, columns.units.count, sizeof *first);
	for (size_t i = 0; i < cells; i++)
		y[i] = NAN;
	for (size_t i = 0; i < columns.units.count; i++)
		first[i] = -INFINITY; /* not seen yet */
	for (size_t i = 0; i < run->table.rows; i++)
		if (!take_row(run, &columns, i, y, period, first, err))
			return false;
	for (size_t i = 0; i < cells; i++)
		if (isnan(y[i]))
			return tl_fail(err, EX_DATAERR,
				"%s: not every unit has every period; leave such units out",
				run->table.path);
	*panel = (struct tl_did_panel){columns.units.count, columns.times.count, period, first, y};
	return true;
}

static bool put_estimates(struct stat_run *run, const struct tl_did_row *rows, size_t count,
	struct stat_column **att, struct tl_err *err)
{
	struct stat_column *se;
	struct stat_levels levels;

	*att = stat_put(run, "att");
	se = stat_put(run, "se");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		/* Of one unit a side, or of units all alike, how they vary is not known, not 0. */
		double own_se = rows[i].se > 0 ? rows[i].se : NAN;

		stat_real(run, *att, i, rows[i].att);
		stat_real(run, se, i, own_se);
		for (size_t j = 0; j < levels.count; j++) {
			double reach = tl_z_quantile(levels.shares[j]) * own_se;

			stat_limits(run, &levels, j, i,
				(struct tl_limits){rows[i].att - reach, rows[i].att + reach}, 1);
		}
	}
	return true;
}

static bool put_cells(struct stat_run *run, const struct tl_did *did, struct tl_err *err)
{
	struct tl_did_row *rows = tl_arena_array(&run->arena, did->count, sizeof *rows);
	struct stat_column *group, *time, *att;

	stat_answer(run, did->count);
	group = stat_put(run, "group");
	time = stat_put(run, "time");
	for (size_t i = 0; i < did->count; i++) {
		rows[i] = (struct tl_did_row){NAN, did->cells[i].att, did->cells[i].se};
		stat_real(run, group, i, did->cells[i].group);
		stat_real(run, time, i, did->cells[i].time);
	}
	return put_estimates(run, rows, did->count, &att, err);
}

static bool put_aggregate(
	struct stat_run *run, const struct tl_did *did, enum what what, struct tl_err *err)
{
	struct tl_did_row *rows = tl_arena_array(&run->arena, did->count + 1, sizeof *rows);
	struct stat_column *type, *egt, *att;
	double first = -INFINITY, last = INFINITY;
	size_t count;

	if (!stat_option_real(run, "min-event", &first, err) ||
		!stat_option_real(run, "max-event", &last, err))
		return false;
	count = tl_did_aggregate(
		did, (enum tl_did_kind)(what - WHAT_SIMPLE + TL_DID_SIMPLE), first, last, rows);
	if (!count)
		return tl_fail(err, EX_DATAERR, "%s: no treated period that can be compared",
			run->table.path);
	stat_answer(run, count);
	type = stat_put(run, "type");
	egt = stat_put(run, "egt");
	for (size_t i = 0; i < count; i++) {
		stat_text(run, type, i, whats[what]);
		stat_real(run, egt, i, rows[i].egt);
	}
	return put_estimates(run, rows, count, &att, err);
}

static bool put_pretest(struct stat_run *run, const struct tl_did *did)
{
	struct tl_test test = tl_did_pretest(did, 0);

	stat_answer(run, 1);
	stat_real(run, stat_put(run, "wald_pretest"), 0, test.chisq);
	stat_real(run, stat_put(run, "df"), 0, test.df);
	stat_real(run, stat_put(run, "p"), 0, test.p);
	stat_whole(run, stat_put(run, "n"), 0, did->n);
	return true;
}

static bool put(struct stat_run *run, const struct tl_did *did, enum what what, struct tl_err *err)
{
	if (what == WHAT_ATTGT)
		return put_cells(run, did, err);
	return what == WHAT_PRETEST ? put_pretest(run, did) : put_aggregate(run, did, what, err);
}

static bool run_did(struct stat_run *run, struct tl_err *err)
{
	struct tl_did_panel panel;
	struct tl_did_options options = {0};
	struct tl_did did;
	size_t what = 0, control = 0, base = 0;
	bool ok;

	if (!stat_option_word(run, "what", whats, &what, err) ||
		!stat_option_word(run, "control", controls, &control, err) ||
		!stat_option_word(run, "base", bases, &base, err) ||
		!stat_option_real(run, "anticipation", &options.anticipation, err) ||
		!read_panel(run, &panel, err))
		return false;
	if (!(options.anticipation >= 0))
		return tl_fail(err, EX_USAGE, "--anticipation is 0 periods or more");
	options.not_yet = control == 1;
	options.universal = base == 1;
	if (!tl_did_estimate(&panel, &options, &did))
		return tl_fail(err, EX_DATAERR,
			"%s: nobody to compare with: it needs units that start after the first "
			"period and units that have not started; --control notyet takes later ones",
			run->table.path);
	ok = put(run, &did, (enum what)what, err);
	tl_did_free(&did);
	return ok;
}

// clang-format off
static const struct stat_option options[] = {
	{"unit", "COLUMN", NULL, "who: a locality or a family"},
	{"time", "COLUMN", "time", "period, a number"},
	{"y", "COLUMN", "y", "the outcome in that period"},
	{"first", "COLUMN", "first", "the period of the unit's first treatment; blank or 0: never"},
	{"control", "WHOM", "never", "never (treated) or notyet (also those treated later)"},
	{"base", "BASE", "varying", "varying or universal base period"},
	{"anticipation", "PERIODS", "0", "periods before the treatment in which it may act"},
	{"what", "WHAT", "attgt", "attgt, simple, dynamic, group, calendar or pretest"},
	{"min-event", "E", NULL, "leave out event times before this"},
	{"max-event", "E", NULL, "leave out event times after this"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_did = {
	.name = "did",
	.summary = "what a programme did where it started, against where it had not",
	.options = options,
	.help =
	"One row a unit and period, every unit in every period. The answer has rows of its own:\n"
	"attgt    group, time, att, se, lower_95, upper_95, lower_998, upper_998\n"
	"simple, dynamic, group, calendar\n"
	"         type, egt, att, se and limits; the overall row first, its egt empty\n"
	"pretest  wald_pretest, df, p, n: Wald test that all cells before the treatment are 0\n"
	"Unit: that of y. egt: periods since the treatment, the group, or the period.\n"
	"Formula: ATT(g,t) = mean change of those first treated in g since the base period, less that of\n"
	"the controls; standard errors sqrt(sum psi^2)/n by influence function, the weights' included;\n"
	"limits by the normal. Units treated by the first period leave.\n"
	"Source: Callaway and Sant'Anna 2021, without covariates.\n"
	"Refused: a panel with holes; no unit to compare with. Empty: a cell without controls, the\n"
	"standard error of a base period, or of one unit a side or units all alike.\n"
	"The pre-test is for printing, never for choosing.\n",
	.run = run_did,
};
// clang-format on
