/*
 * A truth file: how large a made-up town is, what happens to its families, and what a programme
 * does to that. Everything that the generator plants is written there or follows from it.
 */
#ifndef GENERATE_TRUTH_H
#define GENERATE_TRUTH_H

#include <throughline/date.h>
#include <throughline/err.h>

#define TRUTH_STEPS 5
#define TRUTH_CRISIS_MOST 4000 /* permille */

struct truth_locality {
	char *code, *label;
	unsigned permille; /* of the families */
	unsigned population; /* of the whole area, for rates */
};

struct truth_demand { /* something that families need from a service */
	char *name;
	unsigned per_1000_family_years; /* of a family of the study, on an ordinary day */
	double rate_ratio; /* what the programme does to it from the day it begins */
};

struct truth_ethnicity { /* of a family */
	char *code;
	unsigned permille;
};

struct truth_missing { /* people whom a partner knows without the shared token */
	char *partner;
	unsigned permille;
};

struct truth_missing_more { /* ... and so many more of those of an ethnicity */
	char *partner, *ethnicity;
	unsigned permille;
};

struct truth_step { /* days since the step before */
	char *name;
	unsigned from_days, to_days;
};

struct truth_families {
	unsigned soft, full; /* straight into the programme, by the phase they begin in */
	unsigned waiting; /* on the waiting list */
	unsigned from_waiting; /* ... of whom so many enter the programme later */
	unsigned others;
};

struct truth {
	char *name;
	unsigned seed;
	char *first_day_key, *as_at_key, *soft_launch_key, *full_launch_key;
	struct tl_day first_day, as_at, soft_launch, full_launch; /* read from the keys */
	struct truth_families families;
	struct truth_locality *localities;
	unsigned localities_count;
	struct truth_demand *demand;
	unsigned demand_count;
	unsigned others_permille; /* demand of the other families */
	unsigned *crisis; /* permille by month before the index, the nearest first */
	unsigned crisis_count;
	unsigned *season; /* permille, January first */
	unsigned season_count;
	unsigned *frailty; /* permille: families differ; equally likely, 1000 on average */
	unsigned frailty_count;
	struct truth_step *steps;
	unsigned steps_count;
	struct truth_missing *missing_tokens;
	unsigned missing_tokens_count;
	struct truth_ethnicity *ethnicities;
	unsigned ethnicities_count;
	unsigned ethnicity_blank; /* permille of people: not recorded */
	struct truth_missing_more *missing_by_ethnicity;
	unsigned missing_by_ethnicity_count;
	unsigned spoilt_permille; /* rows written once more with a mistake in them */
	unsigned contradictions; /* people to whom the police give another's token */
	unsigned common_token; /* people to whom the hospital gives one and the same token */
};

bool truth_load(struct truth **truth, const char *path, struct tl_err *err);
void truth_free(struct truth *truth);

const struct truth_demand *truth_demand_of(const struct truth *truth, const char *name);
unsigned truth_missing_of(const struct truth *truth, const char *partner, const char *ethnicity);

#endif
