#include <throughline/recipe.h>

#include <math.h>
#include <string.h>
#include <throughline/num.h>
#include <throughline/stats.h>
#include <throughline/vec.h>

const struct tl_method_facts tl_methods[] = {
	[TL_METHOD_SHARE] = {"share", {"x", "n"}},
	[TL_METHOD_RATE] = {"rate", {"x", "n"}},
	[TL_METHOD_RATIO] = {"ratio", {"x1", "t1", "x0", "t0", "spread"}},
	[TL_METHOD_CHANGE] = {"change", {"x1", "t1", "x0", "t0", "spread"}},
	[TL_METHOD_DIFFERENCE] = {"difference", {"x", "n"}},
	[TL_METHOD_XMR] = {"xmr", {"series", "x"}},
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

/* ---- settings ----------------------------------------------------------------------------- */

static bool set_per(struct tl_recipe_settings *settings, const char *value)
{
	double per;

	if (!tl_num_real(tl_str(value), (struct tl_num_style){0}, &per) || !(per > 0))
		return false;
	settings->per = per;
	return true;
}

static bool set_polarity(struct tl_recipe_settings *settings, const char *value)
{
	if (strcmp(value, "up") != 0 && strcmp(value, "down") != 0 && strcmp(value, "neither") != 0)
		return false;
	settings->polarity = value;
	return true;
}

static bool set_baseline(struct tl_recipe_settings *settings, const char *value)
{
	int64_t points;

	if (!tl_num_int(tl_str(value), (struct tl_num_style){0}, &points) || points < 0 ||
		points > UINT32_MAX)
		return false;
	settings->baseline = (unsigned)points;
	return true;
}

static bool set_rebase(struct tl_recipe_settings *settings, const char *value)
{
	struct tl_str rest = tl_str(value), head;
	struct tl_day day;

	while (*value && tl_str_cut(&rest, ',', &head))
		if (!tl_day_read(head, &day))
			return false;
	settings->rebase = value;
	return true;
}

static bool set_complement(struct tl_recipe_settings *settings, const char *value)
{
	settings->complement = strcmp(value, "yes") == 0;
	return settings->complement || strcmp(value, "no") == 0;
}

static const struct {
	const char *name;
	bool (*set)(struct tl_recipe_settings *settings, const char *value);
} known_settings[] = {
	{"per", set_per},
	{"polarity", set_polarity},
	{"baseline", set_baseline},
	{"rebase", set_rebase},
	{"complement", set_complement},
};

bool tl_recipe_set(struct tl_recipe_settings *settings, const char *name, const char *value)
{
	for (size_t i = 0; i < TL_LEN(known_settings); i++)
		if (strcmp(known_settings[i].name, name) == 0)
			return known_settings[i].set(settings, value);
	return false;
}

/* ---- operands ----------------------------------------------------------------------------- */

static bool is_published(const struct tl_operand *operand)
{
	return operand->status == TL_SHOWN || operand->status == TL_ROUNDED;
}

static const struct tl_operand *operand_of(const struct tl_operand *operands, size_t count,
	const char *role)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(operands[i].role, role) == 0)
			return &operands[i];
	return NULL;
}

static double value_of(const struct tl_operand *operands, size_t count, const char *role)
{
	const struct tl_operand *operand = operand_of(operands, count, role);

	return operand ? operand->value : NAN;
}

static void refuse(struct tl_result *result, enum tl_status status, enum tl_reason reason)
{
	result->status = status;
	result->reason = reason;
}

/* What an operand that is not published makes of the result. That a number does not exist says more
 * than that another one is hidden, so it wins. */
