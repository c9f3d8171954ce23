/* spend.csv, agreements.csv and rates.csv: what is paid, to whom, and for what. */
#include "study_sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- spend.csv ------------------------------------------------------------------------------ */

enum {
	PROGRAMME,
	PARTNER,
	ITEM,
	YEAR,
	KIND,
	PURPOSE,
	PLANNED,
	ACTUAL,
	PLANNED_UNITS,
	ACTUAL_UNITS,
	UNIT
};
static const struct tl_sheet_column columns[] = {
	[PROGRAMME] = {"programme", false},
	[PARTNER] = {"partner", true},
	[ITEM] = {"item", true},
	[YEAR] = {"year", true},
	[KIND] = {"kind", true},
	[PURPOSE] = {"purpose", false},
	[PLANNED] = {"planned|profile", true},
	[ACTUAL] = {"actual", true},
	[PLANNED_UNITS] = {"planned_units", false},
	[ACTUAL_UNITS] = {"actual_units", false},
	[UNIT] = {"unit", false},
};

const char *const tl_spend_names[] = {
	[TL_SPEND_COST] = "cost", [TL_SPEND_CONTRIBUTION] = "contribution"};
static_assert(TL_LEN(tl_spend_names) == TL_SPEND_COUNT_OF, "the last kind has its name");
const char *const tl_purpose_names[] = {[TL_PURPOSE_NONE] = "",
	[TL_PURPOSE_PREVENTION] = "prevention",
	[TL_PURPOSE_CONSEQUENCES] = "consequences"};
static_assert(TL_LEN(tl_purpose_names) == TL_PURPOSE_COUNT_OF, "the last purpose has its name");

static bool check_units(const struct study_sheet *s, size_t row, const struct tl_spend *spend)
{
	if (isnan(spend->planned_units) != isnan(spend->actual_units) &&
		spend->actual != TL_NO_MONEY)
		return study_sheet_fail(s, row,
			isnan(spend->planned_units) ? PLANNED_UNITS : ACTUAL_UNITS,
			"price and volume need how many were planned and how many came; fill in "
			"both, or neither");
	return true;
}

static bool read_spend(const struct study_sheet *s, size_t row, struct tl_spend *spend)
{
	size_t kind = SIZE_MAX, purpose = TL_PURPOSE_NONE;

	*spend = (struct tl_spend){.year = INT32_MIN,
		.planned = TL_NO_MONEY,
		.actual = TL_NO_MONEY,
		.planned_units = NAN,
		.actual_units = NAN,
		.line = s->lines[row]};
	study_cell_text(s, row, UNIT, &spend->unit);
	if (!study_cell_programme(s, row, PROGRAMME, &spend->programme) ||
		!study_cell_partner(s, row, PARTNER, &spend->partner) ||
		!study_cell_needed(s, row, ITEM, &spend->item) ||
		!study_cell_year(s, row, YEAR, &spend->year) ||
		!study_cell_word(s, row, KIND, tl_spend_names, TL_SPEND_COUNT_OF, &kind) ||
		!study_cell_word(
			s, row, PURPOSE, tl_purpose_names, TL_PURPOSE_COUNT_OF, &purpose) ||
		!study_cell_pounds(s, row, PLANNED, &spend->planned) ||
		!study_cell_pounds(s, row, ACTUAL, &spend->actual) ||
		!study_cell_number(s, row, PLANNED_UNITS, &spend->planned_units) ||
		!study_cell_number(s, row, ACTUAL_UNITS, &spend->actual_units))
		return false;
	if (!spend->partner)
		return study_sheet_fail(s, row, PARTNER, "the partner is blank; fill it in");
	if (spend->year == INT32_MIN)
		return study_sheet_fail(s, row, YEAR, "the year is blank; fill it in");
	if (kind == SIZE_MAX)
		return study_sheet_fail(
			s, row, KIND, "the kind is blank; write cost or contribution");
	spend->kind = (enum tl_spend_kind)kind;
	spend->purpose = (enum tl_purpose)purpose;
	if (!spend->programme && spend->purpose == TL_PURPOSE_NONE)
		study_sheet_warn(s, row, PROGRAMME,
			"spending of the area is shown by its purpose only, so this row is shown "
			"nowhere; name its programme, or say prevention or consequences");
	return check_units(s, row, spend);
}

