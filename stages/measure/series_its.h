/*
 * Interrupted time series of a measure's months (stats.h: its_ar.c), where the measure says `its`:
 * level and trend before a date, how both change at it, harmonics of the year, errors that are
 * AR(1) by an unknown degree. Evidence 2: a series without a control.
 *
 *   its_level    how the level changes at the date: in the series' unit or, of quasi-Poisson, as a
 *                ratio; flag "short" with fewer than 24 months before
 *   its_trend    how much more (or times as much) a month later on
 *   its_total    all months after together, against what would have been
 *   its_effect   axis its, each month after: value the effect, centre what would have been
 *   durbin_watson, breusch_godfrey (p, 12 lags)   whether the months hang together more than that;
 *                not of quasi-Poisson
 *
 * All of it is derived from the months as they are published (recipe.h: its), so that its reader
 * can make it again: where one is hidden, so is this. Refused with fewer than 12 months before (few
 * points), and where a month between is missing (not covered).
 */
#ifndef MEASURE_SERIES_ITS_H
#define MEASURE_SERIES_ITS_H

#include "series.h"

/* table: the monthly points that are charted; unit: of their values. */
void measure_series_its(
	const struct measure_series *series, const struct measure_table *table, const char *unit);

#endif
