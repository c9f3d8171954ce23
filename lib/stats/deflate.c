/* Prices of one year in those of another. */
#include "stats_private.h"

static double index_of(const double *years, const double *index, size_t count, double year)
{
	for (size_t i = 0; i < count; i++)
		if (years[i] == year)
			return index[i] > 0 ? index[i] : NAN;
	return NAN;
}

double tl_deflate_factor(
	const double *years, const double *index, size_t count, double from, double to)
{
	return index_of(years, index, count, to) / index_of(years, index, count, from);
}
