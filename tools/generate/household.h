/*
 * The households of a made-up population: who lives in each, since when and where. A household is
 * worked out from its number alone, whenever it is asked for, so five million records need no more
 * memory than their order.
 */
#ifndef GENERATE_HOUSEHOLD_H
#define GENERATE_HOUSEHOLD_H

#include "chance.h"
#include "names.h"

#define HOUSEHOLD_PEOPLE_MOST 12
#define HOUSEHOLD_MOVES_MOST 6

struct place {
	uint32_t city, unit; /* unit: a postcode of that city */
	uint32_t house, flat; /* flat 0: none */
};

struct household_person {
	struct tl_day birth;
	bool is_female, is_adult;
	uint32_t community, forename, middle;
	struct surname surname, later; /* later: from `renamed` on */
	struct tl_day renamed, leaves; /* TL_NO_DAY: never */
	struct place own; /* from `leaves` on */
};

struct household {
	struct household_person people[HOUSEHOLD_PEOPLE_MOST];
	unsigned count;
	/* places[0], and places[i + 1] from moved[i] on; the days ascend. */
	struct place places[HOUSEHOLD_MOVES_MOST + 1];
	struct tl_day moved[HOUSEHOLD_MOVES_MOST];
	unsigned moves;
};

struct population {
	struct tl_arena arena;
	const struct profile *profile;
	struct names names;
	struct zipf cities;
	uint32_t postcodes;
	struct chance family, person; /* of a seed */
};

void population_init(struct population *population, const struct profile *profile, unsigned seed,
	size_t records);
void population_free(struct population *population);

void household_make(
	struct household *household, const struct population *population, uint32_t number);
struct place household_place(const struct household *household,
	const struct household_person *person, struct tl_day day);

/* "CE12 4QX" of an area that is none of Royal Mail's, and "Flat 2 14 Ashford Road". */
void place_postcode(struct tl_buf *text, struct place place);
void place_address(struct tl_buf *text, struct place place);

#endif
