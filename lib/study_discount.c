/* discount.csv: discount rates by the year in which an appraisal begins, so that a new rate never
 * rewrites an old appraisal. */
#include "study_sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/num.h>

enum { SCHEDULE, FROM, LAST_YEAR, RATE, SOURCE };
static const struct tl_sheet_column columns[] = {
	[SCHEDULE] = {"schedule", true},
	[FROM] = {"from", true},
	[LAST_YEAR] = {"last_year", true},
	[RATE] = {"rate", true},
	[SOURCE] = {"source", true},
};

/* ---- a row ---------------------------------------------------------------------------------- */

static bool read_last_year(const struct study_sheet *s, size_t row, struct tl_discount_row *rate)
{
	int64_t year;

	rate->last_year = TL_DISCOUNT_NO_END;
	if (study_cell_is_blank(s, row, LAST_YEAR))
		return true;
	if (!tl_num_int(study_cell(s, row, LAST_YEAR), (struct tl_num_style){0}, &year) ||
		year < 0 || year > TL_APPRAISE_YEAR_MAX)
		return study_sheet_fail(s, row, LAST_YEAR,
			"a rate holds to a year of the appraisal, 30; leave it blank for the last "
			"rate, which has no end");
	rate->last_year = (int)year;
	return true;
}

static bool read_row(const struct study_sheet *s, size_t row, struct tl_discount_row *rate)
{
	*rate = (struct tl_discount_row){.rate = NAN, .from = INT32_MIN, .line = s->lines[row]};
	if (!study_cell_needed(s, row, SCHEDULE, &rate->schedule) ||
		!study_cell_needed(s, row, SOURCE, &rate->source) ||
		!study_cell_year(s, row, FROM, &rate->from) || !read_last_year(s, row, rate) ||
		!study_cell_share(s, row, RATE, &rate->rate))
		return false;
	if (rate->from == INT32_MIN)
		return study_sheet_fail(s, row, FROM,
			"from is blank; appraisals that begin in which financial year on?");
	return !isnan(rate->rate) ||
	       study_sheet_fail(s, row, RATE, "the rate is blank; write it as 3.5%%");
}

static int compare(const void *left, const void *right)
{
	const struct tl_discount_row *a = left, *b = right;
	int order = strcmp(a->schedule, b->schedule);

	if (order)
		return order;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->last_year > b->last_year) - (a->last_year < b->last_year);
}

bool study_read_discount(const struct study_check *check, struct tl_accounts *accounts)
{
	struct study_sheet s;

	if (!study_sheet_read(
		    check, study_sheet_path(check, "discount.csv"), columns, TL_LEN(columns), &s))
		return false;
	accounts->discounts =
		tl_arena_array(&check->study->arena, s.rows + 1, sizeof *accounts->discounts);
	for (size_t i = 0; i < s.rows; i++) {
		if (!read_row(&s, i, &accounts->discounts[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (compare(&accounts->discounts[j], &accounts->discounts[i]) == 0)
				return study_sheet_fail(&s, i, LAST_YEAR,
					"there is a rate to this year on line %lld already; which "
					"of "
					"the two holds?",
					(long long)s.lines[j]);
		accounts->discounts_count++;
	}
	if (s.rows)
		qsort(accounts->discounts, s.rows, sizeof *accounts->discounts, compare);
	return true;
}

/* ---- the rates of an appraisal -------------------------------------------------------------- */

/* The rows of a schedule with one beginning: the last that is not after the appraisal's first year,
 * or the first there is. */
static bool choose(const struct tl_accounts *accounts, const char *schedule, int first_year,
	size_t *start, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < accounts->discounts_count; i++) {
		const struct tl_discount_row *row = &accounts->discounts[i];

		if (strcmp(row->schedule, schedule) != 0)
			continue;
		if (*count && row->from == accounts->discounts[*start].from) {
			++*count;
		} else if (!*count || row->from <= first_year) {
			*start = i;
			*count = 1;
		}
	}
	return *count > 0;
}

static bool fail_unknown(
	const struct study_check *check, const struct tl_accounts *accounts, const char *schedule)
{
	const char **names =
		tl_arena_array(&check->study->arena, accounts->discounts_count + 1, sizeof *names);
	size_t count = 0;

	for (size_t i = 0; i < accounts->discounts_count; i++)
		if (!count || strcmp(names[count - 1], accounts->discounts[i].schedule) != 0)
			names[count++] = accounts->discounts[i].schedule;
	return study_fail(check, "money.schedule",
		"\"%s\" is not among the schedules of discount.csv; %s", schedule,
		study_hint(check, schedule, names, count));
}

bool study_settle_discount(
	const struct study_check *check, const char *schedule, struct tl_accounts *accounts)
{
	struct tl_money_terms *terms = &accounts->terms;
	struct tl_discount_band *bands;
	size_t start = 0, count;
	char from[8], first[8];

	if (!choose(accounts, schedule, terms->first_year, &start, &count))
		return fail_unknown(check, accounts, schedule);
	terms->discounts = &accounts->discounts[start];
	bands = tl_arena_array(&check->study->arena, count, sizeof *bands);
	for (size_t i = 0; i < count; i++)
		bands[i] = (struct tl_discount_band){
			terms->discounts[i].last_year, terms->discounts[i].rate};
	terms->schedule = (struct tl_discount_schedule){bands, count};
	if (bands[count - 1].last_year != TL_DISCOUNT_NO_END)
		return tl_fail(check->err, EX_CONFIG,
			"%s:%lld:1: after year %d there is no rate; add a row with a blank "
			"last_year",
			study_sheet_path(check, "discount.csv"),
			(long long)terms->discounts[count - 1].line, bands[count - 1].last_year);
	if (terms->discounts->from > terms->first_year &&
		(accounts->spends_count || accounts->benefits_count))
		tl_buf_addf(&check->study->warnings,
			"%s: the appraisal begins in %s, before the first rates of \"%s\" (%s); "
			"those "
			"are used\n",
			check->path, tl_year_name(terms->first_year, first), schedule,
			tl_year_name(terms->discounts->from, from));
	return true;
}
