#include "town.h"

#include <stdio.h>
#include <string.h>

static_assert(STEP_COUNT_OF == TRUTH_STEPS, "a truth file says how long every step takes");

#define MOVING_PERMILLE 30
#define LEAVES_THE_LIST_PERMILLE 200

struct chance town_chance(const struct town *town, const char *what)
{
	return chance_for(town->truth->seed, what);
}

static struct tl_day day_between(
	struct chance chance, uint64_t a, uint64_t b, struct tl_day from, struct tl_day to)
{
	return tl_day_add(from, (int)chance_below(chance, a, b, (uint32_t)(to.n - from.n + 1)));
}

/* ---- people ------------------------------------------------------------------------------- */

/* The first child is of school age throughout the study, so that every family can be missed at
 * school, move out of it, or come into care. */
static struct tl_day birth_of(
	const struct town *town, uint32_t person, bool is_adult, bool is_first)
{
	struct chance chance = town_chance(town, "birth");
	int years = is_adult   ? chance_between(chance, person, 0, 24, 52)
		    : is_first ? chance_between(chance, person, 0, 11, 15)
			       : chance_between(chance, person, 0, 1, 17);

	return tl_day_add(tl_day_add_months(town->truth->full_launch, -12 * years),
		-chance_between(chance, person, 1, 0, 364));
}

static void make_people(struct town *town, uint32_t number)
{
	struct town_family *family = &town->families[number];
	struct chance chance = town_chance(town, "members");
	uint32_t children = 1 + chance_below(chance, number, 1, 4);

	family->first_person = town->people_count;
	family->adults = 1 + chance_below(chance, number, 0, 2);
	family->people = family->adults + children;
	for (uint32_t i = 0; i < family->people; i++) {
		uint32_t at = town->people_count++;
		bool is_adult = i < family->adults;

		town->people[at] = (struct town_person){
			.family = number,
			.birth = birth_of(town, at, is_adult, i == family->adults),
			.is_adult = is_adult,
			.is_female = chance_permille(
				town_chance(town, "sex"), at, 0, is_adult && i == 0 ? 850 : 480),
		};
	}
}

/* A family's, for all its people. */
const char *town_ethnicity(const struct town *town, uint32_t person)
{
	const struct truth *truth = town->truth;
	uint32_t at =
		chance_below(town_chance(town, "ethnicity"), town->people[person].family, 0, 1000);
	unsigned i = 0;

	for (; at >= truth->ethnicities[i].permille; i++)
		at -= truth->ethnicities[i].permille;
	return truth->ethnicities[i].code;
}

int town_age(const struct town_person *person, struct tl_day day)
{
	int months = tl_month_index(day) - tl_month_index(person->birth);

	return months / 12;
}

/* ---- where -------------------------------------------------------------------------------- */

static uint32_t pick_locality(const struct town *town, struct chance chance, uint32_t number)
{
	const struct truth *truth = town->truth;
	uint32_t at = chance_below(chance, number, 0, 1000);

	for (uint32_t i = 0; i < truth->localities_count; i++) {
		if (at < truth->localities[i].permille)
			return i;
		at -= truth->localities[i].permille;
	}
	return truth->localities_count - 1;
}

static void place(struct town *town, uint32_t number)
{
	struct town_family *family = &town->families[number];
	struct chance moving = town_chance(town, "moving");

	family->locality = pick_locality(town, town_chance(town, "locality"), number);
	family->moves_to = family->locality;
	family->moves = TL_NO_DAY;
	if (!chance_permille(moving, number, 1, MOVING_PERMILLE))
		return;
	family->moves_to = pick_locality(town, moving, number);
	family->moves = day_between(moving, number, 2, town->truth->first_day, town->truth->as_at);
}

uint32_t town_locality(const struct town_family *family, struct tl_day day)
{
	return tl_day_is_set(family->moves) && day.n >= family->moves.n ? family->moves_to
									: family->locality;
}

/* ---- when --------------------------------------------------------------------------------- */

static struct tl_day later(
	const struct town *town, uint32_t number, enum town_step step, struct tl_day from)
{
	const struct truth_step *lag = &town->truth->steps[step];
	struct chance chance = town_chance(town, "steps");

	return tl_day_add(from, chance_between(chance, number, (uint64_t)step, (int)lag->from_days,
					(int)lag->to_days));
}

/* The group decides, a place comes free (at once or after the waiting list), a lead agency takes
 * the family on, a team is opened and in the end closed. */
