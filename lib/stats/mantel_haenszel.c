/* One odds ratio over strata, so that a stratum's size does not pass for an effect. */
#include <gsl/gsl_cdf.h>
#include <throughline/num.h>
#include "stats_private.h"

struct sums {
	struct tl_sum r, s; /* a d / n, b c / n */
	struct tl_sum pr, ps_qr, qs; /* of the variance, P = (a + d) / n, Q = (b + c) / n */
	struct tl_sum difference, variance; /* of a from its expectation */
};

static void sums_add(struct sums *sums, const struct tl_table *t)
{
	double n = t->a + t->b + t->c + t->d;
	double p = (t->a + t->d) / n, q = (t->b + t->c) / n;
	double r = t->a * t->d / n, s = t->b * t->c / n;
	double margins = (t->a + t->b) * (t->c + t->d) * (t->a + t->c) * (t->b + t->d);

	if (!(n > 1)) /* a table of one says nothing */
		return;
	tl_sum_add(&sums->r, r);
	tl_sum_add(&sums->s, s);
	tl_sum_add(&sums->pr, p * r);
	tl_sum_add(&sums->ps_qr, p * s + q * r);
	tl_sum_add(&sums->qs, q * s);
	tl_sum_add(&sums->difference, t->a - (t->a + t->b) * (t->a + t->c) / n);
	tl_sum_add(&sums->variance, margins / (n * n * (n - 1)));
}

struct tl_pooled tl_mantel_haenszel(const struct tl_table *tables, size_t count)
{
	struct sums sums = {0};
	struct tl_pooled pooled;
	double r, s, away;

	for (size_t i = 0; i < count; i++)
		sums_add(&sums, &tables[i]);
	r = tl_sum_value(&sums.r);
	s = tl_sum_value(&sums.s);
	pooled.odds_ratio = r / s;
	pooled.log_se = sqrt(tl_sum_value(&sums.pr) / (2 * r * r) +
			     tl_sum_value(&sums.ps_qr) / (2 * r * s) +
			     tl_sum_value(&sums.qs) / (2 * s * s));
	away = tl_sum_value(&sums.difference);
	pooled.test = (struct tl_test){
		.chisq = away * away / tl_sum_value(&sums.variance), .df = 1, .p = NAN};
	pooled.test.p = gsl_cdf_chisq_Q(pooled.test.chisq, 1);
	return pooled;
}
