/* The lines of benefits.csv: what each was planned to bring, has brought, is to bring, and what has
 * left a budget. */
#include "money_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS_A_YEAR 12

struct line {
	struct money *money;
	const struct tl_benefit *benefit;
	const char *name, *definition;
	struct money_prices prices;
	/* By price and year: what is planned, what of it is still to come, after optimism bias; and
	 * all of it after optimism bias. */
	int64_t *planned, *remaining, *expected, *to_now;
	bool *is_planned;
	size_t avoided, all, share, *costs; /* points; costs by price */
	TL_VEC(size_t) followed; /* points that `all` is the sum of: years claimed, overlaps */
	enum tl_reason refused; /* TL_REASON_NONE: counted */
};

static struct measure_key key_of(const struct line *line, const char *statistic)
{
	return money_key(line->benefit->programme->name, line->name, statistic, line->definition);
}

static struct measure_key leaf_key(
	const struct line *line, enum money_figure figure, size_t price, int year)
{
	struct measure_key key = key_of(line, money_figure_names[figure]);

	key.partner = line->prices.items.items[price].partner;
	key.grp = money_class_names[line->prices.items.items[price].class];
	return money_key_of_year(&key, year);
}

static size_t place(const struct line *line, size_t price, int year)
{
	return price * (size_t)line->money->years + (size_t)(year - line->money->first_year);
}

/* ---- planned -------------------------------------------------------------------------------- */

/* How much of a financial year lies after the last month that is known. */
static double still_to_come(const struct money *money, int year)
{
	int last = tl_month_index(tl_year_span(year).to) - 1;
	int months = last - tl_month_index(money->world->study->month_to);

	return months <= 0 ? 0 : months >= MONTHS_A_YEAR ? 1 : (double)months / MONTHS_A_YEAR;
}

static void plan(struct line *line, size_t price, const struct tl_profile *profile, int64_t pence,
	double bias)
{
	size_t at = place(line, price, profile->year);
	double expected = (double)pence * (1 - bias);

	line->is_planned[at] = true;
	line->planned[at] += pence;
	line->expected[at] += tl_money_round(expected, TL_POUND);
	line->to_now[at] += tl_money_round(
		(double)pence * (1 - still_to_come(line->money, profile->year)), TL_POUND);
	line->remaining[at] +=
		tl_money_round(expected * still_to_come(line->money, profile->year), TL_POUND);
}

/* An amount goes to the partner it is stated for, or to all who gain, by what one event is worth to
 * each. Pounds are split in pounds. */
static void plan_amount(struct line *line, const struct tl_profile *profile)
{
	const struct tl_accounts *accounts = line->money->accounts;
	size_t count = line->prices.items.count, chosen = 0;
	size_t *which = tl_alloc(count + 1, sizeof *which);
	double *weights = tl_alloc(count + 1, sizeof *weights);
	int64_t *shares = tl_alloc(count + 1, sizeof *shares);
	int64_t pence = profile->pence, step;

	if (profile->price_year != accounts->terms.price_year)
		pence = tl_money_round(
			(double)pence * tl_accounts_deflate(accounts, profile->price_year,
						accounts->terms.price_year),
			TL_POUND);
	step = pence % TL_POUND ? 1 : TL_POUND;
	for (size_t i = 0; i < count; i++) {
		const struct money_price *price = &line->prices.items.items[i];

		if (profile->partner && strcmp(profile->partner, price->partner) != 0)
			continue;
		which[chosen] = i;
		weights[chosen++] = price->weight;
	}
	tl_money_split(pence / step, weights, chosen, shares);
	for (size_t i = 0; i < chosen; i++)
		plan(line, which[i], profile, shares[i] * step,
			line->benefit->bias ? line->benefit->bias->share : 0);
	free(shares);
	free(weights);
	free(which);
}

/* cohort x need x engaged x impact x (1 - deadweight) x attribution x (1 - optimism bias) x price:
 * a plan that is a formula has the bias off already. */
