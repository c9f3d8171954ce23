/* stat ratio: the rate of arm 1 over that of arm 0, both kinds of interval. */
#include "stat.h"

#include <math.h>

struct arms {
	const double *x1, *t1, *x0, *t0;
};

static bool arms_of(struct stat_run *run, struct arms *arms, struct tl_err *err)
{
	return stat_numbers(run, "x1", &arms->x1, err) && stat_numbers(run, "t1", &arms->t1, err) &&
	       stat_numbers(run, "x0", &arms->x0, err) && stat_numbers(run, "t0", &arms->t0, err);
}

/* What the answer is of: the ratio itself, or what follows from it. */
struct asked {
	bool change, avoided, e_value;
	const struct arms *arms;
};

static struct tl_interval as_asked(const struct asked *asked, size_t row, struct tl_interval ratio)
{
	const struct arms *a = asked->arms;

	if (asked->change)
		return tl_ratio_change(ratio);
	if (asked->avoided)
		return tl_ratio_avoided(ratio, a->x0[row] / a->t0[row] * a->t1[row]);
	return asked->e_value ? tl_ratio_e_value(ratio) : ratio;
}

static void put_limits(struct stat_run *run, const struct stat_levels *levels, size_t level,
	size_t row, double value, struct tl_limits limits, const struct asked *asked)
{
	const struct tl_interval made = as_asked(asked, row,
		(struct tl_interval){.value = value, .lower = limits.lower, .upper = limits.upper});

	stat_limits(run, levels, level, row, (struct tl_limits){made.lower, made.upper}, 1);
}

/* The columns of --se, where it is given. */
static bool put_robust(
	struct stat_run *run, const double *value, const struct asked *asked, struct tl_err *err)
{
	struct stat_column *p;
	struct stat_levels levels;
	const double *se;

	if (!stat_option(run, "se"))
		return true;
	if (!stat_numbers(run, "se", &se, err) ||
		!stat_put_levels(run, "robust_", "", &levels, err))
		return false;
	for (size_t i = 0; i < run->table.rows; i++)
		for (size_t j = 0; j < levels.count; j++)
			put_limits(run, &levels, j, i, value[i],
				tl_ratio_log_se_limits(value[i], se[i], levels.shares[j]), asked);
	if (!stat_flag(run, "p"))
		return true;
	p = stat_put(run, "robust_p");
	for (size_t i = 0; i < run->table.rows; i++)
		stat_real(run, p, i, tl_ratio_p_log_se(value[i], se[i]));
	return true;
}

/* The p values that say what the limits say, where they are asked for. */
static void put_tests(struct stat_run *run, const double *value, const struct arms *a)
{
	struct stat_column *central, *wald;

	if (!stat_flag(run, "p"))
		return;
	central = stat_put(run, "p_central");
	wald = stat_put(run, "log_p");
	for (size_t i = 0; i < run->table.rows; i++) {
		stat_real(run, central, i,
			tl_ratio_p_central(a->x1[i], a->t1[i], a->x0[i], a->t0[i]));
		stat_real(run, wald, i,
			tl_ratio_p_log_se(value[i], sqrt(1 / a->x1[i] + 1 / a->x0[i])));
	}
}

static bool read_asked(struct stat_run *run, struct asked *asked, struct tl_err *err)
{
	asked->change = stat_flag(run, "change");
	asked->avoided = stat_flag(run, "avoided");
	asked->e_value = stat_flag(run, "e-value");
	return asked->change + asked->avoided + asked->e_value <= 1 ||
	       tl_fail(err, EX_USAGE, "--change, --avoided and --e-value: ask for one of them");
}