static int compare_spends(const void *left, const void *right)
{
	const struct tl_spend *a = left, *b = right;
	const char *of_a = a->programme ? a->programme->name : "";
	int order = strcmp(of_a, b->programme ? b->programme->name : "");

	if (order || (order = strcmp(a->partner, b->partner)) || (order = strcmp(a->item, b->item)))
		return order;
	if (a->year != b->year)
		return a->year < b->year ? -1 : 1;
	return a->kind != b->kind ? (a->kind > b->kind) - (a->kind < b->kind)
				  : (a->purpose > b->purpose) - (a->purpose < b->purpose);
}

bool study_read_spend(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	struct study_sheet s;

	if (!study_sheet_read(check, study_path(study, study->dir, "spend.csv"), columns,
		    TL_LEN(columns), &s))
		return false;
	accounts->spends = tl_arena_array(&study->arena, s.rows + 1, sizeof *accounts->spends);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_spend(&s, i, &accounts->spends[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (compare_spends(&accounts->spends[j], &accounts->spends[i]) == 0)
				return study_sheet_fail(&s, i, ITEM,
					"this item of this year is on line %lld already, for the "
					"same programme, partner and kind; make one row of the "
					"two, "
					"or give it another name",
					(long long)s.lines[j]);
		accounts->spends_count++;
	}
	/* So that sums of numbers with decimals do not hang on where a row stands. */
	if (s.rows)
		qsort(accounts->spends, s.rows, sizeof *accounts->spends, compare_spends);
	return true;
}

/* ---- agreements.csv ------------------------------------------------------------------------- */

enum { A_ID, A_TITLE, A_PROGRAMME, A_PAYER, A_PAYEE, A_SHARE, A_OF, A_TRIGGER, A_CAP, A_REPAID };
static const struct tl_sheet_column agreement_columns[] = {
	[A_ID] = {"id", true},
	[A_TITLE] = {"title", true},
	[A_PROGRAMME] = {"programme", true},
	[A_PAYER] = {"payer", true},
	[A_PAYEE] = {"payee", true},
	[A_SHARE] = {"share", true},
	[A_OF] = {"of", true},
	[A_TRIGGER] = {"trigger", false},
	[A_CAP] = {"cap", false},
	[A_REPAID] = {"repaid", false},
};

const char *const tl_shared_names[] = {[TL_SHARED_FISCAL] = "fiscal",
	[TL_SHARED_CASHABLE] = "cashable",
	[TL_SHARED_REMOVED] = "removed"};
static_assert(TL_LEN(tl_shared_names) == TL_SHARED_COUNT_OF, "the last share has its name");

static bool check_agreement(
	const struct study_sheet *s, size_t row, const struct tl_agreement *agreement)
{
	if (!agreement->programme)
		return study_sheet_fail(s, row, A_PROGRAMME, "the programme is blank; fill it in");
	if (!agreement->payer || !agreement->payee)
		return study_sheet_fail(s, row, agreement->payer ? A_PAYEE : A_PAYER,
			"who pays whom? fill in both");
	if (strcmp(agreement->payer, agreement->payee) == 0)
		return study_sheet_fail(s, row, A_PAYEE, "nobody pays themselves");
	return !isnan(agreement->share) ||
	       study_sheet_fail(s, row, A_SHARE, "the share is blank; write it as 0.3 or 30%%");
}

static bool not_negative(const struct study_sheet *s, size_t row, size_t column, int64_t pence)
{
	return pence >= 0 || pence == TL_NO_MONEY ||
	       study_sheet_fail(s, row, column,
		       "this amount is not negative; write what is paid the other way as an "
		       "agreement "
		       "of its own");
}

static bool read_agreement(const struct study_sheet *s, size_t row, struct tl_agreement *agreement)
{
	size_t of = SIZE_MAX;

	*agreement = (struct tl_agreement){.share = NAN, .cap = TL_NO_MONEY, .line = s->lines[row]};
	if (!study_cell_needed(s, row, A_ID, &agreement->id) ||
		!study_cell_needed(s, row, A_TITLE, &agreement->title) ||
		!study_cell_programme(s, row, A_PROGRAMME, &agreement->programme) ||
		!study_cell_partner(s, row, A_PAYER, &agreement->payer) ||
		!study_cell_partner(s, row, A_PAYEE, &agreement->payee) ||
		!study_cell_share(s, row, A_SHARE, &agreement->share) ||
		!study_cell_word(s, row, A_OF, tl_shared_names, TL_SHARED_COUNT_OF, &of) ||
		!study_cell_pounds(s, row, A_TRIGGER, &agreement->trigger) ||
		!study_cell_pounds(s, row, A_CAP, &agreement->cap) ||
		!study_cell_pounds(s, row, A_REPAID, &agreement->repaid))
		return false;
	if (of == SIZE_MAX)
		return study_sheet_fail(
			s, row, A_OF, "which gain is shared? write fiscal, cashable or removed");
	agreement->of = (enum tl_shared)of;
	return not_negative(s, row, A_TRIGGER, agreement->trigger) &&
	       not_negative(s, row, A_CAP, agreement->cap) &&
	       not_negative(s, row, A_REPAID, agreement->repaid) &&
	       check_agreement(s, row, agreement);
}

/* Fiscal gains hold the cashable ones, so a share of either is one of the same money; what has been
 * removed from a budget is another figure. */
static bool share_one_gain(const struct tl_agreement *a, const struct tl_agreement *b)
{
	return a->programme == b->programme && strcmp(a->payer, b->payer) == 0 &&
	       (a->of == TL_SHARED_REMOVED) == (b->of == TL_SHARED_REMOVED);
}

#define SHARE_DIGITS 1e-9 /* three times a third, as it is typed, is not more than all */

static bool check_shares(
	const struct study_sheet *s, size_t row, const struct tl_accounts *accounts)
{
	const struct tl_agreement *last = &accounts->agreements[row];
	double sum = 0;

	for (size_t i = 0; i <= row; i++)
		if (share_one_gain(&accounts->agreements[i], last))
			sum += accounts->agreements[i].share;
	return sum <= 1 + SHARE_DIGITS || study_sheet_fail(s, row, A_SHARE,
						  "with the agreements above, \"%s\" gives away "
						  "%g%% of one gain; shares of it "
						  "are 100%% at most together",
						  last->payer, 100 * sum);
}

bool study_read_agreements(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	struct study_sheet s;

	if (!study_sheet_read(check, study_path(study, study->dir, "agreements.csv"),
		    agreement_columns, TL_LEN(agreement_columns), &s) ||
		!study_sheet_unique(&s, A_ID))
		return false;
	accounts->agreements =
		tl_arena_array(&study->arena, s.rows + 1, sizeof *accounts->agreements);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_agreement(&s, i, &accounts->agreements[i]) ||
			!check_shares(&s, i, accounts))
			return false;
		accounts->agreements_count++;
	}
	return true;
}

