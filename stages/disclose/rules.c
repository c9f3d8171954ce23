#include "rules.h"
#include "derive.h"
#include "dominance.h"

#include <math.h>
#include <string.h>

static bool is_as_measured(const struct tl_policy *policy, const struct measured_point *point)
{
	(void)policy;
	return point->measured.status != TL_SHOWN || isnan(point->measured.value);
}

static bool is_asked(const struct tl_policy *policy, const struct measured_point *point)
{
	(void)policy;
	return point->asked;
}

static bool is_zero_to_hide(const struct tl_policy *policy, const struct measured_point *point)
{
	return policy->zeros_hidden && point->measured.value == 0;
}

/* Amounts that cancel out are no zero. */
static bool is_zero(const struct tl_policy *policy, const struct measured_point *point)
{
	(void)policy;
	return point->measured.value == 0 && !(point->is_amount && point->largest > 0);
}

static bool is_few(double n, const struct tl_policy *policy)
{
	return n > 0 && n < policy->threshold;
}

/* Person-time is small when few people are behind it, however long they stayed; so is an amount,
 * however large. */
static bool is_small(const struct tl_policy *policy, const struct measured_point *point)
{
	bool by_people = measured_is_time(point) || point->is_amount;

	return (by_people && is_few((double)point->contributors, policy)) ||
	       (!measured_is_time(point) && is_few(point->measured.value, policy));
}

static bool has_few_contributors(const struct tl_policy *policy, const struct measured_point *point)
{
	return point->contributors > 0 && point->contributors < (int64_t)policy->contributors;
}

static bool is_to_round(const struct tl_policy *policy, const struct measured_point *point)
{
	(void)point;
	return policy->base > 1;
}

static bool always(const struct tl_policy *policy, const struct measured_point *point)
{
	(void)policy;
	(void)point;
	return true;
}

/* In this order; the first that applies to a count decides. */
static const struct rule {
	enum disclose_rule rule;
	bool (*applies)(const struct tl_policy *policy, const struct measured_point *point);
	enum tl_status status;
	enum tl_reason reason;
} rules[] = {
	{RULE_AS_MEASURED, is_as_measured, TL_NOT_AVAILABLE, TL_REASON_NONE},
	{RULE_ASKED, is_asked, TL_SUPPRESSED, TL_REASON_PROTECTS},
	{RULE_ZERO_HIDDEN, is_zero_to_hide, TL_SUPPRESSED, TL_REASON_SMALL},
	{RULE_ZERO, is_zero, TL_SHOWN, TL_REASON_NONE},
	{RULE_THRESHOLD, is_small, TL_SUPPRESSED, TL_REASON_SMALL},
	{RULE_CONTRIBUTORS, has_few_contributors, TL_SUPPRESSED, TL_REASON_SMALL},
	{RULE_DOMINATED, dominance_hides, TL_SUPPRESSED, TL_REASON_SMALL},
	{RULE_ROUNDED, is_to_round, TL_ROUNDED, TL_REASON_NONE},
	{RULE_SHOWN, always, TL_SHOWN, TL_REASON_NONE},
};

const char *const rule_names[] = {
	[RULE_AS_MEASURED] = "as measured",
	[RULE_ASKED] = "asked by the audit",
	[RULE_ZERO_HIDDEN] = "zero hidden",
	[RULE_ZERO] = "zero",
	[RULE_THRESHOLD] = "threshold",
	[RULE_CONTRIBUTORS] = "contributors",
	[RULE_DOMINATED] = "dominated",
	[RULE_UNDER] = "a number under it",
	[RULE_ROUNDED] = "rounded",
	[RULE_SHOWN] = "shown",
};
static_assert(TL_LEN(rule_names) == RULE_COUNT_OF, "the last rule has its name");

/* Half away from zero. A positive number never becomes 0, for 0 is shown and means none at all. */
static double rounded(double value, unsigned base)
{
	double multiple = floor(value / base + 0.5) * base;

	return value > 0 && multiple < base ? base : multiple;
}

static void publish_base(
	struct measured_point *point, const struct tl_policy *policy, bool any_asked)
{
	const struct rule *rule = rules;