static void plan_cohort(struct line *line, const struct tl_profile *profile)
{
	const struct tl_benefit *b = line->benefit;
	double events = profile->cohort * b->need * b->engaged * b->impact * (1 - b->deadweight) *
			b->attribution * (1 - (b->bias ? b->bias->share : 0));

	for (size_t i = 0; i < line->prices.items.count; i++) {
		const struct money_price *price = &line->prices.items.items[i];

		if (profile->partner && strcmp(profile->partner, price->partner) != 0)
			continue;
		plan(line, i, profile, tl_money_round(events * price->pence, TL_POUND), 0);
	}
}

static void plan_all(struct line *line)
{
	const struct tl_accounts *accounts = line->money->accounts;

	for (size_t i = 0; i < accounts->profiles_count; i++) {
		const struct tl_profile *profile = &accounts->profiles[i];

		if (&accounts->benefits[profile->benefit] != line->benefit)
			continue;
		if (profile->pence != TL_NO_MONEY)
			plan_amount(line, profile);
		else
			plan_cohort(line, profile);
	}
}

static void add_leaf(
	struct line *line, enum money_figure figure, size_t price, int year, size_t point)
{
	const struct money_price *p = &line->prices.items.items[price];

	money_leaf(line->money, figure, line->benefit, p->partner, p->class, year, point);
}

static void add_stated(struct line *line, enum money_figure figure, const int64_t *pence)
{
	const struct money *money = line->money;

	for (size_t p = 0; p < line->prices.items.count; p++) {
		for (int y = money->first_year; y < money->first_year + money->years; y++) {
			struct measure_key key = leaf_key(line, figure, p, y);
			size_t at = place(line, p, y);

			if (line->is_planned[at])
				add_leaf(line, figure, p, y,
					measure_model_given(
						money->model, &key, (double)pence[at], NAN, NAN));
		}
	}
}

/* ---- to date -------------------------------------------------------------------------------- */

/* What the events are: those avoided by the comparison, or those counted. */
static size_t events_of(const struct line *line)
{
	const struct tl_benefit *benefit = line->benefit;
	struct measure_key key = money_key(benefit->programme->name, benefit->measure->name,
		benefit->basis == TL_BASIS_COMPARISON ? "events_avoided" : "events", "");

	if (benefit->basis == TL_BASIS_COUNT) {
		key.arm = "programme";
		key.axis = "after";
	}
	return measure_index_find(&line->money->index, &key);
}

static size_t ledger_point(const struct line *line, const char *statistic, int year)
{
	struct measure_key key = money_ledger_key(
		line->money->world, &line->money->model->arena, line->benefit, statistic);

	if (year)
		key = money_key_of_year(&key, year);
	return measure_index_find(&line->money->index, &key);
}

static void add_prices(struct line *line)
{
	struct measure_model *model = line->money->model;
	struct measure_key key = key_of(line, "attribution");
	double share = line->benefit->attribution;

	if (line->benefit->basis == TL_BASIS_COUNT)
		share *= 1 - line->benefit->deadweight;
	key.unit = "share";
	line->share = measure_model_given(model, &key, share, NAN, NAN);
	for (size_t i = 0; i < line->prices.items.count; i++) {
		const struct money_price *price = &line->prices.items.items[i];
		bool has_range = price->low != price->pence || price->high != price->pence;

		key = key_of(line, "unit_cost");
		key.partner = price->partner;
		key.grp = money_class_names[price->class];
		line->costs[i] = measure_model_given(model, &key, price->pence,
			has_range ? price->low : NAN, has_range ? price->high : NAN);
	}
}

/* Years in which there can be follow-up: from the programme's first phase to the as-at day. */
static int first_followed(const struct line *line)
{
	const struct tl_programme *programme = line->benefit->programme;
	struct tl_day first;

	if (programme->phases_count && tl_day_read(tl_str(programme->phases[0].from), &first) &&
		tl_year_of(first) > line->money->first_year)
		return tl_year_of(first);
	return line->money->first_year;
}

static bool is_followed(const struct line *line, int year)
{
	return line->refused == TL_REASON_NONE && year >= first_followed(line) &&
	       year <= tl_year_of(line->money->world->study->as_at);
}

