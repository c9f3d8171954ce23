/* Costs and benefits over the years at present value: as `throughline stat appraise` on the same
 * rows, to the pound. Prices are those of one year before anything is discounted. */
#include "money_private.h"

#include <math.h>
#include <stdlib.h>

struct appraisal {
	struct money *money;
	const struct tl_programme *programme; /* NULL: the study */
	bool fiscal, forecast;
	size_t *benefits, *costs, *factors; /* by year; MEASURE_NO_POINT */
	size_t years;
};

static struct measure_key key_of(const struct appraisal *a, const char *statistic)
{
	struct measure_key key = money_key(a->programme ? a->programme->name : "", "appraisal",
		statistic, a->money->appraisal);

	key.grp = a->fiscal ? "fiscal" : "";
	key.axis = a->forecast ? "forecast" : "planned";
	return key;
}

/* ---- the years ------------------------------------------------------------------------------ */

/* Years of appraisal count from the first that is not discounted; any before it count as that. */
static int year_of_appraisal(const struct money *money, int year)
{
	int number = year - money->year_0;

	return number < 0 ? 0 : number;
}

/* Whether any benefit is counted in a year, of all programmes. */
static bool has_benefit(struct money *money, int year)
{
	static const enum money_figure figures[] = {MONEY_PLANNED, MONEY_FORECAST};

	for (size_t i = 0; i < TL_LEN(figures); i++) {
		size_t point = money_total_of_year(money, figures[i], NULL, false, year);

		if (point != MEASURE_NO_POINT && money->model->points.items[point].value != 0)
			return true;
	}
	return false;
}

/* Benefits may come before any sheet has money; a year that is stated stands. */
static int find_year_0(struct money *money)
{
	const struct tl_money_terms *terms = &money->accounts->terms;
	int year = money->first_year;

	while (!terms->states_first_year && year < terms->first_year && !has_benefit(money, year))
		year++;
	return terms->states_first_year ? terms->first_year : year;
}

static void add_factors(struct money *money, size_t *factors)
{
	for (int y = 0; y < money->years; y++) {
		struct measure_key key =
			money_key("", "appraisal", "discount_factor", money->appraisal);
		int number = year_of_appraisal(money, money->first_year + y);

		key.unit = "factor";
		key = money_key_of_year(&key, money->first_year + y);
		factors[y] = measure_model_given(money->model, &key,
			tl_discount_factor(&money->accounts->terms.schedule, number), NAN, NAN);
	}
}

/* Benefits of a year: the total there is, or none. */
static void find_years(struct appraisal *a)
{
	const struct money *money = a->money;

	for (size_t y = 0; y < a->years; y++) {
		int year = money->first_year + (int)y;
		struct measure_key key = key_of(a, "cost_of_year");
		int64_t pence;

		a->benefits[y] =
			money_total_of_year(money, a->forecast ? MONEY_FORECAST : MONEY_PLANNED,
				a->programme, a->fiscal, year);
		a->costs[y] = MEASURE_NO_POINT;
		if (!money_cost_of_year(money, a->programme, a->forecast, year, &pence))
			continue;
		key.grp = a->fiscal ? "fiscal" : "";
		key.arm = key.axis;
		key = money_key_of_year(&key, year);
		a->costs[y] = measure_model_given(money->model, &key, (double)pence, NAN, NAN);
	}
}

/* ---- present values ------------------------------------------------------------------------- */

static size_t add_present(struct appraisal *a, const char *statistic, const size_t *points)
{
	struct measure_operand *operands = tl_alloc(2 * a->years + 1, sizeof *operands);
	struct measure_key key = key_of(a, statistic);
	size_t count = 0, point = MEASURE_NO_POINT;

	for (size_t y = 0; y < a->years; y++) {
		if (points[y] == MEASURE_NO_POINT)
			continue;
		operands[count++] = (struct measure_operand){"part", points[y]};
		operands[count++] = (struct measure_operand){"factor", a->factors[y]};
	}
	if (count)
		point = measure_model_derive(
			a->money->model, &key, TL_METHOD_PRESENT, operands, count, NULL);
	free(operands);
	return point;
}

/* Only years with a benefit or a cost take part; the other side of such a year is nought. */
static size_t nought_of_year(struct appraisal *a, size_t y, const char *statistic)
{
	struct measure_key key = key_of(a, statistic);

	key.arm = key.axis;
	key = money_key_of_year(&key, a->money->first_year + (int)y);
	return measure_model_given(a->money->model, &key, 0, NAN, NAN);
}