static void take_steps(struct town *town, uint32_t number)
{
	struct town_family *family = &town->families[number];
	bool waited = tl_day_is_set(family->waits_from);
	struct tl_day decided = waited ? family->waits_from : family->start;
	struct tl_day *steps = family->steps;

	steps[STEP_DECISION] = decided;
	steps[STEP_CONTACT] =
		tl_day_add(decided, decided.n - later(town, number, STEP_DECISION, decided).n);
	for (int step = STEP_ALLOCATED; step < STEP_COUNT_OF; step++)
		steps[step] = TL_NO_DAY;
	if (!tl_day_is_set(family->start))
		return;
	steps[STEP_ALLOCATED] = later(town, number, STEP_ALLOCATED, family->start);
	steps[STEP_OPENED] = later(town, number, STEP_OPENED, steps[STEP_ALLOCATED]);
	steps[STEP_CLOSED] = later(town, number, STEP_CLOSED, steps[STEP_OPENED]);
	for (int step = STEP_ALLOCATED; step < STEP_COUNT_OF; step++)
		if (steps[step].n > town->truth->as_at.n)
			steps[step] = TL_NO_DAY;
}

static void enrol(struct town *town, uint32_t number, struct tl_day from, struct tl_day to)
{
	struct town_family *family = &town->families[number];

	family->start = day_between(town_chance(town, "start"), number, 0, from, to);
	family->crisis = family->start;
	take_steps(town, number);
}

/* Those who enter begin to wait early enough to have entered by the as-at day. */
static void wait(struct town *town, uint32_t number, bool enters)
{
	const struct truth *truth = town->truth;
	struct town_family *family = &town->families[number];
	struct chance chance = town_chance(town, "waiting");
	struct tl_day last = tl_day_add_months(truth->as_at, enters ? -10 : -3);
	int longest;

	family->waits_from = day_between(chance, number, 0, truth->full_launch, last);
	family->crisis = family->waits_from;
	longest = tl_day_add(truth->as_at, -14).n - family->waits_from.n;
	if (enters) {
		family->start = tl_day_add(family->waits_from,
			chance_between(chance, number, 1, 90, longest < 420 ? longest : 420));
		family->waits_to = family->start;
	} else if (chance_permille(chance, number, 2, LEAVES_THE_LIST_PERMILLE)) {
		family->waits_to =
			tl_day_add(family->waits_from, chance_between(chance, number, 3, 60, 500));
		if (family->waits_to.n > truth->as_at.n)
			family->waits_to = TL_NO_DAY;
	}
	take_steps(town, number);
}

static void make_family(struct town *town, uint32_t number)
{
	const struct truth *truth = town->truth;
	const struct truth_families *sizes = &truth->families;
	struct town_family *family = &town->families[number];
	uint32_t direct = sizes->soft + sizes->full;

	family->waits_from = family->waits_to = family->start = family->crisis = TL_NO_DAY;
	for (int step = 0; step < STEP_COUNT_OF; step++)
		family->steps[step] = TL_NO_DAY;
	place(town, number);
	make_people(town, number);
	if (number < sizes->soft)
		enrol(town, number, truth->soft_launch, tl_day_add(truth->full_launch, -1));
	else if (number < direct)
		enrol(town, number, truth->full_launch, tl_day_add(truth->as_at, -30));
	else if (number < direct + sizes->waiting)
		wait(town, number, number < direct + sizes->from_waiting);
}

void town_make(struct town *town, const struct truth *truth)
{
	const struct truth_families *sizes = &truth->families;

	*town = (struct town){.truth = truth};
	town->families_count = sizes->soft + sizes->full + sizes->waiting + sizes->others;
	town->families = tl_arena_array(&town->arena, town->families_count, sizeof *town->families);
	town->people = tl_arena_array(
		&town->arena, (size_t)town->families_count * 6, sizeof *town->people);
	for (uint32_t i = 0; i < town->families_count; i++)
		make_family(town, i);
}

void town_free(struct town *town)
{
	tl_arena_free(&town->arena);
	*town = (struct town){0};
}

/* ---- names that say nothing --------------------------------------------------------------- */

/* Multiplying by a number without the factors 2 and 5 and adding another walks through all residues
 * of 10^7: every person has a key of their own, in no visible order. */
struct town_key town_key_of(
	const struct town *town, const char *partner, const char *prefix, uint32_t person)
{
	struct chance chance = town_chance(town, partner);
	uint64_t factor = 10 * chance_below(chance, 0, 0, 900000) + 1000003;
	uint64_t offset = chance_below(chance, 0, 1, 10000000);
	struct town_key key;

	snprintf(key.text, sizeof key.text, "%.8s%07u", prefix,
		(unsigned)((person * factor + offset) % 10000000));
	return key;
}

struct town_key town_token_of(const struct town *town, const char *name, uint32_t person)
{
	struct town_key key;

	snprintf(key.text, sizeof key.text, "%016llx",
		(unsigned long long)chance_bits(town_chance(town, name), person, 0));
	return key;
}
