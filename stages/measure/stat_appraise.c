/* stat appraise: costs and benefits by year at present value. */
#include "stat.h"

#include <math.h>

static const char *const schedules[] = {"standard", "health", NULL};

static bool take_flow(struct stat_run *run, size_t row, const double *values[3],
	struct tl_cash_flow *flow, struct tl_err *err)
{
	static const char *const names[] = {"year", "cost", "benefit"};

	for (size_t j = 0; j < TL_LEN(names); j++) {
		size_t column;

		if (!isnan(values[j][row]))
			continue;
		return stat_column(run, names[j], &column, err) &&
		       stat_refuse(run, row, column, err, "unknown; write 0 for nothing");
	}
	if (values[0][row] < 0 || values[0][row] > TL_APPRAISE_YEAR_MAX ||
		values[0][row] != floor(values[0][row]))
		return tl_fail(err, EX_DATAERR, "%s:%lld: a year is a whole number from 0 to %d",
			run->table.path, (long long)run->table.lines[row], TL_APPRAISE_YEAR_MAX);
	*flow = (struct tl_cash_flow){(int)values[0][row], values[1][row], values[2][row]};
	return true;
}

static void put_group(struct stat_run *run, struct stat_column **columns, size_t group,
	const struct tl_appraisal *appraisal)
{
	double values[] = {appraisal->pv_costs, appraisal->pv_benefits, appraisal->npv,
		appraisal->bcr, appraisal->eanc, appraisal->payback_year};

	for (size_t j = 0; j < TL_LEN(values); j++)
		stat_real(run, columns[j], group, values[j]);
}

static bool run_appraise(struct stat_run *run, struct tl_err *err)
{
	static const char *const names[] = {
		"pv_costs", "pv_benefits", "npv", "bcr", "eanc", "payback_year"};
	struct stat_column *columns[TL_LEN(names)];
	const double *values[3];
	struct stat_groups groups;
	size_t schedule = 0;
	double uplift = 0;

	if (!stat_option_word(run, "schedule", schedules, &schedule, err) ||
		!stat_option_real(run, "uplift", &uplift, err) ||
		!stat_numbers(run, "year", &values[0], err) ||
		!stat_numbers(run, "cost", &values[1], err) ||
		!stat_numbers(run, "benefit", &values[2], err) ||
		!stat_groups_of(run, "by", &groups, err))
		return false;
	stat_answer(run, groups.count);
	stat_put_groups(run, &groups);
	for (size_t j = 0; j < TL_LEN(names); j++)
		columns[j] = stat_put(run, names[j]);
	for (size_t g = 0; g < groups.count; g++) {
		size_t count;
		const size_t *rows = stat_group_rows(&groups, g, &count);
		struct tl_cash_flow *flows = tl_arena_array(&run->arena, count, sizeof *flows);
		struct tl_appraisal appraisal;

		for (size_t i = 0; i < count; i++)
			if (!take_flow(run, rows[i], values, &flows[i], err))
				return false;
		appraisal = tl_appraise(flows, count, (enum tl_discount_schedule)schedule, uplift);
		put_group(run, columns, g, &appraisal);
	}
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"year", "COLUMN", "year", "years from the start, 0 the first"},
	{"cost", "COLUMN", "cost", "of the year, in prices of one year"},
	{"benefit", "COLUMN", "benefit", "of the year, in the same prices"},
	{"by", "COLUMN", NULL, "an appraisal for each value"},
	{"schedule", "NAME", "standard", "standard (3.5%) or health (1.5%), both falling"},
	{"uplift", "U", "0", "optimism bias: costs times 1 + U"},
	STAT_OPTION_END,
};

const struct stat_method stat_method_appraise = {
	.name = "appraise",
	.summary = "costs and benefits by year at present value",
	.options = options,
	.help =
	"A row for each value of --by: pv_costs, pv_benefits, npv, bcr, eanc, payback_year.\n"
	"Unit: that of the amounts; bcr benefits per unit of cost; eanc per year.\n"
	"Formula: each year's amount times prod 1/(1 + r_k), r_k the rate of the band that holds year k:\n"
	"years to 30, 75, 125, 200, 300, above: standard 3.5, 3.0, 2.5, 2.0, 1.5, 1.0%, health 1.5, 1.29,\n"
	"1.07, 0.86, 0.64, 0.43%. Year 0 is not discounted. eanc = npv / sum of the factors of years\n"
	"1..last. payback_year: the first in which discounted benefits have met discounted costs.\n"
	"Source: HM Treasury, The Green Book 2022, annex A6.\n"
	"Refused: an unknown amount or year. Empty: bcr where costs are not above 0, eanc with year 0\n"
	"only, payback_year if never.\n",
	.run = run_appraise,
};
// clang-format on
