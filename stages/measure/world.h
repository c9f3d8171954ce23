/*
 * What measuring reads, in memory: the live deliveries with their facts, the people with where they
 * lived and which family they belonged to when, the localities, and what is covered.
 *
 * Everything is read-only once loaded and may be shared by threads. Localities are numbers: 0 ..
 * count-1 as study.yaml lists them (or, where localities are open, every code met, sorted), then
 * `elsewhere`. A study without localities has count = 0 and nothing is broken down.
 */
#ifndef MEASURE_WORLD_H
#define MEASURE_WORLD_H

#include "phases.h"
#include "visits.h"

#include <throughline/facts.h>
#include <throughline/stagedir.h>
#include <throughline/study.h>
#include <throughline/vec.h>

struct measure_delivery {
	struct tl_arena arena;
	const char *name, *file;
	const struct tl_contract *contract;
	struct tl_fact_table facts;
	const int64_t *record_no, *line,
		*key_no; /* of facts; key_no NULL where no row is a person's */
	const int32_t *person_of_key; /* by key_no; -1 not linked */
	size_t keys;
	const int64_t *dead; /* record numbers that count no more, ascending */
	size_t dead_count;
	struct tl_str *headers; /* of the file, as delivered */
	size_t header_count;
};

/* Days that a contract's deliveries cover together; several, in rising order, where there are gaps.
 */
struct measure_covered {
	const struct tl_contract *contract;
	const char *locality; /* ""; else its code, where the contract's coverage is by locality */
	struct tl_span days; /* half-open */
};

struct measure_spell {
	int32_t from, to; /* half-open; INT32_MAX open */
	int64_t what; /* a locality, or a family_no */
};

struct measure_person {
	int32_t birth; /* first of the month; INT32_MIN: not known */
	const char *sex; /* "not-recorded" where it is not known */
	int32_t death; /* first day after the last day alive; INT32_MAX: none known */
	uint32_t locality_first, locality_count, family_first, family_count;
	int64_t family; /* at as_at */
};

struct measure_locality {
	const char *code, *label;
};

struct measure_world {
	struct tl_arena arena;
	const bool *present; /* by person: whether they are one at the threshold in use */
	const struct tl_study *study;
	struct measure_delivery *deliveries; /* those that some definition reads, by name */
	size_t delivery_count;
	const char **unread; /* names of the others */
	size_t unread_count;
	struct measure_covered *covered;
	size_t covered_count;
	struct measure_person *people;
	size_t people_count;
	const char **sexes; /* the words that people have, in the order met */
	size_t sex_count;
	struct measure_spell *locality_spells, *family_spells;
	struct measure_locality *localities;
	size_t locality_count; /* without elsewhere */
	bool knows_places; /* link knows of somebody who lives in one of them */
	const char **partners; /* that sent any delivery, in byte order */
	size_t partner_count, partner_bytes;
	uint8_t *partners_of; /* by person, partner_bytes each: whose keys the person has, a bit
				 each */
	const char *settle_path, *link_path;
	struct measure_visits *visits; /* NULL: they were not asked for (visits.h) */
	const struct measure_phases *phases; /* NULL: nobody asks */
};

/* Reads stores below study->dir; records them as inputs of `stage` first (NULL: explaining, nothing
 * is recorded). */
bool measure_world_load(struct measure_world *world, const struct tl_study *study, size_t jobs,
	struct tl_stagedir *stage, struct tl_err *err);
void measure_world_free(struct measure_world *world);
/* The same world as if keys were linked at another threshold ("strict", "loose"); *differs false:
 * nobody is another there. Shares everything else with `world`; freed with measure_world_at_free.
 */
bool measure_world_at(const struct measure_world *world, const char *threshold,
	struct measure_world *other, bool *differs, struct tl_err *err);
void measure_world_at_free(struct measure_world *other);

/* The locality number of a code or spelling; locality_count (elsewhere) where there is none. */
int32_t measure_world_locality(const struct measure_world *world, struct tl_str spelling);
const char *measure_world_locality_code(const struct measure_world *world, size_t locality);
/* Where a person lived on a day; elsewhere where it is not known. -1: no spell at all. */
int32_t measure_person_locality(const struct measure_world *world, int64_t person, int32_t day);
/* The family on a day; the one at as_at where no spell holds the day. */
int64_t measure_person_family(const struct measure_world *world, int64_t person, int32_t day);

/* Fetches what these two look at, for somebody who is asked for soon: `near` after `far`, a few
 * people later. A macro, for gcc takes a function that only fetches for one that does nothing. */
#define MEASURE_PERSON_EXPECT(world, near, far)                                                    \
	do {                                                                                       \
		const struct measure_person *expected = &(world)->people[near];                    \
		__builtin_prefetch(&(world)->people[far]);                                         \
		__builtin_prefetch(&(world)->locality_spells[expected->locality_first]);           \
		__builtin_prefetch(&(world)->family_spells[expected->family_first]);               \
	} while (0)

bool measure_delivery_is_dead(const struct measure_delivery *delivery, int64_t record_no);
bool measure_world_uses(const struct tl_study *study, const char *contract);

#endif
