/* Money from counts and prices. Limits are a range: each end takes what is least or most for it of
 * every operand, so that a range never says more than the operands do together. */
#include "recipe_private.h"

#include <math.h>
#include <string.h>
#include <throughline/money.h>

struct range {
	double value, lower, upper;
};

static struct range exactly(double value)
{
	return (struct range){value, value, value};
}

/* An operand without limits is what it is; one that is not there is `otherwise`. */
static struct range range_of(const struct recipe_computing *c, const char *role, double otherwise)
{
	const struct tl_operand *operand = recipe_operand_of(c->operands, c->count, role);

	if (!operand)
		return exactly(otherwise);
	if (isnan(operand->lower) || isnan(operand->upper))
		return exactly(operand->value);
	return (struct range){operand->value, operand->lower, operand->upper};
}

static bool has(const struct recipe_computing *c, const char *role)
{
	return recipe_operand_of(c->operands, c->count, role) != NULL;
}

static struct range times(struct range a, struct range b)
{
	const double corners[] = {
		a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper};
	struct range range = exactly(a.value * b.value);

	range.lower = range.upper = corners[0];
	for (size_t i = 1; i < TL_LEN(corners); i++) {
		range.lower = fmin(range.lower, corners[i]);
		range.upper = fmax(range.upper, corners[i]);
	}
	return range;
}

static struct range plus(struct range a, struct range b)
{
	return (struct range){a.value + b.value, a.lower + b.lower, a.upper + b.upper};
}

static struct range minus(struct range a, struct range b)
{
	return (struct range){a.value - b.value, a.lower - b.upper, a.upper - b.lower};
}

static struct range at_most(struct range a, double most)
{
	return (struct range){fmin(a.value, most), fmin(a.lower, most), fmin(a.upper, most)};
}

static struct range at_least(struct range a, double least)
{
	return (struct range){fmax(a.value, least), fmax(a.lower, least), fmax(a.upper, least)};
}

static struct range per(struct range a, double n)
{
	return (struct range){a.value / n, a.lower / n, a.upper / n};
}

static double whole(double pence, int64_t step)
{
	int64_t rounded = tl_money_round(pence, step);

	return rounded == TL_NO_MONEY ? NAN : (double)rounded;
}

static struct range in_whole(struct range a, int64_t step)
{
	return (struct range){whole(a.value, step), whole(a.lower, step), whole(a.upper, step)};
}

static void put(const struct recipe_computing *c, struct range range)
{
	c->result->value = range.value;
	if (range.lower == range.value && range.upper == range.value)
		return;
	c->result->lower = range.lower;
	c->result->upper = range.upper;
	c->result->method = "Range";
}

/* The i-th operand of a role. */
static const struct tl_operand *nth(
	const struct recipe_computing *c, const char *role, size_t number)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->operands[i].role, role) == 0 && number-- == 0)
			return &c->operands[i];
	return NULL;
}

static struct range range_at(const struct recipe_computing *c, const char *role, size_t number)
{
	const struct tl_operand *operand = nth(c, role, number);

	if (!operand)
		return exactly(0);
	if (isnan(operand->lower) || isnan(operand->upper))
		return exactly(operand->value);
	return (struct range){operand->value, operand->lower, operand->upper};
}

/* What the follow-up is of, as its parts are published: parts that are each rounded add up to
 * something else than the rounded whole, and a share of that whole would lose the difference. Where
 * a part is hidden, the whole itself. */
static double whole_of_parts(const struct recipe_computing *c)
{
	double whole = range_of(c, "all", 1).value, sum = 0;

	if (!(whole > 0) || !has(c, "series"))
		return whole;
	for (size_t i = 0; nth(c, "series", i); i++) {
		if (!recipe_is_published(nth(c, "series", i)))
			return whole;
		sum += nth(c, "series", i)->value;
	}
	return sum > 0 ? sum : whole;
}

