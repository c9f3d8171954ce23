/*
 * The linkage engine in one call: records in, people and households out, with what it believes of
 * its own errors.
 *
 *   struct records records;                     records.h: fields, then rows, then finish
 *   struct linkage linkage = {0};
 *   struct linkage_options options = linkage_defaults();
 *
 *   options.threads = 2;
 *   if (!linkage_run(&linkage, &records, &options, err)) ...
 *   linkage.cluster[r], linkage.household[r]    r < records.count; records.input[r] is your row
 *   linkage_free(&linkage);
 *
 * Clear text, tokens and filters take the same road: blocking (block.h), comparison to patterns
 * (compare.h), EM over pattern counts with three classes (model.h), average linkage (cluster.h).
 * The outcome depends on the records' content and the options alone: not on the order of rows, nor
 * on the number of threads.
 */
#ifndef LINK_LINKAGE_H
#define LINK_LINKAGE_H

#include "cluster.h"

struct linkage_options {
	size_t threads;
	double threshold; /* log2 odds from which a pair links; NAN: chosen by the estimate */
	const struct model *model; /* applied as it is; NULL: fitted by EM */
	const bool *is_distinct; /* by source: one row a person. NULL: nowhere */
	const bool *within; /* by source: are its own rows held against each other? NULL: all */
	const struct record_pair *must, *never; /* record numbers, a < b, must in order */
	size_t must_count, never_count;

	/* What each idea is worth, for comparison: all false is the way to link. */
	bool without_households, without_rarity, components;
};

struct linkage_options linkage_defaults(void);

/* One point of the estimated curve: what linking every pair of at least this weight would mean. */
struct curve_point {
	double weight;
	double pairs, precision, recall, f1; /* recall among what blocking brings together; all
						three NAN where there is no such pair */
};

struct linkage_tally {
	int64_t candidates, compared, kept, linked; /* pairs; linked: at least the threshold */
	size_t rounds; /* of EM */
	double matches; /* expected among the pairs compared */
	double blocking_recall; /* estimated, too low or too high: curve.c; NAN: all were compared
				 */
	int64_t rows; /* that could be matched: of sources not held against themselves, without the
			 largest */
	bool is_fitted; /* the model; false: applied as it was given */
	struct curve_point chosen; /* at the threshold */
};

#define CURVE_POINTS 121 /* weights -20 to 40 in steps of a half */

struct linkage {
	struct blocks blocks;
	struct patterns patterns;
	struct chance chance;
	struct model model;
	struct scorer scorer;
	struct pairs pairs; /* those that may matter, the linked ones among them */
	double threshold;
	struct curve_point curve[CURVE_POINTS];
	struct linkage_tally tally;
	uint32_t *cluster, *household; /* of each record, numbered from 0 by their first record */
	uint32_t clusters, households;
};

/* Two people whose pair is of the second class with this probability share a household. None, where
 * a record filter is compared: who is alike in it may share a home, a name or a birthday; nor where
 * the class as fitted shares nothing of where people live (a postcode, a town, an address, any
 * shared field but the surname) in half its pairs: then it is no households, only namesakes. */
double linkage_household_least(const struct model *model);

/* Why the estimates are not to be relied on, in one line; nothing where they may be: so few matches
 * are believed that the model stands on what it takes for granted, or so few of the rows that could
 * have one that people who are alike outnumber those who are the same (docs/measured.md has how
 * far off it was). */
void linkage_doubt(const struct linkage *linkage, struct tl_buf *out);

bool linkage_run(struct linkage *linkage, struct records *records,
	const struct linkage_options *options, struct tl_err *err);
void linkage_free(struct linkage *linkage);

#endif
