/*
 * Month by month round the first day: events, unit-months and their rate a year of an arm in each
 * of the 24 months before it and after it, axis "profile", position -24 .. 23; 0 is the month that
 * begins with the first day itself. It is what tells a lasting change from a crisis that passes.
 */
#ifndef MEASURE_PROFILE_H
#define MEASURE_PROFILE_H

#include "demand_arm.h"

#define MEASURE_PROFILE_MONTHS 24 /* to either side */

/* The position of a day, from 0 on; -1: it is none of the months, or the unit no longer counts. */
int measure_profile_month(const struct measure_unit *unit, int32_t day);
/* Of an arm that has run; rows are not looked at where the scan has them. */
void measure_profile_run(const struct measure_arm *arm, const struct measure_rows *rows);

#endif