void recipe_compute_benefit(const struct recipe_computing *c)
{
	double all = whole_of_parts(c);
	struct range pence = times(range_of(c, "x", NAN), range_of(c, "cost", NAN));
	const char *polarity = c->settings->polarity;

	/* Where more is better, events avoided are events lost. */
	if (polarity && strcmp(polarity, "up") == 0)
		pence = minus(exactly(0), pence);

	if (!(all > 0)) {
		recipe_refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		return;
	}
	pence = times(pence, per(range_of(c, "own", 1), all));
	put(c, in_whole(times(pence, range_of(c, "share", 1)), TL_POUND));
}

void recipe_compute_sum(const struct recipe_computing *c)
{
	struct range sum = exactly(0);

	for (size_t i = 0; nth(c, "part", i); i++)
		sum = plus(sum, range_at(c, "part", i));
	for (size_t i = 0; nth(c, "less", i); i++)
		sum = minus(sum, range_at(c, "less", i));
	if (has(c, "most"))
		sum = at_most(sum, range_of(c, "most", NAN).value);
	put(c, sum);
}

void recipe_compute_present(const struct recipe_computing *c)
{
	struct range sum = exactly(0);

	for (size_t i = 0; nth(c, "part", i); i++)
		sum = plus(sum, times(range_at(c, "part", i), range_at(c, "factor", i)));
	put(c, in_whole(sum, TL_POUND));
}

void recipe_compute_quotient(const struct recipe_computing *c)
{
	double n = range_of(c, "n", NAN).value;

	if (!(n > 0)) {
		recipe_refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		return;
	}
	put(c, per(range_of(c, "x", NAN), n));
}

enum end { AS_IT_IS, WITH_MOST, WITH_LEAST };

static double end_of(struct range range, enum end end)
{
	return end == AS_IT_IS ? range.value : end == WITH_MOST ? range.upper : range.lower;
}

/* As tl_appraise: the first year by whose end discounted benefits have met discounted costs, once
 * there are any; NaN: none. */
static double payback_year(const struct recipe_computing *c, enum end end)
{
	double left = 0, spent = 0;
	bool is_free = true;

	for (size_t i = 0; nth(c, "part", i); i++)
		is_free = is_free && end_of(range_at(c, "less", i), end) == 0;
	for (size_t i = 0; nth(c, "part", i); i++) {
		const struct tl_operand *part = nth(c, "part", i);
		struct range gain = minus(range_at(c, "part", i), range_at(c, "less", i));
		struct tl_day day;

		left += end_of(gain, end) * range_at(c, "factor", i).value;
		spent += end_of(range_at(c, "less", i), end);
		if (left >= 0 && (spent > 0 || is_free) && part->period_from &&
			tl_day_read(tl_str(part->period_from), &day))
			return tl_year_of(day);
	}
	return NAN;
}

/* Limits: the year with the most benefits, and with the least; both, or neither. */
void recipe_compute_payback(const struct recipe_computing *c)
{
	double most = payback_year(c, WITH_MOST), least = payback_year(c, WITH_LEAST);

	c->result->value = payback_year(c, AS_IT_IS);
	if (isnan(c->result->value)) {
		recipe_refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NEVER);
		return;
	}
	if (isnan(least) || most == least)
		return;
	c->result->lower = most;
	c->result->upper = least;
	c->result->method = "Range";
}

void recipe_compute_due(const struct recipe_computing *c)
{
	struct range gain = minus(range_of(c, "x", NAN), range_of(c, "trigger", 0));
	struct range due = times(at_least(gain, 0), range_of(c, "share", 1));

	put(c, at_most(in_whole(due, TL_POUND), range_of(c, "most", INFINITY).value));
}

void recipe_compute_payment(const struct recipe_computing *c)
{
	struct range paid = at_most(range_of(c, "x", NAN), range_of(c, "cap", INFINITY).value);

	paid = times(paid, range_of(c, "rate", NAN));
	put(c, in_whole(at_most(paid, range_of(c, "most", INFINITY).value), 1));
}