	while (!rule->applies(policy, point))
		rule++;
	point->rule = rule->rule;
	point->published = derive_nothing(rule->status, rule->reason);
	if (rule->rule == RULE_AS_MEASURED)
		point->published = derive_nothing(point->measured.status, point->measured.reason);
	else if (rule->status == TL_ROUNDED)
		point->published.value = rounded(point->measured.value, policy->base);
	else if (rule->status == TL_SHOWN)
		point->published.value = point->measured.value;
	else if (any_asked)
		point->published.reason = TL_REASON_PROTECTS;
	point->published_yet = true;
}

bool rules_hide(const struct tl_policy *policy, const struct measured_point *point)
{
	const struct rule *rule = rules;

	while (rule->rule == RULE_ASKED || !rule->applies(policy, point))
		rule++;
	return rule->status == TL_SUPPRESSED;
}

bool rules_any_asked(const struct measured *measured)
{
	for (size_t i = 0; i < measured->points.count; i++)
		if (measured->points.items[i].asked)
			return true;
	return false;
}

static bool publish_bases(
	struct measured *measured, const struct tl_policy *policy, struct tl_err *err)
{
	bool any_asked = rules_any_asked(measured);

	for (size_t i = 0; i < measured->points.count; i++) {
		struct measured_point *point = &measured->points.items[i];

		if (point->figure->role != MEASURED_BASE)
			continue;
		if (point->measured.value < 0)
			return tl_fail(err, EX_DATAERR,
				"measure %s: numbers below 0 were added up to less than none, "
				"which no count can be; reject them by `constraints: {minimum: "
				"\"0\"}` on the column it adds up, or leave them out by `where`",
				point->figure->measure);
		publish_base(point, policy, any_asked);
	}
	return true;
}

/* Few people under a model are few, whatever is said of the counts beside it. */
static enum disclose_rule model_rule(const struct measured *measured,
	const struct tl_policy *policy, const struct measured_point *point)
{
	if (is_as_measured(policy, point))
		return RULE_AS_MEASURED;
	for (size_t i = point->operands_from; i < point->operands_to; i++)
		if (!measured_is_published(
			    &measured->points.items[measured->operands.items[i].point]))
			return RULE_UNDER;
	if (point->contributors > 0 && point->contributors < (int64_t)policy->threshold)
		return RULE_THRESHOLD;
	if (has_few_contributors(policy, point))
		return RULE_CONTRIBUTORS;
	return policy->significant ? RULE_ROUNDED : RULE_SHOWN;
}

static void publish_models(struct measured *measured, const struct tl_policy *policy)
{
	for (size_t i = 0; i < measured->points.count; i++) {
		struct measured_point *point = &measured->points.items[i];

		if (point->figure->role != MEASURED_MODEL)
			continue;
		point->rule = model_rule(measured, policy, point);
		derive_model(measured, point, policy->significant);
		point->published_yet = true;
	}
}

/* A price, a plan, what was spent: it counts nobody, and is public as it is written. */
static void publish_givens(struct measured *measured)
{
	for (size_t i = 0; i < measured->points.count; i++) {
		struct measured_point *point = &measured->points.items[i];

		if (point->figure->role != MEASURED_GIVEN)
			continue;
		point->rule = is_as_measured(NULL, point) ? RULE_AS_MEASURED : RULE_SHOWN;
		point->published = point->measured;
		point->published_yet = true;
	}
}

bool rules_publish(struct measured *measured, const struct tl_policy *policy, struct tl_err *err)
{
	if (!publish_bases(measured, policy, err))
		return false;
	publish_models(measured, policy);
	publish_givens(measured);
	for (size_t i = 0; i < measured->points.count; i++)
		if (!derive_publish(measured, &measured->points.items[i], err))
			return false;
	return true;
}

int64_t rules_cost(const struct measured_point *point)
{
	static const int64_t size_at_most = 1000 * 1000, total = 1000 * 1000 * 1000;
	double value = point->measured.value;
	int64_t cost = (int64_t)(value < (double)size_at_most ? value : (double)size_at_most);

	if (isnan(value) || value == 0 || point->figure->role == MEASURED_GIVEN)
		return INT64_MAX;
	cost += (int64_t)point->uses * size_at_most;
	if (strcmp(point->figure->locality, "all") == 0)
		cost += total * 1000;
	return cost;
}
