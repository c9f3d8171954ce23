/*
 * The model: how likely each level of agreement is in three classes of pairs - the same person, two
 * people of one household, two unrelated people - and what share of all pairs each class has.
 *
 * Fields are taken as independent within a class (Fellegi and Sunter 1969), but for those that have
 * a parent (compare.h): their chances depend on its level. In the household class
 * only what a household shares (surname, address) has probabilities of its own; forename, birth
 * date and sex are there as in unrelated people, but for a few twins and namesakes (CHANCE_KIN).
 * That pins the class to families: it cannot take pairs of one person from the first class.
 */
#ifndef LINK_MODEL_H
#define LINK_MODEL_H

#include "chance.h"
#include "record_curve.h"

typedef double model_chances[FIELD_LEVELS_MAX][FIELD_LEVELS_MAX]; /* by the parent's level, own */

struct model {
	const struct field *fields; /* borrowed from the records */
	struct patterns patterns;
	model_chances same[FIELDS_MAX], household[FIELDS_MAX], unrelated[FIELDS_MAX];
	struct record_curve same_curve, household_curve; /* where EM has come to */
	double share_same, share_household; /* of all pairs; the household's 0: there are none */
};

/* The patterns met, and how many pairs have each: all that EM wants to know. */
struct pattern_count {
	uint32_t pattern;
	int64_t count;
};

/* Where EM starts. */
void model_start(struct model *model, const struct records *records,
	const struct patterns *patterns, const struct chance *chance, bool with_households);

/* Where hardly two records are of one person EM would make that class of whatever departs most from
 * independence: twins, namesakes, people of one town. So what agrees in one person leans on where
 * it starts as if so many pairs had shown it, which thousands of matches outweigh: a Dirichlet
 * prior, its mode taken (as Enamorado, Fifield and Imai, American Political Science Review 113
 * (2019) 353-371, do for some fields). A record filter has curves instead (record_curve.h). */
#define MODEL_LEANING 100.0

/*
 * Expectation and maximisation over all patterns at once (Dempster, Laird and Rubin 1977), until
 * no probability moves by 0.0001 (a share: by that part of itself), or 200 times. What chance
 * agreement is left of the rates among all pairs once the other two classes are taken out belongs
 * to the unrelated. Whether the household class is households: linkage_household_least (linkage.h).
 * Returns the rounds taken; 0, and the model as it started, where most pairs came out as
 * one person's or one household's: of so few rows nothing can be learnt.
 */
size_t model_fit(struct model *model, const struct chance *chance,
	const struct pattern_count *counts, size_t count);

/* The logarithms behind verdicts, worked out once. */
struct scorer {
	struct patterns patterns;
	float same[FIELDS_MAX][FIELD_LEVELS_MAX][FIELD_LEVELS_MAX];
	float household[FIELDS_MAX][FIELD_LEVELS_MAX][FIELD_LEVELS_MAX];
	float prior_same, prior_household; /* log2 odds against unrelated */
	bool has_household;
};
void scorer_make(struct scorer *scorer, const struct model *model);

/* log2 odds of the first two classes against the third, of a pattern alone. */
struct odds {
	double same, household;
};
struct odds scorer_odds(const struct scorer *scorer, uint32_t pattern);

/* What a pair is: log2 odds of "same person" against the other two; probabilities of the first two
 * classes. Rarities as chance_rarity gives them. */
struct verdict {
	double weight, same, household;
};
struct verdict scorer_verdict(
	const struct scorer *scorer, struct odds odds, int16_t rarity, int16_t shared_rarity);

/* Can a pair of this pattern matter, were its values as rare as `bits` more? Never one in which no
 * field could be compared. */
bool scorer_worth(const struct scorer *scorer, uint32_t pattern, double bits);

#endif
