/*
 * Between the file and the charts of `stat spc`: series in time order, judged, written.
 *
 * A series is the rows with one value of --by, in order of --date. Points whose value (or
 * denominator) is unknown are left out, as if their rows were absent: they have their line in the
 * answer, with nothing in it.
 */
#ifndef MEASURE_STAT_SPC_H
#define MEASURE_STAT_SPC_H

#include "stat.h"

struct spc_point {
	size_t row; /* of the input */
	double place; /* in time, see spc_dated */
	bool known; /* the rest counts only then */
	double x, n; /* as given; n is 1 where there is no denominator */
	size_t part; /* 0, 1, ...: which rebase group */
	struct tl_control_point judged;
	struct tl_xmr_point xmr; /* of an XmR chart */
	struct tl_runs runs; /* of its part, of the other charts */
};
struct spc_series {
	struct spc_point *points; /* all rows of the series */
	size_t count;
};
struct spc_request {
	bool is_xmr;
	enum tl_control_chart chart; /* when not */
	bool takes_share; /* the chart itself divides by the denominator */
	size_t baseline;
	bool keep_all_ranges;
	int good;
	double target, per;
	struct stat_groups groups;
	size_t date;
	size_t count; /* of series, = groups.count */
	struct spc_series *series;
};

/* A row in time: the number, day or month of its date. NaN: a text that sorts (2023/24, 2024 Q1)
 * and has no place that could be counted in steps. */
struct spc_dated {
	struct tl_str date;
	double place;
	size_t row;
};
/* All rows in order of a column: as numbers where all are numbers, as days where all are days
 * (2024-01-31) or months (2024-01), which all exist, else by the text, which must be of one shape
 * that begins with the year. Any other date is refused: 01/02/2024 and Feb 2024 do not sort. */
bool spc_dates_order(
	struct stat_run *run, size_t column, struct spc_dated **ordered, struct tl_err *err);
/* Refuses a date that a series has twice, but of rare events (charts g and t), and notes how many
 * periods are missing between points that are otherwise a step apart. */
bool spc_dates_check(struct stat_run *run, const struct spc_request *request, struct tl_err *err);

/* Reads and orders the points. */
bool spc_collect(struct stat_run *run, struct spc_request *request, struct tl_err *err);
/* Fills what is judged of every known point. */
void spc_judge(struct stat_run *run, const struct spc_request *request);
/* The answers: a row a point, or a row a part. */
void spc_put_points(struct stat_run *run, const struct spc_request *request);
void spc_put_summary(struct stat_run *run, const struct spc_request *request);

#endif
