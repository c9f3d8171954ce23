/* stat quantile: which of q equal groups a row is in; or, with --share, a percentile of a group. */
#include "stat.h"

#include <math.h>
#include <string.h>

/* How many of the sorted values lie below one. */
static size_t count_below(const double *sorted, size_t count, double value)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The rows of one group of --by, ranked among themselves. */
static void put_group_numbers(struct stat_run *run, struct stat_column *column, const double *x,
	const size_t *rows, size_t count, size_t groups)
{
	double *values = stat_pick(run, x, rows, count), *sorted;
	size_t known;

	for (size_t i = 0; stat_flag(run, "invert") && i < count; i++)
		values[i] = -values[i];
	sorted = tl_arena_array(&run->arena, count, sizeof *sorted);
	if (count)
		memcpy(sorted, values, count * sizeof *sorted);
	known = tl_quantile_sort(sorted, count);
	for (size_t i = 0; i < count; i++) {
		size_t rank = count_below(sorted, known, values[i]) + 1, group;

		if (isnan(values[i]))
			continue;
		group = tl_quantile_group(rank, known, groups);
		if (group)
			stat_whole(run, column, rows[i], group);
	}
}

static bool run_groups(
	struct stat_run *run, const double *x, const struct stat_groups *by, struct tl_err *err)
{
	struct stat_column *column;
	size_t groups = 0;

	if (!stat_option_whole(run, "groups", 1, &groups, err))
		return false;
	stat_answer_rows(run);
	column = stat_put(run, "group");
	for (size_t i = 0; i < by->count; i++) {
		size_t count;
		const size_t *rows = stat_group_rows(by, i, &count);

		put_group_numbers(run, column, x, rows, count, groups);
	}
	return true;
}

static bool run_share(struct stat_run *run, const double *x, const struct stat_groups *by,
	double share, struct tl_err *err)
{
	struct stat_column *n, *value;
	struct stat_levels levels;

	if (!(share >= 0 && share <= 1))
		return tl_fail(
			err, EX_USAGE, "--share takes a share from 0 to 1: 0.5 is the median");
	stat_answer(run, by->count);
	stat_put_groups(run, by);
	n = stat_put(run, "n");
	value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	for (size_t i = 0; i < by->count; i++) {
		size_t count, known;
		const size_t *rows = stat_group_rows(by, i, &count);
		double *sorted = stat_pick(run, x, rows, count);

		known = tl_quantile_sort(sorted, count);
		stat_whole(run, n, i, known);
		stat_real(run, value, i, tl_quantile_type7(sorted, known, share));
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, i,
				tl_quantile_limits(sorted, known, share, levels.shares[j]), 1);
	}
	return true;
}

static bool run_quantile(struct stat_run *run, struct tl_err *err)
{
	const double *x;
	struct stat_groups by;
	double share = NAN;

	if (!stat_numbers(run, "x", &x, err) || !stat_groups_of(run, "by", &by, err) ||
		!stat_option_real(run, "share", &share, err))
		return false;
	return isnan(share) ? run_groups(run, x, &by, err) : run_share(run, x, &by, share, err);
}

// clang-format off
static const struct stat_option options[] = {
	{"x", "COLUMN", "x", "values"},
	{"groups", "Q", "10", "so many groups of equal size"},
	{"invert", NULL, NULL, "ranked from the largest: group 1 holds it"},
	{"share", "S", NULL, "not groups, but the value that a share S lies below: 0.5 the median"},
	{"by", "COLUMN", NULL, "ranked among the rows with the same value of this column"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_quantile = {
	.name = "quantile",
	.summary = "quantile groups row by row; medians and percentiles",
	.options = options,
	.help =
	"A row for each row: its columns, then group (1..Q, 1 the smallest). With --share a row for each\n"
	"group of --by: its column, n, value, lower_95, upper_95, lower_998, upper_998.\n"
	"Unit: that of the values; groups have none.\n"
	"Formula: r the ascending rank, ties the lowest of theirs, n the known values: group = (Q+1) -\n"
	"ceil((n+1-r) Q/n), 0 becomes 1. Percentiles by type 7; their limits are the l-th and u-th values,\n"
	"P(B < l) <= a/2 and P(B >= u) <= a/2 with B ~ binomial(n, S).\n"
	"Source: PHEindicatormethods; Hyndman and Fan 1996; David and Nagaraja 2003, 7.1.\n"
	"Refused (empty): a value that is unknown; all groups where n < Q; a limit that no value gives.\n",
	.run = run_quantile,
};
// clang-format on
