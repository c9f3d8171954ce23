/* stat appraise: costs and benefits by year at present value. */
#include "stat.h"

#include <math.h>
#include <stdlib.h>
#include <throughline/money.h>
#include <throughline/num.h>
#include <throughline/vec.h>

#define UPLIFT_MOST 5

static const char *const schedules[] = {"standard", "health", NULL};

/* ---- rates of a table ------------------------------------------------------------------------ */

/* A study's discount.csv, or any table of last_year and rate. */
struct rates {
	struct stat_run file;
	size_t schedule, from, last_year, rate; /* columns; SIZE_MAX: there is none */
	TL_VEC(struct tl_discount_band) bands;
};

static bool column_if_there(
	const struct stat_run *file, struct tl_str name, size_t *column, struct tl_err *err)
{
	*column = SIZE_MAX;
	return !stat_has(file, name) || stat_find(file, name, column, err);
}

/* "3.5%" or "0.035". */
static bool read_rate(struct tl_str text, double *rate)
{
	bool percent;

	text = tl_str_trim(text);
	percent = tl_str_ends(text, TL_STR("%"));
	if (percent)
		text = tl_str_slice(text.data, text.length - 1);
	if (!tl_num_real(text, (struct tl_num_style){0}, rate))
		return false;
	*rate /= percent ? 100 : 1;
	return *rate > -1 && *rate < 1;
}

static bool read_band(struct rates *rates, size_t row, struct tl_err *err)
{
	struct tl_discount_band *band = tl_vec_push(&rates->bands);
	struct tl_str last = tl_str_trim(stat_field(&rates->file, row, rates->last_year));
	int64_t year = TL_DISCOUNT_NO_END;

	if (last.length && (!tl_num_int(last, (struct tl_num_style){0}, &year) || year < 0 ||
				   year > TL_APPRAISE_YEAR_MAX))
		return stat_refuse(&rates->file, row, rates->last_year, err,
			"not a year of the appraisal; blank is no end");
	band->last_year = (int)year;
	return read_rate(stat_field(&rates->file, row, rates->rate), &band->rate) ||
	       stat_refuse(&rates->file, row, rates->rate, err,
		       "not a rate; write it as 3.5% or 0.035");
}

static bool is_of_schedule(const struct rates *rates, size_t row, const char *schedule)
{
	return rates->schedule == SIZE_MAX ||
	       tl_str_equal(stat_field(&rates->file, row, rates->schedule), tl_str(schedule));
}

/* The last beginning that is not after the appraisal's, or the first there is. */
static bool find_from(
	struct rates *rates, const char *schedule, int begins, int *from, struct tl_err *err)
{
	int first = INT32_MAX;

	*from = INT32_MIN;
	for (size_t i = 0; i < rates->file.table.rows; i++) {
		int year;

		if (!is_of_schedule(rates, i, schedule))
			continue;
		if (!tl_year_read(tl_str_trim(stat_field(&rates->file, i, rates->from)), &year))
			return stat_refuse(&rates->file, i, rates->from, err,
				"not a financial year; write 2003 or 2003/04");
		if (year < first)
			first = year;
		if (year <= begins && year > *from)
			*from = year;
	}
	if (*from == INT32_MIN)
		*from = first;
	return true;
}

static int by_last_year(const void *left, const void *right)
{
	const struct tl_discount_band *a = left, *b = right;

	return (a->last_year > b->last_year) - (a->last_year < b->last_year);
}

static bool read_bands(struct rates *rates, const char *schedule, int begins, struct tl_err *err)
{
	int from = 0, year = 0;

	if (rates->from != SIZE_MAX && !find_from(rates, schedule, begins, &from, err))
		return false;
	for (size_t i = 0; i < rates->file.table.rows; i++) {
		if (!is_of_schedule(rates, i, schedule))
			continue;
		if (rates->from != SIZE_MAX)
			tl_year_read(tl_str_trim(stat_field(&rates->file, i, rates->from)), &year);
		if (year == from && !read_band(rates, i, err))
			return false;
	}
	if (!rates->bands.count)
		return tl_fail(err, EX_DATAERR, "%s: no rates of the schedule \"%s\"",
			rates->file.table.path, schedule);
	qsort(rates->bands.items, rates->bands.count, sizeof *rates->bands.items, by_last_year);
	for (size_t i = 1; i < rates->bands.count; i++)
		if (rates->bands.items[i].last_year == rates->bands.items[i - 1].last_year)
			return tl_fail(err, EX_DATAERR,
				"%s: two rates of the schedule \"%s\" have the same last_year; "
				"keep one",
				rates->file.table.path, schedule);
	return rates->bands.items[rates->bands.count - 1].last_year == TL_DISCOUNT_NO_END ||
	       tl_fail(err, EX_DATAERR, "%s: the last rate has an end; leave its last_year blank",
		       rates->file.table.path);
}

