/* An interrupted time series made again: its months, less those of its control. */
#include "explain_csv_private.h"

#include <math.h>
#include <string.h>
#include <throughline/stats.h>

/* The months that the cell was made from, or those of its control, as the publication has them. */
static bool read_months(
	struct remake *remake, const char *role, struct explain_series *series, struct tl_err *err)
{
	return explain_read_months(remake,
		"SELECT c.period_from, iif(c.status IN ('shown', 'rounded'), c.value, NULL), "
		"c.numerator, c.denominator FROM measured.point me JOIN measured.operand o ON "
		"o.point = me.point JOIN measured.point p ON p.point = o.operand JOIN cell c ON "
		"c.id = p.id WHERE me.id = ?1 AND o.role = ?2 ORDER BY o.position",
		role, series, err);
}

/* How many of its months, from the first, are not after a day. */
static size_t month_number(const struct explain_series *series, const char *day)
{
	size_t number = 0;

	while (number < series->points.count && strcmp(series->points.items[number].day, day) <= 0)
		number++;
	return number;
}

static bool is_of_counts(const struct remake *remake, const struct explain_series *series)
{
	return remake->settings.counts && series->points.count &&
	       !isnan(series->points.items[0].denominator);
}

/* What of `stat its` is the number: a term, the effect in a month, of all months, or of the model.
 */
static bool add_term(struct remake *remake, const struct explain_series *months,
	struct tl_buf *stat, struct tl_err *err)
{
	const char *term = remake->settings.term;
	struct explain_series self = {0};
	bool ok = true;

	if (strcmp(term, "level") == 0 || strcmp(term, "trend") == 0)
		tl_buf_addf(stat, "%s --only %s", remake->settings.counts ? " --ratio" : "", term);
	else if (strcmp(term, "total") == 0)
		tl_buf_addc(stat, " --what total");
	else if (strcmp(term, "effect") != 0)
		tl_buf_addc(stat, " --what model");
	else if ((ok = read_months(remake, "x", &self, err)))
		tl_buf_addf(stat, " --what counterfactual --only %zu",
			self.points.count ? month_number(months, self.points.items[0].day) : 0);
	tl_vec_free(&self.points);
	return ok;
}

bool explain_its_options(struct remake *remake, struct tl_buf *stat, struct tl_err *err)
{
	struct explain_series months = {0};
	bool ok = read_months(remake, "series", &months, err);

	tl_buf_addc(stat, " --terms time,level,trend --time time");
	if (remake->settings.harmonics)
		tl_buf_addf(stat, " --harmonics %u", remake->settings.harmonics);
	if (remake->settings.counts)
		tl_buf_addc(stat, " --family quasipoisson");
	if (is_of_counts(remake, &months))
		tl_buf_addc(stat, " --offset n");
	ok = ok && add_term(remake, &months, stat, err);
	tl_vec_free(&months.points);
	return ok;
}

static void add_month(struct remake *remake, const struct explain_series *months,
	const struct explain_series *control, size_t row, size_t before, struct tl_buf *out)
{
	const struct explain_month *month = &months->points.items[row];
	bool divided = is_of_counts(remake, months);
	double y = divided ? month->numerator : month->value;

	if (row < control->points.count)
		y -= control->points.items[row].value;
	tl_buf_addf(out, "%s,%s,%zu,%d,%zu,", remake->cell, month->day, row + 1, row >= before,
		row < before ? 0 : row - before);
	tl_buf_add_real(out, y);
	tl_buf_add_char(out, ',');
	tl_buf_add_real(out, divided ? month->denominator : NAN);
	tl_buf_add_char(out, '\n');
}

/* Against a control its months are taken off already. */
bool explain_its_rows(struct remake *remake, struct tl_buf *out, struct tl_err *err)
{
	struct explain_series months = {0}, control = {0};
	bool ok = read_months(remake, "series", &months, err) &&
		  read_months(remake, "control", &control, err);
	size_t before = 0;

	while (before < months.points.count &&
		strcmp(months.points.items[before].day, remake->settings.from) < 0)
		before++;
	for (size_t i = 0; ok && i < months.points.count; i++)
		add_month(remake, &months, &control, i, before, out);
	tl_vec_free(&months.points);
	tl_vec_free(&control.points);
	return ok;
}