static void refuse_for(struct tl_result *result, enum tl_status operand)
{
	switch (operand) {
	case TL_NOT_AVAILABLE:
		refuse(result, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
		break;
	case TL_NOT_APPLICABLE:
		refuse(result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		break;
	case TL_TOO_FEW:
		refuse(result, TL_TOO_FEW, TL_REASON_TOO_FEW);
		break;
	case TL_SUPPRESSED:
	case TL_LOW:
	case TL_UNRELIABLE:
		if (result->status == TL_SHOWN || result->status == TL_ROUNDED)
			refuse(result, TL_SUPPRESSED, TL_REASON_UNDER);
		break;
	case TL_SHOWN:
	case TL_ROUNDED:
	case TL_STATUS_COUNT_OF:
		break;
	}
}

/* True when all operands that must be there are published. */
static bool operands_allow(const struct tl_operand *operands, size_t count, struct tl_result *result)
{
	for (size_t i = 0; i < count; i++) {
		bool in_series = strcmp(operands[i].role, "series") == 0;

		if (is_published(&operands[i])) {
			if (operands[i].status == TL_ROUNDED && result->status == TL_SHOWN)
				result->status = TL_ROUNDED;
		} else if (!in_series) {
			refuse_for(result, operands[i].status);
		}
	}
	return result->reason == TL_REASON_NONE;
}

/* ---- the methods -------------------------------------------------------------------------- */

struct computing {
	const struct tl_operand *operands;
	size_t count;
	const struct tl_recipe_settings *settings;
	struct tl_result *result;
};

static double take(const struct computing *c, const char *role)
{
	return value_of(c->operands, c->count, role);
}

static void put_interval(struct tl_result *result, struct tl_interval interval)
{
	result->value = interval.value;
	result->lower = interval.lower;
	result->upper = interval.upper;
	result->lower_998 = interval.lower_998;
	result->upper_998 = interval.upper_998;
	result->method = tl_interval_method_name(interval.method);
}

static void compute_share(const struct computing *c)
{
	double n = take(c, "n");
	double x = c->settings->complement ? n - take(c, "x") : take(c, "x");

	if (!(n > 0) || !(x >= 0 && x <= n)) {
		refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		return;
	}
	put_interval(c->result, tl_interval_scale(tl_proportion_wilson(x, n), 100));
	c->result->numerator = x;
	c->result->denominator = n;
}

static void compute_rate(const struct computing *c)
{
	double x = take(c, "x"), n = take(c, "n");
	double per = c->settings->per > 0 ? c->settings->per : 1;

	if (!(n > 0) || !(x >= 0)) {
		refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		return;
	}
	put_interval(c->result, tl_interval_scale(tl_rate_interval(x, n), per));
	c->result->numerator = x;
	c->result->denominator = n;
}

/* Without any event in one arm the robust error says nothing; the exact limits still do. */
static bool ratio_interval(const struct computing *c, struct tl_interval *interval)
{
	double x1 = take(c, "x1"), t1 = take(c, "t1"), x0 = take(c, "x0"), t0 = take(c, "t0");
	double spread = take(c, "spread");

	if (!(t1 > 0) || !(t0 > 0)) {
		refuse(c->result, TL_NOT_APPLICABLE, TL_REASON_NO_DENOMINATOR);
		return false;
	}
	if (!(x0 > 0)) {
		refuse(c->result, TL_TOO_FEW, TL_REASON_TOO_FEW);
		return false;
	}
	*interval = tl_ratio_interval(x1, t1, x0, t0);
	if (x1 > 0 && spread > 0)
		*interval = tl_ratio_from_log_se(interval->value, spread);
	return true;
}

static void compute_ratio(const struct computing *c)
{
	struct tl_interval interval;

	if (ratio_interval(c, &interval))
		put_interval(c->result, interval);
}

static void compute_change(const struct computing *c)
{
	struct tl_interval interval;

	if (!ratio_interval(c, &interval))
		return;
	interval.value -= 1;
	interval.lower -= 1;
	interval.upper -= 1;
	interval.lower_998 -= 1;
	interval.upper_998 -= 1;
	put_interval(c->result, tl_interval_scale(interval, 100));
}

static void compute_difference(const struct computing *c)
{
	c->result->value = take(c, "x") - take(c, "n");
}

struct series {
	TL_VEC(double) values;
	TL_VEC(size_t) rebases;
	size_t at; /* of the point itself */
};

static bool is_rebase(const struct tl_recipe_settings *settings, const char *day)
{
	struct tl_str rest = tl_str(settings->rebase), head;
	struct tl_day rebase, point;

	if (!settings->rebase || !*settings->rebase || !day || !tl_day_read(tl_str(day), &point))
		return false;
	while (tl_str_cut(&rest, ',', &head))
		if (tl_day_read(head, &rebase) && tl_month_index(rebase) == tl_month_index(point))
			return true;
	return false;
}

/* A rebase in a month that is not shown takes effect at the next one that is. */
static bool series_gather(const struct computing *c, const struct tl_operand *self,
	struct series *series)
{
	bool found = false, rebase = false;

	for (size_t i = 0; i < c->count; i++) {
		const struct tl_operand *operand = &c->operands[i];

		if (strcmp(operand->role, "series") != 0)
			continue;
		rebase = rebase || is_rebase(c->settings, operand->period_from);
		if (!is_published(operand))
			continue;
		if (rebase && series->values.count)
			*tl_vec_push(&series->rebases) = series->values.count;
		rebase = false;
		if (tl_str_equal(tl_str(operand->period_from), tl_str(self->period_from))) {
			series->at = series->values.count;
			found = true;
		}
		*tl_vec_push(&series->values) = operand->value;
	}
	return found;
}

static int good_of(const char *polarity)
{
	if (!polarity || strcmp(polarity, "neither") == 0)
		return 0;
	return strcmp(polarity, "up") == 0 ? 1 : -1;
}

static void put_judged(struct tl_result *result, const struct tl_xmr_point *point)
{
	result->centre = point->centre;
	result->lower_998 = point->lower;
	result->upper_998 = point->upper;
	result->method = "XmR";
	if (point->group_points >= TL_XMR_ICON_POINTS)
		result->flag = tl_xmr_type_name(point->type);
}

static void compute_xmr(const struct computing *c)
{
	const struct tl_operand *self = operand_of(c->operands, c->count, "x");
	struct series series = {0};
	struct tl_xmr_point *points = NULL;

	if (self && series_gather(c, self, &series)) {
		struct tl_xmr_options options = {
			.good = good_of(c->settings->polarity),
			.baseline = c->settings->baseline,
			.rebases = series.rebases.items,
			.rebase_count = series.rebases.count,
		};

		points = tl_alloc(series.values.count, sizeof *points);
		tl_xmr_judge(series.values.items, series.values.count, &options, points);
		put_judged(c->result, &points[series.at]);
		c->result->value = self->value;
	} else {
		refuse(c->result, TL_NOT_AVAILABLE, TL_REASON_NOT_COVERED);
	}
	free(points);
	tl_vec_free(&series.values);
	tl_vec_free(&series.rebases);
}

/* Its value is the model's own: the caller has it, and puts it in. */
static void compute_model(const struct computing *c TL_UNUSED)
{
}

static void (*const computers[])(const struct computing *) = {
	[TL_METHOD_SHARE] = compute_share,
	[TL_METHOD_RATE] = compute_rate,
	[TL_METHOD_RATIO] = compute_ratio,
	[TL_METHOD_CHANGE] = compute_change,
	[TL_METHOD_DIFFERENCE] = compute_difference,
	[TL_METHOD_XMR] = compute_xmr,
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

void tl_recipe_compute(enum tl_method method, const struct tl_operand *operands, size_t count,
	const struct tl_recipe_settings *settings, struct tl_result *result)
{
	static const struct tl_recipe_settings plain = {.per = 1};
	const struct computing computing = {operands, count, settings ? settings : &plain, result};

	assert(method < TL_METHOD_COUNT_OF);
	*result = no_result();
	if (operands_allow(operands, count, result))
		computers[method](&computing);
	if (result->reason != TL_REASON_NONE) {
		struct tl_result refused = no_result();

		refuse(&refused, result->status, result->reason);
		*result = refused;
	}
	round_to_stored(result);
}