/* Every year's part of the follow-up, and what other lines have of it. */
static void find_followed(struct line *line)
{
	const struct money *money = line->money;

	for (int y = money->first_year; y < money->first_year + money->years; y++)
		if (is_followed(line, y))
			*tl_vec_push(&line->followed) = ledger_point(line, "claimed_years", y);
	for (size_t i = 0; i < money->accounts->benefits_count; i++) {
		struct measure_key key = money_ledger_key(
			money->world, &money->model->arena, line->benefit, "overlap_years");
		size_t point;

		key.grp = money->accounts->benefits[i].id;
		point = measure_index_find(&money->index, &key);
		if (point != MEASURE_NO_POINT)
			*tl_vec_push(&line->followed) = point;
	}
}

static size_t add_benefit(struct line *line, size_t price, int year)
{
	const struct measure_operand fixed[] = {{"x", line->avoided},
		{"own", ledger_point(line, "claimed_years", year)}, {"all", line->all},
		{"cost", line->costs[price]}, {"share", line->share}};
	const struct tl_recipe_settings settings = {.per = 1,
		.polarity = line->benefit->basis == TL_BASIS_COMPARISON &&
					    line->benefit->measure->polarity == TL_POLARITY_UP
				    ? "up"
				    : "neither"};
	struct measure_key key = leaf_key(line, MONEY_TO_DATE, price, year);
	size_t count = TL_LEN(fixed) + line->followed.count, point;
	struct measure_operand *operands = tl_alloc(count, sizeof *operands);

	memcpy(operands, fixed, sizeof fixed);
	for (size_t i = 0; i < line->followed.count; i++)
		operands[TL_LEN(fixed) + i] =
			(struct measure_operand){"series", line->followed.items[i]};
	key.evidence = line->money->model->points.items[line->avoided].key.evidence;
	point = measure_model_derive(
		line->money->model, &key, TL_METHOD_BENEFIT, operands, count, &settings);
	free(operands);
	return point;
}

/* ---- forecast ------------------------------------------------------------------------------- */

static void add_forecast(struct line *line, size_t price, int year, size_t to_date)
{
	struct measure_model *model = line->money->model;
	struct measure_key key = leaf_key(line, MONEY_FORECAST, price, year);
	bool counted = money_is_counted(line->benefit);
	int64_t pence = (counted ? line->remaining : line->expected)[place(line, price, year)];
	bool has_more = line->is_planned[place(line, price, year)] &&
			(!counted || still_to_come(line->money, year) > 0);
	struct measure_operand operands[2];
	struct measure_key rest = key;

	if (to_date == MEASURE_NO_POINT && !has_more)
		return;
	rest.statistic = "remaining";
	operands[0] = (struct measure_operand){"part", to_date};
	operands[1] = (struct measure_operand){
		"part", has_more ? measure_model_given(model, &rest, (double)pence, NAN, NAN)
				 : MEASURE_NO_POINT};
	add_leaf(line, MONEY_FORECAST, price, year,
		measure_model_derive(model, &key, TL_METHOD_SUM, operands, 2, NULL));
}

static void add_counted(struct line *line)
{
	const struct money *money = line->money;

	for (size_t p = 0; p < line->prices.items.count; p++) {
		for (int y = money->first_year; y < money->first_year + money->years; y++) {
			size_t to_date = MEASURE_NO_POINT;

			if (is_followed(line, y) && line->prices.items.items[p].pence > 0) {
				to_date = add_benefit(line, p, y);
				add_leaf(line, MONEY_TO_DATE, p, y, to_date);
			}
			if (line->refused == TL_REASON_NONE || !money_is_counted(line->benefit))
				add_forecast(line, p, y, to_date);
		}
	}
}

/* A line of which nothing is counted says so, and why. */
static void add_refusal(struct line *line)
{
	struct measure_key key = key_of(line, money_figure_names[MONEY_TO_DATE]);

	if (line->refused == TL_REASON_NONE)
		return;
	measure_model_absent(
		line->money->model, &key, MEASURE_DERIVED, TL_NOT_AVAILABLE, line->refused);
	if (!money_is_counted(line->benefit))
		return;
	key = key_of(line, money_figure_names[MONEY_FORECAST]);
	measure_model_absent(
		line->money->model, &key, MEASURE_DERIVED, TL_NOT_AVAILABLE, line->refused);
}

/* ---- removed, baseline, target ---------------------------------------------------------------
 */

