/* The points of `stat spc`: collected, put in order, cut into parts. */
#include "stat_spc.h"

#include <math.h>

struct inputs {
	const double *x, *n; /* n: NULL where there is no denominator */
	size_t x_column, n_column;
};

static bool inputs_of(struct stat_run *run, struct inputs *inputs, struct tl_err *err)
{
	*inputs = (struct inputs){0};
	if (!stat_column(run, "value", &inputs->x_column, err) ||
		!stat_numbers(run, "value", &inputs->x, err) ||
		!stat_column(run, "denominator", &inputs->n_column, err))
		return false;
	return inputs->n_column == SIZE_MAX ||
	       stat_column_numbers(run, inputs->n_column, &inputs->n, err);
}

static bool counts_only(const struct spc_request *request)
{
	return !request->is_xmr &&
	       (request->takes_share || request->chart == TL_CONTROL_C ||
		       request->chart == TL_CONTROL_G || request->chart == TL_CONTROL_T);
}

static bool check_values(const struct stat_run *run, const struct spc_request *request,
	const struct inputs *inputs, struct tl_err *err)
{
	bool of_people = request->takes_share &&
			 (request->chart == TL_CONTROL_P || request->chart == TL_CONTROL_P_PRIME);

	for (size_t i = 0; i < run->table.rows; i++) {
		if (inputs->n && inputs->n[i] < 0)
			return stat_refuse(run, i, inputs->n_column, err,
				"negative; a denominator is 0 or more");
		if (counts_only(request) && inputs->x[i] < 0)
			return stat_refuse(run, i, inputs->x_column, err,
				"negative; this chart takes counts or gaps");
		if (of_people && inputs->x[i] > inputs->n[i])
			return stat_refuse(
				run, i, inputs->x_column, err, "more than its denominator");
	}
	return true;
}

/* A share of nothing is unknown: a month without anyone at risk says nothing. */
static struct spc_point point_of(
	const struct inputs *inputs, const struct spc_request *request, size_t row)
{
	struct spc_point point = {.row = row, .x = inputs->x[row], .n = 1};

	if (inputs->n)
		point.n = inputs->n[row];
	point.known = !isnan(point.x) && point.n > 0;
	if (!request->takes_share)
		point.x /= point.n;
	return point;
}

static bool opens_part(struct stat_run *run, const struct spc_request *request, size_t row,
	struct stat_values rebases, bool *used)
{
	bool opens = false;

	for (size_t i = 0; i < rebases.count; i++) {
		if (stat_compare_fields(
			    stat_field(run, row, request->date), tl_str(rebases.items[i])) != 0)
			continue;
		used[i] = true;
		opens = true;
	}
	return opens;
}

static void number_parts(struct stat_run *run, const struct spc_request *request,
	struct spc_series *series, struct stat_values rebases, bool *used)
{
	size_t part = 0;
	bool any = false, opens = false;

	for (size_t i = 0; i < series->count; i++) {
		struct spc_point *point = &series->points[i];

		/* Where the point of that date is unknown, the next known one opens the part. */
		opens = opens_part(run, request, point->row, rebases, used) || opens;
		if (!point->known) {
			point->part = part;
			continue;
		}
		part += any && opens;
		opens = false;
		any = true;
		point->part = part;
	}
}

static bool cut_parts(struct stat_run *run, struct spc_request *request, struct tl_err *err)
{
	struct stat_values rebases = stat_option_values(run, "rebase");
	bool *used = tl_arena_array(&run->arena, rebases.count + 1, sizeof *used);

	for (size_t i = 0; i < request->count; i++)
		number_parts(run, request, &request->series[i], rebases, used);
	for (size_t i = 0; i < rebases.count; i++)
		if (!used[i])
			return tl_fail(err, EX_USAGE,
				"--rebase number %zu: no point has that date; write it as the file "
				"does",
				i + 1);
	return true;
}

bool spc_collect(struct stat_run *run, struct spc_request *request, struct tl_err *err)
{
	struct inputs inputs;
	struct spc_dated *dated = NULL;

	if (!inputs_of(run, &inputs, err) || !stat_column(run, "date", &request->date, err) ||
		!stat_groups_of(run, "by", &request->groups, err) ||
		!check_values(run, request, &inputs, err) ||
		!spc_dates_order(run, request->date, &dated, err))
		return false;
	request->count = request->groups.count;
	request->series = tl_arena_array(&run->arena, request->count, sizeof *request->series);
	for (size_t i = 0; i < run->table.rows; i++)
		request->series[request->groups.of[i]].count++;
	for (size_t i = 0; i < request->count; i++) {
		struct spc_series *series = &request->series[i];

		series->points = tl_arena_array(&run->arena, series->count, sizeof *series->points);
		series->count = 0;
	}
	for (size_t i = 0; i < run->table.rows; i++) {
		struct spc_series *series = &request->series[request->groups.of[dated[i].row]];

		series->points[series->count] = point_of(&inputs, request, dated[i].row);
		series->points[series->count++].place = dated[i].place;
	}
	return spc_dates_check(run, request, err) && cut_parts(run, request, err);
}
