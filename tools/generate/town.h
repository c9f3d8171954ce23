/*
 * The families of a made-up town: who belongs to them, where they live, and when the programme
 * began for them or they began to wait. Made once from the truth file; then only read.
 */
#ifndef GENERATE_TOWN_H
#define GENERATE_TOWN_H

#include "chance.h"
#include "truth.h"

#include <throughline/arena.h>

enum town_step {
	STEP_CONTACT,
	STEP_DECISION,
	STEP_ALLOCATED,
	STEP_OPENED,
	STEP_CLOSED,
	STEP_COUNT_OF
};

struct town_person {
	uint32_t family;
	struct tl_day birth;
	bool is_adult, is_female;
};

struct town_family {
	uint32_t first_person, people, adults; /* adults come first */
	uint32_t locality, moves_to; /* the same where it stays */
	struct tl_day moves;
	struct tl_day waits_from, waits_to; /* TL_NO_DAY: never waited, still waits */
	struct tl_day start; /* of the programme; TL_NO_DAY: never */
	struct tl_day crisis; /* the day after its worst months; TL_NO_DAY */
	struct tl_day steps[STEP_COUNT_OF]; /* as far as it came by the as-at day */
};

struct town {
	struct tl_arena arena;
	const struct truth *truth;
	struct town_family *families;
	uint32_t families_count;
	struct town_person *people;
	uint32_t people_count;
};

void town_make(struct town *town, const struct truth *truth);
void town_free(struct town *town);

struct chance town_chance(const struct town *town, const char *what);
const char *town_ethnicity(const struct town *town, uint32_t person); /* a code of the truth's */
uint32_t town_locality(const struct town_family *family, struct tl_day day);
int town_age(const struct town_person *person, struct tl_day day); /* in whole years */

/* A partner's own name for a person: a prefix and seven digits, no two alike. */
struct town_key {
	char text[20];
};
struct town_key town_key_of(
	const struct town *town, const char *partner, const char *prefix, uint32_t person);
/* A keyed token as all partners see it, 16 hex digits: "nhs", "upn" or "nino". */
struct town_key town_token_of(const struct town *town, const char *name, uint32_t person);

#endif
