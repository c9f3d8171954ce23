/* The log-rank test: were the events of each group as many as one common curve expects? */
#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>
#include "survival_rows.h"

struct tally {
	size_t groups;
	double *at_risk, *events; /* of each group, at one time */
	double *observed, *expected;
	double *variance; /* groups x groups */
};

static void tally_time(struct tally *tally)
{
	double n = 0, d = 0, scale;

	for (size_t i = 0; i < tally->groups; i++) {
		n += tally->at_risk[i];
		d += tally->events[i];
	}
	for (size_t i = 0; i < tally->groups; i++) {
		tally->observed[i] += tally->events[i];
		tally->expected[i] += d * tally->at_risk[i] / n;
	}
	if (n < 2)
		return;
	scale = d * (n - d) / (n - 1);
	for (size_t i = 0; i < tally->groups; i++)
		for (size_t j = 0; j < tally->groups; j++)
			tally->variance[i * tally->groups + j] +=
				scale * tally->at_risk[i] / n * ((i == j) - tally->at_risk[j] / n);
}

/* From the last time to the first, so that those at risk only join. */
static void tally_times(struct tally *tally, const struct survival_row *rows, size_t count)
{
	for (size_t past = count, first; past > 0; past = first) {
		memset(tally->events, 0, tally->groups * sizeof *tally->events);
		for (first = past; first > 0 && rows[first - 1].time == rows[past - 1].time;
			first--) {
			tally->at_risk[rows[first - 1].group]++;
			tally->events[rows[first - 1].group] += rows[first - 1].event != 0;
		}
		tally_time(tally);
	}
}

/* Any one group follows from the others, so the last that expects events is left out. */
static struct tl_test test_of(const struct tally *tally)
{
	double *difference = tl_alloc(tally->groups, sizeof *difference);
	double *variance = tl_alloc(tally->groups * tally->groups, sizeof *variance);
	size_t *kept = tl_alloc(tally->groups, sizeof *kept), count = 0;
	struct tl_test test = {NAN, NAN, NAN};

	for (size_t i = 0; i < tally->groups; i++)
		if (tally->expected[i] > 0)
			kept[count++] = i;
	if (count > 1) {
		count--;
		for (size_t i = 0; i < count; i++) {
			difference[i] = tally->observed[kept[i]] - tally->expected[kept[i]];
			for (size_t j = 0; j < count; j++)
				variance[i * count + j] =
					tally->variance[kept[i] * tally->groups + kept[j]];
		}
		test = stats_wald(difference, variance, count);
	}
	free(kept);
	free(variance);
	free(difference);
	return test;
}

struct tl_test tl_survival_logrank(const double *times, const double *events, const size_t *groups,
	size_t count, size_t group_count, double *observed, double *expected)
{
	size_t known, g = group_count;
	struct survival_row *rows = survival_rows(times, events, groups, count, &known);
	double *memory = tl_alloc(4 * g + g * g + 1, sizeof *memory);
	struct tally tally = {
		g, memory, memory + g, memory + 2 * g, memory + 3 * g, memory + 4 * g};
	struct tl_test test;

	tally_times(&tally, rows, known);
	test = test_of(&tally);
	if (observed)
		memcpy(observed, tally.observed, g * sizeof *observed);
	if (expected)
		memcpy(expected, tally.expected, g * sizeof *expected);
	free(memory);
	free(rows);
	return test;
}
