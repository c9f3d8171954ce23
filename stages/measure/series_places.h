/*
 * Localities against each other, over the whole reporting period, for the shares and rates of an
 * area:
 *   funnel_limits  per locality: its value, centre that of all, control limits at 95 and 99.8% that
 *                  allow for more spread than chance (Spiegelhalter, additive; stats.h: PR for
 *                  shares, CQC for rates), flag "High (0.001)" ...
 *   pairwise       under five localities, where there is no funnel (few localities): each against
 *                  each later one (grp), a ratio of rates with its interval: of rows about
 *                  people from the error that one person's rows make together (spread,
 *                  series_places_error.h)
 *   pairwise_p     p of each pair (pairwise_p_alone, that of its interval), adjusted over all
 *                  (Holm)
 *
 * What lies elsewhere is not compared. Never a rank.
 */
#ifndef MEASURE_SERIES_PLACES_H
#define MEASURE_SERIES_PLACES_H

#include "series.h"

bool measure_series_places(struct measure_series *series, enum tl_method method,
	const struct measure_table *x, const struct measure_table *n,
	const struct measure_series_statistic *statistic, struct tl_err *err);

#endif
