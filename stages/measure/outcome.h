/*
 * Outcomes of people or families one by one, rather than of rows: how long until something happens,
 * how a score changes, how many agencies are about them. In a programme each arm is told apart, and
 * who is followed is the arm's; in an area it is everyone with a row.
 *
 *   survival      in a programme from a unit's first day to its first row after it; with steps from
 *                 one to the other of each person's first episode; else, in an area, from a
 *                 person's first row in the reporting months to their next on a later day.
 *                 people (grp '' followed; happened and at-risk, axis survival, position months),
 *                 survival (percent without it by then), median_time, restricted_mean (days up to
 *                 the end of the window after), logrank_p of programme against comparison;
 *                 cumulative (percent, grp happened or competes) where something competes
 *   score-change  people (grp before, both), share (of those followed, who have both), mean (axis
 *                 before, after), mean_change, wilcoxon_p; people by band (axis before, after), grp
 *                 improved, worse
 *   overlap       people by how many partners or contracts (grp 1, 2, 3, 4-or-more), grp
 *                 two-or-more and its share, mean; in a programme of those alone whose months after
 *                 are over and covered (grp '', and its share of all: grp begun)
 *   concentration of a count or rate in an area that says at_least, axis concentration: people, grp
 *                 often (with at_least rows or more) and its share, top_share (percent of the rows
 *                 that are the busiest 5 in 100 people's), gini
 *
 * A curve is given at months between which at least as many had it happen as the policy's
 * threshold. All counts of a measure are of one set of people, so that disclosure sees which is
 * part of which.
 */
#ifndef MEASURE_OUTCOME_H
#define MEASURE_OUTCOME_H

#include "cohort.h"
#include "coverage.h"
#include "model.h"
#include "tally.h"

bool measure_is_outcome(const struct tl_measure *measure);
/* arms NULL: of the area. */
bool measure_outcome_run(const struct measure_world *world, const struct tl_measure *measure,
	const struct measure_arms *arms, struct measure_model *model, struct tl_err *err);

/* ---- for the files outcome*.c -----------------------------------------------------------------
 */

struct measure_observation { /* of one person or unit */
	int64_t who;
	int32_t locality;
	int arm; /* in outcome->arms_of; 0 in an area */
	double a, b; /* survival: days and cause (0 none yet, 1, 2 competing); scores: before and
			after, NaN unknown; overlap: how many, 0 */
	int band[2]; /* scores: before and after; -1: none */
	int32_t delivery; /* a row that it rests on, for explaining; -1: none */
	int64_t at;
};

struct measure_outcome_part { /* a share to be made when the counts stand */
	size_t x, n;
};

#define MEASURE_OUTCOME_ARMS 3

struct measure_outcome {
	const struct measure_world *world;
	const struct tl_measure *measure;
	const struct measure_arms *arms;
	struct measure_model *model;
	const char *definition;
	const struct measure_cohort *arms_of[MEASURE_OUTCOME_ARMS]; /* NULL: none, or the area */
	int arm_count;
	const char *unit; /* "people" or "families" */
	size_t first_point; /* of the model, that is this measure's */
	TL_VEC(struct measure_observation) items;
	struct measure_members members;
	TL_VEC(struct measure_outcome_part) shares;
};

/* Those of one arm in one place (locality_count + 1: everywhere). */
struct measure_group_of {
	int arm;
	size_t locality;
};
bool measure_outcome_holds(const struct measure_outcome *outcome,
	const struct measure_group_of *group, const struct measure_observation *item);
struct measure_key measure_outcome_key(const struct measure_outcome *outcome,
	const struct measure_group_of *group, const char *statistic, const char *unit);
/* A number of units of the group: those for whom `counts` is true. */
typedef bool measure_outcome_fn(const struct measure_observation *item, double what);
size_t measure_outcome_count(struct measure_outcome *outcome, const struct measure_group_of *group,
	const char *grp, const char *axis, int64_t position, measure_outcome_fn *counts,
	double what);
/* x of n in percent. */
void measure_outcome_share(struct measure_outcome *outcome, size_t x, size_t n);
/* Which unit of an arm a person is, at most one; NULL: none. */
const struct measure_unit *measure_outcome_unit(
	const struct measure_cohort *cohort, int64_t person);

bool measure_outcome_survival(struct measure_outcome *outcome, struct tl_err *err);
bool measure_outcome_scores(struct measure_outcome *outcome, struct tl_err *err);
bool measure_outcome_overlap(struct measure_outcome *outcome, struct tl_err *err);
bool measure_outcome_concentration(struct measure_outcome *outcome, struct tl_err *err);
void measure_concentration_emit(
	struct measure_outcome *outcome, const struct measure_group_of *group);
void measure_survival_emit(struct measure_outcome *outcome, const struct measure_group_of *group);
void measure_survival_compare(struct measure_outcome *outcome);
void measure_scores_emit(struct measure_outcome *outcome, const struct measure_group_of *group);
void measure_overlap_emit(struct measure_outcome *outcome, const struct measure_group_of *group);

#endif