static bool run_ratio(struct stat_run *run, struct tl_err *err)
{
	struct arms a;
	struct asked asked = {.arms = &a};
	struct stat_column *value, *p;
	struct stat_levels exact, wald;
	double *ratios;

	if (!read_asked(run, &asked, err) || !arms_of(run, &a, err))
		return false;
	stat_answer_rows(run);
	ratios = tl_arena_alloc(&run->arena, run->table.rows * sizeof *ratios);
	value = stat_put(run, "value");
	if (!stat_put_levels(run, "", "_exact", &exact, err))
		return false;
	p = stat_put(run, "p_exact");
	if (!stat_put_levels(run, "log_", "", &wald, err))
		return false;
	for (size_t i = 0; i < run->table.rows; i++) {
		double x1 = a.x1[i], t1 = a.t1[i], x0 = a.x0[i], t0 = a.t0[i];

		ratios[i] = tl_ratio_exact(x1, t1, x0, t0).value;
		stat_real(run, value, i,
			as_asked(&asked, i, (struct tl_interval){.value = ratios[i]}).value);
		stat_real(run, p, i, tl_ratio_p_exact(x1, t1, x0, t0));
		for (size_t j = 0; j < exact.count; j++) {
			put_limits(run, &exact, j, i, ratios[i],
				tl_ratio_exact_limits(x1, t1, x0, t0, exact.shares[j]), &asked);
			put_limits(run, &wald, j, i, ratios[i],
				tl_ratio_log_wald_limits(x1, t1, x0, t0, wald.shares[j]), &asked);
		}
	}
	stat_note_refused(run, p, (const char *const[]){"x1", "t1", "x0", "t0", NULL});
	put_tests(run, ratios, &a);
	return put_robust(run, ratios, &asked, err);
}

// clang-format off
static const struct stat_option options[] = {
	{"x1", "COLUMN", "x1", "events of arm 1 (after, supported)"},
	{"t1", "COLUMN", "t1", "person-time of arm 1"},
	{"x0", "COLUMN", "x0", "events of arm 0 (before, comparison)"},
	{"t0", "COLUMN", "t0", "person-time of arm 0"},
	{"se", "COLUMN", NULL, "standard error of the ratio's logarithm, for robust limits as well"},
	{"change", NULL, NULL, "value and limits as percent more (less: negative) than arm 0"},
	{"avoided", NULL, NULL, "events fewer than arm 0's rate would have brought in arm 1's time"},
	{"e-value", NULL, NULL, "E-value of the ratio; lower: of its limit nearer to 1; no upper"},
	{"p", NULL, NULL, "also p_central, log_p, robust_p: what the limits of each kind say of 1"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_ratio = {
	.name = "ratio",
	.summary = "one rate over another, exact and log-Wald",
	.options = options,
	.help =
	"A row for each row: its columns, then value, lower_95_exact, upper_95_exact, lower_998_exact,\n"
	"upper_998_exact, p_exact, log_lower_95, log_upper_95, log_lower_998, log_upper_998; with --se\n"
	"robust_lower_95 and so on: value exp(-/+ z se).\n"
	"Unit: none; 1 is no difference. With --change percent, 100 (ratio - 1); 0 is no difference.\n"
	"--avoided: (1 - ratio) x0/t0 t1; the expected number as known. --e-value: r + sqrt(r (r - 1)), r\n"
	"= max(ratio, 1/ratio): how strong something unmeasured would have to be to explain it away.\n"
	"Formula: value (x1/t1)/(x0/t0). Exact: Clopper-Pearson limits v of x1 among x1+x0, turned into\n"
	"v/(1-v) t0/t1; x1 = 0: lower 0; x0 = 0: upper Inf. p_exact: all outcomes of binomial(x1+x0,\n"
	"t1/(t1+t0)) that are no likelier than the observed one; no event: 1. log-Wald: value\n"
	"exp(-/+ z sqrt(1/x1 + 1/x0)), empty where a count is 0.\n"
	"Read the exact one where a count is under 10. Both assume that events are independent: with\n"
	"repeats per person they are too narrow, and the robust one is to be read.\n"
	"--p: p_central, twice the smaller tail of that binomial, under 0.05 just where the exact 95% limits\n"
	"leave out 1 (p_exact need not be); log_p and robust_p, from log(value)/se, likewise of theirs.\n"
	"Source: Clopper and Pearson 1934; R binom.test; VanderWeele and Ding 2017.\n"
	"Refused (empty): a time <= 0, a negative or unknown count; the value where both counts are 0 (its\n"
	"exact limits are 0 and Inf, its p_exact 1); p_exact where a count\n"
	"is not whole.\n",
	.run = run_ratio,
};
// clang-format on
