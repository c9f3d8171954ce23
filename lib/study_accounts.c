/* Every sheet of a study in turn, and the two small tables that the others stand on. */
#include "study_sheet.h"

#include <math.h>
#include <stdlib.h>

/* ---- deflators.csv -------------------------------------------------------------------------- */

enum { DEFLATOR_YEAR, DEFLATOR_INDEX, DEFLATOR_SOURCE };
static const struct tl_sheet_column deflator_columns[] = {
	[DEFLATOR_YEAR] = {"year", true},
	[DEFLATOR_INDEX] = {"index|value", true},
	[DEFLATOR_SOURCE] = {"source|vintage", true},
};

static int by_year(const void *a, const void *b)
{
	const struct tl_deflator *left = a, *right = b;

	return (left->year > right->year) - (left->year < right->year);
}

static bool read_deflator(const struct study_sheet *s, size_t row, struct tl_deflator *deflator)
{
	*deflator = (struct tl_deflator){.year = INT32_MIN, .index = NAN};
	if (!study_cell_year(s, row, DEFLATOR_YEAR, &deflator->year) ||
		!study_cell_number(s, row, DEFLATOR_INDEX, &deflator->index))
		return false;
	if (deflator->year == INT32_MIN)
		return study_sheet_fail(s, row, DEFLATOR_YEAR, "the year is blank; fill it in");
	return deflator->index > 0 ||
	       study_sheet_fail(s, row, DEFLATOR_INDEX, "an index is a number above nought");
}

