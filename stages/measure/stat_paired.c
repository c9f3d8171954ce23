/* stat paired: before and after of the same people, a group a row. */
#include "stat.h"

struct columns {
	struct stat_column *n, *value, *sd, *t, *df, *p, *v, *v_p, *dz, *r;
};

static void put_tests(struct stat_run *run, struct columns *columns)
{
	columns->t = stat_put(run, "t");
	columns->df = stat_put(run, "df");
	columns->p = stat_put(run, "p");
	columns->v = stat_put(run, "wilcoxon_v");
	columns->v_p = stat_put(run, "wilcoxon_p");
	columns->dz = stat_put(run, "cohen_dz");
	columns->r = stat_put(run, "r_pre_post");
}

static void put_row(struct stat_run *run, const struct columns *columns, size_t row,
	const struct tl_paired *paired)
{
	stat_whole(run, columns->n, row, paired->mean.n);
	stat_real(run, columns->value, row, paired->mean.interval.value);
	stat_real(run, columns->sd, row, paired->mean.sd);
	stat_real(run, columns->t, row, paired->t);
	stat_real(run, columns->df, row, paired->df);
	stat_real(run, columns->p, row, paired->p);
	stat_real(run, columns->v, row, paired->wilcoxon.v);
	stat_real(run, columns->v_p, row, paired->wilcoxon.p);
	stat_real(run, columns->dz, row, paired->dz);
	stat_real(run, columns->r, row, paired->r);
}

static bool run_paired(struct stat_run *run, struct tl_err *err)
{
	const double *before, *after;
	struct stat_groups groups;
	struct columns columns;
	struct stat_levels levels;

	if (!stat_numbers(run, "before", &before, err) ||
		!stat_numbers(run, "after", &after, err) ||
		!stat_groups_of(run, "by", &groups, err))
		return false;
	stat_answer(run, groups.count);
	stat_put_groups(run, &groups);
	columns.n = stat_put(run, "n");
	columns.value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	columns.sd = stat_put(run, "sd");
	put_tests(run, &columns);
	for (size_t i = 0; i < groups.count; i++) {
		size_t count;
		const size_t *rows = stat_group_rows(&groups, i, &count);
		struct tl_paired paired = tl_paired_test(stat_pick(run, before, rows, count),
			stat_pick(run, after, rows, count), count);

		put_row(run, &columns, i, &paired);
		for (size_t j = 0; j < levels.count; j++)
			stat_limits(run, &levels, j, i,
				tl_mean_limits(&paired.mean, levels.shares[j]), 1);
	}
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"before", "COLUMN", "before", "a person's value before"},
	{"after", "COLUMN", "after", "the same person's value after"},
	{"by", "COLUMN", NULL, "a test for each value of this column"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_paired = {
	.name = "paired",
	.summary = "before minus after of the same people: t and Wilcoxon",
	.options = options,
	.help =
	"A row for each group: the --by column, n (pairs known on both sides), value, lower_95, upper_95,\n"
	"lower_998, upper_998, sd, t, df, p, wilcoxon_v, wilcoxon_p, cohen_dz, r_pre_post.\n"
	"Unit: that of the values; value is before minus after, so a fall is positive.\n"
	"Formula: t = mean / (sd / sqrt n), n-1 degrees of freedom. Wilcoxon: zero differences dropped, k\n"
	"left, mid-ranks of |d|, V the rank sum of the positive; normal with continuity correction 1/2 and\n"
	"variance k(k+1)(2k+1)/24 - sum(f^3-f)/48 over ties; the exact distribution where k < 50 and there\n"
	"is neither a zero nor a tie. cohen_dz = mean / sd; r_pre_post the correlation.\n"
	"Source: Student 1908; Wilcoxon 1945; R t.test and wilcox.test.\n"
	"Refused (empty): limits, t and p under two pairs, t and p where all differences are equal,\n"
	"wilcoxon_p where all are 0.\n",
	.run = run_paired,
};
// clang-format on
