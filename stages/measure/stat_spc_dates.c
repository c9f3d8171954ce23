/* The dates of `stat spc`: which sort, which come twice, which are missing. */
#include "stat_spc.h"

#include <math.h>
#include <stdlib.h>
#include <throughline/date.h>
#include <throughline/num.h>

#define STEP_SLACK 1e-6

/* ---- order ----------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
	const struct spc_dated *a = left, *b = right;

	if (a->place != b->place)
		return a->place > b->place ? 1 : -1;
	return (a->row > b->row) - (a->row < b->row);
}

static int by_text(const void *left, const void *right)
{
	const struct spc_dated *a = left, *b = right;
	int order = tl_str_compare(a->date, b->date);

	return order ? order : (a->row > b->row) - (a->row < b->row);
}

static bool as_number(struct tl_str date, double *place)
{
	return tl_num_real(date, (struct tl_num_style){0}, place);
}

static bool as_day(struct tl_str date, double *place)
{
	struct tl_day day;

	if (!tl_day_parse(date, "%Y-%m-%d", &day))
		return false;
	*place = day.n;
	return true;
}

static bool as_month(struct tl_str date, double *place)
{
	struct tl_day day;

	if (!tl_day_parse(date, "%Y-%m", &day))
		return false;
	*place = tl_month_index(day);
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Four digits and no fifth; digits and all else where the first row has them. What looks like a day
 * is one, or it is wrong. */
static bool has_shape(struct tl_str date, struct tl_str first)
{
	double day;

	if (date.length != first.length || date.length < 5 || is_digit(date.data[4]))
		return false;
	for (size_t i = 0; i < date.length; i++)
		if (i < 4 ? !is_digit(date.data[i])
			  : is_digit(date.data[i]) != is_digit(first.data[i]) ||
					(!is_digit(date.data[i]) && date.data[i] != first.data[i]))
			return false;
	return date.length < 7 || date.data[4] != '-' || !is_digit(date.data[5]) ||
	       !is_digit(date.data[6]) || as_day(date, &day) || as_month(date, &day);
}

static bool has_places(struct spc_dated *dated, size_t rows, bool (*as)(struct tl_str, double *))
{
	for (size_t i = 0; i < rows; i++)
		if (!as(dated[i].date, &dated[i].place))
			return false;
	return true;
}

bool spc_dates_order(
	struct stat_run *run, size_t column, struct spc_dated **ordered, struct tl_err *err)
{
	size_t rows = run->table.rows;
	struct spc_dated *dated = tl_arena_array(&run->arena, rows, sizeof *dated);
	bool placed;

	*ordered = dated;
	for (size_t i = 0; i < rows; i++) {
		dated[i].date = tl_str_trim(stat_field(run, i, column));
		dated[i].row = i;
		if (stat_is_unknown(dated[i].date))
			return stat_refuse(
				run, i, column, err, "blank; a point needs its place in time");
	}
	placed = has_places(dated, rows, as_number) || has_places(dated, rows, as_day) ||
		 has_places(dated, rows, as_month);
	for (size_t i = 0; !placed && i < rows; i++) {
		dated[i].place = NAN;
		if (!has_shape(dated[i].date, dated[0].date))
			return stat_refuse(run, i, column, err,
				"not a date that sorts with the others; write every one as "
				"2024-01-31, every one as 2024-01, or number the points 1, 2, 3");
	}
	if (rows)
		qsort(dated, rows, sizeof *dated, placed ? by_place : by_text);
	return true;
}

/* ---- twice, and missing ---------------------------------------------------------------------- */

static bool check_twice(struct stat_run *run, const struct spc_request *request,
	const struct spc_series *series, struct tl_err *err)
{
	for (size_t i = 1; i < series->count; i++)
		if (stat_compare_fields(stat_field(run, series->points[i - 1].row, request->date),
			    stat_field(run, series->points[i].row, request->date)) == 0)
			return stat_refuse(run, series->points[i].row, request->date, err,
				"a date that the series has before; it has one point each: add the "
				"two up, or say what they are of with --by");
	return true;
}

/* Days of one day of the month are months. */
static void count_in_months(struct stat_run *run, const struct spc_request *request)
{
	int year, month, day_of_month, common = 0;
	struct tl_day day;

	for (int round = 0; round < 2; round++)
		for (size_t g = 0; g < request->count; g++)
			for (size_t i = 0; i < request->series[g].count; i++) {
				struct spc_point *point = &request->series[g].points[i];

				if (!tl_day_parse(
					    tl_str_trim(stat_field(run, point->row, request->date)),
					    "%Y-%m-%d", &day))
					return;
				tl_day_split(day, &year, &month, &day_of_month);
				if (common && day_of_month != common)
					return;
				common = day_of_month;
				if (round)
					point->place = tl_month_index(day);
			}
}

static double least_step(const struct spc_request *request)
{
	double least = INFINITY;

	for (size_t g = 0; g < request->count; g++)
		for (size_t i = 1; i < request->series[g].count; i++)
			least = fmin(least, request->series[g].points[i].place -
						    request->series[g].points[i - 1].place);
	return least;
}

/* A step that is no whole number of the least one: the points are not a step apart at all. */
static void note_missing(struct stat_run *run, const struct spc_request *request)
{
	double least = least_step(request), missing = 0;
	const struct spc_point *first = NULL;

	for (size_t g = 0; g < request->count; g++)
		for (size_t i = 1; i < request->series[g].count; i++) {
			const struct spc_point *point = &request->series[g].points[i];
			double steps = (point->place - point[-1].place) / least;

			if (!(fabs(steps - round(steps)) <= STEP_SLACK))
				return;
			missing += round(steps) - 1;
			if (!first && round(steps) > 1)
				first = point;
		}
	if (first)
		stat_note(run, first->row, request->date,
			"%.0f period%s missing between points, the first before this row; ranges "
			"and runs go on across them",
			missing, missing == 1 ? " is" : "s are");
}

bool spc_dates_check(struct stat_run *run, const struct spc_request *request, struct tl_err *err)
{
	bool of_events = !request->is_xmr &&
			 (request->chart == TL_CONTROL_G || request->chart == TL_CONTROL_T);

	if (of_events)
		return true;
	for (size_t g = 0; g < request->count; g++)
		if (!check_twice(run, request, &request->series[g], err))
			return false;
	count_in_months(run, request);
	note_missing(run, request);
	return true;
}
