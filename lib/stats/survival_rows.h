/* Those who are followed, in order of time: what every survival method begins with. */
#ifndef THROUGHLINE_STATS_SURVIVAL_ROWS_H
#define THROUGHLINE_STATS_SURVIVAL_ROWS_H

#include <throughline/arena.h>
#include "stats_private.h"

struct survival_row {
	double time;
	double event; /* or cause; 0 is censored */
	size_t group;
};

/* The rows whose time and event are known, by time; groups may be NULL (all 0). Free with free().
 */
struct survival_row *survival_rows(const double *times, const double *events, const size_t *groups,
	size_t count, size_t *known);

#endif
