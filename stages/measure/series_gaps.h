/*
 * Rare events of an area measure, where its `spc: {chart}` is t or g: how long it was from each to
 * the next.
 *
 *   gap         axis gap, position 1, 2, ...: days since the event before (t), or cases without the
 *               event since then (g), of the last MEASURE_GAPS_MOST; its period is the day. Each is
 *               of one event, so a policy that hides one person hides all of them, and then the
 *               publication does not even say how many there are
 *   gap_limits  each judged among them (recipe.h: xmr with chart t or g); longer is better where
 *               fewer events are
 *   gap_median  the median gap, with order-statistic limits; flag runs_signal or runs_chance, with
 *               13 gaps or more: whether their order is chance (Anhoej). Shown when the count of
 *               all events is
 *
 * A gap over days that are not covered is none. On one day, cases without the event come first.
 */
#ifndef MEASURE_SERIES_GAPS_H
#define MEASURE_SERIES_GAPS_H

#include "series.h"

#define MEASURE_GAPS_MOST 100

/* After the measure's counts; does nothing where its chart is another. */
bool measure_series_gaps(struct measure_series *series, struct tl_err *err);

#endif
