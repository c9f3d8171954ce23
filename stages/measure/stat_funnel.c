/* stat funnel: which localities lie further off than chance explains. */
#include "stat.h"

#include <math.h>

struct asked {
	enum tl_funnel_kind kind;
	enum tl_funnel_method method;
	bool adjust;
	double per;
	const double *x, *n;
};

static const char *const kinds[] = {"proportion", "rate", "ratio", NULL};
static const char *const methods[] = {"exact", "pr", "cqc", "shmi", NULL};

static bool ask(struct stat_run *run, struct asked *asked, struct tl_err *err)
{
	size_t kind = 0, method = 0;

	asked->adjust = !stat_flag(run, "no-overdispersion");
	if (!stat_option_word(run, "kind", kinds, &kind, err) ||
		!stat_option_word(run, "method", methods, &method, err) ||
		!stat_option_scale(run, "per", &asked->per, err) ||
		!stat_numbers(run, "x", &asked->x, err) || !stat_numbers(run, "n", &asked->n, err))
		return false;
	asked->kind = (enum tl_funnel_kind)kind;
	asked->method = (enum tl_funnel_method)method;
	if (asked->method == TL_FUNNEL_PR && asked->kind != TL_FUNNEL_PROPORTION)
		return tl_fail(err, EX_USAGE, "--method pr is for --kind proportion");
	if (asked->method > TL_FUNNEL_PR && asked->kind != TL_FUNNEL_RATIO)
		return tl_fail(err, EX_USAGE, "--method %s is for --kind ratio", methods[method]);
	return true;
}

static bool is_known(const struct asked *asked, size_t i)
{
	return asked->x[i] >= 0 && asked->n[i] > 0 &&
	       !(asked->kind == TL_FUNNEL_PROPORTION && asked->x[i] > asked->n[i]);
}

static bool gather(struct stat_run *run, const struct asked *asked,
	struct tl_funnel_locality **localities, size_t *count, struct tl_err *err)
{
	*localities = tl_arena_array(&run->arena, run->table.rows, sizeof **localities);
	*count = 0;
	for (size_t i = 0; i < run->table.rows; i++)
		if (is_known(asked, i))
			(*localities)[(*count)++] =
				(struct tl_funnel_locality){asked->x[i], asked->n[i]};
	if (*count < TL_FUNNEL_LOCALITIES)
		return tl_fail(err, EX_DATAERR,
			"%s: %zu localities with numbers, a funnel needs %zu; show a table with "
			"intervals and adjusted rate ratios",
			run->table.path, *count, TL_FUNNEL_LOCALITIES);
	return true;
}

static struct tl_limits limits_of(
	const struct asked *asked, const struct tl_funnel_spread *spread, size_t i, double level)
{
	if (!is_known(asked, i))
		return (struct tl_limits){NAN, NAN};
	if (asked->method == TL_FUNNEL_EXACT)
		return tl_funnel_own_limits(asked->kind, asked->x[i], asked->n[i], level);
	return tl_funnel_control_limits(asked->method, spread, asked->n[i], level);
}

static enum tl_funnel_flag flag_of(const struct asked *asked, const struct tl_funnel_spread *spread,
	double baseline, double value, size_t i)
{
	struct tl_limits at95 = limits_of(asked, spread, i, TL_LEVEL_95);
	struct tl_limits at998 = limits_of(asked, spread, i, TL_LEVEL_998);

	if (asked->method == TL_FUNNEL_EXACT)
		return tl_funnel_flag_own(baseline, at95, at998);
	return tl_funnel_flag_outside(value, at95, at998);
}

static bool put_rows(struct stat_run *run, const struct asked *asked,
	const struct tl_funnel_spread *spread, double baseline, struct tl_err *err)
{
	bool exact = asked->method == TL_FUNNEL_EXACT;
	struct stat_column *value, *centre, *flag, *phi, *tau2;
	struct stat_levels levels;

	stat_answer_rows(run);
	value = stat_put(run, "value");
	centre = stat_put(run, "centre");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	flag = stat_put(run, "significance");
	phi = exact ? NULL : stat_put(run, "phi");
	tau2 = exact ? NULL : stat_put(run, "tau2");
	for (size_t i = 0; i < run->table.rows; i++) {
		double own = is_known(asked, i) ? asked->x[i] / asked->n[i] : NAN;

		stat_real(run, value, i, own * asked->per);
		stat_real(run, centre, i, baseline * asked->per);
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, i,
				limits_of(asked, spread, i, levels.shares[j]), asked->per);
		stat_text(run, flag, i,
			tl_funnel_flag_name(flag_of(asked, spread, baseline, own, i)));
		stat_real(run, phi, i, spread->phi);
		stat_real(run, tau2, i, spread->tau2);
	}
	stat_note_refused(run, value, (const char *const[]){"x", "n", NULL});
	return true;
}

static bool run_funnel(struct stat_run *run, struct tl_err *err)
{
	struct asked asked = {.per = 1};
	struct tl_funnel_locality *localities;
	struct tl_funnel_spread spread = {0};
	size_t count;

	if (!ask(run, &asked, err) || !gather(run, &asked, &localities, &count, err))
		return false;
	if (asked.method != TL_FUNNEL_EXACT)
		spread = tl_funnel_spread(asked.method, localities, count, asked.adjust);
	return put_rows(
		run, &asked, &spread, tl_funnel_baseline(asked.kind, localities, count), err);
}

// clang-format off
static const struct stat_option options[] = {
	{"kind", "KIND", "proportion", "proportion, rate or ratio"},
	{"method", "METHOD", "exact", "exact, pr (proportions), cqc or shmi (ratios)"},
	{"x", "COLUMN", "x", "how many"},
	{"n", "COLUMN", "n", "of how many, population or person-time, or how many were expected"},
	{"per", "K", "1", "multiplies value, centre and limits: 100000 for a rate per 100,000"},
	{"no-overdispersion", NULL, NULL, "limits as if chance were the only difference (tau2 0)"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_funnel = {
	.name = "funnel",
	.summary = "which localities lie further off than chance explains",
	.options = options,
	.help =
	"A row for each row: its columns, then value, centre, lower_95, upper_95, lower_998, upper_998,\n"
	"significance; for pr, cqc and shmi also phi and tau2.\n"
	"Unit: x/n times --per. centre: sum x / sum n; 1 for ratios.\n"
	"exact: the limits are the locality's own (Wilson for proportions, exact Poisson for rates and\n"
	"ratios); significance says on which side of the centre the whole interval lies.\n"
	"pr, cqc, shmi: the limits are those of the funnel at the locality's size, back(centre +/- z\n"
	"sqrt(s^2 + tau2)) with y = asin sqrt(x/n), sqrt(O/E), ln(O/E) and s = 1/(2 sqrt n),\n"
	"1/(2 sqrt E), 1/sqrt E; significance says on which side of them the value lies.\n"
	"phi = mean z^2 and tau2 = (n phi - (n-1)) / (S1 - S2/S1), not below 0, over z pulled in to its\n"
	"10% and 90% quantiles (pr, cqc) or without the outer tenths by rank (shmi).\n"
	"Source: Spiegelhalter 2005; PHE technical guide, funnel plots; NHS Digital, SHMI methodology.\n"
	"Refused: under 5 localities with numbers (a table with intervals instead). Empty: x or n unknown,\n"
	"n not above 0, x outside 0..n.\n",
	.run = run_funnel,
};
// clang-format on
