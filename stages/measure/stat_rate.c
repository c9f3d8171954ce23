/* stat rate: x events in n person-time, exact or Byar's. */
#include "stat.h"

static bool run_rate(struct stat_run *run, struct tl_err *err)
{
	const double *x, *n;
	struct stat_column *value, *method;
	struct stat_levels levels;
	double per = 1;

	if (!stat_numbers(run, "x", &x, err) || !stat_numbers(run, "n", &n, err) ||
		!stat_option_scale(run, "per", &per, err))
		return false;
	stat_answer_rows(run);
	value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	method = stat_put(run, "method");
	for (size_t i = 0; i < run->table.rows; i++) {
		struct tl_interval interval = tl_rate_interval(x[i], n[i]);

		stat_real(run, value, i, interval.value * per);
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, i,
				tl_rate_limits(x[i], n[i], levels.shares[j]), per);
		stat_text(run, method, i, tl_interval_method_name(interval.method));
	}
	stat_note_refused(run, value, (const char *const[]){"x", "n", NULL});
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"x", "COLUMN", "x", "events"},
	{"n", "COLUMN", "n", "person-time or population"},
	{"per", "K", "1", "multiplies value and limits: 10000 for a rate per 10,000"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_rate = {
	.name = "rate",
	.summary = "x events in n person-time or population, exact below 10, else Byar's",
	.options = options,
	.help =
	"A row for each row: its columns, then value, lower_95, upper_95, lower_998, upper_998, method\n"
	"(Exact or Byars).\n"
	"Unit: events per --per of n.\n"
	"Formula: limits of the count over n. x < 10: chi2(a/2, 2x)/2 and chi2(1-a/2, 2x+2)/2; else\n"
	"x(1 - 1/(9x) - z/(3 sqrt x))^3 and (x+1)(1 - 1/(9(x+1)) + z/(3 sqrt(x+1)))^3. x = 0: lower 0.\n"
	"Source: Garwood 1936; Breslow and Day 1987; PHE technical guide, confidence intervals.\n"
	"Refused (empty): n <= 0, x < 0, either unknown.\n",
	.run = run_rate,
};
// clang-format on