static void add_removed(struct line *line)
{
	const struct tl_accounts *accounts = line->money->accounts;
	const struct money *money = line->money;

	for (size_t i = 0; i < accounts->signoffs_count; i++) {
		const struct tl_signoff *one = &accounts->signoffs[i];
		struct measure_key key = key_of(line, money_figure_names[MONEY_REMOVED]);
		int64_t pence = 0;
		bool first = true;

		if (&accounts->benefits[one->benefit] != line->benefit)
			continue;
		for (size_t j = 0; j < accounts->signoffs_count; j++) {
			const struct tl_signoff *other = &accounts->signoffs[j];

			if (other->benefit != one->benefit || other->year != one->year ||
				strcmp(other->partner, one->partner) != 0)
				continue;
			pence += other->pence;
			first &= j >= i;
		}
		if (!first)
			continue;
		key.partner = one->partner;
		key = money_key_of_year(&key, one->year);
		money_leaf(line->money, MONEY_REMOVED, line->benefit, one->partner, MONEY_CASHABLE,
			one->year,
			measure_model_given(money->model, &key, (double)pence, NAN, NAN));
	}
}

static void add_aims(struct line *line)
{
	const struct tl_benefit *benefit = line->benefit;
	const struct {
		const char *statistic;
		double value;
	} aims[] = {{"baseline", benefit->baseline}, {"target", benefit->target}};

	for (size_t i = 0; i < TL_LEN(aims); i++) {
		struct measure_key key = key_of(line, aims[i].statistic);

		key.unit = benefit->measure && benefit->measure->unit ? benefit->measure->unit : "";
		if (!isnan(aims[i].value))
			measure_model_given(line->money->model, &key, aims[i].value, NAN, NAN);
	}
}

/* ---- a line --------------------------------------------------------------------------------- */

static void settle_basis(struct line *line)
{
	const struct tl_benefit *benefit = line->benefit;

	line->avoided = line->all = MEASURE_NO_POINT;
	line->refused = TL_REASON_NO_COMPARISON;
	if (!money_is_counted(benefit))
		return;
	if (benefit->basis == TL_BASIS_COMPARISON && benefit->deadweight > 0) {
		line->refused = TL_REASON_ANYWAY;
		return;
	}
	line->avoided = events_of(line);
	line->all = ledger_point(line, "followed_years", 0);
	if (line->avoided != MEASURE_NO_POINT && line->all != MEASURE_NO_POINT)
		line->refused = TL_REASON_NONE;
}

static void run_line(struct money *money, const struct tl_benefit *benefit)
{
	struct line line = {.money = money, .benefit = benefit};
	size_t cells;

	line.name = money_line_name(&money->model->arena, benefit);
	line.definition = money_line_definition(&money->model->arena, money->world, benefit);
	money_prices_of(money->world, benefit, &line.prices);
	cells = line.prices.items.count * (size_t)money->years + 1;
	line.planned = tl_alloc(cells, sizeof *line.planned);
	line.remaining = tl_alloc(cells, sizeof *line.remaining);
	line.to_now = tl_alloc(cells, sizeof *line.to_now);
	line.expected = tl_alloc(cells, sizeof *line.expected);
	line.is_planned = tl_alloc(cells, sizeof *line.is_planned);
	line.costs = tl_alloc(line.prices.items.count + 1, sizeof *line.costs);
	settle_basis(&line);
	plan_all(&line);
	add_stated(&line, MONEY_PLANNED, line.planned);
	if (line.refused == TL_REASON_NONE)
		add_stated(&line, MONEY_PLANNED_TO_NOW, line.to_now);
	if (money_is_counted(benefit))
		add_prices(&line);
	find_followed(&line);
	add_counted(&line);
	add_refusal(&line);
	add_removed(&line);
	add_aims(&line);
	free(line.planned);
	free(line.remaining);
	free(line.to_now);
	free(line.expected);
	free(line.is_planned);
	free(line.costs);
	tl_vec_free(&line.followed);
	tl_vec_free(&line.prices.items);
}

void money_lines_run(struct money *money)
{
	for (size_t i = 0; i < money->accounts->benefits_count; i++)
		run_line(money, &money->accounts->benefits[i]);
}
