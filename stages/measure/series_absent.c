/* Months and places that have no figure: not covered, or nothing sent. Absent is not zero. */
#include "series.h"

#include <stdlib.h>

static void mark(struct measure_series *series, size_t position, size_t locality)
{
	for (size_t g = 0; g <= series->cross.groups; g++)
		series->absent[measure_cross_at(&series->cross, position, locality, g)] = true;
}

static void mark_withheld(struct measure_series *series, size_t position, size_t locality)
{
	for (size_t g = 0; g <= series->cross.groups; g++)
		series->withheld[measure_cross_at(&series->cross, position, locality, g)] = true;
}

static void mark_total_of(struct measure_series *series, size_t position, size_t locality)
{
	size_t at = measure_cross_at(&series->cross, position, locality, series->cross.groups);

	if (series->absent[at])
		mark(series, series->cross.positions, locality);
	if (series->withheld[at])
		mark_withheld(series, series->cross.positions, locality);
}

/* A total with a month missing is no total. */
static void mark_totals(struct measure_series *series)
{
	const struct measure_cross *cross = &series->cross;

	for (size_t l = 0; cross->total && l <= cross->localities; l++)
		for (size_t p = 0; p < cross->positions; p++)
			mark_total_of(series, p, l);
}

void measure_series_mark_span(
	struct measure_series *series, size_t position, size_t locality, struct tl_span span)
{
	const struct measure_days *days = measure_series_days_of(series, locality);

	if (measure_days_hold_span(days, span))
		return;
	mark(series, position, locality);
	if (measure_days_withhold(days, span))
		mark_withheld(series, position, locality);
}

void measure_series_mark_uncovered(struct measure_series *series)
{
	for (size_t p = 0; p < series->cross.positions; p++)
		for (size_t l = 0; l <= series->cross.localities; l++)
			measure_series_mark_span(
				series, p, l, measure_series_month_span(series, p));
	mark_totals(series);
}

static void note_reported(
	const struct measure_series *series, bool *reported, int32_t day, int32_t locality)
{
	int32_t position = measure_series_month_of(series, day);
	const struct measure_cross *cross = &series->cross;

	if (position < 0)
		return;
	reported[measure_cross_at(cross, (size_t)position, cross->localities, cross->groups)] =
		true;
	if (cross->localities)
		reported[measure_cross_at(cross, (size_t)position,
			locality < 0 ? cross->localities - 1 : (size_t)locality, cross->groups)] =
			true;
}

/* What stands in the number's place: the sender's own reason, or TL_SHOWN where there is none. */
static enum tl_status said_by(const struct measure_series *series, const struct tl_rows *rows,
	const struct measure_row *row)
{
	const struct measure_delivery *delivery = &series->world->deliveries[row->delivery];
	const struct tl_fact_array *quantity = measure_quantity_of(delivery, rows), *why = NULL;
	enum tl_status status = TL_SHOWN;
	struct tl_buf name = {0};

	if (quantity) {
		tl_buf_addf(&name, "why:%s", quantity->name);
		why = tl_fact_column_of(&delivery->facts, tl_buf_c(&name));
		tl_buf_free(&name);
	}
	if (why && why->type == TL_FACT_TEXT)
		tl_status_of(tl_fact_text(why, (size_t)row->at), &status);
	return status;
}

/* Of rows of one place that do not say the same all is said to be not available. */
static void note_said(
	struct measure_series *series, size_t position, size_t locality, enum tl_status status)
{
	for (size_t g = 0; status != TL_SHOWN && g <= series->cross.groups; g++) {
		size_t at = measure_cross_at(&series->cross, position, locality, g);

		if (series->said[at] != TL_SHOWN && series->said[at] != status)
			status = TL_NOT_AVAILABLE;
		series->said[at] = (uint8_t)status;
	}
}

/* A row that is meant but says no number (its sender hid it, or does not know) makes no zero: what
 * the place had is not known. The whole is then of those who said. */
static void mark_unnumbered(struct measure_series *series, const struct tl_rows *rows)
{
	const struct measure_pick pick = {
		.rows = rows, .path = series->measure->path, .unnumbered = true};
	struct measure_rows silent = {0};
	struct tl_err ignored = {0};

	if (!series->cross.localities || rows->sql ||
		!measure_rows_pick(series->world, &pick, &silent, &ignored))
		return;
	for (size_t i = 0; i < silent.count; i++) {
		int32_t position = measure_series_month_of(series, silent.items[i].from);
		int32_t own = silent.items[i].locality;
		size_t locality = own < 0 ? series->cross.localities - 1 : (size_t)own;

		if (position < 0)
			continue;
		mark(series, (size_t)position, locality);
		note_said(series, (size_t)position, locality,
			said_by(series, rows, &silent.items[i]));
	}
	measure_rows_free(&silent);
}

/* A place that sent no row for a month is not zero in it; one that sent rows of which none is meant
 * is. So all rows count here, whatever the condition, as long as they say a number. */
void measure_series_mark_unreported(struct measure_series *series, const struct tl_rows *rows,
	const struct measure_rows *picked)
{
	const struct measure_cross *cross = &series->cross;
	bool *reported = tl_alloc(measure_cross_size(cross) + 1, sizeof *reported);
	struct tl_rows everything = *rows;
	struct measure_rows all = {0};
	struct tl_err ignored = {0};

	everything.where_count = 0;
	if (!rows->sql && measure_series_pick(series, &everything, NULL, &all, &ignored))
		picked = &all;
	for (size_t i = 0; i < picked->count; i++)
		note_reported(series, reported, picked->items[i].from, picked->items[i].locality);
	for (size_t p = 0; p < cross->positions; p++)
		for (size_t l = 0; l <= cross->localities; l++)
			if (!reported[measure_cross_at(cross, p, l, cross->groups)])
				mark(series, p, l);
	mark_unnumbered(series, rows);
	mark_totals(series);
	measure_rows_free(&all);
	free(reported);
}
