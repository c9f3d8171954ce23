/* Wilcoxon's signed ranks: by how much, in ranks, do rises outweigh falls? */
#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <throughline/arena.h>
#include "stats_private.h"

#define EXACT_BELOW 50
#define RANK_SUM_MAX (EXACT_BELOW * (EXACT_BELOW - 1) / 2)

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	/* Equal sizes keep no order between them: they share their rank. */
	return (fabs(a) > fabs(b)) - (fabs(a) < fabs(b));
}

/* Rank sum of the positive ones; *ties becomes sum (f^3 - f) over groups of f equal sizes. */
static double positive_ranks(const double *sorted, size_t k, double *ties)
{
	double v = 0;

	*ties = 0;
	for (size_t from = 0, to; from < k; from = to) {
		double f, rank;

		for (to = from; to < k && fabs(sorted[to]) == fabs(sorted[from]); to++)
			;
		f = (double)(to - from);
		rank = ((double)from + 1 + (double)to) / 2;
		*ties += f * f * f - f;
		for (size_t i = from; i < to; i++)
			v += sorted[i] > 0 ? rank : 0;
	}
	return v;
}

/* P(V <= v) when every rank 1..k is positive or not by the toss of a coin: how many of the 2^k sets
 * of ranks have a sum of at most v. Whole numbers below 2^53 all along. */
static double at_most(size_t v, size_t k)
{
	double sets[RANK_SUM_MAX + 1] = {1}, sum = 0;

	for (size_t rank = 1; rank <= k; rank++)
		for (size_t s = rank * (rank + 1) / 2; s >= rank; s--)
			sets[s] += sets[s - rank];
	for (size_t s = 0; s <= v; s++)
		sum += sets[s];
	return ldexp(sum, -(int)k);
}

static double exact_p(double v, size_t k)
{
	double most = (double)(k * (k + 1) / 2);

	/* The distribution is symmetric: the upper tail at v is the lower one at most - v. */
	return fmin(1, 2 * at_most((size_t)fmin(v, most - v), k));
}

static double normal_p(double v, double k, double ties)
{
	double away = v - k * (k + 1) / 4;
	double sd = sqrt(k * (k + 1) * (2 * k + 1) / 24 - ties / 48);

	away = fmax(0, fabs(away) - 0.5);
	return fmin(1, 2 * gsl_cdf_ugaussian_Q(away / sd));
}

struct tl_wilcoxon tl_wilcoxon_signed(const double *differences, size_t count)
{
	double *sorted = tl_alloc(count ? count : 1, sizeof *sorted), ties;
	struct tl_wilcoxon test = {.p = NAN};
	bool zeros = false;

	for (size_t i = 0; i < count; i++) {
		zeros = zeros || differences[i] == 0;
		if (differences[i] != 0 && !isnan(differences[i]))
			sorted[test.k++] = differences[i];
	}
	qsort(sorted, test.k, sizeof *sorted, by_size);
	test.v = positive_ranks(sorted, test.k, &ties);
	test.exact = test.k && test.k < EXACT_BELOW && !zeros && ties == 0;
	if (test.k)
		test.p = test.exact ? exact_p(test.v, test.k)
				    : normal_p(test.v, (double)test.k, ties);
	free(sorted);
	return test;
}
