/* stat proportion: x of n with Wilson's interval. */
#include "stat.h"

static bool run_proportion(struct stat_run *run, struct tl_err *err)
{
	const double *x, *n;
	struct stat_column *value, *method;
	struct stat_levels levels;
	double by = 1;

	if (!stat_numbers(run, "x", &x, err) || !stat_numbers(run, "n", &n, err) ||
		!stat_option_scale(run, "multiplier", &by, err))
		return false;
	stat_answer_rows(run);
	value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	method = stat_put(run, "method");
	for (size_t i = 0; i < run->table.rows; i++) {
		struct tl_interval interval = tl_proportion_wilson(x[i], n[i]);

		stat_real(run, value, i, interval.value * by);
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, i,
				tl_proportion_limits(x[i], n[i], levels.shares[j]), by);
		stat_text(run, method, i, tl_interval_method_name(interval.method));
	}
	stat_note_refused(run, value, (const char *const[]){"x", "n", NULL});
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"x", "COLUMN", "x", "how many"},
	{"n", "COLUMN", "n", "of how many"},
	{"multiplier", "K", "1", "multiplies value and limits: 100 for percent"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_proportion = {
	.name = "proportion",
	.summary = "x of n, with Wilson's interval",
	.options = options,
	.help =
	"A row for each row: its columns, then value, lower_95, upper_95, lower_998, upper_998, method.\n"
	"Unit: share of n times --multiplier.\n"
	"Formula: (2x + z^2 -/+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)); x = 0 gives exactly 0, x = n\n"
	"exactly 1.\n"
	"Source: Wilson 1927; PHE technical guide, confidence intervals.\n"
	"Refused (empty): n = 0, x outside 0..n, either unknown.\n",
	.run = run_proportion,
};
// clang-format on