/* ---- rates.csv ------------------------------------------------------------------------------ */

enum { R_PROGRAMME, R_OUTCOME, R_TITLE, R_MEASURE, R_STEP, R_RATE, R_CAP, R_CAP_AMOUNT, R_PAYER };
static const struct tl_sheet_column rate_columns[] = {
	[R_PROGRAMME] = {"programme", true},
	[R_OUTCOME] = {"outcome", true},
	[R_TITLE] = {"title", true},
	[R_MEASURE] = {"measure", false},
	[R_STEP] = {"step", false},
	[R_RATE] = {"rate", false},
	[R_CAP] = {"cap", false},
	[R_CAP_AMOUNT] = {"cap_amount", false},
	[R_PAYER] = {"payer", false},
};

static bool check_step(const struct study_sheet *s, size_t row, const struct tl_rate *rate)
{
	const struct tl_programme *programme = rate->programme;
	const char **names =
		tl_arena_array(&s->check.study->arena, programme->steps_count + 1, sizeof *names);
	size_t which;

	for (unsigned i = 0; i < programme->steps_count; i++)
		names[i] = programme->steps[i].name;
	return study_cell_name(s, row, R_STEP, names, programme->steps_count,
		"the steps of the programme", &which);
}

static bool check_rate(const struct study_sheet *s, size_t row, const struct tl_rate *rate)
{
	if (rate->cap_pence != TL_NO_MONEY && rate->cap_pence < 0)
		return study_sheet_fail(s, row, R_CAP_AMOUNT, "a cap is not negative");
	if (rate->total)
		return rate->cap_pence != TL_NO_MONEY ||
		       study_sheet_fail(s, row, R_CAP_AMOUNT,
			       "the row \"total\" caps all of them; fill in cap_amount");
	if (rate->pence == TL_NO_MONEY || rate->pence < 0)
		return study_sheet_fail(s, row, R_RATE, "what is paid for one? fill in the rate");
	if (!rate->measure == !rate->step)
		return study_sheet_fail(s, row, R_MEASURE,
			"what is achieved? fill in a measure or a step, one of them");
	return isnan(rate->cap) || rate->cap >= 0 ||
	       study_sheet_fail(s, row, R_CAP, "a cap is not negative");
}

