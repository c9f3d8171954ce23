/* stat deflate: amounts of several years in the prices of one. */
#include "stat.h"

#include <math.h>
#include <throughline/money.h>
#include <throughline/num.h>

/* A table of a deflator, read beside the amounts. */
struct deflator {
	struct stat_run file;
	const double *years, *values;
};

/* 2013, or a financial year, 2013/14, by the year it begins in. */
static bool year_of(struct tl_str text, double *year)
{
	int number;

	if (tl_year_read(tl_str_trim(text), &number))
		*year = number;
	else if (!tl_num_real(tl_str_trim(text), (struct tl_num_style){0}, year))
		return false;
	return *year == floor(*year);
}

static bool years_of(struct stat_run *run, size_t column, const double **years, struct tl_err *err)
{
	double *numbers = tl_arena_array(&run->arena, run->table.rows, sizeof *numbers);

	for (size_t i = 0; i < run->table.rows; i++) {
		numbers[i] = NAN;
		if (!stat_is_unknown(stat_field(run, i, column)) &&
			!year_of(stat_field(run, i, column), &numbers[i]))
			return stat_refuse(run, i, column, err,
				"not a year; write the year it begins in, 2013, or 2013/14");
	}
	*years = numbers;
	return true;
}

/* Each year once, with an index above 0: two of one year, and the first would win. */
static bool check_table(const struct stat_run *file, const struct deflator *deflator, size_t year,
	size_t index, struct tl_err *err)
{
	for (size_t i = 0; i < file->table.rows; i++) {
		if (isnan(deflator->years[i]))
			return stat_refuse(file, i, year, err, "unknown; an index has its year");
		if (!(deflator->values[i] > 0))
			return stat_refuse(file, i, index, err,
				"unknown or not above 0; leave out the year without an index");
		for (size_t j = 0; j < i; j++)
			if (deflator->years[j] == deflator->years[i])
				return tl_fail(err, EX_DATAERR,
					"%s:%lld: column " TL_STR_FMT
					": the year of line %lld again; keep one of the two",
					file->table.path, (long long)file->table.lines[i],
					TL_STR_ARG(file->table.names[year]),
					(long long)file->table.lines[j]);
	}
	return true;
}

static bool deflator_read(struct stat_run *run, struct deflator *deflator, struct tl_err *err)
{
	const char *path = stat_option(run, "table");
	size_t year, index;

	if (!path)
		return tl_fail(
			err, EX_USAGE, "--table FILE is needed: the deflator, year and index");
	deflator->file.method = run->method;
	return stat_read(&deflator->file, path, err) &&
	       stat_find(&deflator->file, TL_STR("year"), &year, err) &&
	       stat_find(&deflator->file,
		       stat_has(&deflator->file, TL_STR("value")) ? TL_STR("value")
								  : TL_STR("index"),
		       &index, err) &&
	       years_of(&deflator->file, year, &deflator->years, err) &&
	       stat_column_numbers(&deflator->file, index, &deflator->values, err) &&
	       check_table(&deflator->file, deflator, year, index, err);
}

static bool has_year(const struct deflator *deflator, double year)
{
	for (size_t i = 0; i < deflator->file.table.rows; i++)
		if (deflator->years[i] == year)
			return true;
	return false;
}

/* A year for all rows, or the column that has one for each. */
static bool wanted_years(struct stat_run *run, const struct deflator *deflator,
	const double **wanted, struct tl_err *err)
{
	const char *text = stat_option(run, "to");
	double *years, year;
	size_t column;

	if (!text)
		return tl_fail(err, EX_USAGE, "--to YEAR is needed: in whose prices");
	if (!year_of(tl_str(text), &year))
		return stat_column(run, "to", &column, err) && years_of(run, column, wanted, err);
	if (!has_year(deflator, year))
		return tl_fail(err, EX_USAGE, "--to: %s has no index of that year",
			deflator->file.table.path);
	years = tl_arena_array(&run->arena, run->table.rows, sizeof *years);
	for (size_t i = 0; i < run->table.rows; i++)
		years[i] = year;
	*wanted = years;
	return true;
}

/* Without --amount, `amount` where there is one, else the factor alone. */
static bool amounts_of(struct stat_run *run, const double **amounts, struct tl_err *err)
{
	size_t column;

	*amounts = NULL;
	if (stat_option(run, "amount"))
		return stat_numbers(run, "amount", amounts, err);
	return !stat_has(run, TL_STR("amount")) ||
	       (stat_find(run, TL_STR("amount"), &column, err) &&
		       stat_column_numbers(run, column, amounts, err));
}

/* An amount of a year without an index has no answer. */
static void note_missing(
	struct stat_run *run, const struct deflator *deflator, const double *years, size_t column)
{
	size_t missing = 0, first = 0;

	for (size_t i = run->table.rows; i-- > 0;)
		if (!has_year(deflator, years[i])) {
			first = i;
			missing++;
		}
	if (missing)
		stat_note(run, first, column,
			"%zu row%s of a year that %s has no index of, this the first", missing,
			missing == 1 ? "" : "s", deflator->file.table.path);
}

static bool put_rows(struct stat_run *run, const struct deflator *deflator, struct tl_err *err)
{
	const double *amounts, *years, *wanted;
	struct stat_column *factor, *value;
	size_t year;

	if (!amounts_of(run, &amounts, err) || !stat_column(run, "year", &year, err) ||
		!years_of(run, year, &years, err) || !wanted_years(run, deflator, &wanted, err))
		return false;
	note_missing(run, deflator, years, year);
	stat_answer_rows(run);
	factor = stat_put(run, "factor");
	value = amounts ? stat_put(run, "value") : NULL;
	for (size_t i = 0; i < run->table.rows; i++) {
		double by = tl_deflate_factor(deflator->years, deflator->values,
			deflator->file.table.rows, years[i], wanted[i]);

		stat_real(run, factor, i, by);
		stat_real(run, value, i, amounts ? amounts[i] * by : NAN);
	}
	return true;
}

static bool run_deflate(struct stat_run *run, struct tl_err *err)
{
	struct deflator deflator = {0};
	bool ok = deflator_read(run, &deflator, err) && put_rows(run, &deflator, err);

	stat_run_free(&deflator.file);
	return ok;
}

// clang-format off
static const struct stat_option options[] = {
	{"amount", "COLUMN", NULL, "in prices of its year (amount, where there is one)"},
	{"year", "COLUMN", "year", "whose prices those are"},
	{"to", "YEAR", NULL, "whose prices are wanted: a year, or the column that has it"},
	{"table", "FILE", NULL, "the deflator: columns year and index (or value), such as a study's deflators.csv"},
	STAT_OPTION_END,
};

const struct stat_method stat_method_deflate = {
	.name = "deflate",
	.summary = "amounts of several years in the prices of one",
	.options = options,
	.help =
	"A row for each row: its columns, then factor and, where there are amounts, value.\n"
	"Unit: that of the amount.\n"
	"Formula: factor = index(--to) / index(year); value = amount times factor. Deflate before\n"
	"discounting. A year is 2013, or a financial year by the year it begins in, 2013/14.\n"
	"Source: the table you name, such as HM Treasury's GDP deflators; its vintage is yours to state.\n"
	"Empty: a year that is not in the table (noted on standard error), an unknown amount. Refused: a\n"
	"table with a year twice or an index not above 0; --to a year that it has not.\n",
	.run = run_deflate,
};
// clang-format on
