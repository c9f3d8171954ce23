/* stat money: what a board pack makes of events, prices and sheets, from the operands of a cell. */
#include "stat.h"

#include <math.h>
#include <throughline/recipe.h>

static const char *const whats[] = {
	"benefit", "sum", "present", "quotient", "payback", "due", "payment", NULL};
static const enum tl_method methods[] = {TL_METHOD_BENEFIT, TL_METHOD_SUM, TL_METHOD_PRESENT,
	TL_METHOD_QUOTIENT, TL_METHOD_PAYBACK, TL_METHOD_DUE, TL_METHOD_PAYMENT};
static_assert(TL_LEN(whats) == TL_LEN(methods) + 1, "each has its recipe");

struct inputs {
	size_t role, from; /* columns; from SIZE_MAX: none */
	const double *value, *lower, *upper;
};

static bool inputs_of(struct stat_run *run, struct inputs *inputs, struct tl_err *err)
{
	return stat_column(run, "role", &inputs->role, err) &&
	       stat_column(run, "from", &inputs->from, err) &&
	       stat_numbers(run, "value", &inputs->value, err) &&
	       stat_numbers(run, "lower", &inputs->lower, err) &&
	       stat_numbers(run, "upper", &inputs->upper, err);
}

/* The method's own word for a role; NULL: it has no such role. */
static const char *role_of(enum tl_method method, struct tl_str word)
{
	const char *const *roles = tl_methods[method].roles;

	for (size_t i = 0; i < TL_LEN(tl_methods[method].roles) && roles[i]; i++)
		if (tl_str_equal(word, tl_str(roles[i])))
			return roles[i];
	return NULL;
}

static bool operand_of(struct stat_run *run, const struct inputs *inputs, enum tl_method method,
	size_t row, struct tl_operand *operand, struct tl_err *err)
{
	bool known = !isnan(inputs->value[row]);

	*operand = (struct tl_operand){.role = role_of(method, stat_field(run, row, inputs->role)),
		.value = inputs->value[row],
		.status = known ? TL_SHOWN : TL_SUPPRESSED,
		.period_from = "",
		.lower = inputs->lower[row],
		.upper = inputs->upper[row],
		.lower_998 = NAN,
		.upper_998 = NAN,
		.numerator = NAN,
		.denominator = NAN};
	if (inputs->from != SIZE_MAX)
		operand->period_from =
			tl_arena_text(&run->arena, stat_field(run, row, inputs->from));
	return operand->role ||
	       stat_refuse(run, row, inputs->role, err,
		       "not a role of this --what; `stat --help money` lists them");
}

static bool run_money(struct stat_run *run, struct tl_err *err)
{
	static const char *const ways[] = {"neither", "up", "down", NULL};
	struct tl_recipe_settings settings = {.per = 1};
	struct stat_column *columns[3], *reason;
	struct stat_groups groups;
	struct inputs inputs;
	size_t what = 0, good = 0;

	if (!stat_option_word(run, "what", whats, &what, err) ||
		!stat_option_word(run, "good", ways, &good, err) || !inputs_of(run, &inputs, err) ||
		!stat_groups_of(run, "by", &groups, err))
		return false;
	settings.polarity = ways[good];
	stat_answer(run, groups.count);
	stat_put_groups(run, &groups);
	columns[0] = stat_put(run, "value");
	columns[1] = stat_put(run, "lower");
	columns[2] = stat_put(run, "upper");
	reason = stat_put(run, "reason");
	for (size_t i = 0; i < groups.count; i++) {
		size_t count;
		const size_t *rows = stat_group_rows(&groups, i, &count);
		struct tl_operand *operands =
			tl_arena_array(&run->arena, count + 1, sizeof *operands);
		struct tl_result result;

		for (size_t j = 0; j < count; j++)
			if (!operand_of(run, &inputs, methods[what], rows[j], &operands[j], err))
				return false;
		tl_recipe_compute(methods[what], operands, count, &settings, &result);
		stat_real(run, columns[0], i, result.value);
		stat_real(run, columns[1], i, result.lower);
		stat_real(run, columns[2], i, result.upper);
		stat_text(run, reason, i, tl_reasons[result.reason].name);
	}
	return true;
}

// clang-format off
static const struct stat_option options[] = {
	{"what", "WHAT", "sum", "benefit, sum, present, quotient, payback, due or payment"},
	{"by", "COLUMN", NULL, "a figure for each value of this column"},
	{"role", "COLUMN", "role", "what the row's number is for the figure"},
	{"value", "COLUMN", "value", "the number; blank: not known"},
	{"lower", "COLUMN", "lower", "the least it can be; blank with upper: the number itself"},
	{"upper", "COLUMN", "upper", "the most it can be"},
	{"from", "COLUMN", NULL, "payback: the first day of the number's year"},
	{"good", "WAY", "neither", "benefit: up turns the sign, for x are events avoided"},
	STAT_OPTION_END,
};

const struct stat_method stat_method_money = {
	.name = "money",
	.summary = "benefits, sums and present values of ranges, as a pack makes them",
	.options = options,
	.help =
	"A row for each number of a figure, by its role. The answer has a row a figure: the --by column,\n"
	"value, lower, upper (blank where they are the value), reason.\n"
	"benefit   x own/all cost share, whole pounds; all is the sum of the rows of role series, where\n"
	"          all of them are known\n"
	"sum       part + part ... - less - less ..., at most `most`\n"
	"present   sum of part i times factor i, whole pounds\n"
	"quotient  x/n\n"
	"payback   the year in which the sum of (part - less) factor is first not below 0\n"
	"due       (x - trigger) share, not below 0, whole pounds, at most `most`\n"
	"payment   x, at most `cap`, times rate, at most `most`\n"
	"Unit: pence, whole pounds half away from zero where it says so; of quotient a ratio.\n"
	"Formula: lower and upper are the least and the most that the rows' own allow together; that is\n"
	"wider than a 95% interval would be.\n"
	"Source: the recipes of a pack (docs/methods.md, In a study: money).\n"
	"Refused: an unknown number; n not above 0; a payback that is not reached.\n",
	.run = run_money,
};
// clang-format on
