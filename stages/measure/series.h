/*
 * A measure over time: per reporting month, locality and group, for an area or for the units of a
 * programme. What each shape is made of:
 *
 *   count          events per month and over the whole period; xmr
 *   series         events per month, never added up: for what stands on a day, as claimants do; xmr
 *   share          numerator, denominator, share; xmr of the share
 *   rate           events, population (or denominator), rate; xmr of the rate; standardised:
 *                  events and person_years by stratum over the whole period, dsr or isr
 *   stock          people (or families) on the last day of each month; xmr; with a denominator
 *                  rate; of waits median_days, p90_days, people (grp left) and clearance_weeks
 *   flow           people (or families) in each month and over the period; xmr; rate likewise
 *   duration       events (completed), in_hand (those, and those not completed by the end), people,
 * median_days, p90_days, numerator and share within the standard, per reporting year and over the
 * period
 */
#ifndef MEASURE_SERIES_H
#define MEASURE_SERIES_H

#include "cohort.h"
#include "coverage.h"
#include "scan.h"
#include "tally.h"

struct measure_series {
	const struct measure_world *world;
	const struct tl_measure *measure;
	const struct measure_cohort *cohort; /* NULL: the area */
	const char *definition; /* 16 hex digits */
	struct measure_model *model;
	bool only_events; /* of any shape with events: the monthly count alone, with its xmr */
	/* made by init: */
	struct measure_groups groups;
	struct measure_days days; /* covered, in all localities */
	struct measure_days *days_of; /* ... in each locality, by place; NULL: as in all */
	struct measure_cross cross;
	bool *absent; /* by place in the cross */
	uint8_t *said; /* likewise, see struct measure_cross */
	bool *withheld; /* likewise */
	bool *used; /* localities that are shown; the last is elsewhere */
	int first_month; /* month index */
};

/* What measure_series_run of the same arguments will add up. */
bool measure_series_want(struct measure_scan *scan, const struct tl_measure *measure,
	const struct measure_cohort *cohort, bool only_events, struct tl_err *err);
bool measure_series_run(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_cohort *cohort, bool only_events, struct measure_model *model,
	struct tl_err *err);

/* ---- for the files series*.c and duration.c -------------------------------------------------- */

struct measure_series_statistic { /* context of the key functions */
	const struct measure_series *series;
	const char *name, *unit;
	const char *total_name, *total_unit; /* NULL: the same */
	double total_scale; /* 0: 1 */
	bool whole_only; /* no localities */
};
bool measure_series_month_key(
	void *context, size_t position, size_t locality, size_t group, struct measure_key *key);
/* Where a row counts; false: nowhere (not in the cohort, or outside the months). */
bool measure_series_place(const struct measure_series *series, const struct measure_row *row,
	int32_t day, struct measure_part *part);
/* Puts parts in the order of their units, which a tally needs. */
void measure_series_sort(const struct measure_series *series, struct measure_parts *parts);
int32_t measure_series_month_of(const struct measure_series *series, int32_t day); /* -1: outside */
struct tl_span measure_series_month_span(const struct measure_series *series, size_t position);
const char *measure_series_unit(const struct measure_series *series, const char *otherwise);
bool measure_series_pick(const struct measure_series *series, const struct tl_rows *rows,
	const char *date, struct measure_rows *out, struct tl_err *err);
/* The days covered at a place of the cross: a locality's own, or those of all. */
const struct measure_days *measure_series_days_of(
	const struct measure_series *series, size_t locality);
/* Marks a place of the cross, unless the coverage holds all of the span. */
void measure_series_mark_span(
	struct measure_series *series, size_t position, size_t locality, struct tl_span span);
/* Marks months that the coverage does not hold in whole. */
void measure_series_mark_uncovered(struct measure_series *series);
/* Marks places from which no count came. */
void measure_series_mark_unreported(struct measure_series *series, const struct tl_rows *rows,
	const struct measure_rows *picked);
/* An xmr point for every point of the table, by the measure's chart; unit: of the values. per: what
 * a share or rate is multiplied by; 0: it is neither, so a chart that divides cannot be its. */
void measure_series_judge(const struct measure_series *series, const struct measure_table *table,
	const char *unit, double per);
/* share or rate points where both tables have one, and localities against each other. */
bool measure_series_divide(struct measure_series *series, enum tl_method method,
	const struct measure_table *x, const struct measure_table *n,
	struct measure_series_statistic *statistic, struct measure_table *out, struct tl_err *err);

/* Says whether rows are aggregates, and marks the places where they are absent. */
void measure_series_note_kind(struct measure_series *series, const struct tl_rows *rows,
	const struct measure_rows *picked);
void measure_series_add_parts(struct measure_series *series, const struct measure_rows *rows,
	int32_t class, struct measure_parts *parts);
bool measure_series_count(struct measure_series *series, enum measure_scan_of of,
	const struct tl_rows *definition, const char *name, const char *unit,
	struct measure_table *table, struct tl_err *err);

bool measure_series_events(struct measure_series *series, struct tl_err *err);
bool measure_series_share(struct measure_series *series, struct tl_err *err);
bool measure_series_rate(struct measure_series *series, struct tl_err *err);
/* Adds what each month's population is to the parts; of_group: under the rows' groups. */
void measure_series_add_population(const struct measure_series *series,
	const struct measure_rows *rows, bool of_group, struct measure_parts *parts);
/* Marks the places of the cross that have no population to divide by: months without any, and the
 * whole period unless every month of it has one. */
void measure_series_mark_unpeopled(const struct measure_series *series,
	const struct measure_cross *cross, const struct measure_parts *parts, bool *absent);
/* "urgent calls per 1,000 people in the month" */
const char *measure_series_rate_unit(
	const struct measure_series *series, const char *of, const char *when);
/* A rate with `standardise`, over the whole period: series_standard.c. */
bool measure_series_standard(struct measure_series *series, struct tl_err *err);
/* rate (of a stock or flow too): a table of counts by what the measure divides by; when: behind the
 * unit, of a population in a month. */
bool measure_series_rate_of(struct measure_series *series, const struct measure_table *x,
	const char *when, struct tl_err *err);
/* median_days and p90_days beside a count of as many, or why they are not there. Sorts them. */
void measure_series_quantiles(
	const struct measure_series *series, size_t under, double *days, size_t count);
/* Of a stock of waits: how long they have been (parts' days), and in how many weeks those waiting
 * would be cleared, were as many to leave as in the month. */
void measure_series_waits(struct measure_series *series, const struct measure_rows *rows,
	const struct measure_parts *open, const struct measure_table *waiting);
/* A row of a stock or flow where and as whom it counts; false: nowhere. */
bool measure_series_unit_part(struct measure_series *series, const struct measure_row *row,
	int32_t day, size_t position, struct measure_part *part);
bool measure_series_stock(struct measure_series *series, struct tl_err *err);
bool measure_series_flow(struct measure_series *series, struct tl_err *err);
bool measure_series_duration(struct measure_series *series, struct tl_err *err);

#endif