/* The schedule that --schedule, --rates and --begins ask for. */
static bool take_schedule(const struct stat_run *run, struct rates *rates,
	struct tl_discount_schedule *schedule, struct tl_err *err)
{
	const char *path = stat_option(run, "rates"), *begins = stat_option(run, "begins");
	size_t which = 0;
	int year = INT32_MAX;

	if (!path) {
		*schedule = tl_discount_standard;
		if (!stat_option_word(run, "schedule", schedules, &which, err))
			return false;
		if (which)
			*schedule = tl_discount_health;
		return true;
	}
	if (begins && !tl_year_read(tl_str(begins), &year))
		return tl_fail(err, EX_USAGE, "--begins YEAR is a financial year: 2013/14");
	rates->file.method = run->method;
	if (!stat_read(&rates->file, path, err) ||
		!stat_find(&rates->file, TL_STR("last_year"), &rates->last_year, err) ||
		!stat_find(&rates->file, TL_STR("rate"), &rates->rate, err) ||
		!column_if_there(&rates->file, TL_STR("schedule"), &rates->schedule, err) ||
		!column_if_there(&rates->file, TL_STR("from"), &rates->from, err) ||
		!read_bands(rates, stat_option(run, "schedule"), year, err))
		return false;
	*schedule = (struct tl_discount_schedule){rates->bands.items, rates->bands.count};
	return true;
}

static void rates_free(struct rates *rates)
{
	tl_vec_free(&rates->bands);
	stat_run_free(&rates->file);
}

/* ---- an appraisal ---------------------------------------------------------------------------- */

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

/* Optimism bias is seldom beyond 2 (200%); 20 is somebody's 20%. */
static bool uplift_of(const struct stat_run *run, double *uplift, struct tl_err *err)
{
	if (!stat_option_real(run, "uplift", uplift, err))
		return false;
	return (*uplift > -1 && *uplift <= UPLIFT_MOST) ||
	       tl_fail(err, EX_USAGE, "--uplift takes a share above -1 and up to %d: 0.2 for 20%%",
		       UPLIFT_MOST);
}

static bool appraise(
	struct stat_run *run, const struct tl_discount_schedule *schedule, struct tl_err *err)
{
	static const char *const names[] = {
		"pv_costs", "pv_benefits", "npv", "bcr", "eanc", "payback_year"};
	struct stat_column *columns[TL_LEN(names)];
	const double *values[3];
	struct stat_groups groups;
	double uplift = 0;

	if (!uplift_of(run, &uplift, err) || !stat_numbers(run, "year", &values[0], err) ||
		!stat_numbers(run, "cost", &values[1], err) ||
		!stat_numbers(run, "benefit", &values[2], err) ||
		!stat_groups_of(run, "by", &groups, err))
		return false;
	if (!run->table.rows)
		return tl_fail(err, EX_DATAERR, "%s:1: no rows; an appraisal has a row a year",
			run->table.path);
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
		appraisal = tl_appraise(flows, count, schedule, uplift);
		put_group(run, columns, g, &appraisal);
	}
	return true;
}

static bool run_appraise(struct stat_run *run, struct tl_err *err)
{
	struct tl_discount_schedule schedule;
	struct rates rates = {0};
	bool ok = take_schedule(run, &rates, &schedule, err) && appraise(run, &schedule, err);

	rates_free(&rates);
	return ok;
}

// clang-format off
static const struct stat_option options[] = {
	{"year", "COLUMN", "year", "years from the start, 0 the first"},
	{"cost", "COLUMN", "cost", "of the year, in prices of one year"},
	{"benefit", "COLUMN", "benefit", "of the year, in the same prices"},
	{"by", "COLUMN", NULL, "an appraisal for each value"},
	{"schedule", "NAME", "standard", "standard (3.5%) or health (1.5%), both falling"},
	{"rates", "FILE", NULL, "rates of your own: last_year, rate; schedule, from (a discount.csv)"},
	{"begins", "YEAR", NULL, "the financial year of year 0, for rates with from (the newest)"},
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
	"1..last. With --rates the bands are those of the table: rate to last_year, blank for the last;\n"
	"of column schedule those of --schedule, of column from the last not after --begins.\n"
	"payback_year: the first in which discounted benefits have met discounted costs.\n"
	"Source: HM Treasury, The Green Book 2022, annex A6.\n"
	"Refused: an unknown amount or year; an uplift beyond 5 (500%); two rates to one year. Empty: bcr where costs are not above 0, eanc with year 0\n"
	"only, payback_year if never.\n",
	.run = run_appraise,
};
// clang-format on
