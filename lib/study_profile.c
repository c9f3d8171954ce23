/* profile.csv, what the lines of the register were planned to bring, and signoff.csv, what of it
 * has left a budget. */
#include "study_sheet.h"

#include <math.h>
#include <string.h>

/* ---- profile.csv ---------------------------------------------------------------------------- */

enum { P_BENEFIT, P_PARTNER, P_YEAR, P_AMOUNT, P_PENCE, P_COHORT, P_PRICES };
static const struct tl_sheet_column profile_columns[] = {
	[P_BENEFIT] = {"benefit|id", true},
	[P_PARTNER] = {"partner", false},
	[P_YEAR] = {"year", true},
	[P_AMOUNT] = {"amount|pounds", false},
	[P_PENCE] = {"pence", false},
	[P_COHORT] = {"cohort", false},
	[P_PRICES] = {"price_year", false},
};

static bool read_line(const struct study_sheet *s, size_t row, size_t column,
	const struct tl_accounts *accounts, size_t *which)
{
	const char **ids =
		tl_arena_array(&s->check.study->arena, accounts->benefits_count + 1, sizeof *ids);

	*which = SIZE_MAX;
	for (size_t i = 0; i < accounts->benefits_count; i++)
		ids[i] = accounts->benefits[i].id;
	if (!study_cell_name(s, row, column, ids, accounts->benefits_count,
		    "the lines of benefits.csv", which))
		return false;
	return *which != SIZE_MAX ||
	       study_sheet_fail(s, row, column, "the benefit is blank; which line is it of?");
}

static bool check_planned(const struct study_sheet *s, size_t row,
	const struct tl_accounts *accounts, const struct tl_profile *profile)
{
	const struct tl_benefit *line = &accounts->benefits[profile->benefit];
	bool has_amount = profile->pence != TL_NO_MONEY, has_cohort = !isnan(profile->cohort);

	if (has_amount == has_cohort)
		return study_sheet_fail(s, row, P_AMOUNT,
			has_amount ? "there is an amount and a cohort; which of them is the plan?"
				   : "neither an amount nor a cohort; fill in one of them");
	if (has_cohort && (!line->cost || isnan(line->impact)))
		return study_sheet_fail(s, row, P_COHORT,
			"to make money of a cohort, \"%s\" needs a cost and an impact", line->id);
	return !has_cohort || profile->cohort >= 0 ||
	       study_sheet_fail(s, row, P_COHORT, "a cohort is not negative");
}

static bool read_profile(const struct study_sheet *s, size_t row,
	const struct tl_accounts *accounts, struct tl_profile *profile)
{
	*profile = (struct tl_profile){
		.pence = TL_NO_MONEY, .cohort = NAN, .year = INT32_MIN, .line = s->lines[row]};
	if (!read_line(s, row, P_BENEFIT, accounts, &profile->benefit) ||
		!study_cell_partner(s, row, P_PARTNER, &profile->partner) ||
		!study_cell_year(s, row, P_YEAR, &profile->year) ||
		!study_cell_money(s, row, P_AMOUNT, P_PENCE, &profile->pence) ||
		!study_cell_number(s, row, P_COHORT, &profile->cohort))
		return false;
	if (profile->year == INT32_MIN)
		return study_sheet_fail(s, row, P_YEAR, "the year is blank; fill it in");
	profile->price_year = profile->year;
	return study_cell_year(s, row, P_PRICES, &profile->price_year) &&
	       check_planned(s, row, accounts, profile);
}

static bool is_same_plan(const struct tl_profile *a, const struct tl_profile *b)
{
	return a->benefit == b->benefit && a->year == b->year &&
	       tl_str_equal(
		       tl_str(a->partner ? a->partner : ""), tl_str(b->partner ? b->partner : ""));
}

