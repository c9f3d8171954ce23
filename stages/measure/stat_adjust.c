/* stat adjust: p values of several questions at once. */
#include "stat.h"

static bool run_adjust(struct stat_run *run, struct tl_err *err)
{
	size_t rows = run->table.rows, column;
	const double *p;
	double *adjusted = tl_arena_array(&run->arena, rows, sizeof *adjusted);
	struct stat_column *same, *holm, *bh;

	if (!stat_column(run, "p", &column, err) || !stat_numbers(run, "p", &p, err))
		return false;
	for (size_t i = 0; i < rows; i++)
		if (p[i] < 0 || p[i] > 1)
			return stat_refuse(run, i, column, err, "a p value lies between 0 and 1");
	stat_answer(run, rows);
	same = stat_put(run, stat_option(run, "p"));
	holm = stat_put(run, "holm");
	bh = stat_put(run, "bh");
	for (size_t i = 0; i < rows; i++)
		stat_str(same, i, stat_field(run, i, column));
	tl_adjust_holm(p, rows, adjusted);
	for (size_t i = 0; i < rows; i++)
		stat_real(run, holm, i, adjusted[i]);
	tl_adjust_bh(p, rows, adjusted);
	for (size_t i = 0; i < rows; i++)
		stat_real(run, bh, i, adjusted[i]);
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"p", "COLUMN", "p", "p values"},
	STAT_OPTION_END,
};

const struct stat_method stat_method_adjust = {
	.name = "adjust",
	.summary = "p values of several questions: Holm and Benjamini-Hochberg",
	.options = options,
	.help =
	"A row for each row: the --p column, holm, bh.\n"
	"Unit: probability.\n"
	"Formula: blanks are left out, m counts the rest, p_(i) in rising order. Holm: running maximum of\n"
	"min(1, (m-i+1) p_(i)). BH: running minimum, from the largest, of min(1, m p_(i)/i).\n"
	"Source: Holm 1979; Benjamini and Hochberg 1995; R p.adjust.\n"
	"Refused: a number outside 0..1.\n",
	.run = run_adjust,
};
// clang-format on