static bool read_rate(const struct study_sheet *s, size_t row, struct tl_rate *rate)
{
	*rate = (struct tl_rate){
		.pence = TL_NO_MONEY, .cap_pence = TL_NO_MONEY, .cap = NAN, .line = s->lines[row]};
	study_cell_text(s, row, R_STEP, &rate->step);
	if (!study_cell_programme(s, row, R_PROGRAMME, &rate->programme) ||
		!study_cell_needed(s, row, R_OUTCOME, &rate->outcome) ||
		!study_cell_needed(s, row, R_TITLE, &rate->title) ||
		!study_cell_measure(s, row, R_MEASURE, &rate->measure) ||
		!study_cell_pounds(s, row, R_RATE, &rate->pence) ||
		!study_cell_number(s, row, R_CAP, &rate->cap) ||
		!study_cell_pounds(s, row, R_CAP_AMOUNT, &rate->cap_pence) ||
		!study_cell_partner(s, row, R_PAYER, &rate->payer))
		return false;
	if (!rate->programme)
		return study_sheet_fail(s, row, R_PROGRAMME, "the programme is blank; fill it in");
	rate->total = strcmp(rate->outcome, "total") == 0;
	return check_rate(s, row, rate) && check_step(s, row, rate);
}

bool study_read_rates(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	struct study_sheet s;

	if (!study_sheet_read(check, study_path(study, study->dir, "rates.csv"), rate_columns,
		    TL_LEN(rate_columns), &s))
		return false;
	accounts->rates = tl_arena_array(&study->arena, s.rows + 1, sizeof *accounts->rates);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_rate(&s, i, &accounts->rates[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (accounts->rates[j].programme == accounts->rates[i].programme &&
				strcmp(accounts->rates[j].outcome, accounts->rates[i].outcome) == 0)
				return study_sheet_fail(&s, i, R_OUTCOME,
					"\"%s\" is on line %lld already",
					accounts->rates[i].outcome, (long long)s.lines[j]);
		accounts->rates_count++;
	}
	return true;
}