bool study_read_deflators(const struct study_check *check, struct tl_accounts *accounts)
{
	struct study_sheet s;

	if (!study_sheet_read(check, study_sheet_path(check, "deflators.csv"), deflator_columns,
		    TL_LEN(deflator_columns), &s))
		return false;
	accounts->deflators =
		tl_arena_array(&check->study->arena, s.rows + 1, sizeof *accounts->deflators);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_deflator(&s, i, &accounts->deflators[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (accounts->deflators[j].year == accounts->deflators[i].year)
				return study_sheet_fail(&s, i, DEFLATOR_YEAR,
					"this year is on line %lld already", (long long)s.lines[j]);
		study_cell_text(&s, i, DEFLATOR_SOURCE, &accounts->deflators[i].source);
		accounts->deflators_count++;
	}
	if (s.rows)
		qsort(accounts->deflators, s.rows, sizeof *accounts->deflators, by_year);
	for (size_t i = 0; i < s.rows; i++)
		if (accounts->deflators[i].source)
			accounts->deflators_source = accounts->deflators[i].source;
	return true;
}

static double index_of(const struct tl_accounts *accounts, int year)
{
	for (size_t i = 0; i < accounts->deflators_count; i++)
		if (accounts->deflators[i].year == year)
			return accounts->deflators[i].index;
	return NAN;
}

double tl_accounts_deflate(const struct tl_accounts *accounts, int from, int to)
{
	return from == to ? 1 : index_of(accounts, to) / index_of(accounts, from);
}

/* ---- bias.csv ------------------------------------------------------------------------------- */

enum { BIAS_GRADE, BIAS_SHARE, BIAS_TITLE, BIAS_SOURCE };
static const struct tl_sheet_column bias_columns[] = {
	[BIAS_GRADE] = {"grade", true},
	[BIAS_SHARE] = {"bias", true},
	[BIAS_TITLE] = {"title", false},
	[BIAS_SOURCE] = {"source", false},
};

bool study_read_bias(const struct study_check *check, struct tl_accounts *accounts)
{
	struct study_sheet s;

	if (!study_sheet_read(check, study_sheet_path(check, "bias.csv"), bias_columns,
		    TL_LEN(bias_columns), &s) ||
		!study_sheet_unique(&s, BIAS_GRADE))
		return false;
	accounts->biases =
		tl_arena_array(&check->study->arena, s.rows + 1, sizeof *accounts->biases);
	for (size_t i = 0; i < s.rows; i++) {
		struct tl_bias *bias = &accounts->biases[i];

		bias->share = NAN;
		study_cell_text(&s, i, BIAS_TITLE, &bias->title);
		study_cell_text(&s, i, BIAS_SOURCE, &bias->source);
		if (!study_cell_needed(&s, i, BIAS_GRADE, &bias->grade) ||
			!study_cell_share(&s, i, BIAS_SHARE, &bias->share))
			return false;
		if (isnan(bias->share))
			return study_sheet_fail(&s, i, BIAS_SHARE, "the bias is blank; fill it in");
		accounts->biases_count++;
	}
	return true;
}

/* ---- all ------------------------------------------------------------------------------------ */

/* A catalogue's sheet counts until the study has its own: both are inputs. */
static const char *const inputs[] = {"file:costs.csv", "file:benefits.csv", "file:profile.csv",
	"file:spend.csv", "file:signoff.csv", "file:agreements.csv", "file:rates.csv",
	"file:targets.csv", "file:benchmarks.csv", "file:deflators.csv", "file:bias.csv",
	"file:discount.csv", "data:catalogue/deflators.csv", "data:catalogue/bias.csv",
	"data:catalogue/discount.csv"};

#define DISCOUNT_STANDARD "standard" /* the schedule where study.yaml names none */

static bool settle_terms(const struct study_check *check, struct tl_accounts *accounts)
{
	struct tl_study *study = check->study;
	const struct study_terms *said = &study->file->money;
	struct tl_money_terms *terms = &accounts->terms;
	int first = tl_year_of(study->as_at);

	terms->price_year = tl_year_of(study->as_at);
	if (said->price_year && !tl_year_read(tl_str(said->price_year), &terms->price_year))
		return study_fail(check, "money.price_year",
			"\"%s\" is not a financial year; write 2013/14", said->price_year);
	for (size_t i = 0; i < accounts->spends_count; i++)
		if (accounts->spends[i].year < first)
			first = accounts->spends[i].year;
	for (size_t i = 0; i < accounts->profiles_count; i++)
		if (accounts->profiles[i].year < first)
			first = accounts->profiles[i].year;
	terms->first_year = first;
	terms->states_first_year = said->first_year;
	if (said->first_year && !tl_year_read(tl_str(said->first_year), &terms->first_year))
		return study_fail(check, "money.first_year",
			"\"%s\" is not a financial year; write 2013/14", said->first_year);
	if (terms->first_year > first)
		return study_fail(check, "money.first_year",
			"there is money before this year; begin with %d", first);
	return study_settle_discount(
		check, said->schedule ? said->schedule : DISCOUNT_STANDARD, accounts);
}

/* Every amount can be brought to the prices of one year. */
static bool check_price(const struct study_check *check, const struct tl_accounts *accounts,
	const char *sheet, int64_t line, int year)
{
	char own[8], wanted[8];
	struct tl_study *study = check->study;

	if (!isnan(tl_accounts_deflate(accounts, year, accounts->terms.price_year)))
		return true;
	return tl_fail(check->err, EX_CONFIG,
		"%s:%lld:1: prices of %s cannot be put into those of %s; add both years to "
		"deflators.csv (year,index,source)",
		study_path(study, study->dir, sheet), (long long)line, tl_year_name(year, own),
		tl_year_name(accounts->terms.price_year, wanted));
}

static bool check_prices(const struct study_check *check, const struct tl_accounts *accounts)
{
	for (size_t i = 0; i < accounts->benefits_count; i++)
		if (accounts->benefits[i].cost &&
			!check_price(check, accounts, "costs.csv", accounts->benefits[i].cost->line,
				accounts->benefits[i].cost->price_year))
			return false;
	for (size_t i = 0; i < accounts->profiles_count; i++)
		if (!check_price(check, accounts, "profile.csv", accounts->profiles[i].line,
			    accounts->profiles[i].price_year))
			return false;
	for (size_t i = 0; i < accounts->spends_count; i++)
		if (!check_price(check, accounts, "spend.csv", accounts->spends[i].line,
			    accounts->spends[i].year))
			return false;
	return true;
}

bool study_load_accounts(const struct study_check *check)
{
	struct tl_study *study = check->study;
	struct tl_accounts *accounts = tl_arena_alloc(&study->arena, sizeof *accounts);
	const char *path = study_path(study, study->dir, "costs.csv");
	struct study_check costs = {study, path, check->err};

	study->accounts = accounts;
	accounts->inputs = inputs;
	accounts->inputs_count = TL_LEN(inputs);
	return study_read_deflators(check, accounts) && study_read_bias(check, accounts) &&
	       study_read_discount(check, accounts) && study_read_costs(check, path, accounts) &&
	       study_check_costs(&costs, accounts) && study_read_benefits(check, accounts) &&
	       study_read_profile(check, accounts) && study_read_spend(check, accounts) &&
	       study_read_signoff(check, accounts) && study_read_agreements(check, accounts) &&
	       study_read_rates(check, accounts) && study_read_targets(check, accounts) &&
	       study_read_benchmarks(check, accounts) && settle_terms(check, accounts) &&
	       check_prices(check, accounts);
}