static void add_payback(struct appraisal *a)
{
	struct measure_operand *operands = tl_alloc(3 * a->years + 1, sizeof *operands);
	struct measure_key key = key_of(a, "payback");
	size_t count = 0;

	for (size_t y = 0; y < a->years; y++) {
		size_t benefit = a->benefits[y], cost = a->costs[y];

		if (benefit == MEASURE_NO_POINT && cost == MEASURE_NO_POINT)
			continue;
		if (benefit == MEASURE_NO_POINT)
			benefit = nought_of_year(a, y, "benefit_of_year");
		if (cost == MEASURE_NO_POINT)
			cost = nought_of_year(a, y, "cost_of_year");
		operands[count++] = (struct measure_operand){"part", benefit};
		operands[count++] = (struct measure_operand){"less", cost};
		operands[count++] = (struct measure_operand){"factor", a->factors[y]};
	}
	key.unit = "financial year";
	measure_model_derive(a->money->model, &key, TL_METHOD_PAYBACK, operands, count, NULL);
	free(operands);
}

/* What npv is a year, spread evenly over all years but the first. */
static void add_eanc(struct appraisal *a, size_t npv)
{
	const struct money *money = a->money;
	struct measure_key key = key_of(a, "eanc"), under = key_of(a, "annuity");
	struct measure_operand operands[2];
	struct tl_sum factors = {0};
	int last = 0;

	for (size_t y = 0; y < a->years; y++)
		if (a->benefits[y] != MEASURE_NO_POINT || a->costs[y] != MEASURE_NO_POINT)
			last = year_of_appraisal(money, money->first_year + (int)y);
	if (last == 0)
		return;
	for (int number = 1; number <= last; number++)
		tl_sum_add(&factors, tl_discount_factor(&money->accounts->terms.schedule, number));
	under.unit = "factor";
	operands[0] = (struct measure_operand){"part", npv};
	operands[1] = (struct measure_operand){"factor",
		measure_model_given(money->model, &under, 1 / tl_sum_value(&factors), NAN, NAN)};
	measure_model_derive(money->model, &key, TL_METHOD_PRESENT, operands, 2, NULL);
}

static void appraise(struct appraisal *a)
{
	struct measure_key key = key_of(a, "bcr");
	struct measure_operand operands[2];
	size_t benefits, costs, npv;

	find_years(a);
	benefits = add_present(a, "pv_benefits", a->benefits);
	costs = add_present(a, "pv_costs", a->costs);
	if (benefits == MEASURE_NO_POINT || costs == MEASURE_NO_POINT)
		return;
	operands[0] = (struct measure_operand){"x", benefits};
	operands[1] = (struct measure_operand){"n", costs};
	key.unit = "ratio";
	measure_model_derive(a->money->model, &key, TL_METHOD_QUOTIENT, operands, 2, NULL);
	key = key_of(a, "npv");
	operands[0].role = "part";
	operands[1].role = "less";
	npv = measure_model_derive(a->money->model, &key, TL_METHOD_SUM, operands, 2, NULL);
	add_eanc(a, npv);
	add_payback(a);
}

static void appraise_all(struct money *money, const struct tl_programme *programme, size_t *factors)
{
	struct appraisal a = {.money = money,
		.programme = programme,
		.factors = factors,
		.years = (size_t)money->years};

	a.benefits = tl_alloc(a.years + 1, sizeof *a.benefits);
	a.costs = tl_alloc(a.years + 1, sizeof *a.costs);
	for (int i = 0; i < 4; i++) {
		a.fiscal = i & 1;
		a.forecast = i & 2;
		appraise(&a);
	}
	free(a.benefits);
	free(a.costs);
}

void money_appraise_run(struct money *money)
{
	const struct tl_study *study = money->world->study;
	size_t *factors;

	if (!money->accounts->benefits_count || !money->accounts->spends_count)
		return;
	money->year_0 = find_year_0(money);
	factors = tl_alloc((size_t)money->years + 1, sizeof *factors);
	add_factors(money, factors);
	appraise_all(money, NULL, factors);
	for (size_t i = 0; i < study->programmes_count; i++)
		appraise_all(money, study->programmes[i], factors);
	free(factors);
}
