/* The effect on the treated: a weighted regression of the outcome on the treatment, which is two
 * weighted means and their difference, with a sandwich variance. */
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

struct scores { /* what a cluster adds to the two estimating equations */
	double intercept, treat;
	bool used;
};

struct sandwich {
	double a, b, c; /* meat: [a b; b c] */
	double clusters;
};

static void add_meat(struct sandwich *sandwich, const struct scores *scores)
{
	sandwich->a += scores->intercept * scores->intercept;
	sandwich->b += scores->intercept * scores->treat;
	sandwich->c += scores->treat * scores->treat;
	sandwich->clusters++;
}

static void score_rows(const double *treat, const double *outcome, const double *weights,
	const size_t *stratum, size_t rows, const struct tl_estimate *effect,
	struct sandwich *sandwich)
{
	struct scores *clusters = tl_alloc(rows + 1, sizeof *clusters);

	for (size_t i = 0; i < rows; i++) {
		bool treated = treat[i] == 1;
		double fitted = effect[0].value + (treated ? effect[1].value : 0);
		double score = weights[i] * (outcome[i] - fitted);
		struct scores *own = &clusters[stratum ? stratum[i] : i];

		if (!(weights[i] > 0))
			continue;
		own->intercept += score;
		own->treat += treated ? score : 0;
		own->used = true;
	}
	for (size_t i = 0; i <= rows; i++)
		if (clusters[i].used)
			add_meat(sandwich, &clusters[i]);
	free(clusters);
}

bool tl_match_effect(const double *treat, const double *outcome, const double *weights,
	const size_t *stratum, size_t rows, struct tl_estimate effect[2])
{
	struct tl_sum weight[2] = {0}, total[2] = {0};
	struct sandwich meat = {0};
	double w0, w1, used = 0, factor = 1;

	for (size_t i = 0; i < rows; i++) {
		size_t arm = treat[i] == 1;

		if (!(weights[i] > 0))
			continue;
		used++;
		tl_sum_add(&weight[arm], weights[i]);
		tl_sum_add(&total[arm], weights[i] * outcome[i]);
	}
	w0 = tl_sum_value(&weight[0]);
	w1 = tl_sum_value(&weight[1]);
	if (!(w0 > 0 && w1 > 0))
		return false;
	effect[0].value = tl_sum_value(&total[0]) / w0;
	effect[1].value = tl_sum_value(&total[1]) / w1 - effect[0].value;
	score_rows(treat, outcome, weights, stratum, rows, effect, &meat);
	if (stratum && meat.clusters < 2)
		factor = NAN; /* one stratum says nothing of how strata differ */
	else if (stratum)
		factor = meat.clusters / (meat.clusters - 1) * (used - 1) / (used - 2);
	/* (X'WX)^-1 is [1/w0, -1/w0; -1/w0, 1/w0 + 1/w1]; a - b is the controls' share of a. */
	effect[0].se = sqrt(factor * (meat.a - 2 * meat.b + meat.c)) / w0;
	effect[1].se =
		sqrt(factor * ((meat.a - 2 * meat.b + meat.c) / (w0 * w0) -
				      2 * (meat.b - meat.c) / (w0 * w1) + meat.c / (w1 * w1)));
	return true;
}
