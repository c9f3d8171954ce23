/* stat matching: a comparison group that looks like the treated. */
#include "stat_matching.h"

#include <math.h>

enum what { WHAT_ATT, WHAT_WEIGHTS, WHAT_N, WHAT_BALANCE };
static const char *const whats[] = {"att", "weights", "n", "balance", NULL};

static bool known_outcome(
	struct stat_run *run, const struct match *match, const double **outcome, struct tl_err *err)
{
	size_t column;

	if (!stat_numbers(run, "outcome", outcome, err) ||
		!stat_column(run, "outcome", &column, err))
		return false;
	for (size_t i = 0; i < run->table.rows; i++)
		if (match->weights[i] > 0 && isnan((*outcome)[i]))
			return stat_refuse(run, i, column, err, "unknown outcome of a matched row");
	return true;
}

static bool put_att(struct stat_run *run, const struct match *match, struct tl_err *err)
{
	static const char *const terms[] = {"(Intercept)", "treat"};
	struct stat_column *term, *estimate, *se;
	struct tl_estimate effect[2];
	struct stat_levels levels;
	const double *outcome;

	if (!known_outcome(run, match, &outcome, err))
		return false;
	if (!tl_match_effect(
		    match->treat, outcome, match->weights, match->strata, run->table.rows, effect))
		return tl_fail(err, EX_DATAERR, "%s: nobody is matched; coarser columns may help",
			run->table.path);
	stat_answer(run, 2);
	term = stat_put(run, "term");
	estimate = stat_put(run, "estimate");
	se = stat_put(run, "se");
	if (!stat_put_levels(run, "", "", &levels, err))
		return false;
	for (size_t i = 0; i < 2; i++) {
		stat_text(run, term, i, terms[i]);
		stat_real(run, estimate, i, effect[i].value);
		stat_real(run, se, i, effect[i].se);
		for (size_t j = 0; j < levels.count; j++) {
			double reach = tl_z_quantile(levels.shares[j]) * effect[i].se;

			stat_limits(run, &levels, j, i,
				(struct tl_limits){
					effect[i].value - reach, effect[i].value + reach},
				1);
		}
	}
	return true;
}

/* Of two rows with one id nobody could say whose weight is whose. */
static bool check_ids(struct stat_run *run, size_t column, struct tl_err *err)
{
	struct stat_groups ids;

	stat_groups_by(run, column, &ids);
	for (size_t g = 0; g < ids.count; g++) {
		size_t count;
		const size_t *rows = stat_group_rows(&ids, g, &count);

		if (count > 1)
			return stat_refuse(run, rows[1], column, err,
				"an id that an earlier row has; each row is a unit of its own");
	}
	return true;
}

static bool put_weights(struct stat_run *run, const struct match *match, struct tl_err *err)
{
	struct stat_column *id, *weight, *how;
	size_t column;

	if (!stat_column(run, "id", &column, err))
		return false;
	if (!check_ids(run, column, err))
		return false;
	stat_answer(run, run->table.rows);
	id = stat_put(run, tl_arena_text(&run->arena, run->table.names[column]));
	weight = stat_put(run, "weight");
	how = stat_put(run, match->ps ? "ps" : "stratum");
	for (size_t i = 0; i < run->table.rows; i++) {
		stat_str(id, i, stat_field(run, i, column));
		stat_real(run, weight, i, match->weights[i]);
		if (match->ps)
			stat_real(run, how, i, match->ps[i]);
		else if (match->strata[i])
			stat_whole(run, how, i, match->strata[i]);
	}
	return true;
}

static void put_sizes(struct stat_run *run, const struct match *match)
{
	static const char *const names[] = {
		"All (ESS)", "All", "Matched (ESS)", "Matched", "Unmatched", "Discarded"};
	struct stat_column *what, *arms[2];

	stat_answer(run, TL_LEN(names));
	what = stat_put(run, "what");
	arms[0] = stat_put(run, "control");
	arms[1] = stat_put(run, "treated");
	for (size_t i = 0; i < TL_LEN(names); i++)
		stat_text(run, what, i, names[i]);
	for (int arm = 0; arm < 2; arm++) {
		struct tl_match_size size =
			tl_match_size(match->treat, match->weights, run->table.rows, arm);
		double values[] = {size.rows, size.rows, size.matched_ess, size.matched,
			size.rows - size.matched, 0};

		for (size_t i = 0; i < TL_LEN(values); i++)
			stat_real(run, arms[arm], i, values[i]);
	}
}

struct balance_table {
	struct stat_column *variable, *sample, *numbers[7];
	size_t row;
};

static void put_balance_row(struct stat_run *run, const struct match *match, const char *name,
	const double *values, bool matched, struct balance_table *table)
{
	struct tl_balance balance = tl_match_balance(match->treat, values,
		matched ? match->weights : NULL, matched ? match->strata : NULL, run->table.rows);
	double numbers[] = {balance.mean_treated, balance.mean_control, balance.smd,
		balance.variance_ratio, balance.ecdf_mean, balance.ecdf_max, balance.pair_distance};

	stat_text(run, table->variable, table->row, name);
	stat_text(run, table->sample, table->row, matched ? "matched" : "all");
	for (size_t j = 0; j < TL_LEN(numbers); j++)
		stat_real(run, table->numbers[j], table->row, numbers[j]);
	table->row++;
}

