#include "recipe_private.h"

#include <math.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/stats.h>

const struct tl_method_facts tl_methods[] = {
	[TL_METHOD_SHARE] = {"share", {"x", "n"}},
	[TL_METHOD_RATE] = {"rate", {"x", "n"}},
	[TL_METHOD_RATIO] = {"ratio", {"x1", "t1", "x0", "t0", "spread"}},
	[TL_METHOD_CHANGE] = {"change", {"x1", "t1", "x0", "t0", "spread", "x"}},
	[TL_METHOD_AVOIDED] = {"avoided", {"x1", "t1", "x0", "t0", "spread"}},
	[TL_METHOD_E_VALUE] = {"e-value", {"x1", "t1", "x0", "t0", "spread", "x"}},
	[TL_METHOD_P] = {"p", {"x1", "t1", "x0", "t0", "spread", "x"}},
	[TL_METHOD_HOLM] = {"holm", {"among", "x"}},
	[TL_METHOD_BH] = {"bh", {"among", "x"}},
	[TL_METHOD_MISSED] = {"missed",
		{"x1", "t1", "x0", "t0", "spread", "x", "recall", "precision"}},
	[TL_METHOD_LOST] = {"lost", {"x1", "t1", "x0", "t0", "spread", "x", "b1", "u1", "b0", "u0",
					    "e1", "p1", "s1", "a1", "e0", "p0", "s0", "a0"}},
	[TL_METHOD_DIFFERENCE] = {"difference", {"x", "n"}},
	[TL_METHOD_XMR] = {"xmr", {"series", "x"}},
	[TL_METHOD_ITS] = {"its", {"series", "control", "x"}},
	[TL_METHOD_DSR] = {"dsr", {"x", "n", "w"}},
	[TL_METHOD_ISR] = {"isr", {"x", "n", "x0", "n0"}},
	[TL_METHOD_BENEFIT] = {"benefit", {"series", "x", "own", "all", "cost", "share"}},
	[TL_METHOD_SUM] = {"sum", {"part", "less", "most"}},
	[TL_METHOD_PRESENT] = {"present", {"part", "factor"}},
	[TL_METHOD_QUOTIENT] = {"quotient", {"x", "n"}},
	[TL_METHOD_PAYBACK] = {"payback", {"part", "less", "factor"}},
	[TL_METHOD_DUE] = {"due", {"x", "trigger", "share", "most"}},
	[TL_METHOD_PAYMENT] = {"payment", {"x", "rate", "cap", "most"}},
	[TL_METHOD_MODEL] = {"model", {"under"}},
};
static_assert(TL_LEN(tl_methods) == TL_METHOD_COUNT_OF, "the last method has its facts");

bool tl_method_of(struct tl_str name, enum tl_method *method)
{
	for (size_t i = 0; i < TL_LEN(tl_methods); i++) {
		if (tl_str_equal(name, tl_str(tl_methods[i].name))) {
			*method = (enum tl_method)i;
			return true;
		}
	}
	return false;
}

bool tl_role_is_one_of_many(const char *role)
{
	return tl_role_is_of_months(role) || strcmp(role, "among") == 0;
}

bool tl_role_is_of_months(const char *role)
{
	return strcmp(role, "series") == 0 || strcmp(role, "control") == 0;
}

/* ---- operands ----------------------------------------------------------------------------- */

bool recipe_is_published(const struct tl_operand *operand)
{
	return operand->status == TL_SHOWN || operand->status == TL_ROUNDED;
}

const struct tl_operand *recipe_operand_of(
	const struct tl_operand *operands, size_t count, const char *role)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(operands[i].role, role) == 0)
			return &operands[i];
	return NULL;
}

void recipe_refuse(struct tl_result *result, enum tl_status status, enum tl_reason reason)
{
	result->status = status;
	result->reason = reason;
}

double recipe_value_of(const struct tl_operand *operands, size_t count, const char *role)
{
	const struct tl_operand *operand = recipe_operand_of(operands, count, role);

	return operand ? operand->value : NAN;
}

/* What an operand that is not published makes of the result. That a number does not exist says more
 * than that another one is hidden, so it wins. */
