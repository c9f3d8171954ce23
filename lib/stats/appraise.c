/* Present values (HM Treasury, The Green Book 2022, annex A6). */
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

static const struct tl_discount_band standard[] = {{30, 0.035}, {75, 0.030}, {125, 0.025},
	{200, 0.020}, {300, 0.015}, {TL_DISCOUNT_NO_END, 0.010}};
static const struct tl_discount_band health[] = {{30, 0.015}, {75, 0.0129}, {125, 0.0107},
	{200, 0.0086}, {300, 0.0064}, {TL_DISCOUNT_NO_END, 0.0043}};
const struct tl_discount_schedule tl_discount_standard = {standard, TL_LEN(standard)};
const struct tl_discount_schedule tl_discount_health = {health, TL_LEN(health)};

double tl_discount_rate(const struct tl_discount_schedule *schedule, int year)
{
	size_t band = 0;

	while (band + 1 < schedule->count && year > schedule->bands[band].last_year)
		band++;
	return schedule->bands[band].rate;
}

double tl_discount_factor(const struct tl_discount_schedule *schedule, int year)
{
	double factor = 1;

	if (year < 0 || year > TL_APPRAISE_YEAR_MAX)
		return NAN;
	for (int k = 1; k <= year; k++)
		factor /= 1 + tl_discount_rate(schedule, k);
	return factor;
}

static int by_year(const void *left, const void *right)
{
	const struct tl_cash_flow *a = left, *b = right;

	if (a->year != b->year)
		return (a->year > b->year) - (a->year < b->year);
	if (a->cost != b->cost) /* so that the order of the file does not reach the last digit */
		return (a->cost > b->cost) - (a->cost < b->cost);
	return (a->benefit > b->benefit) - (a->benefit < b->benefit);
}

static double annuity(const struct tl_discount_schedule *schedule, int last_year)
{
	struct tl_sum sum = {0};

	for (int year = 1; year <= last_year; year++)
		tl_sum_add(&sum, tl_discount_factor(schedule, year));
	return tl_sum_value(&sum);
}

struct tl_appraisal tl_appraise(const struct tl_cash_flow *flows, size_t count,
	const struct tl_discount_schedule *schedule, double uplift)
{
	struct tl_appraisal result = {.bcr = NAN, .eanc = NAN, .payback_year = NAN};
	struct tl_cash_flow *sorted = tl_alloc(count + 1, sizeof *sorted);
	struct tl_sum costs = {0}, benefits = {0};
	int last_year = 0;
	bool is_free = true;

	for (size_t i = 0; i < count; i++) {
		sorted[i] = flows[i];
		is_free = is_free && flows[i].cost == 0;
	}
	qsort(sorted, count, sizeof *sorted, by_year);
	for (size_t i = 0; i < count; i++) {
		double factor = tl_discount_factor(schedule, sorted[i].year);

		last_year = sorted[i].year;
		tl_sum_add(&costs, sorted[i].cost * (1 + uplift) * factor);
		tl_sum_add(&benefits, sorted[i].benefit * factor);
		if (i + 1 < count && sorted[i + 1].year == last_year)
			continue;
		/* Before the first cost, if there is any, nothing is to be paid back. */
		if (isnan(result.payback_year) && (tl_sum_value(&costs) > 0 || is_free) &&
			tl_sum_value(&benefits) >= tl_sum_value(&costs))
			result.payback_year = last_year;
	}
	free(sorted);
	result.pv_costs = tl_sum_value(&costs);
	result.pv_benefits = tl_sum_value(&benefits);
	result.npv = result.pv_benefits - result.pv_costs;
	if (result.pv_costs > 0)
		result.bcr = result.pv_benefits / result.pv_costs;
	if (last_year > 0)
		result.eanc = result.npv / annuity(schedule, last_year);
	return result;
}
