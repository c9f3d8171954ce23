/* stat mean: means with Student's t, a group a row. */
#include "stat.h"

static bool run_mean(struct stat_run *run, struct tl_err *err)
{
	const double *x;
	struct stat_groups groups;
	struct stat_column *n, *sd, *value;
	struct stat_levels levels;

	if (!stat_numbers(run, "x", &x, err) || !stat_groups_of(run, "by", &groups, err))
		return false;
	stat_answer(run, groups.count);
	stat_put_groups(run, &groups);
	n = stat_put(run, "n");
	sd = stat_put(run, "sd");
	value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	for (size_t i = 0; i < groups.count; i++) {
		size_t count;
		const size_t *rows = stat_group_rows(&groups, i, &count);
		struct tl_mean mean = tl_mean_t(stat_pick(run, x, rows, count), count);

		stat_whole(run, n, i, mean.n);
		stat_real(run, sd, i, mean.sd);
		stat_real(run, value, i, mean.interval.value);
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, i, tl_mean_limits(&mean, levels.shares[j]), 1);
	}
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"x", "COLUMN", "x", "values"},
	{"by", "COLUMN", NULL, "a mean for each value of this column"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_mean = {
	.name = "mean",
	.summary = "means with Student's t",
	.options = options,
	.help =
	"A row for each group: the --by column, n (values that are known), sd, value, lower_95, upper_95,\n"
	"lower_998, upper_998.\n"
	"Unit: that of the values.\n"
	"Formula: mean -/+ t(1-a/2, n-1) sd / sqrt n, sd with n-1.\n"
	"Source: Student 1908; PHE technical guide, confidence intervals.\n"
	"Refused (empty): no known value; sd and limits from one value.\n",
	.run = run_mean,
};
// clang-format on
