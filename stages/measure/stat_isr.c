/* stat isr: indirectly standardised ratios and rates, an area a row. */
#include "stat.h"

#include <math.h>

struct inputs {
	const double *x, *n, *refx, *refn;
	bool blank_zero;
};
struct columns {
	struct stat_column *observed, *expected, *ref_rate, *value, *method, *missing, *reason;
	struct stat_levels levels;
};

static bool inputs_of(struct stat_run *run, struct inputs *inputs, struct tl_err *err)
{
	static const char *const blanks[] = {"unknown", "zero", NULL};
	size_t blank = 0;

	if (!stat_option_word(run, "blank", blanks, &blank, err))
		return false;
	inputs->blank_zero = blank == 1;
	return stat_numbers(run, "x", &inputs->x, err) && stat_numbers(run, "n", &inputs->n, err) &&
	       stat_numbers(run, "refx", &inputs->refx, err) &&
	       stat_numbers(run, "refn", &inputs->refn, err);
}

static bool columns_of(struct stat_run *run, struct columns *columns, struct tl_err *err)
{
	columns->observed = stat_put(run, "observed");
	columns->expected = stat_put(run, "expected");
	columns->ref_rate = stat_option(run, "per") ? stat_put(run, "ref_rate") : NULL;
	columns->value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "", &columns->levels, err))
		return false;
	columns->method = stat_put(run, "method");
	columns->missing = stat_put(run, "n_missing");
	columns->reason = stat_put(run, "reason");
	return true;
}

static void put_row(struct stat_run *run, const struct columns *columns, size_t row,
	const struct tl_isr *isr, double factor)
{
	double scale = stat_option(run, "per") ? factor * isr->reference_rate : factor;

	stat_real(run, columns->observed, row, isr->observed);
	stat_real(run, columns->expected, row, isr->expected);
	stat_real(run, columns->ref_rate, row, isr->reference_rate * factor);
	stat_real(run, columns->value, row, isr->value * scale);
	for (size_t j = 0; j < columns->levels.count; j++)
		stat_limits(run, &columns->levels, j, row,
			tl_isr_limits(isr, columns->levels.shares[j]), scale);
	stat_text(run, columns->method, row, tl_interval_method_name(isr->method));
	stat_whole(run, columns->missing, row, isr->missing);
	stat_text(run, columns->reason, row, tl_standard_refusal_words(isr->refusal));
}

static bool factor_of(struct stat_run *run, double *factor, struct tl_err *err)
{
	*factor = 1;
	if (stat_option(run, "per") && stat_option(run, "ratio"))
		return tl_fail(
			err, EX_USAGE, "--per asks for a rate, --ratio for a ratio: one only");
	return stat_option_scale(run, "per", factor, err) &&
	       stat_option_scale(run, "ratio", factor, err);
}

static bool run_isr(struct stat_run *run, struct tl_err *err)
{
	struct inputs inputs;
	struct stat_groups groups;
	struct columns columns;
	double factor;

	if (!inputs_of(run, &inputs, err) || !stat_groups_of(run, "by", &groups, err) ||
		!factor_of(run, &factor, err))
		return false;
	stat_answer(run, groups.count);
	stat_put_groups(run, &groups);
	if (!columns_of(run, &columns, err))
		return false;
	for (size_t i = 0; i < groups.count; i++) {
		size_t count;
		const size_t *rows = stat_group_rows(&groups, i, &count);
		struct tl_isr isr = tl_isr_ratio(&(struct tl_isr_strata){
			.counts = stat_pick(run, inputs.x, rows, count),
			.populations = stat_pick(run, inputs.n, rows, count),
			.reference_counts = stat_pick(run, inputs.refx, rows, count),
			.reference_populations = stat_pick(run, inputs.refn, rows, count),
			.count = count,
			.blank_zero = inputs.blank_zero,
		});

		put_row(run, &columns, i, &isr, factor);
	}
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"x", "COLUMN", "count", "events in the stratum"},
	{"n", "COLUMN", "pop", "population of the stratum"},
	{"refx", "COLUMN", "refcount", "the reference's events in the stratum"},
	{"refn", "COLUMN", "refpop", "the reference's population of the stratum"},
	{"by", "COLUMN", NULL, "a ratio for each value of this column"},
	{"ratio", "K", NULL, "K times observed over expected (1)"},
	{"per", "K", NULL, "a rate instead: K times the ratio times the reference's crude rate"},
	{"blank", "WORD", "unknown", "what a blank means: unknown or zero"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_isr = {
	.name = "isr",
	.summary = "indirectly standardised ratios and rates",
	.options = options,
	.help =
	"A row for each area: the --by column, observed, expected, ref_rate (with --per), value, lower_95,\n"
	"upper_95, lower_998, upper_998, method (Exact or Byars), n_missing (strata), reason.\n"
	"Unit: the ratio times K; with --per events per K people.\n"
	"Formula: E = sum pop refcount/refpop; K O/E, or K (O/E) (sum refcount / sum refpop), sums over the\n"
	"area's strata; limits those of O as `stat rate` has them, over E.\n"
	"Not comparable between areas: each has weights of its own.\n"
	"Source: PHE technical guide, indirectly standardised ratios.\n"
	"Refused (empty, with the reason): a blank unless --blank zero (a blank count, pop or refcount then\n"
	"contributes 0); a negative number; a refpop of none; nothing expected.\n",
	.run = run_isr,
};
// clang-format on
