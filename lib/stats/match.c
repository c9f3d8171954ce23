/* Matching on coarsened or exact columns: bins, strata, weights. */
#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

size_t tl_match_sturges(size_t count)
{
	return (size_t)ceil(log2((double)count) + 1);
}

void tl_match_cut(
	const double *values, size_t count, const double *cuts, size_t cut_count, size_t *bin)
{
	for (size_t i = 0; i < count; i++) {
		bin[i] = 0;
		while (bin[i] < cut_count && values[i] >= cuts[bin[i]])
			bin[i]++;
	}
}

void tl_match_bins(const double *values, size_t count, size_t bins, size_t *bin)
{
	double *cuts = tl_alloc(bins + 1, sizeof *cuts);
	double least = INFINITY, greatest = -INFINITY;

	for (size_t i = 0; i < count; i++) {
		least = fmin(least, values[i]);
		greatest = fmax(greatest, values[i]);
	}
	for (size_t k = 1; k < bins; k++)
		cuts[k - 1] = least + (double)k * ((greatest - least) / (double)bins);
	tl_match_cut(values, count, cuts, bins ? bins - 1 : 0, bin);
	free(cuts);
}

struct coded {
	const size_t *codes;
	size_t columns, row;
};

static int by_codes(const void *left, const void *right)
{
	const struct coded *a = left, *b = right;

	for (size_t j = 0; j < a->columns; j++)
		if (a->codes[j] != b->codes[j])
			return a->codes[j] > b->codes[j] ? 1 : -1;
	return 0;
}

size_t tl_match_strata(const size_t *codes, size_t rows, size_t columns, size_t *stratum)
{
	struct coded *sorted = tl_alloc(rows + 1, sizeof *sorted);
	size_t count = 0;

	for (size_t i = 0; i < rows; i++)
		sorted[i] = (struct coded){codes + i * columns, columns, i};
	qsort(sorted, rows, sizeof *sorted, by_codes);
	for (size_t i = 0; i < rows; i++) {
		count += !i || by_codes(&sorted[i - 1], &sorted[i]) != 0;
		stratum[sorted[i].row] = count;
	}
	free(sorted);
	return count;
}

struct arms {
	double treated, control;
};

static void arms_add(struct arms *arms, double treat)
{
	arms->treated += treat == 1;
	arms->control += treat != 1;
}

void tl_match_weights(
	const double *treat, size_t rows, size_t stratum_count, size_t *stratum, double *weights)
{
	struct arms *of = tl_alloc(stratum_count + 1, sizeof *of), all = {0};

	for (size_t i = 0; i < rows; i++)
		arms_add(&of[stratum[i]], treat[i]);
	for (size_t i = 0; i < rows; i++)
		if (!(of[stratum[i]].treated > 0 && of[stratum[i]].control > 0))
			stratum[i] = 0;
	for (size_t i = 0; i < rows; i++)
		if (stratum[i])
			arms_add(&all, treat[i]);
	for (size_t i = 0; i < rows; i++) {
		const struct arms *own = &of[stratum[i]];

		weights[i] = !stratum[i] ? 0
			     : treat[i] == 1
				     ? 1
				     : own->treated / own->control * all.control / all.treated;
	}
	free(of);
}

struct tl_match_size tl_match_size(const double *treat, const double *weights, size_t rows, int arm)
{
	struct tl_match_size size = {0};
	struct tl_sum sum = {0}, squares = {0};

	for (size_t i = 0; i < rows; i++) {
		if ((treat[i] == 1) != (arm == 1))
			continue;
		size.rows++;
		size.matched += weights[i] > 0;
		tl_sum_add(&sum, weights[i]);
		tl_sum_add(&squares, weights[i] * weights[i]);
	}
	if (tl_sum_value(&squares) > 0)
		size.matched_ess = tl_sum_value(&sum) * tl_sum_value(&sum) / tl_sum_value(&squares);
	return size;
}