static void refuse_for(struct tl_result *result, enum tl_status operand)
{
	switch (operand) {
	case TL_NOT_AVAILABLE:
		recipe_refuse(result, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
		break;
	case TL_NOT_APPLICABLE:
		recipe_refuse(result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		break;
	case TL_TOO_FEW:
		recipe_refuse(result, TL_TOO_FEW, TL_REASON_TOO_FEW);
		break;
	case TL_SUPPRESSED:
	case TL_LOW:
	case TL_UNRELIABLE:
		if (result->status == TL_SHOWN || result->status == TL_ROUNDED)
			recipe_refuse(result, TL_SUPPRESSED, TL_REASON_UNDER);
		break;
	case TL_SHOWN:
	case TL_ROUNDED:
	case TL_STATUS_COUNT_OF:
		break;
	}
}

/* True when all operands that must be there are published. */
static bool operands_allow(
	const struct tl_operand *operands, size_t count, struct tl_result *result)
{
	for (size_t i = 0; i < count; i++) {
		if (recipe_is_published(&operands[i])) {
			if (operands[i].status == TL_ROUNDED && result->status == TL_SHOWN)
				result->status = TL_ROUNDED;
		} else if (!tl_role_is_one_of_many(operands[i].role)) {
			refuse_for(result, operands[i].status);
		}
	}
	return result->reason == TL_REASON_NONE;
}

/* ---- the methods -------------------------------------------------------------------------- */

static double take(const struct recipe_computing *c, const char *role)
{
	return recipe_value_of(c->operands, c->count, role);
}

void recipe_put_interval(struct tl_result *result, struct tl_interval interval)
{
	result->value = interval.value;
	result->lower = interval.lower;
	result->upper = interval.upper;
	result->lower_998 = interval.lower_998;
	result->upper_998 = interval.upper_998;
	result->method = tl_interval_method_name(interval.method);
}

void recipe_put_of_ratio(const struct recipe_computing *c, struct tl_interval interval)
{
	recipe_put_interval(c->result, interval);
	if (recipe_operand_of(c->operands, c->count, "x"))
		c->result->method = RECIPE_OF_A_RATIO;
}

static void compute_share(const struct recipe_computing *c)
{
	double n = take(c, "n");
	double x = c->settings->complement ? n - take(c, "x") : take(c, "x");

	if (!(n > 0) || !(x >= 0 && x <= n)) {
		recipe_refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		return;
	}
	recipe_put_interval(c->result, tl_interval_scale(tl_proportion_wilson(x, n), 100));
	c->result->numerator = x;
	c->result->denominator = n;
}

static void compute_rate(const struct recipe_computing *c)
{
	double x = take(c, "x"), n = take(c, "n");
	double per = c->settings->per > 0 ? c->settings->per : 1;

	if (!(n > 0) || !(x >= 0)) {
		recipe_refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		return;
	}
	recipe_put_interval(c->result, tl_interval_scale(tl_rate_interval(x, n), per));
	c->result->numerator = x;
	c->result->denominator = n;
}

/* Without any event in one arm the robust error says nothing; the exact limits still do. */
bool recipe_ratio_of(
	const struct recipe_computing *c, const double counts[4], struct tl_interval *interval)
{
	double spread = take(c, "spread");

	if (!(counts[1] > 0) || !(counts[3] > 0)) {
		recipe_refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		return false;
	}
	if (!(counts[2] > 0)) {
		recipe_refuse(c->result, TL_TOO_FEW, TL_REASON_TOO_FEW);
		return false;
	}
	*interval = tl_ratio_interval(counts[0], counts[1], counts[2], counts[3]);
	if (counts[0] > 0 && spread > 0)
		*interval = tl_ratio_from_log_se(interval->value, spread);
	return true;
}

bool recipe_ratio_interval(const struct recipe_computing *c, struct tl_interval *interval)
{
	const struct tl_operand *made = recipe_operand_of(c->operands, c->count, "x");
	const double counts[] = {take(c, "x1"), take(c, "t1"), take(c, "x0"), take(c, "t0")};

	if (made) {
		*interval = (struct tl_interval){made->value, made->lower, made->upper,
			made->lower_998, made->upper_998, TL_INTERVAL_NONE};
		return true;
	}
	return recipe_ratio_of(c, counts, interval);
}

static void compute_ratio(const struct recipe_computing *c)
{
	struct tl_interval interval;

	if (recipe_ratio_interval(c, &interval))
		recipe_put_interval(c->result, interval);
}

static void compute_change(const struct recipe_computing *c)
{
	struct tl_interval interval;

	if (recipe_ratio_interval(c, &interval))
		recipe_put_of_ratio(c, tl_ratio_change(interval));
}

static void compute_avoided(const struct recipe_computing *c)
{
	struct tl_interval interval;

	if (recipe_ratio_interval(c, &interval))
		recipe_put_interval(c->result,
			tl_ratio_avoided(interval, take(c, "x0") / take(c, "t0") * take(c, "t1")));
}

static void compute_e_value(const struct recipe_computing *c)
{
	struct tl_interval interval;

	if (!recipe_ratio_interval(c, &interval))
		return;
	if (!(interval.value > 0))
		recipe_refuse(c->result, TL_TOO_FEW, TL_REASON_TOO_FEW);
	recipe_put_of_ratio(c, tl_ratio_e_value(interval));
}

static void compute_difference(const struct recipe_computing *c)
{
	c->result->value = take(c, "x") - take(c, "n");
}

/* Its value is the model's own: the caller has it, and puts it in. */
static void compute_model(const struct recipe_computing *c TL_UNUSED)
{
}

static void (*const computers[])(const struct recipe_computing *) = {
	[TL_METHOD_SHARE] = compute_share,
	[TL_METHOD_RATE] = compute_rate,
	[TL_METHOD_RATIO] = compute_ratio,
	[TL_METHOD_CHANGE] = compute_change,
	[TL_METHOD_AVOIDED] = compute_avoided,
	[TL_METHOD_E_VALUE] = compute_e_value,
	[TL_METHOD_P] = recipe_compute_p,
	[TL_METHOD_HOLM] = recipe_compute_holm,
	[TL_METHOD_BH] = recipe_compute_bh,
	[TL_METHOD_MISSED] = recipe_compute_missed,
	[TL_METHOD_LOST] = recipe_compute_lost,
	[TL_METHOD_DIFFERENCE] = compute_difference,
	[TL_METHOD_XMR] = recipe_compute_xmr,
	[TL_METHOD_ITS] = recipe_compute_its,
	[TL_METHOD_DSR] = recipe_compute_dsr,
	[TL_METHOD_ISR] = recipe_compute_isr,
	[TL_METHOD_BENEFIT] = recipe_compute_benefit,
	[TL_METHOD_SUM] = recipe_compute_sum,
	[TL_METHOD_PRESENT] = recipe_compute_present,
	[TL_METHOD_QUOTIENT] = recipe_compute_quotient,
	[TL_METHOD_PAYBACK] = recipe_compute_payback,
	[TL_METHOD_DUE] = recipe_compute_due,
	[TL_METHOD_PAYMENT] = recipe_compute_payment,
	[TL_METHOD_MODEL] = compute_model,
};
static_assert(TL_LEN(computers) == TL_METHOD_COUNT_OF, "the last method is computed");

static struct tl_result no_result(void)
{
	return (struct tl_result){.value = NAN,
		.lower = NAN,
		.upper = NAN,
		.lower_998 = NAN,
		.upper_998 = NAN,
		.centre = NAN,
		.numerator = NAN,
		.denominator = NAN,
		.flag = "",
		.method = "",
		.status = TL_SHOWN,
		.reason = TL_REASON_NONE};
}

static void round_to_stored(struct tl_result *result)
{
	double *const numbers[] = {&result->value, &result->lower, &result->upper,
		&result->lower_998, &result->upper_998, &result->centre, &result->numerator,
		&result->denominator};

	for (size_t i = 0; i < TL_LEN(numbers); i++)
		*numbers[i] = tl_num_stored(*numbers[i]);
}

static const struct tl_recipe_settings plain = {.per = 1};

static void finish(struct tl_result *result)
{
	if (result->reason != TL_REASON_NONE) {
		struct tl_result refused = no_result();

		recipe_refuse(&refused, result->status, result->reason);
		*result = refused;
	}
	round_to_stored(result);
}

void tl_recipe_compute(enum tl_method method, const struct tl_operand *operands, size_t count,
	const struct tl_recipe_settings *settings, struct tl_result *result)
{
	const struct recipe_computing computing = {
		operands, count, settings ? settings : &plain, result};

	assert(method < TL_METHOD_COUNT_OF);
	*result = no_result();
	if (operands_allow(operands, count, result))
		computers[method](&computing);
	finish(result);
}

void tl_recipe_compute_series(const struct tl_operand *series, size_t count,
	const struct tl_recipe_settings *settings, struct tl_result *results)
{
	const struct recipe_computing computing = {
		series, count, settings ? settings : &plain, NULL};
	struct tl_result any = no_result();

	operands_allow(series, count, &any);
	for (size_t i = 0; i < count; i++) {
		results[i] = any;
		refuse_for(&results[i], series[i].status);
	}
	recipe_judge_series(&computing, results);
	for (size_t i = 0; i < count; i++)
		finish(&results[i]);
}
