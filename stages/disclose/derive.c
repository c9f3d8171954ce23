#include "derive.h"

#include <math.h>
#include <string.h>

struct tl_result derive_nothing(enum tl_status status, enum tl_reason reason)
{
	return (struct tl_result){
		.value = NAN,
		.lower = NAN,
		.upper = NAN,
		.lower_998 = NAN,
		.upper_998 = NAN,
		.centre = NAN,
		.numerator = NAN,
		.denominator = NAN,
		.flag = "",
		.method = "",
		.status = status,
		.reason = reason,
	};
}

double derive_significant(double value, unsigned figures)
{
	int places;
	double power;

	if (figures == 0 || !isfinite(value) || value == 0)
		return value;
	places = (int)figures - 1 - (int)floor(log10(fabs(value)));
	power = pow(10, abs(places));
	return places >= 0 ? round(value * power) / power : round(value / power) * power;
}

static const char *model_method(struct measured *measured, const char *method, unsigned significant)
{
	if (!significant)
		return method;
	return tl_arena_printf(&measured->arena, "%s%s%u significant figure%s", method,
		*method ? ", " : "", significant, significant == 1 ? "" : "s");
}

static void show_model(
	struct measured *measured, struct measured_point *point, unsigned significant)
{
	struct tl_result *result = &point->published;
	double *const numbers[] = {&result->value, &result->lower, &result->upper,
		&result->lower_998, &result->upper_998, &result->centre};

	*result = point->measured;
	for (size_t i = 0; i < TL_LEN(numbers); i++)
		*numbers[i] = derive_significant(*numbers[i], significant);
	result->method = model_method(measured, point->measured.method, significant);
	result->status = significant ? TL_ROUNDED : TL_SHOWN;
	result->reason = TL_REASON_NONE;
}

void derive_model(struct measured *measured, struct measured_point *point, unsigned significant)
{
	switch (point->rule) {
	case RULE_AS_MEASURED:
		point->published = derive_nothing(point->measured.status, point->measured.reason);
		break;
	case RULE_UNDER:
		point->published = derive_nothing(TL_SUPPRESSED, TL_REASON_UNDER);
		break;
	case RULE_THRESHOLD:
	case RULE_CONTRIBUTORS:
		point->published = derive_nothing(TL_SUPPRESSED, TL_REASON_SMALL);
		break;
	case RULE_ROUNDED:
	case RULE_SHOWN:
		show_model(measured, point, significant);
		break;
	case RULE_ASKED:
	case RULE_ZERO_HIDDEN:
	case RULE_ZERO:
	case RULE_DOMINATED:
	case RULE_COUNT_OF:
		assert(false && "not a rule for models");
	}
}

static void recompute(struct measured *measured, struct measured_point *point)
{
	size_t count = point->operands_to - point->operands_from;
	struct tl_operand *operands = tl_alloc(count, sizeof *operands);

	for (size_t i = 0; i < count; i++) {
		const struct measured_operand *from =
			&measured->operands.items[point->operands_from + i];
		const struct measured_point *under = &measured->points.items[from->point];

		operands[i] = (struct tl_operand){from->role, under->published.value,
			under->published.status, under->period_from, under->published.lower,
			under->published.upper, under->published.lower_998,
			under->published.upper_998, under->published.numerator,
			under->published.denominator};
	}
	tl_recipe_compute(point->recipe, operands, count, &point->settings, &point->published);
	free(operands);
	if (!measured_is_published(point))
		point->published = derive_nothing(point->published.status, point->published.reason);
}

/* What measure could not compute stays so, with its reason; but where a number under it is hidden,
 * the reason could tell of that number ("nothing to divide by": it is 0). */
static void pass_through(struct measured *measured, struct measured_point *point)
{
	point->published = derive_nothing(point->measured.status, point->measured.reason);
	for (size_t i = point->operands_from; i < point->operands_to; i++) {
		const struct measured_operand *operand = &measured->operands.items[i];

		if (!tl_role_is_one_of_many(operand->role) &&
			measured->points.items[operand->point].published.status == TL_SUPPRESSED)
			point->published = derive_nothing(TL_SUPPRESSED, TL_REASON_UNDER);
	}
}

bool derive_publish(struct measured *measured, struct measured_point *point, struct tl_err *err)
{
	if (point->published_yet)
		return true;
	if (point->being_published)
		return tl_fail(err, EX_SOFTWARE, "measure.db: a recipe uses its own result");
	point->being_published = true;
	for (size_t i = point->operands_from; i < point->operands_to; i++)
		if (!derive_publish(measured,
			    &measured->points.items[measured->operands.items[i].point], err))
			return false;
	if (point->measured.status != TL_SHOWN)
		pass_through(measured, point);
	else if (!point->has_recipe)
		return tl_fail(err, EX_SOFTWARE, "measure.db: a derived point without a recipe");
	else
		recompute(measured, point);
	point->published_yet = true;
	return true;
}