bool study_read_profile(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	struct study_sheet s;

	if (!study_sheet_read(check, study_path(study, study->dir, "profile.csv"), profile_columns,
		    TL_LEN(profile_columns), &s))
		return false;
	accounts->profiles = tl_arena_array(&study->arena, s.rows + 1, sizeof *accounts->profiles);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_profile(&s, i, accounts, &accounts->profiles[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (is_same_plan(&accounts->profiles[j], &accounts->profiles[i]))
				return study_sheet_fail(&s, i, P_YEAR,
					"this year of \"%s\" is planned on line %lld already, for "
					"the same partner; make one row of the two",
					accounts->benefits[accounts->profiles[i].benefit].id,
					(long long)s.lines[j]);
		accounts->profiles_count++;
	}
	return true;
}

/* ---- signoff.csv ---------------------------------------------------------------------------- */

/* No budget of a place is so large, and no line leaves so many times what it was planned to bring:
 * such a sum is pence taken for pounds, or a number in another column. */
#define SIGNED_MAX ((int64_t)1000 * 1000 * 1000 * TL_POUND)
#define SIGNED_TIMES_PLANNED 10

enum { S_BENEFIT, S_PARTNER, S_YEAR, S_AMOUNT, S_PENCE, S_BUDGET, S_BY, S_DATE };
static const struct tl_sheet_column signoff_columns[] = {
	[S_BENEFIT] = {"benefit|id", true},
	[S_PARTNER] = {"partner", true},
	[S_YEAR] = {"year", true},
	[S_AMOUNT] = {"amount|pounds", false},
	[S_PENCE] = {"pence", false},
	[S_BUDGET] = {"budget_line", true},
	[S_BY] = {"signed_by", true},
	[S_DATE] = {"date", true},
};

static size_t amount_of(const struct study_sheet *s, size_t row)
{
	return study_cell_is_blank(s, row, S_AMOUNT) ? S_PENCE : S_AMOUNT;
}

static bool check_signed(const struct study_sheet *s, size_t row, const struct tl_signoff *signoff)
{
	if (signoff->year == INT32_MIN)
		return study_sheet_fail(s, row, S_YEAR, "the year is blank; fill it in");
	if (!signoff->partner)
		return study_sheet_fail(s, row, S_PARTNER, "whose budget is it? fill it in");
	if (signoff->pence == TL_NO_MONEY)
		return study_sheet_fail(s, row, S_AMOUNT, "there is no amount; fill it in");
	if (signoff->pence <= 0)
		return study_sheet_fail(s, row, amount_of(s, row),
			"what left a budget is more than nothing; what was put back into it comes "
			"off the row that took it out");
	if (signoff->pence > SIGNED_MAX)
		return study_sheet_fail(s, row, amount_of(s, row),
			"more than a billion pounds have left no budget; is the amount in pounds?");
	if (!tl_day_is_set(signoff->signed_on))
		return study_sheet_fail(
			s, row, S_DATE, "without a date it is not signed off; fill it in");
	return signoff->signed_on.n <= s->check.study->as_at.n ||
	       study_sheet_fail(s, row, S_DATE,
		       "this is after the as-at date of study.yaml; nothing is signed ahead");
}

/* Whether the line, or a row of its plan, says that the partner gains by it; so it is where nothing
 * says who does. */
static bool is_gainer(const struct tl_accounts *accounts, const struct tl_signoff *signoff)
{
	const struct tl_benefit *line = &accounts->benefits[signoff->benefit];
	const char *gainer = line->partner ? line->partner : line->cost ? line->cost->agency : NULL;
	bool gains = !gainer || strcmp(gainer, signoff->partner) == 0;

	for (size_t i = 0; i < accounts->profiles_count; i++) {
		const struct tl_profile *profile = &accounts->profiles[i];

		gains = gains || (profile->benefit == signoff->benefit && profile->partner &&
					 strcmp(profile->partner, signoff->partner) == 0);
	}
	return gains;
}

static bool check_gain(const struct study_sheet *s, size_t row, const struct tl_accounts *accounts,
	const struct tl_signoff *signoff)
{
	const struct tl_benefit *line = &accounts->benefits[signoff->benefit];

	if (line->worth == TL_WORTH_ECONOMIC || line->worth == TL_WORTH_SOCIAL)
		return study_sheet_fail(s, row, S_BENEFIT,
			"what \"%s\" brings is no public money (its worth is %s), so none of it is "
			"in a budget",
			line->id, tl_worth_names[line->worth]);
	return is_gainer(accounts, signoff) ||
	       study_sheet_fail(s, row, S_PARTNER,
		       "\"%s\" gains nothing by \"%s\"; who does stands in benefits.csv and "
		       "profile.csv",
		       signoff->partner, line->id);
}

static bool read_signoff(const struct study_sheet *s, size_t row,
	const struct tl_accounts *accounts, struct tl_signoff *signoff)
{
	*signoff = (struct tl_signoff){.pence = TL_NO_MONEY,
		.year = INT32_MIN,
		.signed_on = TL_NO_DAY,
		.line = s->lines[row]};
	return read_line(s, row, S_BENEFIT, accounts, &signoff->benefit) &&
	       study_cell_partner(s, row, S_PARTNER, &signoff->partner) &&
	       study_cell_year(s, row, S_YEAR, &signoff->year) &&
	       study_cell_money(s, row, S_AMOUNT, S_PENCE, &signoff->pence) &&
	       study_cell_needed(s, row, S_BUDGET, &signoff->budget_line) &&
	       study_cell_needed(s, row, S_BY, &signoff->signed_by) &&
	       study_cell_day(s, row, S_DATE, &signoff->signed_on) &&
	       check_signed(s, row, signoff) && check_gain(s, row, accounts, signoff);
}

static bool is_same_signoff(const struct tl_signoff *a, const struct tl_signoff *b)
{
	return a->benefit == b->benefit && a->year == b->year && a->pence == b->pence &&
	       a->signed_on.n == b->signed_on.n && strcmp(a->partner, b->partner) == 0 &&
	       strcmp(a->budget_line, b->budget_line) == 0;
}

/* In pence of whatever prices the plan is in: for how many times, not for how much. */
static double planned_of(const struct tl_accounts *accounts, size_t benefit)
{
	const struct tl_benefit *line = &accounts->benefits[benefit];
	double pence = 0;

	for (size_t i = 0; i < accounts->profiles_count; i++) {
		const struct tl_profile *profile = &accounts->profiles[i];

		if (profile->benefit != benefit)
			continue;
		pence += profile->pence != TL_NO_MONEY
				 ? (double)profile->pence
				 : profile->cohort * line->need * line->engaged * line->impact *
					   (1 - line->deadweight) * line->attribution *
					   (double)line->cost->pence;
	}
	return pence;
}

/* With every row up to this one. */
static bool check_total(const struct study_sheet *s, size_t row, const struct tl_accounts *accounts)
{
	const struct tl_signoff *signoffs = accounts->signoffs;
	double planned = planned_of(accounts, signoffs[row].benefit), sum = 0;

	for (size_t i = 0; i <= row; i++)
		if (signoffs[i].benefit == signoffs[row].benefit)
			sum += (double)signoffs[i].pence;
	return !(planned > 0) || sum <= SIGNED_TIMES_PLANNED * planned ||
	       study_sheet_fail(s, row, amount_of(s, row),
		       "%.0f pounds have left budgets by \"%s\", more than %d times the %.0f that "
		       "profile.csv plans for it; which of the two is right?",
		       sum / TL_POUND, accounts->benefits[signoffs[row].benefit].id,
		       SIGNED_TIMES_PLANNED, planned / TL_POUND);
}

bool study_read_signoff(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	struct study_sheet s;

	if (!study_sheet_read(check, study_path(study, study->dir, "signoff.csv"), signoff_columns,
		    TL_LEN(signoff_columns), &s))
		return false;
	accounts->signoffs = tl_arena_array(&study->arena, s.rows + 1, sizeof *accounts->signoffs);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_signoff(&s, i, accounts, &accounts->signoffs[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (is_same_signoff(&accounts->signoffs[j], &accounts->signoffs[i]))
				return study_sheet_fail(&s, i, S_BENEFIT,
					"this is on line %lld already, with the same budget line, "
					"date and amount; take one of the two out",
					(long long)s.lines[j]);
		if (!check_total(&s, i, accounts))
			return false;
		accounts->signoffs_count++;
	}
	return true;
}