static size_t balance_rows(const struct match *match)
{
	size_t rows = 0;

	for (size_t j = 0; j < match->column_count; j++)
		rows += match->columns[j].values ? 1 : match->columns[j].groups.count;
	return 2 * rows;
}

static void put_balance_column(struct stat_run *run, const struct match *match, size_t j,
	bool matched, struct balance_table *table)
{
	const struct match_column *column = &match->columns[j];
	struct tl_str name = run->table.names[column->column];

	if (column->values)
		put_balance_row(run, match, tl_arena_text(&run->arena, name), column->values,
			matched, table);
	for (size_t g = 0; !column->values && g < column->groups.count; g++)
		put_balance_row(run, match,
			tl_arena_printf(&run->arena, TL_STR_FMT TL_STR_FMT, TL_STR_ARG(name),
				TL_STR_ARG(column->groups.names[g])),
			match_dummy(run, column, g), matched, table);
}

static void put_balance(struct stat_run *run, const struct match *match)
{
	/* MatchIt's names, as whoever compares the two will look for them. */
	static const char *const names[] = {"Means Treated", "Means Control", "Std. Mean Diff.",
		"Var. Ratio", "eCDF Mean", "eCDF Max", "Std. Pair Dist."};
	struct balance_table table = {0};

	stat_answer(run, balance_rows(match));
	table.variable = stat_put(run, "var");
	table.sample = stat_put(run, "sample");
	for (size_t j = 0; j < TL_LEN(names); j++)
		table.numbers[j] = stat_put(run, names[j]);
	for (int matched = 0; matched < 2; matched++)
		for (size_t j = 0; j < match->column_count; j++)
			put_balance_column(run, match, j, matched, &table);
}

static bool put(struct stat_run *run, const struct match *match, enum what what, struct tl_err *err)
{
	switch (what) {
	case WHAT_ATT:
		return put_att(run, match, err);
	case WHAT_WEIGHTS:
		return put_weights(run, match, err);
	case WHAT_N:
		put_sizes(run, match);
		return true;
	case WHAT_BALANCE:
		put_balance(run, match);
		break;
	}
	return true;
}

static bool run_matching(struct stat_run *run, struct tl_err *err)
{
	struct match match = {0};
	size_t what = 0;
	bool ok = stat_option_word(run, "what", whats, &what, err) &&
		  match_make(run, &match, err) && put(run, &match, (enum what)what, err);

	tl_fit_free(&match.fit);
	return ok;
}

// clang-format off
static const struct stat_option options[] = {
	{"treat", "COLUMN", "treat", "1 treated, 0 control"},
	{"on", "A,B,C", NULL, "columns to agree on, numbers or text"},
	{"method", "METHOD", "cem", "cem (coarsened exact), exact or ipw (inverse probability)"},
	{"cut", "COLUMN:CUTS", NULL, "cem: age:4 is 4 equal bins, educ:8.5/11.5 cut points; repeatable"},
	{"outcome", "COLUMN", NULL, "what --what att compares"},
	{"id", "COLUMN", "id", "what --what weights names the rows by"},
	{"what", "WHAT", "att", "att, weights, n or balance"},
	STAT_OPTION_LEVEL,
	STAT_OPTION_END,
};

const struct stat_method stat_method_matching = {
	.name = "matching",
	.summary = "a comparison group that looks like the treated",
	.options = options,
	.help =
	"One row a unit. The answer has rows of its own:\n"
	"att      term ((Intercept), treat), estimate, se and limits\n"
	"weights  the id, weight, and stratum (cem, exact) or ps (ipw)\n"
	"n        what, control, treated: rows and effective sample sizes (sum w)^2 / sum w^2\n"
	"balance  var, sample (all, matched), Means Treated, Means Control, Std. Mean Diff., Var. Ratio,\n"
	"         eCDF Mean, eCDF Max, Std. Pair Dist.; text columns a row for each value\n"
	"Unit: that of the outcome; the Std. columns in standard deviations of the treated.\n"
	"cem: numbers with more than 2 values are cut in ceil(log2 N + 1) equal bins from least to\n"
	"greatest (a value on a cut point belongs above), all else exactly; strata without both arms are\n"
	"dropped; treated weigh 1, controls m_T/m_C N_C/N_T. ipw: logistic regression on all rows,\n"
	"controls weigh ps/(1-ps). att: weighted least squares; se clustered by stratum with G/(G-1)\n"
	"(n-1)/(n-2), for ipw HC0 with the weights as known; limits by the normal.\n"
	"Source: Iacus, King and Porro 2012; Austin 2011; MatchIt's definitions of balance.\n"
	"Refused: an unknown value in --treat or --on, one arm only, nobody matched; a cut outside the\n"
	"values; an id twice (weights). Empty: the error of an att in a single stratum. No att should be\n"
	"shown without its balance: |Std. Mean Diff.| < 0.1.\n",
	.run = run_matching,
};
// clang-format on
