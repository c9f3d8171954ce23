/*
 * Links held against the truth, where a test set knows it: exact precision, recall and F1.
 */
#ifndef LINK_TRUTH_H
#define LINK_TRUTH_H

#include "linkage.h"

struct truth_score {
	int64_t found, right, there; /* pairs linked; of them true; true ones in all */
};

double truth_precision(struct truth_score score); /* 1 where nothing was found */
double truth_recall(struct truth_score score); /* 1 where there is nothing to find */
double truth_f1(struct truth_score score);

/* Pairs at the threshold; all pairs within clusters. A record whose truth is not known counts in
 * neither, nor does a pair that `within` rules out. */
struct truth_scores {
	struct truth_score pairs, clusters;
};
struct truth_scores truth_of(
	const struct linkage *linkage, const struct pair_space *space, size_t threads);

#endif
