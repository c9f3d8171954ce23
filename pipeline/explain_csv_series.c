/* A process chart made again: the months of its series. */
#include "explain_csv_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add_month(const struct remake *remake TL_UNUSED, struct tl_stmt *row, void *context)
{
	struct explain_series *series = context;
	struct explain_month *point = tl_vec_push(&series->points);

	snprintf(point->day, sizeof point->day, "%s", tl_column_textz(row, 0));
	point->value = tl_column_real(row, 1);
	point->numerator = tl_column_real(row, 2);
	point->denominator = tl_column_real(row, 3);
}

bool explain_read_months(struct remake *remake, const char *sql, const char *word,
	struct explain_series *series, struct tl_err *err)
{
	const char *const words[] = {word, NULL};

	return explain_each_row(remake, sql, words, add_month, series, err);
}

/* Every cell with the key columns of its x, in order of position, as the publication has them. */
static bool read_series(struct remake *remake, struct explain_series *series, struct tl_err *err)
{
	return explain_read_months(remake,
		"SELECT c.period_from, iif(c.status IN ('shown', 'rounded'), c.value, NULL), "
		"c.numerator,"
		" c.denominator FROM operand o JOIN cell x ON x.id = o.operand JOIN cell c ON "
		"c.measure = "
		"x.measure"
		" AND c.statistic = x.statistic AND c.programme = x.programme AND c.locality = "
		"x.locality"
		" AND c.arm = x.arm AND c.partner = x.partner AND c.variant = x.variant"
		" AND c.grp = x.grp AND c.axis = x.axis"
		" WHERE o.cell = ?1 AND o.role = 'x' ORDER BY c.position",
		NULL, series, err);
}

static bool is_in_month(const char *day, struct tl_str month)
{
	return tl_str_starts(
		tl_str(day), tl_str_slice(month.data, month.length < 7 ? month.length : 7));
}

/* A rebase in a month that is not shown takes effect at the next one that is, and where all before
 * it are hidden there is nothing to rebase. */
static const char *rebase_day(const struct explain_series *series, struct tl_str rebase)
{
	bool shown = false, due = false;

	for (size_t i = 0; i < series->points.count; i++) {
		const struct explain_month *point = &series->points.items[i];

		due |= shown && is_in_month(point->day, rebase);
		if (isnan(point->value))
			continue;
		if (due)
			return point->day;
		shown = true;
	}
	return NULL;
}

bool explain_xmr_options(struct remake *remake, struct tl_buf *stat, struct tl_err *err)
{
	struct tl_str rest = tl_str(remake->settings.rebase), rebase;
	struct explain_series series = {0};
	bool ok = !rest.length || read_series(remake, &series, err);

	if (tl_recipe_chart_divides(remake->settings.chart)) {
		tl_buf_addf(stat, " --chart %s --value x --denominator n --by cell --per ",
			remake->settings.chart);
		tl_buf_add_real(stat, remake->settings.per);
	} else if (remake->settings.chart) {
		tl_buf_addf(stat, " --chart %s --by cell", remake->settings.chart);
	} else {
		tl_buf_addf(stat, " --chart xmr --by cell --good %s", remake->settings.polarity);
	}
	if (remake->settings.baseline)
		tl_buf_addf(stat, " --baseline %u", remake->settings.baseline);
	while (ok && rest.length && tl_str_cut(&rest, ',', &rebase)) {
		const char *day = rebase_day(&series, rebase);

		if (day)
			tl_buf_addf(stat, " --rebase %s", day);
	}
	tl_vec_free(&series.points);
	return ok;
}

bool explain_xmr_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	struct explain_series series = {0};
	bool ok = read_series(remake, &series, err);
	bool divides = tl_recipe_chart_divides(remake->settings.chart);

	for (size_t i = 0; ok && i < series.points.count; i++) {
		tl_buf_addf(out, "%s,%s,", remake->cell, series.points.items[i].day);
		if (divides && !isnan(series.points.items[i].value)) {
			tl_buf_add_real(out, series.points.items[i].numerator);
			tl_buf_add_char(out, ',');
			tl_buf_add_real(out, series.points.items[i].denominator);
		} else if (divides) {
			tl_buf_add_char(out, ',');
		} else {
			tl_buf_add_real(out, series.points.items[i].value);
		}
		tl_buf_add_char(out, '\n');
	}
	tl_vec_free(&series.points);
	return ok;
}
