/* stat difference: one proportion less another, with Newcombe's interval and Fisher's test. */
#include "stat.h"

struct shares {
	const double *x1, *n1, *x0, *n0;
};

static bool shares_of(struct stat_run *run, struct shares *s, struct tl_err *err)
{
	return stat_numbers(run, "x1", &s->x1, err) && stat_numbers(run, "n1", &s->n1, err) &&
	       stat_numbers(run, "x0", &s->x0, err) && stat_numbers(run, "n0", &s->n0, err);
}

static bool run_difference(struct stat_run *run, struct tl_err *err)
{
	struct shares s;
	struct stat_column *value, *p;
	struct stat_levels levels;

	if (!shares_of(run, &s, err))
		return false;
	stat_answer_rows(run);
	value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	p = stat_put(run, "p_fisher");
	for (size_t i = 0; i < run->table.rows; i++) {
		double x1 = s.x1[i], n1 = s.n1[i], x0 = s.x0[i], n0 = s.n0[i];

		stat_real(run, value, i, tl_difference_newcombe(x1, n1, x0, n0).value);
		stat_real(run, p, i, tl_difference_p_fisher(x1, n1, x0, n0));
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, i,
				tl_difference_limits(x1, n1, x0, n0, levels.shares[j]), 1);
	}
	stat_note_refused(run, value, (const char *const[]){"x1", "n1", "x0", "n0", NULL});
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"x1", "COLUMN", "x1", "how many of arm 1"},
	{"n1", "COLUMN", "n1", "of how many"},
	{"x0", "COLUMN", "x0", "how many of arm 0"},
	{"n0", "COLUMN", "n0", "of how many"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_difference = {
	.name = "difference",
	.summary = "one proportion less another, with Newcombe's interval and Fisher's test",
	.options = options,
	.help =
	"A row for each row: its columns, then value, lower_95, upper_95, lower_998, upper_998, p_fisher.\n"
	"Unit: share; 0.1 is ten percentage points.\n"
	"Formula: d = x1/n1 - x0/n0; d - sqrt((p1-l1)^2 + (u0-p0)^2), d + sqrt((u1-p1)^2 + (p0-l0)^2), l\n"
	"and u Wilson's limits. p_fisher: all tables of the same margins that are no likelier.\n"
	"Source: Newcombe 1998, method 10; R fisher.test.\n"
	"Refused (empty): n = 0, x outside 0..n, an unknown; p_fisher where a count is not whole.\n",
	.run = run_difference,
};
// clang-format on
