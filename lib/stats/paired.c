/* Before and after of the same people: Student's t and Wilcoxon's ranks on the differences. */
#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

static double sum_of_products(
	const double *a, double a_mean, const double *b, double b_mean, size_t count)
{
	struct tl_sum sum = {0};

	for (size_t i = 0; i < count; i++)
		tl_sum_add(&sum, (a[i] - a_mean) * (b[i] - b_mean));
	return tl_sum_value(&sum);
}

static double correlation(const double *a, const double *b, size_t count)
{
	size_t known;
	double a_mean = stats_mean(a, count, &known), b_mean = stats_mean(b, count, &known);
	double spread = sqrt(sum_of_products(a, a_mean, a, a_mean, count)) *
			sqrt(sum_of_products(b, b_mean, b, b_mean, count));

	return spread > 0 ? sum_of_products(a, a_mean, b, b_mean, count) / spread : NAN;
}

static void test_mean(struct tl_paired *paired)
{
	paired->t = paired->p = paired->dz = NAN;
	paired->df = paired->mean.n ? (double)paired->mean.n - 1 : NAN;
	if (!(paired->mean.sd > 0))
		return;
	stats_quiet_gsl();
	paired->dz = paired->mean.interval.value / paired->mean.sd;
	paired->t = paired->dz * sqrt((double)paired->mean.n);
	paired->p = 2 * gsl_cdf_tdist_Q(fabs(paired->t), paired->df);
}

struct tl_paired tl_paired_test(const double *before, const double *after, size_t count)
{
	double *first = tl_alloc(count ? count : 1, sizeof *first);
	double *second = tl_alloc(count ? count : 1, sizeof *second);
	double *differences = tl_alloc(count ? count : 1, sizeof *differences);
	struct tl_paired paired;
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		if (isnan(before[i] - after[i]))
			continue;
		first[known] = before[i];
		second[known] = after[i];
		differences[known++] = before[i] - after[i];
	}
	paired.mean = tl_mean_t(differences, known);
	test_mean(&paired);
	paired.r = correlation(first, second, known);
	paired.wilcoxon = tl_wilcoxon_signed(differences, known);
	free(first);
	free(second);
	free(differences);
	return paired;
}
