/* How alike two arms are on one column: the table without which no matched estimate is shown. The
 * definitions are MatchIt's. */
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

struct row {
	double value;
	double weight; /* of the arm's sum, so each arm's weights add up to 1 */
	bool treated;
	size_t stratum;
};

static int by_value(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	return (a->value > b->value) - (a->value < b->value);
}

static double mean_of(const struct row *rows, size_t count, bool treated)
{
	struct tl_sum sum = {0};

	for (size_t i = 0; i < count; i++)
		if (rows[i].treated == treated)
			tl_sum_add(&sum, rows[i].weight * rows[i].value);
	return tl_sum_value(&sum);
}

/* With reliability weights; n - 1 where they are equal. */
static double variance_of(const struct row *rows, size_t count, bool treated, double mean)
{
	struct tl_sum sum = {0}, squares = {0};

	for (size_t i = 0; i < count; i++) {
		double away = rows[i].value - mean;

		if (rows[i].treated != treated)
			continue;
		tl_sum_add(&sum, rows[i].weight * away * away);
		tl_sum_add(&squares, rows[i].weight * rows[i].weight);
	}
	return tl_sum_value(&sum) / (1 - tl_sum_value(&squares));
}

/* rows sorted by value */
static void distances(const struct row *rows, size_t count, struct tl_balance *balance)
{
	double gap = 0, sum = 0;
	size_t places = 0;

	for (size_t i = 0; i < count; i++) {
		gap += rows[i].treated ? rows[i].weight : -rows[i].weight;
		if (i + 1 < count && rows[i + 1].value == rows[i].value)
			continue;
		sum += fabs(gap);
		balance->ecdf_max = fmax(balance->ecdf_max, fabs(gap));
		places++;
	}
	balance->ecdf_mean = sum / (double)places;
}

static int by_stratum(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

/* The mean over all pairs of a treated and a control of one stratum; sorts by stratum. */
static double pair_distance(struct row *rows, size_t count)
{
	struct tl_sum sum = {0};
	double pairs = 0;

	qsort(rows, count, sizeof *rows, by_stratum);
	for (size_t first = 0, past; first < count; first = past) {
		for (past = first; past < count && rows[past].stratum == rows[first].stratum;)
			past++;
		for (size_t i = first; rows[first].stratum && i < past; i++)
			for (size_t j = first; rows[i].treated && j < past; j++) {
				if (rows[j].treated)
					continue;
				tl_sum_add(&sum, fabs(rows[i].value - rows[j].value));
				pairs++;
			}
	}
	return tl_sum_value(&sum) / pairs;
}

static bool has_two_values(const struct row *sorted, size_t count)
{
	size_t distinct = 1;

	for (size_t i = 1; i < count; i++)
		distinct += sorted[i].value != sorted[i - 1].value;
	return distinct <= 2;
}

/* Each arm's weights add up to 1. */
static struct row *rows_of(const double *treat, const double *values, const double *weights,
	const size_t *stratum, size_t count)
{
	struct row *rows = tl_alloc(count + 1, sizeof *rows);
	struct tl_sum sum[2] = {0};

	for (size_t i = 0; i < count; i++)
		tl_sum_add(&sum[treat[i] == 1], weights ? weights[i] : 1);
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct row){values[i],
			(weights ? weights[i] : 1) / tl_sum_value(&sum[treat[i] == 1]),
			treat[i] == 1, stratum ? stratum[i] : 0};
	qsort(rows, count, sizeof *rows, by_value);
	return rows;
}

/* Of the treated before matching, so that the yardstick is the same before and after. */
static double yardstick(const double *treat, const double *values, size_t count, bool *binary)
{
	struct row *rows = rows_of(treat, values, NULL, NULL, count);
	double mean = mean_of(rows, count, true), variance;

	*binary = has_two_values(rows, count);
	if (*binary) { /* of a share p: p (1 - p), on the distance between the two values */
		double low = rows[0].value, width = rows[count - 1].value - low;

		variance = (mean - low) * (width - (mean - low));
	} else {
		variance = variance_of(rows, count, true, mean);
	}
	free(rows);
	return sqrt(variance);
}

struct tl_balance tl_match_balance(const double *treat, const double *values, const double *weights,
	const size_t *stratum, size_t rows)
{
	struct tl_balance balance = {.variance_ratio = NAN, .pair_distance = NAN};
	struct row *sorted;
	double unit;
	bool binary;

	if (!rows)
		return (struct tl_balance){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
	unit = yardstick(treat, values, rows, &binary);
	sorted = rows_of(treat, values, weights, stratum, rows);
	balance.mean_treated = mean_of(sorted, rows, true);
	balance.mean_control = mean_of(sorted, rows, false);
	balance.smd = (balance.mean_treated - balance.mean_control) / unit;
	if (!binary)
		balance.variance_ratio = variance_of(sorted, rows, true, balance.mean_treated) /
					 variance_of(sorted, rows, false, balance.mean_control);
	distances(sorted, rows, &balance);
	if (binary) /* both distribution functions meet at the greater value: one distance, no mean
		     */
		balance.ecdf_mean = balance.ecdf_max;
	if (stratum)
		balance.pair_distance = pair_distance(sorted, rows) / unit;
	free(sorted);
	return balance;
}
