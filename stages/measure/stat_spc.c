/* stat spc: control charts in time order. */
#include "stat_spc.h"

#include <math.h>

struct chart_facts {
	bool is_xmr;
	enum tl_control_chart chart;
	bool takes_denominator, needs_denominator;
};
static const char *const chart_names[] = {
	"xmr", "run", "u", "p", "uprime", "pprime", "g", "t", "i", "c", "mr", NULL};
static const struct chart_facts chart_facts[] = {
	{true, 0, true, false},
	{false, TL_CONTROL_RUN, true, false},
	{false, TL_CONTROL_U, true, true},
	{false, TL_CONTROL_P, true, true},
	{false, TL_CONTROL_U_PRIME, true, true},
	{false, TL_CONTROL_P_PRIME, true, true},
	{false, TL_CONTROL_G, false, false},
	{false, TL_CONTROL_T, false, false},
	{false, TL_CONTROL_I, true, false},
	{false, TL_CONTROL_C, false, false},
	{false, TL_CONTROL_MR, true, false},
};
static_assert(TL_LEN(chart_facts) + 1 == TL_LEN(chart_names), "every chart has its facts");

static bool chart_of(struct stat_run *run, struct spc_request *request, struct tl_err *err)
{
	size_t place = 0;
	const struct chart_facts *facts;
	bool given = stat_option(run, "denominator") != NULL;

	if (!stat_option_word(run, "chart", chart_names, &place, err))
		return false;
	facts = &chart_facts[place];
	if (given && !facts->takes_denominator)
		return tl_fail(err, EX_USAGE, "--chart %s has no denominator", chart_names[place]);
	if (!given && facts->needs_denominator)
		return tl_fail(
			err, EX_USAGE, "--chart %s needs --denominator COLUMN", chart_names[place]);
	request->is_xmr = facts->is_xmr;
	request->chart = facts->chart;
	request->takes_share = facts->needs_denominator;
	return true;
}

static bool good_of(struct stat_run *run, struct spc_request *request, struct tl_err *err)
{
	static const char *const words[] = {"neither", "up", "down", NULL};
	static const int ways[] = {0, 1, -1};
	size_t place = 0;

	if (!stat_option_word(run, "good", words, &place, err))
		return false;
	request->good = ways[place];
	return true;
}

static bool request_of(
	struct stat_run *run, struct spc_request *request, bool *summary, struct tl_err *err)
{
	static const char *const whats[] = {"points", "summary", NULL};
	size_t what = 0;

	*request = (struct spc_request){.target = NAN, .per = 1};
	if (!chart_of(run, request, err) || !good_of(run, request, err) ||
		!stat_option_whole(run, "baseline", 1, &request->baseline, err) ||
		!stat_option_real(run, "target", &request->target, err) ||
		!stat_option_scale(run, "per", &request->per, err) ||
		!stat_option_word(run, "what", whats, &what, err))
		return false;
	request->keep_all_ranges = stat_flag(run, "no-screen");
	*summary = what == 1;
	return true;
}

static bool run_spc(struct stat_run *run, struct tl_err *err)
{
	struct spc_request request;
	bool summary;

	if (!request_of(run, &request, &summary, err) || !spc_collect(run, &request, err))
		return false;
	spc_judge(run, &request);
	if (summary)
		spc_put_summary(run, &request);
	else
		spc_put_points(run, &request);
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"chart", "WORD", "xmr", "xmr, run, u, p, uprime, pprime, g, t, i, c or mr"},
	{"date", "COLUMN", "date", "orders the points: as numbers if all are, else as text"},
	{"value", "COLUMN", "value", "value, count, or time or cases since the last event (t, g)"},
	{"denominator", "COLUMN", NULL, "of u and p; elsewhere the value is divided by it"},
	{"by", "COLUMN", NULL, "a series for each value of this column"},
	{"good", "WORD", "neither", "which way is better: up, down or neither"},
	{"baseline", "N", NULL, "centre and limits from the first N points of each part"},
	{"rebase", "DATE", NULL, "the point of this date opens a new part; repeatable"},
	{"target", "T", NULL, "for the assurance of --what summary; changes no point"},
	{"no-screen", NULL, NULL, "xmr: keep large moving ranges"},
	{"per", "K", "1", "multiplies value, centre and limits"},
	{"what", "WORD", "points", "points, or summary: a row a part, with its icons (xmr)"},
	STAT_OPTION_END,
};

const struct stat_method stat_method_spc = {
	.name = "spc",
	.summary = "control charts: XmR, run, U, P and their primes, G, T, I, C, MR",
	.options = options,
	.help =
	"A row for each point: the --by and --date columns, value, mean (the centre), lower, upper,\n"
	"rebase_group; xmr: near_lower, near_upper, signal, point_type; others: longest_run,\n"
	"longest_run_max, crossings, crossings_min, n_useful, runs_signal. A point whose value is unknown\n"
	"keeps its row and is left out of everything. --what summary: mean, lower, upper, n, how many\n"
	"points of each type, variation_type, assurance_type.\n"
	"Unit: that of the value, or of value/denominator times --per.\n"
	"xmr: mean -/+ 2.66 mean mR, mR = |x_i - x_(i-1)|, those >= 3.267 mean mR dropped once. Signals in\n"
	"this order: outside the limits; trend of 7 points; two of three near and inside, all on one side;\n"
	"shift of 7 on one side. No signal crosses a part.\n"
	"run: median; points on it are left out. longest_run_max = round(log2 n) + 3, crossings_min the\n"
	"smallest k with P(binomial(n-1, 1/2) <= k) >= 0.05.\n"
	"u, p: c = sum x / sum n, -/+ 3 sqrt(c/n), 3 sqrt(c(1-c)/n); primes: times mean|z_i - z_(i-1)| /\n"
	"1.128, screened as in xmr. g: centre the median, limits m -/+ 3 sqrt(m(m+1)), m the mean. t: y =\n"
	"gap^(1/3.6), (mean -/+ 3 mean mR / 1.128)^3.6. i: as xmr, without signals. c: c -/+ 3 sqrt c. mr:\n"
	"upper 3.267 mean mR. Limits end at 0, those of p at 1.\n"
	"Source: NHS England, Making Data Count; Anhoej and Olesen 2014; Laney 2002; Nelson 1994;\n"
	"Benneyan 2001; qicharts2.\n"
	"Refused (empty): limits where there is no moving range (one point, a constant series); icons of a\n"
	"part with under 13 points. Refused altogether: a --rebase date that no point has; a negative value\n"
	"on a chart of counts or gaps; p with more events than its denominator; dates that do not sort\n"
	"(01/02/2024); a date that a series has twice, but on g and t. Periods missing between points\n"
	"are counted in a note on standard error.\n",
	.run = run_spc,
};
// clang-format on
