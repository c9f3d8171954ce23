/* Who owes whom under agreements, and payment by results. */
#include "money_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- agreements ----------------------------------------------------------------------------- */

static const struct {
	enum money_figure figure;
	unsigned classes;
} shared[] = {
	[TL_SHARED_FISCAL] = {MONEY_TO_DATE, 1u << MONEY_CASHABLE | 1u << MONEY_NOT_CASHABLE},
	[TL_SHARED_CASHABLE] = {MONEY_TO_DATE, 1u << MONEY_CASHABLE},
	[TL_SHARED_REMOVED] = {MONEY_REMOVED, 1u << MONEY_CASHABLE},
};
static_assert(TL_LEN(shared) == TL_SHARED_COUNT_OF, "the last share has its classes");

static struct measure_key agreement_key(
	struct money *money, const struct tl_agreement *agreement, const char *statistic)
{
	struct measure_key key = money_key(agreement->programme->name,
		tl_arena_printf(&money->model->arena, "agreement:%s", agreement->id), statistic,
		money->agreement);

	key.partner = agreement->payer;
	key.grp = agreement->payee;
	return key;
}

static size_t given(struct money *money, const struct tl_agreement *agreement,
	const char *statistic, const char *unit, double value)
{
	struct measure_key key = agreement_key(money, agreement, statistic);

	key.unit = unit;
	return measure_model_given(money->model, &key, value, NAN, NAN);
}

static size_t gain_of(struct money *money, const struct tl_agreement *agreement)
{
	struct measure_key key = agreement_key(money, agreement, "gain");
	size_t count, gain;
	size_t *leaves = money_leaves_of(money, shared[agreement->of].figure, agreement->programme,
		agreement->payer, shared[agreement->of].classes, &count);

	if (count)
		gain = money_sum(money, shared[agreement->of].figure, &key, leaves, count);
	else if (agreement->of == TL_SHARED_REMOVED)
		gain = measure_model_given(money->model, &key, 0, NAN, NAN);
	else
		gain = measure_model_absent(money->model, &key, MEASURE_DERIVED, TL_NOT_AVAILABLE,
			TL_REASON_NO_COMPARISON);
	free(leaves);
	return gain;
}

static void add_agreement(struct money *money, const struct tl_agreement *agreement)
{
	const struct measure_operand due[] = {
		{"x", gain_of(money, agreement)},
		{"trigger",
			given(money, agreement, "trigger", "pence", (double)agreement->trigger)},
		{"share", given(money, agreement, "share", "share", agreement->share)},
		{"most", agreement->cap == TL_NO_MONEY
				 ? MEASURE_NO_POINT
				 : given(money, agreement, "cap", "pence", (double)agreement->cap)},
	};
	struct measure_key key = agreement_key(money, agreement, "due");
	struct measure_operand owed[2];

	owed[0] = (struct measure_operand){"part",
		measure_model_derive(money->model, &key, TL_METHOD_DUE, due, TL_LEN(due), NULL)};
	owed[1] = (struct measure_operand){
		"less", given(money, agreement, "repaid", "pence", (double)agreement->repaid)};
	key = agreement_key(money, agreement, "owed");
	measure_model_derive(money->model, &key, TL_METHOD_SUM, owed, TL_LEN(owed), NULL);
}

/* ---- payment by results --------------------------------------------------------------------- */

static struct measure_key payment_key(
	const struct money *money, const struct tl_rate *rate, const char *statistic)
{
	struct measure_key key =
		money_key(rate->programme->name, "payment", statistic, money->payment);

	key.grp = rate->total ? "" : rate->outcome;
	key.partner = rate->payer;
	return key;
}

/* The cell of what is achieved: events after support began, or who came to a step. */
static size_t achieved(const struct money *money, const struct tl_rate *rate)
{
	bool families = measure_unit_is_family(rate->programme);
	struct measure_key key =
		money_key(rate->programme->name, rate->measure ? rate->measure->name : "funnel",
			rate->measure ? "events"
			: families    ? "families"
				      : "people",
			"");

	key.arm = "programme";
	key.axis = rate->measure ? "after" : "step";
	for (unsigned i = 0; !rate->measure && i < rate->programme->steps_count; i++)
		if (strcmp(rate->programme->steps[i].name, rate->step) == 0) {
			key.position = (int64_t)i + 1;
			key.grp = rate->step;
		}
	return measure_index_find(&money->index, &key);
}

static size_t rate_given(struct money *money, const struct tl_rate *rate, const char *statistic,
	const char *unit, double value)
{
	struct measure_key key = payment_key(money, rate, statistic);

	key.unit = unit;
	return measure_model_given(money->model, &key, value, NAN, NAN);
}

static size_t add_payment(struct money *money, const struct tl_rate *rate)
{
	size_t events = achieved(money, rate);
	struct measure_key key = payment_key(money, rate, "payment");
	struct measure_operand operands[4];

	if (events == MEASURE_NO_POINT)
		return measure_model_absent(money->model, &key, MEASURE_DERIVED, TL_NOT_AVAILABLE,
			TL_REASON_NOT_COVERED);
	operands[0] = (struct measure_operand){"x", events};
	operands[1] = (struct measure_operand){
		"rate", rate_given(money, rate, "rate", "pence", (double)rate->pence)};
	operands[2] = (struct measure_operand){
		"cap", isnan(rate->cap) ? MEASURE_NO_POINT
					: rate_given(money, rate, "cap", "number", rate->cap)};
	operands[3] = (struct measure_operand){"most",
		rate->cap_pence == TL_NO_MONEY
			? MEASURE_NO_POINT
			: rate_given(money, rate, "cap_amount", "pence", (double)rate->cap_pence)};
	return measure_model_derive(money->model, &key, TL_METHOD_PAYMENT, operands, 4, NULL);
}

static void add_payments(struct money *money, const struct tl_programme *programme)
{
	const struct tl_accounts *accounts = money->accounts;
	struct measure_operand *operands = tl_alloc(accounts->rates_count + 1, sizeof *operands);
	struct measure_key key = money_key(programme->name, "payment", "payment", money->payment);
	size_t count = 0, most = MEASURE_NO_POINT;

	for (size_t i = 0; i < accounts->rates_count; i++) {
		const struct tl_rate *rate = &accounts->rates[i];

		if (rate->programme != programme)
			continue;
		if (rate->total)
			most = rate_given(
				money, rate, "cap_amount", "pence", (double)rate->cap_pence);
		else
			operands[count++] =
				(struct measure_operand){"part", add_payment(money, rate)};
	}
	if (count) {
		operands[count++] = (struct measure_operand){"most", most};
		measure_model_derive(money->model, &key, TL_METHOD_SUM, operands, count, NULL);
	}
	free(operands);
}

void money_agreements_run(struct money *money)
{
	const struct tl_study *study = money->world->study;

	for (size_t i = 0; i < money->accounts->agreements_count; i++)
		add_agreement(money, &money->accounts->agreements[i]);
	for (size_t i = 0; i < study->programmes_count; i++)
		add_payments(money, study->programmes[i]);
}
