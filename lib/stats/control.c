/* Run charts, attribute charts and charts for rare events. */
#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

#define LIMIT_ERRORS 3
#define RANGE_PER_SD 1.128 /* the expected range of two normal values, in standard deviations */
#define LIMIT_RANGES 2.66
#define RANGE_LIMIT 3.267
#define T_POWER 3.6 /* turns times between events of a steady process nearly normal */

/* A group of points; centre and spread come from the first `base` of them. */
struct chart {
	const double *values, *denominators;
	struct tl_control_point *points;
	size_t count, base;
};

static double mean_of_base(const struct chart *chart)
{
	size_t known;

	return stats_mean(chart->values, chart->base, &known);
}

static double median_of_base(const struct chart *chart)
{
	double *sorted = tl_alloc(chart->base, sizeof *sorted), median;

	memcpy(sorted, chart->values, chart->base * sizeof *sorted);
	median = tl_quantile_type7(sorted, tl_quantile_sort(sorted, chart->base), 0.5);
	free(sorted);
	return median;
}

static void set_all(const struct chart *chart, double centre, double lower, double upper)
{
	for (size_t i = 0; i < chart->count; i++)
		chart->points[i] =
			(struct tl_control_point){chart->values[i], centre, lower, upper};
}

static void judge_run(const struct chart *chart)
{
	set_all(chart, median_of_base(chart), NAN, NAN);
}

static void judge_i(const struct chart *chart)
{
	double centre = mean_of_base(chart);
	double reach = LIMIT_RANGES * stats_screened_range(chart->values, chart->base);

	set_all(chart, centre, centre - reach, centre + reach);
}

static void judge_mr(const struct chart *chart)
{
	double centre = stats_mean_range(chart->values, chart->base);

	set_all(chart, centre, isnan(centre) ? NAN : 0, RANGE_LIMIT * centre);
	for (size_t i = 0; i < chart->count; i++)
		chart->points[i].value = i ? fabs(chart->values[i] - chart->values[i - 1]) : NAN;
}

static void judge_c(const struct chart *chart)
{
	double centre = mean_of_base(chart), reach = LIMIT_ERRORS * sqrt(centre);

	set_all(chart, centre, fmax(0, centre - reach), centre + reach);
}

static void judge_g(const struct chart *chart)
{
	double mean = mean_of_base(chart), reach = LIMIT_ERRORS * sqrt(mean * (mean + 1));

	set_all(chart, median_of_base(chart), fmax(0, mean - reach), mean + reach);
}

static double t_back(double y)
{
	return y <= 0 ? 0 : pow(y, T_POWER);
}

static void judge_t(const struct chart *chart)
{
	double *y = tl_alloc(chart->base, sizeof *y), mean, reach;
	size_t known;

	for (size_t i = 0; i < chart->base; i++)
		y[i] = pow(chart->values[i], 1 / T_POWER);
	mean = stats_mean(y, chart->base, &known);
	reach = LIMIT_ERRORS * stats_screened_range(y, chart->base) / RANGE_PER_SD;
	free(y);
	if (isnan(reach))
		set_all(chart, t_back(mean), NAN, NAN);
	else
		set_all(chart, t_back(mean), t_back(mean - reach), t_back(mean + reach));
}

static double share_of_base(const struct chart *chart)
{
	struct tl_sum events = {0}, denominators = {0};

	for (size_t i = 0; i < chart->base; i++) {
		tl_sum_add(&events, chart->values[i]);
		tl_sum_add(&denominators, chart->denominators[i]);
	}
	return tl_sum_value(&events) / tl_sum_value(&denominators);
}

static double error_of(const struct chart *chart, size_t i, double centre, bool of_people)
{
	return sqrt(centre * (of_people ? 1 - centre : 1) / chart->denominators[i]);
}

/* How many times more than chance the points of the base move (Laney's sigma z). */
static double laney_factor(const struct chart *chart, double centre, bool of_people)
{
	double *z = tl_alloc(chart->base, sizeof *z), factor;

	for (size_t i = 0; i < chart->base; i++)
		z[i] = (chart->values[i] / chart->denominators[i] - centre) /
		       error_of(chart, i, centre, of_people);
	factor = stats_screened_range(z, chart->base) / RANGE_PER_SD;
	free(z);
	return factor;
}

static void judge_share(const struct chart *chart, bool of_people, bool prime)
{
	double centre = share_of_base(chart);
	double factor = prime ? laney_factor(chart, centre, of_people) : 1;

	for (size_t i = 0; i < chart->count; i++) {
		double reach = LIMIT_ERRORS * factor * error_of(chart, i, centre, of_people);
		double lower = centre - reach, upper = centre + reach;

		if (lower < 0)
			lower = 0;
		if (of_people && upper > 1)
			upper = 1;
		chart->points[i] = (struct tl_control_point){
			chart->values[i] / chart->denominators[i], centre, lower, upper};
	}
}

static void judge_u(const struct chart *chart)
{
	judge_share(chart, false, false);
}

static void judge_u_prime(const struct chart *chart)
{
	judge_share(chart, false, true);
}

static void judge_p(const struct chart *chart)
{
	judge_share(chart, true, false);
}

static void judge_p_prime(const struct chart *chart)
{
	judge_share(chart, true, true);
}

void tl_control_judge(enum tl_control_chart chart, const double *values, const double *denominators,
	size_t count, size_t baseline, struct tl_control_point *points)
{
	static void (*const judges[])(const struct chart *) = {
		[TL_CONTROL_RUN] = judge_run,
		[TL_CONTROL_I] = judge_i,
		[TL_CONTROL_MR] = judge_mr,
		[TL_CONTROL_C] = judge_c,
		[TL_CONTROL_U] = judge_u,
		[TL_CONTROL_U_PRIME] = judge_u_prime,
		[TL_CONTROL_P] = judge_p,
		[TL_CONTROL_P_PRIME] = judge_p_prime,
		[TL_CONTROL_G] = judge_g,
		[TL_CONTROL_T] = judge_t,
	};
	struct chart group = {values, denominators, points, count,
		baseline && baseline < count ? baseline : count};

	static_assert(TL_LEN(judges) == TL_CONTROL_CHART_COUNT_OF, "every chart is judged");
	if (count)
		judges[chart](&group);
}
