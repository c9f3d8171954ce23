/* stat deflate: amounts of several years in the prices of one. */
#include "stat.h"

#include <math.h>

/* A table of a deflator, read beside the amounts. */
struct deflator {
	struct stat_run file;
	const double *years, *values;
};

static bool deflator_read(struct stat_run *run, struct deflator *deflator, struct tl_err *err)
{
	const char *path = stat_option(run, "table");
	size_t year, value;

	if (!path)
		return tl_fail(
			err, EX_USAGE, "--table FILE is needed: the deflator, year and value");
	deflator->file.method = run->method;
	return stat_read(&deflator->file, path, err) &&
	       stat_find(&deflator->file, TL_STR("year"), &year, err) &&
	       stat_find(&deflator->file, TL_STR("value"), &value, err) &&
	       stat_column_numbers(&deflator->file, year, &deflator->years, err) &&
	       stat_column_numbers(&deflator->file, value, &deflator->values, err);
}

static bool put_rows(struct stat_run *run, const struct deflator *deflator, struct tl_err *err)
{
	const double *amount, *year;
	struct stat_column *factor, *value;
	double to = NAN;

	if (!stat_numbers(run, "amount", &amount, err) || !stat_numbers(run, "year", &year, err) ||
		!stat_option_real(run, "to", &to, err))
		return false;
	if (isnan(to))
		return tl_fail(err, EX_USAGE, "--to YEAR is needed: in whose prices");
	stat_answer_rows(run);
	factor = stat_put(run, "factor");
	value = stat_put(run, "value");
	for (size_t i = 0; i < run->table.rows; i++) {
		double by = tl_deflate_factor(
			deflator->years, deflator->values, deflator->file.table.rows, year[i], to);

		stat_real(run, factor, i, by);
		stat_real(run, value, i, amount[i] * by);
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
	{"amount", "COLUMN", "amount", "in prices of its year"},
	{"year", "COLUMN", "year", "whose prices those are"},
	{"to", "YEAR", NULL, "whose prices are wanted"},
	{"table", "FILE", NULL, "the deflator: columns year and value"},
	STAT_OPTION_END,
};

const struct stat_method stat_method_deflate = {
	.name = "deflate",
	.summary = "amounts of several years in the prices of one",
	.options = options,
	.help =
	"A row for each row: its columns, then factor, value.\n"
	"Unit: that of the amount.\n"
	"Formula: factor = index(--to) / index(year); value = amount times factor. Deflate before\n"
	"discounting.\n"
	"Source: the table you name, such as HM Treasury's GDP deflators; its vintage is yours to state.\n"
	"Empty: a year that is not in the table, an unknown amount.\n",
	.run = run_deflate,
};
// clang-format on
